"""Whole calls over FastAGI, by the sandbox's exchange: the right answer, messages, questions, reports; and hostile lines."""

import asyncio
import socket
from contextlib import suppress
from datetime import date
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from sqlmodel import select

from channels.telephone.agi import ANSWER_S, GREETING_S, LONGEST_LINE, AgiCall
from channels.telephone.exchange import CallOver
from distributor.broadcast.audience import erase, subscriber_of
from distributor.models import Case, CaseMessage, Document, Inbound, PhoneCall, PhoneRecording, SmsReply
from distributor.phone_numbers import Numbers
from distributor.report.engagement.calls import read_calls
from distributor.report.engagement.periods import span_of_day
from distributor.report.engagement.shapes import ReportQuery
from distributor.telephone.carry import TelephoneDesk
from distributor.telephone.desk import forget_recordings, office_hours, recording_of
from distributor.telephone.flow import CallTerms, fixed_prompts, said
from distributor.telephone.server import CALL, LOOK_S, TelephoneServer, progress_of
from distributor.telephone.sounds import Sounds
from sandbox.exchange.call import Call
from tests.broadcast.conftest import Sms
from tests.broadcast.test_inbound import BIRTH, publish, sent
from tests.support.servers import wait_until
from tests.telephone.conftest import QUICK, say, serving, write_sound

CALLER = "84900000001"
LANDLINE = "842343820000"
ISSUER = "Ủy ban nhân dân tỉnh Hương Giang"


def dial(port: int, keys: str, number: str = CALLER, *, speaks_s: float = 3.0, stays: bool = False) -> Call:
    """A caller who presses these keys, each as soon as they are asked, and then hangs up, or `stays` until the line ends it."""

    async def whole() -> Call:
        call = Call(1, number, speaks_s=speaks_s)
        call.press(keys)
        if not stays:
            call.hang_up()
        await call.carry("127.0.0.1", port)
        return call

    return asyncio.run(asyncio.wait_for(whole(), 60))


def heard(call: Call) -> str:
    return "\n".join(each.text for each in call.heard if each.text)


def calls(sms: Sms) -> list[PhoneCall]:
    with sms.database.read() as session:
        return list(session.exec(select(PhoneCall).order_by(PhoneCall.id)).all())  # type: ignore[arg-type]


SUBJECTS = (
    "Quy chế quản lý chợ", "Giá dịch vụ đò ngang", "Diện tích tối thiểu được tách thửa", "Sử dụng vỉa hè, lòng đường",
    "Bảng giá đất", "Hỗ trợ học phí", "Quản lý rác thải sinh hoạt", "Bảo vệ rừng phòng hộ", "Phân cấp quản lý cây xanh",
    "Hòa giải ở cơ sở", "Phòng cháy nhà ở kết hợp kinh doanh", "Nuôi trồng thủy sản", "Lễ hội truyền thống",
    "Nghĩa trang nhân dân", "Trợ giúp pháp lý", "Cấp nước nông thôn",
)  # fmt: skip


def test_twenty_callers_hear_the_right_answer_within_three_steps(sms: Sms, desk: TelephoneDesk) -> None:
    """By number (with zeros, without a year), by choosing the office of a number that several have, by topic."""
    for place, subject in enumerate(SUBJECTS, 11):
        number, issued = f"{place}/2026/QĐ-UBND", date(2026, 11, 1)
        act = Document(issuer=ISSUER, number=number, issued_on=issued, kind="quyết định", subject=subject)
        publish(sms, f"Quyết định {place}", BIRTH, act)
    for issuer, subject in (
        ("Ủy ban nhân dân xã Thạch Hương", "Chợ xã"),
        ("Ủy ban nhân dân phường Vĩnh Giang", "Bến xe"),
    ):
        act = Document(
            issuer=issuer, number="90/2026/QĐ-UBND", issued_on=date(2026, 11, 2), kind="quyết định", subject=subject
        )
        publish(sms, subject, BIRTH, act)
    publish(sms, "Thủ tục đăng ký khai sinh cho trẻ em", BIRTH)
    wanted = [(["1", f"{place}*2026#"], subject) for place, subject in enumerate(SUBJECTS[:14], 11)]
    wanted += [(["1", "0025*2026#"], SUBJECTS[14]), (["1", "26#"], SUBJECTS[15])]
    wanted += [(["1", "90*2026#", "1"], ""), (["1", "90*2026#", "2"], ""), (["2", "2"], "Thủ tục đăng ký khai sinh")]
    wanted += [(["2", "1"], "tách thửa")]
    assert len(wanted) == 20
    told = []
    with serving(desk) as port:
        for steps, subject in wanted:
            assert len(steps) <= 3
            call = dial(port, "".join(steps))
            assert subject in heard(call), (steps, heard(call))
            told.append(heard(call))
    assert {subject for subject in ("Chợ xã", "Bến xe") for text in told[16:18] if f". {subject}." in text} == {
        "Chợ xã",
        "Bến xe",
    }
    assert [one.outcome.value for one in calls(sms)] == ["answered"] * 20
    assert calls(sms)[0].topics == ["Tra theo số"]


