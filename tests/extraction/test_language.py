"""The language of a text whose page does not name it."""

from __future__ import annotations

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.extraction.language import language_of
from blogarchive.models import Page

SAMPLES = {
    "en": "We went up the hill in the fog, and it was so thick that we could not see what was there at all.",
    "de": "Wir sind auf den Hügel gegangen, und der Nebel war so dicht, dass wir nicht sehen konnten, was da ist.",
    "fr": "Nous sommes montés sur la colline, et le brouillard était si épais que "
    "nous ne pouvions pas voir les arbres.",
    "es": "Subimos a la colina y la niebla era tan densa que no se podía ver lo "
    "que había en el camino, pero fue muy bonito.",
    "pt": "Subimos a colina e o nevoeiro era tão denso que não se podia ver "
    "os caminhos, mas foi muito bonito para nós.",
    "it": "Siamo saliti sulla collina e la nebbia era così fitta che non si vedeva "
    "il sentiero, ma è stato anche molto bello.",
    "nl": "We zijn de heuvel op gegaan en het was zo mistig dat je niet kon zien wat er op het pad was, maar ook mooi.",
    "sv": "Vi gick upp på kullen och det var så dimmigt att man inte kunde se vad "
    "som fanns där, men det var också fint.",
    "da": "Vi gik op på bakken, og det blev så tåget, at man ikke kunne se, hvad "
    "der var på stien, men det var også fint.",
    "fi": "Me menimme mäelle ja se oli niin sumuinen, että ei nähnyt mitä siellä oli, "
    "mutta se oli myös hyvin kaunis kun.",
    "pl": "Poszliśmy na wzgórze i mgła była tak gęsta, że nie było widać, co jest "
    "na drodze, ale to było też bardzo ładne.",
    "cs": "Šli jsme na kopec a mlha byla tak hustá, že se nedalo vidět, co je na "
    "cestě, ale bylo to pro nás také hezké.",
    "hu": "Felmentünk a dombra és a köd olyan sűrű volt, hogy nem lehetett látni, mi van "
    "az úton, de ez is nagyon szép volt.",
    "ro": "Am urcat pe deal și ceața era atât de deasă că nu se vedea ce este pe "
    "drum, dar a fost foarte frumos și pentru noi.",
    "tr": "Tepeye çıktık ve sis o kadar yoğun oldu ki yolda ne olduğunu görmek mümkün "
    "değil, ama bu da çok güzel bir gün.",
    "id": "Kami naik ke bukit dan kabut itu tebal sekali, tidak bisa melihat apa yang "
    "ada di jalan, tetapi ini juga indah.",
    "vi": "Chúng tôi lên đồi và sương mù rất dày, không thấy được những gì ở trên "
    "đường, nhưng đó cũng là một ngày đẹp.",
    "ru": "Мы поднялись на холм, и туман был такой густой, что ничего не было видно на дороге, но это было красиво.",
    "uk": "Ми піднялися на пагорб, і туман був такий густий, що нічого не було видно на дорозі, але це було гарно її.",
    "el": "Ανεβήκαμε στον λόφο και η ομίχλη ήταν τόσο πυκνή που δεν φαινόταν τίποτα στον δρόμο.",
    "he": "עלינו על הגבעה והערפל היה כל כך סמיך שלא ראינו כלום בדרך.",
    "ar": "صعدنا إلى التل وكان الضباب كثيفا جدا حتى لم نر شيئا في الطريق.",
    "fa": "به بالای تپه رفتیم و مه چنان غلیظ بود که چیزی در راه دیده نمی‌شد، پس برگشتیم.",
    "th": "เราขึ้นไปบนเนินเขาและหมอกหนามากจนมองไม่เห็นอะไรเลยบนทาง",
    "hi": "हम पहाड़ी पर चढ़े और कोहरा इतना घना था कि रास्ते में कुछ दिखाई नहीं देता था।",
    "ja": "丘に登ったが、霧がとても濃くて、道には何も見えなかった。それでも美しい一日だった。",
    "zh": "我们登上了山丘，雾太浓了，路上什么都看不见，但那也是美好的一天。",
    "ko": "우리는 언덕에 올랐지만 안개가 너무 짙어서 길에 아무것도 보이지 않았다.",
}


@pytest.mark.parametrize("language", SAMPLES)
def test_a_sentence_or_two_tell_the_language(language: str) -> None:
    assert language_of(SAMPLES[language]) == language


@pytest.mark.parametrize("text", [None, "", "OK", "12345 67890", "Lorem ipsum dolor sit amet consectetur elit"])
def test_where_nothing_tells_it_nothing_is_said(text: str | None) -> None:
    assert language_of(text) is None


def test_what_the_page_says_comes_first() -> None:
    paragraph = f"<p>{SAMPLES['de']}</p>"
    text = f"<h1>Nebel</h1><div>{paragraph * 8}</div>"
    silent, said = (
        extract(Page(url="https://blog.example/a", body=f"{tag}<title>Nebel</title>{text}".encode(), content_type=None))
        for tag in ("<html>", '<html lang="gsw">')
    )
    assert [found.posts[0].language for found in (silent, said)] == ["de", "gsw"]
