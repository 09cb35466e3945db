"""The users of the machine for claimed work, each with one row that is due, and a far side that answers as a test says."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import event, update
from sqlmodel import Session, SQLModel, col, select

from channels.base import (
    Adapter,
    Credentials,
    Look,
    Next,
    OutgoingPost,
    Problem,
    Progress,
    Published,
)
from channels.base import Clock as ChannelClock
from channels.citizens import Comment, Comments
from channels.errors import Rejected, Retryable
from channels.http import Transport
from channels.registry import register, spec_of
from distributor.cases.collect import read_comments
from distributor.cases.turn import answer_citizens
from distributor.compose.templates import Templates
from distributor.correct.carry import carry_step
from distributor.correct.ways import said_hash
from distributor.db import Database
from distributor.deliver.carry import carry_next
from distributor.deliver.hub import ping_hub
from distributor.deliver.reconcile import reconcile_account
from distributor.deliver.recover import recover_orphans
from distributor.errors import LoaError
from distributor.ingest.fetch import Fetched, Fetcher, FetchError, NotModified
from distributor.ingest.turn import read_due
from distributor.mail.calls import REVIEW, call_approver
from distributor.mail.follower_mail import write_follower
from distributor.mail.followers import sign_up
from distributor.mail.schedules import add_schedule
from distributor.mail.send import make_due_mails, send_mail
from distributor.mail.smtp import MailServerReply
from distributor.mail.wishes import wish_calls
from distributor.media.store import MediaStore
from distributor.models import (
    Account,
    Case,
    CaseMessage,
    CaseReply,
    CaseReplyState,
    CommentWatch,
    Correction,
    CorrectionAct,
    CorrectionCause,
    CorrectionState,
    CorrectionStep,
    FollowerMail,
    FollowerMailState,
    Item,
    Post,
    PostState,
    Receipt,
    RenderJob,
    RenderState,
    ReportMail,
    ReportMailState,
    ReviewCall,
    Role,
    Source,
    SourceKind,
    SourceReading,
    Spokesperson,
    Staff,
    StepState,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookState,
)
from distributor.notices import open_notice
from distributor.outgoing.carrier import Carrier
from distributor.phone_numbers import Numbers
from distributor.render import jobs
from distributor.render.video.make import VideoFiles
from distributor.render.wanted import want_shapes
from distributor.settings import Settings, Values
from distributor.staff.deeds import Actor
from distributor.states import note_move
from distributor.vault import open_vault
from distributor.webhooks.decide import EndpointReply
from distributor.webhooks.endpoints import EndpointWish, add_endpoint
from distributor.webhooks.send import send_due
from tests.deliver.conftest import START, SetClock, StationCredentials, make_carrier
from tests.support import province
from tests.support.acting import administrator

HOUR = timedelta(hours=1)
"""Longer than any lease and any first wait."""


MAIL_SERVER = '[mail]\nhost = "127.0.0.1"\nport = "1"\nsecurity = "none"\nsender = "loa@huonggiang.example"\n'


class Killed(BaseException):
    """The process ends here."""


@dataclass
class FarSide:
    """Whoever is called. `answers`: one a call, in order; an exception is raised, a callable is called; then all goes well.

    `arrived`: what it has taken. `open`: the transactions that were open at each call.
    """

    answers: list[Any] = field(default_factory=list)
    calls: int = 0
    arrived: list[str] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    depth: int = 0

    def watch(self, database: Database) -> None:
        def step(by: int) -> Callable[[object], None]:
            def count(_connection: object) -> None:
                self.depth += by

            return count

        for engine in {database._write_engine, database._durable_engine, database._read_engine}:
            event.listen(engine, "begin", step(1))
            event.listen(engine, "commit", step(-1))
            event.listen(engine, "rollback", step(-1))

    def call(self, good: Any = None, what: str = "") -> Any:
        self.calls += 1
        self.open.append(self.depth)
        answer = self.answers.pop(0) if self.answers else None
        if callable(answer) and not isinstance(answer, type):
            answer = answer()
        if isinstance(answer, BaseException):
            raise answer
        self.arrived.append(what)
        return good if answer is None else answer


class User(ABC):
    """One user with one row that is due. `once`: the call must not be made twice.

    `fault`: a failure after which it is tried again. `refusal`: one after which it is not; None where none is for good.
    `bounded`: tries come to an end. `before`, `after`: what a worker that dies has come to.
    """

    once: ClassVar[bool] = False
    fault: ClassVar[Any] = Retryable("mất mạng")
    refusal: ClassVar[Any] = Rejected("không nhận")
    bounded: ClassVar[bool] = True
    before: ClassVar[str] = "distributor.work.claims._call_and_record"
    after: ClassVar[str] = "distributor.work.claims.Work._write"

    def __init__(self, database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> None:
        self.database, self.folder, self.monkeypatch, self.stack = database, folder, monkeypatch, stack
        self.clock, self.far = SetClock(), FarSide()
        self.set_up()
        self.far.watch(database)

    @abstractmethod
    def set_up(self) -> None: ...

    @abstractmethod
    def work(self, *, other: bool = False) -> None:
        """One turn of a worker, or of another one."""

    @abstractmethod
    def rows(self, session: Session) -> list[SQLModel]:
        """What is claimed and recorded."""

    @abstractmethod
    def state_of(self, session: Session) -> str:
        """open, done, over, or unknown."""

    @property
    def state(self) -> str:
        with self.database.read() as session:
            return self.state_of(session)

    def snapshot(self) -> list[dict[str, Any]]:
        with self.database.read() as session:
            return [row.model_dump() for row in self.rows(session)]

    def wait(self, span: timedelta = HOUR) -> None:
        self.clock.instant += span

    def settle(self) -> None:
        """Some turns, an hour apart."""
        for _ in range(6):
            if self.state == "done":
                return
            self.wait()
            self.work()


class Mail(User):
    fault = MailServerReply("451 bận")
    refusal = MailServerReply("550 không nhận", for_good=True)

    def set_up(self) -> None:
        self.folder.joinpath("config.toml").write_text(MAIL_SERVER, encoding="utf-8")
        self.settings = Settings(self.folder, Values())
        # Setting the report takes seconds and is no part of this.
        self.monkeypatch.setattr("distributor.mail.send.make_file", lambda *_: ("a.pdf", "pdf", b"%PDF"))
        self.monkeypatch.setattr(
            "distributor.mail.send.hand_over", lambda *_, **_more: self.far.call(MailServerReply())
        )
        self.clock.instant = datetime(2026, 11, 25, 3, 0, tzinfo=START.tzinfo)
        with self.database.write() as session:
            seeded = province.seed_unit(session)
            add_schedule(
                session,
                administrator(seeded.unit_id, self.clock.now()),
                period="month",
                recipients="vanthu@huonggiang.example",
                formats=["pdf"],
            )
        self.clock.instant = datetime(2026, 12, 1, 1, 0, tzinfo=START.tzinfo)
        with self.database.write() as session:
            make_due_mails(session, self.settings, self.clock.now())
            self.mail_id = session.exec(select(ReportMail.id)).one() or 0

    def work(self, *, other: bool = False) -> None:
        send_mail(self.database, self.settings, self.clock, self.mail_id)

    def rows(self, session: Session) -> list[SQLModel]:
        return [session.get_one(ReportMail, self.mail_id)]

    def state_of(self, session: Session) -> str:
        states = {ReportMailState.WAITING: "open", ReportMailState.SENT: "done", ReportMailState.GIVEN_UP: "over"}
        return states[session.get_one(ReportMail, self.mail_id).state]


class FollowerLetter(User):
    """The mail that asks a citizen to confirm."""

    fault = MailServerReply("451 bận")
    refusal = MailServerReply("550 không nhận", for_good=True)

    def set_up(self) -> None:
        self.carrier = make_carrier(self.database, self.folder, self.clock)
        self.stack.callback(self.carrier.incarnation.close)
        self.folder.joinpath("config.toml").write_text(MAIL_SERVER, encoding="utf-8")
        self.monkeypatch.setattr(
            "distributor.mail.follower_mail.hand_over", lambda *_, **_more: self.far.call(MailServerReply())
        )
        with self.database.write() as session:
            settings, numbers = self.carrier.settings, Numbers(self.carrier.vault)
            sign_up(session, settings, numbers, "lan.nguyen@example.com", [], "Tôi muốn nhận tin", self.clock.now())
            session.flush()
            self.mail_id = session.exec(select(FollowerMail.id)).one() or 0

    def work(self, *, other: bool = False) -> None:
        write_follower(self.carrier, self.mail_id)

    def rows(self, session: Session) -> list[SQLModel]:
        return [session.get_one(FollowerMail, self.mail_id)]

    def state_of(self, session: Session) -> str:
        states = {FollowerMailState.WAITING: "open", FollowerMailState.SENT: "done", FollowerMailState.GIVEN_UP: "over"}
        return states[session.get_one(FollowerMail, self.mail_id).state]


class CallOfApprover(User):
    """What waits is told as long as it waits, whatever the mail server says."""

    fault = MailServerReply("451 bận")
    refusal = None
    bounded = False

    def set_up(self) -> None:
        self.folder.joinpath("config.toml").write_text(MAIL_SERVER, encoding="utf-8")
        self.settings, self.vault = Settings(self.folder, Values()), open_vault(self.folder, {})
        self.monkeypatch.setattr(
            "distributor.mail.calls.hand_over", lambda *_, **_more: self.far.call(MailServerReply())
        )
        with self.database.write() as session:
            seeded = province.seed_unit(session)
            account = Account(unit_id=seeded.unit_id, channel="manual", name="Trang tỉnh")
            staff = Staff(
                unit_id=seeded.unit_id, login="duyet", full_name="Lê Duyệt", role=Role.APPROVER, password_hash="x"
            )
            session.add_all([account, staff])
            session.flush()
            wish_calls(session, Actor(staff, self.clock.now()), "duyet@huonggiang.example")
            session.flush()
            self.call_id = session.exec(select(ReviewCall.id)).one() or 0
            item_id = province.seed_item(session, seeded, 1, START)
            (post_id,) = province.seed_posts(session, seeded, account, [item_id], now=START)
            waits = {"state": PostState.AWAITING_REVIEW, "due_at": None}
            session.connection().execute(update(Post).where(col(Post.id) == post_id).values(**waits))
            open_notice(session, kind=REVIEW, subject=f"post:{post_id}", unit_id=seeded.unit_id, now=START, text="Chờ")

    def work(self, *, other: bool = False) -> None:
        call_approver(self.database, self.settings, self.vault, self.clock, self.call_id)

    def rows(self, session: Session) -> list[SQLModel]:
        return [session.get_one(ReviewCall, self.call_id)]

    def state_of(self, session: Session) -> str:
        return "done" if session.get_one(ReviewCall, self.call_id).told_through else "open"


class Webhook(User):
    fault = EndpointReply(500)
    refusal = EndpointReply(410)
    after = "distributor.webhooks.send._record"

    def set_up(self) -> None:
        self.settings, self.vault = Settings(self.folder, Values()), open_vault(self.folder, {})
        self.monkeypatch.setattr("distributor.webhooks.send.post", lambda *_a, **_k: self.far.call(EndpointReply(204)))
        with self.database.write() as session:
            seeded = province.seed_unit(session)
            account = Account(unit_id=seeded.unit_id, channel="manual", name="Trang tỉnh")
            session.add(account)
            session.flush()
            actor, wish = administrator(seeded.unit_id, START), EndpointWish(url="http://127.0.0.1:9/loa")
            endpoint, _ = add_endpoint(session, actor, self.settings, self.vault, seeded.unit_id, wish)
            session.flush()
            self.endpoint_id = endpoint.id or 0
            item_id = province.seed_item(session, seeded, 1, START)
            (post_id,) = province.seed_posts(session, seeded, account, [item_id], now=START)
            note_move(session, post_id, before=PostState.PLANNED, after=PostState.PLANNED, reason="thử", now=START)

    def work(self, *, other: bool = False) -> None:
        send_due(self.database, self.settings, self.vault, self.clock, self.endpoint_id)

    def rows(self, session: Session) -> list[SQLModel]:
        return [session.get_one(WebhookEndpoint, self.endpoint_id), session.exec(select(WebhookDelivery)).one()]

    def state_of(self, session: Session) -> str:
        states = {WebhookState.WAITING: "open", WebhookState.DELIVERED: "done", WebhookState.GIVEN_UP: "over"}
        return states[session.exec(select(WebhookDelivery)).one().state]


class Video(User):
    fault = LoaError("Không dựng được.")
    refusal = None

    def set_up(self) -> None:
        @contextmanager
        def made(*_given: object, **_more: object) -> Iterator[VideoFiles]:
            video, cover, srt, vtt = (self.folder / name for name in ("a.mp4", "a.jpg", "a.srt", "a.vtt"))
            for file in (video, cover, srt, vtt):
                file.write_bytes(b"tep thu")
            self.far.call()
            yield VideoFiles(video, cover, srt, vtt, 3.0, 720, 1280, "Phim.", "text/plain")

        self.monkeypatch.setattr(jobs, "run_storyboard", made)
        self.workshop = jobs.Workshop(
            database=self.database,
            store=MediaStore(self.folder / "media"),
            templates=Templates(),
            now=self.clock.now,
            home=self.folder,
            work_folder=self.folder / "work",
            sample=True,
            public_url=province.BASE,
            stopping=threading.Event(),
        )
        with self.database.write() as session:
            seeded = province.seed_unit(session)
            item = session.get_one(Item, province.seed_item(session, seeded, 1, START))
            want_shapes(session, item, ["9x16"], START)
            self.job_id = session.exec(select(RenderJob.id)).one() or 0

    def work(self, *, other: bool = False) -> None:
        with self.monkeypatch.context() as patched:
            if other:  # a process of its own makes one video at a time, too
                patched.setattr(jobs, "_one_at_a_time", threading.Lock())
            jobs.make_job(self.workshop, self.job_id)

    def rows(self, session: Session) -> list[SQLModel]:
        return [session.get_one(RenderJob, self.job_id)]

    def state_of(self, session: Session) -> str:
        ends = {RenderState.DONE: "done", RenderState.FAILED: "over"}
        return ends.get(session.get_one(RenderJob, self.job_id).state, "open")


class ReadingOfSource(User):
    """What is wrong with a source is told as its reading: a failure is recorded, and read again."""

    fault = FetchError("Không đọc được.")
    refusal = None
    bounded = False

    def set_up(self) -> None:
        far = self.far

        class Feed(Fetcher):
            def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched | NotModified:
                fetched: Fetched | NotModified = far.call(NotModified())
                return fetched

        self.fetcher = Feed()
        with self.database.write() as session:
            seeded = province.seed_unit(session)
            source = Source(
                unit_id=seeded.unit_id, kind=SourceKind.FEED, address=f"{province.BASE}/a.rss", next_read_at=START
            )
            session.add(source)
            session.flush()
            self.source_id = source.id or 0

    def work(self, *, other: bool = False) -> None:
        read_due(self.database, self.source_id, self.clock, self.fetcher)

    def rows(self, session: Session) -> list[SQLModel]:
        return [session.get_one(Source, self.source_id), *session.exec(select(SourceReading))]

    def state_of(self, session: Session) -> str:
        return "done" if session.get_one(Source, self.source_id).first_read_at is not None else "open"


class Platform:
    """The adapter of the far side: it does what any of the users asks of a platform."""

    def __init__(self, far: FarSide) -> None:
        self._far = far

    def check(self, post: OutgoingPost) -> list[Problem]:
        return []

    def begin(self, post: OutgoingPost) -> Next:
        return Next({"step": "publish"}, irreversible=True)

    def advance(self, post: OutgoingPost, progress: Progress) -> Next | Published:
        published: Published = self._far.call(Published("1", "u"), post.link or "")
        return published

    def find(self, post: OutgoingPost, since: datetime) -> Look:

        return Look((Published("1", "u"),) if post.link in self._far.arrived else (), complete=True)

    def comments(self, external_id: str, since: datetime) -> Comments:
        read: Comments = self._far.call(Comments((), complete=True))
        return read

    def reply(self, comment_id: str, text: str) -> str:
        external_id: str = self._far.call("dap-1", text)
        return external_id

    def answers(self, comment_id: str, since: datetime) -> Comments:
        written = [
            Comment(f"dap-{n}", "bai-1", text, "Trang của Sở", START) for n, text in enumerate(self._far.arrived, 1)
        ]
        return Comments(tuple(written), complete=True)

    def hide(self, comment_id: str, *, hidden: bool) -> None:
        self._far.call()

    def edit(self, external_id: str, post: OutgoingPost) -> Published:
        published: Published = self._far.call(Published(external_id, "u"))
        return published

    def withdraw(self, external_id: str) -> None:
        self._far.call()

    def ping(self) -> None:
        self._far.call()


class OnAccount(User):
    """Users that call on an account: a published post of it, and two workers."""

    channel: ClassVar[str] = "facebook"

    def set_up(self) -> None:
        def open_it(
            credentials: Credentials, transport: Transport, clock: ChannelClock, settings: Mapping[str, Any]
        ) -> Adapter:
            return Platform(self.far)

        self.spec = replace(spec_of(self.channel), open=open_it, credentials=StationCredentials)
        self.stack.enter_context(register(self.spec))
        self.carriers = [make_carrier(self.database, self.folder / "home", self.clock) for _ in range(2)]
        for carrier in self.carriers:
            self.stack.callback(carrier.incarnation.close)
        with self.database.write() as session:
            self.seeded = province.seed_unit(session)
            settings = {"slug": "a", "feed_url": f"{province.BASE}/a.rss", "hub": f"{province.BASE}/hub"}
            account = Account(unit_id=self.seeded.unit_id, channel=self.channel, name="Trang của Sở", settings=settings)
            session.add(account)
            session.flush()
            self.account_id = account.id or 0
            item_id = province.seed_item(session, self.seeded, 1, START)
            (self.post_id,) = province.seed_posts(session, self.seeded, account, [item_id], now=START)
            self.seed(session, account)
        self.clock.move(10)

    def seed(self, session: Session, account: Account) -> None:
        published = {"state": PostState.PUBLISHED, "published_at": START, "due_at": None}
        session.connection().execute(update(Post).where(col(Post.id) == self.post_id).values(**published))
        session.add(Receipt(post_id=self.post_id, account_id=self.account_id, external_id="bai-1", received_at=START))

    def carrier(self, *, other: bool) -> Carrier:
        return self.carriers[int(other)]


class PostOnItsWay(OnAccount):
    once = True
    after = "distributor.deliver.carry._record_published"

    def seed(self, session: Session, account: Account) -> None:
        """It is planned and due."""

    def work(self, *, other: bool = False) -> None:
        carrier = self.carrier(other=other)
        recover_orphans(carrier)
        reconcile_account(carrier, self.account_id)
        carry_next(carrier, self.account_id, self.spec)

    def rows(self, session: Session) -> list[SQLModel]:
        return [session.get_one(Post, self.post_id)]

    def state_of(self, session: Session) -> str:
        ends = {PostState.PUBLISHED: "done", PostState.FAILED: "over", PostState.UNKNOWN: "unknown"}
        return ends.get(session.get_one(Post, self.post_id).state, "open")


class Talk(OnAccount):
    """A citizen's comment under the post."""

    def seed(self, session: Session, account: Account) -> None:
        super().seed(session, account)
        case = Case(
            unit_id=self.seeded.unit_id,
            account_id=self.account_id,
            post_id=self.post_id,
            opened_at=START,
            last_at=START,
        )
        session.add(case)
        session.flush()
        message = CaseMessage(
            case_id=case.id or 0,
            account_id=self.account_id,
            post_id=self.post_id,
            external_id="hoi-1",
            text="Nộp ở đâu?",
            written_at=START,
            seen_at=START,
        )
        session.add(message)
        session.flush()
        self.message_id = message.id or 0
        self.seed_talk(session, message)

    def seed_talk(self, session: Session, message: CaseMessage) -> None:
        """Nothing more."""

    def work(self, *, other: bool = False) -> None:
        answer_citizens(self.carrier(other=other), self.account_id)


