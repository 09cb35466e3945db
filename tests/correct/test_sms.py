"""A wrong SMS half-way through its list: stopped, put right for who has nothing yet, and told once to those who had it."""

import pytest
from sqlmodel import Session, col, select

from channels.messenger import Outcome, Taken, Verdict
from channels.sms_text import unaccent
from distributor.broadcast.audience import opt_out
from distributor.broadcast.record import record_window
from distributor.broadcast.store import expand_due
from distributor.broadcast.window import claim, open_window, release
from distributor.compose.erratum import Erratum
from distributor.compose.templates import Templates
from distributor.correct.propose import propose_correction
from distributor.correct.sketch import Making
from distributor.correct.store import approve_correction, dismiss_correction, mark_of, steps_of
from distributor.media.store import MediaStore
from distributor.models import (
    Broadcast,
    BroadcastState,
    Correction,
    CorrectionAct,
    CorrectionStep,
    Post,
    PostState,
    Recipient,
    RecipientState,
    ShortLink,
    Staff,
    StepState,
)
from distributor.review.store import review_post
from distributor.staff.deeds import Actor
from tests.broadcast.conftest import Sms, number, sms
from tests.broadcast.posts import approved_post, broadcasts_of, carrier_of, carry, point_at, post_of

__all__ = ["sms"]

BASE = "https://loa.example"
SAID = f"Tu ngay 07/12/2026 tach thua dat tu 60 m2. {BASE}/l/abcdefg"
PEOPLE = 5


def begun(sms: Sms, had: int) -> tuple[int, Broadcast]:
    """A wrong message that `had` people of five have; the post and its broadcast."""
    point_at(sms, sms.audience(PEOPLE))
    post_id = approved_post(sms, text=SAID, link=f"{BASE}/l/abcdefg")
    with sms.database.write() as session:
        session.add(ShortLink(code="abcdefg", post_id=post_id, target=BASE, created_at=sms.clock.now()))
    assert carry(sms) == 1
    expand_due(sms.desks[0], sms.account_id)
    send(sms, had)
    (broadcast,) = broadcasts_of(sms, post_id)
    states = {"sent": had, "queued": PEOPLE - had}
    assert sms.states(broadcast.id or 0) == {state: count for state, count in states.items() if count}
    return post_id, broadcast


def send(sms: Sms, size: int) -> list[str]:
    """One window that the network takes; its texts."""
    now = sms.clock.now()
    with sms.database.write() as session:
        token = claim(session, account_id=sms.account_id, incarnation_id=sms.desks[0].incarnation.id, now=now)
        if not token or not size:
            release(session, token)
            return []
    with sms.database.write() as session:
        window = open_window(
            session, account_id=sms.account_id, token=token, size=size, numbers=sms.desks[0].numbers, now=now
        )
    outcomes = [Outcome(Verdict.TAKEN, (Taken(1, f"{row.recipient_id}-{row.broadcast_id}"),)) for row in window.rows]
    with sms.database.write() as session:
        record_window(session, sms.account_id, window, outcomes, now)
        release(session, token)
    return [row.message.text for row in window.rows]


def report(sms: Sms, post_id: int, wrong: str = "60 m²", right: str = "50 m²") -> CorrectionStep:
    carrier = carrier_of(sms)
    making = Making(Templates(), MediaStore(sms.home / "media"), BASE, sample=True)
    (made,) = propose_correction(carrier, post_of(sms, post_id).item_id, making, erratum=Erratum(wrong, right))
    with sms.database.read() as session:
        (step,) = steps_of(session, made)
    return step


def approve(sms: Sms, post_id: int) -> None:
    with sms.database.write() as session:
        item_id = session.get_one(Post, post_id).item_id
        correction = session.exec(select(Correction).order_by(col(Correction.id).desc())).first()
        assert correction is not None
        staff = session.get_one(Staff, sms.seeded.staff_id)
        mark = mark_of(steps_of(session, correction.id))
        approve_correction(session, Actor(staff, sms.clock.now()), item_id, seen=mark)
    expand_due(sms.desks[0], sms.account_id)


def erratum_of(sms: Sms, post_id: int) -> Post:
    with sms.database.read() as session:
        step = session.exec(select(CorrectionStep).where(CorrectionStep.post_id == post_id)).one()
    assert step.erratum_id is not None, step.reason
    return post_of(sms, step.erratum_id)


