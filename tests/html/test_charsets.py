"""Character sets: declared, valid, guessed; never garbled."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogarchive.html.charsets import decode, in_utf8

RUSSIAN = "Съешь же ещё этих мягких французских булок, да выпей чаю. Вчера мы ходили в лес за грибами. " * 3
JAPANESE = "今日はとても天気が良かったので、友達と一緒に公園へ行きました。コメントをありがとうございます。" * 3
CHINESE = "今天的天气很好，我们一起去公园了。这是一个很好的地方，大家都说不错，你也可以来看看。" * 3
TAIWANESE = "今天的天氣很好，我們一起去公園了。這是一個很好的地方，大家都說不錯，你也可以來看看。" * 3
KOREAN = "오늘은 날씨가 좋아서 친구와 함께 공원에 갔습니다. 이 글을 읽어 주셔서 감사합니다. 다음에 또 오세요." * 3
GREEK = "Σήμερα ο καιρός ήταν πολύ καλός και πήγαμε όλοι μαζί στο πάρκο για να περπατήσουμε." * 3
HEBREW = "היום היה מזג אוויר טוב מאוד והלכנו כולנו יחד לפארק כדי לטייל עם הילדים." * 3
ARABIC = "اليوم كان الطقس جميلا جدا وذهبنا جميعا إلى الحديقة مع الأطفال من أجل المشي." * 3
THAI = "วันนี้อากาศดีมากเราจึงไปเที่ยวที่สวนสาธารณะกับเพื่อนและครอบครัว" * 3


def page(text: str, meta: str = "") -> str:
    return f"<html><head>{meta}<title>t</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (CHINESE, "gb18030"),
        (TAIWANESE, "big5hkscs"),
        (KOREAN, "cp949"),
        (GREEK, "cp1253"),
        (HEBREW, "cp1255"),
        (ARABIC, "cp1256"),
        (THAI, "cp874"),
        ("Über die Brücke ging's zum Café — naïve Größe, ça va", "cp1252"),
    ],
)
def test_undeclared_text_is_read_in_its_own_encoding(text: str, encoding: str) -> None:
    assert decode(page(text).encode(encoding)) == (page(text), encoding)


@pytest.mark.parametrize("label", ["iso-8859-1", "ISO-8859-15", "windows-1251", "us-ascii"])
def test_valid_utf8_is_utf8_whatever_is_declared(label: str) -> None:
    text = page("Žluťoučký kůň — naïve…", f"<meta charset={label}>")
    assert decode(text.encode(), f"text/html; charset={label}") == (text, "utf-8")


def test_declared_utf8_that_is_latin1_is_not_garbled() -> None:
    text = page("Un été à la plage, déjà fini: où êtes-vous?", '<meta charset="utf-8">')
    assert decode(text.encode("cp1252"), "text/html; charset=utf-8") == (text, "cp1252")


def test_one_broken_character_does_not_change_the_encoding() -> None:
    body = page("ünïcödé tèxt wïth mâny âccénts ànd möre").encode()
    broken = body.replace(b"text", b"te\xe2\x80xt") + "ü".encode()[:1]
    text, encoding = decode(broken, "text/html; charset=utf-8")
    assert encoding == "utf-8"
    assert "ünïcödé" in text


def test_the_page_is_believed_before_a_servers_default() -> None:
    text = page(RUSSIAN, '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">')
    assert decode(text.encode("cp1251"), "text/html; charset=ISO-8859-1") == (text, "cp1251")


def test_a_byte_order_mark_is_stronger_than_a_header() -> None:
    assert decode(b"\xef\xbb\xbf" + "né".encode(), "text/html; charset=iso-8859-1") == ("né", "utf-8")
    assert decode("\ufeff<p>né</p>".encode("utf-16-le"))[0] == "<p>né</p>"


def test_utf16_without_a_mark() -> None:
    assert decode("<html><body>né</body></html>".encode("utf-16-be"))[0] == "<html><body>né</body></html>"


def test_short_gbk_that_happens_to_be_valid_utf8() -> None:
    assert decode("联通".encode("gbk"), "text/html; charset=gb2312") == ("联通", "gb18030")


def test_iso_2022_jp_is_not_taken_for_ascii() -> None:
    assert decode("日本".encode("iso2022_jp"), "text/html; charset=iso-2022-jp")[0] == "日本"


def test_xml_prolog_and_nuls() -> None:
    body = b'<?xml version="1.0" encoding="iso-8859-2"?><a>\xbe\x00lu\xbb</a>'
    assert decode(body)[0] == '<?xml version="1.0" encoding="iso-8859-2"?><a>žluť</a>'


def test_an_unknown_label_is_no_error() -> None:
    assert decode(b"<p>caf\xe9</p>", "text/html; charset=x-unheard-of") == ("<p>café</p>", "cp1252")


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([None, "text/html; charset=utf-8", "text/html; charset=gbk", "x"]))
def test_any_bytes_decode(body: bytes, content_type: str | None) -> None:
    text, _ = decode(body, content_type)
    assert "\x00" not in text


@settings(deadline=None)
@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00\ufeff"), min_size=1))
def test_utf8_round_trip(text: str) -> None:
    assert decode(page(text).encode()) == (page(text), "utf-8")


STRAY = page("Nous avons longé la rivière en comptant les hérons — c’était l’été à Étretat.", '<meta charset="utf-8">')


@pytest.mark.parametrize(
    "stray",
    [
        "André et Renée et Zoë".encode("latin-1"),  # a trackback's excerpt
        "“quoted” – and so on".encode("cp1252"),
        "😀".encode()[:2],  # an emoji cut in the middle
        b"\x80\x9f\xfe",
    ],
)
@pytest.mark.parametrize("header", ["text/html; charset=utf-8", "text/html", "text/html; charset=iso-8859-1"])
def test_a_few_foreign_bytes_garble_only_themselves(stray: bytes, header: str) -> None:
    body = STRAY.encode() + b"<p>[...] " + stray + b" [...]</p>"
    text, encoding = decode(body, header)
    assert encoding == "utf-8"
    assert text.startswith(STRAY)
    assert in_utf8(text, body, encoding) == text.encode()


def test_latin1_with_an_accidental_character_of_utf8_stays_latin1() -> None:
    text = page("Déjà fini, l’été: où êtes-vous? Ã© is what é becomes when it is read wrongly, naïvement")
    body = text.encode("cp1252")
    assert decode(body, "text/html; charset=windows-1252") == (text, "cp1252")
