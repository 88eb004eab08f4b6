"""What runs `update` without anybody: units that systemd accepts, a line that cron understands."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from blogarchive.cli.app import main
from blogarchive.schedule import timers
from tests.command import BIN, run
from tests.loopback import Site, sample, served

BLOGARCHIVE = BIN / "blogarchive"


NEEDS_SYSTEMD = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")


@NEEDS_SYSTEMD
@pytest.mark.parametrize("owner", [None, "root"])
@pytest.mark.parametrize("name", ["data", "a folder with spaces", "100% mine", "costs $5"])
def test_systemd_accepts_the_units(tmp_path: Path, name: str, owner: str | None) -> None:
    data = tmp_path / name
    data.mkdir()
    unit = timers.service(BLOGARCHIVE, data, ["--contact", "a@b.example"], writes=[tmp_path / "a log"], owner=owner)
    (tmp_path / "blogarchive.service").write_text(unit)
    (tmp_path / "blogarchive.timer").write_text(timers.timer(data))
    units = [str(tmp_path / "blogarchive.timer"), str(tmp_path / "blogarchive.service")]
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    about_ours = [line for line in checked.stderr.splitlines() if "blogarchive" in line]
    assert (checked.returncode, about_ours) == (0, [])


@NEEDS_SYSTEMD
def test_systemd_finds_the_service_little_exposed(tmp_path: Path) -> None:
    unit = tmp_path / "blogarchive.service"
    unit.write_text(timers.service(Path("/usr/bin/true"), Path("/srv"), owner="nobody"))
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=25", str(unit)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert judged.returncode == 0, judged.stdout[-500:] + judged.stderr


def test_the_service_is_hardened_and_writes_only_to_its_archive_and_its_reports() -> None:
    data = Path("/srv/blogs")
    unit = timers.service(Path("/usr/bin/blogarchive"), data, writes=[Path("/var/log/b")], owner="keeper")
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "CapabilityBoundingSet=",
                 "User=keeper", "ReadWritePaths=/srv/blogs", "ReadWritePaths=/var/log/b",
                 "SuccessExitStatus=3 8"):  # fmt: skip
        assert line in unit.splitlines()
    of_a_user = timers.service(Path("/usr/bin/blogarchive"), data)
    assert "NoNewPrivileges=yes" in of_a_user
    assert not [line for line in of_a_user.splitlines() if line.startswith(("User=", "CapabilityBoundingSet="))]
    assert "PrivateTmp" not in timers.service(Path("/usr/bin/blogarchive"), Path("/tmp/blogs"))


def test_folders_of_log_and_metrics_may_be_written_to() -> None:
    data = Path("/srv/blogs")
    said = {"metrics": "/var/lib/node/b.prom", "log-file": "logs/run.log"}
    assert timers.written_to(data, [], said) == [Path("/var/lib/node")]
    assert timers.written_to(data, ["--metrics", "/m/b.prom", "--log-file=/l/x.log"], said) == [
        Path("/l"),
        Path("/m"),
    ]


@pytest.mark.parametrize("how", ["service", "cron"])
def test_what_is_printed_runs_as_written(how: str, tmp_path: Path) -> None:
    data = tmp_path / "100% of $mine"
    options = ["--allow-private", "--delay", "0.01", "--no-requisites"]
    with served(Site(sample())) as blog:
        assert run("add", f"{blog}/", "--data", data).returncode == 0
        printed = run("schedule", "--data", data, *(["--cron"] if how == "cron" else []), "--", *options).stdout
        if how == "cron":  # crontab(5): five fields, then a shell's command in which an escaped percent sign is one
            command = ["/bin/sh", "-c", printed.split(maxsplit=5)[5].replace("\\%", "%")]
        else:  # systemd.service(5): quotes as in a shell, `%%` and `$$` stand for one
            (line,) = re.findall("^ExecStart=(.+)$", printed, re.MULTILINE)
            command = [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=data)
    assert done.returncode == 0, done.stderr
    assert "posts: 8 of 8, complete" in done.stderr


def test_a_cron_line_survives_the_shell_and_the_percent_sign() -> None:
    line = timers.cron(Path("/usr/bin/blogarchive"), Path("/srv/my blogs/100%"))
    assert line == "17 4 * * *  /usr/bin/blogarchive update --data '/srv/my blogs/100\\%'"


def test_units_are_installed_for_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    said = timers.install({"blogarchive.timer": timers.timer(tmp_path)}, root=False)
    assert (tmp_path / ".config/systemd/user/blogarchive.timer").read_text().startswith("[Unit]")
    assert any("systemctl --user enable --now blogarchive.timer" in line for line in said)


def test_the_command_prints_both_units_and_needs_an_archive(tmp_path: Path) -> None:
    missing = CliRunner().invoke(main, ["schedule", "--data", str(tmp_path)])
    assert missing.exit_code == 4
    (tmp_path / "blogs.db").touch()
    shown = CliRunner().invoke(main, ["schedule", "--data", str(tmp_path), "--", "--delay", "2"])
    assert shown.exit_code == 0
    assert "OnCalendar=" in shown.output
    assert f"update --data {tmp_path} --delay 2" in shown.output