def send_erratum(sms: Sms, erratum: Post) -> Broadcast:
    """Reviewed, claimed, written out."""
    with sms.database.write() as session:
        reviewed = review_post(session, erratum.id or 0, problems=(), now=sms.clock.now())
        assert reviewed is not None
        assert reviewed.state is PostState.PLANNED
    assert carry(sms) == 1
    expand_due(sms.desks[0], sms.account_id)
    (broadcast,) = broadcasts_of(sms, erratum.id or 0)
    return broadcast


def test_who_has_nothing_yet_gets_the_right_words_and_the_others_the_erratum_once(sms: Sms) -> None:
    post_id, wrong = begun(sms, had=2)
    step = report(sms, post_id)
    assert step.act is CorrectionAct.ERRATUM
    (paused,) = broadcasts_of(sms, post_id)
    assert (paused.state, "60 m²" in paused.reason) == (BroadcastState.PAUSED, True)
    assert send(sms, 5) == [], "nothing goes out while people decide"
    approve(sms, post_id)
    (right,) = broadcasts_of(sms, post_id)
    assert right.body == SAID.replace("60 m2", "50 m2")
    assert post_of(sms, post_id).text == right.body
    erratum = erratum_of(sms, post_id)
    assert erratum.settings["received"] == wrong.id
    sms.clock.move(minutes=1)
    told = send_erratum(sms, erratum)
    had = {row.subscriber_id for row in sms.recipients(wrong.id or 0) if row.state == RecipientState.SENT}
    assert {row.subscriber_id for row in sms.recipients(told.id or 0)} == had
    assert "toi 2 thue bao" in unaccent(post_of(sms, erratum.id or 0).reason)
    texts = send(sms, 10)
    assert sorted(texts) == sorted([right.body] * 3 + [told.body] * 2)
    assert send(sms, 10) == [], "nobody is told twice"
    expand_due(sms.desks[0], sms.account_id)
    assert len(sms.recipients(told.id or 0)) == 2, "who got the right words is not told of wrong ones"


def test_nobody_had_it_so_nobody_is_told(sms: Sms) -> None:
    post_id, _broadcast = begun(sms, had=0)
    report(sms, post_id)
    approve(sms, post_id)
    with sms.database.read() as session:
        step = session.exec(select(CorrectionStep)).one()
    assert (step.state, step.erratum_id) == (StepState.DONE, None)
    assert "Chưa ai nhận tin sai" in step.reason
    assert send(sms, 10) == [SAID.replace("60 m2", "50 m2")] * PEOPLE


def test_dismissed_it_goes_on(sms: Sms) -> None:
    post_id, _broadcast = begun(sms, had=2)
    report(sms, post_id)
    with sms.database.write() as session:
        item_id = session.get_one(Post, post_id).item_id
        dismiss_correction(session, Actor(session.get_one(Staff, sms.seeded.staff_id), sms.clock.now()), item_id)
    expand_due(sms.desks[0], sms.account_id)
    assert send(sms, 10) == [SAID] * 3


def test_who_refuses_meanwhile_is_not_told(sms: Sms) -> None:
    post_id, _broadcast = begun(sms, had=PEOPLE)
    report(sms, post_id)
    approve(sms, post_id)
    sms.clock.move(minutes=1)
    send_erratum(sms, erratum_of(sms, post_id))

    def refuse(session: Session) -> None:
        opt_out(session, sms.seeded.unit_id, sms.desks[0].numbers.hash(number(1)), how="TC", now=sms.clock.now())

    sms.change(refuse)
    assert len(send(sms, 10)) == PEOPLE - 1


def test_at_night_the_erratum_waits_for_the_morning(sms: Sms) -> None:
    post_id, _broadcast = begun(sms, had=PEOPLE)
    report(sms, post_id)
    approve(sms, post_id)
    sms.clock.move(hours=13)  # 22:00 in Vietnam
    send_erratum(sms, erratum_of(sms, post_id))
    assert send(sms, 10) == []
    sms.clock.move(hours=11)
    assert len(send(sms, 10)) == PEOPLE


@pytest.mark.parametrize("wrong", ["70 m²", "08/12/2026"])
def test_a_message_without_the_error_is_not_stopped(sms: Sms, wrong: str) -> None:
    post_id, broadcast = begun(sms, had=2)
    assert report(sms, post_id, wrong=wrong).act is CorrectionAct.NONE
    assert sms.row(Broadcast, broadcast.id).state == BroadcastState.SENDING
    with sms.database.read() as session:
        assert len(session.exec(select(Recipient)).all()) == PEOPLE
