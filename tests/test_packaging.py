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


def test_the_installed_wheel_crawls_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    place, here = tmp_path / "site", tmp_path / "empty"
    here.mkdir()
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(place), str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": str(place)}
    where = [sys.executable, "-P", "-c", "import blogarchive; print(blogarchive.__file__)"]
    assert (
        str(place)
        in subprocess.run(where, env=environment, cwd=here, check=True, capture_output=True, text=True).stdout
    )
    with sample_blog() as address:
        crawl = ["crawl", address, "--allow-private", "--delay", "0.01"]
        command = [sys.executable, "-P", "-m", "blogarchive", *crawl]
        done = subprocess.run(
            command, env=environment, cwd=here, check=False, capture_output=True, text=True, timeout=120
        )
    assert done.returncode == 0, done.stderr
    db = sqlite3.connect(here / "data" / "blogs.db")
    assert db.execute("SELECT count(*) FROM comments").fetchone() == (24,)
    db.close()
