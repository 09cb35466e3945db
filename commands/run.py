"""`loa run SOURCE`: one pass of a source, from reading to published, through a real worker, until nothing is due.

Ignores cadence, never quotas: what they hold back stays planned, with the reason.
"""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dispatch import steps
from dispatch.runtime import Runtime
from sqlalchemy import update
from sqlmodel import Session, col, select

from commands.demo import demo_unit_id, ensure_demo
from commands.home import make_home, opened_runtime, say
from distributor.deliver.due import UNAPPROVED_REASON
from distributor.deliver.holds import HOLD_REASON
from distributor.errors import LoaError
from distributor.ingest.read import Outcome
from distributor.ingest.sources import add_source
from distributor.models import Account, AccountState, Item, Post, PostState, Sighting
from distributor.report.coverage import Coverage, coverage
from distributor.report.words import state_label
from distributor.settings import Settings
from supervisor.stack import Stack, hold_home, is_running, parts_of

PATIENCE = timedelta(seconds=90)
"""A post that becomes due within this is waited for; later, it is left planned with its reason."""
LOOK_S = 0.1
TELL_EVERY_S = 2.0
NOT_BY_ITSELF = (HOLD_REASON, UNAPPROVED_REASON)
"""Reasons that the sweep writes on posts which wait for a person."""
BAD = (PostState.FAILED, PostState.UNKNOWN)


@dataclass(frozen=True)
class Pass:
    """What one pass came to."""

    outcome: Outcome
    ledger: Coverage

    @property
    def totals(self) -> dict[str, int]:
        totals: dict[str, int] = {}
        for row in self.ledger.rows:
            for cell in row.cells:
                totals[cell.state] = totals.get(cell.state, 0) + 1
        return totals

    @property
    def exit_code(self) -> int:
        if self.outcome.error:
            return 1
        return 1 if any(state in self.totals for state in BAD) else 0


def run(source: str, *, as_json: bool, timeout_s: float) -> int:
    settings = make_home()
    with _stack(settings) as stack, opened_runtime(settings) as runtime:
        if settings.values.sandbox:
            ensure_demo(runtime)
        passed = _pass(runtime, source, stack, timeout_s)
    if as_json:
        print(json.dumps(as_object(passed), ensure_ascii=False, indent=1))
    else:
        _print(passed)
    return passed.exit_code


@contextmanager
def _stack(settings: Settings) -> Iterator[Stack | None]:
    """The running stack of this home, or one for as long as the pass takes."""
    if is_running(settings):
        yield None
        return
    with hold_home(settings):
        stack = Stack(parts_of(settings, web=False), lambda _line: None)
        try:
            stack.start()
            yield stack
        finally:
            stack.stop()


def _pass(runtime: Runtime, address: str, stack: Stack | None, timeout_s: float) -> Pass:
    with runtime.database.write() as session:
        source = add_source(session, demo_unit_id(session), address, take_all=True, clock=runtime.clock)
        # Whoever runs by hand wants to know at once, whatever the last readings were like.
        source.next_read_at = None
        source.take_all = True
        session.add(source)
        session.flush()
        source_id = source.id
    assert source_id is not None  # noqa: S101 - flushed
    outcome = steps.read_now(runtime, source_id)
    with runtime.database.read() as session:
        item_ids = _items_of(session, source_id)
    prepare(runtime, item_ids)
    wait_until_nothing_is_due(runtime, item_ids, stack, timeout_s)
    with runtime.database.read() as session:
        ledger = coverage(session, unit_ids=None, item_ids=item_ids, limit=max(1, len(item_ids)))
    return Pass(outcome, ledger)


def _items_of(session: Session, source_id: int) -> list[int]:
    return list(session.exec(select(Sighting.item_id).where(Sighting.source_id == source_id).distinct()).all())


def prepare(runtime: Runtime, item_ids: Sequence[int]) -> None:
    """Compose, render and review what is new, in this process; the worker's own sweep may do part of it meanwhile."""
    told = time.monotonic()
    with runtime.database.read() as session:
        stale = [
            item_id
            for item_id in session.exec(
                select(Item.id).where(col(Item.id).in_(item_ids), Item.composed_revision < Item.revision)
            )
            if item_id is not None
        ]
    for done, item_id in enumerate(stale, start=1):
        steps.compose_now(runtime, item_id)
        for post_id in _drafts(runtime, [item_id]):
            steps.render_now(runtime, post_id)
            steps.review_now(runtime, post_id)
        if time.monotonic() - told > TELL_EVERY_S:
            told = time.monotonic()
            say(f"Đã soạn {done}/{len(stale)} nội dung…")
    for post_id in _drafts(runtime, item_ids):
        steps.render_now(runtime, post_id)
        steps.review_now(runtime, post_id)
    with runtime.database.write() as session:
        hasten(session, item_ids, runtime.clock.now())


