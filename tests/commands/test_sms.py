"""`loa sms …` in a home with a database and no running stack: lists read line by line, counts, and a person's decision."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import Session, col, select, update

from commands.sms_audiences import import_audience, take_register
from commands.sms_broadcasts import decide_unknown, list_broadcasts, show_broadcast, show_callbacks
from commands.sms_ported import import_ported
from distributor.broadcast.callbacks import callback_key
from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import (
    Account,
    AudienceMember,
    AuditEntry,
    Consent,
    Notice,
    OptOut,
    PortedNumber,
    Recipient,
    RecipientState,
    Role,
    Staff,
    Subscriber,
    Unit,
    UnitLevel,
)
from distributor.notices import open_notice
from tests.broadcast.conftest import SetClock, Sms
from tests.support import province, servers
from tests.support.servers import PATIENCE_S

TODAY = datetime(2026, 11, 25, tzinfo=UTC).date()
Said = Callable[[], str]


@pytest.fixture
def sms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Sms:
    """A home as `loa up` leaves it."""
    home = tmp_path / "home"
    (home / "run").mkdir(parents=True)
    monkeypatch.setenv("LOA_HOME", str(home))
    shutil.copyfile(sqlite_template, home / "loa.db")
    database = Database(f"sqlite:///{home / 'loa.db'}")
    with database.write() as session:
        seeded = province.seed_unit(session)
        account = Account(
            unit_id=seeded.unit_id,
            channel="sms",
            name="Tin nhắn Sở Tư pháp",
            settings={"gateway": "smpp", "sender": "STP-HGIANG", "host": "127.0.0.1", "port": 9},
        )
        session.add(account)
        session.flush()
        assert account.id is not None
        account_id = account.id
    return Sms(database, home, SetClock(), seeded, account_id)


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def read() -> str:
        captured = capsys.readouterr()
        return captured.out + captured.err

    return read


def listed(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    file = tmp_path / "danh-sach.csv"
    file.write_bytes(text.encode(encoding))
    return file


LIST = """\
Họ tên;Số điện thoại;Ngày đồng ý;Hình thức;Bằng chứng
Mơ;0912 345 671;01/11/2026;Phiếu giấy;Phiếu 12
Lúa;+84912345672;2026-11-02;Phiếu giấy;Phiếu 13
Hiền;912345673;;;
Sông;0912.345.671;03/11/2026;;
Thanh;024 3824 0000;01/11/2026;;
Bảo;;01/11/2026;;
Hoa;0912345676;31/02/2026;;
Lan;0912345677;01/12/2099;;

