"""An answer to a look-up as a short message: by SMS two segments at most, without accents. A document's status is never cut.
Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from channels.sms_text import segments, unaccent
from distributor.law.status import LegalStatus
from distributor.law.words import short_issuer
from distributor.lookup.answers import LookedUp
from distributor.lookup.told import LawAnswer, QuotedFact
from distributor.reading_states import DocumentStatusKind
from distributor.text.shorten import shorten
from phrases import phrase

MOST_SEGMENTS = 2
MOST_LETTERS = 900
"""Of an answer by another channel than SMS: what a telephone shows without scrolling far."""
LEAST_TITLE, MOST_NAMED_TITLE, MOST_TITLE = 40, 64, 90
"""Letters of a title where there is too little room: those that it keeps while something else can be left out; the most where a
number names the document, and where none does."""
TELLING_TITLE = 20
"""Letters of a cut title below which it tells nothing that its number does not."""
LEAST_FACT = 30
"""A beginning of a fact that is shorter tells nothing."""
MOST_OFFICES = 4
FACTS_A_PAGE = 2
MOST_COMING = 2
"""Of what will become of a document."""
HALF = 125
"""Letters of papers, or of a place, where both are told."""


def fits(text: str) -> bool:
    return segments(unaccent(text)) <= MOST_SEGMENTS


@dataclass(frozen=True)
class MessageForm:
    """The form of a message: how it is written, and whether it is short enough."""

    said: Callable[[str], str]
    fits: Callable[[str], bool]


BY_SMS = MessageForm(unaccent, fits)
BY_CHAT = MessageForm(lambda text: text, lambda text: len(text) <= MOST_LETTERS)


def status_of(status: LegalStatus) -> str:
    """Return what a document is today, in a few words: from when, and ended by what."""
    kind, since, by = status.status, status.since, status.by
    if status.never:
        if not by and not status.basis:
            return phrase("lookup.never-plain")
        return phrase("lookup.never-by", by=by) if by else phrase("lookup.never", basis=status.basis)
    if kind is DocumentStatusKind.NOT_YET:
        return (
            phrase("lookup.not-yet", on=status.effective_on) if status.effective_on else phrase("lookup.not-yet-known")
        )
    if kind in _SINCE and since is not None:
        return (
            phrase(f"lookup.{_SINCE[kind]}-by", since=since, by=by)
            if by
            else phrase(f"lookup.{_SINCE[kind]}", since=since)
        )
    if kind is DocumentStatusKind.UNKNOWN and status.basis:
        return phrase("lookup.unknown-but", basis=status.basis)
    return phrase("lookup.unknown")


def _statuses(status: LegalStatus | None) -> Sequence[str]:
    """Ways to say what the document is, and what it will be, the fullest first."""
    if status is None:
        return ("",)
    coming = status.coming[:MOST_COMING]
    ways = [[one.said for one in coming], [one.brief for one in coming], [one.brief for one in coming[:1]]]
    now = _capital(status_of(status))
    return ["".join(f" {_ended(each)}" for each in dict.fromkeys((now, *way))) for way in ways]


_SINCE = {
    DocumentStatusKind.IN_FORCE: "in-force",
    DocumentStatusKind.PARTLY_ENDED: "partly",
    DocumentStatusKind.ENDED: "ended",
    DocumentStatusKind.SUSPENDED: "suspended",
    DocumentStatusKind.CORRECTED: "corrected",
}


def first_message(found: LookedUp, base: str, form: MessageForm = BY_SMS) -> str:
    """The answer to a look-up that found something. `base`: the office's public address. What answers little of what is asked is
    told as the nearest that there is."""
    return form.said(_which(found)) if found.ambiguous else _first(found, base, form)[0]


def _first(found: LookedUp, base: str, form: MessageForm) -> tuple[str, Sequence[QuotedFact]]:
    """Return the message with the fact that matters, and the facts that it left. A fact that would be cut, where a shorter title
    does not help, waits behind the next one that there is room for: what is cut off is mostly the number."""
    answer = _as_it_holds(found.answers[0])
    tail = _link(answer, base) + (f" {menu}" if (menu := _menu(answer)) else "")
    name = f"{answer.name}: " if answer.name and answer.name != answer.title else ""
    lead = "" if found.is_sure else f"{phrase('lookup.nearest')} "

    def message(title: str, fact: str, status: str) -> str:
        head = f"{name}{_ended(title)}" if title else _ended(answer.name)
        return form.said(f"{lead}{head}{status}{' ' + _ended(fact) if fact else ''}{tail}".replace("…", "..."))

    # What the document is, and what it will be, is never left out: where there is no room, parts and by what are.
    ways = _statuses(answer.status)
    status = next((way for way in ways if form.fits(message(answer.title[:LEAST_TITLE], "", way))), ways[-1])
    first = answer.facts[0].text if answer.facts else ""
    titles = [_title(answer, most, lambda title: form.fits(message(title, "", status))) for most in _titles(answer)]
    tried = [(answer.title, 0), *((title, 0) for title in titles), *((titles[0], place) for place in (1, 2))]
    tried += [("", 0)] * bool(answer.name)
    for title, place in tried:
        fact = answer.facts[place].text if place < len(answer.facts) else ""
        if (fact or not answer.facts) and form.fits(message(title, fact, status)):
            return message(title, fact, status), [*answer.facts[:place], *answer.facts[place + 1 :]]
    told = shorten(first, lambda text: form.fits(message(titles[0], text, status)))
    fact = told.text if not told.cut or len(told.text) >= LEAST_FACT else ""
    return message(titles[0], fact, status), answer.facts[1:]


def _as_it_holds(answer: LawAnswer) -> LawAnswer:
    """Return the answer without what an act says that never takes effect: a price that nobody may ask for would be believed. Nor
    with the facts of one that was put right: which of them were wrong stands in the correction."""
    if answer.status is None:
        return answer
    if answer.status.never:
        return replace(answer, facts=(), papers=(), places=())
    return replace(answer, facts=()) if answer.status.corrected else answer


def _titles(answer: LawAnswer) -> Sequence[int]:
    """Return how many letters of the title are told, the most first."""
    return (MOST_NAMED_TITLE, LEAST_TITLE) if answer.name else (MOST_TITLE, LEAST_TITLE)


def _title(answer: LawAnswer, most: int, fits: Callable[[str], bool]) -> str:
    """Return the title in at most so many letters; nothing where a number names the document and hardly a word of it is left."""
    if len(answer.title) <= most and fits(answer.title):
        return answer.title
    short = shorten(answer.title, lambda text: len(text) <= most and fits(text)).text or answer.title[:LEAST_TITLE]
    return "" if answer.name and len(short) < TELLING_TITLE else short


def more_message(found: LookedUp, page: int, base: str, form: MessageForm = BY_SMS) -> str:
    """Return what follows, `page` from 1: further facts, then what else was found, then where all of it stands."""
    answer, left = _as_it_holds(found.answers[0]), _first(found, base, form)[1]
    facts = left[(page - 1) * FACTS_A_PAGE :][:FACTS_A_PAGE]
    if facts:
        return _listed(form, facts, _link(answer, base))
    pages_of_facts = -(-len(left) // FACTS_A_PAGE)
    if page == pages_of_facts + 1 and len(found.answers) > 1:
        others = [f"{other.name or other.title}" for other in found.answers[1:]]
        return _fitting(form, lambda text: form.said(f"{phrase('lookup.others')} {text}"), "; ".join(others))
    return form.said(_at(answer, base, "lookup.no-more"))


def papers_message(found: LookedUp, base: str, form: MessageForm = BY_SMS) -> str:
    """Return which papers, and where to hand them in."""
    answer = _as_it_holds(found.answers[0])
    told = (*answer.papers, *answer.places)
    if not told:
        return form.said(_at(answer, base, "lookup.no-papers"))
    # Neither papers nor place may push the other out.
    short = (
        [replace(fact, text=shorten(fact.text, lambda text: len(text) <= HALF).text) for fact in told]
        if len(told) > 1
        else told
    )
    return _listed(form, short, _link(answer, base))


def _at(answer: LawAnswer, base: str, code: str) -> str:
    """Return the words of a code with where to read on; of an answer that has no page the words alone."""
    link = _link(answer, base).strip()
    return phrase(code, link=link) if link else phrase(f"{code}-here")


def _which(found: LookedUp) -> str:
    """Return which office is meant, with an example to send."""
    offices = list(dict.fromkeys(short_issuer(answer.issuer) for answer in found.answers))[:MOST_OFFICES]
    number = "/".join(found.answers[0].number.split("/")[:2])
    place = " ".join(offices[0].split()[-2:])
    return phrase(
        "lookup.which",
        count=len(found.answers),
        number=found.answers[0].number,
        offices="; ".join(offices),
        example=f"TRA {number} {unaccent(place).upper()}",
    )


def _menu(answer: LawAnswer) -> str:
    more, papers = len(answer.facts) > 1, bool(answer.papers or answer.places)
    code = {(True, True): "both", (True, False): "more", (False, True): "papers"}.get((more, papers))
    return phrase(f"lookup.menu-{code}") if code else ""


def _listed(form: MessageForm, facts: Sequence[QuotedFact], tail: str) -> str:
    new = [fact for place, fact in enumerate(facts) if not any(_says(other, fact) for other in facts[:place])]
    said = " ".join(_ended(_capital(fact.text)) for fact in new)
    return _fitting(form, lambda text: form.said(f"{text}{tail}".replace("…", "...")), said)


def _says(one: QuotedFact, other: QuotedFact) -> bool:
    return other.text.rstrip(" .").casefold() in one.text.casefold()


def _fitting(form: MessageForm, message: Callable[[str], str], text: str) -> str:
    return message(shorten(text, lambda part: form.fits(message(part))).text)


def _link(answer: LawAnswer, base: str) -> str:
    return f" {base}{answer.path}" if answer.path else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _ended(text: str) -> str:
    said = text.strip()
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."
