"""Text made alike, one character for one: case, accents, digits of every script; its shape has each digit as 0."""

from __future__ import annotations

import unicodedata


class _Folding(dict[int, str]):
    """One character to one: lower case, without accents, digits of every script as 0 to 9, odd spaces as spaces."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = folded = self._fold(char)
        return folded

    @staticmethod
    def _fold(char: str) -> str:
        if char in "İIıi":
            return "i"
        if char.isspace() or unicodedata.category(char) in ("Cf", "Zs"):
            return " "
        digit = unicodedata.decimal(char, None)
        if digit is not None:
            return str(digit)
        parts = unicodedata.normalize("NFKD", char.lower())
        bare = unicodedata.normalize("NFC", "".join(p for p in parts if not _is_accent(p)))
        return bare if len(bare) == 1 else char


def _is_accent(char: str) -> bool:
    return "\u0300" <= char <= "\u036f" or "\u064b" <= char <= "\u0655"


_FOLDING = _Folding()
_TO_ZERO = str.maketrans("123456789", "000000000")


def fold(text: str) -> str:
    """The text as plans read it, character for character at the same place."""
    if text.isascii():
        return text.lower()
    return text.translate(_FOLDING)


def shape(folded: str) -> str:
    return folded.translate(_TO_ZERO)
