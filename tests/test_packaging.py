"""The wheel: everything in it, nothing beside it, and it crawls from an empty folder."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from demo.server import sample_blog
from tests.crawl.test_scrapy_tools import (
    Project,
    checks,
    fetches,
    lists,
    makes_spiders,
    measures,
    opens_a_shell,
    parses,
    views,
)

CHECKOUT = Path(__file__).parent.parent
IGNORED = shutil.ignore_patterns(".*", "data", "demo-data", "build", "*.egg-info", "__pycache__")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # setuptools leaves build/ behind, so it builds from a copy
    source, out = tmp_path_factory.mktemp("source") / "checkout", tmp_path_factory.mktemp("wheel")
    shutil.copytree(CHECKOUT, source, ignore=IGNORED)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(out),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_every_module_and_claims_no_other_name(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert {name.partition("/")[0] for name in names} == {"blogarchive"}
    assert len(names) > 200
    inside = {"blogarchive": "blogarchive", "spiders": "blogarchive/spiders", "pipelines": "blogarchive/pipelines"}
    for folder, packaged in inside.items():
        for file in (CHECKOUT / folder).rglob("*"):
            if file.suffix in (".py", ".sql", ".html", ".css", ".js") or file.name == "py.typed":
                assert f"{packaged}/{file.relative_to(CHECKOUT / folder).as_posix()}" in names


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel is installed into."""
    place = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(place), str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    return place


def run(installed: Path, here: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A module of the wheel, or a line of Python, in some folder."""
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-P", *words]
    return subprocess.run(command, env=environment, cwd=here, check=False, capture_output=True, text=True, timeout=120)


def test_the_installed_wheel_crawls_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    where = run(installed, tmp_path, "-c", "import blogarchive; print(blogarchive.__file__)")
    assert str(installed) in where.stdout
    with sample_blog() as address:
        done = run(installed, tmp_path, "-m", "blogarchive", "crawl", address, "--allow-private", "--delay", "0.01")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    db = sqlite3.connect(tmp_path / "data" / "blogs.db")
    assert db.execute("SELECT count(*) FROM comments").fetchone() == (24,)
    db.close()


OF_SCRAPY = [lists, fetches, opens_a_shell, views, parses, checks, measures, makes_spiders]


def test_scrapy_and_its_tools_work_from_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    shutil.copy(CHECKOUT / "scrapy.cfg", tmp_path)
    project = Project(tmp_path, tmp_path / "data", installed)
    with sample_blog() as address:
        for tool in OF_SCRAPY:
            tool(project, address)
        assert [path.name for path in tmp_path.iterdir()] == ["scrapy.cfg"]
        crawl = ["crawl", "blog", "-a", f"url={address}", "-s", "DOWNLOAD_DELAY=0.01", "-O", "posts.csv"]
        assert project.run(*crawl).returncode == 0
    assert len((tmp_path / "posts.csv").read_text(encoding="utf-8").split("\nhttp://")) == 9
    assert (tmp_path / "data" / "blogs.db").exists()
    made = project.run("genspider", "pier", "pier.example")
    assert "blogarchive.spiders.pier" in made.stdout
    assert project.run("list").stdout.split() == ["blog", "pier"]
    (installed / "blogarchive" / "spiders" / "pier.py").unlink()
