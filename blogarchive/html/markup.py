"""Whether bytes can be a page at all: an image, a ZIP file, a table or a note called .html are none."""

from __future__ import annotations

import re

from blogarchive.html.charsets import decode, is_wide

_TAG = re.compile(
    r"<(?:!doctype|html|head|body|title|meta|link|script|style|frameset|main|article|section|header|div|span|p|br|hr"
    r"|a|img|h[1-6]|ul|ol|li|dl|table|tr|td|b|i|em|strong|font|center|pre|blockquote|form)(?=[\s/>])",
    re.IGNORECASE,
)
_TAG_IN_BYTES = re.compile(_TAG.pattern.encode(), re.IGNORECASE)

# What text is made of: all but control characters; ESC changes the character set in ISO-2022-JP.
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b")
_HEAD = 2048
_MOST_CONTROL = 0.03
"""Of compressed data a tenth are control characters; a page has a stray NUL at most."""


def is_markup(body: bytes) -> bool:
    """Whether it is text with at least one tag of HTML in it, in whatever character set."""
    if is_wide(body):
        return _TAG.search(decode(body)[0]) is not None
    head = body[:_HEAD]
    if len(head) - len(head.translate(None, _CONTROL)) > _MOST_CONTROL * len(head):
        return False
    is_json = body.lstrip()[:1] + body.rstrip()[-1:] in (b"{}", b"[]")  # texts in it may have tags
    return not is_json and _TAG_IN_BYTES.search(body) is not None
