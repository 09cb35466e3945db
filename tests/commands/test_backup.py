"""`loa backup` and `loa restore` as people type them: what is told, what is refused, and that the home works again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from distributor.db import Database
from distributor.models import Post, PostState
from tests.commands.forked import Forked
from tests.commands.homes import Answer, Home, checked
from tests.support import province

PEOPLE = ("init", "--unit", "Sở Tư pháp tỉnh X", "--login", "quantri", "--name", "Nguyễn Văn An")


@pytest.mark.slow
def test_a_home_is_backed_up_and_brought_back_on_an_empty_machine(tmp_path: Path) -> None:
    old, new = (Home(tmp_path / name, {"LOA_SANDBOX": "0"}) for name in ("old", "new"))
    with Forked(old.environment) as forked:

        def loa(home: Home, *arguments: str) -> Answer:
            return checked(Answer(**forked.run(arguments, home.environment)))

        assert loa(old, *PEOPLE).code == 0
        made = loa(old, "backup")
        assert made.code == 0
        assert "không chứa khóa bí mật" in made.err
        key = tmp_path / "safe" / "khoa"
        assert loa(old, "backup", "--with-keys", str(key), "--json").object["keys"] == str(key)
        beside = loa(old, "backup", "--with-keys", str(tmp_path / "old" / "backups" / "khoa"))
        assert (beside.code, "cùng chỗ" in beside.err) == (1, True)

        keyless = loa(new, "restore", str(tmp_path / "old" / "backups"))
        assert (keyless.code, "Thiếu khóa" in keyless.err) == (1, True)
        told = loa(new, "restore", str(tmp_path / "old" / "backups"), "--keys", str(key))
        assert told.code == 0, told.err
        assert "cách đây 0 giờ" in told.out
        assert "Không gì được gửi lần thứ hai" in told.out
        again = loa(new, "restore", str(tmp_path / "old" / "backups"), "--keys", str(key))
        assert (again.code, "không trống" in again.err) == (1, True)
        assert loa(new, "staff", "password", "quantri").code == 0
        twice = loa(new, *PEOPLE)
        assert (twice.code, "Lỗi" in twice.err) == (1, True), "the home has its people already"


@pytest.mark.slow
def test_a_place_that_is_no_folder_is_told_and_not_an_accident(tmp_path: Path) -> None:
    place = tmp_path / "cho"
    place.write_text("")
    home = Home(tmp_path / "home", {"LOA_SANDBOX": "0"})
    assert home.loa(*PEOPLE).code == 0
    said = home.loa("backup", "--out", str(place))
    assert said.code == 1
    assert str(place) in said.err
    assert "Lỗi ngoài dự kiến" not in said.err


@pytest.mark.slow
def test_what_a_restore_answers_as_json_is_nothing_else(tmp_path: Path) -> None:
    """Posts that move to a person meanwhile are logged, and standard output is for results."""
    old, new = (Home(tmp_path / name, {"LOA_SANDBOX": "0"}) for name in ("old", "new"))
    assert old.loa(*PEOPLE).code == 0
    database = Database(f"sqlite:///{old.path / 'loa.db'}", home=old.path)
    now = datetime.now(UTC)
    with database.write() as session:
        seeded = province.seed_unit(session)
        items = [province.seed_item(session, seeded, 1, now)]
        province.seed_posts(session, seeded, province.seed_manual_account(session, seeded), items)
        session.execute(update(Post).values(state=PostState.PROCESSING))
    database.dispose()
    assert old.loa("backup").code == 0
    told = new.loa("restore", str(old.path / "backups"), "--keys", str(old.path / "secret.key"), "--json")
    assert told.code == 0, told.err
    assert told.object["may_be_out"]["posts"] == 1
    assert "post moved" not in told.said