Cúc;'0912345678;1-11-2026;;
"""


def test_numbers_taken_along_are_checked_first_and_then_written(sms: Sms, tmp_path: Path, said: Said) -> None:
    file = listed(
        tmp_path, "Số điện thoại;Nhà mạng\n0961234567;VinaPhone\n0912345678;Sfone\n0241234567;Viettel\n", "utf-16"
    )
    assert import_ported(file, by="", dry_run=True, whole=False, as_json=False) == 1
    assert "1 số dùng được, 2 dòng sai. Chưa ghi gì." in said()
    refused = (tmp_path / "danh-sach.loi.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in refused] == ["Dòng", "3", "4"]
    assert count(sms, PortedNumber) == 0
    with sms.database.write() as session:
        session.get_one(Staff, sms.seeded.staff_id).role = Role.ADMINISTRATOR
    assert import_ported(file, by="lanhdao", dry_run=False, whole=True, as_json=True) == 1
    answer = json.loads(said())
    assert (answer["taken"], answer["back"], answer["gone"], answer["wrong"]) == (1, 0, 0, 2)
    assert count(sms, PortedNumber) == 1
    with pytest.raises(LoaError):
        import_ported(tmp_path / "khong-co.csv", by="lanhdao", dry_run=False, whole=False, as_json=False)


def test_a_dry_run_writes_nothing_and_an_import_writes_once(sms: Sms, tmp_path: Path, said: Said) -> None:
    file = listed(tmp_path, LIST)
    assert import_audience(file, name="Người dân", unit="", by="lanhdao", dry_run=True, as_json=False) == 1
    assert "4 số dùng được, 4 dòng sai. Chưa ghi gì." in said()
    refused = (tmp_path / "danh-sach.loi.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in refused] == ["Dòng", "5", "6", "7", "8", "9"], "the doubled one too"
    assert "máy bàn" in refused[2]
    assert "0912" not in "".join(refused), "numbers are not repeated"
    assert count(sms, Subscriber) == 0
    assert import_audience(file, name="Người dân", unit="huong-giang", by="lanhdao", dry_run=False, as_json=True) == 1
    answer = json.loads(said())
    assert (answer["added"], answer["known"], answer["without_consent"]) == (4, 0, 1)
    assert [fault["line"] for fault in answer["faults"]] == [6, 7, 8, 9]
    import_audience(file, name="Người dân", unit="", by="lanhdao", dry_run=False, as_json=True)
    assert json.loads(said())["added"] == 0
    assert (count(sms, Subscriber), count(sms, AudienceMember), count(sms, Consent)) == (4, 4, 3)
    with sms.database.read() as session:
        noted = session.exec(select(AuditEntry).where(AuditEntry.action == "import")).all()
    assert [one.actor for one in noted] == ["lanhdao", "lanhdao"], "each time, and a dry run is nothing"


def test_a_register_of_opt_outs_is_heeded_for_who_is_listed_and_who_is_not(
    sms: Sms, tmp_path: Path, said: Said
) -> None:
    import_audience(
        listed(tmp_path, LIST),
        name="Người dân",
        unit="",
        by="lanhdao",
        dry_run=False,
        as_json=False,
        faults=tmp_path / "f",
    )
    said()
    register = tmp_path / "khong-quang-cao.csv"
    register.write_text("SĐT\n0912345671\n0987654321\n024 3824 0000\n", encoding="utf-8")
    take = partial(take_register, register, source="Danh sách quốc gia, 25/11/2026", unit="", by="lanhdao")
    assert take(dry_run=True, as_json=False) == 1
    assert "2 số dùng được, 1 dòng sai. Chưa ghi gì." in said()
    assert count(sms, OptOut) == 0
    assert take(dry_run=False, as_json=True) == 1
    assert json.loads(said())["refused"] == 2
    assert take(dry_run=False, as_json=False) == 1
    assert "Từ nay không gửi: 0 số mới, 2 số đã từ chối trước đó" in said()
    with sms.database.read() as session:
        assert {one.how for one in session.exec(select(OptOut))} == {"Danh sách quốc gia, 25/11/2026"}
        assert len(session.exec(select(Consent).where(col(Consent.withdrawn_at).is_not(None))).all()) == 1
        noted = session.exec(select(AuditEntry.action).where(AuditEntry.subject == f"unit:{sms.seeded.unit_id}")).all()
    assert noted == ["audience", "audience"], "each time, and a dry run is nothing"
    with pytest.raises(LoaError):
        take_register(register, source=" ", unit="", by="lanhdao", dry_run=False, as_json=False)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"name": "  "}, "Tên danh sách"),
        ({"unit": "xa-khac"}, "Không có đơn vị mã «xa-khac»"),
        ({"by": "khong.co"}, "khong.co"),
        ({"file": Path("/khong/co.csv")}, "Không đọc hoặc ghi được tệp"),
    ],
)
def test_a_wrong_import_says_what_to_change(sms: Sms, tmp_path: Path, arguments: dict[str, object], told: str) -> None:
    wishes = {
        "file": listed(tmp_path, LIST),
        "name": "A",
        "unit": "",
        "by": "lanhdao",
        "dry_run": False,
        "as_json": False,
        **arguments,
    }
    file = wishes.pop("file")
    with pytest.raises(LoaError, match=told):
        import_audience(file, **wishes)  # type: ignore[arg-type]


def with_unknown(sms: Sms) -> int:
    """A broadcast of five: two of unknown outcome, two delivered, one waiting."""
    broadcast = sms.broadcast(sms.audience(5))
    states = ["unknown", "unknown", "delivered", "delivered", "queued"]

    def scatter(session: Session) -> None:
        for row, state in zip(sms.recipients(broadcast), states, strict=True):
            session.connection().execute(update(Recipient).where(col(Recipient.id) == row.id).values(state=state))
        open_notice(
            session, kind="sms_unknown", subject=f"broadcast:{broadcast}", text="2 tin chưa rõ", now=sms.clock.now()
        )

    sms.change(scatter)
    for desk in sms.desks:
        desk.incarnation.close()
    return broadcast


def test_broadcasts_with_counts_and_masked_numbers(sms: Sms, said: Said) -> None:
    assert list_broadcasts(as_json=False) == 0
    assert "Chưa có đợt gửi tin nào." in said()
    broadcast = with_unknown(sms)
    list_broadcasts(as_json=True)
    (listed_one,) = json.loads(said())["broadcasts"]
    counts = listed_one["counts"]
    assert counts == {
        "queued": 1, "sent": 0, "delivered": 2, "failed": 0, "expired": 0, "unknown": 2, "total": 5, "skipped": 0,
    }  # fmt: skip
    show_broadcast(broadcast, as_json=False)
    text = said()
    assert "09•• ••• 001" in text
    assert "90000000" not in text
    assert f"loa sms unknown {broadcast} --mark" in text
    list_broadcasts(as_json=False)
    assert "nhà mạng đã nhận 2 trên 5 tin; 1 còn chờ; 2 chưa rõ kết quả" in said()
    with pytest.raises(LoaError, match="Không có đợt gửi tin số 99"):
        show_broadcast(99, as_json=False)


def test_a_person_decides_what_became_of_unknown_messages(sms: Sms, said: Said) -> None:
    broadcast = with_unknown(sms)
    first, second = (row.id or 0 for row in sms.recipients(broadcast)[:2])
    for wrong, told in (
        ({"mark": "xong", "by": "lanhdao", "rows": []}, "--mark sent hoặc failed"),
        ({"mark": "sent", "by": "ai-do", "rows": []}, "Không có cán bộ"),
        ({"mark": "sent", "by": "lanhdao", "rows": [first, 9999]}, "Có dòng không thuộc đợt này"),
    ):
        with pytest.raises(LoaError, match=told):
            decide_unknown(broadcast, as_json=False, **wrong)
    of_another_unit(sms, "xa")
    with pytest.raises(LoaError, match=f"Không có đợt gửi tin số {broadcast}"):
        decide_unknown(broadcast, mark="sent", by="xa", rows=[], as_json=False)
    assert sms.states(broadcast)["unknown"] == 2
    decide_unknown(broadcast, mark="sent", by="lanhdao", rows=[first], as_json=True)
    answer = json.loads(said())
    assert (answer["decided"], answer["counts"]["unknown"], answer["counts"]["sent"]) == (1, 1, 1)
    assert notices(sms) == [True]
    decide_unknown(broadcast, mark="failed", by="lanhdao", rows=[], as_json=False)
    assert "lanhdao xác nhận nhà mạng không nhận 1 tin" in said()
    assert sms.row(Recipient, second).state == RecipientState.FAILED
    assert notices(sms) == [False]
    with pytest.raises(LoaError, match="không có tin nào chưa rõ"):
        decide_unknown(broadcast, mark="sent", by="lanhdao", rows=[], as_json=False)


def of_another_unit(sms: Sms, login: str) -> None:
    def add(session: Session) -> None:
        unit = Unit(level=UnitLevel.COMMUNE, code=login)
        session.add(unit)
        session.flush()
        session.add(
            Staff(unit_id=unit.id or 0, login=login, full_name=login, role=Role.ADMINISTRATOR, password_hash="-")
        )

    sms.change(add)


def test_addresses_for_gateways(sms: Sms, said: Said) -> None:
    show_callbacks(as_json=True)
    assert json.loads(said()) == {"callbacks": []}

    def change(session: Session) -> None:
        session.get_one(Account, sms.account_id).settings = {"gateway": "esms", "sender": "STP-HGIANG"}

    sms.change(change)
    show_callbacks(as_json=False)
    assert f"/sms/bao-cao/{sms.account_id}/{callback_key(sms.home, sms.account_id)}" in said()


def test_the_command_line_itself(sms: Sms, tmp_path: Path) -> None:
    file = listed(tmp_path, "SĐT\n0912345678\n12\n")

    def loa(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(servers.ROOT / "loa.py"), "sms", *arguments],
            env={**os.environ, "LOA_HOME": str(sms.home)},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    dry = loa("audience", "import", str(file), "--name", "A", "--dry-run", "--json")
    assert dry.returncode == 1
    assert json.loads(dry.stdout)["faults"] == [
        {"line": 3, "message": "Dòng 3: số ngắn hoặc số dịch vụ (1900, 1800), không nhận tin nhắn như số di động."}
    ]
    assert loa("broadcasts", "--json").stdout.strip() == '{\n "broadcasts": []\n}'
    missing = loa("broadcast", "7", "--json")
    assert (missing.returncode, "Không có đợt gửi tin số 7" in json.loads(missing.stdout)["error"]) == (1, True)
    assert loa("unknown", "7").returncode == 2


def count(sms: Sms, kind: type) -> int:
    with sms.database.read() as session:
        return len(session.exec(select(kind)).all())


def notices(sms: Sms) -> list[bool]:
    """Whether each is open."""
    with sms.database.read() as session:
        return [notice.closed_at is None for notice in session.exec(select(Notice))]
