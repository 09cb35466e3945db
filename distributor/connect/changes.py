"""What became of an account in the eyes of the public: renamed, merged, handed over, closed. Takes a session and never commits.

The platform's own records do not say it, and a name or an address that was ours may be somebody else's tomorrow.
"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from distributor.clock import VIETNAM
from distributor.connect.manage import account_of_units
from distributor.errors import LoaError
from distributor.ingest.address import is_web_address
from distributor.models import AccountChange, AccountChangeKind
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import visible_to
from phrases import phrase

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_BASIS = 200, 300, 300


@dataclass(frozen=True)
class ChangeWish:
    """`earlier_name`, `earlier_address`: of a renamed one. `successor`: whom it was merged into or handed over to."""

    kind: AccountChangeKind
    on: date
    earlier_name: str = ""
    earlier_address: str = ""
    successor: str = ""
    basis: str = ""


@deed("configure")
def note_change(session: Session, actor: Actor, account_id: int, wish: ChangeWish) -> AccountChange:
    """It stands in the directory at once. Raises NotThere, LoaError."""
    account = account_of_units(session, account_id, visible_to(session, actor.staff), lock=True)
    name, address, successor, basis = (
        " ".join(each.split()) for each in (wish.earlier_name, wish.earlier_address, wish.successor, wish.basis)
    )
    if wish.on > actor.now.astimezone(VIETNAM).date():
        raise LoaError(phrase("connect.change-in-future"))
    if wish.kind is AccountChangeKind.RENAMED and not (name or address):
        raise LoaError(phrase("connect.change-earlier"))
    if wish.kind in (AccountChangeKind.MERGED, AccountChangeKind.HANDED_OVER) and not successor:
        raise LoaError(phrase("connect.change-successor"))
    if address and not is_web_address(address):
        raise LoaError(phrase("connect.change-address"))
    if len(name) > LONGEST_NAME or len(address) > LONGEST_ADDRESS or max(len(successor), len(basis)) > LONGEST_BASIS:
        raise LoaError(phrase("connect.reason-too-long", longest=LONGEST_NAME))
    change = AccountChange(
        account_id=account.id or 0,
        kind=wish.kind,
        on=wish.on,
        earlier_name=name,
        earlier_address=address,
        successor=successor,
        basis=basis,
        noted_by=actor.login,
        noted_at=actor.now,
    )
    session.add(change)
    session.flush()
    actor.note(session, "directory", f"account:{account.id}", "kind", "on", unit_id=account.unit_id)
    return change