def test_the_link_goes_by_message_through_the_answers_that_messages_get(sms: Sms, desk: TelephoneDesk) -> None:
    publish(sms, "Thủ tục đăng ký khai sinh cho trẻ em", BIRTH)
    with serving(desk) as port:
        assert "gửi tới điện thoại của quý vị" in heard(dial(port, "222"))
        assert "Chỉ nhắn tin" in heard(dial(port, "222", LANDLINE))
        assert "Chỉ nhắn tin" in heard(dial(port, "222", ""))
        assert "Chỉ nhắn tin" in heard(dial(port, "222", 'x" 200 result=0'))
    [text] = sent(sms)
    assert text.startswith("Thu tuc dang ky khai sinh cho tre em.")
    assert [one.messages for one in calls(sms)] == [1, 0, 0, 0]


def test_a_question_becomes_a_case_with_its_recording_for_a_time(sms: Sms, desk: TelephoneDesk) -> None:
    with serving(desk) as port:
        assert "90 ngày" in heard(dial(port, "8*")), "the notice comes first, and without a yes nothing is recorded"
        assert "Đã ghi câu hỏi" in heard(dial(port, "81#"))
        dial(port, "81"), "who has spoken hangs up"
        assert "Chưa ghi được" in heard(dial(port, "81#", speaks_s=0.2))
        dial(port, "81#", LANDLINE)
    with sms.database.read() as session:
        cases = session.exec(select(Case)).all()
        messages = session.exec(select(CaseMessage)).all()
        recordings = session.exec(select(PhoneRecording)).all()
        kept = recording_of(session, recordings[0].inbound_id, desk.vault)
    assert (len(cases), len(messages), len(recordings)) == (1, 2, 2)
    assert "dài 3 giây" in messages[0].text
    assert messages[0].author == "09•• ••• 001"
    assert kept is not None
    assert kept.startswith(b"RIFF")
    assert kept[:44] not in recordings[0].sealed, (
        "the head of a recording; four letters stand in any long seal by chance"
    )
    assert list((sms.home / "telephone" / "asked").iterdir()) == []
    assert [one.outcome.value for one in calls(sms)] == ["left", "question", "question", "left", "left"]
    with sms.database.read() as session:
        day = span_of_day("month", date(2026, 11, 24))
        told = read_calls(session, ReportQuery(unit_ids=(sms.seeded.unit_id,), span=day))
    assert (told.calls, told.questions, told.left, told.answered, told.topics) == (5, 2, 3, 0, ())
    with sms.database.write() as session:
        assert forget_recordings(session, recordings[0].keep_until) == 2
    assert not any(CALLER[2:] in str(row.model_dump()) for row in (*calls(sms), *messages, *cases)), (
        "no number is readable"
    )


def test_a_number_leaves_only_so_many_questions_a_day(sms: Sms, desk: TelephoneDesk) -> None:
    with serving(desk) as port:
        told = [heard(dial(port, "81#")) for _ in range(4)]
    assert ["Đã ghi câu hỏi" in text for text in told] == [True, True, True, False]


def test_without_a_voice_what_is_not_recorded_goes_by_message_or_to_a_person(sms: Sms, desk: TelephoneDesk) -> None:
    publish(sms, "Thủ tục đăng ký khai sinh cho trẻ em", BIRTH)
    mute = TelephoneDesk(desk.database, desk.vault, desk.clock, Sounds(sms.home / "mute", None), QUICK)
    with serving(mute) as port:
        assert dial(port, "22").handed_on, "nothing is recorded at all"
        terms = CallTerms("Sở Tư pháp tỉnh Hương Giang", office_hours(sms.clock.now()), QUICK)
        for prompt in fixed_prompts(terms):
            write_sound(sms.home / "mute" / "recorded" / f"{prompt.sound}.wav")
        assert not dial(port, "22").handed_on
        assert dial(port, "22", LANDLINE, stays=True).handed_on
    assert [one.outcome.value for one in calls(sms)] == ["handed_on", "answered", "handed_on"]
    with sms.database.read() as session:
        assert len(session.exec(select(SmsReply)).all()) == 1


def test_who_is_erased_takes_the_recordings_along(sms: Sms, desk: TelephoneDesk) -> None:
    with serving(desk) as port:
        dial(port, "81#")
    numbers = Numbers(desk.vault)
    with sms.database.write() as session:
        unit, number, now = sms.seeded.unit_id, f"+{CALLER}", sms.clock.now()
        erase(session, subscriber_of(session, unit, number, numbers.hash(number), numbers, now), now)
    with sms.database.read() as session:
        assert session.exec(select(PhoneRecording)).all() == []
        assert [one.number_sealed for one in session.exec(select(Inbound))] == [b""]


@pytest.mark.parametrize(("shared", "modes"), [(True, (0o2770, 0o640)), (False, None)])
def test_a_folder_that_is_shared_is_open_to_its_group(
    tmp_path: Path, shared: bool, modes: tuple[int, int] | None
) -> None:
    sound = Sounds(tmp_path / "sounds", say, shared=shared).of(said("menu"))
    assert sound is not None
    found = (sound.parent.stat().st_mode & 0o7777, sound.with_suffix(".wav").stat().st_mode & 0o7777)
    assert (found == modes) is shared


