"""A real sandbox process on a free port, and the clients to talk to it."""

from __future__ import annotations

import io
import itertools
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import requests
from PIL import Image
from requests_oauthlib import OAuth1

from supervisor.forker import ForkedProgram
from tests.support import forking, servers

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0

_STARTS = itertools.count()

Value = TypeVar("Value")


@dataclass
class Sandbox:
    """A running `python -m sandbox`."""

    process: ForkedProgram | subprocess.Popen[str]
    base_url: str
    state: Path

    def get(self, path: str, **values: Any) -> Any:
        answer = requests.get(self.base_url + path, timeout=PATIENCE_S, **values)
        answer.raise_for_status()
        return answer.json()

    def control(self, method: str, path: str, document: object = None) -> Any:
        answer = requests.request(method, f"{self.base_url}/_sandbox{path}", json=document, timeout=PATIENCE_S)
        answer.raise_for_status()
        return answer.json()

    def ledger(self, platform: str = "") -> list[dict[str, Any]]:
        query = {"platform": platform} if platform else {}
        publications: list[dict[str, Any]] = self.get("/_sandbox/ledger.json", params=query)["publications"]
        return publications

    def requests_since(self, number: int = 0) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.get("/_sandbox/requests.json", params={"since": number})["requests"]
        return entries

    def account(self, platform: str) -> dict[str, Any]:
        account: dict[str, Any] = self.get("/_sandbox/accounts.json")[platform]
        return account

    def new_account(self, platform: str, **wishes: object) -> dict[str, Any]:
        account: dict[str, Any] = self.control("POST", "/accounts", {"platform": platform, **wishes})
        return account

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(PATIENCE_S)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE_S)


Starter = Callable[..., Sandbox]


def start_process(state: Path, *arguments: str) -> Sandbox:
    log = state.parent / f"{state.name}-sandbox-{next(_STARTS)}.log"
    process = forking.begin("sandbox", ["--port", "0", "--state", str(state), *arguments], {}, log)
    try:
        return Sandbox(process, servers.sandbox_address(process, log), state)
    except BaseException:
        process.kill()
        raise


@contextmanager
def quiet_sandbox(state: Path) -> Iterator[Sandbox]:
    """One that publishes nothing by itself, shows at once what it accepted, and whose citizens do not click. Ends well."""
    sandbox = start_process(state, "--publish-every", "0", "--read-lag", "0", "--no-clicks")
    yield sandbox
    assert sandbox.stop() == 0


@dataclass
class Page:
    """Graph calls for one Page."""

    sandbox: Sandbox
    id: str
    token: str

    def call(self, method: str, path: str, **values: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        address = f"{self.sandbox.base_url}/graph/v26.0/{path}"
        return requests.request(method, address, headers=headers, timeout=PATIENCE_S, **values)

    def post(self, message: str, **fields: str) -> str:
        answer = self.call("POST", f"{self.id}/feed", data={"message": message, **fields})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])


def page_of(sandbox: Sandbox) -> Page:
    credentials = sandbox.account("facebook")["credentials"]
    return Page(sandbox, credentials["page_id"], credentials["page_access_token"])


@dataclass
class Profile:
    """X calls for one user, signed as for the real host and sent to the sandbox."""

    sandbox: Sandbox
    credentials: dict[str, str]

    @property
    def id(self) -> str:
        return self.credentials["user_id"]

    def call(self, method: str, path: str, secret: str | None = None, **values: Any) -> requests.Response:
        auth = OAuth1(
            self.credentials["consumer_key"],
            self.credentials["consumer_secret"],
            self.credentials["access_token"],
            secret or self.credentials["access_token_secret"],
        )
        request = requests.Request(method, f"https://api.x.com{path}", auth=auth, **values).prepare()
        assert request.url is not None
        request.url = request.url.replace("https://api.x.com", self.sandbox.base_url + "/x")
        request.headers["Host"] = "api.x.com"
        with requests.Session() as session:
            return session.send(request, timeout=PATIENCE_S)

    def tweet(self, text: str, **fields: object) -> requests.Response:
        return self.call("POST", "/2/tweets", json={"text": text, **fields})


def profile_of(sandbox: Sandbox) -> Profile:
    return Profile(sandbox, sandbox.account("x")["credentials"])


def picture(colour: str = "navy", kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind)
    return buffer.getvalue()


def until(ask: Callable[[], Value], patience: float = PATIENCE_S) -> Value:
    """The first true answer. Asks until then; fails when patience ends."""
    end = time.monotonic() + patience
    while True:
        if value := ask():
            return value
        assert time.monotonic() < end, "what was waited for did not come"
        time.sleep(0.02)
