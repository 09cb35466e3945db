"""Reading a feed of 1,000 items into the database, against bare feedparser on the same bytes in the same run.

Three readings: all items new (into SQLite), none new though the bytes differ (so the feed must be parsed), and the very same
bytes. Baseline: `feedparser.parse` with its defaults, which does not store, sanitise for us, or remember anything.

    python bench/ingest.py [--quick] [--json]

Rounds alternate, so that a machine that slows down slows both. Targets: all new ≤ 1.5 ×, none new ≤ 1.05 ×. Beside the clock it
counts seconds of a processor, ours and our child's: the child stands back for others, and by the clock waits for them.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import feedparser
from sqlmodel import SQLModel

from distributor.children import CHILDREN
from distributor.clock import SystemClock
from distributor.db import Database
from distributor.ingest.fetch import Fetched, Fetcher, NotModified
from distributor.ingest.read import ReadingResult, read_source
from distributor.ingest.sources import add_source
from distributor.logs import set_up_logs
from distributor.models import Unit, UnitLevel

ITEMS = 1_000
TARGET_ALL_NEW = 1.5
TARGET_NONE_NEW = 1.05

SUBJECTS = (
    "quy định diện tích tối thiểu được tách thửa đối với các loại đất trên địa bàn tỉnh",
    "hướng dẫn đăng ký khai sinh cho trẻ em sinh ra tại cơ sở y tế ngoài tỉnh",
    "tăng cường phổ biến, giáo dục pháp luật cho người lao động trong các khu công nghiệp",
    "lấy ý kiến Nhân dân về dự thảo Nghị quyết quy định mức hỗ trợ hòa giải viên ở cơ sở",
    "cảnh báo thủ đoạn giả danh cán bộ bộ phận một cửa để chiếm đoạt tài sản",
)
CATEGORIES = ("Văn bản mới", "Hướng dẫn", "Hoạt động Hội đồng", "Lấy ý kiến dự thảo", "Cảnh báo lừa đảo")
BODY = (
    "Ủy ban nhân dân tỉnh Hương Giang vừa ban hành văn bản số {n}/2026/QĐ-UBND, có hiệu lực từ ngày 01 tháng 12 năm 2026. "
    "Tổ chức, cá nhân có liên quan nộp hồ sơ tại Trung tâm Phục vụ hành chính công hoặc qua Cổng dịch vụ công; "
    "thời hạn giải quyết không quá 05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ theo quy định tại khoản 2 Điều 7."
)


class OneAnswer(Fetcher):
    """Gives the same bytes to every fetch: the network is not what is measured."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.body = body

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched | NotModified:
        del etag, last_modified
        return Fetched(self.body, "application/rss+xml", "utf-8", "", "", address)


def feed(built: str, items: int = ITEMS) -> bytes:
    """A feed as Vietnamese portals write it: CDATA, a thumbnail in the description, a category."""
    entries = []
    for number in range(items):
        subject = SUBJECTS[number % len(SUBJECTS)]
        link = f"https://pbgdpl.huonggiang.example/tin-bai/van-ban-{number}.html?cn=28&amp;gd=26&amp;tc={number}"
        entries.append(
            f"<item><title><![CDATA[ Văn bản số {number}/2026 {subject} ]]></title>"
            f'<description><![CDATA[<a href="{link}"><img width=180 height=108 '
            f'src="https://pbgdpl.huonggiang.example/anh/{number}_180x108.jpg" ></a></br>{BODY.format(n=number)}]]>'
            f"</description><pubDate>Tue, {number % 24 + 1:02d} Nov 2026 {number % 24:02d}:15:00 +0700</pubDate>"
            f"<link>{link}</link><guid>{link}</guid><category>{CATEGORIES[number % len(CATEGORIES)]}</category></item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Phổ biến pháp luật tỉnh Hương Giang</title>'
        "<link>https://pbgdpl.huonggiang.example/</link><description>Dữ liệu mẫu</description>"
        f"<lastBuildDate>{built}</lastBuildDate>{''.join(entries)}</channel></rss>"
    ).encode()


