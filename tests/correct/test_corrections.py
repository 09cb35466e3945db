"""Corrections from the source's change to the last channel, on both databases; the platforms are scripted."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from channels.base import Adapter, ChannelSpec, Clock, Credentials, Next, OutgoingPost, Problem, Progress, Published
from channels.errors import OutcomeUnknown, RateLimited, Rejected
from channels.http import Transport
from channels.registry import register, spec_of
from distributor.compose.card_style import CardStyle
from distributor.compose.erratum import Erratum
from distributor.compose.style import change_style
from distributor.compose.templates import Templates
from distributor.correct.carry import MOST_TRIES, carry_step
from distributor.correct.choose import choose_way
from distributor.correct.find import items_to_correct
from distributor.correct.pictures import PICTURE
from distributor.correct.propose import propose_correction
from distributor.correct.sketch import Making
from distributor.correct.store import approve_correction, dismiss_correction, mark_of, record_by_hand, steps_of
from distributor.db import Database
from distributor.draft.picture import render_post
from distributor.errors import LoaError
from distributor.ingest.store import withdraw_once
from distributor.media.store import MediaStore
from distributor.models import (
    Account,
    Approval,
    Correction,
    CorrectionAct,
    CorrectionState,
    CorrectionStep,
    Hold,
    Item,
    Notice,
    Post,
    PostMedia,
    PostState,
    PostTransition,
    Receipt,
    Revision,
    RevisionKind,
    Role,
    Staff,
    StepState,
    Unit,
    UnitLevel,
)
from distributor.outgoing.manifest import manifest_of, media_of
from distributor.report.public import public_media
from distributor.review.doubts import doubts_of
from distributor.review.store import review_post
from distributor.staff.deeds import Actor
from tests.deliver.conftest import START, SetClock, StationCredentials, answered, make_carrier
from tests.support import province
from tests.support.acting import administrator

PUBLIC = "https://phapluat.huonggiang.example"
CHANNELS = ("facebook", "x", "sms", "manual")


@dataclass
class Platform:
    """What was done on it, and how it answers: `answers` in order, then always yes."""

    answers: list[Exception] = field(default_factory=list)
    done: list[tuple[str, str, str]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def note(self, what: str, external_id: str, text: str = "") -> None:
        if self.answers:
            answered(self.answers.pop(0))
        self.done.append((what, external_id, text))


class Telephones:
    """What it sent it cannot call back."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def check(self, post: OutgoingPost) -> list[Problem]:
        return list(self._platform.problems)

    def begin(self, post: OutgoingPost) -> Next:
        return Next({"step": "publish"}, irreversible=True)

    def advance(self, post: OutgoingPost, progress: Progress) -> Published:
        raise AssertionError("nothing is published here")


class Profile(Telephones):
    """Takes posts away; edits none."""

    def withdraw(self, external_id: str) -> None:
        self._platform.note("withdraw", external_id)


class Page(Profile):
    """Edits, too."""

    def edit(self, external_id: str, post: OutgoingPost) -> Published:
        self._platform.note("edit", external_id, post.text)
        self._platform.pictures = [file.sha256 for file in post.media]
        return Published(external_id, "")


def newest(session: Session, item_id: int) -> Correction | None:
    return session.exec(
        select(Correction).where(Correction.item_id == item_id).order_by(col(Correction.id).desc())
    ).first()