class Reply(Talk):
    once = True

    def seed_talk(self, session: Session, message: CaseMessage) -> None:
        session.add(
            Spokesperson(
                unit_id=self.seeded.unit_id,
                staff_id=self.seeded.staff_id,
                basis="QĐ 1/QĐ-STP",
                valid_from=date(2026, 1, 1),
                named_by="tran.ha",
                named_at=START,
            )
        )
        session.add(
            CaseReply(
                case_id=message.case_id,
                message_id=self.message_id,
                account_id=self.account_id,
                staff_id=self.seeded.staff_id,
                key="khoa",
                text="Nộp ở bộ phận một cửa.",
                due_at=START,
                created_at=START,
            )
        )

    def rows(self, session: Session) -> list[SQLModel]:
        return [session.exec(select(CaseReply)).one()]

    def state_of(self, session: Session) -> str:
        ends = {CaseReplyState.SENT: "done", CaseReplyState.FAILED: "over", CaseReplyState.UNKNOWN: "unknown"}
        return ends.get(session.exec(select(CaseReply)).one().state, "open")


class Hiding(Talk):
    def seed_talk(self, session: Session, message: CaseMessage) -> None:
        message.hide_wanted, message.hide_due_at = True, START

    def rows(self, session: Session) -> list[SQLModel]:
        return [session.get_one(CaseMessage, self.message_id)]

    def state_of(self, session: Session) -> str:
        message = session.get_one(CaseMessage, self.message_id)
        return "done" if message.hidden else "over" if message.hide_due_at is None else "open"


