"""One decision reaches every post of an item, out, under way or waiting; no channel is ever empty, and nothing is said twice."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from channels.base import Problem
from channels.errors import OutcomeUnknown, Rejected
from channels.registry import spec_of
from distributor.compose.amend import Misstatement, says
from distributor.compose.erratum import Erratum
from distributor.compose.view import item_view
from distributor.correct.choose import STUCK, take_other_way
from distributor.correct.propose import propose_correction, propose_rest
from distributor.correct.store import approve_correction, dismiss_correction, mark_of, steps_of
from distributor.deliver.claim import Claim, claim_next
from distributor.deliver.waiting import disputed_reason, explain_waiting
from distributor.errors import LoaError
from distributor.ingest.store import withdraw_once
from distributor.models import (
    Account,
    Approval,
    Correction,
    CorrectionAct,
    CorrectionCause,
    CorrectionStep,
    Item,
    Notice,
    Post,
    PostEdit,
    PostMedia,
    PostState,
    Staff,
    StepState,
)
from distributor.outgoing.manifest import manifest_of, media_of
from distributor.staff.deeds import Actor
from phrases import in_language
from tests.correct.test_corrections import Desk, choose, desk
from tests.deliver.conftest import START
from tests.support import province

__all__ = ["desk"]

WRONG, RIGHT = "07/12/2026", "17/12/2026"
ERROR = Misstatement(WRONG, RIGHT)
SAID = f"Từ ngày {WRONG}, mỗi thửa đất mới tách còn ít nhất 50 m²."
WAITING = {
    "planned": PostState.PLANNED,
    "awaiting": PostState.AWAITING_REVIEW,
    "draft": PostState.DRAFT,
    "failed": PostState.FAILED,
    "missed": PostState.MISSED,
    "begun": PostState.PROCESSING,
}


def says_wrong(desk: Desk, *names: str) -> None:
    """These channels' posts hold the error."""
    with desk.database.write() as session:
        for name in names:
            post = session.get_one(Post, desk.posts[name])
            post.text = f"{SAID}\n\n{post.link}"
            post.manifest_hash = manifest_of(post, media_of(session, [post.id or 0])[post.id or 0]).hash()
            approval = session.get(Approval, post.approval_id)
            if approval is not None:
                approval.manifest_hash = post.manifest_hash
                session.add(approval)
            session.add(post)


def that_wait(desk: Desk, channel: str = "facebook") -> None:
    """One post in each state in which a post waits, each for another purpose, all approved at first."""
    with desk.database.write() as session:
        account = session.exec(select(Account).where(Account.channel == channel)).one()
        picture = province.seed_picture(session, desk.carrier.settings.media_folder, START)
        for number, (name, state) in enumerate(WAITING.items()):
            other = Account(unit_id=desk.seeded.unit_id, channel=channel, name=name)
            session.add(other)
            session.flush()
            whose = account if name == "planned" else other
            (post_id,) = province.seed_posts(session, desk.seeded, other, [desk.item_id], now=START, picture=picture)
            desk.posts[name] = post_id
            values: dict[str, object] = {
                "account_id": whose.id,
                "purpose": f"campaign:{number}:1",
                "state": state,
                "due_at": START if state in (PostState.PLANNED, PostState.PROCESSING) else None,
            }
            if state in (PostState.AWAITING_REVIEW, PostState.DRAFT):
                values["approval_id"] = None
            session.connection().execute(update(Post).where(col(Post.id) == post_id).values(**values))
    says_wrong(desk, *WAITING)


def report(desk: Desk) -> list[int]:
    return desk.propose(Erratum(WRONG, RIGHT))


def still_wrong(desk: Desk) -> list[int]:
    """Posts that citizens read or will read, which say the wrong thing."""
    gone = (PostState.WITHDRAWN, PostState.SKIPPED, PostState.CANCELLED)
    with desk.database.read() as session:
        posts = session.exec(select(Post).where(col(Post.state).not_in(gone))).all()
    return [post.id or 0 for post in posts if says(f"{post.title}\n{post.text}\n{post.headline}", ERROR)]


