"""A digest that tells of an item in words which were reported to be wrong is put right too, or asked about."""

import pytest
from sqlmodel import select

from distributor.compose.erratum import Erratum
from distributor.correct.propose import propose_correction, propose_rest
from distributor.correct.store import approve_correction, mark_of, steps_of
from distributor.models import Account, Correction, CorrectionCause, Item, Notice, Post, PostState, Staff
from distributor.staff.deeds import Actor
from tests.correct.test_corrections import Desk, desk
from tests.deliver.conftest import START
from tests.support import province

__all__ = ["desk"]

WRONG, RIGHT = "07/12/2026", "17/12/2026"


def digest_post(desk: Desk, *lines: str) -> int:
    """A digest that is out on the first channel, with a line for the item and these."""
    with desk.database.write() as session:
        account = session.exec(select(Account).where(Account.channel == "facebook")).one()
        item = session.get_one(Item, desk.item_id)
        digest = Item(
            unit_id=desk.seeded.unit_id, kind="digest", title="Chính sách có hiệu lực từ tháng 12/2026", text="",
            document_role="digest:2026-12", published_at=START, first_seen_at=START, revision=1, understood_revision=1,
            composed_revision=1,
        )  # fmt: skip
        session.add(digest)
        session.flush()
        (post_id,) = province.seed_posts(session, desk.seeded, account, [digest.id or 0], now=START)
        post = session.get_one(Post, post_id)
        post.purpose, post.state, post.due_at, post.published_at = "digest:2026-12", PostState.PUBLISHED, None, START
        post.text = "\n".join([f"• {WRONG} – {item.title}", *lines])
        session.add(post)
        return post_id


def reported(desk: Desk) -> None:
    propose_correction(
        desk.carrier, desk.item_id, desk.making, erratum=Erratum(WRONG, RIGHT), cause=CorrectionCause.OURS
    )


def test_a_digest_gets_a_proposal_of_its_own_once(desk: Desk) -> None:
    post_id = digest_post(desk, "• 20/12/2026 – Quy định mức thu phí thăm quan")
    reported(desk)
    (made,) = propose_rest(desk.carrier, desk.making)
    assert propose_rest(desk.carrier, desk.making) == []
    with desk.database.write() as session:
        correction = session.get_one(Correction, made)
        (step,) = steps_of(session, made)
        assert (step.post_id, correction.wrong, correction.right) == (post_id, WRONG, RIGHT)
        assert WRONG not in step.text.split("\n")[0]
        assert f"{RIGHT} – " in step.text
        staff = session.exec(select(Staff)).first()
        assert staff is not None
        approve_correction(session, Actor(staff, START), correction.item_id, seen=mark_of([step]))


def test_a_day_that_another_entry_has_rightly_is_asked_about(desk: Desk) -> None:
    digest_post(desk, f"• {WRONG} – Quy định mức thu phí thăm quan di tích")
    reported(desk)
    assert propose_rest(desk.carrier, desk.making) == []
    assert propose_rest(desk.carrier, desk.making) == []
    with desk.database.read() as session:
        notices = [each for each in session.exec(select(Notice)).all() if each.subject.startswith("item:")]
    assert len(notices) == 1
    assert WRONG in notices[0].text


@pytest.mark.parametrize("text", [f"• {WRONG} – Việc khác", "• 20/12/2026 – Việc khác"])
def test_a_digest_that_does_not_tell_of_the_item_is_left_alone(desk: Desk, text: str) -> None:
    post_id = digest_post(desk)
    with desk.database.write() as session:
        post = session.get_one(Post, post_id)
        post.text = text
        session.add(post)
    reported(desk)
    assert propose_rest(desk.carrier, desk.making) == []
