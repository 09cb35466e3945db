"""One mail handed to one server: signing in, encryption, nobody there, one that dribbles."""

import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from pydantic import SecretStr

from channels.addresses import LOOPBACK, WayOut
from distributor.mail.server import MailServer
from distributor.mail.smtp import hand_over, sign_in
from tests.support.mail_servers import Mailbox, mail_server

HERE = WayOut.to(networks=LOOPBACK)


def server_at(port: int, **other: str) -> MailServer:
    given = {"security": "none", "user": "", "password": "", **other}
    return MailServer("127.0.0.1", port, given["security"], given["user"], SecretStr(given["password"]), "a@b.example")


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.example", "c@d.example", "Thử"
    message.set_content("Thử\n")
    return message


def test_signing_in() -> None:
    with mail_server(asks_password=True) as box:
        wrong = hand_over(server_at(box.port, user="bc", password="sai"), letter(), ["c@d.example"], way_out=HERE)
        assert "không cho đăng nhập" in wrong.problem
        assert "sai" not in wrong.problem.replace("sai số", "")
        right = server_at(box.port, user="bc", password="mat-khau-thu")
        assert hand_over(right, letter(), ["c@d.example"], way_out=HERE).is_taken
        assert sign_in(right, way_out=HERE).is_taken
        assert "không cho đăng nhập" in sign_in(server_at(box.port, user="bc", password="sai"), way_out=HERE).problem
        assert len(box.kept) == 1, "signing in sends nothing"


def test_a_server_without_starttls_gets_no_mail(box: Mailbox) -> None:
    answer = hand_over(server_at(box.port, security="starttls"), letter(), ["c@d.example"], way_out=HERE)
    assert "STARTTLS" in answer.problem
    assert box.kept == []


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        answer = hand_over(server_at(taken.getsockname()[1]), letter(), ["c@d.example"], way_out=HERE)
    assert "Không kết nối được" in answer.problem


def test_a_server_that_dribbles_is_cut_at_the_deadline() -> None:
    """A line that never ends keeps each single read within its time."""
    stop = threading.Event()

    def dribble(listening: socket.socket) -> None:
        caller, _ = listening.accept()
        with caller:
            while not stop.wait(0.05):
                try:
                    caller.sendall(b"2")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=dribble, args=[listening], daemon=True)
        thread.start()
        began = datetime.now(UTC)
        answer = hand_over(
            server_at(listening.getsockname()[1]), letter(), ["c@d.example"], way_out=HERE, deadline_s=1.0
        )
        stop.set()
        thread.join()
    assert answer.problem
    assert datetime.now(UTC) - began < timedelta(seconds=60), "else it would go on for ever"


@pytest.mark.parametrize("host", ["169.254.169.254", "10.0.0.5", "thu.tinh.vn"])
def test_a_mail_server_goes_by_the_rule_of_all_addresses(host: str) -> None:
    """Refused before any attempt, with the way out."""
    inside = WayOut(resolver=lambda _host, _port: ["10.0.0.5"])
    server = replace(server_at(25), host=host)
    answer = hand_over(server, letter(), ["c@d.example"], way_out=inside)
    assert "allowed_hosts" in answer.problem
    assert host in answer.problem
    assert not answer.for_good