def empty_channels(desk: Desk, channels: Sequence[str]) -> list[str]:
    out = (PostState.PUBLISHED, PostState.EDITED)
    with desk.database.read() as session:
        there = session.exec(
            select(Account.channel).join(Post, col(Post.account_id) == col(Account.id)).where(col(Post.state).in_(out))
        ).all()
    return [channel for channel in channels if channel not in there]


def claimed(desk: Desk, session: Session, post_id: int) -> Claim | None:
    post = session.get_one(Post, post_id)
    spec = spec_of(session.get_one(Account, post.account_id).channel)
    found = claim_next(
        session,
        account_id=post.account_id,
        spec=spec,
        incarnation_id=desk.carrier.incarnation.id,
        lease_s=60,
        now=desk.clock.now(),
        channel_in_flight=4,
    )
    return found if isinstance(found, Claim) else None


def test_posts_that_wait_are_held_from_the_report_and_put_right_by_the_decision(desk: Desk) -> None:
    that_wait(desk)
    says_wrong(desk, "facebook", "x")
    assert report(desk)
    steps = desk.steps()
    assert {name: step.act for name, step in steps.items()} == {
        "facebook": CorrectionAct.EDIT,
        "x": CorrectionAct.REPLACE,
        "sms": CorrectionAct.NONE,
        "manual": CorrectionAct.NONE,
        **dict.fromkeys(WAITING, CorrectionAct.RENEW),
    }
    assert all(steps[name].holds for name in WAITING)
    assert all(step.old_text.startswith(SAID) for name, step in steps.items() if name in WAITING)
    assert all("17/12/2026" in steps[name].text and "Đính chính" not in steps[name].text for name in WAITING)
    explain_waiting(desk.carrier, desk.clock.now())
    assert desk.post("planned").reason == disputed_reason(WRONG)
    with desk.database.write() as session:
        assert claimed(desk, session, desk.posts["planned"]) is None, "it does not go out before the decision"
    desk.approve()
    for channel in ("facebook", "x"):
        desk.carry(channel)
    desk.publish(desk.replacement("x"))
    desk.clock.move(5)
    desk.carry("x")
    assert still_wrong(desk) == []
    assert empty_channels(desk, ("facebook", "x", "sms", "manual")) == []
    expected = {**WAITING, "begun": PostState.PLANNED}
    assert {name: desk.post(name).state for name in WAITING} == expected
    with desk.database.write() as session:
        staff = session.get_one(Staff, desk.seeded.staff_id)
        for name in ("planned", "begun", "failed", "missed"):
            post = desk.post(name)
            approval = session.get_one(Approval, post.approval_id)
            exact = manifest_of(post, media_of(session, [post.id or 0])[post.id or 0]).hash()
            assert (approval.manifest_hash, approval.staff_id, post.manifest_hash) == (exact, staff.id, exact)
        assert desk.post("awaiting").approval_id is None, "what waits for its first yes still does"
        assert claimed(desk, session, desk.posts["planned"]) is not None, "put right, it goes its way"


def test_the_card_of_a_waiting_post_is_drawn_anew(desk: Desk) -> None:
    that_wait(desk)
    with desk.database.write() as session:
        post = session.get_one(Post, desk.posts["planned"])
        post.headline = f"Tách thửa từ {WRONG}"
        session.add(post)
        session.connection().execute(
            update(PostMedia).where(col(PostMedia.post_id) == post.id).values(alt_text=f"Thẻ: từ {WRONG}")
        )
    report(desk)
    shown = desk.steps()["planned"].settings
    desk.approve()
    with desk.database.read() as session:
        (card,) = media_of(session, [desk.posts["planned"]])[desk.posts["planned"]]
    assert desk.post("planned").headline == f"Tách thửa từ {RIGHT}"
    assert (card.sha256, card.alt_text) == (shown["picture"]["sha256"], shown["picture"]["alt_text"])
    assert WRONG not in card.alt_text
    assert RIGHT in card.alt_text


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_figure_that_is_put_right_is_right_in_the_new_picture_and_its_description(desk: Desk, by_hand: bool) -> None:
    """The card begins with the item's title; of a person's own post it says their text."""
    that_wait(desk)
    with desk.database.write() as session:
        item = session.get_one(Item, desk.item_id)
        item.title = "Hướng dẫn tách thửa" if by_hand else f"Tách thửa đất theo quy định mới từ {WRONG}"
        item.summary, item.text, item.form_key = ("", SAID, "1:a") if by_hand else ("", "", None)
        session.add(item)
        session.connection().execute(
            update(PostMedia).where(col(PostMedia.post_id) == desk.posts["planned"]).values(alt_text=f"Thẻ: từ {WRONG}")
        )
    report(desk)
    desk.approve()
    with desk.database.read() as session:
        (card,) = media_of(session, [desk.posts["planned"]])[desk.posts["planned"]]
    assert WRONG not in card.alt_text
    assert by_hand or RIGHT in card.alt_text


