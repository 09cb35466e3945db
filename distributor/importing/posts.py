"""Rows that become a person's own posts: what is said, by which accounts, when, with which pictures of the library.

Words, accounts and hour must be there; title, link, kind, pictures and a campaign of the unit, by its name or number, may be.
Each post waits for its yes like one that was written by hand. The same row once more makes nothing, nor does what an account says
already.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from distributor.broadcast.table_rows import Fault, folded_title
from distributor.clock import VIETNAM
from distributor.compose.editorial import Editorial
from distributor.db import Database
from distributor.errors import LoaError
from distributor.importing.items import COLUMNS as ITEM_COLUMNS
from distributor.importing.items import KIND, LINK, TEXT, TITLE, moment_of
from distributor.importing.items import LABELS as ITEM_LABELS
from distributor.importing.sheet import Sheet
from distributor.importing.take import ImportResult
from distributor.labels import kinds
from distributor.models import Account, Campaign, Staff, StaffFile
from distributor.outgoing.proposer import Proposer
from distributor.plan.free import Wish
from distributor.review.words import plain
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import visible_to
from distributor.write.files import cut_picture
from distributor.write.hand_made import ForAccount, accounts_to_write_for, check_draft, hours_of, made_of, make_post
from distributor.write.in_campaign import Hour, problems_in_campaign
from distributor.write.rights import why_not_on
from distributor.write.typed import MOST_PICTURES, USUAL_KIND, HandMade, OwnPicture, problems_of_draft
from phrases import listed, phrase

ACCOUNTS, SLOT, PICTURES, CAMPAIGN, STATE = "accounts", "slot", "pictures", "campaign", "state"
COLUMNS: Mapping[str, frozenset[str]] = {
    **{name: ITEM_COLUMNS[name] for name in (TITLE, TEXT, LINK, KIND)},
    ACCOUNTS: frozenset({"tai khoan", "cac tai khoan", "noi dang", "accounts"}),
    SLOT: frozenset({"gio dang", "ngay gio dang", "thoi gian dang", "slot", "time"}),
    PICTURES: frozenset({"anh", "hinh", "hinh anh", "pictures"}),
    CAMPAIGN: frozenset({"chien dich", "thuoc chien dich", "campaign"}),
    STATE: frozenset({"trang thai", "state"}),
}
"""The state stands in files that are given out, and is not read."""
LABELS: dict[str, str] = {
    **{name: ITEM_LABELS[name] for name in (TITLE, TEXT, LINK, KIND)},
    ACCOUNTS: phrase("importing.accounts"),
    SLOT: phrase("importing.slot"),
    PICTURES: phrase("importing.pictures"),
    CAMPAIGN: phrase("importing.campaign"),
    STATE: phrase("importing.state"),
}
MOST_POSTS = 300
"""Rows of one file."""
BETWEEN = "; "
_SEVERAL = re.compile(r"\s*[;\n]\s*")


@dataclass(frozen=True)
class PostRow:
    line: int
    draft: HandMade
    accounts: tuple[ForAccount, ...]


@dataclass
class PostRows:
    """`doubled`: lines that say what an earlier line said; the first counts."""

    rows: list[PostRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Nameable:
    """The names that rows may use: accounts, pictures and kinds, by folded name; campaigns that the person sees, the newest
    first.

    `unit_id`: the person's own, whose campaigns alone take their posts.
    """

    accounts: Mapping[str, Account]
    pictures: Mapping[str, StaffFile]
    kinds: Mapping[str, str]
    campaigns: Sequence[Campaign]
    unit_id: int
    folder: Path


def check_posts(
    desk: Proposer, staff: Staff, sheet: Sheet, folder: Path, public_url: str, editorial: Editorial
) -> PostRows:
    """Check a sheet of posts row by row. `folder`: of the media store. Writes nothing. Raises LoaError where a column is
    missing or there are too many rows."""
    places = sheet.places(COLUMNS)
    needed = (TEXT, ACCOUNTS, SLOT)
    if missing := [phrase("importing.quoted", column=LABELS[name]) for name in needed if name not in places]:
        raise LoaError(phrase("importing.columns-missing", columns=listed(missing, ", ")))
    if len(sheet.rows) > MOST_POSTS:
        raise LoaError(phrase("importing.too-many-posts", rows=len(sheet.rows), most=MOST_POSTS))
    found, seen, known = PostRows(faults=list(sheet.faults)), set[str](), _nameable(desk, staff, folder)
    spoken: dict[int, list[Hour]] = {}
    for row in sheet.rows:
        cells = {name: _bare(row.cells[place]) if place < len(row.cells) else "" for name, place in places.items()}
        wrong: list[tuple[str, str]] = []
        draft = _draft(cells, known, f"nhap:{staff.unit_id}", wrong)
        if f"{public_url}/l/" in draft.text:
            # Of a post that was given out: its clicks are its own.
            wrong.append((TEXT, phrase("importing.bears-short-link")))
        wrong += [("", words) for words in problems_of_draft(draft, desk.clock.now())] if not wrong else []
        checked: list[ForAccount] = []
        if not wrong:
            chosen = [account for account in known.accounts.values() if account.id in draft.account_ids]
            checked = check_draft(desk, draft, chosen, public_url, unit_id=staff.unit_id, editorial=editorial)
            wrong += _refusals(checked)
        if not wrong and draft.campaign_id is not None:
            hours, beside = hours_of(draft, checked), spoken.setdefault(draft.campaign_id, [])
            with desk.database.read() as session:
                problems = problems_in_campaign(
                    session, staff, draft.campaign_id, hours, desk.clock.now(), beside=beside
                )
            wrong += [(CAMPAIGN, words) for words in problems]
            beside += [] if wrong or draft.key in seen else hours
        if wrong:
            found.faults += [_fault(row.line, name, words) for name, words in wrong]
        elif (key := draft.key or "") in seen:
            found.doubled.append(row.line)
        else:
            seen.add(key)
            found.rows.append(PostRow(row.line, draft, tuple(checked)))
    found.faults.sort(key=lambda fault: fault.line)
    return found


def _bare(cell: str) -> str:
    """Return a cell without the mark that a file of ours bears before what a spreadsheet would calculate."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:2] in "=+-@" else cell


