"""Feeds: posts as CSV that a spreadsheet opens, one row a post."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from scrapy.exporters import CsvItemExporter

from blogarchive.export.csv import cell


class Csv(CsvItemExporter):
    """Scrapy's exporter, but for threads and captures, which are JSON in their cells, and formulas, which are none."""

    def serialize_field(self, field: Mapping[str, Any], name: str, value: Any) -> Any:
        """A list of names joined, anything else that has parts as JSON."""
        value = super().serialize_field(field, name, value)
        if isinstance(value, list | tuple | dict):
            value = json.dumps(value, ensure_ascii=False, default=str)
        return cell(value)
