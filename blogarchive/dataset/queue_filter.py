"""Which of the addresses that are queued a run wants, as a condition on the table `urls`."""

from __future__ import annotations

from dataclasses import dataclass

# What belongs to a post already read: its further pages, and what those show.
_OF_KNOWN_POSTS = """(urls.kind = 'requisite' OR EXISTS (
    SELECT 1 FROM posts WHERE posts.url = urls.about AND posts.source = 'page'))"""


# Pages that a browser may draw a thread into, where nobody else has answered for it.
_LACKING = """
OR kind = 'api' AND url LIKE 'urn:rendered:%' AND NOT EXISTS (
    SELECT 1 FROM posts JOIN comments ON comments.post_id = posts.id WHERE posts.url = urls.about)
AND NOT EXISTS (SELECT 1 FROM urls AS other WHERE other.about = urls.about AND other.kind = 'api'
    AND other.id != urls.id AND other.state = 'done')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Everything, unless something is left out."""

    posts: bool = True
    """New posts too, not only what belongs to those already read."""
    requisites: bool = True
    """Images, style sheets and scripts."""
    browser: bool = False
    """Threads that only a browser shows, too."""
    drawn_of: frozenset[str] = frozenset()
    """Blogs for which that is, by their addresses; none: for all."""
    depth: int = 0
    """Links followed at most from an address that the user gave; 0: any number."""

    but: frozenset[int] = frozenset()
    """Blogs of which nothing more is asked."""

    @property
    def all(self) -> bool:
        """Whether nothing that may stand in the queue is left out."""
        return self.posts and self.requisites and not self.depth and not self.but

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
    def drawn(self) -> str:
        """What more of the reserve a browser is to be asked for."""
        if not self.browser:
            return ""
        homes = ", ".join("'" + home.replace("'", "''") + "'" for home in sorted(self.drawn_of))
        return f"{_LACKING} AND blog_id IN (SELECT id FROM blogs WHERE url IN ({homes}))" if homes else _LACKING

    @property
    def order(self) -> str:
        """Nearest first where the depth is limited, so that every address has been met on its shortest path."""
        return "urls.depth, " if self.depth else ""


ALL = Wanted()