def _nameable(desk: Proposer, staff: Staff, folder: Path) -> Nameable:
    with desk.database.read() as session:
        accounts = accounts_to_write_for(session, staff)
        files = session.exec(
            select(StaffFile)
            .where(StaffFile.unit_id == staff.unit_id, StaffFile.sha256 != "", col(StaffFile.mime).startswith("image/"))
            .order_by(col(StaffFile.made_at))
        ).all()
        campaigns = session.exec(
            select(Campaign)
            .where(col(Campaign.unit_id).in_(visible_to(session, staff)))
            .order_by(col(Campaign.ended_at).is_not(None), col(Campaign.id).desc())
        ).all()
    return Nameable(
        {folded_title(account.name): account for account in accounts},
        {folded_title(file.name): file for file in files},
        {folded_title(kind.label): name for name, kind in kinds().items() if not kind.never},
        campaigns,
        staff.unit_id,
        folder,
    )


def _draft(cells: Mapping[str, str], known: Nameable, form: str, wrong: list[tuple[str, str]]) -> HandMade:
    """Make the draft of a row, as far as it can be read; what is wrong with its cells goes into `wrong`."""
    named = _SEVERAL.split(cells[ACCOUNTS]) if cells[ACCOUNTS] else []
    unknown = [name for name in named if name and folded_title(name) not in known.accounts]
    wrong += [(ACCOUNTS, phrase("importing.no-such-account", name=name[:80])) for name in unknown]
    slot_at = moment_of(cells[SLOT])
    if slot_at is None:
        wrong.append((SLOT, phrase("importing.slot-unreadable", slot=cells[SLOT][:20])))
    kind = cells.get(KIND, "")
    if kind and folded_title(kind) not in known.kinds and kind not in known.kinds.values():
        wrong.append((KIND, phrase("importing.no-such-kind", kind=kind[:40])))
    accounts = [account.id or 0 for name in named if (account := known.accounts.get(folded_title(name)))]
    return HandMade(
        title=" ".join(plain(cells.get(TITLE, "")).split()),
        text=plain(cells[TEXT]),
        short="",
        address=cells.get(LINK, ""),
        kind=known.kinds.get(folded_title(kind), kind) or USUAL_KIND,
        account_ids=tuple(dict.fromkeys(accounts)),
        slot_at=slot_at,
        when=Wish.AT,
        pictures=tuple(_pictures(cells.get(PICTURES, ""), slot_at, known, wrong)),
        campaign_id=_campaign(cells.get(CAMPAIGN, ""), known, wrong),
        form=form,
    )


