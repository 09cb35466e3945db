"""Wrong arguments and wrong numbers: one message in Vietnamese that names the thing and the way out; `--json` on everything."""

import inspect
import signal

import pytest

from tests.commands.conftest import RunningHome

BY = ("--by", "lanhdao")
WRONG = [
    (("foo",), 2, ("«foo»", "loa --help")),
    (("run",), 2, ("SOURCE", "loa run --help")),
    (("run", "a", "b"), 2, ("Thừa", "b")),
    (("run", "a", "--xa"), 2, ("«--xa»",)),
    (("run", "ftp://thu.example/rss"), 1, ("ftp://thu.example/rss", "http")),
    (("run", ""), 1, ("Chưa có địa chỉ",)),
    (("preview", "một", "--channel", "x"), 2, ("ITEM", "số nguyên")),
    (("preview", "1", "--channel", "tiktok"), 1, ("tiktok", "facebook, manual, rss")),
    (("preview", "999999", "--channel", "x"), 1, ("999999", "Tổng quan")),
    (("approve", "999999", *BY, "--seen", "0" * 12), 1, ("999999",)),
    (("approve", "999999", *BY), 2, ("--seen",)),
    (("retry", "999999", *BY), 1, ("999999",)),
    (("skip", "999999", *BY, "--reason", "Thử"), 1, ("999999",)),
    (("skip", "1", *BY, "--reason", " "), 1, ("lý do",)),
    (("resolve", "1", *BY), 1, ("--published", "--resend")),
    (("take", "999999", *BY), 1, ("999999",)),
    (("take", "1", "--by", "ai-do"), 1, ("ai-do", "--by")),
    (("hold", "--by", "lanhdao", "--reason", "a", "--ordered-by", "b", "--channel", "tiktok"), 1, ("tiktok",)),
    (("hold", "--by", "lanhdao", "--reason", "a", "--ordered-by", "b", "--allow", "gì"), 1, ("gì", "scam_warning")),
    (("hold", "--by", "lanhdao", "--reason", "a", "--ordered-by", "b", "--until", "mai"), 2, ("--until", "2026-11-25")),
    (
        ("hold", "--by", "lanhdao", "--reason", "a", "--ordered-by", "b", "--until", "2020-01-01T00:00:00"),
        1,
        ("đã qua",),
    ),
    (("answer", "1", *BY), 1, ("Chưa có câu trả lời",)),
    (("answer", "999999", *BY, "--kind", "guidance"), 1, ("999999",)),
    (("answer", "1", *BY, "--reply", "1"), 1, ("không có câu trả lời nào chờ chọn",)),
    (("answer", "1", *BY, "--kind", "gì"), 1, ("gì", "scam_warning")),
    (("answer", "1", *BY, "--number", "27"), 1, ("27/2026/QĐ-UBND",)),
    (("answer", "1", *BY, "--issued", "hôm qua"), 2, ("--issued", "24/11/2026")),
    (("answer", "1", *BY, "--issued", "10/12/2026", "--effective", "2026-12-01"), 1, ("trước ngày ban hành",)),
    (("lift", "999999", "--by", "lanhdao"), 1, ("999999",)),
]


@pytest.mark.parametrize(
    ("arguments", "code", "words"), WRONG, ids=lambda each: " ".join(each) if isinstance(each, tuple) else ""
)
def test_wrong_arguments(running: RunningHome, arguments: tuple[str, ...], code: int, words: tuple[str, ...]) -> None:
    answer = running.loa(*arguments, "--json")
    assert answer.code == code, answer.said
    assert all(word in answer.object["error"] for word in words), answer.object["error"]
    assert answer.object["error"] in answer.err, "people see it too"


def test_every_command_has_json() -> None:
    before = signal.getsignal(signal.SIGINT)
    import loa  # noqa: PLC0415 - a program: importing it changes what Ctrl-C does

    signal.signal(signal.SIGINT, before)
    commands = [command.callback for command in loa.app.registered_commands]
    assert len(commands) >= 12
    for command in commands:
        assert command is not None
        assert "as_json" in inspect.signature(command).parameters, command.__name__


def test_status_and_doctor(running: RunningHome) -> None:
    status = running.loa("status", "--json")
    assert status.code == 0
    assert status.object["running"] is True
    assert {account["channel"] for account in status.object["accounts"]} == {"facebook", "x", "rss"}
    assert "đang chạy" in running.loa("status").out
    doctor = running.loa("doctor", "--json")
    assert {"name", "ok", "message", "mend"} == set(doctor.object[0])
    assert any("Facebook" in finding["name"] or "facebook" in finding["name"] for finding in doctor.object)
