"""Dates as CLDR writes them: month names full and short, weekdays, halves of the clock, in some thirty languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogarchive.dates import is_unsure, parse, settled

CAPTURED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

# language: months as they stand in a date, the same short, weekdays from Monday on, and the two halves of the clock
TABLE: dict[str, tuple[str, ...]] = {
    "de": (
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        "AM PM",
    ),
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "AM PM",
    ),
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "ene feb mar abr may jun jul ago sept oct nov dic",
        "lunes martes miércoles jueves viernes sábado domingo",
        "a._m. p._m.",
    ),
    "pt": (
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
        "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
        "AM PM",
    ),
    "it": (
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        "AM PM",
    ),
    "nl": (
        "januari februari maart april mei juni juli augustus september oktober november december",
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "a.m. p.m.",
    ),
    "sv": (
        "januari februari mars april maj juni juli augusti september oktober november december",
        "jan. feb. mars apr. maj juni juli aug. sep. okt. nov. dec.",
        "måndag tisdag onsdag torsdag fredag lördag söndag",
        "fm em",
    ),
    "da": (
        "januar februar marts april maj juni juli august september oktober november december",
        "jan. feb. mar. apr. maj jun. jul. aug. sep. okt. nov. dec.",
        "mandag tirsdag onsdag torsdag fredag lørdag søndag",
        "AM PM",
    ),
    "nb": (
        "januar februar mars april mai juni juli august september oktober november desember",
        "jan. feb. mars apr. mai juni juli aug. sep. okt. nov. des.",
        "mandag tirsdag onsdag torsdag fredag lørdag søndag",
        "a.m. p.m.",
    ),
    "fi": (
        (
            "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta "
            "heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta"
        ),
        "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
        "maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina",
        "ap. ip.",
    ),
    "pl": (
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        "sty lut mar kwi maj cze lip sie wrz paź lis gru",
        "poniedziałek wtorek środa czwartek piątek sobota niedziela",
        "AM PM",
    ),
    "cs": (
        "ledna února března dubna května června července srpna září října listopadu prosince",
        "led úno bře dub kvě čvn čvc srp zář říj lis pro",
        "pondělí úterý středa čtvrtek pátek sobota neděle",
        "dop. odp.",
    ),
    "sk": (
        "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
        "jan feb mar apr máj jún júl aug sep okt nov dec",
        "pondelok utorok streda štvrtok piatok sobota nedeľa",
        "AM PM",
    ),
    "hu": (
        "január február március április május június július augusztus szeptember október november december",
        "jan. febr. márc. ápr. máj. jún. júl. aug. szept. okt. nov. dec.",
        "hétfő kedd szerda csütörtök péntek szombat vasárnap",
        "de. du.",
    ),
    "ro": (
        "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
        "ian. feb. mar. apr. mai iun. iul. aug. sept. oct. nov. dec.",
        "luni marți miercuri joi vineri sâmbătă duminică",
        "a.m. p.m.",
    ),
    "hr": (
        "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca",
        "sij velj ožu tra svi lip srp kol ruj lis stu pro",
        "ponedjeljak utorak srijeda četvrtak petak subota nedjelja",
        "AM PM",
    ),
    "sl": (
        "januar februar marec april maj junij julij avgust september oktober november december",
        "jan. feb. mar. apr. maj jun. jul. avg. sep. okt. nov. dec.",
        "ponedeljek torek sreda četrtek petek sobota nedelja",
        "dop. pop.",
    ),
    "bg": (
        "януари февруари март април май юни юли август септември октомври ноември декември",
        "яну фев март апр май юни юли авг сеп окт ное дек",
        "понеделник вторник сряда четвъртък петък събота неделя",
        "am pm",
    ),
    "ru": (
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.",
        "понедельник вторник среда четверг пятница суббота воскресенье",
        "AM PM",
    ),
    "uk": (
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
        "січ. лют. бер. квіт. трав. черв. лип. серп. вер. жовт. лист. груд.",
        "понеділок вівторок середа четвер пʼятниця субота неділя",
        "дп пп",
    ),
    "el": (
        (
            "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου "
            "Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου"
        ),
        "Ιαν Φεβ Μαρ Απρ Μαΐ Ιουν Ιουλ Αυγ Σεπ Οκτ Νοε Δεκ",
        "Δευτέρα Τρίτη Τετάρτη Πέμπτη Παρασκευή Σάββατο Κυριακή",
        "π.μ. μ.μ.",
    ),
    "tr": (
        "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
        "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
        "Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi Pazar",
        "ÖÖ ÖS",
    ),
    "he": (
        "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
        "ינו׳ פבר׳ מרץ אפר׳ מאי יוני יולי אוג׳ ספט׳ אוק׳ נוב׳ דצמ׳",
        "יום_שני יום_שלישי יום_רביעי יום_חמישי יום_שישי יום_שבת יום_ראשון",
        "AM PM",
    ),
    "vi": (
        "tháng_1 tháng_2 tháng_3 tháng_4 tháng_5 tháng_6 tháng_7 tháng_8 tháng_9 tháng_10 tháng_11 tháng_12",
        "thg_1 thg_2 thg_3 thg_4 thg_5 thg_6 thg_7 thg_8 thg_9 thg_10 thg_11 thg_12",
        "Thứ_Hai Thứ_Ba Thứ_Tư Thứ_Năm Thứ_Sáu Thứ_Bảy Chủ_Nhật",
        "SA CH",
    ),
    "id": (
        "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
        "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des",
        "Senin Selasa Rabu Kamis Jumat Sabtu Minggu",
        "AM PM",
    ),
    "ca": (
        (
            "de_gener de_febrer de_març d’abril de_maig de_juny "
            "de_juliol d’agost de_setembre d’octubre de_novembre de_desembre"
        ),
        "de_gen. de_febr. de_març d’abr. de_maig de_juny de_jul. d’ag. de_set. d’oct. de_nov. de_des.",
        "dilluns dimarts dimecres dijous divendres dissabte diumenge",
        "a._m. p._m.",
    ),
    "lt": (
        "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
        "saus. vas. kov. bal. geg. birž. liep. rugp. rugs. spal. lapkr. gruod.",
        "pirmadienis antradienis trečiadienis ketvirtadienis penktadienis šeštadienis sekmadienis",
        "priešpiet popiet",
    ),
    "lv": (
        "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris",
        "janv. febr. marts apr. maijs jūn. jūl. aug. sept. okt. nov. dec.",
        "pirmdiena otrdiena trešdiena ceturtdiena piektdiena sestdiena svētdiena",
        "priekšp. pēcp.",
    ),
    "et": (
        "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
        "jaan veebr märts apr mai juuni juuli aug sept okt nov dets",
        "esmaspäev teisipäev kolmapäev neljapäev reede laupäev pühapäev",
        "AM PM",
    ),
}
SPACES = st.sampled_from((" ", "\u00a0", "\u202f", "\u2009"))
DAYS = st.dates(date(1995, 1, 1), date(2049, 12, 31))
ORDERS = ("{day} {month} {year}", "{day}. {month} {year}", "{month} {day}, {year}", "{weekday}, {day} {month} {year}")


def words(language: str, row: int) -> list[str]:
    return [word.replace("_", " ") for word in TABLE[language][row].split()]


@pytest.mark.parametrize("language", TABLE)
@settings(max_examples=25, deadline=None)
@given(day=DAYS, order=st.sampled_from(ORDERS), row=st.sampled_from((0, 1)), space=SPACES)
def test_a_day_in_words(language: str, day: date, order: str, row: int, space: str) -> None:
    text = order.format(
        day=day.day, month=words(language, row)[day.month - 1], year=day.year,
        weekday=words(language, 2)[day.weekday()],
    ).replace(" ", space)  # fmt: skip
    assert parse(text, language=language) == day.isoformat()


@pytest.mark.parametrize("language", TABLE)
@settings(max_examples=25, deadline=None)
@given(day=DAYS, hour=st.integers(0, 23), minute=st.integers(0, 59), space=SPACES)
def test_a_clock_of_twelve_hours(language: str, day: date, hour: int, minute: int, space: str) -> None:
    half = words(language, 3)[hour >= 12]
    month = words(language, 0)[day.month - 1]
    text = f"{day.day} {month} {day.year} {(hour + 11) % 12 + 1}:{minute:02} {half}".replace(" ", space)
    assert parse(text, language=language) == f"{day.isoformat()}T{hour:02}:{minute:02}:00"


@pytest.mark.parametrize(
    "text",
    [
        "2 months ago", "vor 2 Monaten", "il y a 2 mois", "hace 2 meses", "há 2 meses", "2 mesi fa",
        "2 maanden geleden", "för 2 månader sedan", "for 2 måneder siden", "2 kuukautta sitten", "2 miesiące temu",
        "před 2 měsíci",
        "pred 2 mesiacmi", "2 hónapja", "2 hónappal ezelőtt", "acum 2 luni", "prije 2 mjeseca", "пре 2 месеца",
        "pred 2 mesecema", "преди 2 месеца", "2 месяца назад", "2 місяці тому", "πριν από 2 μήνες", "2 ay önce",
        "قبل شهرين", "منذ 2 شهر", "۲ ماه پیش", "לפני חודשיים", "2 महीने पहले", "2 เดือนที่แล้ว", "2 tháng trước",
        "2 bulan lalu", "2개월 전", "2か月前", "2个月前", "2個月前", "fa 2 mesos", "duela 2 hilabete", "hai 2 meses",
        "prieš 2 mėnesius", "pirms 2 mēnešiem", "2 kuu eest", "fyrir 2 mánuðum", "2 თვის წინ",
    ],
)  # fmt: skip
def test_a_lapse_counts_from_the_capture(text: str) -> None:
    assert parse(text, captured=CAPTURED) == "2026-09"


def test_most_of_a_pages_dates_decide_which_number_is_the_day() -> None:
    assert settled(["28/12/2011", "03/01/2012", "29/12/2011"], language="en-US") is True
    assert settled(["12/28/2011", "03/01/2012"], language="de") is False
    assert settled(["28/12/2011", "12/29/2011", "12/30/2011"]) is False
    assert settled(["03/12/2011", "nothing", "2011-12-28"], url="https://b.example/2011/12/x/") is True
    assert settled(["03/04/2012"], url="https://b.example/2011/12/x/") is None
    assert [is_unsure(text) for text in ("03/04/2011", "3 April 2011", "2011-04-03")] == [True, False, False]


def test_halves_that_are_words_elsewhere_ask_for_their_language() -> None:
    assert parse("28 de dezembro de 2011 7:48 em Notícias", language="pt") == "2011-12-28T07:48:00"
    assert parse("28 december 2011 7:48 em", language="sv-SE") == "2011-12-28T19:48:00"
