"""Which wording does better: told only where it is known, tried until then, kept once a post has it."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from distributor.db import Database
from distributor.learn.beliefs import Beliefs, PostOutcome, Subject
from distributor.learn.settings import learning_settings
from distributor.learn.store import best_wordings, wording_for
from distributor.learn.wordings import choose_wording, suggest_wordings
from distributor.models import Account, PostTrial, TrialOutcome
from tests.support import province

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
SETTINGS = learning_settings()
BOTH = ("", "question")
FACEBOOK = Subject(1, "facebook", "new_law")


def trials(count: int, of_question: float, of_first: float = 40.0) -> list[PostOutcome]:
    """By turns, one a day, always at the same hour."""
    return [
        PostOutcome(
            1,
            "facebook",
            "new_law",
            NOW - timedelta(days=2 + number),
            of_question if number % 2 else of_first,
            BOTH[number % 2],
        )
        for number in range(count)
    ]


def beliefs(of: list[PostOutcome], subject: Subject = FACEBOOK) -> Beliefs:
    return Beliefs(of, subject, NOW, SETTINGS.model)


def test_nothing_is_told_of_few_posts_or_of_one_wording() -> None:
    found = suggest_wordings(beliefs(trials(4, 80.0)), BOTH, SETTINGS.telling)
    assert [(one.variant, one.lift, one.told) for one in found] == [
        ("", None, "chưa đủ số liệu, mới 2 bài"),
        ("question", None, "chưa đủ số liệu, mới 2 bài"),
    ]
    assert suggest_wordings(beliefs(trials(40, 80.0)), ("",), SETTINGS.telling) == ()


def test_the_better_wording_comes_first_with_its_reason() -> None:
    best, other = suggest_wordings(beliefs(trials(60, 80.0)), BOTH, SETTINGS.telling)
    assert best.variant == "question"
    assert best.lift is not None
    assert best.lift > 0.1
    assert "lượt mở so với cách khác, 30 bài" in best.told
    assert other.lift is not None
    assert other.lift < 0


def test_no_difference_is_no_finding() -> None:
    found = suggest_wordings(beliefs(trials(40, 40.0)), BOTH, SETTINGS.telling)
    assert {one.lift for one in found} == {None}
    assert found[0].told.endswith("chưa thấy hơn kém rõ, 20 bài")


def share_of_question(of: Beliefs) -> float:
    random = np.random.default_rng(6)
    chosen = [choose_wording(of, BOTH, SETTINGS.choosing, random)[0] for _ in range(300)]
    return chosen.count("question") / 300


def test_both_are_tried_and_the_better_one_more() -> None:
    assert share_of_question(beliefs([])) == pytest.approx(0.5, abs=0.1)
    assert share_of_question(beliefs(trials(60, 80.0))) > 0.85
    assert 0.0 < share_of_question(beliefs(trials(60, 20.0))) < 0.15


def test_the_channel_lends_what_the_account_does_not_know() -> None:
    assert share_of_question(beliefs(trials(60, 80.0), Subject(2, "facebook", "new_law"))) > 0.6


def test_from_the_database_the_openings_count(database: Database) -> None:
    with database.write() as session:
        seeded = province.seed_unit(session)
        account = Account(unit_id=seeded.unit_id, channel="facebook", name="Trang")
        session.add(account)
        session.flush()
        assert account.id is not None
        for number in range(40):
            item_id = province.seed_item(session, seeded, number, NOW)
            (post_id,) = province.seed_posts(session, seeded, account, [item_id], now=NOW)
            session.add(
                PostTrial(
                    post_id=post_id,
                    unit_id=seeded.unit_id,
                    account_id=account.id,
                    channel="facebook",
                    kind="new_law",
                    variant=BOTH[number % 2],
                    said_at=NOW - timedelta(days=2 + number),
                    # Late numbers of the platform do not spoil what Loa counted itself.
                    outcome=TrialOutcome.LATE,
                    clicks=80.0 if number % 2 else 40.0,
                    settled_at=NOW,
                )
            )
        session.flush()
        subject = Subject(account.id, "facebook", "new_law")
        assert best_wordings(session, subject, BOTH, NOW)[0].variant == "question"
        chosen = {wording_for(session, subject, BOTH, NOW, f"post {number}") for number in range(12)}
        assert "question" in chosen
        assert wording_for(session, subject, BOTH, NOW, "a") == wording_for(session, subject, BOTH, NOW, "a")
