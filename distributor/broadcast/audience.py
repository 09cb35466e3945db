"""Audiences: lists of numbers, the consent each stands on, opting out and erasing. Functions take a session and never commit."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, select

from distributor.audience_terms import BY_SMS
from distributor.journal import ERASURE, OPT_OUT, note
from distributor.lookup.followed import Matter
from distributor.models import (
    Audience,
    AudienceMember,
    Case,
    CaseMessage,
    Consent,
    Inbound,
    OptOut,
    PhoneRecording,
    SmsAsking,
    SmsReply,
    Subscriber,
)
from distributor.phone_numbers import Numbers, bring_over, normal_number
from phrases import phrase

LEGAL_NEWS = phrase("broadcast.agreed-to")
"""What people agree to, as consents record it."""


@dataclass(frozen=True)
class StatedConsent:
    """The consent that an import states it for all its numbers."""

    content: str
    method: str
    form: str
    frequency: str
    proof: str
    given_at: datetime
    matter: str = ""


_STATED = tuple(field.name for field in fields(StatedConsent))


@dataclass(frozen=True)
class Imported:
    """`wrong`: places (from 1) in the list that are no Vietnamese mobile number; the numbers themselves are not told.

    `erased`: numbers whose people asked to be forgotten; no list takes them up again.
    """

    added: int
    known: int
    wrong: tuple[int, ...]
    erased: int = 0


def make_audience(session: Session, unit_id: int, name: str, now: datetime, source: str = "") -> Audience:
    """The unit's audience of that name, made if there is none."""
    found = session.exec(select(Audience).where(Audience.unit_id == unit_id, Audience.name == name)).first()
    if found is None:
        found = Audience(unit_id=unit_id, name=name, source=source, created_at=now)
        session.add(found)
        session.flush()
    return found


def add_numbers(
    session: Session,
    audience: Audience,
    texts: Iterable[str],
    numbers: Numbers,
    *,
    now: datetime,
    yes: StatedConsent | None = None,
) -> Imported:
    """Put numbers on the list, each once however often and however it is written. Call it with chunks of a few hundred."""
    return add_people(session, audience, [(text, yes) for text in texts], numbers, now=now)


def add_people(
    session: Session,
    audience: Audience,
    people: Iterable[tuple[str, StatedConsent | None]],
    numbers: Numbers,
    *,
    now: datetime,
) -> Imported:
    """Add numbers as `add_numbers` does, each with the yes that it comes with, if any. Six statements, however many.

    Whoever takes up numbers holds first the list, then the numbers from the lowest: so all wait for each other, none for ever.
    """
    _hold(session, audience)
    yeses: defaultdict[str, list[StatedConsent]] = defaultdict(list)
    wrong = []
    for place, (text, yes) in enumerate(people, 1):
        number = normal_number(text)
        if number is None:
            wrong.append(place)
        else:
            yeses[number] += [] if yes is None else [yes]
    found = _subscribers_of(session, audience.unit_id, sorted(yeses), numbers, now)
    taken_up = {number: subscriber_id for number, (subscriber_id, is_erased) in found.items() if not is_erased}
    _consent(session, [(subscriber_id, yes) for number, subscriber_id in taken_up.items() for yes in yeses[number]])
    added = _put_on(session, audience, list(taken_up.values()), now)
    return Imported(added, len(taken_up) - added, tuple(wrong), len(found) - len(taken_up))


def _subscribers_of(
    session: Session, unit_id: int, ordered: Sequence[str], numbers: Numbers, now: datetime
) -> dict[str, tuple[int, bool]]:
    """The unit's row of each number, made if there is none, and locked, in this order: its id, and whether it is erased."""
    if not ordered:
        return {}
    bring_over(session, unit_id, ordered, numbers)
    hashes, rows = dict[str, str](), []
    for number, number_hash, sealed in numbers.rows_of(ordered):
        hashes[number] = number_hash
        rows.append({"unit_id": unit_id, "number_sealed": sealed, "number_hash": number_hash, "created_at": now})
    made = _insert_into(session, Subscriber)
    # A row that is there is locked and given back only if something is written to it.
    made = made.on_conflict_do_update(
        index_elements=["unit_id", "number_hash"], set_={"number_hash": made.excluded.number_hash}
    )
    told = made.returning(col(Subscriber.number_hash), col(Subscriber.id), col(Subscriber.erased_at))
    of_hash = {
        number_hash: (subscriber_id or 0, erased_at is not None)
        for number_hash, subscriber_id, erased_at in session.connection().execute(told, rows)
    }
    return {number: of_hash[number_hash] for number, number_hash in hashes.items()}


