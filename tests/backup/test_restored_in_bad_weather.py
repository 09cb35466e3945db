"""A home dies in the middle of its work; a backup of six hours ago is restored, and the platforms are in bad weather.

The backup has all posts planned. The home sends some of them, and of what it reads after the backup, and is killed. The restored
home reads that again, and goes on. At the end the platforms' own ledger is counted: nothing twice, nothing missing where Loa can
look; where it cannot, each is shown to people and not sent.
"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from distributor.backup.restore import restore
from distributor.backup.take import take_backup
from distributor.db import Database
from distributor.draft.links import ShortLinks
from distributor.draft.store import insert_post
from distributor.ingest.identify import Key
from distributor.journal import read_journal
from distributor.models import Account, Approval, Item, ItemKey, Notice, Post, PostState
from distributor.outgoing.manifest import manifest_of
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from phrases import is_said
from tests.backup.conftest import other_database, programs
from tests.support import province, servers, workers
from tests.support.fates import publications

AGE = timedelta(hours=6)
EACH = 12
"""Posts a channel that the backup has."""
LATE = 6
"""Items that are read after it."""
SENT = 12
"""Posts that are out, by what the home knows, when it is killed."""
STORM = {"accept_then_drop": 0.25, "error_500": 0.1, "throttle": 0.05, "throttle_s": 1, "only": "publish"}


def seed(session: Session, settings: Settings, sandbox_url: str) -> None:
    """Two platforms that can be looked at, one that cannot, and one where people publish."""
    seeded, now, vault = province.seed_unit(session), datetime.now(UTC), open_vault(settings.home)
    picture = province.seed_picture(session, settings.media_folder, now)
    items = [province.seed_item(session, seeded, number, now - timedelta(days=1)) for number in range(EACH)]
    for channel in ("facebook", "x", "zalo"):
        limits = province.QUICK
        account = province.seed_sandbox_account(session, seeded, vault, sandbox_url, channel, limits=limits)
        province.seed_posts(session, seeded, account, items, picture=picture if channel == "zalo" else "")
    manual = province.seed_manual_account(session, seeded)
    province.seed_posts(session, seeded, manual, items[:3])


def read_late_items(session: Session, order: int) -> None:
    """As ingest and compose do: in the restored home in another order than in the one that died."""
    now = datetime.now(UTC)
    seeded = province.Seeded(session.exec(select(Item.unit_id)).first() or 0, 1)
    accounts = session.exec(select(Account).where(col(Account.channel).in_(["facebook", "x"]))).all()
    for number in list(range(LATE))[::order]:
        address = f"https://huonggiang.example/van-ban/{number}"
        item_id = province.seed_item(session, seeded, 100 + number, now - timedelta(hours=1))
        key = Key("address", "address", address)
        session.add(ItemKey(unit_id=seeded.unit_id, item_id=item_id, key=key.digest, kind=key.kind, value=address))
        session.flush()
        item = session.get_one(Item, item_id)
        for account in accounts:
            link = ShortLinks(session, item, province.BASE).new(account, "announce")
            values: dict[str, object] = {
                "unit_id": item.unit_id, "account_id": account.id, "item_id": item_id, "purpose": "announce",
                "state": PostState.PLANNED, "title": item.title, "text": f"{item.title}\n{link}", "dropped": [], "settings": {},
                "slot_at": now, "due_at": now, "expires_at": now + timedelta(hours=48), "rendered": True,
            }  # fmt: skip
            post = session.get_one(Post, insert_post(session, values, link=link, target_url=address, now=now))
            post.manifest_hash = manifest_of(post, ()).hash()
            approval = Approval(
                post_id=post.id or 0, manifest_hash=post.manifest_hash, staff_id=seeded.staff_id, given_at=now
            )
            session.add(approval)
            session.flush()
            post.approval_id = approval.id
            session.add(post)


def of_channels(database: Database) -> dict[str, Counter[str]]:
    counted: dict[str, Counter[str]] = {}
    with database.read() as session:
        for channel, state in session.exec(
            select(Account.channel, Post.state).join(Account, col(Account.id) == col(Post.account_id))
        ):
            counted.setdefault(channel, Counter())[state] += 1
    return counted


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nothing_goes_out_twice(
    tmp_path: Path, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    with servers.sandbox(tmp_path / "sandbox", "--no-clicks") as sandbox_url, other_database(database_url) as other:
        weather = {platform: {**STORM, "seed": seed} for platform, seed in (("facebook", 7), ("x", 11), ("zalo", 17))}
        settings = Settings(
            old,
            Values(
                database_url=database_url,
                sandbox=False,
                postgresql_programs=programs(),
                backup_folder=str(tmp_path / "apart"),
            ),
        )
        database = Database(database_url, home=old)
        with database.write() as session:
            seed(session, settings, sandbox_url)
        vault = open_vault(old, database=database)
        take_backup(settings, database, vault, now=datetime.now(UTC) - AGE)
        with database.write() as session:
            read_late_items(session, 1)
        database.dispose()
        province.call("PUT", f"{sandbox_url}/_sandbox/weather", weather)
        with workers.running(old, database_url, sandbox_url) as run:
            servers.wait_until(
                lambda: run.states()[PostState.PUBLISHED] >= SENT, lambda: f"some are out: {run.states()}"
            )
            workers.die(run.parts["worker"])
        before = publications(sandbox_url)
        marked = {entry.get("code") for entry in read_journal(old / "journal", datetime.now(UTC) - AGE)}
        environment = {"LOA_SANDBOX": "0", "LOA_POSTGRESQL_PROGRAMS": programs(), **other}
        restored = restore(
            new, tmp_path / "apart", now=datetime.now(UTC), environment=environment, key_file=old / "secret.key"
        )
        url = restored.settings.database_url
        database = Database(url, home=new)
        with database.write() as session:
            read_late_items(session, -1)
        with workers.running(new, url, sandbox_url) as run:
            wanted = 2 * (EACH + LATE)
            servers.wait_until(
                lambda: run.states()[PostState.PUBLISHED] == wanted,
                lambda: f"{of_channels(database)}",
                look_s=0.2,
            )
        after, states = publications(sandbox_url), of_channels(database)
        with database.read() as session:
            shown = set(
                session.exec(select(Notice.subject).where(Notice.kind == "unknown", col(Notice.closed_at).is_(None)))
            )
            unknown = session.exec(select(Post.id).where(Post.state == PostState.UNKNOWN)).all()
            found = session.exec(select(Post.reason)).all()
        database.dispose()
    twice = [code for code, count in after.items() if count > 1]
    for name, value in (
        ("out before", len(before)),
        ("out after", len(after)),
        ("twice", len(twice)),
        ("unknown", len(unknown)),
    ):
        record_property(name, value)
    assert set(before) <= marked, "a call was made that is not in the journal"
    assert twice == []
    assert {channel: dict(each) for channel, each in states.items()} == {
        "facebook": {"published": EACH + LATE},
        "x": {"published": EACH + LATE},
        "zalo": {"unknown": EACH},
        "manual": {"unknown": 3},
    }
    assert {f"post:{post_id}" for post_id in unknown} == shown, "each unknown is shown"
    assert sum(is_said(reason, "deliver.found") for reason in found) > 0, (
        "no look found anything: the test proved nothing"
    )
    assert SENT <= len(before) < len(after)
