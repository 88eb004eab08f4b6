"""Options of the whole test run, and blogs that more than one test looks at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import command
from tests.crawl import archived as archived_blogs
from tests.crawl.archived import Archived, Sort

# The same examples in every run, whatever the machine's pace: a suite that fails by lot is not believed.
settings.register_profile("blogarchive", derandomize=True, deadline=None)
settings.load_profile("blogarchive")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what is read as what is expected")
    parser.addoption("--allow-loss", action="store_true", help="let --update-golden lose comments or fields")


COMMANDS_RUN = ("crawl", "wire", "blogs", "schedule", "reading_room")
"""Rooms whose tests run commands: they begin, so that none of them is alone at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow files first: `make tests` gives each file to the next process that is free."""
    items.sort(key=lambda item: item.path.parent.name not in COMMANDS_RUN)


def pytest_sessionfinish() -> None:
    """End the fork server of this process of pytest, if a test has started it."""
    command.close()


@pytest.fixture(scope="session")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Sort], Archived]]:
    """Imitated blogs, each sort of them crawled once."""
    with archived_blogs.crawls(tmp_path_factory.mktemp) as crawl:
        yield crawl


@pytest.fixture
def archived(request: pytest.FixtureRequest, tmp_path: Path, crawls: Callable[[Sort], Archived]) -> Archived:
    """An imitated blog as it was crawled a day ago; `param` says what it lacks."""
    sort: Sort = getattr(request, "param", ())
    first = crawls(sort)
    blog = archived_blogs.imitated(sort)
    blog.behind(first.site)
    return Archived(blog, first.site, Path(shutil.copytree(first.data, tmp_path / "data")), first.home)
