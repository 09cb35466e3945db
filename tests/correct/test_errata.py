"""An erratum that waits again is the one that was decided: its words and its revision stay, on both databases."""

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from distributor.errors import LoaError
from distributor.ingest.store import withdraw_once
from distributor.models import CorrectionAct, Item, Media, Post, PostMedia, PostState, RenderJob, Staff
from distributor.outgoing.manifest import media_of
from distributor.render.wanted import want_shapes
from distributor.review.person import recall_post, restore_post, skip_post
from distributor.review.redo import send_back
from distributor.review.returned import is_returned, resubmit_post, return_post
from distributor.review.store import review_post
from distributor.staff.deeds import Actor, actor_named
from tests.correct.test_corrections import Desk, choose, desk

__all__ = ["desk"]

TITLE = "Quyết định số 27/2026/QĐ-UBND về mức hỗ trợ mới"


def decided(desk: Desk) -> Post:
    """The erratum on X, planned."""
    desk.revise(TITLE)
    desk.propose()
    desk.approve()
    return desk.new_post(desk.replacement("x"))


def waits(session: Session, post_id: int) -> None:
    session.connection().execute(
        update(Post).where(col(Post.id) == post_id).values(state=PostState.AWAITING_REVIEW, due_at=None)
    )


@pytest.mark.parametrize("waiting", [True, False])
def test_made_again_it_is_still_the_erratum_that_was_decided(desk: Desk, waiting: bool) -> None:
    erratum = decided(desk)
    post_id = erratum.id or 0
    with desk.database.write() as session:
        if waiting:
            waits(session, post_id)
        drawn = media_of(session, [post_id])[post_id]
        send_back(session, post_id, by="lanhdao", now=desk.clock.now())
    with desk.database.read() as session:
        draft = session.get_one(Post, post_id)
        assert media_of(session, [post_id])[post_id] == ()
    assert (draft.state, draft.rendered, draft.due_at) == (PostState.DRAFT, not drawn, desk.clock.now())
    assert (draft.revision, draft.purpose, draft.text) == (erratum.revision, erratum.purpose, erratum.text)
    again = desk.new_post(post_id)
    assert (again.state, again.manifest_hash) == (PostState.AWAITING_REVIEW, erratum.manifest_hash), (
        "the decision is one yes"
    )
    assert again.approval_id is None


def test_one_that_goes_out_in_words_alone_is_not_drawn(desk: Desk) -> None:
    with desk.database.write() as session:
        wrong = update(Post).where(col(Post.id) == desk.posts["x"]).values(text="Mỗi thửa còn ít nhất 60 m².")
        session.connection().execute(wrong)
        withdraw_once(session, desk.item_id, "trang trả lời 410", desk.clock.now())
    desk.propose()
    choose(desk, "x", CorrectionAct.ERRATUM)
    desk.approve()
    post_id = desk.replacement("x")
    with desk.database.write() as session:
        waits(session, post_id)
        send_back(session, post_id, by="lanhdao", now=desk.clock.now())
        assert session.get_one(Post, post_id).rendered
    assert desk.new_post(post_id).state is PostState.PLANNED


def test_one_that_was_returned_and_handed_in_again_waits_for_a_person(desk: Desk) -> None:
    desk.revise(TITLE)
    desk.propose()
    desk.approve()
    post_id = desk.replacement("x")
    now = desk.clock.now()
    with desk.database.write() as session:
        waits(session, post_id)
        return_post(session, Actor(session.get_one(Staff, desk.seeded.staff_id), now), post_id, "Hỏi lại Sở đã")
        resubmit_post(session, Actor(session.get_one(Staff, desk.seeded.staff_id), now), post_id, "")
        send_back(session, post_id, by="soan", now=now)
    assert desk.new_post(post_id).state is PostState.AWAITING_REVIEW


def test_one_whose_yes_was_taken_back_waits_for_a_person(desk: Desk) -> None:
    post_id = decided(desk).id or 0
    with desk.database.write() as session:
        recall_post(session, actor_named(session, "lanhdao", desk.clock.now()), post_id)
        send_back(session, post_id, by="soan", now=desk.clock.now())
    assert desk.new_post(post_id).state is PostState.AWAITING_REVIEW


def test_one_that_carries_a_recorded_voice_waits_for_a_person(desk: Desk) -> None:
    desk.revise(TITLE)
    desk.propose()
    desk.approve()
    post_id = desk.replacement("x")
    now = desk.clock.now()
    with desk.database.write() as session:
        session.add(Media(sha256="ab" * 32, mime="video/mp4", bytes=9, width=1080, height=1920, made_at=now))
        session.flush()
        item = session.get_one(Item, desk.item_id)
        want_shapes(session, item, ["9x16"], now, recording="cd" * 32)
        session.connection().execute(update(RenderJob).values(video="ab" * 32))
        session.add(PostMedia(post_id=post_id, position=3, sha256="ab" * 32, alt_text="Video"))
        session.connection().execute(update(Post).where(col(Post.id) == post_id).values(rendered=True))
        review_post(session, post_id, problems=(), now=now)
        assert session.get_one(Post, post_id).state is PostState.AWAITING_REVIEW


def test_one_that_a_person_returned_waits_for_a_person(desk: Desk) -> None:
    post_id = decided(desk).id or 0
    with desk.database.write() as session:
        waits(session, post_id)
        return_post(
            session, Actor(session.get_one(Staff, desk.seeded.staff_id), desk.clock.now()), post_id, "Hỏi lại Sở đã"
        )
        send_back(session, post_id, by="lanhdao", now=desk.clock.now())
    assert desk.new_post(post_id).state is PostState.AWAITING_REVIEW
    with desk.database.read() as session:
        assert is_returned(session, post_id)


def test_one_that_its_source_overtook_is_not_made_again(desk: Desk) -> None:
    post_id = decided(desk).id or 0
    with desk.database.write() as session:
        waits(session, post_id)
        skip_post(session, actor_named(session, "lanhdao", desk.clock.now()), post_id, reason="Chờ xem")
    desk.revise("Quyết định số 27/2026/QĐ-UBND, bản ba")
    with desk.database.write() as session, pytest.raises(LoaError, match="đề nghị đính chính mới hơn"):
        restore_post(session, actor_named(session, "lanhdao", desk.clock.now()), post_id)
