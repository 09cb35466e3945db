"""The mailbox of the sandbox: what Loa's own sender hands over arrives whole, is shown, outlives a kill, and is bounded."""

from __future__ import annotations

import asyncio
import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest
import requests

from channels.addresses import LOOPBACK, WayOut
from distributor.mail.server import SANDBOX_SENDER, mail_server
from distributor.mail.smtp import hand_over, sign_in
from distributor.settings import Settings, Values
from sandbox.mail import state
from sandbox.mail.service import MailService
from sandbox.mail.state import Mailbox
from tests.sandbox.running import Sandbox, Starter, start_process

PDF = b"%PDF-1.7\r\n.\r\nm\xe1\xba\xabu\r\n"


HERE = WayOut.to(networks=LOOPBACK)


def letter(subject: str = "Báo cáo tháng 11 năm 2026") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SANDBOX_SENDER, "vanthu@huonggiang.example", subject
    message["Message-ID"] = "<loa.1.month@loa.example>"
    message.set_content("Số bài đã đăng: 1.200 <b>\n.một dấu chấm đầu dòng\n")
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="báo-cáo.pdf")
    return message


def home_of(sandbox: Sandbox, folder: Path) -> Settings:
    """A demo home whose sandbox this is."""
    folder.mkdir()
    (folder / "sandbox").symlink_to(sandbox.state)
    return Settings(folder, Values(sandbox=True))


def test_a_demo_home_hands_its_mail_to_the_sandbox(sandbox: Sandbox, tmp_path: Path) -> None:
    settings = home_of(sandbox, tmp_path / "home")
    server = mail_server(settings, {})
    assert (server.host, server.port) == ("127.0.0.1", sandbox.get("/_sandbox/mail.json")["port"])
    assert sign_in(server, way_out=HERE).is_taken
    assert hand_over(
        server, letter(), ["vanthu@huonggiang.example", "lanhdao@huonggiang.example"], way_out=HERE
    ).is_taken
    (told,) = sandbox.get("/_sandbox/mail.json")["mails"]
    assert told["to"] == ["vanthu@huonggiang.example", "lanhdao@huonggiang.example"]
    assert told["attachments"] == [{"name": "báo-cáo.pdf", "type": "application/pdf", "size": len(PDF)}]
    listed = requests.get(f"{sandbox.base_url}/man-hinh/thu", timeout=10).text
    assert "Báo cáo tháng 11 năm 2026" in listed
    address = f"{sandbox.base_url}/man-hinh/thu/{told['number']}"
    shown = requests.get(address, timeout=10).text
    assert "1.200 &lt;b&gt;" in shown
    assert "\n.một dấu chấm đầu dòng" in shown
    file = requests.get(f"{address}/tep/1", timeout=10)
    assert file.content == PDF
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["x-content-type-options"] == "nosniff"
    for missing in ("/man-hinh/thu/999", f"/man-hinh/thu/{told['number']}/tep/2"):
        assert requests.get(sandbox.base_url + missing, timeout=10).status_code == 404


def test_without_a_sandbox_nothing_stands_in(sandbox: Sandbox, tmp_path: Path) -> None:
    home = home_of(sandbox, tmp_path / "home")
    with pytest.raises(Exception, match="Chưa khai báo máy chủ thư"):
        mail_server(Settings(home.home, Values(sandbox=False)), {})
    own = mail_server(home, {"LOA_MAIL_HOST": "smtp.tinh.example", "LOA_MAIL_SENDER": "bc@tinh.example"})
    assert own.host == "smtp.tinh.example", "what the office says comes first"


def test_what_it_does_not_understand_is_said(sandbox: Sandbox) -> None:
    with smtplib.SMTP("127.0.0.1", sandbox.get("/_sandbox/mail.json")["port"], timeout=10) as client:
        assert client.docmd("DATA")[0] == 503
        assert client.docmd("RCPT", "TO:<a@b.example>")[0] == 503
        client.ehlo()
        assert client.mail("a@b.example")[0] == 250
        assert client.rcpt("khong-phai")[0] == 501
        assert client.docmd("TURN")[0] == 500
    assert sandbox.get("/_sandbox/mail.json")["count"] == 0


def test_it_outlives_a_kill_on_its_port(start: Starter, tmp_path: Path) -> None:
    first = start(state=tmp_path / "state")
    told = first.get("/_sandbox/mail.json")
    with smtplib.SMTP("127.0.0.1", told["port"], timeout=10) as client:
        client.send_message(letter())
    first.kill()
    second = start_process(tmp_path / "state", "--publish-every", "0")
    try:
        again = second.get("/_sandbox/mail.json")
    finally:
        second.stop()
    assert again["port"] == told["port"]
    assert [mail["subject"] for mail in again["mails"]] == ["Báo cáo tháng 11 năm 2026"]


def test_a_conversation_ends_with_the_service(tmp_path: Path) -> None:
    async def what_is_said_after_the_greeting() -> bytes:
        service = MailService(Mailbox(tmp_path))
        async with service.running():
            reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
            assert (await reader.readline()).startswith(b"220 ")
        said = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        return said

    assert asyncio.run(what_is_said_after_the_greeting()) == b""


def test_the_newest_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "KEPT", 3)
    box = Mailbox(tmp_path)
    for number in range(5):
        box.take("a@b.example", ("c@d.example",), letter(f"Thư {number}").as_bytes())
    assert [mail.subject for mail in box.newest_first(10)] == ["Thư 4", "Thư 3", "Thư 2"]
    assert len(list(tmp_path.iterdir())) == 6
    assert [mail.subject for mail in Mailbox(tmp_path).newest_first(10)] == ["Thư 4", "Thư 3", "Thư 2"]
    box.forget()
    assert (box.count, list(tmp_path.iterdir())) == (0, [])
