"""Which of the addresses that are queued a run wants, as a condition on the table `urls`."""

from __future__ import annotations

from dataclasses import dataclass

# What belongs to a post already read: its further pages, and what those show.
_OF_KNOWN_POSTS = """(urls.kind = 'requisite' OR EXISTS (
    SELECT 1 FROM posts WHERE posts.url = urls.about AND posts.source = 'page'))"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Everything, unless something is left out."""

    posts: bool = True
    """New posts too, not only what belongs to those already read."""
    requisites: bool = True
    """Images, style sheets and scripts."""
    depth: int = 0
    """Links followed at most from an address that the user gave; 0: any number."""

    but: frozenset[int] = frozenset()
    """Blogs of which nothing more is asked."""

    @property
    def all(self) -> bool:
        """Whether nothing is left out."""
        return self == ALL

    @property
    def sql(self) -> str:
        """To be put behind a WHERE and its first condition."""
        parts = (
            "" if self.posts else f" AND {_OF_KNOWN_POSTS}",
            "" if self.requisites else " AND urls.kind != 'requisite'",
            f" AND urls.depth <= {self.depth:d}" if self.depth else "",
            f" AND coalesce(urls.blog_id, 0) NOT IN ({', '.join(map(str, sorted(self.but)))})" if self.but else "",
        )
        return "".join(parts)

    @property
    def order(self) -> str:
        """Nearest first where the depth is limited, so that every address has been met on its shortest path."""
        return "urls.depth, " if self.depth else ""


ALL = Wanted()
