"""Evidence is weighed in one place, by a table; what was considered can be told."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from blogarchive.cli.app import main
from blogarchive.extraction.evidence import Candidate, Judge

TABLE = {"title": {"any": -1.0, "heading": 2.0, "menu": -3.0, "window": 1.5}}


def test_the_strongest_wins_and_the_first_of_equals() -> None:
    judge = Judge(TABLE)
    found = judge.choose("title", [Candidate("a", ("menu", "heading")), Candidate("b", ("heading",)),
                                   Candidate("c", ("heading",))])  # fmt: skip
    assert found is not None
    assert found.value == "b"


def test_none_wins_where_more_speaks_against_each() -> None:
    assert Judge(TABLE).choose("title", [Candidate("a", ()), Candidate("b", ("menu",))]) is None
    assert Judge(TABLE).choose("title", ()) is None


def test_evidence_that_the_table_lacks_weighs_nothing() -> None:
    judge = Judge(TABLE)
    assert judge.score("title", ("heading", "unheard of")) == 1.0
    assert judge.score("unheard of", ("heading",)) == 0.0


def test_a_question_with_yes_or_no_is_weighed_alike_explained_or_not() -> None:
    for explain in (False, True):
        judge = Judge(TABLE, explain=explain)
        assert judge.believes("title", ("heading",))
        assert not judge.believes("title", ("heading", "menu"))


def test_decisions_are_kept_only_for_who_asks() -> None:
    silent, telling = Judge(TABLE), Judge(TABLE, explain=True)
    for judge in (silent, telling):
        judge.choose("title", [Candidate("a", ("window",)), Candidate("b", ("heading", "window"))], "of a page")
    assert silent.explanation() == {}
    assert telling.explanation() == {
        "title": [
            {
                "about": "of a page",
                "chosen": "b",
                "considered": [
                    {"value": "b", "score": 2.5, "evidence": ["heading", "window"]},
                    {"value": "a", "score": 0.5, "evidence": ["window"]},
                ],
            }
        ]
    }


def test_extract_explains_when_asked(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<title>Tides</title><article><h1>Tides</h1><p>{'They come and go. ' * 20}</p></article>")
    plain, told = (CliRunner().invoke(main, ["extract", str(page), *more]) for more in ((), ("--explain",)))
    assert "explain" not in json.loads(plain.stdout)
    assert isinstance(json.loads(told.stdout)["explain"], dict)
