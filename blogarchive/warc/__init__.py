"""What any web archive would accept: write what crossed the wire, read it and ARC files as pages, verify, mend."""

from blogarchive.warc import cdxj
from blogarchive.warc.exchange import Exchange, Original, Spool, Truncation
from blogarchive.warc.mend import MENDED, Cut, finish_file, mend_file, settle_index
from blogarchive.warc.reader import (
    Lookup,
    OnError,
    Originals,
    capture_of,
    captures,
    head_of,
    original_at,
    page_of,
    pages,
    read_page,
    read_record,
    read_records,
    refers_to,
)
from blogarchive.warc.records import Record, sha1
from blogarchive.warc.rewrite import Instead, rewrite
from blogarchive.warc.tombstone import (
    NOTES,
    TOMBSTONE,
    pointed,
    redacted,
    redacted_id,
    renamed,
    tombstone,
    tombstone_id,
)
from blogarchive.warc.verify import Checked, Problem, verify_file, verify_files
from blogarchive.warc.volumes import OPEN, is_archive, sync_folder
from blogarchive.warc.walk import holds_arc, holds_records
from blogarchive.warc.writer import WarcWriter

__all__ = [
    "MENDED",
    "NOTES",
    "OPEN",
    "TOMBSTONE",
    "Checked",
    "Cut",
    "Exchange",
    "Instead",
    "Lookup",
    "OnError",
    "Original",
    "Originals",
    "Problem",
    "Record",
    "Spool",
    "Truncation",
    "WarcWriter",
    "capture_of",
    "captures",
    "cdxj",
    "finish_file",
    "head_of",
    "holds_arc",
    "holds_records",
    "is_archive",
    "mend_file",
    "original_at",
    "page_of",
    "pages",
    "pointed",
    "read_page",
    "read_record",
    "read_records",
    "redacted",
    "redacted_id",
    "refers_to",
    "renamed",
    "rewrite",
    "settle_index",
    "sha1",
    "sync_folder",
    "tombstone",
    "tombstone_id",
    "verify_file",
    "verify_files",
]
