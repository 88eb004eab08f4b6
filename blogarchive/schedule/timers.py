"""What runs `update` without anybody: a systemd service with its timer, or a line for cron."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from blogarchive.errors import StorageError

# systemd.exec(5) and systemd.timer(5). The archive's folder is the one place the service may write to.
_SERVICE = """\
[Unit]
Description=Update the blog archive in {data}
Documentation=man:systemd.exec(5)
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={command}
# 3: something is missing, `blogarchive status` lists it. 8: stopped, or its budget spent; the next run goes on.
SuccessExitStatus=3 8
WorkingDirectory={data}
{writable}
{hardening}
KillSignal=SIGTERM
TimeoutStopSec=30
Nice=10
"""

_HARDENING = (
    "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=read-only", "PrivateTmp=yes", "LockPersonality=yes",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "RestrictNamespaces=yes", "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes", "SystemCallArchitectures=native", "SystemCallFilter=@system-service",
)  # fmt: skip

_OF_THE_SYSTEM = (
    "CapabilityBoundingSet=", "PrivateDevices=yes", "ProtectClock=yes", "ProtectControlGroups=yes",
    "ProtectHostname=yes", "ProtectKernelLogs=yes", "ProtectKernelModules=yes", "ProtectKernelTunables=yes",
    "ProtectProc=invisible", "RemoveIPC=yes",
)  # fmt: skip
"""What only the system's manager can do: a user's has no capabilities to take away."""

_TEMPORARY = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - what PrivateTmp= hides

_TIMER = """\
[Unit]
Description=Update the blog archive in {data} every day

[Timer]
OnCalendar={at}
# Not all archives of the world at the same second; and what a sleeping machine missed is made up for.
RandomizedDelaySec=30min
Persistent=yes

[Install]
WantedBy=timers.target
"""


def service(
    executable: Path, data: Path, options: Sequence[str] = (), *, writes: Sequence[Path] = (), owner: str | None = None
) -> str:
    """The unit `blogarchive.service`: of the system, run as `owner`, or without one of a user's own.

    `writes` are further folders that a run writes to. A percent sign is doubled, as systemd reads it as a specifier.
    """
    command = [str(executable), "update", "--data", str(data), *options]
    hardening = [*_HARDENING, *(_OF_THE_SYSTEM if owner else ())]
    if any(path.is_relative_to(folder) for path in (executable, data, *writes) for folder in _TEMPORARY):
        hardening.remove("PrivateTmp=yes")
    return _SERVICE.format(
        data=_escaped(str(data)),
        writable="\n".join(f"ReadWritePaths={_quoted(str(path))}" for path in dict.fromkeys([data, *writes])),
        command=" ".join(_quoted(word).replace("$", "$$") for word in command),
        hardening="\n".join([*([f"User={owner}"] if owner else []), *hardening]),
    )


def written_to(data: Path, options: Sequence[str], said: Mapping[str, object]) -> list[Path]:
    """Folders beside the archive's that a run writes to: of its log and its metrics, by options or by the file."""
    named = dict(said)
    for word, following in zip(options, [*options[1:], ""], strict=False):
        name, equals, value = word.partition("=")
        if name in ("--log-file", "--metrics"):
            named[name.removeprefix("--")] = value if equals else following
    files = [Path(str(named[name])).expanduser() for name in ("log-file", "metrics") if name in named]
    folders = [(data / file).parent for file in files]  # the service's working directory is the archive's folder
    return [folder for folder in folders if not folder.is_relative_to(data)]


def owner(data: Path) -> str:
    """Whose the archive is, and as whom the system's service runs."""
    try:
        return data.owner()
    except KeyError:
        return str(data.stat().st_uid)


def timer(data: Path, at: str = "*-*-* 04:17:00") -> str:
    """The unit `blogarchive.timer`."""
    return _TIMER.format(data=_escaped(str(data)), at=at)


def cron(executable: Path, data: Path, options: Sequence[str] = ()) -> str:
    """A line for crontab(5), where a percent sign would end the command."""
    command = shlex.join([str(executable), "update", "--data", str(data), *options])
    return f"17 4 * * *  {command.replace('%', chr(92) + '%')}"


def install(units: Mapping[str, str], *, root: bool | None = None) -> list[str]:
    """Write the units where systemd looks for them; returns what was written, and the commands that start them."""
    root = os.geteuid() == 0 if root is None else root
    folder = Path("/etc/systemd/system") if root else Path.home() / ".config/systemd/user"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in units.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{folder} cannot be written to: {error}") from error
    systemctl = "systemctl" if root else "systemctl --user"
    start = [f"{systemctl} daemon-reload", f"{systemctl} enable --now blogarchive.timer"]
    return [*(f"wrote {folder / name}" for name in units), "start it with:", *(f"    {command}" for command in start)]


def _quoted(word: str) -> str:
    word = _escaped(word)
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' if any(c in word for c in " \"'\\;") else word


def _escaped(text: str) -> str:
    return text.replace("%", "%%")
