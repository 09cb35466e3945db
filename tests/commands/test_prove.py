"""`loa prove` as a program: it asks aloud, says a verdict a line, and leaves a record that is its owner's alone."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from distributor.db import Database
from distributor.vault import open_vault
from tests.commands.homes import Home
from tests.sandbox.running import quiet_sandbox
from tests.support import province
from tests.support.servers import PATIENCE_S, ROOT

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
        home = Home(folder)

        def prove(*arguments: str, answers: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [sys.executable, str(ROOT / "loa.py"), "prove", *arguments, "--by", "lanhdao"],
                env=home.environment,
                input=answers,
                capture_output=True,
                text=True,
                timeout=PATIENCE_S,
                check=False,
            )

        several = prove("x", answers="")
        assert (several.returncode, "--account SỐ" in several.stderr) == (1, True)
        assert "không gọi nền tảng nào" in prove("rss", answers="").stderr
        aloud = prove("x", "--account", "1", answers="\n" * 9)
        assert "sẽ CÔNG KHAI cho đến khi được gỡ" in aloud.stderr
        assert "Nền tảng tính 0,200 USD." in aloud.stderr
        assert "- không làm đăng một bài thử" in aloud.stdout
        assert sandbox.ledger("x") == []
        record = tmp_path / "record.jsonl"
        # Post, read back, no edit, numbers, followers, no video, take away.
        ran = prove("facebook", "--out", str(record), answers="c\nc\n\nc\nc\n\nc\n")
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert "Bài không hiện với công chúng" in ran.stderr
        marks = [line[0] for line in ran.stdout.splitlines()[:-1]]
        assert marks == ["✓", "✓", "✓", "-", "✓", "✓", "-", "✓"]
        assert record.stat().st_mode & 0o077 == 0
        assert prove("facebook", "--out", str(record), answers="").returncode == 1, "nothing is written over"