def _drafts(runtime: Runtime, item_ids: Sequence[int]) -> list[int]:
    with runtime.database.read() as session:
        found = session.exec(
            select(Post.id).where(col(Post.item_id).in_(item_ids), Post.state == PostState.DRAFT).order_by(col(Post.id))
        ).all()
    return [post_id for post_id in found if post_id is not None]


def hasten(session: Session, item_ids: Sequence[int], now: datetime) -> None:
    """Cadence is ignored: a slot that lies ahead is now. Not one that a failed try or the platform has put off."""
    session.connection().execute(
        update(Post)
        .where(
            col(Post.item_id).in_(item_ids),
            col(Post.state) == PostState.PLANNED,
            col(Post.slot_at) > now,
            col(Post.due_at) == col(Post.slot_at),
        )
        .values(slot_at=now, due_at=now)
    )


def wait_until_nothing_is_due(runtime: Runtime, item_ids: Sequence[int], stack: Stack | None, timeout_s: float) -> None:
    """Raises LoaError if the worker cannot finish in time; the posts keep their states."""
    end = time.monotonic() + timeout_s
    told, last = time.monotonic(), -1
    while True:
        with runtime.database.read() as session:
            left = open_work(session, item_ids, runtime.clock.now())
        if left == 0:
            return
        if stack is not None:
            stack.watch()
        if time.monotonic() > end:
            raise LoaError(
                f"Sau {timeout_s:g} giây còn {left} bài chưa xong; chúng vẫn được giữ. "
                f"Chạy lại lệnh này để tiếp tục; nhật ký ở {runtime.settings.home / 'logs'}."
            )
        if left != last and time.monotonic() - told > TELL_EVERY_S:
            told, last = time.monotonic(), left
            say(f"Còn {left} bài đang gửi…")
        time.sleep(LOOK_S)


def open_work(session: Session, item_ids: Sequence[int], now: datetime) -> int:
    """Posts that the worker will still do something with soon."""
    rows = session.exec(
        select(Post, Account)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(
            col(Post.item_id).in_(item_ids),
            col(Post.state).in_(
                [PostState.DRAFT, PostState.PLANNED, PostState.SENDING, PostState.PROCESSING, PostState.UNKNOWN]
            ),
        )
    ).all()
    return sum(_soon(post, account, now) for post, account in rows)


def _soon(post: Post, account: Account, now: datetime) -> bool:
    if post.state is PostState.SENDING:
        return True
    if post.due_at is None or account.state is not AccountState.ACTIVE:
        return False
    if post.state is PostState.PLANNED and post.due_at <= now and post.reason.startswith(NOT_BY_ITSELF):
        return False
    return max(post.due_at, account.wait_until or post.due_at) <= now + PATIENCE


def as_object(passed: Pass) -> dict[str, Any]:
    """The shape that `loa run --json` promises."""
    outcome = passed.outcome
    return {
        "items": {
            "found": outcome.found,
            "new": outcome.new,
            "revised": outcome.revised,
            "skipped": [{"title": skipped.title, "reason": skipped.reason} for skipped in outcome.skipped],
            "warnings": list(outcome.warnings),
            "error": outcome.error,
        },
        "coverage": [
            {
                "item": row.item_id,
                "title": row.title,
                "channel": cell.channel,
                "account": cell.account,
                "state": cell.state,
                "url": cell.url,
                "text": cell.text,
                "reason": cell.reason,
            }
            for row in passed.ledger.rows
            for cell in row.cells
        ],
        "totals": passed.totals,
    }


def _print(passed: Pass) -> None:
    outcome = passed.outcome
    if outcome.error:
        print(f"Không đọc được nguồn: {outcome.error}")
    for warning in outcome.warnings:
        print(f"Cảnh báo: {warning}")
    print(
        f"Tìm thấy {outcome.found} nội dung: {outcome.new} mới, {outcome.revised} sửa đổi, {len(outcome.skipped)} bỏ qua."
    )
    for skipped in outcome.skipped:
        print(f"  bỏ qua «{skipped.title}»: {skipped.reason}")
    for row in passed.ledger.rows:
        print(f"\n{row.title}")
        for cell in row.cells:
            detail = cell.url or cell.reason
            print(f"  {cell.channel:<9} {state_label(cell.state):<16} {detail}")
    print("\n" + ", ".join(f"{state_label(state)}: {count}" for state, count in sorted(passed.totals.items())))
