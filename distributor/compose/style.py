"""What a unit's cards look like beside the house style: one colour, a logo, letters. Never commits."""

import re
from dataclasses import asdict

from sqlmodel import Session, col, delete, select

from distributor.compose.card_style import CardStyle
from distributor.errors import LoaError
from distributor.models import Media, UnitSetting
from distributor.staff.deeds import Actor, deed
from phrases import phrase

PREFIX = "card_"
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
MOST_LETTERS = 3


def read_style(session: Session, unit_id: int) -> CardStyle:
    rows = session.exec(
        select(UnitSetting.name, UnitSetting.value).where(
            UnitSetting.unit_id == unit_id, col(UnitSetting.name).startswith(PREFIX, autoescape=True)
        )
    ).all()
    return CardStyle(**{name.removeprefix(PREFIX): str(value) for name, value in rows})


@deed("settings")
def change_style(session: Session, actor: Actor, wanted: CardStyle) -> list[str]:
    """Change the style of the actor's own unit; cards that are drawn already stay.

    Answers with the names of what changed. Raises LoaError.
    """
    if wanted.colour and not COLOUR.fullmatch(wanted.colour):
        raise LoaError(phrase("compose.style.colour"))
    if len(wanted.letters) > MOST_LETTERS or not all(letter.isalpha() for letter in wanted.letters):
        raise LoaError(phrase("compose.style.letters", most=MOST_LETTERS))
    if wanted.logo and session.get(Media, wanted.logo) is None:
        raise LoaError(phrase("compose.style.emblem-gone"))
    unit_id = actor.staff.unit_id
    own, changed = asdict(read_style(session, unit_id)), []
    for name, value in asdict(wanted).items():
        if own[name] == value:
            continue
        changed.append(f"{PREFIX}{name}")
        if value:
            row = UnitSetting(
                unit_id=unit_id, name=changed[-1], value=value, changed_at=actor.now, changed_by=actor.login
            )
            session.merge(row)
        else:
            gone = delete(UnitSetting).where(col(UnitSetting.unit_id) == unit_id, col(UnitSetting.name) == changed[-1])
            session.connection().execute(gone)
    session.flush()
    if changed:
        actor.note(session, "settings", f"unit:{unit_id}", *changed, unit_id=unit_id)
    return changed