class Desk:
    """An item that is out on four channels, and the desk that puts it right."""

    def __init__(self, database: Database, folder: Path, platforms: Mapping[str, Platform]) -> None:
        self.database, self.clock, self.platforms = database, SetClock(), platforms
        self.carrier = make_carrier(database, folder / "home", self.clock)
        self.media = MediaStore(folder / "home" / "media")
        self.templates = Templates()
        self.making = Making(self.templates, self.media, PUBLIC, sample=True)
        with database.write() as session:
            self.seeded = province.seed_unit(session)
            self.item_id = province.seed_item(session, self.seeded, 27, START)
            self.posts: dict[str, int] = {}
            for channel in CHANNELS:
                account = Account(unit_id=self.seeded.unit_id, channel=channel, name=channel)
                session.add(account)
                session.flush()
                (post_id,) = province.seed_posts(session, self.seeded, account, [self.item_id], now=START)
                self.posts[channel] = post_id
                published = {"state": PostState.PUBLISHED, "published_at": START, "due_at": None}
                session.connection().execute(update(Post).where(col(Post.id) == post_id).values(**published))
                session.add(
                    Receipt(post_id=post_id, account_id=account.id or 0, external_id=f"{channel}-27", received_at=START)
                )

    def revise(self, title: str, kind: RevisionKind = RevisionKind.SUBSTANTIVE) -> None:
        with self.database.write() as session:
            item = session.get_one(Item, self.item_id)
            item.title, item.revision = title, item.revision + 1
            item.understood_revision = item.composed_revision = item.revision
            session.add(item)
            session.add(
                Revision(
                    item_id=self.item_id,
                    number=item.revision,
                    kind=kind,
                    seen_at=START,
                    title=title,
                    text=item.text,
                    changes=["Tiêu đề: sửa vài từ"],
                )
            )

    def propose(self, erratum: Erratum | None = None) -> list[int]:
        return propose_correction(self.carrier, self.item_id, self.making, erratum=erratum)

    def steps(self) -> dict[str, CorrectionStep]:
        with self.database.read() as session:
            correction = newest(session, self.item_id)
            assert correction is not None
            by_post = {step.post_id: step for step in steps_of(session, correction.id)}
        return {channel: by_post[post_id] for channel, post_id in self.posts.items() if post_id in by_post}

    def approve(self) -> None:
        with self.database.write() as session:
            correction = newest(session, self.item_id)
            assert correction is not None
            mark = mark_of(steps_of(session, correction.id))
            staff = session.get_one(Staff, self.seeded.staff_id)
            approve_correction(session, Actor(staff, self.clock.now()), self.item_id, seen=mark[:12])

    def replacement(self, channel: str) -> int:
        """The post that is to take the place of this channel's."""
        made = self.steps()[channel].erratum_id
        assert made is not None
        return made

    def publish(self, post_id: int) -> None:
        """As the engine does once the platform has it."""
        with self.database.write() as session:
            post = session.get_one(Post, post_id)
            post.state, post.due_at, post.published_at = PostState.PUBLISHED, None, self.clock.now()
            session.add(
                Receipt(post_id=post_id, account_id=post.account_id, external_id=f"neu-{post_id}", received_at=START)
            )

    def carry(self, channel: str) -> None:
        step_id = self.steps()[channel].id
        assert step_id is not None
        carry_step(self.carrier, step_id)

    def notices(self, channel: str) -> list[Notice]:
        """That are open, of its post."""
        with self.database.read() as session:
            asked = select(Notice).where(
                Notice.subject == f"post:{self.posts[channel]}", col(Notice.closed_at).is_(None)
            )
            return list(session.exec(asked))

    def may_be_fetched(self, *pictures: str) -> tuple[bool, ...]:
        with self.database.read() as session:
            return tuple(public_media(session, sha256) is not None for sha256 in pictures)

    def post(self, channel: str) -> Post:
        with self.database.read() as session:
            return session.get_one(Post, self.posts[channel])

    def new_post(self, post_id: int) -> Post:
        """Drawn, unless it goes out in words alone, and reviewed, as the engine does after the decision."""
        with self.database.read() as session:
            is_rendered = session.get_one(Post, post_id).rendered
        assert is_rendered or render_post(
            self.database,
            post_id,
            store=self.media,
            templates=self.templates,
            now=self.clock.now,
            sample=True,
            videos=False,
        )
        with self.database.write() as session:
            review_post(session, post_id, problems=(), now=self.clock.now())
        with self.database.read() as session:
            return session.get_one(Post, post_id)


def scripted(name: str, kind: type[Telephones], platform: Platform) -> ChannelSpec:
    def open_it(credentials: Credentials, transport: Transport, clock: Clock, settings: Mapping[str, Any]) -> Adapter:
        return kind(platform)

    return replace(spec_of(name), open=open_it, credentials=StationCredentials)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    platforms = {"facebook": Platform(), "x": Platform()}
    with ExitStack() as registered:
        registered.enter_context(register(scripted("facebook", Page, platforms["facebook"])))
        registered.enter_context(register(scripted("x", Profile, platforms["x"])))
        registered.enter_context(register(scripted("sms", Telephones, Platform())))
        made = Desk(database, tmp_path, platforms)
        yield made
        made.carrier.incarnation.close()


