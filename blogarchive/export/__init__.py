"""One file a format."""

from __future__ import annotations

from pathlib import Path

from blogarchive import paths
from blogarchive.dataset.database import open_database


def write(format: str, data: Path, out: Path | None) -> None:  # noqa: A002 - the word of the contract
    """Write the dataset of the archive in `data` to `out`, or to standard output."""
    from blogarchive.export import csv, jsonl, wacz

    if format == "wacz":  # the only one that takes the captures along
        wacz.write(data, out)
        return
    db = open_database(paths.database(data), read_only=True)
    try:
        if format == "parquet":  # its library is optional
            from blogarchive.export import parquet

            parquet.write(db, out)
        else:
            {"jsonl": jsonl, "csv": csv}[format].write(db, out)
    finally:
        db.close()
