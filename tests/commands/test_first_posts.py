"""The table of first posts at the terminal of `make demo`."""

from datetime import UTC, datetime, timedelta

from commands.demo.first_posts import NOTHING_NEW, WAITED, FirstPosts
from distributor.db import Database
from distributor.models import Account, Post, PostState
from tests.support import province

BEGAN = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


class Terminal:
    def __init__(self, database: Database) -> None:
        self.database, self.number = database, 0
        self.lines: list[str] = []
        with database.write() as session:
            self.seeded = province.seed_unit(session)
            self.accounts = {}
            for channel in ("facebook", "youtube", "sms"):
                account = Account(unit_id=self.seeded.unit_id, channel=channel, name=channel)
                session.add(account)
                session.flush()
                self.accounts[channel] = account.id or 0

    def post(
        self, channel: str, after_s: float | None, state: PostState = PostState.PUBLISHED, reason: str = ""
    ) -> None:
        self.number += 1
        with self.database.write() as session:
            item_id = province.seed_item(session, self.seeded, self.number, BEGAN)
            session.add(
                Post(
                    unit_id=self.seeded.unit_id,
                    account_id=self.accounts[channel],
                    item_id=item_id,
                    purpose="announce",
                    state=state,
                    reason=reason,
                    published_at=BEGAN + timedelta(seconds=after_s) if after_s is not None else None,
                    external_url=f"http://127.0.0.1/{self.number}",
                    created_at=BEGAN,
                )
            )

    def watch(self) -> FirstPosts:
        return FirstPosts(self.database, ["facebook", "youtube", "sms"], BEGAN, self.lines.append)


def columns(line: str) -> list[str]:
    return line.split(None, 4)


def test_each_channel_has_a_row_as_its_first_post_comes(database: Database) -> None:
    terminal = Terminal(database)
    terminal.post("facebook", -86_400)
    first = terminal.watch()
    first.look(BEGAN + timedelta(seconds=5))
    assert len(terminal.lines) == 1, "the head; what stood there before the start is no first post"
    terminal.post("sms", 14.2)
    terminal.post("facebook", 12.6)
    terminal.post("facebook", 30)
    first.look(BEGAN + timedelta(seconds=31))
    assert [columns(line) for line in terminal.lines[1:]] == [
        ["Facebook", "13", "giây", "1", "http://127.0.0.1/3"],
        ["SMS", "14", "giây", "0", "http://127.0.0.1/2"],
    ]
    assert not first.over
    terminal.post("youtube", 58)
    first.look(BEGAN + timedelta(seconds=58.4))
    assert columns(terminal.lines[3]) == ["YouTube", "58", "giây", "0", "http://127.0.0.1/5"]
    assert terminal.lines[4] == "  Đủ 3 kênh sau 58 giây."
    assert first.over


def test_what_does_not_come_says_why(database: Database) -> None:
    terminal = Terminal(database)
    terminal.post("facebook", 10)
    terminal.post("youtube", None, PostState.DRAFT, "Chờ dựng video: đầu hàng.")
    first = terminal.watch()
    first.look(BEGAN + WAITED + timedelta(seconds=1))
    assert [line.split("   ")[-1] for line in terminal.lines[2:]] == [
        f"{NOTHING_NEW}: Chờ dựng video: đầu hàng.",
        NOTHING_NEW,
    ]
    assert first.over
