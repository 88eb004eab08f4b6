"""Where on a page its readers have found the parts of the post so far: a value that each hands on to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from blogarchive.html.tree import Spans

if TYPE_CHECKING:
    from blogarchive.html.tree import Element


@dataclass(frozen=True)
class Findings:
    """The thread is found first, then the heading, then the body; whoever finds more makes a new one of these."""

    thread: frozenset[Element] = frozenset()
    """Where the entries of the page's thread begin."""
    hidden: Spans = field(default_factory=Spans)
    """The thread, and all places that show other posts' data: nothing there tells of this post."""
    heading: Element | None = None
    """The post's displayed title."""
    body: Element | None = None
    """What holds the post's content."""

    def hides(self, element: Element) -> bool:
        """Whether the element stands in the thread, or where other posts are shown."""
        return self.hidden.cover(element)

    @cached_property
    def around_post(self) -> Element | None:
        """The smallest element that holds both the post's heading and its body; none where that is the whole page."""
        if self.heading is None or self.body is None:
            return None
        above = set(self.heading.iterancestors())
        found = next((element for element in self.body.iterancestors() if element in above), None)
        return None if found is None or found.tag in ("body", "html") else found
