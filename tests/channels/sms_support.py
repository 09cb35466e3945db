"""A real sandbox for the tests of SMS, and clients of its message centre."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from channels.messenger import Message, Outcome
from channels.sms.account import open_link, open_messenger
from channels.sms.credentials import SmsCredentials
from channels.sms.described import DescribedMessenger
from channels.sms.link import Arrival, Link
from tests.support import servers

TEXT = "Quyết định 27/2026/QĐ-UBND: diện tích tách thửa tối thiểu từ 01/01/2027."


@dataclass
class Network:
    """The sandbox's mobile network at `url`."""

    url: str

    def show(self) -> dict[str, Any]:
        shown: dict[str, Any] = requests.get(f"{self.url}/_sandbox/smsc.json", timeout=10).json()
        return shown

    def messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._messages()["messages"]
        return found

    def parts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._messages()["parts"]
        return found

    def _messages(self) -> dict[str, Any]:
        found: dict[str, Any] = requests.get(f"{self.url}/_sandbox/smsc/messages.json", timeout=10).json()
        return found

    def weather(self, **wishes: object) -> None:
        self.put("/smsc/weather", wishes)

    def post(self, path: str, document: object = None) -> Any:
        answer = requests.post(f"{self.url}/_sandbox{path}", json=document, timeout=10)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def put(self, path: str, document: object) -> Any:
        answer = requests.put(f"{self.url}/_sandbox{path}", json=document, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def say(self, number: str, text: str) -> None:
        """A telephone writes to the office."""
        self.post(f"/smsc/phones/{number.lstrip('+')}/send", {"text": text})

    def settings(self, **more: object) -> dict[str, object]:
        shown = self.show()
        return {"gateway": "smpp", "sender": "STP-HGIANG", "host": shown["host"], "port": shown["port"], **more}

    def credentials(self) -> SmsCredentials:
        return SmsCredentials.model_validate(self.show()["credentials"])

    def messenger(self, gateway: str) -> DescribedMessenger:
        opened = open_messenger(self.credentials(), {"gateway": gateway, "endpoint": f"{self.url}/sms/{gateway}"})
        assert isinstance(opened, DescribedMessenger)
        return opened


@dataclass
class Office:
    """A link and what arrived on it. `refuse`: cannot keep anything for now."""

    link: Link
    arrived: list[Arrival] = field(default_factory=list)
    refuse: bool = False


def office(network: Network, **settings: object) -> Office:
    """Bound."""

    def keep(arrivals: Sequence[Arrival]) -> None:
        if made.refuse:
            raise RuntimeError("no database")
        made.arrived.extend(arrivals)

    made = Office(open_link(network.credentials(), network.settings(**settings), keep))
    made.link.bind()
    return made


def submit(link: Link, batch: Sequence[Message]) -> list[Outcome]:
    """Until the fate of all of them is known."""
    link.take(batch)
    outcomes: dict[str, Outcome] = {}
    while len(outcomes) < len(batch):
        outcomes |= {message.key: outcome for message, outcome in link.step(0.5)}
    return [outcomes[message.key] for message in batch]


def message(number: int, text: str = TEXT, key: str = "") -> Message:
    return Message(key or f"k-{number}", f"+849{number:08d}", text, "STP-HGIANG")


@pytest.fixture(scope="session")
def mobile_network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    with servers.sandbox(tmp_path_factory.mktemp("network"), "--publish-every", "0", "--no-clicks") as url:
        yield Network(url)


@pytest.fixture
def network(mobile_network: Network) -> Network:
    """Emptied, in calm weather."""
    mobile_network.post("/reset")
    mobile_network.weather(receipt_ms=[1, 20])
    return mobile_network