def subscriber_of(
    session: Session, unit_id: int, number: str, number_hash: str, numbers: Numbers, now: datetime
) -> Subscriber:
    """The unit's row of that number, made if there is none, and locked."""
    wanted = (
        select(Subscriber)
        .where(Subscriber.unit_id == unit_id, Subscriber.number_hash == number_hash)
        .with_for_update(key_share=True)
    )
    found = session.exec(wanted).first()
    if found is None:
        row = {"unit_id": unit_id, "number_sealed": numbers.seal(number), "number_hash": number_hash, "created_at": now}
        # Another file, or the person's own message, may have been first.
        made = _insert_into(session, Subscriber).values(**row).on_conflict_do_nothing()
        session.connection().execute(made)
        found = session.exec(wanted).one()
    return found


def _insert_into(session: Session, table: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)


def _put_on(session: Session, audience: Audience, people: Sequence[int], now: datetime) -> int:
    """Answers with how many of these subscribers did not stand on it yet."""
    rows = [{"audience_id": audience.id, "subscriber_id": one, "added_at": now} for one in people]
    if not rows:
        return 0
    put = _insert_into(session, AudienceMember).on_conflict_do_nothing().returning(col(AudienceMember.subscriber_id))
    made = len(session.connection().execute(put, rows).all())
    # By the database, not from what was read before the list was held: another file may have grown it meanwhile.
    session.execute(update(Audience).where(col(Audience.id) == audience.id).values(members=Audience.members + made))
    return made


def _consent(session: Session, given: Sequence[tuple[int, StatedConsent]]) -> None:
    """Note what these subscribers say yes to; the same yes twice is one."""
    standing = select(Consent.subscriber_id, Consent.content, Consent.given_at, Consent.matter).where(
        col(Consent.subscriber_id).in_({subscriber_id for subscriber_id, _ in given}),
        col(Consent.withdrawn_at).is_(None),
    )
    known = set(session.exec(standing).all())
    rows = []
    for subscriber_id, yes in given:
        if (key := (subscriber_id, yes.content, yes.given_at, yes.matter)) not in known:
            known.add(key)
            rows.append({"subscriber_id": subscriber_id, **{name: getattr(yes, name) for name in _STATED}})
    if rows:
        session.connection().execute(insert(Consent), rows)


def opt_out(session: Session, unit_id: int, number_hash: str, *, how: str, now: datetime) -> None:
    """Record the opt-out: from this moment no window of this unit admits the number. Withdraws its consents, too."""
    # The row that a window locks before it reads opt-outs: either it sees this one, or it was before.
    subscriber = session.exec(
        select(Subscriber)
        .where(Subscriber.unit_id == unit_id, Subscriber.number_hash == number_hash)
        .with_for_update(key_share=True)
    ).first()
    standing = _standing_opt_out(session, unit_id, number_hash)
    if standing is None or standing.asked_back:
        lift_pause(session, unit_id, number_hash, now)
        session.add(OptOut(unit_id=unit_id, number_hash=number_hash, at=now, how=how))
        note(session, OPT_OUT, now, unit=unit_id, hash=number_hash)
    if subscriber is not None:
        session.connection().execute(
            update(Consent)
            .where(col(Consent.subscriber_id) == subscriber.id, col(Consent.withdrawn_at).is_(None))
            .values(withdrawn_at=now)
        )
    session.flush()


