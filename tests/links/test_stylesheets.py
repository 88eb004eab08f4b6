"""What style sheets name, and what pages show: every way of writing it that blogs use."""

from __future__ import annotations

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.links.stylesheets import addresses
from blogarchive.models import Page
from blogarchive.visit import visit

SHEET = "http://harbour.example/wp-content/style.css"
IMAGE = "http://images.example/a.png"


@pytest.mark.parametrize(
    ("css", "named"),
    [
        ("a { background: url(a.png) }", ["a.png"]),
        ("a { background: URL( 'a b (1).png' ) no-repeat }", ["a b (1).png"]),
        ('@import "more.css" screen; @import url("print.css");', ["more.css", "print.css"]),
        ("@font-face { src: url(f.woff2?v=1#x) format('woff2'), url(\"f.ttf\") }", ["f.woff2?v=1#x", "f.ttf"]),
        ("a { background: image-set(url(a.png) 1x, url(b.png) 2x) }", ["a.png", "b.png"]),
        ('a { background: image-set(\'a.png\' 1x, "b.avif" type("image/avif") 2x) }', ["a.png", "b.avif"]),
        ("a { background: -webkit-image-set('a.png' 1x, url('b.png') 2x) ; content: 'c.png' }", ["a.png", "b.png"]),
        ("/* url(not.png) */ a { background: url(a\\(1\\).png) }", ["a(1).png"]),
        (r"a { background: url(\61 .png) }", ["a.png"]),
        ("a { background: url() ; content: 'curl(x)' }", []),
        ("a { background: url(broken", []),
    ],
)
def test_addresses_in_css(css: str, named: list[str]) -> None:
    assert list(addresses(css)) == named


def test_a_style_sheet_leads_to_what_it_names_relative_to_itself() -> None:
    body = b"@import 'more.css'; a { background: url(../i/a.png) } b { background: url(data:image/png;base64,AA==) }"
    found = extract(Page(url=SHEET, body=body, content_type="text/css; charset=utf-8"))
    assert [link.url for link in found.links] == [
        "http://harbour.example/wp-content/more.css", "http://harbour.example/i/a.png"
    ]  # fmt: skip
    assert {link.kind for link in found.links} == {"requisite"}
    assert found.posts == ()


@pytest.mark.parametrize(
    ("markup", "named"),
    [
        ('<img src="a.png">', ["a.png"]),
        ('<img src="data:image/gif;base64,R0" data-src="a.png" data-srcset="b.png 2x">', ["a.png", "b.png"]),
        ('<img src="x.gif" data-lazy-src="a.png"><noscript><img src="b.png"></noscript>', ["x.gif", "a.png", "b.png"]),
        ('<img srcset="a.png 1x,b.png 2x, c,d.png 300w ,e.png">', ["a.png", "b.png", "c,d.png", "e.png"]),
        ('<picture><source srcset="a.webp, b.webp 2x"><img src="c.png"></picture>', ["a.webp", "b.webp", "c.png"]),
        ('<video poster="a.png"><source src="b.mp4"></video><audio src="c.mp3"></audio>', ["a.png", "b.mp4", "c.mp3"]),
        ('<svg><image xlink:href="a.png"/><use href="b.svg#x"/></svg>', ["a.png", "b.svg"]),
        ('<div style="background: url(&quot;a.png&quot;)"></div><style>@import "b.css";</style>', ["a.png", "b.css"]),
        ('<div data-bg="a.png"></div><div data-background-image="url(b.png)"></div>', ["a.png", "b.png"]),
        ('<link rel="stylesheet" href="a.css"><link rel="icon" href="b.ico"><script src="c.js"></script>',
         ["a.css", "b.ico", "c.js"]),
        ('<script>a = {"concatemoji":"http:\\/\\/harbour.example\\/p\\/a.js?v=1", b: "http://count.example/b.js"}</script>',
         ["a.js?v=1"]),
        ('<img data-cfsrc="/p/a.png"><img nitro-lazy-src="/p/b.jpg?w=3"><img data-echo="./c.webp">',
         ["a.png", "b.jpg?w=3", "c.webp"]),
        ('<img data-hi-res-src="/p/a.jpg" data-lazyload-set="/p/b.jpg 300w, /p/c.jpg 600w">',
         ["a.jpg", "b.jpg", "c.jpg"]),
        ('<div data-thumb="/p/a.png" data-title="on/off.png at sea" data-permalink="/p/post/">x</div>', ["a.png"]),
        ('<link rel="preload" as="image" imagesrcset="a.png 1x, b.png 2x">', ["a.png", "b.png"]),
    ],
)  # fmt: skip
def test_what_a_page_shows(markup: str, named: list[str]) -> None:
    page = Page(url="http://harbour.example/p/", body=f"<title>x</title><p>x</p>{markup}".encode())
    found = {link.url: link.kind for link in extract(page).links}
    assert found == {f"http://harbour.example/p/{name}": "requisite" for name in named}


def test_a_page_that_stands_in_for_an_image_of_another_site_is_none_of_the_blogs() -> None:
    body = b"<title>Gone</title><article><h1>This image is gone</h1><p>See <img src='b.png'></p></article>"
    page = Page(url=IMAGE, body=body, content_type="text/html", status=200)
    seen = visit(page, url_id=1, asked="requisite", home="http://harbour.example/", requisites=True)
    assert seen.extraction is None
    assert [each.link.url for each in seen.admissions if each.state == "queued"] == ["http://images.example/b.png"]