def test_a_revision_is_proposed_once_and_says_what_each_channel_would_do(desk: Desk) -> None:
    assert desk.propose() == []  # nothing changed
    desk.revise("Quyết định số 27/2026/QĐ-UBND về mức hỗ trợ mới")
    assert items_to_correct(desk.database) == [desk.item_id]
    assert desk.propose()
    assert desk.propose() == []
    assert items_to_correct(desk.database) == []
    assert {channel: step.act for channel, step in desk.steps().items()} == {
        "facebook": CorrectionAct.EDIT,
        "x": CorrectionAct.REPLACE,
        "sms": CorrectionAct.ERRATUM,
        "manual": CorrectionAct.BY_HAND,
    }
    assert "mức hỗ trợ mới" in desk.steps()["facebook"].text
    with desk.database.read() as session:
        notice = session.exec(select(Notice).where(Notice.kind == "correction")).one()
    assert "Nguồn đã sửa nội dung sau khi đăng. Tiêu đề: sửa vài từ." in notice.text
    assert "Xem và quyết định ở mục Đính chính." in notice.text
    assert {desk.post(channel).state for channel in CHANNELS} == {PostState.PUBLISHED}


def test_one_decision_puts_every_channel_right(desk: Desk) -> None:
    desk.revise("Quyết định số 27/2026/QĐ-UBND về mức hỗ trợ mới")
    desk.propose()
    desk.approve()
    desk.carry("facebook")
    made = desk.replacement("x")
    desk.carry("x")
    assert desk.post("x").state == PostState.PUBLISHED, "the old post stays until the new one is out"
    anew = desk.new_post(made)
    assert (anew.state, anew.revision) == (PostState.PLANNED, 2)
    desk.publish(made)
    desk.clock.move(5)
    desk.carry("x")
    edited, gone = desk.post("facebook"), desk.post("x")
    assert (edited.state, gone.state) == (PostState.EDITED, PostState.WITHDRAWN)
    assert desk.platforms["facebook"].done == [("edit", "facebook-27", edited.text)]
    assert desk.platforms["x"].done == [("withdraw", "x-27", "")]
    with desk.database.read() as session:
        approval = session.get_one(Approval, edited.approval_id)
        assert approval.manifest_hash == manifest_of(edited, media_of(session, [edited.id or 0])[edited.id or 0]).hash()
        moves = session.exec(select(PostTransition).where(PostTransition.to_state == "edited")).all()
        assert [move.by for move in moves] == ["lanhdao"]
    assert anew.link in anew.text
    assert anew.link != gone.link
    sms = desk.steps()["sms"]
    assert sms.state is StepState.DONE
    assert sms.erratum_id is not None
    sent_anew = desk.new_post(sms.erratum_id)
    assert sent_anew.state == PostState.PLANNED
    assert sent_anew.text.startswith("Tin sửa lại: "), "the first message stays on the telephones"
    assert "Tin sửa lại" not in anew.text, "here the first is gone"
    assert desk.steps()["manual"].state is StepState.WAITING
    assert len(desk.notices("manual")) == 1, "people are asked until they record it"
    with desk.database.write() as session:
        staff = session.get_one(Staff, desk.seeded.staff_id)
        record_by_hand(session, Actor(staff, desk.clock.now()), desk.posts["manual"], taken_away=False)
    assert desk.post("manual").state == PostState.EDITED
    assert desk.notices("manual") == []
    assert {step.state for step in desk.steps().values()} == {StepState.DONE}


