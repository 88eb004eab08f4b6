"""The worked example of CONTRIBUTING.md, done as written."""

from __future__ import annotations

import re
import signal
from pathlib import Path
from typing import Any

from blogarchive.extraction.extract import extract
from blogarchive.html.document import Document
from blogarchive.models import Page

TEXT = (Path(__file__).parent.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    assert found
    return found[1]


def test_the_platform_of_the_example_reads_the_page_of_the_example() -> None:
    names: dict[str, Any] = {"__name__": "bramble"}
    exec(compile(block("python"), "bramble.py", "exec"), names)
    page = Page(url="http://hedges.example/hedges", body=block("html").encode(), content_type="text/html")
    document = Document(page)
    bramble = names["Bramble"]()
    assert bramble.recognises(document)
    post, _ = bramble.read(document, bramble.thread(document))
    assert (post.title, post.author, post.published) == ("Hedges", "Ada", "2021-05-06T07:08:00+01:00")
    assert (post.categories, post.body_text) == (("Gardens",), "Cut them in March.")
    assert [(c.id, c.parent, c.author, c.author_url, c.body_text) for c in post.comments] == [
        ("4", None, "Bea", None, "Not before the birds have left."),
        ("5", "4", "Cy", "http://cy.example/", "They leave in August."),
    ]


def test_the_example_of_a_test_passes(tmp_path: Path) -> None:
    example = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)[-1]
    assert "crawled" in example
    exec(compile(example, "test_tide.py", "exec"), {"tmp_path": tmp_path, "signal": signal})


def test_without_the_rule_the_page_is_read_by_its_structure() -> None:
    page = Page(url="http://hedges.example/hedges", body=block("html").encode(), content_type="text/html")
    (post,) = extract(page).posts
    assert (post.platform, post.title, post.published) == ("generic", "Hedges", "2021-05-06T07:08:00+01:00")
