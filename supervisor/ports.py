"""The home's loopback ports, looked at before anything starts: a part must never talk to a stranger that has its port."""

import socket
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from distributor.errors import LoaError
from distributor.process_memory import open_files
from distributor.settings import Settings

LISTENS = "0A"
"""How /proc/net/tcp writes the state LISTEN."""


@dataclass(frozen=True)
class Port:
    """`label`: the part, in words for the screen. `setting`: its name in the home's config.toml."""

    number: int
    label: str
    setting: str

    @property
    def variable(self) -> str:
        return f"LOA_{self.setting.upper()}"


class PortTaken(LoaError):
    """Another program listens there."""


def ports_of(settings: Settings, *, web: bool) -> list[Port]:
    ports = [Port(settings.values.web_port, "Trang web", "web_port")] if web else []
    if settings.values.sandbox:
        ports.append(Port(settings.values.sandbox_port, "Nền tảng mô phỏng", "sandbox_port"))
    if settings.values.telephone_port:
        ports.append(Port(settings.values.telephone_port, "Tổng đài điện thoại", "telephone_port"))
    return ports


def check_ports(settings: Settings, *, web: bool) -> None:
    """Check that all ports are free. Raises PortTaken, naming the part, who has its port, and how to choose another."""
    ports = ports_of(settings, web=web)
    if same := why_same(ports):
        raise PortTaken(same)
    for port in ports:
        if problem := why_taken(port):
            raise PortTaken(
                f"{problem} Hãy dừng chương trình đó, hoặc chọn cổng khác: đặt {port.variable}=SỐ_CỔNG khi chạy lệnh, "
                f"hoặc ghi {port.setting} = SỐ_CỔNG vào {settings.home / 'config.toml'}."
            )


def why_same(ports: list[Port]) -> str:
    """Empty if each part has a port of its own."""
    number, count = Counter(port.number for port in ports).most_common(1)[0] if ports else (0, 0)
    both = " và ".join(port.variable for port in ports if port.number == number)
    return f"{both} đang cùng là {number}. Hãy đặt các cổng khác nhau." if count > 1 else ""


def why_taken(port: Port) -> str:
    """Empty if the port is free."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: a connection that has just ended does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port.number))
        except PermissionError:
            return f"{port.label} không được phép dùng cổng {port.number} (cổng dưới 1024 cần quyền quản trị)."
        except OSError:
            who = owner_of(port.number)
            return f"{port.label} cần cổng {port.number}, nhưng {who or 'một chương trình khác'} đang dùng cổng này."
    return ""


def owner_of(port: int) -> str:
    """The program that listens there, in words; empty where the system does not say."""
    sockets = {f"socket:[{inode}]" for inode in _listening(port)}
    if not sockets:
        return ""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            held = open_files(int(folder.name))
            if sockets.isdisjoint(held):
                continue
            name = (folder / "comm").read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            continue  # it has ended, or is not ours to look at
        home = next((str(Path(file).parents[1]) for file in held if file.endswith("/run/parts.lock")), "")
        return f"Loa của thư mục {home}" if home else f"chương trình «{name}» (tiến trình {folder.name})"
    return ""


def _listening(port: int) -> list[str]:
    inodes = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for fields in (line.split() for line in lines):
            if fields[3] == LISTENS and int(fields[1].rsplit(":", 1)[1], 16) == port:
                inodes.append(fields[9])
    return inodes
