"""The worked example of CONTRIBUTING.md, done as written: in a folder of its own, with the installed commands."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from blogarchive.extraction.comments.entries import Entry, Fields
from blogarchive.extraction.platforms import built_in, checks
from blogarchive.extraction.platforms.platform import Platform
from blogarchive.html.css import compiled
from tests import command

CHECKOUT = Path(__file__).parent.parent
TEXT = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    assert found
    return found


def block(language: str, holding: str = "") -> str:
    """The first block in a language, with what it must hold."""
    return next(each for each in blocks(language) if holding in each)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where somebody has saved the page and the platform file of the example."""
    (tmp_path / "page.html").write_text(block("html"), encoding="utf-8")
    (tmp_path / "bramble.py").write_text(block("python", "class Bramble"), encoding="utf-8")
    return tmp_path


def typed(line: str, folder: Path) -> dict[str, Any]:
    """What a line of the example prints where it is typed in that folder."""
    *variables, program = line.partition("blogarchive ")[:2]
    environment = dict(pair.split("=") for pair in variables[0].split())
    done = command.run(*shlex.split(line.partition(program)[2]), cwd=folder, env=environment)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_platform_of_the_example_reads_the_page_of_the_example(folder: Path) -> None:
    (line,) = [
        line for each in blocks("shell") for line in each.splitlines() if line.startswith("BLOGARCHIVE_PLATFORMS")
    ]
    post = typed(line, folder)
    assert (post["platform"], post["title"], post["author"]) == ("bramble", "Hedges", "Ada")
    assert (post["author_url"], post["published"]) == ("http://hedges.example/ada", "2021-05-06T07:08:00+01:00")
    assert (post["categories"], post["body_text"]) == (["Gardens"], "Cut them in March.")
    assert [(c["id"], c["parent"], c["author"], c.get("author_url"), c["body_text"]) for c in post["comments"]] == [
        ("4", None, "Bea", None, "Not before the birds have left."),
        ("5", "4", "Cy", "http://cy.example/", "They leave in August."),
    ]


def test_without_the_rule_the_page_is_read_by_its_structure(folder: Path) -> None:
    (line,) = [line for each in blocks("shell") for line in each.splitlines() if "--generic" in line]
    post = typed(line, folder)
    assert (post["platform"], post["title"], post["published"]) == ("generic", "Hedges", "2021-05-06T07:08:00+01:00")


def test_selectors_are_tried_as_the_example_tries_them(folder: Path) -> None:
    program = block("python", "from blogarchive import Document")
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("['Bea'] 2021-05-06T09:00:00+01:00\n", "")


def test_a_package_makes_its_platforms_known_as_the_example_does(folder: Path) -> None:
    """Installed by hand: a module, and beside it what pip would write out of that table of pyproject.toml."""
    group, point = block("toml", "entry-points").splitlines()
    (folder / "hedges").mkdir()
    (folder / "bramble.py").rename(folder / "hedges" / "bramble.py")
    (folder / "hedges-1.0.dist-info").mkdir()
    (folder / "hedges-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: hedges\nVersion: 1.0\n")
    section = group.removeprefix("[project.entry-points.").replace('"', "")
    (folder / "hedges-1.0.dist-info" / "entry_points.txt").write_text(f"[{section}\n{point.replace(chr(34), '')}\n")
    done = command.real("extract", "page.html", cwd=folder, env={"PYTHONPATH": str(folder)})
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["platform"] == "bramble"


def test_the_example_would_pass_as_a_file_of_the_package() -> None:
    names: dict[str, Any] = {"__name__": "bramble"}
    exec(compile(block("python", "class Bramble"), "bramble.py", "exec"), names)
    bramble = names["Bramble"]()
    assert list(checks.mistakes(bramble)) == []
    assert [selector for _, selector in checks.selectors(bramble) if compiled(selector) is None] == []
    assert bramble.name not in {platform.name for platform in built_in()}


def test_every_field_of_a_platform_and_of_an_entry_is_explained() -> None:
    told = TEXT.partition("### What a platform may say")[2].partition("\n## ")[0]
    fields = {name for name, kind in Platform.__annotations__.items() if "ClassVar" in str(kind)} - {"example"}
    assert fields - {*checks.GROUPS, *checks.RANKED} == {"name", "generator", "entry_id", "fields"}
    for name in (*fields, *Fields.__dataclass_fields__, *Entry.__dataclass_fields__):
        assert f"`{name}`" in told, name
