"""What a writer must know of a response before it writes it: where it begins, its status, its payload digest."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from blogarchive.warc import http
from blogarchive.warc.records import chunks_of, sha1

if TYPE_CHECKING:
    from blogarchive.warc.exchange import Exchange

# A part, a redirect or an empty answer is kept whole: replay tools treat each of these in a way of its own.
_REPEATABLE = frozenset((200, 203, 404, 410))


class Answer:
    """The response of one exchange, its interim heads set apart."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        exchange.response.seek(0)
        first = exchange.response.read(http.HEAD_LIMIT)
        self.interim = http.interim_heads(first)
        """The 1xx heads before it, each as sent."""
        if sum(map(len, self.interim)) == len(first):
            self.interim = []  # no final head came: they are all the answer there is
        self.start = sum(map(len, self.interim))
        """Where the response itself begins among the bytes received."""
        self.is_http = http.is_response(first[self.start :])
        """Whether it has a status line."""
        self.head = http.parse_head(first[self.start :])
        """Its head, as far as there is one."""
        self.body = self.start + self.head.length
        """Where its body begins among the bytes received."""

    @property
    def status(self) -> int | None:
        """The status code."""
        return self.head.status if self.is_http else None

    @property
    def content_type(self) -> str | None:
        """`Content-Type`, as sent."""
        return self.head.get("content-type") if self.is_http else None

    @property
    def is_repeatable(self) -> bool:
        """Whether an answer with the same payload may be kept as a revisit."""
        return self.status in _REPEATABLE and self._exchange.received() > self.body

    @property
    def is_chunked(self) -> bool:
        """Whether its body stands in chunks."""
        return "chunked" in self.head.tokens("transfer-encoding")

    @cached_property
    def payload_digest(self) -> str | None:
        """Digest of the entity (WARC 1.1, section 5.9); none where there is none."""
        if not self.is_http or not self.head.whole or http.has_no_body(self.head, self._exchange.method):
            return None
        return sha1(http.undo_transfer(self.head, chunks_of(self._exchange.response, self.body)))
