"""An update finds what is new by every way a blog tells of it, and asks for nothing that it has no reason for."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.crawl.archived import COMMENTS_ELSEWHERE, FEEDS_ALONE, NEITHER, SITEMAP_ALONE, Archived
from tests.crawl.imitation import NOW, WINDOW, Blog, Entry


def new_posts(blog: Blog, number: int) -> list[str]:
    made = [Entry(100 + n, f"News number {n}.", NOW - timedelta(minutes=number - n)) for n in range(number)]
    blog.entries += made
    return sorted(entry.path for entry in made)


@pytest.mark.parametrize("archived", [(), FEEDS_ALONE, SITEMAP_ALONE, NEITHER], ids=str, indirect=True)
def test_more_new_posts_than_any_window_shows(archived: Archived) -> None:
    paths = new_posts(archived.blog, 2 * WINDOW)
    archived.update()
    assert archived.asked == paths
    assert archived.rows("SELECT count(*) FROM posts WHERE body_text LIKE 'News%'") == [(2 * WINDOW,)]


def test_a_month_between_two_runs(archived: Archived) -> None:
    """What the acceptance of updates wants, in small: all of it found, all of it in the history."""
    blog = archived.blog
    edited, removed, moved, quiet = blog.entries[1], blog.entries[2], blog.entries[4], blog.entries[3]
    edited.text, edited.changed = "The boat was early, as it turned out.", NOW
    blog.entries.remove(removed)
    moved.category = "Sheds"
    lost = quiet.notes.pop()
    spoken = [blog.entries[0], blog.entries[5], blog.entries[6], blog.entries[7]]
    for number, entry in enumerate(spoken):
        blog.say(entry, f"Late word {number}.", NOW - timedelta(minutes=number))
    fresh = new_posts(blog, WINDOW + 1)
    assert archived.update() == 0
    assert archived.asked == sorted([*fresh, edited.path, removed.path, *(entry.path for entry in spoken)])
    assert archived.rows("SELECT count(*) FROM comments WHERE body_text LIKE 'Late word%' AND in_page") == [(4,)]
    assert archived.rows("SELECT what, title FROM changes ORDER BY what") == [
        ("post edited", f"Entry {edited.number}"),
        ("post gone", f"Entry {removed.number}"),
    ]
    # Nobody tells of the category and of the comment that was taken down: the longest age does.
    archived.age(61)
    assert archived.update() == 0
    assert archived.rows("SELECT categories FROM posts WHERE title = 'Entry 4'") == [('["Sheds"]',)]
    gone = archived.rows("SELECT comment_id FROM comments WHERE gone_since IS NOT NULL")
    assert gone == [(str(lost.number),)]
    explained(archived)


REASONS = re.compile(
    r"front page: |(?:sitemap|robots|feed|comment feed|api|listing): may tell of news"
    r"|(?:posts|pages|comments) (?:changed )?since |the (?:API|sitemap|feed) says that it changed on "
    r"|the API lists a comment of |the comment feed shows a comment of "
    r"|a feed shows a comment that the page did not|the sitemap no longer names it|not looked at for 60 days"
    r"|comments may have come: |listing|sitemap|feed|API|lists the posts|(?:previous|next) post|could not be had before"
    r"|the list has moved on by more than it shows"
)


def explained(archived: Archived) -> None:
    """Each request of an update has a reason, and one that the decider or the discovery of posts gives."""
    reasons = archived.rows("SELECT url, fetches.reason FROM fetches JOIN urls ON urls.id = url_id")
    assert [reason for _, reason in reasons if not REASONS.match(str(reason))] == []
    told = {str(url).removeprefix(archived.home) for url, _ in reasons}
    assert {path for path in archived.site.paths if path != "/robots.txt"} <= told


def test_nothing_new_costs_the_sources_alone(archived: Archived) -> None:
    before = archived.rows("SELECT id, title, body_text FROM posts UNION SELECT id, author, body_text FROM comments")
    assert archived.update() == 0
    assert archived.asked == []
    assert before == archived.rows(
        "SELECT id, title, body_text FROM posts UNION SELECT id, author, body_text FROM comments"
    )
    explained(archived)


@pytest.mark.parametrize("archived", [FEEDS_ALONE], ids=str, indirect=True)
def test_a_comment_feed_that_has_moved_on_quickens_the_looks(archived: Archived) -> None:
    archived.age(31)  # of pauses of 60 days: none is over, but half is
    for number, entry in enumerate([*archived.blog.entries[:2], archived.blog.entries[8]]):
        for part in range(WINDOW):
            archived.blog.say(entry, f"Late word {number} {part}.", NOW + timedelta(seconds=number))
    assert archived.update() == 0
    assert archived.rows("SELECT count(*) FROM comments WHERE body_text LIKE 'Late word%' AND in_page") == [(9,)]


@pytest.mark.parametrize("archived", [COMMENTS_ELSEWHERE], ids=str, indirect=True)
def test_a_comment_system_is_asked_again_with_its_post(archived: Archived) -> None:
    archived.blog.say(archived.blog.entries[3], "Said elsewhere.")
    archived.blog.say(archived.blog.entries[4], "The first here.")  # whose thread answered 404
    archived.update()
    assert archived.asked == []
    archived.age(61)
    archived.update()
    assert archived.rows("SELECT count(*) FROM comments WHERE body_text IN ('Said elsewhere.', 'The first here.')") == [
        (2,)
    ]


def test_a_list_of_what_changed_is_no_count_of_the_blog(archived: Archived) -> None:
    edited = archived.blog.entries[1]
    edited.text, edited.changed = "The boat was early, as it turned out.", NOW
    assert archived.update() == 0, archived.said
    assert archived.rows("SELECT title FROM changes WHERE what = 'post edited'") == [(f"Entry {edited.number}",)]
    assert archived.rows("SELECT list FROM claims WHERE list LIKE '%after=%' OR list LIKE '%updated-min=%'") == []