def test_what_is_composed_later_is_right_too(desk: Desk) -> None:
    """Left alone, the next reminder would say again what was misread."""
    says_wrong(desk, "facebook")
    with desk.database.write() as session:
        item = session.get_one(Item, desk.item_id)
        item.facts = {"points": {"changes": [f"Từ ngày {WRONG} tách thửa từ 50 m²"], "deadline_on": "2026-12-07"}}
        session.add(item)
    report(desk)
    desk.approve()
    with desk.database.read() as session:
        points = item_view(session, session.get_one(Item, desk.item_id)).facts.points
    assert points.changes == (f"Từ ngày {RIGHT} tách thửa từ 50 m²",)
    assert points.deadline_on is not None
    assert points.deadline_on.day == 17


def test_staff_may_drop_or_leave_what_waits(desk: Desk) -> None:
    that_wait(desk)
    report(desk)
    choose(desk, "planned", CorrectionAct.DROP)
    choose(desk, "failed", CorrectionAct.NONE)
    desk.approve()
    assert desk.post("planned").state is PostState.CANCELLED
    assert (desk.post("failed").text, desk.steps()["failed"].state) == (desk.steps()["failed"].old_text, StepState.DONE)


def test_dismissed_what_was_held_goes_out_as_it_is(desk: Desk) -> None:
    that_wait(desk)
    report(desk)
    with desk.database.write() as session:
        dismiss_correction(session, Actor(session.get_one(Staff, desk.seeded.staff_id), desk.clock.now()), desk.item_id)
        assert claimed(desk, session, desk.posts["planned"]) is not None
    assert desk.post("planned").reason == ""


def test_the_choice_is_part_of_what_is_approved(desk: Desk) -> None:
    says_wrong(desk, "x")
    (made,) = report(desk)
    with desk.database.read() as session:
        before = mark_of(steps_of(session, made))
    choose(desk, "x", CorrectionAct.ERRATUM)
    with desk.database.write() as session:
        after = mark_of(steps_of(session, made))
        assert before != after
        staff = session.get_one(Staff, desk.seeded.staff_id)
        with pytest.raises(LoaError, match="đã khác với điều được xem"):
            approve_correction(session, Actor(staff, desk.clock.now()), desk.item_id, seen=before)
        approve_correction(session, Actor(staff, desk.clock.now()), desk.item_id, seen=after)
    assert desk.post("x").state is PostState.PUBLISHED
    assert f"Nội dung đúng: {RIGHT}" in desk.new_post(desk.replacement("x")).text


def test_a_replacement_is_the_whole_post_with_its_picture_and_the_day(desk: Desk) -> None:
    says_wrong(desk, "x")
    report(desk)
    step = desk.steps()["x"]
    assert step.text.startswith(SAID.replace(WRONG, RIGHT))
    assert step.link in step.text
    assert f"Đính chính ngày 24/11/2026: bài đăng ngày 24/11/2026 ghi «{WRONG}», đúng là «{RIGHT}»." in step.text
    desk.approve()
    anew = desk.new_post(desk.replacement("x"))
    with desk.database.read() as session:
        (card,) = media_of(session, [anew.id or 0])[anew.id or 0]
    assert (anew.state, card.sha256) == (PostState.PLANNED, step.settings["picture"]["sha256"])


