"""XML as it is found: in any encoding, with a byte order mark or blanks before it, with bare ampersands."""

from __future__ import annotations

import re

from lxml import etree

from blogarchive.html import charsets

# A bare "&" in an address is not XML; a parser that recovers would drop it, and name another page.
_AMPERSAND = re.compile(r"&(?:(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);|([\w.-]+);)?")
_ENTITY = re.compile(r"<!ENTITY\s+([\w.-]+)\s")
_DECLARATION = re.compile(r"^<\?xml\b[^>]{0,300}\?>")
_BLANKS = " \t\r\n\f\ufeff"


def text_of(body: bytes, content_type: str | None = None) -> str:
    """The text, decoded, from its first sign that is no blank."""
    return charsets.decode(body, content_type)[0].lstrip(_BLANKS)


def tree(text: str) -> etree._Element | None:
    """What can be read of it, with no entity replaced, no document type loaded, nothing fetched; none where it is none.

    Raises `lxml.etree.XMLSyntaxError` where there is no element at all.
    """
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=True, remove_comments=True
    )
    own = set(_ENTITY.findall(text)) if "<!ENTITY" in text else set()

    def escape(found: re.Match[str]) -> str:
        return "&amp;" + found[0][1:] if found[0] == "&" or (found[1] and found[1] not in own) else found[0]

    escaped = _AMPERSAND.sub(escape, _DECLARATION.sub("", text))
    return etree.fromstring(escaped.encode("utf-8", "replace"), parser)
