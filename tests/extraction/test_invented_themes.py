"""Floors: posts under themes that nobody has seen, drawn by lot from many ways to mark up each of their fields."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.models import Page, Post

PAGES = 150
FLOORS = {"title": 0.99, "author": 0.97, "day": 0.99, "categories": 0.97, "tags": 0.97, "body": 0.97}
SUBJECTS = ("harbour", "ridge", "kettle", "orchard", "lantern", "ferry", "quarry", "meadow", "gable", "weir")
PEOPLE = ("Mia Baum", "Jonas Keller", "Ada van Dyck", "Luc Moreau", "Inés Prado", "Olga Petrova")
BLOG = "Notes from the Pier"
HEADINGS = (
    "<h1>{}</h1>",
    "<h1 class='t1'><a href='{url}'>{}</a></h1>",
    "<h2 class='headline'>{}</h2>",
    "<header><h1><span>{}</span></h1></header>",
)
BYLINES = (
    "<p class='by'>By {who} on {when}</p>",
    "<div><span class='author'><a href='/author/x'>{who}</a></span><time datetime='{iso}'>{when}</time></div>",
    "<p>{when} | posted by <a href='/people/x'>{who}</a></p>",
    "<div><img class='avatar' src='/a.png' alt=''><b>{who}</b><br>{when}</div>",
    "<ul class='facts'><li><i class='icon-user'></i> {who}</li><li><i class='icon-clock'></i> {when}</li></ul>",
    "<div itemprop='author' itemscope><span itemprop='name'>{who}</span></div><span class='date'>{when}</span>",
)
CATEGORIES = (
    "<p>Filed under: {links}</p>", "<div class='cat-links'>{links}</div>", "<p>Category: {links}</p>",
    "<p><span>Posted in</span> {links}</p>", "<dl><dt>Categories:</dt><dd>{links}</dd></dl>",
)  # fmt: skip
TAGS = (
    "<p>Tags: {links}</p>", "<ul class='tags'>{items}</ul>", "<div><strong>Tagged with</strong> {links}</div>",
    "<p class='k'>Labels: {links}</p>", "<div>{rel}</div>",
)  # fmt: skip
WRAPS = (
    "<article>{}</article>",
    "<div id='x7'>{}</div>",
    "<main><section class='p'>{}</section></main>",
    "<table><tr><td>{}</td></tr></table>",
)
AROUND = (
    "<nav><ul><li><a href='/'>Home</a></li><li><a href='/category/all'>All</a></li></ul></nav>",
    "<div class='sidebar'><h3>Recent posts</h3><ul><li><a href='/1'>One</a></li></ul></div>",
    "<div class='share-buttons'><a href='https://x.example'>Share</a></div>",
    "<footer><p>© 2011 The people of the pier. All rights reserved.</p></footer>",
)


@dataclass(frozen=True, slots=True)
class Truth:
    title: str
    author: str
    day: str
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    paragraphs: tuple[str, ...]


def drawn(lot: random.Random) -> tuple[Truth, str]:
    """A post, and a page that shows it."""
    one, two, *others = lot.sample(SUBJECTS, 8)
    day, month = lot.randint(1, 28), lot.choice(((3, "March"), (5, "May"), (10, "October"), (12, "December")))
    sentence = "The {} stood in the rain for {} days before anybody came to see what had become of it."
    truth = Truth(
        title=f"What the {one} said to the {two}",
        author=lot.choice(PEOPLE),
        day=f"2011-{month[0]:02}-{day:02}",
        categories=tuple(word.title() for word in others[:2]),
        tags=tuple(others[2:5]),
        paragraphs=tuple(sentence.format(lot.choice(SUBJECTS), lot.randint(2, 900)) for _ in range(lot.randint(5, 20))),
    )
    links = ", ".join(f"<a href='/c/{name}'>{name}</a>" for name in truth.categories)
    tags = [f"<a href='/t/{name}'>{name}</a>" for name in truth.tags]
    filed = lot.choice(CATEGORIES).format(links=links)
    tagged = lot.choice(TAGS).format(
        links=", ".join(tags), items="".join(f"<li>{tag}</li>" for tag in tags),
        rel=" ".join(tag.replace("<a ", "<a rel='tag' ") for tag in tags),
    )  # fmt: skip
    head = lot.choice(HEADINGS).format(truth.title, url="/a-post")
    who = lot.choice(BYLINES).format(who=truth.author, when=f"{month[1]} {day}, 2011", iso=f"{truth.day}T10:00:00")
    text = f"<div class='z{lot.randint(1, 99)}'>" + "".join(f"<p>{line}</p>" for line in truth.paragraphs) + "</div>"
    parts = [head, who, filed, text, tagged] if lot.random() < 0.5 else [head, who, text, filed, tagged]
    before, after = lot.sample(AROUND[:2], lot.randint(0, 2)), lot.sample(AROUND[2:], lot.randint(0, 2))
    titled = lot.choice((f"{truth.title} - {BLOG}", f"{BLOG} | {truth.title}", truth.title))
    page = lot.choice(WRAPS).format("".join(parts))
    return (
        truth,
        f"<html><head><title>{titled}</title></head><body>{''.join(before)}{page}{''.join(after)}</body></html>",
    )


def right(truth: Truth, post: Post | None) -> dict[str, bool]:
    if post is None:
        return dict.fromkeys(FLOORS, False)
    return {
        "title": post.title == truth.title,
        "author": post.author == truth.author,
        "day": (post.published or "")[:10] == truth.day,
        "categories": post.categories == truth.categories,
        "tags": post.tags == truth.tags,
        "body": post.body_text == "\n\n".join(truth.paragraphs),
    }


@pytest.fixture(scope="module")
def shares() -> dict[str, float]:
    lot = random.Random(7)
    found = []
    for _ in range(PAGES):
        truth, markup = drawn(lot)
        page = Page(url="https://pier.example/a-post", body=markup.encode(), content_type="text/html; charset=utf-8")
        posts = extract(page).posts
        found.append(right(truth, posts[0] if posts else None))
    return {field: sum(one[field] for one in found) / PAGES for field in FLOORS}


@pytest.mark.parametrize("field", FLOORS)
def test_no_field_falls_below_its_floor(shares: dict[str, float], field: str) -> None:
    assert shares[field] >= FLOORS[field], shares