GREETING = b"agi_network: yes\nagi_callerid: 84900000001\n\n"


@pytest.mark.parametrize(
    "octets",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"agi_network: " + b"x" * 5_000,
        b"\x00\xff" * 3_000,
        b"".join(b"agi_x%d: 1\n" % number for number in range(500)),
        b"agi_callerid: 84900000001\n\n",
        GREETING + b"200 result=0\n" + b"y" * 5_000,
        GREETING + b"rubbish\n",
        GREETING + b"200 result=99999999999999999999\nHANGUP\n510 Invalid\n",
        b"",
    ],
)
def test_what_is_no_exchange_is_hung_up_on(sms: Sms, desk: TelephoneDesk, octets: bytes) -> None:
    with serving(desk) as port, socket.create_connection(("127.0.0.1", port), 60) as caller:
        received = b""
        with suppress(OSError):  # it may have hung up by now
            caller.sendall(octets)
            caller.shutdown(socket.SHUT_WR)
            while block := caller.recv(65_536):
                received += block
        assert b"\n" not in received or received.isascii()
        publish(sms, "Thủ tục đăng ký khai sinh cho trẻ em", BIRTH)
        assert "khai sinh" in heard(dial(port, "22")), "and the next caller is served"


def test_who_says_nothing_and_who_never_answers_are_waited_for_only_so_long() -> None:
    silent, answered = [0.0, GREETING_S - 0.1], [0.0, 1.0, 2.0, 2.0 + 1 + ANSWER_S - 0.1]
    for spoken, seen in ((b"", silent), (GREETING, answered)):
        ours, theirs = socket.socketpair()
        moments = iter([*seen, *[1_000.0] * 20])
        with ours, theirs:
            theirs.sendall(spoken)
            call = AgiCall(ours, lambda: next(moments))  # noqa: B023 - called within
            if spoken:
                call.read_greeting()
            with pytest.raises(CallOver):
                call.key(1) if spoken else call.read_greeting()


def test_a_line_that_never_ends_is_cut_off() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"x" * (3 * LONGEST_LINE))
        with pytest.raises(CallOver):
            AgiCall(ours).read_greeting()


def test_only_named_exchanges_are_heard_and_only_so_many_calls(sms: Sms, desk: TelephoneDesk) -> None:
    server = TelephoneServer(desk, "127.0.0.1", 0)
    assert [server._hears(peer) for peer in ("127.0.0.1", "::1", "::ffff:127.0.0.1", "10.0.0.7", "8.8.8.8")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    server._listener.close()
    few = TelephoneDesk(desk.database, desk.vault, desk.clock, desk.sounds, QUICK.model_copy(update={"most_calls": 1}))
    with serving(few) as port, socket.create_connection(("127.0.0.1", port), 60) as first:
        first.sendall(GREETING)
        assert first.recv(100).startswith(b"ANSWER")
        with socket.create_connection(("127.0.0.1", port), 60) as second:
            assert second.recv(100) == b""


def test_the_line_tells_its_looks_for_callers_and_each_call_at_once(sms: Sms, desk: TelephoneDesk) -> None:
    """So that who watches it cuts no call; a call that an exchange leaves open is over its own time some day."""
    now = [0.0]
    progress = progress_of(QUICK)
    progress._clock = lambda: now[0]
    told: list[int] = []
    with serving(desk, progress, lambda: told.append(len(progress.told()["doing"]))) as port:
        wait_until(lambda: told == [0], "it serves")
        now[0] += 60
        wait_until(lambda: progress.told()["swept"] == 0, "it looks")
        with socket.create_connection(("127.0.0.1", port), 60) as caller:
            caller.sendall(GREETING)
            assert caller.recv(100).startswith(b"ANSWER")
            assert told == [0, 1], "the call is told of before it is answered"
            ((task, left_s),) = progress.told()["doing"]
            assert (task, left_s > QUICK.longest_call_s) == (CALL, True)
            now[0] += left_s + 1
            assert progress.told()["doing"] == [[CALL, -1.0]]
        wait_until(lambda: not progress.told()["doing"], "it is over")


def test_a_line_that_cannot_take_callers_makes_no_progress(sms: Sms, desk: TelephoneDesk) -> None:
    """It waits for descriptors, say, and its heart beats on."""
    progress = progress_of(QUICK)
    server = TelephoneServer(desk, "127.0.0.1", 0, progress=progress)
    failed: list[float] = []

    def accept() -> None:
        failed.append(progress.told()["swept"])
        if len(failed) > 2:
            server.stopping.set()
        raise OSError(24, "Too many open files")

    listener, server._listener = server._listener, MagicMock(accept=accept)
    listener.close()
    server.serve(lambda: None)
    assert len(failed) == 3
    assert failed[2] >= 2 * LOOK_S - 0.1


def test_a_sound_whose_name_would_end_a_command_is_never_sent() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(ValueError, match="HANGUP"):
        AgiCall(ours).play(Path('/tmp/a"\nHANGUP'))  # noqa: S108 - never opened
