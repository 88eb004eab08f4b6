"""Featured images in the dataset: in records where they are a post's own, never where most posts state the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Database

from blogarchive.dataset import Store, load, open_database
from blogarchive.models import Blog
from tests.dataset.made import BLOG, extraction, post

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SIGN = f"{BLOG}sign.png"


def saved(folder: Path, images: Mapping[str, str | None]) -> Database:
    db = open_database(folder / "blogs.db")
    store = Store(db)
    blog = store.save_blog(BLOG, Blog(title="A blog"))
    for name, image in images.items():
        store.save(extraction(post(name, image=image)), blog=blog)
    return db


def told(db: Database) -> dict[str, str | None]:
    return {found.url.rstrip("/").rpartition("/")[2]: found.image for found in load.posts(db)}


def test_what_most_posts_state_is_the_blogs(tmp_path: Path) -> None:
    images = {"one": SIGN, "two": SIGN, "three": SIGN, "four": f"{BLOG}tea.jpg", "five": None}
    assert told(saved(tmp_path, images)) == {
        "one": None, "two": None, "three": None, "four": f"{BLOG}tea.jpg", "five": None
    }  # fmt: skip


def test_two_posts_may_share_an_image(tmp_path: Path) -> None:
    images = {"one": SIGN, "two": SIGN, "three": f"{BLOG}tea.jpg"}
    assert told(saved(tmp_path, images)) == images


def test_a_few_of_many_may_share_an_image(tmp_path: Path) -> None:
    images = {f"part-{n}": SIGN for n in range(3)} | {f"post-{n}": f"{BLOG}{n}.jpg" for n in range(12)}
    assert told(saved(tmp_path, images)) == images


def test_a_new_image_is_no_new_version(tmp_path: Path) -> None:
    db = saved(tmp_path, {"one": SIGN})
    store = Store(db)
    blog = store.save_blog(BLOG, Blog(title="A blog"))
    store.save(extraction(post("one", image=f"{BLOG}tea.jpg"), day=3), blog=blog)
    assert told(db) == {"one": f"{BLOG}tea.jpg"}
    assert db["post_readings"].count == 0
