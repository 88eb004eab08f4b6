"""Fit the weights of evidence over labelled pages, and state how well they do on hosts that they were fitted without.

    pip install numpy scipy
    python benchmarks/fit_weights.py SET… [--kind KIND…] [--scorer SCORER.py] [--write]

SET: a folder with `manifest.jsonl` (as `extract --manifest` takes it) and `gold.jsonl` (a record a line, with "file").
Every page is read with the judge's decisions kept; a decision's candidates are held against the page's label; and each
kind of decision becomes one conditional logit ("which of these, or none") with a ridge, so that evidence seen twice
weighs little. Cross-validation leaves out whole hosts: pages of a host are in one fold together. With --scorer, pages
are read again by the weights of the fold that left their host out, and scored as a whole. With --write, weights.py is
written anew for the kinds that were fitted; other kinds stay as they are.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pprint
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from scipy.optimize import minimize

from blogarchive.cli.extract_files import from_manifest
from blogarchive.extraction import weights
from blogarchive.extraction.evidence import ANY, Decision, Judge
from blogarchive.extraction.extract import extract
from blogarchive.items import post_item
from blogarchive.models import Page

FOLDS = 10
RIDGE = 0.5
"""Strength of the pull towards 0: about what half a page that says the opposite would weigh."""

Table = dict[str, dict[str, float]]
Row = dict[str, Any]


@dataclass(frozen=True)
class Labelled:
    """A page with its label."""

    file: str
    page: Page
    gold: Row

    @property
    def host(self) -> str:
        """The host without "www."; pages without one stand for themselves."""
        return (urlsplit(self.page.url).hostname or self.file).removeprefix("www.")


@dataclass(frozen=True)
class Example:
    """One decision as the fit sees it: the evidence of each candidate, and which of them the label confirms."""

    kind: str
    host: str
    evidence: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]


def main() -> int:
    """Fit, state, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--kind", nargs="*", help="only these")
    parser.add_argument("--scorer", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    pages = [labelled for folder in args.sets for labelled in labelled_pages(folder)]
    table = {**weights.WEIGHTS}
    with ProcessPoolExecutor() as pool:
        examples = [e for found in pool.map(examples_of, pages, chunksize=4) for e in found]
        kinds = [kind for kind in sorted({e.kind for e in examples}) if not args.kind or kind in args.kind]
        for kind in kinds:
            table[kind] = fitted([e for e in examples if e.kind == kind])
        report(examples, kinds, table)
        if args.scorer:
            score(pages, examples, kinds, args, pool)
    if args.write:
        write(table)
    return 0


def labelled_pages(folder: Path) -> list[Labelled]:
    """The pages of a set that have a label."""
    lines = (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {row["file"]: row for row in map(json.loads, filter(str.strip, lines))}
    found = []
    for source in from_manifest(folder / "manifest.jsonl"):
        if source.file in gold:
            page = Page(url=source.url or "", body=source.path.read_bytes(), content_type=source.content_type)
            found.append(Labelled(f"{folder.name}/{source.file}", page, gold[source.file]))
    return found


# ---------------------------------------------------------------------- decisions and labels


def examples_of(labelled: Labelled) -> list[Example]:
    """The decisions of one page that its label can judge: read with its platform's selectors, and without them."""
    found = []
    for generic in (False, True):
        judge = Judge(explain=True)
        extract(labelled.page, generic_only=generic, with_links=False, judge=judge)
        for decision in judge.decisions or ():
            if decision.kind in LABELS and decision.candidates:
                right = LABELS[decision.kind](decision, labelled.gold)
                if right is not None:
                    evidence = tuple(candidate.evidence for candidate in decision.candidates)
                    found.append(Example(decision.kind, labelled.host, evidence, tuple(right)))
    return found


def folded(text: object) -> str:
    """Text as it is compared."""
    return " ".join(unicodedata.normalize("NFKC", str(text or "")).casefold().split())


_JOINT = re.compile(r"\s*(?:[,;/&|]|\s(?:and|und|et|y|e|och|og|en|i|ve|и)\s)\s*")


def people(value: object) -> frozenset[str]:
    """The names in a byline, however joined."""
    return frozenset(filter(None, _JOINT.split(folded(value))))


def _is_stated(field: str, same: Callable[[object], object], decision: Decision, gold: Row) -> list[bool]:
    wanted = [same(value) for value in (gold.get(field), *gold.get("accept", {}).get(field, ())) if value]
    return [same(candidate.value) in wanted for candidate in decision.candidates]


def _term(decision: Decision, gold: Row) -> list[bool] | None:
    """Candidates of a link's text are `category` and `tag`."""
    named = {kind: {folded(name) for name in gold.get(field) or ()} for kind, field in
             (("category", "categories"), ("tag", "tags"))}  # fmt: skip
    return [folded(decision.about) in named.get(str(candidate.value), set()) for candidate in decision.candidates]


def _block(decision: Decision, gold: Row) -> list[bool] | None:
    """A block is the post's where most of its runs of four words stand in the label's body."""
    if not gold.get("body_text"):
        return None
    words, body = folded(decision.about).split(), folded(gold["body_text"])
    runs = [" ".join(words[at : at + 4]) for at in range(max(1, len(words) - 3))]
    return [2 * sum(run in body for run in runs) > len(runs)]


LABELS: dict[str, Callable[[Decision, Row], list[bool] | None]] = {
    "title": partial(_is_stated, "title", folded),
    "author": partial(_is_stated, "author", people),
    "published": partial(_is_stated, "published", lambda value: str(value)[:16]),
    "term": _term,
    "block": _block,
}
"""For each kind of decision, which candidates a label confirms; none where it cannot say."""


# ---------------------------------------------------------------------- fitting


def fitted(examples: list[Example]) -> dict[str, float]:
    """The weights of one kind: those that make the labels likeliest, less the ridge."""
    names = sorted({name for e in examples for evidence in e.evidence for name in evidence})
    place = {name: at for at, name in enumerate([ANY, *names])}
    rows, columns, starts, right = [], [], [0], []
    for e in examples:
        for evidence in e.evidence:
            rows += [len(right)] * (len(set(evidence)) + 1)
            columns += [0, *(place[name] for name in set(evidence))]
            right.append(0.0)
        starts.append(len(right))
        for offset, confirmed in enumerate(e.right):
            right[starts[-2] + offset] = float(confirmed)
    from scipy.sparse import csr_matrix

    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(right), len(place)))
    group = np.repeat(np.arange(len(examples)), np.diff(starts))
    true = np.asarray(right)
    none_right = np.bincount(group, weights=true, minlength=len(examples)) == 0

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        score = np.clip(matrix @ w, -30, 30)
        odds = np.exp(score)
        whole = 1 + np.bincount(group, weights=odds, minlength=len(examples))
        good = np.bincount(group, weights=odds * true, minlength=len(examples)) + none_right
        share, among = odds / whole[group], odds * true / good[group]
        return float(np.log(whole).sum() - np.log(good).sum() + RIDGE * (w[1:] ** 2).sum()), np.asarray(
            matrix.T @ (share - among)
        ) + 2 * RIDGE * np.concatenate([[0], w[1:]])

    found = minimize(loss, np.zeros(len(place)), jac=True, method="L-BFGS-B").x
    return {name: round(float(found[at]), 2) for name, at in place.items()}


