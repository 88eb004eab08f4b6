"""A blog whose words stand in many places: pages, feeds, lists, a widget, the answers of a comment system, revisits."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tests.loopback import Answer, Asked

GULLS = (
    "The gulls of the outer harbour came back on a Tuesday, all forty of them, and nobody could say where they were."
)
TIDES = (
    "Tide tables are a promise that the moon makes and the harbour master only signs, as my grandfather used to say."
)
LAMPS = "Paraffin lamps were lit along the quay by a boy named Aldous who later drove the first bus to the lighthouse."
CAREFUL = (
    "I counted them myself from the chandler's roof and there were forty three, whatever the newspaper printed later."
)
SHORT = "Nonsense, Wilhelmina!"
QUOTE = (
    "My aunt read “the moon makes and the harbour master only signs, as my grandfather used to say” aloud at breakfast."
)
HELLO = "Forty three it was: we could hear every single one of them over the sound of the boilers that morning."
UNNAMED = "Those lamps smelled of winter and of the herring that we had for supper every night of the week."
JAPANESE = "灯台の下で祖父が毎朝カモメに餌をやっていたことを今でもはっきりと覚えています。"


@dataclass
class Note:
    """A comment."""

    ident: str
    author: str
    text: str
    above: str | None = None


@dataclass
class Post:
    """A post with its thread."""

    path: str
    title: str
    text: str
    notes: list[Note] = field(default_factory=list)
    kind: str = "wordpress"
    """Where the thread stands: `wordpress` on the page, `isso` in an answer, `plain` on the page without any ids."""


def posts() -> list[Post]:
    """The blog as it is when a test begins."""
    return [
        Post("/2014/05/gulls/", "Gulls", GULLS, [
            Note("11", "Wilhelmina Quayle", CAREFUL), Note("12", "Bosun Tark", SHORT, "11"),
            Note("13", "Odile", HELLO, "12"), Note("14", "Wilhelmina Quayle", QUOTE),
        ]),
        Post("/2014/06/tides/", "What tide tables leave out", TIDES, [Note("21", "Bosun Tark", "Well said all of it")]),
        Post("/2014/07/lamps/", "Lamps", LAMPS, [
            Note("31", "Odile", UNNAMED),
            Note("32", "Perpetua", "I remember the herring better than I remember the lamps."),
            Note("33", "Bosun Tark", "He gave that bus a name, and it was not a polite one either."),
        ], "plain"),
        Post("/2014/08/lighthouse/", "Lighthouse", JAPANESE, [
            Note("41", "ゆき", "祖父の話をもっと聞かせてください。あの灯台には私も子供のころに登ったことがあります。"),
            Note("42", "Odile", "The keeper let us polish the brass if we promised not to touch the lens at all."),
        ], "isso"),
    ]  # fmt: skip


@dataclass
class Harbour:
    """The site."""

    posts: list[Post] = field(default_factory=posts)
    charset: str = "utf-8"

    def __call__(self, asked: Asked) -> Answer | str | None:
        path, _, query = asked.partition("?")
        if path == "/":
            return self._page("Harbour", "home blog", self._front())
        if path == "/feed/":
            return self._feed(asked.base, [(p.path, p.title, p.text) for p in self.posts])
        if path == "/comments/feed/":
            told = ((p, n) for p in self.posts for n in p.notes if p.kind == "wordpress")
            said = [(f"{p.path}#comment-{n.ident}", f"By: {n.author}", n.text) for p, n in told]
            return self._feed(asked.base, said)
        if path == "/isso/":
            return self._thread(query)
        if path == "/print/":
            return self._post(self.posts[0])
        post = next((post for post in self.posts if post.path == path), None)
        return self._post(post) if post else None

    def _front(self) -> str:
        heads = "".join(
            f"<article><h2 class=entry-title><a href='{p.path}'>{p.title}</a></h2><p>{p.text[:90]}…</p></article>"
            for p in self.posts
        )
        said = "".join(
            f"<li><b>{n.author}</b> on <a href='{p.path}#comment-{n.ident}'>{p.title}</a>: {n.text[:80]}…</li>"
            for p in self.posts for n in p.notes
        )  # fmt: skip
        return f"{heads}<aside><ul>{said}</ul></aside><p><a href='/print/'>For printing</a></p>"

    def _post(self, post: Post) -> Answer:
        article = (
            f"<article class='post hentry'><h1 class=entry-title>{post.title}</h1><div class=entry-meta>"
            f"<time class='entry-date published' datetime='2014-05-06T07:08:00+00:00'>then</time></div>"
            f"<div class=entry-content><p>{post.text}</p></div></article>"
        )
        threads = {"wordpress": self._wordpress, "plain": self._plain, "isso": self._isso}
        around = "".join(f"<a rel=next href='{p.path}'>{p.title}</a> " for p in self.posts if p is not post)
        meta = f'<meta name=description content="{post.text}"><link rel=canonical href="{post.path}">'
        body = article + threads[post.kind](post) + around
        return self._page(post.title, "single single-post", body, meta, known=post.kind != "plain")

    def _wordpress(self, post: Post) -> str:
        def entry(note: Note, depth: int) -> str:
            inner = "".join(entry(other, depth + 1) for other in post.notes if other.above == note.ident)
            text = note.text.replace("'", "&#8217;")
            return (
                f"<li id='comment-{note.ident}' class='comment depth-{depth}'><article class=comment-body>"
                f"<footer class=comment-meta><div class='comment-author vcard'>"
                f"<img class=avatar src='/a/{note.ident}.png'><b class=fn>{note.author}</b></div>"
                f"<div class=comment-metadata><a href='{post.path}#comment-{note.ident}'>"
                f"<time datetime='2014-05-0{depth}T10:00:00+00:00'>then</time></a></div></footer>"
                f"<div class=comment-content><p>{text}</p></div>"
                f"</article>{f'<ol class=children>{inner}</ol>' if inner else ''}</li>"
            )  # fmt: skip

        shown = "".join(entry(note, 1) for note in post.notes if note.above is None)
        return f"<div id=comments class=comments-area><ol class=comment-list>{shown}</ol></div>"

    def _plain(self, post: Post) -> str:
        shown = "".join(
            f"<div class=comment><p><strong class=name>{n.author}</strong>"
            f" <span class=date>May {k + 3}, 2014</span></p>"
            f"<div class=text><p>{n.text}</p></div></div>"
            for k, n in enumerate(post.notes)
        )  # fmt: skip
        return f"<div class=comments><h3>{len(post.notes)} comments</h3>{shown}</div>"

    def _isso(self, _post: Post) -> str:
        return "<script data-isso='/isso/' src='/isso/js/embed.min.js'></script><section id=isso-thread></section>"

    def _thread(self, query: str) -> Answer:
        notes = next(
            (p.notes for p in self.posts if p.kind == "isso" and p.path.strip("/") in query.replace("%2F", "/")), []
        )
        replies: list[dict[str, object]] = [
            {"id": int(n.ident), "parent": None, "author": n.author, "text": f"<p>{n.text}</p>", "mode": 1,
             "created": 1400000000.0 + k, "replies": []} for k, n in enumerate(notes)
        ]  # fmt: skip
        body = json.dumps({"id": None, "total_replies": len(notes), "hidden_replies": 0, "replies": replies})
        return Answer(body, 200 if notes else 404, {"Content-Type": "application/json"})

    def _page(self, title: str, kind: str, body: str, meta: str = "", *, known: bool = True) -> Answer:
        wordpress = (
            "<meta name=generator content='WordPress 6.4'><link rel=stylesheet href='/wp-content/themes/p/s.css'>"
        )
        text = (
            f"<!DOCTYPE html><html><head><meta charset={self.charset}><title>{title}</title>{meta}"
            f"{wordpress if known else ''}<link rel=alternate type='application/rss+xml' href='/feed/'>"
            "<link rel=alternate type='application/rss+xml' href='/comments/feed/'></head>"
            f"<body class='{kind}'><p class=site-title><a rel=home href='/'>Harbour notes</a></p>{body}</body></html>"
        )
        content = text.encode(self.charset, "xmlcharrefreplace")
        return Answer(content, headers={"Content-Type": f"text/html; charset={self.charset}"})

    def _feed(self, base: str, items: list[tuple[str, str, str]]) -> Answer:
        shown = "".join(
            f"<item><title>{escape(title)}</title><link>{base}{path}</link><guid>{base}{path}</guid>"
            f"<pubDate>Tue, 06 May 2014 07:08:00 +0000</pubDate><description>{escape(escape(text))[:40]}</description>"
            f"<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[<p>{text}</p>]]>"
            "</content:encoded></item>"
            for path, title, text in items
        )
        channel = f"<channel><title>Harbour notes</title><link>{base}/</link>{shown}</channel>"
        return Answer(f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>', headers={"Content-Type": "text/xml"})
