"""What any web archive would accept: write what crossed the wire, read it back as pages, verify, mend."""

from blogarchive.warc.exchange import Exchange, Original, Truncation, spool
from blogarchive.warc.reader import (
    Originals,
    capture_of,
    captures,
    page_of,
    pages,
    read_page,
    read_record,
    read_records,
    refers_to,
)
from blogarchive.warc.records import Record
from blogarchive.warc.volumes import OPEN, is_archive
from blogarchive.warc.writer import WarcWriter

__all__ = [
    "OPEN",
    "Exchange",
    "Original",
    "Originals",
    "Record",
    "Truncation",
    "WarcWriter",
    "capture_of",
    "captures",
    "is_archive",
    "page_of",
    "pages",
    "read_page",
    "read_record",
    "read_records",
    "refers_to",
    "spool",
]
