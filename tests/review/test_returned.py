"""Trả lại: the way back to the author and into review again, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from distributor.errors import LoaError
from distributor.models import Campaign, Notice, Post, PostComment, PostState, StandingApproval
from distributor.review.person import recall_post
from distributor.review.returned import answer_by_edit, is_returned, resubmit_post, return_post, undo_return
from distributor.review.standing_approval import template_key
from distributor.review.store import Reviewed
from distributor.staff.deeds import Actor, actor_named
from distributor.staff.delegation import withdraw_delegation
from distributor.staff.permissions import NotAllowed
from tests.review.test_rules import HOUR, NOW, TWO, Office, office

__all__ = ["office"]


def test_returned_it_is_not_approved_until_it_is_sent_in_again(office: Office) -> None:
    office.rule(TWO)
    office.yes("pho")
    with office.database.write() as session:
        return_post(session, Actor(office.who(session, "lanhdao"), NOW), office.post_id, "Sửa 50 m² thành\n60 m².")
    post = office.post()
    assert (post.state, post.reason) == (PostState.AWAITING_REVIEW, "bị trả lại: Sửa 50 m² thành 60 m².")
    assert [counts for _who, counts in office.standing()] == [False]
    with pytest.raises(LoaError, match="đã bị trả lại"):
        office.yes("pho")
    with office.database.write() as session, pytest.raises(LoaError, match="chưa được gửi duyệt lại"):
        return_post(session, Actor(office.who(session, "pho"), NOW), office.post_id, "Nữa")
    with office.database.read() as session:
        notices = {row.kind: row.closed_at for row in session.exec(select(Notice))}
    assert notices["returned"] is None
    assert notices["review"] is not None
    with office.database.write() as session:
        resubmit_post(session, actor_named(session, "soan", NOW + HOUR), office.post_id, "Đã hỏi lại Sở")
        assert not is_returned(session, office.post_id)
    assert office.post().reason.startswith("soan gửi duyệt lại: «Đã hỏi lại Sở»; trước đó bị trả lại: «Sửa 50 m²")
    with office.database.write() as session, pytest.raises(LoaError, match="không bị trả lại"):
        resubmit_post(session, actor_named(session, "soan", NOW), office.post_id, "")
    assert office.yes("pho", NOW + HOUR).reason == "đã có 1/2 người duyệt: Cán bộ pho"


def test_a_return_is_taken_back_and_the_comment_stays_marked(office: Office) -> None:
    with office.database.write() as session:
        return_post(session, Actor(office.who(session, "lanhdao"), NOW), office.post_id, "Nhầm bài")
        undo_return(session, Actor(office.who(session, "lanhdao"), NOW), office.post_id)
    assert office.post().reason == "chính sách chiến dịch: phải có người duyệt"
    with office.database.read() as session:
        assert session.exec(select(PostComment)).one().undone
    assert office.yes("lanhdao").state is PostState.PLANNED


@pytest.mark.parametrize("said", ["", "  \n", "a" * 2001])
def test_a_return_says_why_in_so_many_words(office: Office, said: str) -> None:
    with office.database.write() as session, pytest.raises(LoaError):
        return_post(session, Actor(office.who(session, "lanhdao"), NOW), office.post_id, said)
    assert not office.standing()


def test_a_returned_post_is_not_composed_away(office: Office) -> None:
    """Drawn again with the same words it is still returned; with others it waits for a person, whatever rule covers it."""
    with office.database.write() as session:
        campaign = Campaign(unit_id=office.unit_id, name="Tự động", automatic=True, policy={"*": {"*": "auto"}})
        session.add(campaign)
        session.flush()
        session.connection().execute(
            update(Post)
            .where(col(Post.id) == office.post_id)
            .values(campaign_id=campaign.id, template="x@1", revision=1)
        )
        session.add(
            StandingApproval(
                campaign_id=campaign.id or 0,
                staff_id=office.who(session, "lanhdao").id or 0,
                kinds=["*"],
                account_ids=[office.account_id],
                templates={template_key("x", "new_law"): "1"},
                given_at=NOW,
                ends_at=NOW + timedelta(days=9),
            )
        )
    office.draft()
    covered = office.review()
    assert covered is not None
    assert covered.state is PostState.PLANNED, "the standing approval covers it"
    with office.database.write() as session:
        recall_post(session, actor_named(session, "lanhdao", NOW), office.post_id)
        return_post(session, Actor(office.who(session, "lanhdao"), NOW), office.post_id, "Thiếu ngày hiệu lực")
    office.draft()
    assert office.review() == Reviewed(PostState.AWAITING_REVIEW, "bị trả lại: Thiếu ngày hiệu lực")
    office.change("Từ 07/12/2026, mỗi thửa còn ít nhất 60 m².")
    office.draft()
    reviewed = office.review()
    assert reviewed is not None
    assert reviewed.state is PostState.AWAITING_REVIEW
    assert "nội dung đã đổi sau khi bị trả lại: «Thiếu ngày hiệu lực»" in reviewed.reason
    with office.database.read() as session:
        assert not is_returned(session, office.post_id)
    assert office.yes("lanhdao").state is PostState.PLANNED


def test_an_edit_where_it_stands_answers_the_return(office: Office) -> None:
    with office.database.write() as session:
        assert not answer_by_edit(session, office.post_id, by="soan", now=NOW)
        return_post(session, Actor(office.who(session, "lanhdao"), NOW), office.post_id, "Thiếu ngày")
        assert answer_by_edit(session, office.post_id, by="soan", now=NOW)
    assert office.yes("lanhdao").state is PostState.PLANNED


def test_a_delegate_for_some_kinds_returns_posts_of_those_kinds_only(office: Office) -> None:
    """The post is a new law."""
    given = office.delegate("lanhdao", "soan", kinds=("contest",))
    with office.database.write() as session:
        return_post(session, Actor(office.who(session, "lanhdao"), NOW), office.post_id, "Sai ngày")
    with office.database.write() as session, pytest.raises(NotAllowed, match="không gồm loại nội dung"):
        undo_return(session, Actor(office.who(session, "soan"), NOW), office.post_id)
    with office.database.write() as session:
        undo_return(session, Actor(office.who(session, "lanhdao"), NOW), office.post_id)
    with office.database.write() as session, pytest.raises(NotAllowed, match="không gồm loại nội dung"):
        return_post(session, Actor(office.who(session, "soan"), NOW), office.post_id, "Sai ngày")
    with office.database.write() as session, pytest.raises(NotAllowed, match="không có quyền này"):
        return_post(session, Actor(office.who(session, "soan2"), NOW), office.post_id, "Sai ngày")
    with office.database.write() as session:
        withdraw_delegation(session, Actor(office.who(session, "lanhdao"), NOW), given)
    office.delegate("lanhdao", "soan", kinds=("new_law",))
    with office.database.write() as session:
        return_post(session, Actor(office.who(session, "soan"), NOW), office.post_id, "Sai ngày")
        assert is_returned(session, office.post_id)
