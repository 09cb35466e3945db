"""What is said and done in a call, one step after the other. Pure: it knows no exchange, no sound and no database.

`follow` is given where the call stands and what has happened, and answers where it stands now, what is to be said, and what is
then to be done: wait for keys, look something up, send a message, record, hand the call to a person, or end it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

from distributor.telephone.rules import TelephoneRules
from phrases import phrase

STAR, ENDS = "*", "#"
MOST_CHOICES = 4


@dataclass(frozen=True)
class Prompt:
    """Something that is said. `name`: what it is; a sound of it bears the words' mark too, so that it never says other words."""

    name: str
    text: str

    @property
    def sound(self) -> str:
        return f"{self.name}-{sha256(self.text.encode()).hexdigest()[:8]}"


@dataclass(frozen=True)
class CallAnswers:
    """The answers of a look-up. `answers`: each as it is said, the best first. `choices`: words for each of several offices'
    documents."""

    answers: tuple[Prompt, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()


class CallStep(StrEnum):
    BEGIN = "begin"
    MENU = "menu"
    TOPICS = "topics"
    NUMBER = "number"
    CHOICE = "choice"
    ANSWER = "answer"
    NOTICE = "notice"
    RECORDING = "recording"
    AFTER = "after"
    END = "end"


class CallDeed(StrEnum):
    """The deed that follows what is said; after `HAND_OVER` and `HANG_UP` nothing does."""

    ASK = "ask"
    LOOK_UP = "look_up"
    SEND = "send"
    RECORD = "record"
    HAND_OVER = "hand_over"
    HANG_UP = "hang_up"


class Happened(StrEnum):
    BEGUN = "begun"
    KEYS = "keys"
    QUIET = "quiet"
    FOUND = "found"
    SENT = "sent"
    NOT_SENT = "not_sent"
    RECORDED = "recorded"
    NOT_RECORDED = "not_recorded"


@dataclass(frozen=True)
class CallEvent:
    happened: Happened
    keys: str = ""
    found: CallAnswers = CallAnswers()


@dataclass(frozen=True)
class CallTerms:
    """The terms of this call. `messages`: the caller can be sent one. `speaks`: what is not recorded can be said."""

    unit: str
    hours: str
    rules: TelephoneRules
    messages: bool = True
    speaks: bool = True
    recorded: frozenset[str] = frozenset()
    """Sounds that are there."""

    def can_say(self, prompt: Prompt) -> bool:
        return self.speaks or prompt.sound in self.recorded


@dataclass(frozen=True)
class CallState:
    """`words`: of the last look-up. `page`: which of its answers is told. `topic`: for the report."""

    step: CallStep = CallStep.BEGIN
    words: str = ""
    topic: str = ""
    found: CallAnswers = CallAnswers()
    page: int = 0
    quiet: int = 0


@dataclass(frozen=True)
class CallTurn:
    """`keys`: how many are waited for; more than one are ended by `#`. `words`: what is looked up or sent."""

    say: tuple[Prompt, ...]
    deed: CallDeed
    keys: int = 1
    words: str = ""


def said(name: str, **values: str) -> Prompt:
    return Prompt(name, str(phrase(f"telephone.{name}", **values)))


def menu() -> Prompt:
    return said("menu")


def topics(terms: CallTerms) -> Prompt:
    listed = " ".join(
        str(phrase("telephone.topic", name=topic.name, key=str(key))) for key, topic in enumerate(terms.rules.topics, 1)
    )
    return Prompt("topics", f"{listed} {phrase('telephone.back')}")


def hours(terms: CallTerms) -> Prompt:
    return said("hours", hours=terms.hours, place=terms.rules.place)


def fixed_prompts(terms: CallTerms) -> tuple[Prompt, ...]:
    """All that is said whatever is asked: what an office without a voice records once."""
    names = ("menu", "number", "nothing", "answer-menu", "answer-menu-no-message", "not-sent", "sent", "no-voice",
             "no-message", "recorded", "not-recorded", "person", "wrong-key", "bye", "no-more")  # fmt: skip
    return (
        said("welcome", unit=terms.unit),
        *(said(name) for name in names),
        topics(terms),
        hours(terms),
        notice(terms),
    )


def notice(terms: CallTerms) -> Prompt:
    rules = terms.rules
    return said("notice", days=str(rules.keep_questions_days), seconds=str(rules.longest_question_s))


def follow(state: CallState, event: CallEvent, terms: CallTerms) -> tuple[CallState, CallTurn]:
    """One step."""
    if event.happened is Happened.QUIET:
        return _quiet(state, terms)
    state = replace(state, quiet=0)
    if event.happened is Happened.BEGUN:
        if not all(terms.can_say(each) for each in (said("welcome", unit=terms.unit), menu())):
            return _end(state, CallDeed.HAND_OVER)
        return _menu(state, said("welcome", unit=terms.unit))
    if event.happened is Happened.FOUND:
        return _found(replace(state, found=event.found, page=0), terms)
    if event.happened in _AFTER:
        return _after(state, said(_AFTER[event.happened]))
    return _keyed(state, event.keys, terms)


_AFTER: Mapping[Happened, str] = {
    Happened.SENT: "sent",
    Happened.NOT_SENT: "not-sent",
    Happened.RECORDED: "recorded",
    Happened.NOT_RECORDED: "not-recorded",
}


def _keyed(state: CallState, keys: str, terms: CallTerms) -> tuple[CallState, CallTurn]:
    if state.step is CallStep.NUMBER:
        return _number(state, keys)
    match keys:
        case "*":
            return _menu(state)
        case "0":
            return _end(state, CallDeed.HAND_OVER, said("person"))
        case "8":
            return _notice(state, terms)
    return (
        _of_menu(state, keys, terms) if state.step in (CallStep.MENU, CallStep.AFTER) else _of_step(state, keys, terms)
    )


def _of_menu(state: CallState, key: str, terms: CallTerms) -> tuple[CallState, CallTurn]:
    match key:
        case "1":
            return replace(state, step=CallStep.NUMBER), CallTurn(
                (said("number"),), CallDeed.ASK, terms.rules.most_keys
            )
        case "2":
            return replace(state, step=CallStep.TOPICS), CallTurn((topics(terms),), CallDeed.ASK)
        case "9":
            return _after(state, hours(terms))
    return _again(state, terms, said("wrong-key"))


def _of_step(state: CallState, keys: str, terms: CallTerms) -> tuple[CallState, CallTurn]:
    match state.step, keys:
        case CallStep.TOPICS, key if key.isdigit() and 0 < int(key) <= len(terms.rules.topics):
            topic = terms.rules.topics[int(key) - 1]
            return _look_up(state, topic.words, topic.name)
        case CallStep.CHOICE, key if key.isdigit() and 0 < int(key) <= len(state.found.choices):
            return _look_up(state, state.found.choices[int(key) - 1][1], state.topic)
        case CallStep.ANSWER, "1":
            return _tell(state, terms)
        case CallStep.ANSWER, "2":
            return _send(state, terms)
        case CallStep.ANSWER, "3":
            if state.page + 1 < len(state.found.answers):
                return _tell(replace(state, page=state.page + 1), terms)
            return state, CallTurn((said("no-more"), _answer_menu(terms)), CallDeed.ASK)
        case CallStep.NOTICE, "1":
            return replace(state, step=CallStep.RECORDING), CallTurn((), CallDeed.RECORD)
    return _again(state, terms, said("wrong-key"))


def _menu(state: CallState, *first: Prompt) -> tuple[CallState, CallTurn]:
    return replace(state, step=CallStep.MENU), CallTurn((*first, menu()), CallDeed.ASK)


def _number(state: CallState, keys: str) -> tuple[CallState, CallTurn]:
    """`27*2026#` is 27/2026."""
    if keys.strip(ENDS) in ("", STAR):
        return _menu(state)
    words = "/".join(part for part in keys.rstrip(ENDS).split("*") if part)
    return _look_up(state, words, str(phrase("telephone.by-number")))


def _look_up(state: CallState, words: str, topic: str) -> tuple[CallState, CallTurn]:
    return replace(state, words=words, topic=topic), CallTurn((), CallDeed.LOOK_UP, words=words)


def _found(state: CallState, terms: CallTerms) -> tuple[CallState, CallTurn]:
    choices = state.found.choices[:MOST_CHOICES]
    if choices:
        told = " ".join(
            str(phrase("telephone.choice", name=name, key=str(key))) for key, (name, _words) in enumerate(choices, 1)
        )
        asked = Prompt("choices", f"{phrase('telephone.which')} {told}")
        if terms.can_say(asked):
            return replace(state, step=CallStep.CHOICE), CallTurn((asked,), CallDeed.ASK)
        return _send(state, terms)
    if not state.found.answers:
        return _after(state, said("nothing"))
    return _tell(state, terms)


def _tell(state: CallState, terms: CallTerms) -> tuple[CallState, CallTurn]:
    answer = state.found.answers[state.page]
    if not terms.can_say(answer):
        return _send(state, terms)
    return replace(state, step=CallStep.ANSWER), CallTurn((answer, _answer_menu(terms)), CallDeed.ASK)


def _answer_menu(terms: CallTerms) -> Prompt:
    return said("answer-menu" if terms.messages else "answer-menu-no-message")


def _send(state: CallState, terms: CallTerms) -> tuple[CallState, CallTurn]:
    """Send by message what cannot be said, at once: who asked for it may hang up. To a person whoever can be sent none."""
    if terms.messages:
        return replace(state, step=CallStep.AFTER), CallTurn((), CallDeed.SEND, words=state.words)
    if state.step is CallStep.ANSWER:
        return state, CallTurn((said("no-message"), _answer_menu(terms)), CallDeed.ASK)
    return _end(state, CallDeed.HAND_OVER, said("no-voice"))


def _notice(state: CallState, terms: CallTerms) -> tuple[CallState, CallTurn]:
    """Nothing is recorded of whom we cannot answer, nor where the notice cannot be said."""
    if not terms.messages or not terms.can_say(notice(terms)):
        return _after(state, said("no-message"))
    return replace(state, step=CallStep.NOTICE), CallTurn((notice(terms),), CallDeed.ASK)


def _after(state: CallState, *first: Prompt) -> tuple[CallState, CallTurn]:
    return replace(state, step=CallStep.AFTER), CallTurn((*first, menu()), CallDeed.ASK)


def _quiet(state: CallState, terms: CallTerms) -> tuple[CallState, CallTurn]:
    state = replace(state, quiet=state.quiet + 1)
    if state.quiet >= terms.rules.most_quiet:
        return _end(state, CallDeed.HANG_UP, said("bye"))
    return _again(state, terms)


def _again(state: CallState, terms: CallTerms, *first: Prompt) -> tuple[CallState, CallTurn]:
    keys = 1
    match state.step:
        case CallStep.TOPICS:
            asked = topics(terms)
        case CallStep.NUMBER:
            asked, keys = said("number"), terms.rules.most_keys
        case CallStep.ANSWER:
            asked = _answer_menu(terms)
        case CallStep.NOTICE:
            asked = notice(terms)
        case CallStep.CHOICE:
            return _found(state, terms)
        case _:
            asked = menu()
    return state, CallTurn((*first, asked), CallDeed.ASK, keys)


def _end(state: CallState, deed: CallDeed, *first: Prompt) -> tuple[CallState, CallTurn]:
    return replace(state, step=CallStep.END), CallTurn(first, deed)