def is_right(example: Example, table: dict[str, float]) -> bool:
    """Whether the table chooses what the label confirms, or none where it confirms none."""
    scores = [table.get(ANY, 0.0) + sum(table.get(name, 0.0) for name in set(each)) for each in example.evidence]
    best = max(range(len(scores)), key=scores.__getitem__)
    return example.right[best] if scores[best] > 0 else not any(example.right)


def fold_of(host: str) -> int:
    """The fold in which a host is left out."""
    return int(hashlib.sha256(host.encode()).hexdigest(), 16) % FOLDS


def without(examples: list[Example], kinds: Iterable[str], fold: int) -> Table:
    """The tables fitted without the hosts of one fold."""
    return {kind: fitted([e for e in examples if e.kind == kind and fold_of(e.host) != fold]) for kind in kinds}


def report(examples: list[Example], kinds: list[str], table: Table) -> None:
    """Decisions right, fitted over all and with their host left out."""
    folds = [without(examples, kinds, fold) for fold in range(FOLDS)]
    print("| decision | of them | as committed | fitted over all | host left out |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for kind in kinds:
        mine = [e for e in examples if e.kind == kind]
        rates = [
            sum(is_right(e, weights.WEIGHTS.get(kind, {})) for e in mine),
            sum(is_right(e, table[kind]) for e in mine),
            sum(is_right(e, folds[fold_of(e.host)][kind]) for e in mine),
        ]
        print(f"| {kind} | {len(mine)} | " + " | ".join(f"{rate / len(mine):.4f}" for rate in rates) + " |")
    for kind in kinds:
        seen = Counter(name for e in examples if e.kind == kind for each in e.evidence for name in set(each))
        ranked = sorted(table[kind].items(), key=lambda pair: -pair[1])
        print(f"\n{kind}: " + ", ".join(f"{name} {weight:+.2f} ({seen[name]})" for name, weight in ranked))


def score(pages: list[Labelled], examples: list[Example], kinds: list[str], args: Any, pool: Any) -> None:
    """Whole pages read by the weights fitted without their host, held against the labels by the scorer."""
    tables = {fold: {**weights.WEIGHTS, **without(examples, kinds, fold)} for fold in range(FOLDS)}
    for generic in (False, True):
        read = partial(record_of, generic=generic)
        records = list(pool.map(read, pages, [tables[fold_of(each.host)] for each in pages], chunksize=4))
        by_set: dict[str, list[tuple[Row, Row]]] = defaultdict(list)
        for each, record in zip(pages, records, strict=True):
            by_set[each.file.partition("/")[0]].append(({**each.gold, "file": each.file}, record))
        every = [pair for pairs in by_set.values() for pair in pairs]
        for name, pairs in {**by_set, "all": every}.items():
            with tempfile.TemporaryDirectory() as folder:
                files = [Path(folder, part) for part in ("gold.jsonl", "read.jsonl")]
                for file, rows in zip(files, zip(*pairs, strict=True), strict=True):
                    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
                shown = subprocess.run(
                    [sys.executable, args.scorer, *files], capture_output=True, text=True, check=True
                )
            print(f"\n{name}{', without platform files' if generic else ''}, hosts left out\n{shown.stdout}")


def record_of(labelled: Labelled, table: Table, *, generic: bool) -> Row:
    """The page's post as JSON, read by a table."""
    posts = extract(labelled.page, generic_only=generic, with_links=False, judge=Judge(table)).posts
    return {**(post_item(posts[0]) if posts else {"post": False}), "file": labelled.file}


def write(table: Table) -> None:
    """weights.py anew, each kind's evidence from the strongest for to the strongest against."""
    file = Path(weights.__file__)
    ranked = {kind: dict(sorted(of_kind.items(), key=lambda pair: -pair[1])) for kind, of_kind in sorted(table.items())}
    head = file.read_text(encoding="utf-8").partition("WEIGHTS:")[0]
    shown = pprint.pformat(ranked, width=116, sort_dicts=False)
    file.write_text(f"{head}WEIGHTS: dict[str, dict[str, float]] = {shown}\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(file)], check=False)
    print(f"\nwritten: {file}")


if __name__ == "__main__":
    sys.exit(main())
