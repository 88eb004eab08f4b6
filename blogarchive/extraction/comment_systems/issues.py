"""Which issue of a repository holds a thread: for utterances, Gitalk and Gitment, whose pages name it by a search.

The terms and labels are those that the three scripts search by (utterance/utterances `src/github.ts`, Gitalk's
`src/gitalk.jsx`, Gitment's `src/gitment.js`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from blogarchive.extraction.comment_systems.answer import Answer, Json, asked, number, objects, web
from blogarchive.models import Link

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.models import Page

_ISSUE = re.compile(r"^https://[\w.]+/repos/[\w.-]+/[\w.-]+/issues/\d+/comments$")
_TERM = re.compile(r'^"(.*)"', re.DOTALL)
_SCRIPT = re.compile(r"\bnew\s+(Gitalk|Gitment)\s*\(\s*\{")
_OPTION = r"\b{name}['\"]?\s*:\s*(?:['\"]([^'\"]*)['\"]|(\d+))"
_LONGEST = 2000
"""Characters of a script in which all of its options stand."""


def read(page: Page, data: Any) -> Answer | None:
    """`{"total_count": 1, "items": [{"title", "comments_url", "comments": 4}]}`, or a list of issues alone."""
    found = data.get("items") if isinstance(data, dict) and "total_count" in data else data
    issues = objects(found) if isinstance(found, list) else []
    if not issues or not all(_ISSUE.match(str(issue.get("comments_url"))) for issue in issues):
        return None
    issue = _meant(page, issues)
    url = web(issue.get("comments_url")) if issue else None
    if issue is None or url is None or not issue.get("comments", 1):
        return Answer(comments=(), declared=0)
    link = Link(url=f"{url}?per_page=100", kind="api", reason="comments of the issue")
    return Answer(comments=(), declared=number(issue.get("comments")), links=(link,))


def _meant(page: Page, issues: list[Json]) -> Json | None:
    """A search finds the words anywhere in a title; meant is the issue whose whole title they are."""
    term = _TERM.match(asked(page, "q") or "")
    return next((issue for issue in issues if not term or str(issue.get("title")).lower() == term[1].lower()), None)


def fetches(document: Document) -> list[Link]:
    """`new Gitalk({repo: "blog", owner: "ann", id: location.pathname})`, `new Gitment({…})`."""
    found = _SCRIPT.search(document.scripts) if "new Git" in document.scripts else None
    if found is None:
        return []
    options = document.scripts[found.end() : found.end() + _LONGEST]
    owner, repo, ident = _option("owner", options), _option("repo", options), _option("id", options)
    if not owner or not repo:
        return []
    issues = f"https://api.github.com/repos/{owner}/{repo}/issues"
    if numbered := _option("number", options):
        return [_asking(document, found[1], f"{issues}/{numbered}/comments?per_page=100")]
    named = ident or document.page.url
    labels = {"labels": f"Gitalk,{named}"} if found[1] == "Gitalk" else {"creator": owner, "labels": named}
    return [_asking(document, found[1], f"{issues}?{urlencode(labels)}")]


def _option(name: str, options: str) -> str | None:
    match = re.search(_OPTION.format(name=name), options)
    return (match[1] or match[2]) if match else None


def _asking(document: Document, system: str, address: str) -> Link:
    return Link(url=address, kind="api", reason=system, about=document.page.url)