def test_an_edit_brings_the_new_picture_along_where_the_channel_takes_it(desk: Desk) -> None:
    post_id = desk.posts["facebook"]
    with desk.database.write() as session:
        old = province.seed_picture(session, desk.carrier.settings.media_folder, START)
        session.add(PostMedia(post_id=post_id, position=0, sha256=old, alt_text="Thẻ cũ."))
    desk.revise("Quyết định số 27/2026/QĐ-UBND về mức hỗ trợ mới")
    with register(replace(scripted("facebook", Page, desk.platforms["facebook"]), replaces_media=True)):
        desk.propose()
        step = desk.steps()["facebook"]
        assert step.act is CorrectionAct.EDIT
        new = step.settings[PICTURE]["sha256"]
        assert new != old
        assert "mức hỗ trợ mới" in step.settings[PICTURE]["alt_text"].casefold()
        desk.approve()
        assert desk.may_be_fetched(old, new) == (True, False), "before the call only the old one is public"
        with desk.database.write() as session:
            state = update(CorrectionStep).where(col(CorrectionStep.id) == step.id)
            session.connection().execute(state.values(state=StepState.DOING))
        assert desk.may_be_fetched(old, new) == (True, True), "a platform fetches while it is called"
        desk.carry("facebook")
    assert desk.platforms["facebook"].pictures == [new]
    assert desk.may_be_fetched(old, new) == (False, True)
    edited = desk.post("facebook")
    assert PICTURE not in edited.settings
    with desk.database.read() as session:
        approval = session.get_one(Approval, edited.approval_id)
        assert approval.manifest_hash == manifest_of(edited, media_of(session, [post_id])[post_id]).hash()


def test_what_the_source_takes_away_goes_everywhere(desk: Desk) -> None:
    with desk.database.write() as session:
        withdraw_once(session, desk.item_id, "trang trả lời 410", START)
    assert items_to_correct(desk.database) == [desk.item_id]
    desk.propose()
    assert [step.act for step in desk.steps().values()] == [
        CorrectionAct.WITHDRAW,
        CorrectionAct.WITHDRAW,
        CorrectionAct.ERRATUM,
        CorrectionAct.BY_HAND,
    ]
    desk.approve()
    desk.carry("facebook")
    desk.carry("x")
    assert (desk.post("facebook").state, desk.post("x").state) == (PostState.WITHDRAWN, PostState.WITHDRAWN)
    sms = desk.steps()["sms"]
    assert sms.erratum_id is not None
    sent = desk.new_post(sms.erratum_id)
    assert sent.state == PostState.PLANNED  # though the item is held: a person decided exactly this
    assert "Nguồn đã gỡ nội dung này." in sent.text


def choose(desk: Desk, channel: str, act: CorrectionAct) -> None:
    with desk.database.write() as session:
        staff = session.get_one(Staff, desk.seeded.staff_id)
        choose_way(session, Actor(staff, desk.clock.now()), desk.item_id, act.value, step_id=desk.steps()[channel].id)


def test_our_own_error_touches_only_posts_that_have_it(desk: Desk) -> None:
    with desk.database.write() as session:
        session.connection().execute(
            update(Post)
            .where(col(Post.id).in_([desk.posts["facebook"], desk.posts["x"]]))
            .values(text="Mỗi thửa còn ít nhất 60 m².")
        )
    assert desk.propose(Erratum("60 m²", "50 m²"))
    acts = {channel: step.act for channel, step in desk.steps().items()}
    assert acts == {
        "facebook": CorrectionAct.EDIT,
        "x": CorrectionAct.REPLACE,
        "sms": CorrectionAct.NONE,
        "manual": CorrectionAct.NONE,
    }
    choose(desk, "x", CorrectionAct.ERRATUM)
    desk.approve()
    desk.carry("facebook")
    assert desk.post("facebook").text == (
        "Mỗi thửa còn ít nhất 50 m².\n\nĐính chính ngày 24/11/2026: nội dung trước ghi «60 m²», đúng là «50 m²»."
    )
    x = desk.steps()["x"]
    assert x.erratum_id is not None
    assert doubts_of(desk.database, x.erratum_id, desk.templates.editorial) == ()  # its words are decided
    with desk.database.write() as session:
        reviewed = review_post(session, x.erratum_id, problems=(), now=desk.clock.now())
        erratum = session.get_one(Post, x.erratum_id)
        assert "Nội dung đúng: 50 m²" in erratum.text
        assert "Đính chính ngày 24/11/2026" in erratum.text
        (card,) = media_of(session, [x.erratum_id])[x.erratum_id]
        assert "60 m²" not in card.alt_text, "its card is drawn with the error put right"
    assert reviewed is not None
    assert reviewed.state == PostState.PLANNED
    with pytest.raises(LoaError, match="khác nội dung đã đăng"):
        desk.propose(Erratum("50 m²", "50 m²"))


