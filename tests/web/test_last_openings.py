"""A server that is told to stop writes down what it has counted."""

import threading
import urllib.request
from http.client import HTTPResponse
from urllib.error import HTTPError

import pytest
from sqlmodel import select

from distributor.db import Database
from distributor.models import ClickDay, ShortLink
from distributor.settings import Settings
from tests.commands.homes import free_ports
from tests.measure.clicking import PHONE
from tests.support.servers import PATIENCE_S, wait_until
from tests.web.home import Hands
from tests.web.province import Province
from web.app import create_app
from web.server import LiveServer


class Stays(urllib.request.HTTPRedirectHandler):
    """Follows nothing."""

    def redirect_request(self, *_: object) -> None:
        return None


def test_an_orderly_stop_writes_the_last_openings(
    settings: Settings, database: Database, clock: Hands, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    (port,) = free_ports(1)
    app = create_app(settings, database, clock)
    monkeypatch.setattr(app.state.surroundings.openings, "_every_s", 3600.0)
    server = LiveServer(app, port)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started, "the server")
        with database.read() as session:
            code = session.exec(select(ShortLink.code)).first()
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/l/{code}", headers={"User-Agent": PHONE})
        answers: list[HTTPResponse | HTTPError] = []
        for _ in range(2):
            with pytest.raises(HTTPError) as answer:
                urllib.request.build_opener(Stays).open(asked, timeout=PATIENCE_S)
            answers.append(answer.value)
        assert [answer.status for answer in answers] == [302, 302]
        with database.read() as session:
            assert session.exec(select(ClickDay)).all() == []
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)
    with database.read() as session:
        assert [(day.people, day.openings) for day in session.exec(select(ClickDay))] == [(1, 2)]
