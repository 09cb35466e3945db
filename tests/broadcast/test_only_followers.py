"""New law by message goes to those alone who asked for its topic; the list, which asked for nothing of it, is only warned."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from commands.demo.audience import OF_THE_NUMBER
from commands.demo.province import POLICY
from distributor.audience_terms import NOBODY_ASKED, WARNINGS_ONLY, is_followed, is_for_followers_only, terms_of
from distributor.broadcast.audience import opt_out, subscribe
from distributor.broadcast.posting import end_posts
from distributor.broadcast.send import keep_house
from distributor.broadcast.store import expand_due
from distributor.lookup.followed import known_matters
from distributor.models import Account, Delivery, Policy, Post, PostState, Recipient, Subscriber
from distributor.phone_numbers import Numbers
from distributor.policy import policy_of
from distributor.review.store import review_post
from tests.broadcast.conftest import Sms, number
from tests.broadcast.posts import approved_post, broadcasts_of, carry, point_at, post_of
from tests.support import province

LAND, TAX = known_matters()["dat dai"], known_matters()["thue"]


@pytest.mark.parametrize(
    ("settings", "kind", "only"),
    [
        ({WARNINGS_ONLY: True}, "new_law", True),
        ({WARNINGS_ONLY: True}, "scam_warning", False),
        ({WARNINGS_ONLY: True}, "", False),  # a person writes to the list
        ({WARNINGS_ONLY: "1"}, "new_law", False),
        ({}, "new_law", False),
    ],
)
def test_whom_a_kind_goes_to(settings: dict[str, object], kind: str, only: bool) -> None:
    assert is_for_followers_only(settings, kind) is only


@pytest.mark.parametrize("kind", ["new_law", "repeal", "correction", "scam_warning"])
def test_the_demo_sends_law_and_warnings_and_asks_nobody_for_what_people_asked_for(kind: str) -> None:
    assert policy_of(POLICY, kind, "sms") is Policy.AUTO
    assert is_for_followers_only(OF_THE_NUMBER, kind) is (kind != "scam_warning")


def follow(sms: Sms, index: int, *topics: str) -> None:
    """`topics` in plain words; none: everything."""
    matters = [known_matters()[topic] for topic in topics]
    numbers = Numbers(sms.desk().vault)

    def act(session: Session) -> None:
        subscribe(
            session, sms.seeded.unit_id, number(index), numbers, proof="Tin 1", now=sms.clock.now(), matters=matters
        )

    sms.change(act)


def terms(sms: Sms) -> dict[str, object]:
    """Of a new act about land."""
    with sms.database.read() as session:
        return terms_of(session, session.get_one(Account, sms.account_id), [LAND.key], "new_law")


def test_an_act_goes_to_who_asked_for_its_topic_or_for_everything(sms: Sms) -> None:
    point_at(sms, sms.audience(5), **{WARNINGS_ONLY: True})
    follow(sms, 11, "dat dai")
    follow(sms, 12)
    follow(sms, 13, "thue")
    post_id = approved_post(sms, settings=terms(sms))
    assert carry(sms) == 1
    assert "gửi tới 2 thuê bao" in post_of(sms, post_id).reason
    expand_due(sms.desks[0], sms.account_id)
    numbers = Numbers(sms.desk().vault)
    (broadcast,) = broadcasts_of(sms, post_id)
    with sms.database.read() as session:
        sealed = session.exec(
            select(Subscriber.number_sealed)
            .join(Recipient, Recipient.subscriber_id == Subscriber.id)  # type: ignore[arg-type]
            .where(Recipient.broadcast_id == broadcast.id)
        ).all()
    assert sorted(map(numbers.open, sealed)) == [number(11), number(12)]


def test_who_opts_out_meanwhile_is_owed_nothing_and_nobody_is_asked(sms: Sms) -> None:
    point_at(sms, sms.audience(2), **{WARNINGS_ONLY: True})
    follow(sms, 11, "dat dai")
    post_id = approved_post(sms, settings=terms(sms))
    carry(sms)
    numbers = Numbers(sms.desk().vault)
    sms.change(
        lambda session: opt_out(session, sms.seeded.unit_id, numbers.hash(number(11)), how="HUY", now=sms.clock.now())
    )
    desk = sms.desks[0]
    expand_due(desk, sms.account_id)
    keep_house(desk, sms.account_id)
    end_posts(desk, sms.account_id)
    post = post_of(sms, post_id)
    assert (post.state, post.reason) == (PostState.SKIPPED, NOBODY_ASKED)


def test_an_act_that_nobody_asked_for_is_left_aside_at_review(sms: Sms) -> None:
    point_at(sms, sms.audience(3), **{WARNINGS_ONLY: True})
    assert terms(sms) == {"only_followers": True}, "nobody has ever signed up"
    follow(sms, 13, "thue")
    now = sms.clock.now()
    with sms.database.write() as session:
        post = Post(
            unit_id=sms.seeded.unit_id,
            account_id=sms.account_id,
            item_id=province.seed_item(session, sms.seeded, 1, now),
            purpose="announce",
            state=PostState.DRAFT,
            title="Quyết định số 1",
            text="Quyet dinh so 1",
            settings=terms_of(session, session.get_one(Account, sms.account_id), [LAND.key], "new_law"),
            due_at=now,
            rendered=True,
            created_at=now,
            expires_at=now + timedelta(hours=48),
        )
        session.add(post)
        session.flush()
        session.add(Delivery(post_id=post.id or 0))
        assert not is_followed(session, sms.seeded.unit_id, [LAND.key])
        assert is_followed(session, sms.seeded.unit_id, [TAX.key])
        reviewed = review_post(session, post.id or 0, problems=(), now=now)
    assert reviewed is not None
    assert (reviewed.state, reviewed.reason) == (PostState.SKIPPED, NOBODY_ASKED)
