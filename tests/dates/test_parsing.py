"""Dates: as precise as said, in any language, on any clock."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogarchive.dates import DateReader, from_machine, parse, spot
from blogarchive.dates import words as date_words
from blogarchive.dates.folding import fold

CAPTURED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("December 28, 2011 at 7:48 pm", "2011-12-28T19:48:00"),
        ("December 28th, 2011", "2011-12-28"),
        ("12:05 a.m. on May 3, 2009", "2009-05-03T00:05:00"),
        ("28/12/2011 at 19:48", "2011-12-28T19:48:00"),
        ("12.28.11 / 7pm", "2011-12-28T19"),
        ("Thu Dec 29, 08:35:00 AM 2011", "2011-12-29T08:35:00"),
        ("Wed Dec 28 19:48:00 +0000 2011", "2011-12-28T19:48:00+00:00"),
        ("28 Dec '11", "2011-12-28"),
        ("Dec 28, 11 - 07:48 pm", "2011-12-28T19:48:00"),
        ("Dec 28, 11 of us met", None),
        ("28.12, 2011 @ 19:48", "2011-12-28T19:48:00"),
        ("December 2011", "2011-12"),
        ("2013-01-05 10:33 am (UTC)", "2013-01-05T10:33:00+00:00"),
        ("29 Dec 2011, 2:06 PM EST", "2011-12-29T14:06:00-05:00"),
        ("2:06\u202fPM, January\u00a05, 2024", "2024-01-05T14:06:00"),
        ("Posted on December 28, 2011 by Joe | 3 comments", "2011-12-28"),
        ("#3 by Mary on May 5, 2011 - 7:48 pm", "2011-05-05T19:48:00"),
        ("mar., 27 dic. 2011", "2011-12-27"),
        ("2012年1月6日10:00", "2012-01-06T10:00:00"),
        ("2012年1月6日 下午 3:05", "2012-01-06T15:05:00"),
        ("2012-01-06 午後 3:05", "2012-01-06T15:05:00"),
        ("2012. 1. 6. 오후 7:48", "2012-01-06T19:48:00"),
        ("令和6年1月6日", "2024-01-06"),
        ("12月 28, 2011", "2011-12-28"),
        ("十二月 28, 2011", "2011-12-28"),
        ("28 ธันวาคม 2554 เวลา 19:48", "2011-12-28T19:48:00"),
        ("๒๘ ธ.ค. ๒๕๕๔", "2011-12-28"),
        ("۷ دی ۱۳۹۰ در ۱۹:۴۸", "2011-12-28T19:48:00"),
        ("٢٨ ديسمبر ٢٠١١ الساعة ٧:٤٨ م", "2011-12-28T19:48:00"),
        ("२८ दिसंबर २०११", "2011-12-28"),
    ],
)
def test_what_blogs_print(text: str, expected: str) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "28. Dezember 2011 um 19:48"),
        ("fr", "28 décembre 2011 à 19 h 48 min"),
        ("es", "28 de diciembre de 2011 a las 7:48 p. m."),
        ("pt", "28 de dezembro de 2011 às 19:48"),
        ("it", "28 dicembre 2011 alle 19.48"),
        ("nl", "woensdag 28 december 2011 om 19.48 uur"),
        ("sv", "28 december, 2011 kl. 19:48"),
        ("da", "28. december 2011 kl. 19.48"),
        ("nb", "ons. 28. des. 2011 kl. 19:48"),
        ("fi", "keskiviikko 28. joulukuuta 2011 klo 19.48"),
        ("is", "28. desember 2011, kl. 19:48"),
        ("pl", "28 grudnia 2011 o 19:48"),
        ("cs", "28. prosince 2011 v 19.48"),
        ("sk", "28. decembra 2011 o 19:48"),
        ("hu", "2011. december 28. szerda, 19:48"),
        ("ro", "28 decembrie 2011 la 19:48"),
        ("bg", "28 декември 2011 г. в 19:48"),
        ("ru", "28 декабря 2011 г. в 19:48"),
        ("uk", "28 грудня 2011 о 19:48"),
        ("sr", "28. децембар 2011. у 19:48"),
        ("hr", "28. prosinca 2011. u 19:48"),
        ("sl", "28. decembra 2011 ob 19:48"),
        ("lt", "2011 m. gruodžio 28 d. 19:48"),
        ("lv", "2011. gada 28. decembris, 19:48"),
        ("et", "28. detsember 2011 kell 19:48"),
        ("el", "28 ΔΕΚΕΜΒΡΊΟΥ 2011 στις 7:48 μ.μ."),
        ("tr", "28 Aralık 2011, 19:48"),
        ("az", "28 dekabr 2011, 19:48"),
        ("ar", "28 كانون الأول 2011 الساعة 7:48 مساءً"),
        ("he", "28 בדצמבר 2011 בשעה 19:48"),
        ("hi", "28 दिसंबर 2011 को 7:48 अपराह्न"),
        ("vi", "Tháng Mười Hai 28, 2011 lúc 7:48 chiều"),
        ("id", "28 Desember 2011 pukul 19.48"),
        ("ca", "28 de desembre de 2011 a les 19:48"),
        ("gl", "28 de decembro de 2011 ás 19:48"),
        ("eu", "2011(e)ko abenduaren 28a 19:48"),
        ("ko", "2011년 12월 28일 오후 7시 48분"),
        ("ja", "2011年12月28日 午後7時48分"),
        ("zh", "2011年12月28日 下午7点48分"),
    ],
)
def test_languages(language: str, text: str) -> None:
    assert parse(text) == "2011-12-28T19:48:00"
    assert parse(text, language=language) == "2011-12-28T19:48:00"


@pytest.mark.parametrize(
    "text",
    [None, "", "no date here", "I may 5 times", "version 2.10.3", "127.0.0.1", "3 comments", "19:48", "May 5", "2011"],
)
def test_no_date_is_none(text: str | None) -> None:
    assert parse(text, captured=CAPTURED) is None


@pytest.mark.parametrize("text", ["31/31/2011", "February 30, 2011", "2011-13-40", "Dec 28, 2011 25:00"])
def test_impossible_dates_are_none(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 days ago", "2026-11-19"),
        ("about a day ago", "2026-11-21"),
        ("5 minutes ago", "2026-11-22T11:55:00+00:00"),
        ("vor 2 Stunden", "2026-11-22"),
        ("il y a 2 ans", "2024"),
        ("hace 5 meses", "2026-06"),
        ("2 years 3 weeks ago", "2024-11"),
        ("3日前", "2026-11-19"),
        ("3天前", "2026-11-19"),
        ("3일 전", "2026-11-19"),
        ("3 дня назад", "2026-11-19"),
        ("3 dni temu", "2026-11-19"),
        ("3 gün önce", "2026-11-19"),
        ("قبل 3 أيام", "2026-11-19"),
        ("Yesterday at 7:48 pm", "2026-11-21T19:48:00"),
        ("gestern", "2026-11-21"),
    ],
)
def test_relative_dates_count_from_the_capture(text: str, expected: str) -> None:
    assert parse(text, captured=CAPTURED) == expected
    assert parse(text) is None


def test_ambiguous_order_follows_language_unless_told() -> None:
    assert parse("03/04/2011") == "2011-03-04"
    assert parse("03/04/2011", language="en-US") == "2011-03-04"
    assert parse("03/04/2011", language="en-GB") == "2011-04-03"
    assert parse("03.04.2011", language="de") == "2011-04-03"
    assert parse("03/04/2011", language="en-US", day_first=True) == "2011-04-03"
    assert parse("11/12/28", language="ja") == "2011-12-28"


def test_a_reader_reads_a_page_alike() -> None:
    assert DateReader(["03/04/2011", "28/04/2011"]).read("03/04/2011") == "2011-04-03"
    assert DateReader(["03/04/2011", "04/28/2011"], language="de").read("03/04/2011") == "2011-03-04"
    assert DateReader(["03/04/2011"], url="https://blog.example/2011/04/x/").read("03/04/2011") == "2011-04-03"
    assert DateReader(["12/01/2026"], captured=CAPTURED).read("12/01/2026") == "2026-01-12"
    ascending = ["02/04/2011 10:00", "05/04/2011 09:00", "01/05/2011 08:00"]
    assert DateReader(ascending).read(ascending[0]) == "2011-04-02T10:00:00"
    assert DateReader(["03/04/2011"]).read("12 March 2010") == "2010-03-12"


def test_disputed_month_words_follow_the_language() -> None:
    assert parse("28 listopada 2011", language="pl") == "2011-11-28"
    assert parse("28. listopada 2011.", language="hr") == "2011-10-28"


def test_roman_months() -> None:
    assert parse("28 XII 2011") == "2011-12-28"
    assert parse("28 V 2011", language="pl") == "2011-05-28"
    assert parse("28 v 2011") is None


def test_no_word_is_two_months() -> None:
    seen = [word for text in date_words.MONTHS.values() for word in set(text.split())]
    assert len(seen) == len(set(seen)) > 500
    assert all(fold(word) == word for word in seen)


def test_the_place_of_a_date_is_known() -> None:
    text = "Élodie on December 28, 2011 at 7:48 pm said:"
    found = spot(text)
    assert found is not None
    assert text[found.start : found.end] == "December 28, 2011 at 7:48 pm"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2011-12-28T19:48:00+08:00", "2011-12-28T19:48:00+08:00"),
        ("2011-12-28T19:48:00.123Z", "2011-12-28T19:48:00+00:00"),
        ("2021-04-08T04:06:17.467Z+00:00", "2021-04-08T04:06:17+00:00"),
        ("2011-12-28T19:48", "2011-12-28T19:48:00"),
        ("2011-12-28 19:48:00 -0500", "2011-12-28T19:48:00-05:00"),
        ("2011-12-28", "2011-12-28"),
        ("2011-12", "2011-12"),
        ("20111228T194800Z", "2011-12-28T19:48:00+00:00"),
        ("Wed, 28 Dec 2011 19:48:00 GMT", "2011-12-28T19:48:00+00:00"),
        ("1193177100000", "2007-10-23T22:05:00+00:00"),
        (1193177100, "2007-10-23T22:05:00+00:00"),
        (1193177100.25, "2007-10-23T22:05:00+00:00"),
        ("December 28, 2011", "2011-12-28"),
        ("nonsense", None),
        (None, None),
    ],
)
def test_machine_dates(value: str | float | None, expected: str | None) -> None:
    assert from_machine(value) == expected


DAYS = st.dates(min_value=date(1995, 1, 1), max_value=date(2069, 12, 31))
FORMATS = ["{B} {d}, {Y}", "{d} {B} {Y}", "{d}. {b}. {Y}", "{a}, {d} {b} {Y}", "{Y}/{m:02}/{d:02}", "{Y}年{m}月{d}日"]
CLOCKS = ["{H:02}:{M:02}", "{I}:{M:02} {p}", "{I}:{M:02}{p}"]


@settings(deadline=None)
@given(DAYS, st.times(), st.sampled_from(FORMATS), st.sampled_from(CLOCKS), st.sampled_from([" at ", " ", ", ", " | "]))
def test_what_is_printed_is_read_back(day: date, time: object, form: str, clock: str, between: str) -> None:
    hour, minute = (int(part) for part in str(time).split(":")[:2])
    names = {"B": calendar.month_name[day.month], "b": calendar.month_abbr[day.month], "a": f"{day:%a}"}
    text = form.format(Y=day.year, m=day.month, d=day.day, **names) + between
    text += clock.format(H=hour, I=hour % 12 or 12, M=minute, p="am" if hour < 12 else "pm")
    assert parse(text) == f"{day.isoformat()}T{hour:02}:{minute:02}:00"


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_no_error(text: str) -> None:
    value = parse(text, captured=CAPTURED)
    assert value is None or value[:4].isdigit()
    from_machine(text)


@settings(deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=20), st.booleans())
def test_one_day_above_twelve_settles_all(days: list[date], day_first: bool) -> None:
    form = "{0.day:02}/{0.month:02}/{0.year}" if day_first else "{0.month:02}/{0.day:02}/{0.year}"
    texts = [form.format(day) for day in [*days, date(2011, 5, 13)]]
    reader = DateReader(texts)
    assert [reader.read(text) for text in texts] == [day.isoformat() for day in [*days, date(2011, 5, 13)]]


@pytest.mark.parametrize(
    "text",
    [
        "2011-05-00", "May 0, 2011", "0 May 2011", "2011年5月0日", "May0 -2201-1",
        "November 30, -0001", "0000-00-00", "0000-00-00 00:00:00", "-0001-11-30T00:00:00+00:00", "30 Nov 0001",
        "January 1, 1970", "1970-01-01T00:00:00+00:00", "December 31, 1969 7:00 pm", "01/01/0001",
    ],
)  # fmt: skip
def test_what_software_prints_for_no_date_states_none(text: str) -> None:
    assert parse(text) is None
    assert from_machine(text) is None


def test_zero_states_no_date_to_machines_either() -> None:
    assert from_machine("Thu, 01 Jan 1970 00:00:00 +0000") is None
    assert from_machine("0") is None


def test_a_diary_of_old_days_keeps_them() -> None:
    assert parse("August 9, 1938") == "1938-08-09"
    assert parse("January 2, 1970") == "1970-01-02"


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("4 มี.ค. 57", "th", "2014-03-04"),
        ("4 มีนาคม 57", "", "2014-03-04"),
        ("4 มีนาคม 2557", "th", "2014-03-04"),
        ("04/03/57", "th", "2014-03-04"),
        ("31 ธ.ค. 42", "th", "1999-12-31"),
        ("4 มี.ค. 14", "th", "2014-03-04"),
        ("4 Mar 57", "en", "2057-03-04"),
        ("平成26年3月4日", "ja", "2014-03-04"),
        ("令和元年5月1日", "ja", "2019-05-01"),
        ("H26.3.4", "ja", "2014-03-04"),
        ("Ｒ６．１．６", "ja", "2024-01-06"),
        ("S60年3月4日", "ja", "1985-03-04"),
        ("H26.3.4", "en", None),
    ],
)
def test_years_of_other_eras(text: str, language: str, day: str | None) -> None:
    assert parse(text, language=language) == day


@pytest.mark.parametrize("offset", ["+99:00", "-15:00", "+23:59"])
def test_beyond_every_time_zone_there_is_no_offset(offset: str) -> None:
    iso, mail = f"2011-05-06T07:08:09{offset}", f"Fri, 06 May 2011 07:08:09 {offset.replace(':', '')}"
    assert {read(text) for read in (from_machine, parse) for text in (iso, mail)} == {"2011-05-06T07:08:09"}


@pytest.mark.parametrize("offset", ["+14:00", "-12:00", "+05:45", "+00:00"])
def test_a_time_zones_offset_is_kept(offset: str) -> None:
    mail = f"Fri, 06 May 2011 07:08:09 {offset.replace(':', '')}"
    assert from_machine(mail) == parse(mail) == f"2011-05-06T07:08:09{offset}"


@pytest.mark.parametrize(
    ("zone", "offset"),
    [("MEST", "+02:00"), ("CEST", "+02:00"), ("MET", "+01:00"), ("EEST", "+03:00"), ("EDT", "-04:00"), ("UT", "+00:00"),
     ("Z", "+00:00"), ("GMT", "+00:00")],
)  # fmt: skip
def test_a_named_time_zone_is_an_offset(zone: str, offset: str) -> None:
    assert from_machine(f"Thu, 30 Apr 2015 08:57:00 {zone}") == f"2015-04-30T08:57:00{offset}"


def test_a_zone_that_nobody_knows_states_no_offset() -> None:
    assert from_machine("Thu, 30 Apr 2015 08:57:00 QQT") == "2015-04-30T08:57:00"
