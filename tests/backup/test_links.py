"""Short codes survive a restore: what is the same post outside has the same code, whatever rows it has."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import update
from sqlmodel import Session, select

from distributor.db import Database
from distributor.draft.links import CODE_ALPHABET, CODE_LENGTH, ShortLinks, code_of
from distributor.ingest.identify import Key
from distributor.models import Account, Item, ItemKey, LinkKey, Post, PostState, ShortLink, Unit
from tests.support import province

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
BASE = "https://loa.example"
PAGE, HANDLE = ("facebook", {"page_id": "17"}), ("x", {"user_id": "4"})


def links_of(
    session: Session, addresses: Sequence[str], accounts: Sequence[tuple[str, dict[str, str]]], purpose: str
) -> dict[tuple[str, str], str]:
    """Items read and accounts connected in this order, so that their rows' ids follow it: (address, channel) → link."""
    session.connection().execute(update(LinkKey).values(key="ab" * 32))
    unit_id = session.exec(select(Unit.id)).first()
    seeded = province.seed_unit(session) if unit_id is None else province.Seeded(unit_id, 0)
    items = {}
    for number, address in enumerate(addresses):
        items[address] = province.seed_item(session, seeded, number, NOW)
        for key in (Key("guid", "source:1", f"guid of {address}"), Key("address", "address", address)):
            row = ItemKey(unit_id=seeded.unit_id, item_id=items[address], key=key.digest, kind=key.kind, value=address)
            session.add(row)
    for channel, settings in accounts:
        session.add(Account(unit_id=seeded.unit_id, channel=channel, name=channel, settings=settings))
    session.flush()
    return {
        (address, account.channel): ShortLinks(session, session.get_one(Item, item_id), BASE).new(account, purpose)
        for address, item_id in items.items()
        for account in session.exec(select(Account))
    }


def test_rows_that_come_in_another_order_have_the_same_codes(database_url: str) -> None:
    database, told = Database(database_url), []
    with database.write() as session:
        province.seed_unit(session)
    for addresses, accounts in ((["a", "b", "c"], [PAGE, HANDLE]), (["c", "a", "b"], [HANDLE, PAGE])):
        with Session(database.engine) as session:
            told.append(links_of(session, addresses, accounts, "announce"))
            session.rollback()
    before, after = told
    assert before == after
    assert len(set(before.values())) == 6


def test_the_same_item_said_for_another_purpose_has_another_code(database_url: str) -> None:
    database = Database(database_url)
    with Session(database.engine) as session:
        told = links_of(session, ["a"], [PAGE], "announce")
        item, account = session.exec(select(Item)).one(), session.exec(select(Account)).one()
        links = ShortLinks(session, item, BASE)
        corrected = links.of_correction(account, "announce", "erratum")
        item.revision = 2
        assert (
            len(
                {
                    *told.values(),
                    links.new(account, "effective"),
                    corrected,
                    links.of_correction(account, "announce", "erratum"),
                }
            )
            == 4
        )


def test_a_code_that_is_taken_is_followed_by_the_next(database_url: str) -> None:
    database = Database(database_url)
    with Session(database.engine) as session:
        ((_, link),) = links_of(session, ["a"], [PAGE], "announce").items()
        item, account = session.exec(select(Item)).one(), session.exec(select(Account)).one()
        assert ShortLinks(session, item, BASE).new(account, "announce") == link
        post = Post(
            unit_id=item.unit_id, account_id=account.id or 0, item_id=item.id or 0, purpose="announce",
            state=PostState.DRAFT, created_at=NOW,
        )  # fmt: skip
        session.add(post)
        session.flush()
        session.add(
            ShortLink(code=link.rpartition("/")[2], post_id=post.id or 0, target="https://a.example", created_at=NOW)
        )
        session.flush()
        assert ShortLinks(session, item, BASE).new(account, "announce") != link


def test_without_the_key_nobody_knows_a_code(database_url: str) -> None:
    with Database(database_url).read() as session:
        key = session.exec(select(LinkKey.key)).one()
    assert len(bytes.fromhex(key)) == 32
    assert code_of(b"one", "a", "b") != code_of(b"other", "a", "b")
    assert code_of(b"one", "ab", "c") != code_of(b"one", "a", "bc")
    codes = [code_of(b"one", str(number)) for number in range(2000)]
    assert {len(code) for code in codes} == {CODE_LENGTH}
    assert set("".join(codes)) == set(CODE_ALPHABET)
    assert len(set(codes)) == len(codes)
