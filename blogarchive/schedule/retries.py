"""When an answer is worth asking for again, and how long to wait: pure rules, for whatever does the asking."""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime

from blogarchive.urls import absolute, canonical

TRIES = 4
"""How often an address is asked for in all, before its failure counts."""

LONGEST_WAIT = 3600.0
"""Seconds: what a Retry-After may ask for at most; a host that wants more is taken up by the next run."""

BUSY = frozenset({429, 503})
"""Statuses by which a host says that it is asked too much (RFC 6585, section 4; RFC 9110, section 15.6.4)."""

TRANSIENT = frozenset({408, 425, 500, 502, 504, 520, 521, 522, 523, 524, 525, 527, 530}) | BUSY
"""Statuses that may be another the next time."""

REFUSED = frozenset({403})
"""What a wall against robots answers now and then: asked twice more, later, and no oftener."""

# Pages sent with 200 while the blog is away, by their titles: WordPress's wp-db.php and maintenance mode, MySQL's
# proxies, Blogger and Cloudflare in front of them.
_AWAY = re.compile(
    rb"<title>[^<]{0,40}(?:database error|error establishing a database|maintenance|temporarily unavailable|"
    rb"service unavailable|just a moment\.\.\.|bad gateway|gateway time-?out)[^<]{0,60}</title>",
    re.IGNORECASE,
)


LET_IN = "sets a cookie and sends its reader to itself"
"""Why an answer is asked for again at once: with the cookie the server lets its reader in."""

ITSELF = "redirects to itself"

# A check without a status of its own: <meta http-equiv="refresh" content="0">.
_REFRESH = re.compile(rb"<meta\b[^>]{0,200}http-equiv\s*=\s*[\"']?refresh\b", re.IGNORECASE)


def why_again(
    status: int, body: bytes, *, url: str, location: str | None, whole: bool, is_page: bool, new_cookies: bool = False
) -> str | None:
    """Why an answer should be asked for again; none where it is what there is to be had.

    `new_cookies` says that it set cookies which its request was made without.
    """
    if status in TRANSIENT or status in REFUSED:
        return f"HTTP {status}"
    if 300 <= status < 400 and location is not None and _same(absolute(url, location, session=True), url):
        return LET_IN if new_cookies else ITSELF
    if not whole:
        return "the answer is cut short or damaged"
    if status == 200 and is_page and not body.strip():
        return "an empty page"
    if status == 200 and new_cookies and len(body) < 20_000 and _REFRESH.search(body[:8192]):
        return LET_IN
    if status == 200 and len(body) < 20_000 and _AWAY.search(body[:4096]):
        return "the page says that the blog is away"
    return None


def tries(status: int | None) -> int:
    """How often an address with such an answer is asked for in all."""
    return 3 if status in REFUSED else 2 * TRIES if status in BUSY else TRIES


def wait(tried: int, retry_after: str | None, now: float, first: float = 2.0) -> float:
    """Seconds until the next try: as the host asks (RFC 9110, section 10.2.3), else longer each time."""
    asked = asked_for(retry_after, now)
    return min(asked if asked is not None else first * 2 ** (tried - 1), LONGEST_WAIT)


def asked_for(retry_after: str | None, now: float) -> float | None:
    """Seconds that a `Retry-After` asks for, by a number or a date; none where it says neither."""
    text = (retry_after or "").strip()
    if re.fullmatch(r"\d{1,300}", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    # A date has whole seconds: one more, so as never to be early.
    return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now + 1)


def _same(one: str | None, other: str) -> bool:
    return one is not None and canonical(one) == canonical(other)
