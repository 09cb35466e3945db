"""What a caller hears and what follows, step by step, in tables."""

import pytest

from distributor.telephone.flow import (
    CallAnswers,
    CallDeed,
    CallEvent,
    CallState,
    CallStep,
    CallTerms,
    CallTurn,
    Happened,
    Prompt,
    fixed_prompts,
    follow,
    said,
)
from distributor.telephone.rules import telephone_rules

TERMS = CallTerms("Sở Tư pháp tỉnh Hương Giang", "từ thứ hai đến thứ sáu", telephone_rules())
ANSWER = Prompt("answer", "Quyết định số 27/2026/QĐ-UBND. Còn hiệu lực.")
OTHER = Prompt("answer", "Quyết định số 28/2026/QĐ-UBND. Hết hiệu lực.")
ONE = CallAnswers((ANSWER,))
TWO = CallAnswers((ANSWER, OTHER))
OFFICES = CallAnswers((ANSWER, OTHER), (("27/2026, xã A", "27/2026 xã A"), ("27/2026, xã B", "27/2026 xã B")))


def played(events: list[object], terms: CallTerms = TERMS) -> tuple[CallState, CallTurn]:
    """Keys as text, what was found as `CallAnswers`, anything else as what happened."""
    state, turn = follow(CallState(), CallEvent(Happened.BEGUN), terms)
    for each in events:
        match each:
            case str() if each not in set(Happened):
                event = CallEvent(Happened.KEYS, each)
            case CallAnswers():
                event = CallEvent(Happened.FOUND, found=each)
            case _:
                event = CallEvent(Happened(str(each)))
        state, turn = follow(state, event, terms)
    return state, turn


@pytest.mark.parametrize(
    ("events", "step", "deed", "heard"),
    [
        ([], "menu", "ask", ["welcome", "menu"]),
        (["1"], "number", "ask", ["number"]),
        (["1", "27*2026#"], "number", "look_up", []),
        (["1", "27*2026#", ONE], "answer", "ask", ["answer", "answer-menu"]),
        (["1", "#"], "menu", "ask", ["menu"]),
        (["1", "*"], "menu", "ask", ["menu"]),
        (["2"], "topics", "ask", ["topics"]),
        (["2", "1"], "topics", "look_up", []),
        (["2", "7"], "topics", "ask", ["wrong-key", "topics"]),
        (["2", "*"], "menu", "ask", ["menu"]),
        (["9"], "after", "ask", ["hours", "menu"]),
        (["0"], "end", "hand_over", ["person"]),
        (["5"], "menu", "ask", ["wrong-key", "menu"]),
        (["#"], "menu", "ask", ["wrong-key", "menu"]),
        (["1", "27#", CallAnswers()], "after", "ask", ["nothing", "menu"]),
        (["1", "27#", CallAnswers(), "1"], "number", "ask", ["number"]),
        (["1", "27#", OFFICES], "choice", "ask", ["choices"]),
        (["1", "27#", OFFICES, "2"], "choice", "look_up", []),
        (["1", "27#", OFFICES, "5"], "choice", "ask", ["choices"]),
        (["1", "27#", TWO, "1"], "answer", "ask", ["answer", "answer-menu"]),
        (["1", "27#", TWO, "3"], "answer", "ask", ["answer", "answer-menu"]),
        (["1", "27#", TWO, "3", "3"], "answer", "ask", ["no-more", "answer-menu"]),
        (["1", "27#", TWO, "2"], "after", "send", []),
        (["1", "27#", TWO, "2", "sent"], "after", "ask", ["sent", "menu"]),
        (["1", "27#", TWO, "2", "not_sent"], "after", "ask", ["not-sent", "menu"]),
        (["8"], "notice", "ask", ["notice"]),
        (["8", "*"], "menu", "ask", ["menu"]),
        (["8", "2"], "notice", "ask", ["wrong-key", "notice"]),
        (["8", "1"], "recording", "record", []),
        (["8", "1", "recorded"], "after", "ask", ["recorded", "menu"]),
        (["8", "1", "not_recorded"], "after", "ask", ["not-recorded", "menu"]),
        (["quiet"], "menu", "ask", ["menu"]),
        (["1", "quiet"], "number", "ask", ["number"]),
        (["quiet", "quiet", "quiet"], "end", "hang_up", ["bye"]),
        (["quiet", "quiet", "9", "quiet", "quiet"], "after", "ask", ["menu"]),
    ],
)
def test_each_key_leads_on(events: list[object], step: str, deed: str, heard: list[str]) -> None:
    state, turn = played(events)
    assert (state.step, turn.deed, [prompt.name for prompt in turn.say]) == (step, deed, heard)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("27*2026#", "27/2026"), ("27#", "27"), ("0027*2026", "0027/2026"), ("27**2026#", "27/2026"), ("*27*#", "27")],
)
def test_a_number_typed_is_a_number_written(typed: str, words: str) -> None:
    state, turn = played(["1", typed])
    assert (turn.words, state.words, state.topic) == (words, words, "Tra theo số")