def processor_s() -> float:
    """Seconds of a processor that this process and its warm children have used."""
    children = (Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii") for pid in CHILDREN.waiting())
    return time.process_time() + sum(int(each.split()[0]) for each in children) / 1e9


def timed(work: Callable[[], ReadingResult | None]) -> tuple[float, float]:
    """Seconds by the clock, and of a processor."""
    started, used = time.perf_counter(), processor_s()
    work()
    return time.perf_counter() - started, processor_s() - used


def one_round(folder: Path, number: int) -> dict[str, tuple[float, float]]:
    """Each reading once, in its own database. Seconds, see `timed`."""
    first, second = feed("Tue, 24 Nov 2026 08:00:00 +0700"), feed("Tue, 24 Nov 2026 08:01:00 +0700")
    database = Database(f"sqlite:///{folder / f'round-{number}.db'}")
    SQLModel.metadata.create_all(database.engine)
    clock = SystemClock()
    with database.write() as session:
        unit = Unit(level=UnitLevel.PROVINCE, code="huong-giang")
        session.add(unit)
        session.flush()
        assert unit.id is not None
        source = add_source(
            session, unit.id, "https://pbgdpl.huonggiang.example/rss", take_all=True, clock=clock, flood_limit=ITEMS
        )
    assert source.id is not None
    source_id = source.id
    outcomes: list[ReadingResult] = []

    def read(body: bytes) -> None:
        outcomes.append(read_source(database, source_id, clock, OneAnswer(body)))

    figures = {
        "bare feedparser (first)": timed(lambda: feedparser.parse(first) and None),
        "all new": timed(lambda: read(first)),
        "bare feedparser": timed(lambda: feedparser.parse(second) and None),
        "none new": timed(lambda: read(second)),
        "identical bytes": timed(lambda: read(second)),
    }
    assert [(each.new, each.error, each.unchanged) for each in outcomes] == [
        (ITEMS, "", False),
        (0, "", False),
        (0, "", True),
    ], outcomes
    database.dispose()
    return figures


def main() -> None:
    arguments = argparse.ArgumentParser(description="Ingest against bare feedparser.")
    arguments.add_argument("--quick", action="store_true", help="fewer rounds, under 50 s")
    arguments.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = arguments.parse_args()
    set_up_logs("WARNING")
    rounds = 7 if options.quick else 25
    with tempfile.TemporaryDirectory() as folder:
        one_round(Path(folder), 0)  # warms imports, templates of statements, file caches
        measured = [one_round(Path(folder), number) for number in range(1, rounds + 1)]
    all_new, all_new_used = (
        [each["all new"][kind] / each["bare feedparser (first)"][kind] for each in measured] for kind in (0, 1)
    )
    none_new = [each["none new"][0] / each["bare feedparser"][0] for each in measured]
    print(f"{ITEMS} items, {len(feed('')) / 1e6:.2f} MB, {rounds} rounds; milliseconds")
    print(f"{'':26}{'median':>9}{'min':>9}{'max':>9}")
    for name in measured[0]:
        values = [each[name][0] * 1000 for each in measured]
        print(f"{name:26}{statistics.median(values):9.1f}{min(values):9.1f}{max(values):9.1f}")
    for name, ratios, target in (("all new", all_new, TARGET_ALL_NEW), ("none new", none_new, TARGET_NONE_NEW)):
        print(
            f"{name}: {statistics.median(ratios):.2f} × bare feedparser ({min(ratios):.2f} to {max(ratios):.2f}; ≤ {target})"
        )
    used = {name: statistics.median([each[name][1] for each in measured]) * 1000 for name in measured[0]}
    print(
        f"of a processor: all new {used['all new']:.0f} ms, bare feedparser {used['bare feedparser (first)']:.0f}: "
        f"{statistics.median(all_new_used):.2f} × ({min(all_new_used):.2f} to {max(all_new_used):.2f})"
    )
    if options.json:
        figures: dict[str, float] = {
            f"{name} ms": round(statistics.median([each[name][0] for each in measured]) * 1000, 2)
            for name in measured[0]
        }
        figures["all new ratio"] = round(statistics.median(all_new), 3)
        figures["all new, of a processor, ratio"] = round(statistics.median(all_new_used), 3)
        figures["none new ratio"] = round(statistics.median(none_new), 3)
        result = {
            "bench": "ingest",
            "ratio": figures["all new ratio"],
            "baseline": "feedparser.parse with its defaults on the same bytes",
            "figures": figures,
            "machine": {
                "python": platform.python_version(),
                "processor": platform.machine(),
                "processors": os.cpu_count(),
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
            },
        }
        print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
