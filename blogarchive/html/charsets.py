"""Bytes -> text: what is declared, unless the bytes themselves say that the declaration is wrong."""

from __future__ import annotations

import re
from codecs import BOM_UTF8

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

FALLBACK = "cp1252"

# In these a character is two bytes, and by accident such a pair can be one valid UTF-8 character too.
TWO_BYTE = frozenset(
    {"gb18030", "gbk", "gb2312", "big5", "big5hkscs", "cp949", "euc_kr", "shift_jis", "cp932", "euc_jp"}
)

# Bytes that text of one encoding holds and that UTF-8 never needs: ISO-2022-JP is pure ASCII to the eye.
ESCAPED = frozenset({"iso2022_jp", "iso2022_kr", "hz"})

_LONG_UTF8 = re.compile(rb"[\xe0-\xf4][\x80-\xbf]{2}")
_VALID_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_MANY = 10
_HIGH = re.compile(rb"[\x80-\xff]")
_LONG_RUN = re.compile(rb"[\x80-\xff]{3,}")
_TAG = re.compile(rb"<[^<>]{0,500}>")
_SAMPLE = 200_000

# Encodings worth trying where nothing is declared, each with its script's most frequent letters.
_COMMON = {
    "cp932": "のにはをたがでてとしれさるいなもかすこんりっまー、。ンスルイトラア",
    "euc_jp": "のにはをたがでてとしれさるいなもかすこんりっまー、。ンスルイトラア",
    "cp949": "이다는에의을가한고를은도지로서기니사하어자.나있해그시아들",
    "gb18030": "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下，。",
    "big5hkscs": "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下，。",
    "cp1251": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфіїєґўјљњћђџ",
    "koi8_r": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф",
    "cp1253": "αοιετσνηυρπκμλςάόίέδγήχθφβξζψώύω",
    "cp1255": "יוהלאתרבםמשנעחדקפסגטכןצזךץף",
    "cp1256": "اليمنتربوةعدسفهكقأحجشطصىخإذغثزضءئ",
    "cp874": "านรอกเงมยลวดทสตะปบคหแจพชขใไโผซ่้็์ัิีึืุู",
}
_DOUBLE = frozenset({"cp932", "euc_jp", "cp949", "gb18030", "big5hkscs"})


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The text of `body` and the name of its encoding; NULs, which no HTML or XML may hold, are removed."""
    text, encoding = _decode(body, content_type)
    return (text.replace("\x00", "") if "\x00" in text else text), encoding


def is_wide(body: bytes) -> bool:
    """Whether it is in UTF-16 or UTF-32, whose bytes say nothing to those who look for ASCII."""
    return (read_bom(body)[0] or "").startswith(("utf-16", "utf-32")) or _wide(body) is not None


def in_utf8(text: str, body: bytes, encoding: str) -> bytes:
    """What was decoded, in UTF-8: for most pages the body as it came."""
    is_body = encoding == "utf-8" and b"\x00" not in body and not body.startswith(BOM_UTF8)
    return body if is_body and _strict(body, "utf-8") is not None else text.encode("utf-8", "replace")


def _decode(body: bytes, content_type: str | None) -> tuple[str, str]:
    bom_encoding, bom = read_bom(body)
    if bom_encoding and bom:
        return body[len(bom) :].decode(bom_encoding, "replace"), bom_encoding
    if wide := _wide(body):
        return body.decode(wide, "replace"), wide
    declared = _declared(body, content_type)
    utf8 = _strict(body, "utf-8")
    if utf8 is not None and not _is_two_byte_text(body, declared):
        return utf8, "utf-8"
    if _is_mostly_utf8(body, declared):
        return body.decode("utf-8", "replace"), "utf-8"  # strays stay what browsers show for them
    for encoding in declared:
        if encoding != "utf-8" and (text := _strict(body, encoding)) is not None:
            return text, encoding
    for encoding in declared:
        text = body.decode(encoding, "replace")
        if _few_errors(text):
            return text, encoding
    encoding = _detect(body)
    return body.decode(encoding, "replace"), encoding


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Declared encodings, the more credible first.

    A header that says ISO-8859-1 is a server's default more often than knowledge of the page, and windows-1252
    can never fail: so a page that names anything else of itself is believed before it.
    """
    found = [http_content_type_encoding(content_type), html_body_declared_encoding(body)]
    names = [name.replace("-", "_") if name != "utf-8" else name for name in found if name]
    names = ["utf-8" if name.startswith(("utf_16", "utf_32", "utf_8")) else name for name in names]
    return sorted(dict.fromkeys(names), key=lambda name: name == FALLBACK)


def _wide(body: bytes) -> str | None:
    """UTF-16 without a byte order mark: every other byte of the first markup is NUL."""
    head = body[:64]
    if head.startswith((b"<\x00", b" \x00")) and head[1::2].count(0) > len(head) // 3:
        return "utf_16_le"
    if head.startswith((b"\x00<", b"\x00 ")) and head[::2].count(0) > len(head) // 3:
        return "utf_16_be"
    return None


def _is_two_byte_text(body: bytes, declared: list[str]) -> bool:
    """Whether valid UTF-8 is an accident: GBK's 联通 is C1 AA CD A8, which is two good UTF-8 characters."""
    first = declared[0] if declared else ""
    if first in ESCAPED:
        return _strict(body, first) is not None
    return first in TWO_BYTE and bool(_HIGH.search(body)) and not _LONG_UTF8.search(body)


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _is_mostly_utf8(body: bytes, declared: list[str]) -> bool:
    """Whether some stray bytes stand in a page of UTF-8: a trackback in Latin-1, an emoji that was cut in two.

    Text in another encoding hardly holds a valid character of several bytes. Where UTF-8 is declared, more of these
    than of strays are proof; where windows-1252 is, many more: other encodings make some by accident.
    """
    if not {"utf-8", FALLBACK}.intersection(declared[:1]):
        return False
    rest, valid = _VALID_UTF8.subn(b"", body)
    strays = len(_HIGH_RUN.findall(rest))
    return valid > strays * (1 if "utf-8" in declared else _MANY) and bool(strays)


def _few_errors(text: str) -> bool:
    """A page cut in mid-character, or with a stray byte, still is what it says it is."""
    errors = text.count("\ufffd")
    if not errors:
        return True
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return errors * 10 < foreign or (errors == 1 and text.endswith("\ufffd"))


def _detect(body: bytes) -> str:
    """windows-1252, unless the bytes beyond ASCII stand in runs as only text without Latin letters has them."""
    first = _HIGH.search(body)
    start = max(0, first.start() - 2_000) if first else 0
    sample = _TAG.sub(b" ", body[start : start + _SAMPLE])[:40_000]
    runs = b" ".join(_LONG_RUN.findall(sample))
    if len(_HIGH.findall(runs)) * 2 <= len(_HIGH.findall(sample)):
        return FALLBACK
    scores = {name: _score(sample if name in _DOUBLE else runs, name) for name in _COMMON}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0.3 else FALLBACK


def _score(sample: bytes, encoding: str) -> float:
    """How much of the text beyond ASCII is in frequent letters; a broken character costs much."""
    text = sample.decode(encoding, "replace")
    foreign = [char for char in text if char > "\x7f"]
    common = _COMMON[encoding]
    weights = {char: 1 - 0.7 * rank / len(common) for rank, char in enumerate(common)}
    score = sum(weights.get(char, 0.0) for char in foreign) - 20 * text.count("\ufffd")
    # Of thousands of ideographs the 40 most frequent make up every fourth; the letters of a script, nearly all.
    return score / (len(foreign) or 1) * (3 if encoding in _DOUBLE else 1)
