"""Start, pause, resume, end, on both databases; and what a standing approval is worth after a change."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from distributor.campaigns.draft import ChangedMeanwhile, Draft, WrongDraft, draft_of, keep_draft
from distributor.campaigns.running import CannotDo, end, pause, resume, start
from distributor.campaigns.standing_approval import CannotApprove, give_standing, standing_now, take_back_standing
from distributor.campaigns.state import CampaignState, state_of
from distributor.compose.templates import Templates
from distributor.models import (
    Account,
    AuditEntry,
    Campaign,
    Delivery,
    Intake,
    PostState,
    Role,
    Sighting,
    Source,
    SourceKind,
    StandingApproval,
)
from distributor.staff.permissions import NotAllowed
from tests.campaigns.conftest import AUTO, Office
from tests.deliver.conftest import START


def planned(office: Office, count: int = 2) -> int:
    items = tuple(office.chosen_item() for _ in range(count))
    campaign_id = office.plan(Draft("Ngày Pháp luật", automatic=False, item_ids=items, policy=AUTO))
    office.choose()
    return campaign_id


def test_paused_resumed_ended(office: Office) -> None:
    campaign_id, person = planned(office), office.person()
    with office.database.write() as session:
        assert pause(session, campaign_id, person, START) == 4
    assert state_of(office.campaign(campaign_id), START) is CampaignState.PAUSED
    assert all(post.reason.startswith("Chiến dịch tạm dừng: «Ngày Pháp luật».") for post in office.of(campaign_id))
    with office.database.write() as session, pytest.raises(CannotDo, match="đang ở trạng thái «Tạm dừng»"):
        pause(session, campaign_id, person, START)
    with office.database.write() as session:
        assert resume(session, campaign_id, person, START) == 4
    assert {(post.state, post.reason) for post in office.of(campaign_id)} == {(PostState.PLANNED, "")}
    with office.database.write() as session:
        effects = end(session, campaign_id, person, START)
    assert (effects.planned, effects.undecided, effects.under_way) == (4, 0, 0)
    assert {post.state for post in office.of(campaign_id)} == {PostState.CANCELLED}
    assert state_of(office.campaign(campaign_id), START) is CampaignState.ENDED
    with office.database.write() as session, pytest.raises(CannotDo, match="Đã kết thúc"):
        resume(session, campaign_id, person, START)
    with office.database.read() as session:
        actions = session.exec(select(AuditEntry.action).order_by(col(AuditEntry.id))).all()
    assert actions == [
        "campaign.create",
        "campaign.approve",
        "campaign.start",
        "campaign.pause",
        "campaign.resume",
        "campaign.end",
    ]


def test_what_is_under_way_goes_on_and_what_was_not_decided_is_skipped(office: Office) -> None:
    campaign_id = planned(office)
    first, second, third, _ = office.of(campaign_id)
    with office.database.write() as session:
        session.merge(first).state = PostState.SENDING
        session.merge(second).state = PostState.AWAITING_REVIEW
        session.merge(third).state = PostState.PUBLISHED
    with office.database.write() as session:
        effects = end(session, campaign_id, office.person(), START)
    assert (effects.planned, effects.undecided, effects.under_way) == (1, 1, 1)
    assert [post.state for post in office.of(campaign_id)] == [
        PostState.SENDING,
        PostState.SKIPPED,
        PostState.PUBLISHED,
        PostState.CANCELLED,
    ]


def test_what_was_only_begun_with_is_cancelled_and_what_was_called_goes_on(office: Office) -> None:
    campaign_id = planned(office)
    begun, called, *_others = office.of(campaign_id)
    with office.database.write() as session:
        session.merge(begun).state = PostState.PROCESSING
        session.merge(called).state = PostState.PROCESSING
        delivery = session.exec(select(Delivery).where(Delivery.post_id == called.id)).one()
        delivery.first_call_at = START
    with office.database.write() as session:
        effects = end(session, campaign_id, office.person(), START)
    assert (effects.planned, effects.undecided, effects.under_way) == (3, 0, 1)
    assert [post.state for post in office.of(campaign_id)] == [
        PostState.CANCELLED,
        PostState.PROCESSING,
        PostState.CANCELLED,
        PostState.CANCELLED,
    ]


def test_paused_past_its_last_day_it_is_still_paused_and_can_be_ended(office: Office) -> None:
    """Its planned posts are held by the pause: people must be able to let them go, or not."""
    campaign_id, later = planned(office), START + timedelta(days=9)
    with office.database.write() as session:
        pause(session, campaign_id, office.person(), START)
        session.get_one(Campaign, campaign_id).ends_at = START + timedelta(days=2)
    assert state_of(office.campaign(campaign_id), later) is CampaignState.PAUSED
    with office.database.write() as session, pytest.raises(CannotDo, match="đã qua ngày kết thúc"):
        resume(session, campaign_id, office.person(), later)
    with office.database.write() as session:
        assert end(session, campaign_id, office.person(), later).planned == 4
    assert {post.state for post in office.of(campaign_id)} == {PostState.CANCELLED}


def test_a_draft_that_lacks_something_is_not_started(office: Office) -> None:
    with office.database.write() as session:
        campaign_id = keep_draft(session, Draft("Trống", automatic=False), office.person(), START).campaign_id
    with (
        office.database.write() as session,
        pytest.raises(CannotDo, match=r"Chưa chọn tài khoản nào.*Chưa chọn tin nào"),
    ):
        start(session, campaign_id, office.person(), START)
    assert state_of(office.campaign(campaign_id), START) is CampaignState.DRAFT
    assert office.choose() == []


def test_while_an_automatic_campaign_pauses_its_items_are_prepared_and_wait(office: Office) -> None:
    """Nothing is left out silently: the posts are there, planned, and not claimed."""
    with office.database.read() as session:
        campaign_id = session.exec(select(Campaign.id)).one() or 0
    with office.database.write() as session:
        pause(session, campaign_id, office.person(), START)
    posts = office.prepare(office.item())
    assert {post.state for post in posts} == {PostState.PLANNED}
    with office.database.write() as session:
        end(session, campaign_id, office.person(), START)
    assert office.prepare(office.item()) == [], "after its end it takes nothing"


def test_a_campaign_that_runs_comes_before_one_that_pauses(office: Office) -> None:
    with office.database.read() as session:
        older = session.exec(select(Campaign.id)).one() or 0
    newer = office.plan(Draft("Mới", all_sources=True, policy=AUTO))
    with office.database.write() as session:
        pause(session, older, office.person(), START)
    assert {post.campaign_id for post in office.prepare(office.item())} == {newer}


def test_a_change_of_what_was_approved_withdraws_the_approval(office: Office) -> None:
    campaign_id = planned(office)
    with office.database.read() as session:
        draft = draft_of(session, session.get_one(Campaign, campaign_id))
    with office.database.write() as session:
        kept = keep_draft(
            session, replace(draft, name="Tên khác", cadence={"x": {"per_day": 1}}), office.person(), START,
            campaign_id=campaign_id, seen=draft.fingerprint,
        )  # fmt: skip
        assert (kept.changed, kept.withdrawn) == (("name", "cadence"), 0)
    with office.database.write() as session, pytest.raises(ChangedMeanwhile):
        keep_draft(session, draft, office.person(), START, campaign_id=campaign_id, seen=draft.fingerprint)
    with office.database.write() as session:
        stricter = replace(draft, policy={"*": {"*": "auto", "x": "review"}})
        assert keep_draft(session, stricter, office.person(), START, campaign_id=campaign_id).withdrawn == 1
    with office.database.read() as session:
        assert standing_now(session, campaign_id, office.templates, START) is None


def test_how_an_account_ends_is_of_its_own_posts_alone(office: Office) -> None:
    campaign_id, person, words = planned(office), office.person(), "{% block footer %}Hotline{% endblock %}"

    def ended_for(account_id: int) -> Templates:
        return Templates(kept=lambda: {f"endings/account.{account_id}": words})

    def changed(templates: Templates) -> int:
        with office.database.read() as session:
            standing = standing_now(session, campaign_id, templates, START)
        assert standing is not None
        return standing.changed_templates

    of_x = ended_for(office.accounts()["x"])
    assert changed(ended_for(999)) == 0
    assert changed(of_x) > 0
    with office.database.write() as session:
        given = give_standing(
            session, campaign_id, person, templates=of_x, ends_at=START + timedelta(days=9), now=START
        )
        covered = dict(given.templates)
    assert {key.partition("/")[0] for key in covered if key.endswith(f"@{office.accounts()['x']}")} == {"x"}
    assert (changed(of_x), changed(office.templates) > 0) == (0, True)


def test_a_standing_approval_names_what_it_covers_and_is_taken_back(office: Office) -> None:
    campaign_id, person = planned(office), office.person()
    with office.database.read() as session:
        standing = standing_now(session, campaign_id, office.templates, START)
        assert standing is not None
        assert (standing.approver, standing.changed_templates) == ("Lãnh đạo Sở", 0)
        assert standing.account_ids == set(office.accounts().values())
        assert "new_law" in standing.kinds
        assert "statistics" not in standing.kinds, "a kind that is never posted needs no yes"
    with office.database.write() as session:
        row = session.exec(select(StandingApproval).where(StandingApproval.campaign_id == campaign_id)).one()
        row.templates = {**row.templates, next(iter(row.templates)): "0" * 12}
    with office.database.read() as session:
        changed = standing_now(session, campaign_id, office.templates, START)
        assert changed is not None
        assert changed.changed_templates == 1
    with office.database.write() as session:
        assert take_back_standing(session, campaign_id, person, START) == 1
    with office.database.write() as session:
        for ends_at, said in ((START, "đã qua"), (START + timedelta(days=400), "tối đa một năm")):
            with pytest.raises(CannotApprove, match=said):
                give_standing(session, campaign_id, person, templates=office.templates, ends_at=ends_at, now=START)


def test_nothing_is_approved_by_rule_where_the_policy_lets_nothing_go(office: Office) -> None:
    with office.database.write() as session:
        draft = Draft("Duyệt hết", all_sources=True, account_ids=tuple(office.accounts().values()))
        campaign_id = keep_draft(session, draft, office.person(), START).campaign_id
        with pytest.raises(CannotApprove, match="không có gì để duyệt sẵn"):
            give_standing(
                session, campaign_id, office.person(), templates=office.templates,
                ends_at=START + timedelta(days=1), now=START,
            )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a" * 201}, "name"),
        ({"goal": "a" * 1001}, "goal"),
        ({"starts_at": START, "ends_at": START}, "ends_at"),
        ({"ends_at": START - timedelta(days=1)}, "ends_at"),
        ({"starts_at": START + timedelta(days=2000)}, "starts_at"),
        ({"expiry_hours": 0}, "expiry_hours"),
        ({"purposes": ()}, "purposes"),
        ({"account_ids": (999,)}, "accounts"),
        ({"source_ids": (999,)}, "sources"),
        ({"automatic": False, "item_ids": (999,)}, "items"),
        ({"automatic": False, "item_ids": tuple(range(1, 300))}, "items"),
    ],
)
def test_a_wrong_draft_is_not_kept(office: Office, changes: dict[str, object], field: str) -> None:
    with office.database.write() as session, pytest.raises(WrongDraft) as raised:
        keep_draft(session, replace(Draft("Đợt tin"), **changes), office.person(), START)  # type: ignore[arg-type]
    assert list(raised.value.problems) == [field]


def test_a_backlog_item_or_another_units_is_not_chosen(office: Office) -> None:
    backlog = office.item(intake=Intake.BACKLOG)
    with office.database.write() as session, pytest.raises(WrongDraft, match="chưa được nhận vào"):
        keep_draft(session, Draft("Tin cũ", automatic=False, item_ids=(backlog,)), office.person(), START)


def test_roles(office: Office) -> None:
    viewer, author = office.person(), office.person()
    viewer.role, author.role = Role.VIEWER, Role.AUTHOR
    campaign_id = planned(office)
    with office.database.write() as session:
        with pytest.raises(NotAllowed):
            keep_draft(session, Draft("Đợt tin"), viewer, START)
        for act in (start, pause, resume, end):
            with pytest.raises(NotAllowed):
                act(session, campaign_id, viewer, START)
        with pytest.raises(NotAllowed):
            take_back_standing(session, campaign_id, author, START)
        assert pause(session, campaign_id, author, START) == 4


def test_a_campaign_of_chosen_sources_takes_theirs_and_no_others(office: Office) -> None:
    with office.database.write() as session:
        other = Source(unit_id=office.seeded.unit_id, kind=SourceKind.FEED, address="https://khac.example/rss")
        account = Account(unit_id=office.seeded.unit_id, channel="rss", name="Bản tin hai", settings={"slug": "hai"})
        session.add_all([other, account])
        session.flush()
        other_id, account_id = other.id or 0, account.id or 0
    campaign_id = office.plan(Draft("Một nguồn", source_ids=(other_id,), account_ids=(account_id,), policy=AUTO))
    assert account_id not in {post.account_id for post in office.prepare(office.item())}
    seen_there = office.item()
    with office.database.write() as session:
        session.exec(select(Sighting).where(Sighting.item_id == seen_there)).one().source_id = other_id
    posts = office.prepare(seen_there)
    assert [post.account_id for post in posts if post.campaign_id == campaign_id] == [account_id]
