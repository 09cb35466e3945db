"""Staff's own words for a template: proposed by one person, put in use by another, given back to the file. Never commits."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from jinja2 import Environment, meta
from sqlmodel import Session, col, func, select

from distributor.compose.endings import (
    BLOCK,
    ENDINGS,
    Endings,
    account_of,
    check_ending,
    endings_in,
    is_ending,
    kind_of,
)
from distributor.compose.item import ItemView
from distributor.compose.templates import TemplateProblem, Templates
from distributor.compose.words import choose_words
from distributor.db import Database
from distributor.errors import LoaError, NotThere
from distributor.labels import kinds
from distributor.models import Account, Unit, Wording, WordingState
from distributor.notices import close_notices, open_notice
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import visible_to
from phrases import phrase

FRESH_S = 1.0
PURPOSES = ("announce", "before_effect", "effective")
"""Whose templates may be changed: those that can be tried on an item. A digest and an erratum are made of more than one."""
LONGEST_NOTE = 300
NOTICE = "wording"
REPLIES = "replies/"
"""How the names of saved replies begin, by their number: versions are kept of them, and no second person's yes is asked."""


class KeptWordings:
    """Template name → source of those in use. Asks the database once in `fresh_s` seconds, in one thread at a time."""

    def __init__(self, database: Database, fresh_s: float | None = None) -> None:
        self._database = database
        self._fresh_s = FRESH_S if fresh_s is None else fresh_s
        self._asking = threading.Lock()
        self._until = float("-inf")
        self._known: dict[str, str] = {}

    def __call__(self) -> Mapping[str, str]:
        # Whoever comes meanwhile takes what was known: nobody waits here with a connection in hand for another.
        if time.monotonic() >= self._until and self._asking.acquire(blocking=self._until < 0):
            try:
                if time.monotonic() >= self._until:
                    with self._database.read() as session:
                        self._known = sources_in_use(session)
                    self._until = time.monotonic() + self._fresh_s
            finally:
                self._asking.release()
        return self._known


@dataclass(frozen=True)
class TemplateName:
    """The parts of `facebook/announce.new_law-question.j2`."""

    channel: str
    purpose: str
    kind: str
    variant: str

    @classmethod
    def of(cls, name: str) -> "TemplateName":
        channel, _, file = name.partition("/")
        stem, _, variant = file.removesuffix(".j2").partition("-")
        purpose, _, kind = stem.partition(".")
        return cls(channel, purpose, kind, variant)


def sources_in_use(session: Session) -> dict[str, str]:
    in_use = (Wording.state == WordingState.IN_USE, ~col(Wording.template).startswith(REPLIES))
    rows = session.exec(select(Wording.template, Wording.source).where(*in_use))
    return {name: source for name, source in rows if source}


def endings_in_use(session: Session) -> Endings:
    wanted = select(Wording.template, Wording.source).where(
        Wording.state == WordingState.IN_USE, col(Wording.template).startswith(f"{ENDINGS}/")
    )
    return endings_in(session.exec(wanted).all())


def wordings_of(session: Session, template: str) -> list[Wording]:
    """All that were ever proposed for it, the newest first."""
    wanted = select(Wording).where(Wording.template == template).order_by(col(Wording.number).desc())
    return list(session.exec(wanted))


def open_wordings(session: Session) -> dict[str, list[Wording]]:
    """Return by template what waits and what is in use."""
    found: dict[str, list[Wording]] = {}
    standing = (WordingState.WAITING, WordingState.IN_USE)
    wanted = (col(Wording.state).in_(standing), ~col(Wording.template).startswith(REPLIES))
    for each in session.exec(select(Wording).where(*wanted).order_by(col(Wording.number))):
        found.setdefault(each.template, []).append(each)
    return found


def editable(templates: Templates, channel: str) -> tuple[str, ...]:
    return tuple(name for name in templates.names(channel) if TemplateName.of(name).purpose in PURPOSES)


def kinds_using(templates: Templates, name: str) -> tuple[str, ...]:
    """The kinds of content whose posts are composed with it; "" for one that has no name."""
    if is_ending(name):
        return (kind_of(name),) if kind_of(name) else ("", *kinds())
    of, found = TemplateName.of(name), []
    for kind in ("", *kinds()):
        try:
            if templates.find(of.channel, of.purpose, kind, of.variant).name == name:
                found.append(kind)
        except TemplateProblem:  # no such variant for this kind, or what is in use does not fit any more
            found.extend([kind] if kind == of.kind else [])
    return tuple(found)


def with_blocks(source: str, words: Mapping[str, str]) -> str:
    """The template with other words in these blocks; order, and the space between them, stay."""
    return BLOCK.sub(lambda found: f"{found[1]}{words.get(found[2], found[3])}{found[4]}", source)


def places_of(templates: Templates, channel: str, view: ItemView, link: str) -> dict[str, str]:
    """The places to fill that a template may name, and what stands there for an item."""
    rules = templates.rules_of(channel)
    return choose_words(view, link, templates.editorial, rules.hashtags, rules.emoji)


def checked_source(templates: Templates, name: str, given: str) -> str:
    """Return what a person typed, as it would be kept; empty where it is what the file says. Raises LoaError, naming what is
    wrong."""
    of = TemplateName.of(name)
    if not is_ending(name) and name not in editable(templates, of.channel):
        raise NotThere(phrase("compose.wording.no-such", name=name))
    source = normalize("NFC", given.replace("\r\n", "\n")).strip("\n") + "\n"
    if source.strip() == templates.source(name).strip():
        return ""
    if is_ending(name):
        check_ending(source, templates.editorial)
        return source
    trial = templates.with_words(name, source)
    for kind in kinds_using(templates, name):
        trial.find(of.channel, of.purpose, kind, of.variant)
    known = places_of(templates, of.channel, ItemView(0, "", "", "", of.kind, None, "", ""), "")
    named = meta.find_undeclared_variables(Environment(autoescape=True).parse(source))
    if unknown := sorted(named - known.keys()):
        told = ", ".join(sorted(known))
        raise LoaError(phrase("compose.wording.no-such-place", places=", ".join(unknown), known=told))
    return source


