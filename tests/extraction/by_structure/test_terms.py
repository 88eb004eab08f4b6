"""Categories and tags by the words before them, by where their links lead, and what is neither."""

from __future__ import annotations

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.models import Page

TEXT = "<div>" + "<p>Enough words of running text to be a post of its own, said twice over.</p>" * 12 + "</div>"


def terms_of(markup: str, head: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    page = Page(
        url="https://blog.example/a-walk",
        body=f"<title>A walk in the fog</title>{head}<div><h1>A walk in the fog</h1>{markup}</div>".encode(),
        content_type="text/html; charset=utf-8",
    )
    (post,) = extract(page).posts
    return post.categories, post.tags


@pytest.mark.parametrize(
    "label",
    [
        "Filed under:", "Posted in", "Category:", "Kategorie:", "Rubrik:", "Abgelegt unter", "Catégories :",
        "Classé dans",
        "Categorías:", "Publicado en", "Categorie:", "Pubblicato in", "Categorieën:", "Kategoria:", "Kategórie:",
        "Kategori:", "Рубрика:", "Категории:", "Κατηγορία:", "カテゴリー：", "分类：", "카테고리:",
    ],
)  # fmt: skip
def test_categories_behind_their_label(label: str) -> None:
    line = f'<p>{label} <a href="/c1">Hills</a>, <a href="/c2">Weather</a> | <a href="/a-walk#c">3 answers</a></p>'
    assert terms_of(TEXT + line)[0] == ("Hills", "Weather")


@pytest.mark.parametrize(
    "label",
    [
        "Tags:", "Tagged with", "Labels:", "Schlagwörter:", "Stichworte:", "Mots-clés :", "Étiquettes :", "Etiquetas:",
        "Marcadores:", "Tag:", "Trefwoorden:", "Tagi:", "Štítky:", "Címkék:", "Etiketter:", "Метки:", "Теги:", "タグ：",
        "标签：", "태그:", "und getagged",
    ],
)  # fmt: skip
def test_tags_behind_their_label(label: str) -> None:
    line = f'<div><strong>{label}</strong> <a href="/t1">fog</a> <a href="/t2">ridge</a></div>'
    assert terms_of(TEXT + line)[1] == ("fog", "ridge")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "<dl><dt>Tags:</dt><dd><ul><li><a href='/1'>fog</a></li><li><a href='/2'>ridge</a></li></ul></dd></dl>",
            "tags",
        ),
        ("<p>Kategorie: fog, ridge</p>", "categories"),
        ("<p><a href='/category/fog'>fog</a> <a href='/category/ridge'>ridge</a></p>", "categories"),
        ("<ul><li><a href='/tag/fog'>fog</a></li><li><a href='/tag/ridge'>ridge</a></li></ul>", "tags"),
    ],
)
def test_other_ways_to_show_them(line: str, expected: str) -> None:
    categories, tags = terms_of(line + TEXT)
    assert (categories if expected == "categories" else tags) == ("fog", "ridge")


@pytest.mark.parametrize(
    "line",
    [
        '<p>Her stories have been published in <a href="https://other.example/b">The Big Book</a></p>',
        '<ul class="main-menu"><li class="category"><a href="/category/a">All</a></li></ul>',
        '<div class="category"><a href="/x">Ten things that nobody ever told you about walking in the fog</a></div>',
        '<div class="category"><a href="/x">{{ section.name }}</a></div>',
    ],
)
def test_what_is_no_category(line: str) -> None:
    assert terms_of(TEXT + line)[0] == ()


def test_a_trail_names_them_without_the_list_of_everything() -> None:
    trail = '<p class="breadcrumb"><a href="/">Home</a> <a href="/r">Recipes</a> <a href="/r/s">Soups</a></p>'
    assert terms_of(trail + TEXT)[0] == ("Soups",)


def test_keywords_in_one_text_are_a_list() -> None:
    head = '<script type="application/ld+json">{"@type":"BlogPosting","keywords":["fog, ridge, hill"]}</script>'
    assert terms_of(TEXT, head)[1] == ("fog", "ridge", "hill")