def test_what_a_channel_would_refuse_is_never_begun_with(desk: Desk) -> None:
    """No cover: the old post stays, with the reason, and people are asked."""
    says_wrong(desk, "x")
    desk.platforms["x"].problems = [Problem("media", "Bài viết phải có ảnh bìa.")]
    report(desk)
    step = desk.steps()["x"]
    assert step.act is CorrectionAct.BY_HAND
    assert "Bài viết phải có ảnh bìa." in step.reason
    assert "This cannot be done: Bài viết phải có ảnh bìa." in in_language(step.reason, "en"), "a platform's own words"
    with pytest.raises(LoaError, match="Bài viết phải có ảnh bìa") as refused:
        choose(desk, "x", CorrectionAct.REPLACE)
    assert in_language(refused.value.said, "en").startswith(f"Post {step.post_id}: this cannot be done.")
    desk.approve()
    assert desk.post("x").state is PostState.PUBLISHED
    assert desk.platforms["x"].done == []


def test_a_refused_replacement_leaves_the_old_post_and_offers_the_erratum(desk: Desk) -> None:
    says_wrong(desk, "x")
    report(desk)
    desk.approve()
    made = desk.replacement("x")
    with desk.database.write() as session:
        refused = {"state": PostState.FAILED, "reason": "X từ chối: trùng nội dung.", "due_at": None}
        session.connection().execute(update(Post).where(col(Post.id) == made).values(**refused))
    desk.carry("x")
    assert (desk.post("x").state, desk.platforms["x"].done) == (PostState.PUBLISHED, [])
    (notice,) = desk.notices("x")
    assert "X từ chối: trùng nội dung" in notice.text
    assert "bài cũ vẫn giữ nguyên" in notice.text
    with desk.database.write() as session:
        staff = session.get_one(Staff, desk.seeded.staff_id)
        step = take_other_way(session, Actor(staff, desk.clock.now()), desk.posts["x"])
        assert step.state is StepState.DONE
        assert session.get_one(Post, made).state is PostState.SKIPPED
        with pytest.raises(LoaError, match="không có bài thay nào đang vướng"):
            take_other_way(session, Actor(staff, desk.clock.now()), desk.posts["x"])
    erratum = desk.new_post(desk.replacement("x"))
    assert (erratum.state, erratum.id != made) == (PostState.PLANNED, True)
    assert desk.notices("x") == []


def test_a_refused_replacement_that_is_sent_after_all_takes_its_place(desk: Desk) -> None:
    says_wrong(desk, "x")
    report(desk)
    desk.approve()
    made = desk.replacement("x")
    for state in STUCK[:3]:
        with desk.database.write() as session:
            session.connection().execute(update(Post).where(col(Post.id) == made).values(state=state))
        desk.carry("x")
        assert desk.post("x").state is PostState.PUBLISHED
        desk.clock.move(61)
    desk.publish(made)
    desk.carry("x")
    assert desk.post("x").state is PostState.WITHDRAWN
    assert desk.notices("x") == []


@pytest.mark.parametrize("answer", [OutcomeUnknown("X không trả lời."), ValueError("died after the call")])
def test_an_answer_that_was_lost_while_the_old_one_is_taken_away(desk: Desk, answer: Exception) -> None:
    says_wrong(desk, "x")
    report(desk)
    desk.approve()
    desk.publish(desk.replacement("x"))
    desk.platforms["x"].answers = [answer]
    desk.carry("x")
    assert empty_channels(desk, ["x"]) == []
    desk.clock.move(3600)
    desk.carry("x")
    desk.carry("x")
    assert [what for what, _id, _text in desk.platforms["x"].done] == ["withdraw"]
    assert still_wrong(desk) == []
    assert empty_channels(desk, ["x"]) == []


def test_one_that_cannot_be_taken_away_is_for_people_and_the_right_one_stands(desk: Desk) -> None:
    says_wrong(desk, "x")
    report(desk)
    desk.approve()
    desk.publish(desk.replacement("x"))
    desk.platforms["x"].answers = [Rejected("X từ chối gỡ.")]
    desk.carry("x")
    assert desk.steps()["x"].state is StepState.FAILED
    assert len(desk.notices("x")) == 1


