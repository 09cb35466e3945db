"""Whatever the program writes into the log has a name for people; found by reading the sources."""

from collections.abc import Collection
from pathlib import Path

import pytest

from distributor.campaigns.draft import Draft
from distributor.compose import card_style, style
from distributor.compose.templates import Templates
from distributor.connect.own_settings import own_settings
from distributor.deliver.ordered_holds import HoldOrder
from distributor.facts import Answers
from distributor.models import Account
from distributor.models.learning import Stance
from distributor.report.audit_fields import FIELD_LABELS, field_words
from distributor.report.audit_log import ACTION_LABELS, SUBJECT_LABELS
from distributor.report.papers.letterhead import Letterhead
from distributor.staff.api_keys import SCOPES
from distributor.staff.unit_settings import SECOND_FACTOR, SESSION_HOURS
from tests.support.noted import Unreadable, noted
from tests.support.noted_fields import noted_fields
from web.api.corrections import ErratumBody
from web.api.items import NewItemBody
from web.api.offers import OfferBody

ROOT = Path(__file__).parents[2]
ROOMS = ("distributor", "web", "commands", "queue")


@pytest.mark.parametrize(
    ("parameter", "labels", "fewest"), [("action", ACTION_LABELS, 80), ("subject", SUBJECT_LABELS, 15)]
)
def test_everything_noted_has_a_label(parameter: str, labels: dict[str, str], fewest: int) -> None:
    found = noted(ROOT, ROOMS, parameter)
    assert len(found) >= fewest, "the sources are read at all"
    assert {value: place for value, place in found.items() if value not in labels} == {}


OF_PEOPLE = ("full_name", "role", "unit_id", "disabled", "locked_until", "password_hash", "totp_sealed")
ELSEWHERE: dict[str, Collection[str]] = {
    "distributor/campaigns/draft.py": Draft.__dataclass_fields__,
    "distributor/deliver/ordered_holds.py": HoldOrder.model_fields,
    "distributor/understand/answers.py": ("answers", *(set(Answers.__dataclass_fields__) - {"by", "reply"})),
    "distributor/staff/api_keys.py": SCOPES,
    "distributor/compose/style.py": [f"{style.PREFIX}{name}" for name in card_style.CardStyle.__dataclass_fields__],
    "distributor/report/papers/letterhead.py": Letterhead.__dataclass_fields__,
    "distributor/connect/manage.py": (),
    "distributor/staff/people.py": OF_PEOPLE,
    "distributor/staff/sessions.py": ("password", "totp"),
    "distributor/ingest/subscriptions.py": ("title", "interval_s", "active"),
    "distributor/staff/units.py": ("name",),
    "distributor/connect/merge.py": ("succession",),
}
"""A call whose names the sources do not spell there → what they can be."""
HANDED_ON = (
    *((SECOND_FACTOR, SESSION_HOURS), ErratumBody.model_fields, NewItemBody.model_fields, OfferBody.model_fields),
    list(Stance),
)


def test_every_field_noted_has_a_label() -> None:
    found = noted_fields(ROOT, ROOMS)
    assert len(found.named) >= 45, "the sources are read at all"
    assert found.unread == set(ELSEWHERE)
    other_words = {**ACTION_LABELS, **SUBJECT_LABELS}
    assert {name: place for name, place in found.named.items() if name not in {**FIELD_LABELS, **other_words}} == {}
    names = [name for names in (*ELSEWHERE.values(), *HANDED_ON) for name in names]
    assert [name for name in names if name not in {**FIELD_LABELS, **SCOPES}] == []


@pytest.mark.parametrize("channel", ["manual", "zalo", "x", "sms", "facebook", "youtube"])
def test_what_staff_change_of_an_account_has_a_label(channel: str) -> None:
    account = Account(unit_id=1, channel=channel, name="x", settings={}, limits={})
    assert [one.name for one in own_settings(account, Templates(), []) if one.name not in FIELD_LABELS] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ends_at", ("đến ngày", "")),
        ("account:9", ("tài khoản kênh", "9")),
        ("kind:new_law", ("Văn bản mới", "")),
        ("new_law", ("Văn bản mới", "")),
        ("items:write", ("Gửi tin mới và sửa tin", "")),
        ("of_tomorrow", ("of_tomorrow", "")),
        ("of:tomorrow", ("of:tomorrow", "")),
    ],
)
def test_a_field_is_told_in_words_and_an_unknown_one_by_its_name(name: str, words: tuple[str, str]) -> None:
    assert field_words(name) == words


def written(root: Path, **files: str) -> Path:
    (root / "room").mkdir()
    for name, text in files.items():
        (root / "room" / f"{name}.py").write_text(text)
    return root


def test_actions_are_found_through_what_hands_them_on(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        deep="""
RIGHT = "seventh"

def note(session, subject, action):
    note_action(session, action=f"room.{action}", subject=subject)
""",
        shallow="""
from room.deep import RIGHT, note

TABLE = {"a": ("first", "words"), "b": ("second", "words")}

class Caller:
    def note(self, action):
        note_action(0, action=action, subject="x:1")

def do(wish, caller, gone):
    action, words = TABLE[wish]
    def inner():
        note(0, f"post:{wish}", action)
    if gone:
        action, words = "third", ""
    caller.note("fourth" if gone else "fifth")
    _end("sixth")
    note_action(0, action=RIGHT, subject=f"item:{wish}")

def _end(action):
    note_action(0, action=action, subject=_about())

def _about():
    return "unit:1"
""",
    )
    assert set(noted(root, ["room"], "action")) == {
        *("room.first", "room.second", "room.third", "fourth", "fifth", "sixth", "seventh")
    }
    with pytest.raises(Unreadable, match="_about"):
        noted(root, ["room"], "subject")


def test_an_action_that_cannot_be_read_fails(tmp_path: Path) -> None:
    root = written(tmp_path, clever="def do(wish):\n    note_action(0, action=wish.upper(), subject='x:1')\n")
    with pytest.raises(Unreadable, match=r"wish\.upper"):
        noted(root, ["room"], "action")
