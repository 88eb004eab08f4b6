"""From comments with parents to a thread in reading order."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from blogarchive.models import Comment
from blogarchive.threads import arrange

IDENTS = st.integers(0, 12).map(str)
COMMENTS = st.lists(
    st.builds(
        lambda ident, parent, page: Comment(id=ident, parent=parent, page=page),
        IDENTS,
        st.none() | IDENTS,
        st.integers(1, 3),
    ),
    max_size=25,
    unique_by=lambda comment: comment.id,
)


def placed(comments: list[Comment]) -> list[Comment]:
    """As a reader of pages hands them on: each with its place on its own page."""
    from dataclasses import replace

    seen: Counter[int | None] = Counter()
    result = []
    for comment in comments:
        result.append(replace(comment, position=seen[comment.page]))
        seen[comment.page] += 1
    return result


@given(COMMENTS)
def test_nothing_is_lost_and_positions_count_up(comments: list[Comment]) -> None:
    found = arrange(comments)
    assert {c.id for c in found} == {c.id for c in comments}
    assert [c.position for c in found] == list(range(len(comments)))
    assert {c.id: c.parent for c in found} == {c.id: c.parent for c in comments}


@given(COMMENTS)
def test_an_answer_follows_its_parent_one_level_deeper(comments: list[Comment]) -> None:
    found = {c.id: c for c in arrange(comments)}
    for comment in found.values():
        parent = found.get(comment.parent or "")
        if comment.depth:
            assert parent is not None
            assert parent.position < comment.position
            assert comment.depth == parent.depth + 1


@given(COMMENTS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_of_pages_does_not_matter(comments: list[Comment], random: object) -> None:
    comments = placed(comments)
    shuffled = list(comments)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert arrange(shuffled) == arrange(comments)


@given(COMMENTS)
def test_arranging_twice_changes_nothing(comments: list[Comment]) -> None:
    once = arrange(comments)
    assert arrange(once) == once


def test_orphans_and_circles_stand_as_roots_and_keep_what_they_state() -> None:
    found = arrange([Comment(id="1", parent="9"), Comment(id="2", parent="3"), Comment(id="3", parent="2")])
    assert [(c.id, c.parent, c.depth) for c in found] == [("1", "9", 0), ("2", "3", 0), ("3", "2", 1)]


def test_comments_of_feeds_come_after_those_of_pages() -> None:
    feed = Comment(id="a", source="feed", published="2011-01-01")
    assert [c.id for c in arrange([feed, Comment(id="b", page=2), Comment(id="c", page=1)])] == ["c", "b", "a"]


def test_of_two_readings_of_one_comment_the_first_stays() -> None:
    found = arrange([Comment(id="1", author="a"), Comment(id="1", author="b")])
    assert [(c.id, c.author) for c in found] == [("1", "a")]
