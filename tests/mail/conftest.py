"""A mail server on loopback, a home that hands it its reports, and a schedule."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from distributor.db import Database
from distributor.mail.schedules import add_schedule
from distributor.models import Account, Item, Post, PostFigures, PostState, Unit, UnitLevel, UnitName
from distributor.report.papers.files import make_file
from distributor.report.papers.outline import Paper, Pictures
from distributor.settings import Settings, Values
from tests.mail.sending import Hands
from tests.support.acting import administrator
from tests.support.mail_servers import Mailbox, mail_server


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as found:
        yield found


_SET: dict[tuple[str, str], tuple[str, str, bytes]] = {}


@pytest.fixture(autouse=True)
def papers_are_set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail tried for a day would set one paper thirty times; that it has the same bytes then is tested where it is set."""

    def once(paper: Paper, pictures: Pictures, ending: str) -> tuple[str, str, bytes]:
        key = (repr(paper), ending)
        if key not in _SET:
            _SET[key] = make_file(paper, pictures, ending)
        return _SET[key]

    monkeypatch.setattr("distributor.mail.send.make_file", once)


@pytest.fixture
def settings(tmp_path: Path, box: Mailbox) -> Settings:
    (tmp_path / "config.toml").write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = "{box.port}"\nsecurity = "none"\nsender = "loa@huonggiang.example"\n',
        encoding="utf-8",
    )
    return Settings(tmp_path, Values(public_url="https://loa.huonggiang.example"))


@pytest.fixture
def schedule(database: Database, clock: Hands) -> int:
    """A month's report to two addresses, of a unit with one post in November."""
    with database.write() as session:
        unit = Unit(level=UnitLevel.PROVINCE, code="huong-giang")
        session.add(unit)
        session.flush()
        unit_id = unit.id or 0
        session.add(UnitName(unit_id=unit_id, name="Sở Tư pháp tỉnh Hương Giang", valid_from=date(2025, 7, 1)))
        account = Account(unit_id=unit_id, channel="facebook", name="Pháp luật Hương Giang", settings={}, limits={})
        item = Item(unit_id=unit_id, title="Quyết định mới về đất", first_seen_at=clock.now(), kind="new_law")
        session.add_all([account, item])
        session.flush()
        post = Post(
            unit_id=unit_id,
            account_id=account.id or 0,
            item_id=item.id or 0,
            purpose="announce",
            state=PostState.PUBLISHED,
            published_at=datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
            created_at=datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
        )
        session.add(post)
        session.flush()
        session.add(PostFigures(post_id=post.id or 0, at=clock.now(), reactions=1200, comments=30, reach=45_000))
        made = add_schedule(
            session,
            administrator(unit_id, clock.now(), "lanhdao"),
            period="month",
            recipients="vanthu@huonggiang.example, lanhdao@huonggiang.example",
            formats=["docx", "pdf"],
        )
        assert made.next_at == datetime(2026, 12, 1, 0, 0, tzinfo=UTC), "07:00 in Vietnam"
        return made.id or 0
