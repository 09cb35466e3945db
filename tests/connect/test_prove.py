"""`loa prove`: a connection tried step by step against the sandbox, and its record, which holds no secret."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from io import StringIO
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from sqlmodel import select

from channels.base import MediaFile, OutgoingPost
from channels.record import ExchangeRecord
from channels.registry import spec_of
from commands.prove import QUIET, _video
from distributor.clock import SystemClock
from distributor.connect.prove import ProofResult, ProofStep, ProofVerdict, ProofVisit, ProofWish, prove_account
from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import Account, AuditEntry, Staff
from distributor.settings import Settings, Values
from distributor.staff.deeds import Actor
from distributor.vault import Vault, open_vault
from tests.sandbox.running import Sandbox, quiet_sandbox
from tests.support import province

WORKS, LACKS, LEFT, FAILED = ProofResult.WORKS, ProofResult.LACKS, ProofResult.LEFT, ProofResult.FAILED
LINK = f"{province.BASE}/l/thu2345"
COVER = f"{province.BASE}/anh-bia.png"
"""Of the house, where the office's address shows one."""
POST = OutgoingPost("prove-1", "Bài thử", f"Bài thử kết nối. {LINK}", LINK, settings={"lead": "Bài thử."})


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with quiet_sandbox(tmp_path_factory.mktemp("prove")) as sandbox:
        yield sandbox


class Office:
    """One account at the sandbox, and the person who tries it."""

    def __init__(self, database: Database, folder: Path, sandbox: Sandbox, channel: str) -> None:
        self.database, self.folder, self.record, self.channel = database, folder, StringIO(), channel
        self.settings = Settings(folder, Values(sandbox=True))
        self.vault: Vault = open_vault(folder, database=database)
        with database.write() as session:
            seeded = province.seed_unit(session)
            account = province.seed_sandbox_account(session, seeded, self.vault, sandbox.base_url, channel)
            account.settings = {**account.settings, "cover_address": COVER}
            self.account_id, self.staff_id = account.id or 0, seeded.staff_id

    def secrets(self) -> set[str]:
        with self.database.read() as session:
            account = session.get_one(Account, self.account_id)
        public = {"client_id", "app_id"}
        return {value for name, value in self.vault.open(account.credentials).items() if name not in public}

    def prove(self, *refused: ProofStep) -> dict[ProofStep, ProofVerdict]:
        with self.database.read() as session:
            staff = session.get_one(Staff, self.staff_id)
        clock = SystemClock()
        desk = ProofVisit(
            self.database,
            clock,
            self.vault,
            self.settings.way_out,
            record=ExchangeRecord(self.record),
            settings=QUIET.get(self.channel, {}),
        )
        wish = ProofWish(
            replace(POST, media=()),
            edited_text=f"Bài thử, đã sửa. {LINK}",
            video=lambda: _video(self.folder / "thu.mp4"),
            ask=lambda step: step not in refused,
            tell=lambda _verdict: None,
            wait=lambda seconds: sleep(min(seconds, 2.0)),  # the sandbox shows what it accepted after one second
        )
        with closing(desk):
            verdicts = prove_account(desk, Actor(staff, clock.now()), self.account_id, wish)
        assert [each.step for each in verdicts] == list(dict.fromkeys(each.step for each in verdicts))
        return {each.step: each for each in verdicts}

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.record.getvalue().splitlines()]


EXPECTED = {
    "facebook": {ProofStep.EDIT: WORKS, ProofStep.VIDEO: WORKS},
    "x": {ProofStep.EDIT: LACKS, ProofStep.VIDEO: WORKS},
    "youtube": {ProofStep.EDIT: WORKS},
    "zalo": {ProofStep.READ_BACK: WORKS, ProofStep.VIDEO: LACKS},
}


PUBLIC = {"facebook": 0, "x": 1, "youtube": 0, "zalo": 1}
"""What readers could have seen of a proof."""


@pytest.mark.slow
@pytest.mark.parametrize("channel", EXPECTED)
def test_each_channel_is_proved_and_nothing_is_left(
    channel: str, database: Database, tmp_path: Path, sandbox: Sandbox
) -> None:
    office = Office(database, tmp_path, sandbox, channel)
    before = office.secrets()
    seen = len(sandbox.ledger(channel))
    proved = office.prove()
    bad = {step: each for step, each in proved.items() if each.result not in (WORKS, LACKS)}
    assert bad == {}
    for step, result in EXPECTED[channel].items():
        assert proved[step].result is result, proved[step]
    assert proved[ProofStep.WITHDRAW].result is WORKS
    with database.read() as session:
        assert [entry.action for entry in session.exec(select(AuditEntry))] == ["prove"]
    out = sandbox.ledger(channel)[seen:]
    assert len(out) == PUBLIC[channel], "was public for a while, or never"
    assert all(one["deleted"] for one in out), "and is so no more"
    written = office.record.getvalue()
    for secret in before | office.secrets():
        assert secret not in written
    requests = [line for line in office.lines() if "request" in line]
    assert len(requests) > 5
    assert all(line["status"] or line.get("failed") for line in requests)
    assert [line["verdict"] for line in office.lines() if "verdict" in line] == list(proved)


@pytest.mark.slow
def test_each_step_is_asked_about_and_what_was_posted_may_be_left(
    database: Database, tmp_path: Path, sandbox: Sandbox
) -> None:
    office = Office(database, tmp_path, sandbox, "facebook")
    proved = office.prove(ProofStep.EDIT, ProofStep.VIDEO, ProofStep.WITHDRAW)
    assert {step for step, each in proved.items() if each.result is LEFT} == {
        ProofStep.EDIT,
        ProofStep.VIDEO,
        ProofStep.WITHDRAW,
    }
    assert proved[ProofStep.WITHDRAW].said.startswith("https://"), "where to take it away by hand"
    assert office.prove(*ProofStep)[ProofStep.POST].result is LEFT


@pytest.mark.slow
def test_what_was_posted_is_taken_away_whatever_goes_wrong_here(
    database: Database, tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_file: Path) -> MediaFile:
        raise LoaError("no ffmpeg")

    monkeypatch.setattr(f"{__name__}._video", broken)
    office = Office(database, tmp_path, sandbox, "facebook")
    with pytest.raises(LoaError, match="no ffmpeg"):
        office.prove()
    assert [line["result"] for line in office.lines() if line.get("verdict") == "withdraw"] == ["works"]


@pytest.mark.slow
def test_a_token_that_is_refused_ends_it_before_anything_is_posted(
    database: Database, tmp_path: Path, sandbox: Sandbox
) -> None:
    office = Office(database, tmp_path, sandbox, "facebook")
    with database.write() as session:
        account = session.get_one(Account, office.account_id)
        account.credentials = office.vault.seal({"page_access_token": "EAAwrongtoken0000000000"})
        session.add(account)
    proved = office.prove()
    assert list(proved) == [ProofStep.PROBE]
    assert proved[ProofStep.PROBE].result is FAILED
    assert "EAAwrongtoken" not in office.record.getvalue()


def test_the_channels_that_can_say_how_a_post_is_kept_from_readers() -> None:
    assert {name for name in ("facebook", "x", "youtube", "zalo") if spec_of(name).unseen} == {"facebook", "youtube"}
