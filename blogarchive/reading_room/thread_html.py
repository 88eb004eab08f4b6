"""A thread as nested HTML, written in one pass: a branch folds without script, and any comment has an address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import Markup, escape

DEEPEST = 30
"""Levels that are nested on the page; what is deeper stands beside its parent and names whom it answers."""

KINDS = {"pingback": "pingback", "trackback": "trackback", "ping": "ping", "webmention": "webmention"}


def thread(comments: Iterable[dict[str, Any]], show: Callable[[str], str], capture: str) -> Markup:
    """Comments in reading order as a list of lists; `show` makes their HTML fit, `capture` is where captures are."""
    html: list[str] = ['<ol class="thread">']
    level = 0
    opened = False
    for comment in comments:
        depth = min(comment["depth"], DEEPEST)
        if opened and depth > level:
            html.append("<ol>")
            level = depth
        elif opened:
            html.append("</details></li>")
            html.append("</ol></details></li>" * (level - depth))
            level = depth
        html.append(_comment(comment, show, capture))
        opened = True
    if opened:
        html.append("</details></li>" + "</ol></details></li>" * level)
    return Markup("".join([*html, "</ol>"]))


def _comment(comment: dict[str, Any], show: Callable[[str], str], capture: str) -> str:
    name = escape(comment["author"] or "no name")
    kind = f' <span class="kind">{KINDS[comment["kind"]]}</span>' if comment["kind"] in KINDS else ""
    answers = f' <span class="answers">answers {escape(comment["answers"])}</span>' if comment["answers"] else ""
    gone = ' <span class="gone">no longer on the page</span>' if comment["gone_since"] else ""
    body = f'<div class="text">{show(comment["body_html"])}</div>' if comment["body_html"] else ""
    when = escape(when_of(comment))
    links = [f'<a href="#c{comment["id"]}">link</a>']
    if comment["author_url"]:
        links.append(f'<a href="{_web(comment["author_url"])}" rel="nofollow ugc noreferrer">{_host(comment)}</a>')
    if comment["capture_id"]:
        links.append(f'<a href="{capture}/{comment["capture_id"]}">as captured</a>')
    if not comment["in_page"]:
        links.append("seen only in a feed")
    return (
        f'<li id="c{comment["id"]}" class="comment"><details open><summary><b>{name}</b>{answers}{kind}{gone}'
        f' <time>{when}</time></summary>{body}<p class="about">{" · ".join(links)}</p>'
    )


def when_of(record: dict[str, Any]) -> str:
    """A stated time for people: as precise as stated, without its T."""
    stated = record["published"] or record["published_text"] or ""
    return str(stated)[:16].replace("T", " ") if record["published"] else str(stated)


def _web(url: str) -> str:
    return str(escape(url)) if url.startswith(("http://", "https://")) else "#"


def _host(comment: dict[str, Any]) -> str:
    return str(escape(comment["author_url"].split("//")[-1].split("/")[0][:40]))
