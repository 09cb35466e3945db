"""Where people want to be called when posts wait for their yes: by mail, on which of their browsers (Zalo: `chat_calls.py`)."""

import dataclasses
from collections.abc import Sequence

from sqlmodel import Session, col, delete, func, select

from distributor.errors import LoaError
from distributor.mail.addresses import is_address
from distributor.mail.push import PushDevice
from distributor.models import CallWay, Notice, ReviewCall, StaffSession
from distributor.settings import Settings
from distributor.staff.deeds import OWN, Actor, deed
from distributor.vault import Vault
from distributor.webhooks.call import checked_address
from phrases import phrase

MOST = 10
"""Browsers of a person."""


def ways_of(session: Session, staff_id: int) -> Sequence[ReviewCall]:
    return session.exec(select(ReviewCall).where(ReviewCall.staff_id == staff_id).order_by(col(ReviewCall.id))).all()


@deed(OWN)
def wish_calls(session: Session, actor: Actor, address: str) -> None:
    """Set where the actor wants mail; empty: nowhere. What waits already is not told. Raises LoaError."""
    address, staff_id = address.strip(), actor.staff.id or 0
    if address and not is_address(address):
        raise LoaError(phrase("mail.not-address", address=address[:80]))
    row = next((one for one in ways_of(session, staff_id) if one.way is CallWay.MAIL), None)
    if address:
        row = row or new_way(session, actor, CallWay.MAIL)
        row.address, row.problem, row.due_at, row.tries = address, "", actor.now, 0
        session.add(row)
    elif row is not None:
        session.delete(row)
    actor.note(session, "wish_calls", f"staff:{staff_id}", "address")


@deed(OWN)
def wish_push(
    session: Session, actor: Actor, settings: Settings, vault: Vault, device: PushDevice, browser: str
) -> None:
    """Set that this browser is told, and nobody else there any more. `browser`: its session. Raises LoaError."""
    staff_id = actor.staff.id or 0
    try:
        checked_address(settings, device.endpoint)
        device.check()
    except (LoaError, ValueError) as error:
        raise LoaError(phrase("mail.push-unusable")) from error
    others = delete(ReviewCall).where(col(ReviewCall.mark) == device.mark, col(ReviewCall.staff_id) != staff_id)
    session.connection().execute(others)
    there = [one for one in ways_of(session, staff_id) if one.way is CallWay.PUSH]
    row = next((one for one in there if one.mark == device.mark), None)
    if row is None and len(there) >= MOST:
        raise LoaError(phrase("mail.push-too-many", most=MOST))
    row = row or new_way(session, actor, CallWay.PUSH)
    known = session.get(StaffSession, browser)
    row.mark, row.sealed, row.browser = device.mark, vault.seal(dataclasses.asdict(device)), browser
    row.user_agent = known.user_agent if known else ""
    row.problem, row.due_at, row.tries = "", actor.now, 0
    session.add(row)
    actor.note(session, "wish_calls", f"staff:{staff_id}", "browser")


@deed(OWN)
def end_push(session: Session, actor: Actor, call_id: int) -> None:
    """End the calls to a browser. Raises LoaError where it is none of the actor's, or ended already."""
    staff_id = actor.staff.id or 0
    row = next((one for one in ways_of(session, staff_id) if one.id == call_id and one.way is CallWay.PUSH), None)
    if row is None:
        raise LoaError(phrase("mail.push-not-there"))
    session.delete(row)
    actor.note(session, "wish_calls", f"staff:{staff_id}", "browser")


def new_way(session: Session, actor: Actor, way: CallWay) -> ReviewCall:
    """Make a way to call the actor from now on: what waits already is not told."""
    newest = session.exec(select(func.max(Notice.id))).one() or 0
    return ReviewCall(staff_id=actor.staff.id or 0, way=way, told_through=newest, due_at=actor.now)
