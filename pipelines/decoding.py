"""Undoes content coding with the reader of the WARC, so that a page is read live as it will be read from its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.responsetypes import responsetypes

from blogarchive.limits import CUT
from blogarchive.unpacking import unpacked

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
        content, headers, flags = unpacked(response.body, codings), response.headers.copy(), list(response.flags)
        if content.cut:
            flags.append(CUT + content.cut)
        elif content.is_torn:
            flags.append(DAMAGED)
        body = content.body
        del headers["Content-Encoding"]
        # Only now can Scrapy tell that it is a text: `response.css` of its shell, and of users' middlewares.
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return response.replace(body=body, headers=headers, flags=flags, cls=kind)
