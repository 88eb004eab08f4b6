"""Pages of each platform, written by hand after its templates, and all that must be read from them.

A case is a folder `golden/<platform>/<case>/`: `page.html`, the address in `url.txt`, and `expected.json`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.extraction.platforms import built_in, recognise
from blogarchive.html.document import Document
from blogarchive.items import post_item
from blogarchive.models import Page

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(folder.parent for folder in GOLDEN.glob("*/*/page.html"))
TOLD = ("post", "listing", "comment_page", "feed", "comment_feed", "api", "trap", "home")


def page_of(case: Path) -> Page:
    url = (case / "url.txt").read_text(encoding="utf-8").strip()
    captured = datetime(2024, 5, 6, 7, 8, tzinfo=UTC)
    return Page(url=url, body=(case / "page.html").read_bytes(), content_type="text/html", captured=captured)


def reading(case: Path) -> dict[str, Any]:
    found = extract(page_of(case))
    links = [[link.kind, link.reason, link.url] for link in found.links if link.kind in TOLD]
    record = post_item(found.posts[0]) if found.posts else None
    result: dict[str, Any] = json.loads(json.dumps({"platform": found.platform, "post": record, "links": links}))
    return result


def losses(old: Any, new: Any, where: str = "") -> list[str]:
    """Each field or item that `old` holds and `new` does not."""
    if isinstance(old, dict):
        fields = new if isinstance(new, dict) else {}
        return [loss for key in old for loss in losses(old[key], fields.get(key), f"{where}.{key}")]
    if isinstance(old, list):
        have = len(new) if isinstance(new, list) else 0
        return [f"{where}: {len(old)} became {have}"] if have < len(old) else []
    return [f"{where}: was {old!r}"] if old not in (None, "") and new in (None, "") else []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_golden_page_is_read_as_expected(case: Path, request: pytest.FixtureRequest) -> None:
    found = reading(case)
    file = case / "expected.json"
    if request.config.getoption("--update-golden"):
        lost = losses(json.loads(file.read_text(encoding="utf-8")), found) if file.exists() else []
        assert not lost or request.config.getoption("--allow-loss"), lost
        file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_golden_page_is_recognised_by_its_own_platform(case: Path) -> None:
    platform = recognise(Document(page_of(case)))
    assert (platform.name if platform else "generic") == case.parent.name


def test_every_platform_has_a_golden_page_and_an_example() -> None:
    names = {platform.name for platform in built_in()}
    assert names - {case.parent.name for case in CASES} == set()
    assert all(platform.example.startswith("http") for platform in built_in())


def test_every_golden_post_holds_a_title_and_its_own_text() -> None:
    posts = {case: json.loads((case / "expected.json").read_text(encoding="utf-8"))["post"] for case in CASES}
    whole = {case: post for case, post in posts.items() if post is not None and case.name != "protected"}
    assert len(whole) > 0.8 * len(CASES) > 60
    for case, post in whole.items():
        assert post["title"], case
        assert len(post["body_text"]) > 80, case


def test_losing_a_field_or_a_comment_is_noticed() -> None:
    old = {"post": {"title": "a", "comments": [{"author": "b"}, {"author": "c"}]}}
    assert losses(old, {"post": {"title": None, "comments": [{"author": "b"}]}}) == [
        ".post.title: was 'a'",
        ".post.comments: 2 became 1",
    ]
    assert losses(old, old) == []
