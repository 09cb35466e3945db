"""Zalo's refresh tokens work once: both new ones are kept, and a lost answer is never tried again by itself."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from channels.base import Refreshes
from channels.errors import AuthExpired, ChannelError, Misconfigured, Retryable
from channels.registry import OpenedAccount, open_adapter, parse_credentials
from channels.zalo.configuration import read_zalo
from channels.zalo.credentials import ZaloCredentials
from channels.zalo.spec import SPEC
from tests.channels import contract
from tests.channels.platforms import PLAIN_POST, ZALO, FixedClock, opened, zalo_says
from tests.channels.server import Reply, Server, answer, closed_address, drop, hang, html, truncated

GRANTED = answer(200, {"access_token": "newAccess-1", "refresh_token": "newRefresh-1", "expires_in": "90000"})


def refresh(account: OpenedAccount, seconds: float = 5.0) -> ZaloCredentials:
    assert isinstance(account.adapter, Refreshes)
    with account.transport.deadline(seconds):
        fresh = account.adapter.refresh()
    assert isinstance(fresh, ZaloCredentials)
    return fresh


def plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def test_both_tokens_are_new(server: Server) -> None:
    server.script(GRANTED)
    with opened("zalo", server.address) as account:
        fresh = refresh(account)
    assert (plain(fresh.access_token), plain(fresh.refresh_token)) == ("newAccess-1", "newRefresh-1")
    assert (plain(fresh.app_id), plain(fresh.app_secret)) == (
        ZALO.credentials["app_id"],
        ZALO.credentials["app_secret"],
    )
    contract.check("zalo", server.requests[0], "/zalo")


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (answer(200, zalo_says(-14020, "Refresh token is used")), AuthExpired, "kết nối lại Official Account Zalo"),
        (answer(200, zalo_says(-14014, "Invalid refresh token")), AuthExpired, "mã lỗi -14014"),
        (answer(200, zalo_says(-14002, "Invalid app id")), Misconfigured, "mã ứng dụng"),
        (answer(200, zalo_says(-32, "Limited")), Retryable, "sau ít phút"),
        (drop, AuthExpired, "chỉ dùng được một lần"),
        (hang, AuthExpired, "chỉ dùng được một lần"),
        (html(502), AuthExpired, "chỉ dùng được một lần"),
        (html(200), AuthExpired, "chỉ dùng được một lần"),
        (truncated(200, b'{"access_token": "a'), AuthExpired, "chỉ dùng được một lần"),
        (answer(200, {"access_token": "a", "expires_in": "90000"}), AuthExpired, "chỉ dùng được một lần"),
        (answer(302, b"", {"Location": "https://elsewhere.vn/"}), AuthExpired, "chỉ dùng được một lần"),
    ],
)
def test_what_an_answer_means(reply: Reply, kind: type[ChannelError], words: str, server: Server) -> None:
    server.script(reply)
    with opened("zalo", server.address) as account, pytest.raises(ChannelError) as refusal:
        refresh(account, 0.4)
    assert type(refusal.value) is kind
    assert words in refusal.value.message
    assert len(server.requests) == 1
    assert refusal.value.__context__ is None
    for secret in ZALO.secrets():
        assert secret not in refusal.value.evidence + refusal.value.message


def test_what_never_reached_zalo_may_be_tried_again() -> None:
    with opened("zalo", closed_address()) as account, pytest.raises(Retryable, match="chưa bị dùng"):
        refresh(account)


def test_without_an_access_token_nothing_is_called(server: Server) -> None:
    known = {name: value for name, value in ZALO.credentials.items() if name != "access_token"}
    settings = {**ZALO.settings, "endpoint": f"{server.address}/zalo"}
    with (
        open_adapter(SPEC, parse_credentials(SPEC, known), FixedClock(), settings) as account,
        pytest.raises(AuthExpired),
    ):
        account.adapter.advance(PLAIN_POST, {"step": "create"})
    assert not server.requests


CONFIGURATION = Path(__file__).resolve().parents[2] / "config" / "channels.toml"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("[zalo]", "[zalos]", r"bảng \[zalo\], mục `as_of`: đang thiếu"),
        ('means = "throttled"', 'means = "slow"', "mã -32: `means` phải là một trong"),
        ("code = -124", "code = -32", "mã -32 được ghi hai lần"),
        ("first = 8\n", "first = 23\n", "phải nhỏ hơn"),
        ("horizon_s = 172_800", "horizon_s = 0", "`horizon_s`"),
    ],
)
def test_a_wrong_configuration_is_named(old: str, new: str, complaint: str, folder: Path) -> None:
    content = CONFIGURATION.read_text("utf-8")
    assert old in content
    file = folder / "channels.toml"
    file.write_text(content.replace(old, new, 1), "utf-8")
    with pytest.raises(Misconfigured, match=complaint):
        read_zalo(file)


def test_the_configuration_is_dated_and_told_in_vietnamese() -> None:
    settings = read_zalo(CONFIGURATION)
    assert settings.common.as_of.year >= 2026
    assert "third-party" in settings.common.source
    assert all(known.words.endswith(".") for known in settings.errors.values())
    assert timedelta(hours=settings.hours.last - settings.hours.first) == timedelta(hours=14)
