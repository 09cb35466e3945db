"""Whatever the program writes into the log has a name for people; found by reading the sources."""

from pathlib import Path

import pytest

from distributor.report.audit_log import ACTION_LABELS, SUBJECT_LABELS
from tests.support.noted import Unreadable, noted

ROOT = Path(__file__).parents[2]
ROOMS = ("distributor", "web", "commands", "queue")


@pytest.mark.parametrize(
    ("parameter", "labels", "fewest"), [("action", ACTION_LABELS, 80), ("subject", SUBJECT_LABELS, 15)]
)
def test_everything_noted_has_a_label(parameter: str, labels: dict[str, str], fewest: int) -> None:
    found = noted(ROOT, ROOMS, parameter)
    assert len(found) >= fewest, "the sources are read at all"
    assert {value: place for value, place in found.items() if value not in labels} == {}


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