def _standing_opt_out(session: Session, unit_id: int, number_hash: str) -> OptOut | None:
    """The opt-out of everything that stands; a pause where nothing else does."""
    standing = select(OptOut).where(
        OptOut.unit_id == unit_id,
        OptOut.number_hash == number_hash,
        OptOut.matter == "",
        col(OptOut.lifted_at).is_(None),
    )
    return session.exec(standing.order_by(col(OptOut.asked_back))).first()


def is_paused(session: Session, unit_id: int, number_hash: str) -> bool:
    """Return True if the person was asked back and has not answered."""
    standing = _standing_opt_out(session, unit_id, number_hash)
    return standing is not None and standing.asked_back


def pause_number(session: Session, unit_id: int, number_hash: str, *, how: str, now: datetime) -> None:
    """Send the number nothing until the person has said whether they opt out; consents stand meanwhile."""
    if _standing_opt_out(session, unit_id, number_hash) is None:
        session.add(OptOut(unit_id=unit_id, number_hash=number_hash, at=now, how=how, asked_back=True))
        session.flush()


def lift_pause(session: Session, unit_id: int, number_hash: str, now: datetime) -> None:
    session.connection().execute(
        update(OptOut)
        .where(col(OptOut.unit_id) == unit_id, col(OptOut.number_hash) == number_hash)
        .where(col(OptOut.asked_back).is_(True), col(OptOut.lifted_at).is_(None))
        .values(lifted_at=now)
    )


def lift_opt_outs(session: Session, unit_id: int, number_hash: str, now: datetime) -> None:
    """Lift a number's opt-outs: the person wants to be written to again."""
    session.connection().execute(
        update(OptOut)
        .where(col(OptOut.unit_id) == unit_id, col(OptOut.number_hash) == number_hash, col(OptOut.lifted_at).is_(None))
        .values(lifted_at=now)
    )


def hold_subscribers_list(session: Session, unit_id: int) -> None:
    """Lock the list of subscribers before the numbers of several who write: `add_numbers` says why."""
    found = session.exec(select(Audience).where(Audience.unit_id == unit_id, Audience.name == BY_SMS)).first()
    if found is not None:
        _hold(session, found)


def _hold(session: Session, audience: Audience) -> None:
    # Not its key: whoever only points at the list need not wait.
    session.exec(select(Audience.id).where(Audience.id == audience.id).with_for_update(key_share=True)).one()


def subscribe(
    session: Session,
    unit_id: int,
    number: str,
    numbers: Numbers,
    *,
    proof: str,
    now: datetime,
    matters: Sequence[Matter] = (),
    method: str = "sms",
) -> None:
    """Subscribe a person by their own wish: opt-outs end, the message is the proof, and the number is on the list of such people.

    `matters`: what they want to be told of; none: everything.
    """
    number_hash = numbers.hash(number)
    subscriber = subscriber_of(session, unit_id, number, number_hash, numbers, now)
    if subscriber.erased_at is not None:
        subscriber.erased_at, subscriber.number_sealed = None, numbers.seal(number)
    ended = [] if not matters else [col(OptOut.matter).in_(["", *(matter.key for matter in matters)])]
    session.connection().execute(
        update(OptOut)
        .where(col(OptOut.unit_id) == unit_id, col(OptOut.number_hash) == number_hash, col(OptOut.lifted_at).is_(None))
        .where(*ended)
        .values(lifted_at=now)
    )
    form, often = (
        phrase("broadcast.sms-dk" if method == "sms" else "broadcast.by-page"),
        phrase("broadcast.as-often-as-news"),
    )
    wishes = [(matter.key, phrase("broadcast.agreed-to-matter", matter=matter.name)) for matter in matters]
    known = {key for key, _ in wishes} & consented(session, subscriber.id or 0)
    yeses = [
        StatedConsent(content, method, form, often, proof, now, key)
        for key, content in wishes or [("", LEGAL_NEWS)]
        if key not in known
    ]
    _consent(session, [(subscriber.id or 0, yes) for yes in yeses])
    _put_on(
        session,
        make_audience(session, unit_id, BY_SMS, now, phrase("broadcast.people-sent-dk")),
        [subscriber.id or 0],
        now,
    )


