"""The sample blog, crawled once by the real command; each test has a copy of the archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import loopback
from tests.loopback import Crawled


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """The archive as the crawl left it, and the blog, which still answers."""
    with loopback.crawled_once(loopback.sample(), tmp_path_factory.mktemp("sample") / "data") as crawled:
        yield crawled


@pytest.fixture
def archive(sample: Crawled, tmp_path: Path) -> Path:
    return sample.copy(tmp_path)


@pytest.fixture
def blog(sample: Crawled) -> str:
    return sample.home
