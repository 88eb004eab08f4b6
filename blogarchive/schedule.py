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
# 3: finished, but something is missing; `blogarchive status` lists it. That is news, not a failure of the service.
SuccessExitStatus=3
WorkingDirectory={data}
ReadWritePaths={writable}
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
NoNewPrivileges=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
LockPersonality=yes
SystemCallArchitectures=native
KillSignal=SIGTERM
TimeoutStopSec=30
Nice=10
"""

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


def service(executable: Path, data: Path, options: Sequence[str] = ()) -> str:
    """The unit `blogarchive.service`; a percent sign is doubled, for systemd reads it as a specifier."""
    command = [str(executable), "update", "--data", str(data), *options]
    return _SERVICE.format(
        data=_escaped(str(data)), writable=_quoted(str(data)), command=" ".join(_quoted(word) for word in command)
    )


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