def _campaign(said: str, known: Nameable, wrong: list[tuple[str, str]]) -> int | None:
    """Find a campaign by its name, else by its number. Whether it has ended and takes these hours is asked later
    (`problems_in_campaign`)."""
    if not said:
        return None
    named = [one for one in known.campaigns if folded_title(one.name) == folded_title(said)]
    if not named and said.isascii() and said.isdigit():
        named = [one for one in known.campaigns if one.id == int(said)]
    own = [one for one in named if one.unit_id == known.unit_id]
    open_ones = [one for one in own if one.ended_at is None]
    if len(open_ones) > 1:
        wrong.append((CAMPAIGN, phrase("importing.several-campaigns", name=said[:80])))
    elif named and not own:
        wrong.append((CAMPAIGN, phrase("importing.campaign-of-others", name=said[:80])))
    elif not named:
        wrong.append((CAMPAIGN, phrase("importing.no-such-campaign", name=said[:80])))
    return (open_ones or own)[0].id if own else None


def _pictures(
    said: str, slot_at: datetime | None, known: Nameable, wrong: list[tuple[str, str]]
) -> Iterator[OwnPicture]:
    names = list(dict.fromkeys(name for name in _SEVERAL.split(said) if name))
    if len(names) > MOST_PICTURES:
        wrong.append((PICTURES, phrase("importing.too-many-pictures", most=MOST_PICTURES)))
        return
    for name in names:
        file = known.pictures.get(folded_title(name))
        if file is None:
            wrong.append((PICTURES, phrase("importing.no-such-picture", name=name[:80])))
        elif not file.alt_text.strip():
            wrong.append((PICTURES, phrase("importing.no-alt-text", name=name[:80])))
        elif slot_at is not None and (no := why_not_on(file, slot_at.astimezone(VIETNAM).date())):
            wrong.append((PICTURES, no))
        else:
            yield OwnPicture(cut_picture(known.folder, file.sha256, "", ""), file.alt_text, file.sha256)


def _refusals(checked: Sequence[ForAccount]) -> Iterator[tuple[str, str]]:
    for one in checked:
        for words in one.check.refused:
            yield ACCOUNTS, phrase("importing.refused", account=one.account, words=words)
        if one.said is not None:
            yield ACCOUNTS, phrase("importing.said-already", account=one.account)


def _fault(line: int, name: str, words: str) -> Fault:
    return Fault(line, phrase("broadcast.line.wrong", line=line, what=words), LABELS.get(name, ""))


@deed("import")
def take_posts(database: Database, actor: Actor, rows: Sequence[PostRow], public_url: str) -> ImportResult:
    """Each row by itself; that it was begun stands in the log, whatever came of it."""
    with database.write() as session:
        actor.note(session, "import", f"unit:{actor.staff.unit_id}", unit_id=actor.staff.unit_id)
    made = 0
    for row in rows:
        try:
            with database.write() as session:
                if made_of(session, row.draft) is None:
                    make_post(session, actor, row.draft, row.accounts, public_url=public_url)
                    made += 1
        except IntegrityError:  # the same file, taken in at the same time
            continue
        except LoaError:  # its campaign does not take it any more
            continue
        database.give_way()
    return ImportResult(made, 0, len(rows) - made)
