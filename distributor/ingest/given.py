"""Content that another program hands over: it becomes an item as an entry of any source does, by the same rules.

Each unit has one source for it, which is never read. An `external_id` that came before is the same item: what changed is a
revision. Opens its own short transactions.
"""

import html
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from distributor.clock import Clock
from distributor.db import Database
from distributor.errors import LoaError
from distributor.ingest.content import Content, content_of
from distributor.ingest.decide import BacklogPolicy, decide
from distributor.ingest.entry import Enclosure, Entry, ParsedSource, RawEntry, fingerprint_of
from distributor.ingest.identify import identify
from distributor.ingest.kinds import default_kinds
from distributor.ingest.known import load_known
from distributor.ingest.sources import kept_source
from distributor.ingest.store import Owner, Stored, apply
from distributor.models import Item, Sighting, Source, SourceKind, Unit
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import must_see
from distributor.text.tidy import one_line, tidy
from phrases import phrase

TITLE = "Gửi qua giao diện lập trình"
TRIES = 4
"""As in a reading: two who meet on one item settle within two or three."""


@dataclass(frozen=True)
class GivenFile:
    address: str
    title: str = ""
    mime: str = ""


@dataclass(frozen=True)
class GivenItem:
    """`external_id`: by which the giver knows it; empty: its address does, else title and date. One of `text` and `html`.

    `html`: not yet safe. `kind`: a content kind, empty to let Loa find it.
    """

    title: str
    external_id: str = ""
    summary: str = ""
    text: str = ""
    html: str = ""
    address: str = ""
    picture_url: str = ""
    kind: str = ""
    published_at: datetime | None = None
    files: Sequence[GivenFile] = ()


@dataclass(frozen=True)
class TakenItem:
    """`is_new`: a new item. `is_revised`: a known one that says something else now."""

    item_id: int
    is_new: bool
    is_revised: bool


@deed("paste")
def give_item(
    database: Database, actor: Actor, unit_id: int, given: GivenItem, clock: Clock, *fields: str
) -> TakenItem:
    """Take an item from a program as `take_given` does. `fields`: what it sent, for the log."""
    with database.read() as session:
        must_see(session, actor.staff, unit_id)
    taken = take_given(database, unit_id, given, clock)
    with database.write() as session:
        actor.note(session, "paste", f"item:{taken.item_id}", *fields, unit_id=unit_id)
    return taken


def take_given(database: Database, unit_id: int, given: GivenItem, clock: Clock) -> TakenItem:
    """Take an item that is given. Raises LoaError if it says nothing, or cannot be kept."""
    with database.write() as session:
        source_id = _source_of(session, unit_id)
    identities = identify(ParsedSource(TITLE, "", (_raw(given),)), source_id)
    if not identities.entries:
        raise LoaError(phrase("ingest.given.refused", reason=identities.skipped[0].reason))
    now, stored, kinds = clock.now(), Stored(), default_kinds()
    owner = Owner(source_id, unit_id, TITLE)

    def read_content(entry: Entry) -> Content:
        return content_of(entry, kinds, "")

    for attempt in range(1, TRIES + 1):
        with database.read() as session:
            known = load_known(session, unit_id, source_id, identities.entries)
        decision = decide(
            identities.entries,
            known,
            BacklogPolicy(first_reading=False, take_all=True, flood_limit=0),
            read_content,
            now,
        )
        if decision.skipped:
            raise LoaError(phrase("ingest.given.refused", reason=decision.skipped[0].reason))
        try:
            apply(database.write, owner, decision, now, stored)
        except IntegrityError:
            if attempt == TRIES:
                raise
            continue
        break
    with database.read() as session:
        item_id = session.exec(
            select(Item.id)
            .join(Sighting, col(Sighting.item_id) == col(Item.id))
            .where(Sighting.source_id == source_id, Sighting.entry_key == identities.entries[0].entry_key)
        ).one()
    return TakenItem(item_id or 0, bool(stored.new_item_ids), bool(stored.revised_item_ids))


def _source_of(session: Session, unit_id: int) -> int:
    """Made with the first item that is given."""
    address = f"api:{session.get_one(Unit, unit_id).code}"
    wanted = Source(unit_id=unit_id, kind=SourceKind.GIVEN, address=address, title=TITLE, active=False, take_all=True)
    source = kept_source(session, wanted, col(Source.kind) == SourceKind.GIVEN)
    assert source.id is not None  # noqa: S101 - flushed
    return source.id


def _raw(given: GivenItem) -> RawEntry:
    title = one_line(given.title)
    told = {**asdict(given), "published_at": given.published_at.isoformat() if given.published_at else ""}
    entry = Entry(
        guid=given.external_id,
        link=given.address,
        title=title,
        summary_html=_as_html(given.summary),
        content_html=given.html or _as_html(given.text),
        published=given.published_at,
        enclosures=tuple(Enclosure(each.address, each.mime, title=each.title) for each in given.files),
        pictures=(given.picture_url,) if given.picture_url else (),
        kind=given.kind,
    )
    return RawEntry(
        guid=given.external_id,
        link=given.address,
        fingerprint=fingerprint_of(json.dumps(told, ensure_ascii=False, sort_keys=True)),
        read=lambda: entry,
        title=title,
    )


def _as_html(text: str) -> str:
    """Paragraphs where lines are empty."""
    paragraphs = tidy(text).split("\n\n") if text.strip() else []
    return "".join(f"<p>{html.escape(each, quote=False)}</p>" for each in paragraphs if each).replace("\n", "<br>")
