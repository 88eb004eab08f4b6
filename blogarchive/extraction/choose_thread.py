"""Which thread a page has: its platform's selectors, a system's script, structure and JSON-LD each tell of one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from blogarchive.extraction import comment_systems
from blogarchive.extraction.by_structure.threads.fill import fill
from blogarchive.extraction.by_structure.threads.find import find_thread
from blogarchive.extraction.by_structure.threads.schema_org import stated_thread
from blogarchive.extraction.comment_systems import drawn
from blogarchive.extraction.comments.entries import Thread
from blogarchive.html.tree import Spans, is_within
from blogarchive.threads import arrange

if TYPE_CHECKING:
    from blogarchive.extraction.platforms.platform import Platform
    from blogarchive.html.document import Document


# What a thread's own names or words are made of, in any theme; a page without any of them is not searched for one.
_THREAD_NAMES = re.compile(
    r"comment|reply|replies|respon[ds]|discuss|thread|message|feedback|reacti|kommentar|komment|coment|opinion|review|talk"
    r"|antwort|beitr|avis|评论|コメント|댓글",
    re.IGNORECASE,
)


def choose_thread(document: Document, platform: Platform | None, known: Thread) -> Thread:
    """The best told of all that the page shows, or holds for scripts, beginning with the one `known` to its platform.

    Where another is chosen, it keeps the platform's entries: they are no part of the post either.
    """
    thread = fill(document, known)
    if not thread.comments:
        thread = _joined(drawn.thread(document), thread)
    told = _told(thread)
    if not thread.entries or told * 2 < len(thread.comments):
        found = _by_structure(document, platform, thread)
        thread = _joined(found, thread) if _told(found) > told or not thread.entries else thread
    if not (thread.comments or thread.entries or (platform and platform.is_protected(document))):
        thread = Thread(comments=arrange(stated_thread(document)))
    if not thread.comments and platform:
        thread = replace(thread, comments=comment_systems.inline(document))
    return thread


def _joined(better: Thread, thread: Thread) -> Thread:
    return Thread((*better.entries, *thread.entries), better.comments) if better.comments else thread


def _told(thread: Thread) -> int:
    """How many have a name and a text: a platform's selectors may find the boxes of a theme, and nothing in them."""
    return sum(comment.kind != "comment" or bool(comment.author and comment.body_text) for comment in thread.comments)


def _may_hold_thread(document: Document, platform: Platform) -> bool:
    if platform.is_protected(document):
        return False
    return any(_THREAD_NAMES.search("\n".join(names)) for names in (document.by_class, document.by_id))


def _by_structure(document: Document, platform: Platform | None, known: Thread) -> Thread:
    """The thread found by its structure; an empty one where it is something else that is dated."""
    if platform and not _may_hold_thread(document, platform):
        return Thread()
    found = find_thread(document)
    found = replace(found, comments=arrange(found.comments))
    if not any(comment.author or comment.published for comment in found.comments):  # notes at the foot
        return Thread()
    if (len(found.comments) == 1 and _holds_terms(document, found)) or _is_of_post(document, platform, known, found):
        return Thread()
    return found


def _holds_terms(document: Document, found: Thread) -> bool:
    """Whether the only entry is the line of the post's own tags: `<div class="feedback">Posted by … tagged …</div>`."""
    terms = document.select("a[rel~='tag'], a[rel~='category']")
    return any(is_within(term, root) for root in found.roots for term in terms)


def _is_of_post(document: Document, platform: Platform | None, known: Thread, found: Thread) -> bool:
    """Whether the entries are the parts of the post: meta, text, terms, each dated."""
    if platform is None:
        return False
    post, findings = platform.read(document, known)
    said = sum(len(comment.body_text or "") for comment in found.comments)
    if findings.body is None or said > 2 * len(post.body_text or ""):
        return False
    return Spans(found.roots).cover(findings.body)
