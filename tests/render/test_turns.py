"""Whose card is drawn next, on both databases; and that no more are drawn at a time than there are cores."""

from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest

from distributor.db import Database
from distributor.draft.turns import AT_A_TIME, next_drafts, place_to_draw
from tests.render.test_queue import NOW, Office


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def order(office: Office) -> list[int]:
    with office.database.read() as session:
        return next_drafts(session, NOW)


def test_what_is_about_to_go_out_is_drawn_first(office: Office) -> None:
    """Numbers of posts, as they are made."""
    due: dict[str, Any] = {"due_at": NOW}
    office.video("zalo", **due)  # 1: a person looks at it
    office.video("manual", **due)  # 2: people publish it
    office.video("x", campaign_id=office.campaigns["paced"], **due)  # 3: its campaign chooses an hour
    office.video("x", slot_at=NOW + timedelta(hours=2), **due)  # 4
    office.video("x", **due)  # 5
    office.video("x", kind="scam_warning", **due)  # 6
    office.video("youtube", reason="Chờ dựng video.", **due)  # 7: it is woken, its video is there
    office.video("youtube", reason="Chờ dựng video.", due_at=NOW + timedelta(seconds=20))  # 8: not yet
    office.video("x", rendered=True, **due)  # 9: drawn
    assert order(office) == [7, 6, 5, 4, 3, 1, 2]


def test_places_are_as_many_as_cores_and_given_back() -> None:
    with ExitStack() as held:
        assert all(held.enter_context(place_to_draw()) for _ in range(AT_A_TIME))
        with place_to_draw() as another:
            assert not another
        with place_to_draw() as another:
            assert not another, "who had none has given none back"
    with place_to_draw() as free:
        assert free
