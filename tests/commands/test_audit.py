"""What people decide is logged, wherever they decide it; `loa audit verify` says whether the log is whole."""

import pytest
from sqlalchemy import text

from commands.home import upgrade_database
from distributor.errors import SettingsError
from distributor.settings import Settings, Values
from tests.commands.office import Office, commands, office
from tests.web.desk_cases import COMMUNE
from tests.web.province import LOGIN

__all__ = ["commands", "office"]


def test_decisions_at_the_command_line_are_logged(office: Office) -> None:
    post, by = office.desk.facebook, ("--by", LOGIN)
    assert office.loa("redo", post, *by).code == 0
    with office.database.write() as session:
        session.connection().execute(text(f"UPDATE post SET state = 'awaiting_review' WHERE id = {post}"))
    assert office.loa("skip", post, "--reason", "Trùng", *by).code == 0
    assert office.loa("hold", "--reason", "Mưa lũ", "--ordered-by", "Chủ tịch xã", "--by", COMMUNE).code == 0
    assert office.loa("lift", 1, *by).code == 0
    assert office.loa("correct", office.desk.corrected_item, "--dismiss", *by).code == 0
    assert office.loa("handover", office.desk.manual, "--done", "https://tiktok.example/@tinh/1", *by).code == 0
    unit, commune = office.province.unit_id, office.province.commune_id
    assert office.log() == [
        (LOGIN, "redo", f"post:{post}", unit),
        (LOGIN, "skip", f"post:{post}", unit),
        (COMMUNE, "hold", "hold:1", commune),
        (LOGIN, "lift", "hold:1", commune),
        (LOGIN, "dismiss", f"item:{office.desk.corrected_item}", unit),
        (LOGIN, "hand_over", f"post:{office.desk.manual}", unit),
    ]


def test_what_was_refused_is_not_logged_as_done(office: Office) -> None:
    assert office.loa("skip", office.desk.facebook, "--reason", " ", "--by", LOGIN).code != 0
    assert office.loa("skip", office.desk.facebook, "--reason", "Trùng", "--by", "xem").code != 0
    assert office.log() == []


def test_verify_says_whether_the_log_is_whole(office: Office) -> None:
    empty = office.loa("audit", "verify")
    assert (empty.code, "Nhật ký trống" in empty.out, "còn nguyên" in empty.out) == (0, True, False)
    for reason in ("Mưa", "Lũ", "Bão"):
        office.loa("hold", "--reason", reason, "--ordered-by", "Chủ tịch", "--by", LOGIN)
    whole = office.loa("audit", "verify", "--json")
    assert (whole.code, whole.object) == (
        0,
        {"rows": 3, "whole": True, "first_broken": None, "noted": 3, "cut_at": None, "noted_anew": None},
    )
    with office.database.write() as session:
        session.connection().execute(text("UPDATE audit_entry SET actor = 'khac' WHERE id = 2"))
    broken = office.loa("audit", "verify")
    assert broken.code == 1
    assert "bị đứt từ dòng 2" in broken.out
    assert office.loa("audit", "verify", "--json").object == {**whole.object, "whole": False, "first_broken": 2}


def test_rows_that_were_deleted_at_the_end_are_told(office: Office) -> None:
    for reason in ("Mưa", "Lũ"):
        office.loa("hold", "--reason", reason, "--ordered-by", "Chủ tịch", "--by", LOGIN)
    with office.database.read() as session:
        mailed = f"2:{session.connection().execute(text('SELECT hash FROM audit_entry WHERE id = 2')).scalar_one()}"
    assert office.loa("audit", "verify", "--head", mailed).code == 0
    with office.database.write() as session:
        session.connection().execute(text("DELETE FROM audit_entry"))
    gone = office.loa("audit", "verify")
    assert (gone.code, "bị cắt" in gone.out, "còn nguyên" in gone.out) == (1, True, False)
    (office.home / "audit.heads").unlink()
    emptied = office.loa("audit", "verify")
    assert (emptied.code, "đối chiếu" in emptied.out, "còn nguyên" in emptied.out) == (0, True, False), "all is gone"
    assert office.loa("audit", "verify", "--head", mailed, "--json").object["cut_at"] == 2
    assert office.loa("audit", "verify", "--head", "hai").code == 1


def test_a_loss_that_is_known_is_closed_and_hides_no_later_one(office: Office) -> None:
    for reason in ("Mưa", "Lũ", "Bão"):
        office.loa("hold", "--reason", reason, "--ordered-by", "Chủ tịch", "--by", LOGIN)
    assert office.loa("audit", "verify", "--accept").out == "Nhật ký còn nguyên: 3 dòng nối liền nhau.\n"
    with office.database.write() as session:
        session.connection().execute(text("DELETE FROM audit_entry WHERE number > 1"))
    assert office.loa("audit", "verify", "--accept", "--head", "3:abc").code == 1
    taken = office.loa("audit", "verify", "--accept")
    assert (taken.code, "chấp nhận nhật ký còn 1 dòng" in taken.out) == (0, True)
    after = office.loa("audit", "verify")
    assert (after.code, "lúc ấy có 1 dòng, trước đó đã ghi nhận 3 dòng" in after.out) == (0, True)
    told = office.loa("audit", "verify", "--json").object
    assert (told["rows"], told["noted"], told["noted_anew"]["before"]) == (2, 2, 3)
    with office.database.read() as session:
        newest = text("SELECT actor, action, subject FROM audit_entry ORDER BY number DESC LIMIT 1")
        assert session.connection().execute(newest).one() == ("loa", "accept_log", "log")
    with office.database.write() as session:
        session.connection().execute(text("DELETE FROM audit_entry WHERE number = 2"))
    assert office.loa("audit", "verify", "--json").object["cut_at"] == 2, "who accepted is gone, and that is told"


def test_a_lost_master_key_is_told_before_anything_starts(office: Office) -> None:
    settings = Settings(office.home, Values(sandbox=False))
    upgrade_database(settings)
    key = office.home / "secret.key"
    key.rename(office.home / "elsewhere")
    with pytest.raises(SettingsError, match="Mất khóa chính"):
        upgrade_database(settings)
    sick = office.loa("doctor", "--json")
    assert [each["ok"] for each in sick.object if each["name"] == "Khóa mã hóa"] == [False]
    assert not key.exists()
    (office.home / "elsewhere").rename(key)
    upgrade_database(settings)
