"""A person's own words, on both databases: the approval falls, the link stays, two people lose nothing, a revision asks first."""

from dataclasses import replace

import pytest
from sqlmodel import select

from distributor.db import Database
from distributor.draft.store import compose_item
from distributor.errors import LoaError
from distributor.models import (
    Approval,
    Delivery,
    Item,
    Notice,
    Post,
    PostEdit,
    PostMedia,
    PostState,
    PostTransition,
    Staff,
)
from distributor.review.edit import Saved, SavedMeanwhile, edit_post, saved_versions, use_composed
from distributor.review.redo import send_back
from distributor.review.store import approve_by_person
from distributor.review.words import EditedWords, version_of, words_of
from distributor.staff.deeds import Actor, actor_named
from tests.review.test_pipeline import PUBLIC, House, house

__all__ = ["house"]

MINE = "Mức hỗ trợ mới đã có. Người dân xem ở đây:"


class Desk:
    """An item's posts on X and RSS, approved by rule; and who edits."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.item_id = house.item()
        self.x, self.rss = house.prepare(self.item_id)

    def post(self) -> Post:
        return self.house.posts(self.item_id)[0]

    def save(self, words: EditedWords, *, seen: str = "", doubts: tuple[str, ...] = ()) -> Saved:
        with self.house.database.write() as session:
            staff = session.get_one(Staff, self.house.seeded.staff_id)
            version = seen or version_of(words_of(session.get_one(Post, self.x.id)))
            return edit_post(
                session, Actor(staff, self.house.clock.now()), self.x.id or 0, words, seen=version, doubts=doubts
            )

    def mine(self, text: str = MINE) -> EditedWords:
        return replace(words_of(self.post()), text=f"{text}\n\n{self.x.link}")

    def run(self) -> Post:
        """What a running Loa does next."""
        for post_id in compose_item(
            self.house.database,
            self.item_id,
            templates=self.house.templates,
            public_url=PUBLIC,
            now=self.house.clock.now,
        ):
            self.house.render(post_id)
            self.house.review(post_id)
        return self.post()


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def test_saving_voids_the_yes_and_keeps_link_and_picture(desk: Desk) -> None:
    assert desk.x.state is PostState.PLANNED
    saved = desk.save(desk.mine(), doubts=("nguồn không có «9 %»",))
    assert saved == Saved(changed=True, redrawn=False, voided=True)
    post = desk.post()
    assert (post.state, post.approval_id, post.edited_by, post.link) == (
        PostState.AWAITING_REVIEW,
        None,
        "lanhdao",
        desk.x.link,
    )
    assert post.text == f"{MINE}\n\n{desk.x.link}"
    assert post.reason == "chữ do cán bộ viết, phải có người duyệt; nguồn không có «9 %»"
    with desk.house.database.read() as session:
        approval = session.get_one(Approval, desk.x.approval_id)
        assert approval.voided_at == desk.house.clock.now()
        assert session.exec(select(PostMedia).where(PostMedia.post_id == post.id)).one()
        assert session.exec(select(Notice.kind).where(Notice.subject == f"post:{post.id}")).all() == ["review"]
        last = session.exec(
            select(PostTransition).where(PostTransition.post_id == post.id).order_by(PostTransition.id.desc())  # type: ignore[union-attr]
        ).first()
        assert last is not None
        assert (last.from_state, last.to_state, last.by) == ("planned", "awaiting_review", "lanhdao")


def test_the_old_hash_approves_nothing_and_the_new_one_does(desk: Desk) -> None:
    old = desk.x.manifest_hash
    desk.save(desk.mine())
    with desk.house.database.write() as session:
        staff = session.get_one(Staff, desk.house.seeded.staff_id)
        with pytest.raises(LoaError, match="đã khác với nội dung được xem"):
            approve_by_person(
                session, Actor(staff, desk.house.clock.now()), desk.x.id or 0, seen_hash=old, slot_at=None
            )
    assert desk.post().state is PostState.AWAITING_REVIEW


def test_what_is_saved_unchanged_changes_nothing(desk: Desk) -> None:
    assert desk.save(words_of(desk.x)) == Saved(changed=False)
    assert desk.post().state is PostState.PLANNED
    assert desk.post().approval_id == desk.x.approval_id


def test_other_words_on_the_card_have_it_drawn_anew(desk: Desk) -> None:
    with desk.house.database.read() as session:
        before = session.exec(select(PostMedia.sha256).where(PostMedia.post_id == desk.x.id)).one()
    saved = desk.save(replace(desk.mine(), headline="Mức hỗ trợ mới từ 05/12"))
    assert saved.redrawn
    assert (desk.post().state, desk.post().rendered) == (PostState.DRAFT, False)
    assert desk.house.render(desk.x.id or 0)
    desk.house.review(desk.x.id or 0)
    assert desk.post().state is PostState.AWAITING_REVIEW
    with desk.house.database.read() as session:
        after = session.exec(select(PostMedia).where(PostMedia.post_id == desk.x.id)).one()
    assert after.sha256 != before
    assert "Mức hỗ trợ mới từ 05/12" in after.alt_text


def test_a_standing_approval_never_covers_words_of_a_person(desk: Desk) -> None:
    desk.save(replace(desk.mine(), headline="Mức hỗ trợ mới"))
    desk.house.render(desk.x.id or 0)
    desk.house.review(desk.x.id or 0)
    assert (desk.post().state, desk.post().approval_id) == (PostState.AWAITING_REVIEW, None)


def test_a_revision_keeps_a_persons_words_and_says_so(desk: Desk) -> None:
    desk.save(desk.mine())
    desk.house.revise(desk.item_id, "Quyết định số 99/2026/QĐ-UBND về mức hỗ trợ khác")
    post = desk.run()
    assert post.text == f"{MINE}\n\n{desk.x.link}"
    assert (post.state, post.revision) == (PostState.AWAITING_REVIEW, 2)
    assert post.reason == "nguồn đã sửa, bài đã được cán bộ sửa tay: xem lại"
    assert "99/2026" in desk.house.posts(desk.item_id)[1].text or "99/2026" in desk.house.posts(desk.item_id)[1].title
    desk.save(desk.mine("Quyết định 99/2026/QĐ-UBND."))
    assert desk.post().reason == "chữ do cán bộ viết, phải có người duyệt"


def test_the_composed_words_come_back_on_a_persons_wish_and_nothing_typed_is_lost(desk: Desk) -> None:
    desk.save(desk.mine())
    with desk.house.database.write() as session:
        use_composed(session, actor_named(session, "lanhdao", desk.house.clock.now()), desk.x.id or 0)
    post = desk.run()
    assert (post.text, post.edited_by) == (desk.x.text, "")
    with desk.house.database.read() as session:
        kept = [(row.by, row.text) for row in saved_versions(session, desk.x.id or 0)]
    assert kept == [("lanhdao", f"{MINE}\n\n{desk.x.link}"), ("loa", desk.x.text)]


def test_redoing_an_edited_post_keeps_its_words(desk: Desk) -> None:
    desk.save(desk.mine())
    with desk.house.database.write() as session:
        send_back(session, desk.x.id or 0, by="lanhdao", now=desk.house.clock.now())
    post = desk.run()
    assert post.text == f"{MINE}\n\n{desk.x.link}"
    assert post.reason == "chữ do cán bộ viết, phải có người duyệt"


def test_another_wording_of_the_template_is_composed_for_this_post_alone(house: House) -> None:
    item_id = house.item(kind="question", title="Hỏi: Mức hỗ trợ là bao nhiêu?", text="Mức hỗ trợ là 50 nghìn đồng.")
    x, _rss = house.prepare(item_id)
    with house.database.write() as session:
        use_composed(session, actor_named(session, "lanhdao", house.clock.now()), x.id or 0, variant="question")
    post = house.prepare(item_id)[0]
    assert (post.variant, post.link) == ("question", x.link)
    assert post.template.startswith("x/announce-question.j2@")


def test_the_second_of_two_loses_nothing(desk: Desk) -> None:
    opened = version_of(words_of(desk.x))
    desk.save(desk.mine("Của người thứ nhất."), seen=opened)
    with pytest.raises(SavedMeanwhile) as caught:
        desk.save(desk.mine("Của người thứ hai."), seen=opened)
    assert caught.value.by == "lanhdao"
    assert caught.value.there.text.startswith("Của người thứ nhất.")
    assert desk.post().text.startswith("Của người thứ nhất.")
    desk.save(desk.mine("Của người thứ hai."), seen=version_of(caught.value.there))
    with desk.house.database.read() as session:
        texts = [row.text.split("\n")[0] for row in saved_versions(session, desk.x.id or 0)]
    assert texts[:2] == ["Của người thứ hai.", "Của người thứ nhất."]


@pytest.mark.parametrize("state", [PostState.SENDING, PostState.PUBLISHED, PostState.UNKNOWN, PostState.SKIPPED])
def test_what_went_out_is_not_edited(desk: Desk, database: Database, state: PostState) -> None:
    with database.write() as session:
        session.get_one(Post, desk.x.id).state = state
    with pytest.raises(LoaError, match="nên không sửa chữ được nữa"):
        desk.save(desk.mine())
    assert desk.post().text == desk.x.text


def test_nor_once_a_publishing_step_was_called(desk: Desk, database: Database) -> None:
    with database.write() as session:
        delivery = session.exec(select(Delivery).where(Delivery.post_id == desk.x.id)).one()
        delivery.first_call_at = desk.house.clock.now()
        session.get_one(Post, desk.x.id).state = PostState.PROCESSING
    with pytest.raises(LoaError, match="nên không sửa chữ được nữa"):
        desk.save(desk.mine())
    with database.read() as session:
        assert session.exec(select(PostEdit)).all() == []
        assert session.get_one(Item, desk.item_id).revision == 1