def consented(session: Session, subscriber_id: int) -> set[str]:
    """Keys of what the person has said yes to; "" for everything."""
    standing = select(Consent.matter).where(Consent.subscriber_id == subscriber_id, col(Consent.withdrawn_at).is_(None))
    return set(session.exec(standing).all())


def opted_out(session: Session, unit_id: int, number_hash: str) -> set[str]:
    """Keys of what the person opted out of; "" for everything."""
    standing = select(OptOut.matter).where(
        OptOut.unit_id == unit_id, OptOut.number_hash == number_hash, col(OptOut.lifted_at).is_(None)
    )
    return set(session.exec(standing).all())


def leave_matters(
    session: Session, unit_id: int, number_hash: str, keys: Sequence[str], *, how: str, now: datetime
) -> None:
    """Record opt-outs from these matters; the person goes on with the rest."""
    subscriber = session.exec(
        select(Subscriber)
        .where(Subscriber.unit_id == unit_id, Subscriber.number_hash == number_hash)
        .with_for_update(key_share=True)
    ).first()
    standing = opted_out(session, unit_id, number_hash)
    for key in keys:
        if key not in standing:
            session.add(OptOut(unit_id=unit_id, number_hash=number_hash, at=now, how=how, matter=key))
            if subscriber is None:
                note(session, OPT_OUT, now, unit=unit_id, hash=number_hash, matter=key)
    if subscriber is not None:
        withdraw(session, subscriber, keys, now)
    session.flush()


def withdraw(session: Session, subscriber: Subscriber, keys: Collection[str], now: datetime) -> None:
    """Withdraw these consents; after a restore the matters count as opted out of."""
    session.connection().execute(
        update(Consent)
        .where(col(Consent.subscriber_id) == subscriber.id, col(Consent.withdrawn_at).is_(None))
        .where(col(Consent.matter).in_(keys))
        .values(withdrawn_at=now)
    )
    for key in sorted(keys):
        if key:
            note(session, OPT_OUT, now, unit=subscriber.unit_id, hash=subscriber.number_hash, matter=key)


def erase(session: Session, subscriber: Subscriber, now: datetime) -> None:
    """Erase a person who asked to be forgotten: the number goes wherever it stands, with all that they wrote, and by the hash
    that stays it is refused for good."""
    opt_out(session, subscriber.unit_id, subscriber.number_hash, how=phrase("broadcast.erased-on-request"), now=now)
    note(session, ERASURE, now, unit=subscriber.unit_id, hash=subscriber.number_hash)
    subscriber.number_sealed, subscriber.erased_at = b"", now
    session.add(subscriber)
    written = (col(Inbound.unit_id) == subscriber.unit_id, col(Inbound.number_hash) == subscriber.number_hash)
    of_theirs = select(Inbound.id).where(*written)
    theirs = (col(Case.unit_id) == subscriber.unit_id, col(Case.person_hash) == subscriber.number_hash)
    for change in (
        update(SmsReply).where(col(SmsReply.inbound_id).in_(of_theirs)).values(number_sealed=b"", text=""),
        delete(PhoneRecording).where(col(PhoneRecording.inbound_id).in_(of_theirs)),
        update(CaseMessage).where(col(CaseMessage.inbound_id).in_(of_theirs)).values(author="", text="", earlier=""),
        update(Case).where(*theirs).values(person_hash="", forgotten_at=now),
        update(Inbound).where(*written).values(number_sealed=b"", text=""),
    ):
        session.connection().execute(change)
    forget_askings(session, SmsAsking.number_hash == subscriber.number_hash)
    session.flush()


def forget_askings(session: Session, which: ColumnElement[bool] | bool) -> None:
    """Delete these askings, with the codes that went to them."""
    gone = select(SmsAsking.id).where(which)
    session.connection().execute(delete(SmsReply).where(col(SmsReply.asking_id).in_(gone)))
    session.connection().execute(delete(SmsAsking).where(col(SmsAsking.id).in_(gone)))
