"""What others recorded of the platforms becomes what it must, also in the third that is kept aside; the page tells of each."""

from collections import Counter
from collections.abc import Callable

import pytest

from channels.optional import MISSING
from tests.channels.recorded_answers import AT_LEAST, CASES, Recorded, judged, share, table
from tests.sandbox.running import ROOT

PAGE = (ROOT / "docs" / "recorded-answers.md").read_text("utf-8")
RIGHT = {"AuthExpired", "OutcomeUnknown", "RateLimited", "Rejected", "Retryable", "goes on", MISSING, "tokens"}


@pytest.fixture(scope="module")
def results() -> dict[str, bool]:
    return {f"{case.channel} {case.id}": judged(case)[0] for case in CASES}


@pytest.mark.parametrize("aside", [False, True], ids=["seen", "kept aside"])
def test_the_share_that_becomes_what_it_must(
    aside: bool, results: dict[str, bool], record_property: Callable[[str, object], None]
) -> None:
    cases = [case for case in CASES if case.is_kept_aside is aside]
    told = share(cases, results)
    record_property("answers that become what they must", told)
    wrong = [f"{case.channel} {case.id}" for case in cases if not results[f"{case.channel} {case.id}"]]
    assert len(wrong) <= (1 - AT_LEAST) * len(cases), f"{told}; wrong: {wrong}"


def test_the_cases_are_spread_and_named_once() -> None:
    assert len({(case.channel, case.id) for case in CASES}) == len(CASES)
    aside = sum(case.is_kept_aside for case in CASES)
    assert 0.25 <= aside / len(CASES) <= 0.42, "a third is kept aside"
    assert min(Counter(case.channel for case in CASES).values()) >= 10


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.channel} {case.id}")
def test_a_case_is_whole(case: Recorded) -> None:
    assert case.source
    assert not isinstance(case.right, str) or case.right in RIGHT
    for sign in ("EAA", "ya29.", "1//0"):
        assert sign not in case.body, "a token is copied"


def test_the_page_has_the_table() -> None:
    assert table() in PAGE, "python -m tests.channels.recorded_answers --table"
