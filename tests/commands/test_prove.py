"""`loa prove` as people run it: it asks aloud, says a verdict a line, and leaves a record that is its owner's alone."""

import shutil
from pathlib import Path

import pytest

from distributor.db import Database
from distributor.vault import open_vault
from tests.commands.forked import Forked
from tests.commands.homes import Answer, Home, checked
from tests.sandbox.running import quiet_sandbox
from tests.support import province

pytestmark = pytest.mark.slow


def test_a_person_is_asked_before_each_step_and_told_what_came_of_it(tmp_path: Path, sqlite_template: Path) -> None:
    with quiet_sandbox(tmp_path / "sandbox") as sandbox:
        folder = tmp_path / "home"
        folder.mkdir(mode=0o700)
        shutil.copyfile(sqlite_template, folder / "loa.db")
        database = Database(f"sqlite:///{folder / 'loa.db'}")
        with database.write() as session:
            seeded = province.seed_unit(session)
            vault = open_vault(folder, database=database)
            for channel in ("x", "x", "facebook"):
                province.seed_sandbox_account(session, seeded, vault, sandbox.base_url, channel)
        database.dispose()
        forked = Forked(Home(folder).environment)

        def prove(*arguments: str, answers: str) -> Answer:
            return checked(Answer(**forked.run(("prove", *arguments, "--by", "lanhdao"), {}, answers)))

        several = prove("x", answers="")
        assert (several.code, "--account SỐ" in several.err) == (1, True)
        assert "không gọi nền tảng nào" in prove("rss", answers="").err
        aloud = prove("x", "--account", "1", answers="\n" * 9)
        assert "sẽ CÔNG KHAI cho đến khi được gỡ" in aloud.err
        assert "Nền tảng tính 0,200 USD." in aloud.err
        assert "- không làm đăng một bài thử" in aloud.out
        assert sandbox.ledger("x") == []
        record = tmp_path / "record.jsonl"
        # Post, read back, no edit, numbers, followers, no video, take away.
        ran = prove("facebook", "--out", str(record), answers="c\nc\n\nc\nc\n\nc\n")
        assert ran.code == 0, ran.out + ran.err
        assert "Bài không hiện với công chúng" in ran.err
        marks = [line[0] for line in ran.out.splitlines()[:-1]]
        assert marks == ["✓", "✓", "✓", "-", "✓", "✓", "-", "✓"]
        assert record.stat().st_mode & 0o077 == 0
        assert prove("facebook", "--out", str(record), answers="").code == 1, "nothing is written over"
