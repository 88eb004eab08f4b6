"""In which language a text is written, by its script or by the small words that no sentence does without."""

from __future__ import annotations

import re
from collections import Counter

_WORDS: dict[str, str] = {
    "en": "the and of to in is that it was for with you this are have not but they from what which would there been",
    "de": "der die und das ist nicht ich ein eine es mit sich auf für den von dem zu auch als wie war aber noch wird",
    "fr": "le les et des est une que qui pas dans pour vous je il sur avec plus mais ce cette nous sont au aux ne",
    "es": "el los las y que una por con para es del se como pero más muy este esta lo su ya hay está son también",
    "pt": "o os as e que uma não com para por mais como mas em do da dos das ao você muito também são é isso nos",
    "it": "il di che è e un una per non con del della sono più ma come gli anche nel alla questo si ho lo le",
    "nl": "de het een en van ik is dat niet zijn met voor op maar ook je er aan nog wat naar bij dit heb wel",
    "sv": "och att det är en som på för av med inte jag den till har ett om men var sig så från vi kan eller",
    "da": "og at det er en som på for af med ikke jeg den til har et om men var sig så fra vi kan eller blev også",
    "nb": "og at det er en som på for av med ikke jeg den til har et om men var seg så fra vi kan eller ble også",
    "fi": "ja on ei se että oli hän mutta kun myös joka ovat niin kuin olen mitä jos minun sen tai nyt vain tämä",
    "is": "og að er sem ekki það við um ég en var til með hann fyrir því eru þetta þá svo frá hún voru hefur eða",
    "pl": "i w nie się na że z do to jest jak ale o po co tak za od już tylko czy jego był są przez dla być też",
    "cs": "a je se na že v to s z jako ale do jsem o by si byl tak pro jsou co po jen když nebo už který bylo",
    "sk": "a je sa na že v to s z ako ale do som o by si bol tak pre sú čo po len keď alebo už ktorý bolo aj",
    "hu": "a az és hogy nem is egy ez van de meg ha volt csak már el mint azt vagy még lehet nagyon ami akkor",
    "ro": "și de la în nu cu a care pe să că este din mai pentru un o am fost sunt dar au ca iar sau foarte",
    "hr": "i je u se na da za su od to nije što s kao bi ali o sam koji iz ili više samo po jer još bio kako",
    "sl": "in je v se na da za so od to ni kar z kot bi pa o sem ki iz ali več samo po ker še bil kako tudi",
    "tr": "ve bir bu için de da ile çok ne daha olarak gibi ama var olan kadar sonra ben değil ki her en mi diye",
    "id": "yang dan di itu dengan untuk dari ini tidak akan pada juga ke saya ada karena adalah kami dalam bisa oleh",
    "vi": "và của là có không được cho một những trong với người này đã để các khi như đó thì cũng nhiều rất mà",
    "ca": "el la els les i que una per amb és del no en al com més però hi ha aquest aquesta són també seva dels",
    "eu": "eta da ez du bat ere dira zen izan den baina hau egin dute baino horrek beste duen dela zuen ditu",
    "lt": "ir yra kad ne į su iš tai bet kaip ar jis buvo tik jau dar labai nuo už po jo aš ką kai savo",
    "lv": "un ir ka ne ar no uz par bet kā es tas to arī vai bija tikai jau ļoti pēc kas jo viņš lai pie",
    "et": "ja on ei et see oli ka kui ma aga siis ning oma mis ta nii või veel olen seda ole nagu kes välja",
    "sq": "dhe të në për me është një që nga nuk i e ka si por kjo ky do janë më tek edhe ishte kur se",
}
_OF_WORD: dict[str, list[str]] = {}
for _tongue, _text in _WORDS.items():
    for _word in _text.split():
        _OF_WORD.setdefault(_word, []).append(_tongue)

_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (tongue, re.compile(f"[{span}]"))
    for tongue, span in (
        ("ja", "\u3040-\u30ff"), ("ko", "\uac00-\ud7af"), ("th", "\u0e00-\u0e7f"), ("he", "\u0590-\u05ff"),
        ("el", "\u0370-\u03ff"), ("hi", "\u0900-\u097f"), ("bn", "\u0980-\u09ff"), ("ta", "\u0b80-\u0bff"),
        ("te", "\u0c00-\u0c7f"), ("ka", "\u10a0-\u10ff"), ("hy", "\u0530-\u058f"), ("zh", "\u4e00-\u9fff"),
        ("ar", "\u0600-\u06ff"), ("ru", "\u0400-\u04ff"),
    )
)  # fmt: skip
# Languages of one script, by the letters that only they have: the first that has enough of them.
_LETTERS: dict[str, tuple[tuple[str, str], ...]] = {
    "ar": (("fa", "پچژگک"), ("ur", "ٹڈڑںے")),
    "ru": (("uk", "іїєґ"), ("be", "ўі"), ("sr", "ђјљњћџ"), ("mk", "ѓќѕ"), ("kk", "қғұәө"), ("bg", "")),
}
_ASCII = re.compile(r"[\x00-\x7f]+")
_TOKEN = re.compile(r"[^\W\d_]+")
_READ, _LEAST, _FEW = 4000, 60, 3


def language_of(text: str | None) -> str | None:
    """The BCP 47 tag of the text's language; none where the text is too short or too mixed to tell."""
    sample = (text or "")[:_READ].casefold()
    letters = sum(map(str.isalpha, sample))
    if letters < _LEAST // 3:
        return None
    foreign = _ASCII.sub("", sample)
    for tongue, script in _SCRIPTS if foreign else ():
        share = len(script.findall(foreign)) / letters
        # Japanese mixes its own letters with Chinese ones; a quoted name makes no text Greek
        if share > (0.08 if tongue == "ja" else 0.3):
            return _of_letters(tongue, sample, letters)
    return _of_words(sample) if letters >= _LEAST else None


def _of_letters(tongue: str, sample: str, letters: int) -> str:
    for other, own in _LETTERS.get(tongue, ()):
        if own and sum(sample.count(letter) for letter in own) > 0.01 * letters:
            return other
    if tongue == "ru" and not any(letter in sample for letter in "ыэё") and "ъ" in sample:
        return "bg"
    return tongue


def _of_words(sample: str) -> str | None:
    """The language of most small words, if they are no accident and clearly more than the next one's."""
    words = _TOKEN.findall(sample)
    counts: Counter[str] = Counter()
    for word in words:
        counts.update(_OF_WORD.get(word, ()))
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < max(_FEW, 0.08 * len(words)):
        return None
    best, most = ranked[0]
    if len(ranked) > 1 and most < 1.08 * ranked[1][1]:
        return _told_apart(words, best, ranked[1][0])
    return best


def _told_apart(words: list[str], one: str, other: str) -> str | None:
    """Danish or Norwegian: by the words that only one of two languages has."""
    own = [sum(1 for word in words if _only(word, tongue, rival)) for tongue, rival in ((one, other), (other, one))]
    if own[0] == own[1]:
        return None
    return one if own[0] > own[1] else other


def _only(word: str, tongue: str, rival: str) -> bool:
    of = _OF_WORD.get(word, ())
    return tongue in of and rival not in of