def test_nobody_decides_what_they_have_not_seen(desk: Desk) -> None:
    desk.revise("Quyết định số 27/2026/QĐ-UBND về mức hỗ trợ mới")
    desk.propose()
    with desk.database.write() as session, pytest.raises(LoaError, match="đã khác với điều được xem"):
        approve_correction(
            session, Actor(session.get_one(Staff, desk.seeded.staff_id), START), desk.item_id, seen="0" * 12
        )
    with desk.database.write() as session:
        dismiss_correction(session, Actor(session.get_one(Staff, desk.seeded.staff_id), START), desk.item_id)
    assert {step.state for step in desk.steps().values()} == {StepState.DISMISSED}
    with desk.database.write() as session, pytest.raises(LoaError, match="không có đề nghị"):
        dismiss_correction(session, Actor(session.get_one(Staff, desk.seeded.staff_id), START), desk.item_id)


def test_a_newer_revision_overtakes_proposal_and_waiting_errata(desk: Desk) -> None:
    desk.revise("Quyết định số 27/2026/QĐ-UBND, bản hai")
    desk.propose()
    desk.approve()
    made = desk.replacement("x")
    desk.revise("Quyết định số 27/2026/QĐ-UBND, bản ba")
    (second,) = desk.propose()
    desk.revise("Quyết định số 27/2026/QĐ-UBND, bản bốn")
    (third,) = desk.propose()
    assert second != third
    with desk.database.read() as session:
        assert session.get_one(Post, made).state == PostState.SKIPPED
        states = {
            step.state for step in session.exec(select(CorrectionStep).where(CorrectionStep.correction_id == second))
        }
        last = newest(session, desk.item_id)
        asked = session.exec(select(Notice.subject).where(Notice.kind == "correction", col(Notice.closed_at).is_(None)))
        assert asked.all() == [f"correction:{third}"], "what is overtaken asks nobody"
    assert states == {StepState.DISMISSED}
    assert last is not None
    assert (last.id, last.state) == (third, CorrectionState.PROPOSED)


def test_each_unit_decides_about_its_own_posts(desk: Desk) -> None:
    with desk.database.write() as session:
        commune = Unit(level=UnitLevel.COMMUNE, code="an-loc", parent_id=desk.seeded.unit_id)
        session.add(commune)
        session.flush()
        clerk = Staff(unit_id=commune.id or 0, login="anloc", full_name="An", role=Role.APPROVER, password_hash="-")
        account = Account(unit_id=commune.id or 0, channel="facebook", name="Xã An Lộc")
        session.add_all([clerk, account])
        session.flush()
        (post_id,) = province.seed_posts(session, desk.seeded, account, [desk.item_id], now=START)
        standing = {"state": PostState.PUBLISHED, "published_at": START, "due_at": None, "unit_id": commune.id}
        session.connection().execute(update(Post).where(col(Post.id) == post_id).values(**standing))
    desk.revise("Quyết định số 27/2026/QĐ-UBND về mức hỗ trợ mới")
    first, second = desk.propose()
    assert desk.propose() == []
    with desk.database.read() as session:
        ours, theirs = session.get_one(Correction, first), session.get_one(Correction, second)
        assert (ours.unit_id, theirs.unit_id) == (desk.seeded.unit_id, commune.id)
        assert [step.post_id for step in steps_of(session, second)] == [post_id]
        assert post_id not in [step.post_id for step in steps_of(session, first)]
        marks = [mark_of(steps_of(session, each)) for each in (first, second)]
        asked = session.exec(select(Notice.unit_id, Notice.subject).where(Notice.kind == "correction")).all()
        assert sorted(asked) == sorted(
            [(ours.unit_id, f"correction:{first}"), (theirs.unit_id, f"correction:{second}")]
        )
    with desk.database.write() as session, pytest.raises(LoaError, match="đã khác với điều được xem"):
        approve_correction(session, Actor(clerk, START), desk.item_id, seen=marks[0])
    with desk.database.write() as session:
        leader = session.get_one(Staff, desk.seeded.staff_id)
        with pytest.raises(LoaError, match="đã được quyết định"):
            dismiss_correction(session, Actor(clerk, START), desk.item_id, correction_id=first)
        assert dismiss_correction(session, Actor(leader, START), desk.item_id).id == first, "one's own before others'"
        assert approve_correction(session, Actor(clerk, START), desk.item_id, seen=marks[1]).id == second
    (ours_again,) = propose_correction(
        desk.carrier, desk.item_id, desk.making, erratum=Erratum("mức", "mức mới"), unit_ids=(commune.id or 0,)
    )
    with desk.database.read() as session:
        assert [step.post_id for step in steps_of(session, ours_again)] == [post_id]


