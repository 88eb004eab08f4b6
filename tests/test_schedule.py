"""What runs `update` without anybody: units that systemd accepts, a line that cron understands."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from blogarchive import schedule
from blogarchive.cli import main

BLOGARCHIVE = Path(sys.executable).with_name("blogarchive")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
@pytest.mark.parametrize("name", ["data", "a folder with spaces", "100% mine"])
def test_systemd_accepts_the_units(tmp_path: Path, name: str) -> None:
    data = tmp_path / name
    data.mkdir()
    (tmp_path / "blogarchive.service").write_text(schedule.service(BLOGARCHIVE, data, ["--contact", "a@b.example"]))
    (tmp_path / "blogarchive.timer").write_text(schedule.timer(data))
    units = [str(tmp_path / "blogarchive.timer"), str(tmp_path / "blogarchive.service")]
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    about_ours = [line for line in checked.stderr.splitlines() if "blogarchive" in line]
    assert (checked.returncode, about_ours) == (0, [])


def test_the_service_is_hardened_and_writes_only_to_its_archive(tmp_path: Path) -> None:
    unit = schedule.service(BLOGARCHIVE, tmp_path)
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", f"ReadWritePaths={tmp_path}", "SuccessExitStatus=3"):
        assert line in unit


def test_a_cron_line_survives_the_shell_and_the_percent_sign() -> None:
    line = schedule.cron(Path("/usr/bin/blogarchive"), Path("/srv/my blogs/100%"))
    assert line == "17 4 * * *  /usr/bin/blogarchive update --data '/srv/my blogs/100\\%'"


def test_units_are_installed_for_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    said = schedule.install({"blogarchive.timer": schedule.timer(tmp_path)}, root=False)
    assert (tmp_path / ".config/systemd/user/blogarchive.timer").read_text().startswith("[Unit]")
    assert any("systemctl --user enable --now blogarchive.timer" in line for line in said)


def test_the_command_prints_both_units_and_needs_an_archive(tmp_path: Path) -> None:
    missing = CliRunner().invoke(main, ["schedule", "--data", str(tmp_path)])
    assert missing.exit_code == 7
    (tmp_path / "blogs.db").touch()
    shown = CliRunner().invoke(main, ["schedule", "--data", str(tmp_path), "--", "--delay", "2"])
    assert shown.exit_code == 0
    assert "OnCalendar=" in shown.output
    assert f"update --data {tmp_path} --delay 2" in shown.output
