"""What people change of their own sign-in: password, second step, the browsers in which they are signed in. Never commits."""

from collections.abc import Sequence
from typing import Literal

from sqlmodel import Session

from distributor.errors import LoaError
from distributor.models import Staff
from distributor.staff.deeds import OWN, Actor, deed
from distributor.staff.second_step import begin, confirm, renew_recovery_codes, turn_off
from distributor.staff.sessions import end_sessions, hash_of, sessions_of
from distributor.staff.unit_settings import settings_in_force
from distributor.vault import Vault
from phrases import phrase

StepChange = Literal["begin", "confirm", "renew", "off"]


@deed(OWN)
def change_password(session: Session, actor: Actor, password_hash: str, here: str) -> None:
    """Change the password and sign the other browsers out; `here` is the token of this one. Raises LoaError if it was changed
    meanwhile."""
    staff = session.get_one(Staff, actor.staff.id)
    if staff.password_hash != actor.staff.password_hash:
        raise LoaError(phrase("staff.password-changed-elsewhere"))
    staff.password_hash, staff.must_change_password = password_hash, False
    session.add(staff)
    end_sessions(session, staff.id or 0, but=hash_of(here))
    actor.note(session, "password", f"staff:{staff.id}", "password_hash")


@deed(OWN)
def sign_out_devices(session: Session, actor: Actor, *, but: str = "", only: str = "") -> int:
    """Sign devices out; return how many of those that the list shows are gone. `but`, `only`: hashes of tokens, as
    `end_sessions` takes them."""
    staff_id = actor.staff.id or 0
    # A sign-in that still awaits its code ends as well, and was never a device to the reader.
    shown = {device.token_hash for device in sessions_of(session, staff_id, actor.now)}
    ended = end_sessions(session, staff_id, but=but, only=only)
    if ended:
        actor.note(session, "end_sessions", f"staff:{staff_id}")
    return len(shown - {device.token_hash for device in sessions_of(session, staff_id, actor.now)})


@deed(OWN)
def change_second_step(
    session: Session, actor: Actor, change: StepChange, vault: Vault, *, code: str, here: str
) -> Sequence[str]:
    """New recovery codes, to be shown once, if there are any. `here`: the token of this browser. Raises LoaError."""
    staff = session.get_one(Staff, actor.staff.id)
    subject = f"staff:{staff.id}"
    if change == "begin":
        begin(session, staff, vault)
        return ()
    if change == "confirm":
        codes = confirm(session, staff, code, vault, actor.now)
        end_sessions(session, staff.id or 0, but=hash_of(here))
        actor.note(session, "second_step", subject, "totp_sealed")
        return codes
    if change == "renew":
        if staff.totp_since is None:
            raise LoaError(phrase("staff.no-second-step"))
        codes = renew_recovery_codes(session, staff)
        actor.note(session, "recovery_codes", subject, "recovery_code")
        return codes
    if settings_in_force(session, staff.unit_id).demands_second_factor(staff):
        raise LoaError(phrase("staff.second-step-demanded"))
    turn_off(session, staff)
    actor.note(session, "second_step_off", subject, "totp_sealed")
    return ()