def test_the_second_answer_is_another_and_a_choice_is_looked_up_by_its_office() -> None:
    assert played(["1", "27#", TWO, "3"])[1].say[0] == OTHER
    assert played(["1", "27#", OFFICES, "2"])[1].words == "27/2026 xã B"
    assert played(["2", "1"])[1].words == telephone_rules().topics[0].words


MUTE = CallTerms(TERMS.unit, TERMS.hours, TERMS.rules, speaks=False)
RECORDED = frozenset(prompt.sound for prompt in fixed_prompts(TERMS))


@pytest.mark.parametrize(
    ("recorded", "messages", "events", "deed", "heard"),
    [
        (frozenset(), True, [], "hand_over", []),
        (RECORDED, True, [], "ask", ["welcome", "menu"]),
        (RECORDED, True, ["1", "27#", ONE], "send", []),
        (RECORDED, True, ["1", "27#", OFFICES], "send", []),
        (RECORDED, False, ["1", "27#", ONE], "hand_over", ["no-voice"]),
        (RECORDED | {ANSWER.sound}, False, ["1", "27#", ONE], "ask", ["answer", "answer-menu-no-message"]),
        (RECORDED - {said("notice", days="90", seconds="120").sound}, True, ["8"], "ask", ["no-message", "menu"]),
    ],
)
def test_without_a_voice_only_what_is_recorded_is_played(
    recorded: frozenset[str], messages: bool, events: list[object], deed: str, heard: list[str]
) -> None:
    terms = CallTerms(MUTE.unit, MUTE.hours, MUTE.rules, messages=messages, speaks=False, recorded=recorded)
    turn = played(events, terms)[1]
    assert (turn.deed, [prompt.name for prompt in turn.say]) == (deed, heard)


def test_who_cannot_be_answered_is_not_recorded() -> None:
    turn = played(["8"], CallTerms(TERMS.unit, TERMS.hours, TERMS.rules, messages=False))[1]
    assert [prompt.name for prompt in turn.say] == ["no-message", "menu"]


def test_a_sound_of_other_words_is_another_sound() -> None:
    assert said("welcome", unit="A").sound != said("welcome", unit="B").sound
    assert len({prompt.sound for prompt in fixed_prompts(TERMS)}) == len(fixed_prompts(TERMS))


def test_any_keys_in_any_order_end_somewhere() -> None:
    """Whatever is pressed, each step has one answer, and nothing but keys is needed to come back to the menu."""
    for step in CallStep:
        state = CallState(step=step, found=TWO)
        for key in "0123456789*#":
            after, turn = follow(state, CallEvent(Happened.KEYS, key), TERMS)
            assert turn.deed in set(CallDeed)
            if after.step is not CallStep.END:
                back, _ = follow(after, CallEvent(Happened.KEYS, "*"), TERMS)
                assert back.step is CallStep.MENU
