"""Places the comments of one thread: depth, reading order, sortable path, and which of them are gone."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from blogarchive.models import Comment
from blogarchive.threads import arrange

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from blogarchive.dataset.readings import Value

PLACED = ("parent_id", "depth", "position", "path", "gone_since")
"""Columns that depend on the thread as a whole."""

DEEPEST_PATH = 64
"""Levels that a path spells out; what is deeper follows by its position, or paths would grow with the square."""

Look = tuple[str, int, str, int, int | None]
"""source, page, date, comments shown, comments declared"""


def place(rows: Iterable[Mapping[str, Any]], looks: Iterable[Look]) -> dict[int, dict[str, Value]]:
    """The placed columns of each comment of a thread, by row id."""
    by_ref = {str(row["comment_id"]): row for row in sorted(rows, key=_arrival)}
    thread = arrange(_comment(row) for row in by_ref.values())
    seen = _looks_by_page(looks)
    gone: dict[tuple[str, str], str | None] = {}
    placed: dict[int, dict[str, Value]] = {}
    for comment, path in zip(thread, paths([comment.depth for comment in thread]), strict=True):
        row = by_ref[comment.id]
        last = (row["source"], row["last_seen"])
        if last not in gone:
            gone[last] = _gone_since(seen.get(row["source"], {}), row["last_seen"])
        parent = by_ref[comment.parent]["id"] if comment.parent is not None and comment.depth else None
        values = (parent, comment.depth, comment.position, path, gone[last])
        placed[row["id"]] = dict(zip(PLACED, values, strict=True))
    return placed


def paths(depths: Iterable[int]) -> list[str]:
    """A sortable path for each entry of a thread in reading order: `000002.000000` is the first answer to the third."""
    result: list[str] = []
    counters: list[int] = []
    above: list[str] = []
    for position, depth in enumerate(depths):
        if depth > DEEPEST_PATH:
            result.append(f"{above[DEEPEST_PATH]}/{position:08d}")
            continue
        del counters[depth + 1 :], above[depth:]
        if len(counters) == depth:
            counters.append(-1)
        counters[depth] += 1
        above.append(f"{above[-1]}.{counters[depth]:06d}" if above else f"{counters[depth]:06d}")
        result.append(above[-1])
    return result


def _arrival(row: Mapping[str, Any]) -> tuple[bool, int, int, str]:
    return (not row["in_page"], row["page"] or 1, row["place"], row["comment_id"])


def _comment(row: Mapping[str, Any]) -> Comment:
    return Comment(
        id=row["comment_id"],
        parent=row["parent_ref"],
        position=row["place"],
        page=row["page"],
        published=row["published_utc"] or row["published"],
        source=row["source"],
    )


def _looks_by_page(looks: Iterable[Look]) -> dict[str, dict[int, list[str]]]:
    """Dates at which each page of a thread was looked at; one that showed nothing it declares was not readable."""
    dates: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for source, page, date, comments, declared in looks:
        if comments or not declared:
            dates[source][page].append(date)
    return dates


def _gone_since(looks: Mapping[int, list[str]], last_seen: str) -> str | None:
    """When every page of the thread had been looked at since, as comments move from page to page."""
    later = [min((date for date in dates if date > last_seen), default=None) for dates in looks.values()]
    known = [date for date in later if date is not None]
    return max(known) if known and len(known) == len(later) else None
