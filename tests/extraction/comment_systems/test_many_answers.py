"""A thread that takes several answers: none of them says that what stands in another is gone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from blogarchive.dataset import Store, open_database
from blogarchive.extraction.comment_systems import read
from blogarchive.models import Page
from tests.dataset.made import capture

POST = "https://blog.example/2020/bread/"
GHOST = "https://blog.example/members/api/comments"


def _ghost(*idents: str, more: int | None = None, replies: int = 0) -> Any:
    items = [
        {"id": i, "html": "<p>Hi</p>", "member": {"name": "Ann"}, "created_at": "2023-01-01T00:00:00.000Z"}
        for i in idents
    ]
    items[0]["count"] = {"replies": replies}
    return {"comments": items, "meta": {"pagination": {"page": 1, "next": more, "total": 9}}}


def _wordpress(first: int, count: int) -> Any:
    return [
        {
            "id": n,
            "post": 7,
            "parent": 0,
            "author_name": "Ann",
            "date": "2020-07-01T12:00:00",
            "content": {"rendered": "Hi"},
        }
        for n in range(first, first + count)
    ]


MANY = {
    "Ghost's answers to a comment": [
        (f"{GHOST}/post/5f/?limit=100", _ghost("a1", replies=2)),
        (f"{GHOST}/a1/replies/?limit=100", _ghost("b1", "b2")),
    ],
    "Ghost's next page": [
        (f"{GHOST}/post/5f/?limit=100", _ghost("a1", more=2)),
        (f"{GHOST}/post/5f/?page=2&limit=100", _ghost("a2")),
    ],
    "WordPress's next page": [
        ("https://blog.example/wp-json/wp/v2/comments?post=7&per_page=2", _wordpress(1, 2)),
        ("https://blog.example/wp-json/wp/v2/comments?post=7&per_page=2&page=2", _wordpress(3, 1)),
    ],
}


def gone(folder: Path, answers: list[tuple[str, Any]]) -> list[str]:
    """Ids of the comments that count as gone once each answer has been saved, a day after the other."""
    db = open_database(folder / "blogs.db")
    store = Store(db)
    blog = store.save_blog("https://blog.example/")
    for day, (url, data) in enumerate(answers):
        made = capture(url, day)
        page = Page(
            url=url, body=json.dumps(data).encode(), content_type="application/json", captured=made.date, capture=made
        )
        found = read(page, POST)
        assert found is not None
        store.save(found, blog=blog)
    return [ident for (ident,) in db.execute("SELECT comment_id FROM comments WHERE gone_since IS NOT NULL")]


@pytest.mark.parametrize("name", MANY)
def test_what_stands_in_another_answer_is_not_gone(name: str, tmp_path: Path) -> None:
    assert gone(tmp_path, MANY[name]) == []


def test_what_a_whole_thread_no_longer_shows_is_gone(tmp_path: Path) -> None:
    url = f"{GHOST}/post/5f/?limit=100"
    assert gone(tmp_path, [(url, _ghost("a1", "a2")), (url, _ghost("a1"))]) == ["a2"]