def test_who_died_between_the_new_post_and_the_old_ones_end_is_followed(desk: Desk) -> None:
    says_wrong(desk, "x")
    report(desk)
    desk.approve()
    desk.publish(desk.replacement("x"))
    with desk.database.write() as session:
        dead = {"state": StepState.DOING, "token": "dead", "due_at": START + timedelta(seconds=40)}
        session.connection().execute(
            update(CorrectionStep).where(col(CorrectionStep.act) == CorrectionAct.REPLACE).values(**dead)
        )
    desk.clock.move(41)
    desk.carry("x")
    assert still_wrong(desk) == []
    assert empty_channels(desk, ["x"]) == []
    with desk.database.read() as session:
        assert len(session.exec(select(Post).where(col(Post.purpose).like("erratum:%"))).all()) == 1


@pytest.mark.parametrize("lands", [PostState.PUBLISHED, PostState.PLANNED])
def test_a_post_under_way_is_put_right_once_it_has_landed(desk: Desk, lands: PostState) -> None:
    says_wrong(desk, "facebook")
    post_id = desk.posts["facebook"]
    with desk.database.write() as session:
        session.connection().execute(update(Post).where(col(Post.id) == post_id).values(state=PostState.SENDING))
    report(desk)
    assert desk.steps()["facebook"].act is CorrectionAct.EDIT
    desk.approve()
    desk.carry("facebook")
    assert desk.platforms["facebook"].done == []
    with desk.database.write() as session:
        session.connection().execute(update(Post).where(col(Post.id) == post_id).values(state=lands, due_at=START))
    desk.clock.move(5)
    desk.carry("facebook")
    assert still_wrong(desk) == []
    assert desk.post("facebook").state is (PostState.EDITED if lands is PostState.PUBLISHED else PostState.PLANNED)


def test_what_was_made_or_sent_meanwhile_is_proposed_as_another_part(desk: Desk) -> None:
    says_wrong(desk, "facebook")
    report(desk)
    desk.approve()
    desk.carry("facebook")
    assert propose_rest(desk.carrier, desk.making) == [], "what an erratum quotes is not said again"
    that_wait(desk)
    (second,) = propose_rest(desk.carrier, desk.making)
    assert propose_rest(desk.carrier, desk.making) == []
    with desk.database.read() as session:
        part = session.get_one(Correction, second)
        assert (part.part, part.wrong, {step.act for step in steps_of(session, second)}) == (
            2,
            WRONG,
            {CorrectionAct.RENEW},
        )


def test_a_post_that_was_put_right_by_a_person_is_not_held(desk: Desk) -> None:
    that_wait(desk)
    report(desk)
    with desk.database.write() as session:
        post = session.get_one(Post, desk.posts["planned"])
        post.text = post.text.replace(WRONG, RIGHT)
        session.add(post)
    propose_rest(desk.carrier, desk.making)
    assert not desk.steps()["planned"].holds
    desk.approve()
    assert desk.steps()["planned"].state is StepState.DONE


def test_one_that_was_changed_and_is_wrong_still_stops_the_decision(desk: Desk) -> None:
    that_wait(desk)
    report(desk)
    with desk.database.write() as session:
        post = session.get_one(Post, desk.posts["planned"])
        post.text = f"Lưu ý: {post.text}"
        session.add(post)
    with pytest.raises(LoaError, match="vẫn còn chỗ sai"):
        desk.approve()
    assert still_wrong(desk), "nothing was decided"


def test_what_the_source_takes_away_is_not_posted_any_more(desk: Desk) -> None:
    that_wait(desk)
    with desk.database.write() as session:
        withdraw_once(session, desk.item_id, "trang trả lời 410", START)
    desk.propose()
    assert {desk.steps()[name].act for name in WAITING} == {CorrectionAct.DROP}
    desk.approve()
    assert {desk.post(name).state for name in WAITING} == {PostState.CANCELLED, PostState.SKIPPED}


