"""What `import blogarchive` promises: pinned, so that nobody changes it by accident."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import blogarchive
from blogarchive import Page, extract, open_archive
from blogarchive.errors import StorageError, UsageError
from tests.dataset.made import comment, post
from tests.reading_room.made import Archive

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


PAGE = f"<title>Tides</title><article><h1>Tides</h1><p>{'They come and go, and come again. ' * 9}</p></article>"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    made = Archive(tmp_path / "made")
    for name in ("one", "two", "three"):
        made.save(post(name, comment("1"), comment("2", "1")))
    return made


def test_the_public_names_are_these() -> None:
    assert blogarchive.__all__ == [
        "Archive", "Comment", "Document", "Entry", "Extraction", "Fields", "Page", "Platform", "Post", "__version__",
        "extract", "open_archive", "ranked",
    ]  # fmt: skip
    assert dir(blogarchive) == blogarchive.__all__
    for name in blogarchive.__all__:
        assert getattr(blogarchive, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'spider'"):
        blogarchive.spider  # noqa: B018


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = ("lxml", "parsel", "scrapy", "sqlite_utils")
    program = f"import sys, blogarchive.cli.app; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_module_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "blogarchive", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"blogarchive, version {blogarchive.__version__}\n"


def test_the_example_of_the_readme_runs_as_written(archive: Archive, tmp_path: Path) -> None:
    example = next(code for code in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "open_archive" in code)
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    archive.folder.rename(tmp_path / "data")
    done = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    first, *rest = done.stdout.splitlines()
    assert first == "Tides None 0"
    assert len(rest) == 6  # two comments under each of three posts


def test_a_page_is_read() -> None:
    (found,) = extract(Page(url="https://harbour.example/tides", body=PAGE.encode())).posts
    assert found.title == "Tides"
    assert found.body_text is not None
    assert found.body_text.startswith("They come and go,")


def test_an_archive_is_read(archive: Archive) -> None:
    with open_archive(archive.folder) as opened:
        (blog,) = opened.blogs()
        every = list(opened.posts())
        assert every
        assert list(opened.posts(blog)) == every
        assert {each.url for each in every} <= {page.url for page in opened.pages()}
        with pytest.raises(UsageError, match=r"https://other\.example/ is no blog of"):
            list(opened.posts("https://other.example/"))


def test_no_archive_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="holds no archive yet"):
        open_archive(tmp_path)


def _printed(*arguments: str) -> str:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True).stdout
