"""A Page of the sandbox with a published post, citizens who write under it, and a spokesperson; either database."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlmodel import Session, col, select

from distributor.cases.collect import read_comments, watch_posts
from distributor.cases.reply import confirm_reply
from distributor.cases.turn import answer_citizens
from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import (
    Account,
    Case,
    CaseMessage,
    CaseReply,
    CommentWatch,
    Post,
    PostState,
    Receipt,
    Spokesperson,
    Staff,
)
from distributor.outgoing.carrier import Carrier
from distributor.settings import Settings, Values
from distributor.staff.deeds import Actor
from distributor.vault import open_vault
from distributor.work.liveness import LivingIncarnation
from tests.deliver.conftest import PatientPacer
from tests.sandbox.running import Sandbox, quiet_sandbox
from tests.support import province


@dataclass
class AheadClock:
    """The sandbox's time, and as much later as the test says."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def move(self, **span: float) -> None:
        self.ahead += timedelta(**span)


@dataclass
class Talk:
    """Everything a test of cases touches."""

    carrier: Carrier
    database: Database
    clock: AheadClock
    sandbox: Sandbox
    seeded: province.Seeded
    account_id: int
    post_id: int
    post: str
    """The platform's id of the post."""
    keys: Iterator[int] = field(default_factory=lambda: iter(range(1_000_000)))

    def write(self, text: str, author: str = "Trần Văn Mẫu", parent: str = "") -> str:
        """A citizen's comment; its id."""
        wishes = {"post": self.post, "text": text, "author": author, "parent": parent}
        written: str = self.sandbox.control("POST", "/graph/comments", wishes)["id"]
        return written

    def graph(self, method: str, path: str, **fields: str) -> Any:
        """The Page itself speaks to the platform."""
        with self.database.read() as session:
            return as_the_page(self.carrier, session.get_one(Account, self.account_id), method, path, **fields)

    def read(self) -> None:
        """The post's comments are read now, whenever their time is."""
        with self.database.write() as session:
            watch_posts(session, self.clock.now())
            watch = session.get_one(CommentWatch, self.post_id)
            watch.due_at = self.clock.now()
            session.add(watch)
        assert read_comments(self.carrier, self.account_id) == 1

    def messages(self) -> list[CaseMessage]:
        with self.database.read() as session:
            return list(session.exec(select(CaseMessage).order_by(col(CaseMessage.id))).all())

    def cases(self) -> list[Case]:
        with self.database.read() as session:
            return list(session.exec(select(Case).order_by(col(Case.id))).all())

    def confirm(self, message: CaseMessage, text: str, key: str = "") -> int:
        with self.database.write() as session:
            actor = Actor(session.get_one(Staff, self.seeded.staff_id), self.clock.now())
            return confirm_reply(
                session, actor, message.case_id, message.id or 0, text, key or f"khoa-{next(self.keys)}"
            )

    def carry(self) -> int:
        return answer_citizens(self.carrier, self.account_id)

    def reply(self, reply_id: int) -> CaseReply:
        with self.database.read() as session:
            return session.get_one(CaseReply, reply_id)

    def seen(self, text: str) -> list[dict[str, Any]]:
        """What stands on the platform with these words."""
        comments = self.sandbox.get("/_sandbox/graph")["comments"]
        return [one for one in comments if (one["post"], one["text"], one["deleted"]) == (self.post, text, False)]


def as_the_page(carrier: Carrier, account: Account, method: str, path: str, **fields: str) -> Any:
    signed = {**fields, "access_token": carrier.vault.open(account.credentials)["page_access_token"]}
    given = {"params": signed} if method == "DELETE" else {"data": signed}
    answer = requests.request(method, f"{account.settings['endpoint']}/v26.0/{path}", timeout=10, **given)  # type: ignore[arg-type]
    answer.raise_for_status()
    return answer.json()


def make_carrier(database: Database, home: Path, clock: AheadClock) -> Carrier:
    settings = Settings(home, Values(lease=60, max_tries=3))
    settings.run_folder.mkdir(parents=True, exist_ok=True)
    return Carrier(
        settings=settings,
        database=database,
        clock=clock,
        vault=open_vault(home),
        incarnation=LivingIncarnation(database, settings.run_folder),
        pacer=PatientPacer(),
        media_path=MediaStore(settings.media_folder).path_of,
    )


def stand_published(
    session: Session, seeded: province.Seeded, account: Account, external_id: str, now: datetime
) -> int:
    """A post of ours that the platform knows under this id; who may answer under it is named."""
    [post_id] = province.seed_posts(session, seeded, account, [province.seed_item(session, seeded, 1, now)], now=now)
    post = session.get_one(Post, post_id)
    post.state, post.published_at, post.due_at = PostState.PUBLISHED, now, None
    session.add(post)
    session.add(Receipt(post_id=post_id, account_id=account.id or 0, external_id=external_id, received_at=now))
    name_spokesperson(session, seeded, now)
    return post_id


def name_spokesperson(session: Session, seeded: province.Seeded, now: datetime) -> None:
    session.add(
        Spokesperson(
            unit_id=seeded.unit_id,
            staff_id=seeded.staff_id,
            basis="QĐ 1/QĐ-STP",
            valid_from=date(2026, 1, 1),
            named_by="tran.ha",
            named_at=now,
        )
    )


@pytest.fixture(scope="session")
def citizens_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with quiet_sandbox(tmp_path_factory.mktemp("citizens")) as sandbox:
        yield sandbox


@pytest.fixture
def talk(database: Database, tmp_path: Path, citizens_sandbox: Sandbox) -> Iterator[Talk]:
    clock, sandbox = AheadClock(), citizens_sandbox
    sandbox.control("PUT", "/weather", {"facebook": {}})
    carrier = make_carrier(database, tmp_path / "home", clock)
    now = clock.now()
    with database.write() as session:
        seeded = province.seed_unit(session)
        account = province.seed_sandbox_account(session, seeded, carrier.vault, sandbox.base_url, "facebook")
        assert account.id is not None
        page = account.settings["page_id"]
        external_id = as_the_page(carrier, account, "POST", f"{page}/feed", message=f"Hỏi đáp {page}")["id"]
        post_id = stand_published(session, seeded, account, external_id, now)
        account_id = account.id
    yield Talk(carrier, database, clock, sandbox, seeded, account_id, post_id, external_id)
    carrier.incarnation.close()
