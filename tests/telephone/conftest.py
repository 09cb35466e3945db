"""The line of a unit with an SMS account, served on loopback, with a voice that takes no time."""

import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from distributor.telephone.carry import TelephoneDesk
from distributor.telephone.rules import telephone_rules
from distributor.telephone.server import TelephoneServer
from distributor.telephone.sounds import Sounds
from distributor.vault import open_vault
from distributor.work.progress import Progress
from tests.broadcast.conftest import Sms, sms
from tests.support.servers import PATIENCE_S

__all__ = ["sms"]

QUICK = telephone_rules().model_copy(update={"key_s": 0.05, "shortest_question_s": 1})


def write_sound(place: Path, seconds: float = 0.01) -> None:
    with wave.open(str(place), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8_000)
        out.writeframes(b"\0\0" * int(8_000 * seconds))


def say(text: str, place: Path) -> None:
    assert text.strip()
    write_sound(place)


@pytest.fixture
def desk(sms: Sms) -> TelephoneDesk:
    return TelephoneDesk(sms.database, open_vault(sms.home), sms.clock, Sounds(sms.home / "telephone", say), QUICK)


@contextmanager
def serving(
    desk: TelephoneDesk, progress: Progress | None = None, tell: Callable[[], None] = lambda: None
) -> Iterator[int]:
    """Its port."""
    server = TelephoneServer(desk, "127.0.0.1", 0, progress=progress, tell=tell)
    thread = Thread(target=server.serve, args=(lambda: None,))
    thread.start()
    try:
        yield server.port
    finally:
        server.stopping.set()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
