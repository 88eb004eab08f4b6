"""Undoes content coding with the reader of the WARC, so that a page is read live as it will be read from its record."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from scrapy.responsetypes import responsetypes

from blogarchive.warc.coding import undo_content

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

DAMAGED = "damaged"
"""Flag of a response whose coded body ends early or is broken: what stands before the damage was read."""


class Decoding:
    """In place of Scrapy's HttpCompression, which refuses what our reader takes as far as it goes."""

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002 - Scrapy's signature
        """The response with its body decoded."""
        codings = [
            coding.strip().lower()
            for line in response.headers.getlist("Content-Encoding")
            for coding in line.decode("latin-1").split(",")
        ]
        if not codings:
            return response
        flags = response.flags if _is_whole(response.body, codings) else [*response.flags, DAMAGED]
        body, headers = undo_content(response.body, codings), response.headers.copy()
        del headers["Content-Encoding"]
        # Only now can Scrapy tell that it is a text: `response.css` of its shell, and of users' middlewares.
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return response.replace(body=body, headers=headers, flags=flags, cls=kind)


def _is_whole(body: bytes, codings: list[str]) -> bool:
    """Whether a gzip or deflate stream ends as it should; other codings are not asked for."""
    if codings[-1] not in ("gzip", "x-gzip", "deflate") or body[:2] not in (b"\x1f\x8b", b"\x78\x9c"):
        return True
    engine = zlib.decompressobj(47)
    try:
        engine.decompress(body, 1 << 28)
    except zlib.error:
        return False
    return engine.eof