def test_the_law_as_a_cause_needs_one_sentence(desk: Desk) -> None:
    sentence = "Quyết định này hết hiệu lực từ ngày 01/01/2027."
    made = propose_correction(
        desk.carrier, desk.item_id, desk.making, erratum=Erratum("", sentence), cause=CorrectionCause.LAW, number=7
    )
    assert len(made) == 1
    again = propose_correction(
        desk.carrier, desk.item_id, desk.making, erratum=Erratum("", sentence), cause=CorrectionCause.LAW, number=7
    )
    assert again == [], "one change of the law is proposed once"
    steps = desk.steps()
    assert {name: step.act for name, step in steps.items()} == {
        "facebook": CorrectionAct.EDIT,
        "x": CorrectionAct.ERRATUM,
        "sms": CorrectionAct.ERRATUM,
        "manual": CorrectionAct.BY_HAND,
    }
    # Who reads only the beginning reads what is true.
    assert steps["facebook"].text.startswith(f"Cập nhật ngày 24/11/2026 cho bài đã đăng: {sentence}\n\n")
    assert steps["x"].text.startswith("Cập nhật ngày 24/11/2026")
    assert sentence in steps["x"].text
    assert "xin lỗi" not in steps["x"].text, "nobody erred"


def test_another_units_posts_are_theirs_to_decide(desk: Desk) -> None:
    that_wait(desk)
    made = propose_correction(
        desk.carrier, desk.item_id, desk.making, erratum=Erratum(WRONG, RIGHT), unit_ids=(desk.seeded.unit_id + 99,)
    )
    assert made == []
    with desk.database.read() as session:
        assert session.exec(select(Notice).where(Notice.kind == "correction")).all() == []


def test_a_revision_shows_what_a_waiting_post_was_about_to_say(desk: Desk) -> None:
    """It is composed again by itself; whoever decides about the posts that are out sees its words before and after."""
    that_wait(desk)
    desk.revise("Quyết định số 27/2026/QĐ-UBND về mức hỗ trợ mới")
    with desk.database.write() as session:
        post = session.get_one(Post, desk.posts["awaiting"])
        session.add(PostEdit(post_id=post.id or 0, at=START, by="loa", title=post.title, text=post.text))
        post.text, post.revision = "Mức hỗ trợ mới.", 2
        session.add(post)
    desk.propose()
    step = desk.steps()["awaiting"]
    assert (step.act, step.holds) == (CorrectionAct.RENEW, False)
    assert (step.old_text.startswith(SAID), step.text) == (True, "Mức hỗ trợ mới.")
    assert "planned" not in desk.steps(), "what still has its old words is composed again first"
    desk.approve()
    planned = desk.post("awaiting")
    assert planned.state is PostState.PLANNED, "it had a yes once; the decision is the new one"
    with desk.database.read() as session:
        assert session.get_one(Approval, planned.approval_id).manifest_hash == planned.manifest_hash


def test_of_an_act_that_never_applies_no_old_word_is_left(desk: Desk) -> None:
    """What was announced is repealed before its day: every channel says only what has become of it."""
    right = (
        "Quyết định số 27/2026/QĐ-UBND đã bị bãi bỏ bởi Quyết định số 30/2026/QĐ-UBND trước ngày có hiệu lực, "
        "nên không được áp dụng."
    )
    brief = "Quyết định số 27/2026/QĐ-UBND của UBND tỉnh Hương Giang không được áp dụng: đã bị bãi bỏ trước ngày có hiệu lực."
    erratum = Erratum("", right, brief=brief, gone=True)
    propose_correction(desk.carrier, desk.item_id, desk.making, erratum=erratum, cause=CorrectionCause.LAW, number=8)
    for name, step in desk.steps().items():
        if step.act in (CorrectionAct.EDIT, CorrectionAct.REPLACE, CorrectionAct.ERRATUM):
            said = desk.post(name).text.split("\n")
            kept = [line for line in said if len(line) > 40 and "/l/" not in line and line in step.text]
            # Two segments with accents have room for no sentence beside day and link: they lead there.
            assert ("không được áp dụng" if name != "sms" else "Nội dung đúng ở") in step.text, name
            assert not [line for line in kept if "không thay thế văn bản gốc" not in line], name
