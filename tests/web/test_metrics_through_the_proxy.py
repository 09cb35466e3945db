"""`/metrics` behind the sample proxy, over real connections: with the token; refused without, though the peer is this machine."""

import re
import shutil
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError

import pytest
from pydantic import SecretStr

from distributor.db import Database
from distributor.settings import Settings, Values
from tests.commands.homes import free_ports
from tests.support.servers import PATIENCE_S, ROOT, end, wait_until
from tests.web.home import Hands
from web.app import create_app
from web.server import LiveServer

SAMPLE = ROOT / "deploy" / "nginx" / "loa.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
TOKEN = "c0ffee00c0ffee00c0ffee00"
ELSEWHERE = "203.0.113.9"
SHOWN, WRONG = {"Authorization": f"Bearer {TOKEN}"}, {"Authorization": f"Bearer {TOKEN[:-1]}1"}


@contextmanager
def web(home: Path, database: Database, clock: Hands, token: str) -> Iterator[int]:
    """Its port."""
    (port,) = free_ports(1)
    values = Values(metrics_token=SecretStr(token), trusted_proxies="127.0.0.1", public_url="https://loa.tinh-x.gov.vn")
    server = LiveServer(create_app(Settings(home, values), database, clock), port)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started, "the web")
        yield port
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)


def asked(port: int, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/metrics", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        return refused.code, refused.read().decode()


def passed_on(client: str) -> dict[str, str]:
    """What the sample adds to a request of this client's."""
    told = re.findall(r"^\s*proxy_set_header (\S+) (\S+);", SAMPLE.read_text(encoding="utf-8"), re.M)
    values = {"$http_host": "loa.tinh-x.gov.vn", "$remote_addr": client}
    return {name: values[value] for name, value in told}


def test_the_sample_passes_on_to_the_web_which_looks_at_the_token(
    tmp_path: Path, database: Database, clock: Hands
) -> None:
    (ours,) = re.findall(r"location = /metrics {(.*?)}", SAMPLE.read_text(encoding="utf-8"), re.S)
    rules = {line.split()[0] for line in ours.splitlines() if line.strip()}
    assert "proxy_pass" in rules
    assert not rules & {"allow", "deny", "return", "proxy_set_header"}, (
        "the web says who reads it, by what all places add"
    )
    with web(tmp_path, database, clock, TOKEN) as port:
        for client in (ELSEWHERE, "127.0.0.1", "::1", "unix:", "unknown"):
            through = passed_on(client)
            assert "X-Forwarded-For" in through
            assert asked(port, **through)[0] == 404, "the peer is this machine, and the client need not be"
            assert asked(port, **through, **WRONG)[0] == 404
            status, told = asked(port, **through, **SHOWN)
            assert (status, "loa_database_up 1.0" in told) == (200, True)
        assert asked(port)[0] == 200, "this machine's own monitor asks without a proxy"
    with web(tmp_path, database, clock, "") as port:
        assert asked(port)[0] == 200
        for shown in ({}, SHOWN, {"Authorization": "Bearer "}):
            assert asked(port, **passed_on(ELSEWHERE), **shown)[0] == 404, "without a token it is closed"


@pytest.mark.skipif(NGINX is None, reason="no nginx here")
def test_nginx_with_the_sample_gives_them_to_who_shows_the_token(
    tmp_path: Path, database: Database, clock: Hands
) -> None:
    (out,) = free_ports(1)
    with web(tmp_path / "home", database, clock, TOKEN) as port, nginx(tmp_path / "nginx", out, port):
        wait_until(lambda: answers(out), "nginx")
        status, told = asked(out, **SHOWN)
        assert (status, "loa_database_up 1.0" in told) == (200, True)
        assert asked(out)[0] == 404
        for own in ("127.0.0.1", "::1", ""):
            assert asked(out, **{"X-Forwarded-For": own})[0] == 404, "what a client writes there itself is nothing"
        assert asked(out, **WRONG)[0] == 404
        assert {asked(out, **WRONG)[0] for _ in range(30)} == {404, 429}, "guesses are slow"


def answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=PATIENCE_S).close()
    except OSError:
        return False
    return True


@contextmanager
def nginx(folder: Path, out: int, port: int) -> Iterator[None]:
    """The sample as it stands, but for its certificate, its ports and its folders."""
    assert NGINX is not None
    folder.mkdir()
    sample = SAMPLE.read_text(encoding="utf-8").replace("127.0.0.1:8600", f"127.0.0.1:{port}")
    sample = re.sub(r"server {\s*listen 80;.*?\n}\n", "", sample, flags=re.S)
    sample = re.sub(r"^\s*(listen \[::\].*|ssl_.*|http2 on);\n", "", sample, flags=re.M)
    sample = sample.replace("listen 443 ssl;", f"listen 127.0.0.1:{out};")
    kept = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = folder / "nginx.conf"
    file.write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{kept}{sample}}}\n",
        encoding="utf-8",
    )
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(file)], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        end(process)
        process.wait(PATIENCE_S)