class ReadingOfComments(OnAccount):
    bounded = False

    def seed(self, session: Session, account: Account) -> None:
        super().seed(session, account)
        session.add(CommentWatch(post_id=self.post_id, account_id=self.account_id, due_at=START))

    def work(self, *, other: bool = False) -> None:
        read_comments(self.carrier(other=other), self.account_id)

    def rows(self, session: Session) -> list[SQLModel]:
        return [session.get_one(CommentWatch, self.post_id)]

    def state_of(self, session: Session) -> str:
        watch = session.get_one(CommentWatch, self.post_id)
        return "done" if watch.read_at is not None else "over" if watch.due_at is None else "open"


class CorrectionOfPost(OnAccount):
    def seed(self, session: Session, account: Account) -> None:
        super().seed(session, account)
        post = session.get_one(Post, self.post_id)
        correction = Correction(
            unit_id=post.unit_id,
            item_id=post.item_id,
            cause=CorrectionCause.OURS,
            round=1,
            state=CorrectionState.APPROVED,
            decided_by="lanhdao",
            decided_at=START,
            created_at=START,
        )
        session.add(correction)
        session.flush()

        step = CorrectionStep(
            correction_id=correction.id or 0,
            post_id=self.post_id,
            account_id=self.account_id,
            act=CorrectionAct.WITHDRAW,
            state=StepState.WAITING,
            old_hash=said_hash(post),
            due_at=START,
        )
        session.add(step)
        session.flush()
        self.step_id = step.id or 0

    def work(self, *, other: bool = False) -> None:
        carry_step(self.carrier(other=other), self.step_id)

    def rows(self, session: Session) -> list[SQLModel]:
        return [session.get_one(CorrectionStep, self.step_id), session.get_one(Post, self.post_id)]

    def state_of(self, session: Session) -> str:
        ends = {StepState.DONE: "done", StepState.FAILED: "over"}
        return ends.get(session.get_one(CorrectionStep, self.step_id).state, "open")


class Ping(OnAccount):
    channel = "rss"
    refusal = None
    bounded = False

    def work(self, *, other: bool = False) -> None:
        ping_hub(self.carrier(other=other), self.account_id)

    def rows(self, session: Session) -> list[SQLModel]:
        return [session.get_one(Account, self.account_id)]

    def state_of(self, session: Session) -> str:
        return "open" if session.get_one(Account, self.account_id).hub_told_at is None else "done"


USERS: tuple[type[User], ...] = (
    *(Mail, FollowerLetter, CallOfApprover, Webhook, Video, ReadingOfSource),
    *(PostOnItsWay, Reply, Hiding, ReadingOfComments, CorrectionOfPost, Ping),
)