@pytest.mark.parametrize(
    ("answer", "state", "waits"),
    [
        (OutcomeUnknown("Facebook không trả lời."), StepState.WAITING, True),
        (RateLimited("Quá nhiều lượt gọi.", until=START + timedelta(minutes=5)), StepState.WAITING, True),
        (Rejected("Facebook từ chối."), StepState.FAILED, False),
        (ValueError("a fault of ours"), StepState.WAITING, True),
    ],
)
def test_what_a_platform_answers_decides_what_follows(
    desk: Desk, answer: Exception, state: StepState, waits: bool
) -> None:
    desk.revise("Quyết định số 27/2026/QĐ-UBND về mức hỗ trợ mới")
    desk.propose()
    desk.approve()
    desk.platforms["facebook"].answers = [answer]
    desk.carry("facebook")
    step = desk.steps()["facebook"]
    assert (step.state, step.due_at is not None) == (state, waits)
    assert step.reason
    assert desk.post("facebook").state == PostState.PUBLISHED
    if waits:
        desk.clock.move(600)
        desk.carry("facebook")
        assert desk.post("facebook").state == PostState.EDITED
    else:
        with desk.database.read() as session:
            notice = session.exec(select(Notice).where(Notice.subject == f"post:{desk.posts['facebook']}")).one()
        assert "ghi nhận ở mục Đính chính." in notice.text


def test_a_units_new_colour_takes_no_post_down(desk: Desk) -> None:
    """The card would be drawn in another colour and say the same: that is no reason to lose what stands there."""
    post_id = desk.posts["facebook"]
    with desk.database.write() as session:
        session.connection().execute(
            update(Post).where(col(Post.id) == post_id).values(state=PostState.DRAFT, rendered=False, due_at=START)
        )
    assert render_post(
        desk.database,
        post_id,
        store=desk.media,
        templates=desk.templates,
        now=desk.clock.now,
        sample=True,
        videos=False,
    )
    with desk.database.write() as session:
        published = {"state": PostState.PUBLISHED, "due_at": None}
        session.connection().execute(update(Post).where(col(Post.id) == post_id).values(**published))
        change_style(session, administrator(desk.seeded.unit_id, START), CardStyle("#C8102E"))
        title = session.get_one(Item, desk.item_id).title
    desk.revise(title)  # the source changed a place that this post does not say
    desk.propose()
    step = desk.steps()["facebook"]
    assert (step.act, PICTURE in step.settings) == (CorrectionAct.EDIT, False)


def test_who_died_while_editing_is_followed_by_another(desk: Desk) -> None:
    desk.revise("Quyết định số 27/2026/QĐ-UBND về mức hỗ trợ mới")
    desk.propose()
    desk.approve()
    with desk.database.write() as session:  # claimed by one who died
        session.connection().execute(
            update(CorrectionStep)
            .where(col(CorrectionStep.act) == CorrectionAct.EDIT)
            .values(state=StepState.DOING, token="dead", due_at=START + timedelta(seconds=40))
        )
    desk.carry("facebook")
    assert desk.platforms["facebook"].done == []
    desk.clock.move(41)
    desk.carry("facebook")
    assert desk.post("facebook").state == PostState.EDITED