def test_they_are_found_where_the_thread_stands_within_the_post() -> None:
    line = '<p>Filed under: <a href="/hills/">Hills</a></p>'
    comments = "".join(
        f'<div class="comment" id="comment-{n}"><b>Ann {n}</b> said: <p>I was there on that day too, number {n}.</p>'
        f"<p>Posted on May {n}, 2005 10:25 AM</p></div>"
        for n in range(1, 20)
    )
    assert terms_of(f"{TEXT.removesuffix('</div>')}{line}<h2>Comments</h2>{comments}</div>")[0] == ("Hills",)


@pytest.mark.parametrize(
    "line",
    [
        "<p>We had seen enough of the <a href='/tag/fog'>fog</a> to know that the day was lost, and went home.</p>",
        "<p><a href='/tag/fog' style='font-size: 8pt'>fog</a> <a href='/tag/rain' style='font-size: 20pt'>rain</a></p>",
        "<p><a href='/tag/fog'>fog 16</a> <a href='/tag/hills'>hills 3</a></p>",
        "<ol class='breadcrumb'><li><a rel='tag' href='/'>Home</a></li></ol>",
    ],
)
def test_what_is_no_tag(line: str) -> None:
    assert terms_of(TEXT.removesuffix("</div>") + line + "</div>")[1] == ()


def test_a_trail_that_ends_with_the_post() -> None:
    trail = "<p class='categories'><a href='/c'>Hills</a> <a href='/a-walk'>A walk in the fog</a></p>"
    assert terms_of(trail + TEXT, '<meta name="generator" content="Hexo 5">')[0] == ("Hills",)


def test_a_tag_may_begin_as_a_control_does_and_a_category_be_the_title() -> None:
    line = "<p>Tags: <a href='/tag/reading'>reading</a>, <a href='/tag/fog'>fog</a></p>"
    assert terms_of(TEXT + line)[1] == ("reading", "fog")
    alone = "<p class='categories'><a href='/c'>A walk in the fog</a></p>"
    assert terms_of(alone + TEXT, '<meta name="generator" content="Hexo 5">')[0] == ("A walk in the fog",)


def test_tags_that_lead_nowhere() -> None:
    line = '<p class="post-tags"><span class="tag-name">hills</span> <span class="tag-name">fog</span></p>'
    assert terms_of(TEXT + line)[1] == ("hills", "fog")


def test_another_posts_card_names_none() -> None:
    card = '<article><div><a href="/tag/sea" rel="tag">Sea</a></div><h2><a href="/at-sea">At sea</a></h2></article>'
    assert terms_of(f"<article>{TEXT}</article>{card}")[1] == ()


def test_what_holds_the_whole_page_is_no_menu() -> None:
    line = '<div><a href="/fog" rel="tag">Fog</a></div>'
    assert terms_of(f'<div class="with-navigation"><div>{line}{TEXT}</div></div>')[1] == ("Fog",)


@pytest.mark.parametrize(
    "lead",
    [
        "10:52 AM in",
        "Posted at 10:52 AM in",
        "Posted by ann at 09:39 PM in",
        "January 17, 2005 in",
        "by Ann Ash on 17.1.2005 unter",
    ],
)
def test_names_behind_a_time_are_categories(lead: str) -> None:
    line = f'<p>{lead} <a href="/hills/">Hills</a>, <a href="/w/">Weather</a> | <a href="/a-walk">Permalink</a></p>'
    assert terms_of(TEXT + line)[0] == ("Hills", "Weather")
    one = f'<p>{lead} <a href="/hills/">Hills</a> | <a href="/a-walk">Permalink</a></p>'
    assert terms_of(TEXT + one)[0] == ("Hills",)


def test_names_each_in_a_box_of_its_own_and_with_the_themes_mark() -> None:
    boxes = "".join(f'<div class="f"><a href="/tags/{name}">🏷 {name}</a></div>' for name in ("fog", "ridge"))
    assert terms_of(f"{TEXT}<div>{boxes}</div>")[1] == ("fog", "ridge")


@pytest.mark.parametrize("prose", ["We first met in 2005 in", "She was born in May 1985 in", "It was 9:30 in"])
def test_a_year_or_an_hour_in_prose_leads_to_no_category(prose: str) -> None:
    assert terms_of(f'{TEXT.removesuffix("</div>")}<p>{prose} <a href="/paris">Paris</a></p></div>')[0] == ()