@deed("word")
def propose_wording(
    session: Session, actor: Actor, templates: Templates, name: str, given: str, note: str = ""
) -> Wording:
    """Propose a wording for another person's yes; it stands in for what waited. Raises LoaError, NotThere."""
    _require_right_unit(session, actor, name)
    source, note = checked_source(templates, name, given), " ".join(note.split())
    if len(note) > LONGEST_NOTE:
        raise LoaError(phrase("compose.wording.note-too-long", most=LONGEST_NOTE))
    before = wordings_of(session, name)
    if source == next((each.source for each in before if each.state is WordingState.IN_USE), ""):
        raise LoaError(phrase("compose.wording.nothing-new"))
    for each in before:
        if each.state is WordingState.WAITING:
            _settle(each, actor, WordingState.RETIRED)
            session.add(each)
    number = session.exec(select(func.max(Wording.number)).where(Wording.template == name)).one() or 0
    made = Wording(
        unit_id=actor.staff.unit_id,
        template=name,
        number=number + 1,
        source=source,
        note=note,
        made_by=actor.login,
        made_at=actor.now,
    )
    session.add(made)
    session.flush()
    told = phrase("compose.wording.waits", template=name, name=actor.staff.full_name)
    open_notice(session, kind=NOTICE, subject=_subject(made), text=told, now=actor.now, unit_id=actor.staff.unit_id)
    actor.note(session, "wording.propose", f"wording:{made.id}", "source")
    return made


def keep_version(session: Session, unit_id: int, name: str, source: str, by: str, at: datetime) -> None:
    """Keep the words of a saved reply as somebody changed them, in use at once; nothing where they are as they were."""
    before = wordings_of(session, name)
    if before and before[0].source == source:
        return
    for each in before:
        if each.state is WordingState.IN_USE:
            each.state = WordingState.RETIRED
            session.add(each)
    number = before[0].number + 1 if before else 1
    state = WordingState.IN_USE
    session.add(
        Wording(unit_id=unit_id, template=name, number=number, source=source, state=state, made_by=by, made_at=at)
    )
    session.flush()


@deed("approve_wording")
def use_wording(session: Session, actor: Actor, templates: Templates, wording_id: int) -> Wording:
    """Take a wording into use: posts are composed with it from now on. Raises LoaError: decided already, the actor's own, or
    not usable any more."""
    waits = _waiting(session, actor, wording_id)
    if waits.made_by == actor.login:
        raise LoaError(phrase("compose.wording.own"))
    if waits.source:
        checked_source(templates, waits.template, waits.source)
    for each in wordings_of(session, waits.template):
        if each.state is WordingState.IN_USE:
            each.state = WordingState.RETIRED
            session.add(each)
    _decide(session, actor, waits, WordingState.IN_USE)
    actor.note(session, "wording.use", f"wording:{waits.id}", "state")
    return waits


@deed("approve_wording")
def refuse_wording(session: Session, actor: Actor, wording_id: int, reason: str) -> Wording:
    """Refuse a wording. Raises LoaError: decided already, or no reason."""
    waits, reason = _waiting(session, actor, wording_id), " ".join(reason.split())
    if not reason or len(reason) > LONGEST_NOTE:
        raise LoaError(phrase("compose.wording.reason", most=LONGEST_NOTE))
    waits.reason = reason
    _decide(session, actor, waits, WordingState.REFUSED)
    actor.note(session, "wording.refuse", f"wording:{waits.id}", "state")
    return waits


def _decide(session: Session, actor: Actor, waits: Wording, state: WordingState) -> None:
    _settle(waits, actor, state)
    session.add(waits)
    session.flush()
    close_notices(session, kind=NOTICE, subject=_subject(waits), now=actor.now)


def _waiting(session: Session, actor: Actor, wording_id: int) -> Wording:
    found = session.get(Wording, wording_id)
    if found is None:
        raise NotThere(phrase("compose.wording.no-such", name=str(wording_id)))
    _require_right_unit(session, actor, found.template)
    session.refresh(found)
    if found.state is not WordingState.WAITING:
        raise LoaError(phrase("compose.wording.decided"))
    return found


def _settle(wording: Wording, actor: Actor, state: WordingState) -> None:
    wording.state, wording.decided_by, wording.decided_at = state, actor.login, actor.now


def _subject(wording: Wording) -> str:
    """Return the subject of its notice: one a template."""
    return f"wording:{wording.template}"


def _require_right_unit(session: Session, actor: Actor, name: str) -> None:
    """Check the unit of who changes it. What ends an account's posts is for those who see its unit. All else is for the unit
    above all, for all units' posts are composed with it. The people of a unit come one after the other."""
    account = session.get(Account, account_of(name)) if account_of(name) else None
    if account_of(name) and (account is None or account.unit_id not in visible_to(session, actor.staff)):
        raise NotThere(phrase("compose.wording.no-such", name=name))
    unit_id = account.unit_id if account is not None else actor.staff.unit_id
    unit = session.exec(select(Unit).where(Unit.id == unit_id).with_for_update(key_share=True)).one()
    if account is None and unit.parent_id is not None:
        raise LoaError(phrase("compose.wording.not-the-house"))