def test_a_step_is_not_tried_for_ever(desk: Desk) -> None:
    desk.revise("Quyết định số 27/2026/QĐ-UBND về mức hỗ trợ mới")
    desk.propose()
    desk.approve()
    desk.platforms["facebook"].answers = [OutcomeUnknown("Không rõ.") for _ in range(MOST_TRIES)]
    for _ in range(MOST_TRIES):
        desk.carry("facebook")
        desk.clock.move(3600)
    assert desk.steps()["facebook"].state is StepState.FAILED
    assert desk.platforms["facebook"].done == []


def test_an_account_that_may_not_call_is_waited_for(desk: Desk) -> None:
    desk.revise("Quyết định số 27/2026/QĐ-UBND về mức hỗ trợ mới")
    desk.propose()
    desk.approve()

    def rest(session: Session) -> None:
        session.connection().execute(
            update(Account)
            .where(col(Account.channel) == "facebook")
            .values(wait_until=START + timedelta(minutes=3), wait_reason="giới hạn lượt gọi")
        )

    with desk.database.write() as session:
        rest(session)
    desk.carry("facebook")
    assert desk.steps()["facebook"].due_at == START + timedelta(minutes=3)
    desk.clock.move(181)
    desk.carry("facebook")
    assert desk.post("facebook").state == PostState.EDITED


def test_what_goes_out_after_the_proposal_is_proposed_too(desk: Desk) -> None:
    """One channel was still sending, or its outcome was unknown, when the others were proposed and decided."""
    with desk.database.write() as session:
        session.get_one(Post, desk.posts["x"]).state = PostState.UNKNOWN
    desk.revise("Quyết định số 27/2026/QĐ-UBND về mức hỗ trợ mới")
    desk.propose()
    assert "x" not in desk.steps()
    desk.approve()
    waiting = desk.steps()["sms"].erratum_id
    with desk.database.write() as session:
        session.get_one(Post, desk.posts["x"]).state = PostState.PUBLISHED
    assert items_to_correct(desk.database) == [desk.item_id]
    desk.propose()
    assert {channel: step.act for channel, step in desk.steps().items()} == {"x": CorrectionAct.REPLACE}
    assert items_to_correct(desk.database) == []
    with desk.database.read() as session:
        assert session.get_one(Post, waiting).state is PostState.DRAFT, "what was decided of this revision goes its way"


def test_what_was_decided_of_an_older_revision_is_not_carried_any_more(desk: Desk) -> None:
    desk.revise("Quyết định số 27/2026/QĐ-UBND, bản hai")
    desk.propose()
    desk.approve()
    older = desk.steps()
    desk.revise("Quyết định số 27/2026/QĐ-UBND, bản ba")
    for channel in ("facebook", "x"):  # before the next proposal is there, and after
        step_id = older[channel].id
        assert step_id is not None
        carry_step(desk.carrier, step_id)
        desk.propose()
        carry_step(desk.carrier, step_id)
    assert desk.platforms["facebook"].done == desk.platforms["x"].done == []
    desk.approve()
    desk.carry("facebook")
    assert "bản ba" in desk.post("facebook").title or "bản ba" in desk.post("facebook").text


def test_a_replacement_that_never_came_is_proposed_again(desk: Desk) -> None:
    desk.revise("Quyết định số 27/2026/QĐ-UBND, bản hai")
    desk.propose()
    desk.approve()
    first = desk.replacement("x")
    desk.revise("Quyết định số 27/2026/QĐ-UBND, bản ba")
    desk.propose()
    assert desk.steps()["x"].act is CorrectionAct.REPLACE
    desk.approve()
    made = desk.replacement("x")
    assert made != first
    assert desk.new_post(first).state == PostState.SKIPPED
    assert desk.new_post(made).state == PostState.PLANNED
    assert desk.post("x").state == PostState.PUBLISHED


def test_a_hold_stops_new_words_but_not_what_must_go(desk: Desk) -> None:
    desk.revise("Quyết định số 27/2026/QĐ-UBND về mức hỗ trợ mới")
    desk.propose()
    desk.approve()
    with desk.database.write() as session:
        session.add(Hold(reason="Quốc tang", ordered_by="UBND tỉnh", starts_at=desk.clock.now()))
    desk.carry("facebook")
    step = desk.steps()["facebook"]
    assert (step.state, desk.platforms["facebook"].done) == (StepState.WAITING, [])
    assert "Quốc tang" in step.reason
