"""What is fetched of the addresses a page names: every kind gets a state and a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from blogarchive.discovery.scope import PRIORITY, admit, within
from blogarchive.models import Comment, Link, LinkKind, Post

HOME = "http://blog.example/"


def decided(
    kind: LinkKind, url: str = HOME + "a/", reason: str = "listing", *, front: bool = False, requisites: bool = True
) -> str:
    return admit(Link(url=url, kind=kind, reason=reason), HOME, on_front_page=front, requisites=requisites).state


@pytest.mark.parametrize(
    ("kind", "state"),
    [("post", "queued"), ("comment_page", "queued"), ("sitemap", "queued"), ("candidate", "held"), ("listing", "held"),
     ("api", "held"), ("outside", "skipped"), ("trap", "skipped"), ("requisite", "queued")],
)  # fmt: skip
def test_each_kind_has_its_place(kind: LinkKind, state: str) -> None:
    assert decided(kind) == state


def test_a_candidate_that_the_sitemap_names_is_fetched() -> None:
    assert decided("candidate", reason="sitemap") == "queued"


def test_only_the_front_pages_feeds_are_fetched() -> None:
    assert decided("feed", front=True) == "queued"
    assert decided("feed") == "held"


def test_requisites_may_be_left_out_and_may_stand_anywhere() -> None:
    assert decided("requisite", "http://cdn.example/a.png") == "queued"
    assert decided("requisite", requisites=False) == "skipped"


def test_a_post_elsewhere_is_not_the_blogs() -> None:
    assert decided("post", "http://other.example/a/") == "skipped"


def test_a_blog_in_a_folder_ends_at_its_folder() -> None:
    assert within("http://host.example/~ada/2014/x/", "http://host.example/~ada/")
    assert not within("http://host.example/~bob/", "http://host.example/~ada/")
    assert within("https://www.blog.example/x", "http://blog.example/")


def test_comment_pages_come_before_further_posts_and_requisites_last() -> None:
    assert (
        PRIORITY["sitemap"] < PRIORITY["comment_page"] < PRIORITY["post"] < PRIORITY["listing"] < PRIORITY["requisite"]
    )


def own(kind: LinkKind, reason: str, about: str, post: Post) -> str:
    link = Link(url="http://comments.example/x", kind=kind, reason=reason, about=about)
    return admit(link, HOME, on_front_page=False, requisites=True, post=post).state


def test_a_comment_system_is_asked_wherever_it_is_for_the_post_that_names_it() -> None:
    post = Post(url=HOME + "a/", platform="pelican")
    assert own("api", "Isso", HOME + "a/", post) == "queued"
    assert own("api", "Isso", HOME + "b/", post) == "held"


def test_a_platforms_own_api_is_asked_only_where_the_page_shows_no_thread() -> None:
    shown = Post(
        url=HOME + "a/", platform="wordpress", comments_declared=2, comments=(Comment(id="1"), Comment(id="2"))
    )
    assert own("api", "WordPress", HOME + "a/", shown) == "held"
    assert own("api", "WordPress", HOME + "a/", replace(shown, comments=())) == "queued"
    assert own("api", "WordPress", HOME + "a/", replace(shown, comments=(), comments_declared=0)) == "held"
