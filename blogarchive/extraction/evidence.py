"""Candidates for what a page says, the named evidence for and against each, and the one place where it is weighed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from blogarchive.extraction.weights import WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from blogarchive.html.tree import Element

Value = TypeVar("Value")

ANY = "any"
"""Evidence that every candidate has: its weight is the bar that the rest must lift a candidate over."""


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Value]):
    """Something that a page may mean, and what speaks for and against it."""

    value: Value
    evidence: tuple[str, ...]
    """Names of rows of the table in weights.py; each counts once."""
    element: Element | None = None
    """Where it stands; none for what only machines are told."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was considered for one question, how much spoke for each, and which won."""

    kind: str
    """The question, a table of weights.py: `title`, `author`, `term` …"""
    about: str
    """What it was asked of, where a page asks it more than once: the text of a link, of a block."""
    candidates: tuple[Candidate[Any], ...]
    scores: tuple[float, ...]
    """Sums of weights, as natural logarithms of odds against "none of them", which is 0."""
    chosen: int | None
    """Place of the winner; none where nothing speaks enough for any."""

    def as_dict(self) -> dict[str, object]:
        """As `extract --explain` prints it: the strongest first, each with its evidence and what that weighs."""
        ranked = sorted(range(len(self.candidates)), key=lambda place: -self.scores[place])
        return {
            **({"about": self.about} if self.about else {}),
            "chosen": None if self.chosen is None else shown(self.candidates[self.chosen].value),
            "considered": [
                {
                    "value": shown(self.candidates[place].value),
                    "score": round(self.scores[place], 2),
                    "evidence": list(self.candidates[place].evidence),
                }
                for place in ranked
            ],
        }


class Judge:
    """Weighs evidence by a table. One for each reading of a page; it keeps its decisions where asked to explain."""

    def __init__(self, weights: Mapping[str, Mapping[str, float]] = WEIGHTS, *, explain: bool = False) -> None:
        self._weights = weights
        self.decisions: list[Decision] | None = [] if explain else None

    def choose(
        self, kind: str, candidates: Iterable[Candidate[Value]], about: str = ""
    ) -> Candidate[Value] | None:  # fmt: skip
        """The candidate for which most speaks, the first of equals; none where more speaks against each than for it."""
        every = tuple(candidates)
        scores = [self.score(kind, candidate.evidence) for candidate in every]
        best = max(range(len(every)), key=scores.__getitem__, default=None)
        if best is not None and scores[best] <= 0:
            best = None
        if self.decisions is not None:
            self.decisions.append(Decision(kind, about, every, tuple(scores), best))
        return None if best is None else every[best]

    def believes(self, kind: str, evidence: Sequence[str], about: str = "") -> bool:
        """Whether more speaks for a question with yes or no than against it."""
        if self.decisions is not None:
            return self.choose(kind, (Candidate(True, tuple(evidence)),), about) is not None
        return self.score(kind, evidence) > 0

    def score(self, kind: str, evidence: Iterable[str]) -> float:
        """What evidence weighs together; a name that the table lacks weighs nothing."""
        table = self._weights.get(kind, {})
        return table.get(ANY, 0.0) + sum([table.get(name, 0.0) for name in evidence])

    def explanation(self) -> dict[str, list[dict[str, object]]]:
        """Every decision, by its kind."""
        found: dict[str, list[dict[str, object]]] = {}
        for decision in self.decisions or ():
            found.setdefault(decision.kind, []).append(decision.as_dict())
        return found


def shown(value: object) -> object:
    """A value as JSON shows it; what is none of JSON's types by its text."""
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
