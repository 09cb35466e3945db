"""The look at all numbers holds up no writer: only what came of it is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import pytest
from sqlmodel import Session, select

from dispatch import steps
from dispatch.runtime import Runtime
from distributor.clock import Clock, SystemClock
from distributor.db import Database
from distributor.measure.alerts import FAR, NoticeChange
from distributor.models import Notice


@dataclass
class Watcher:
    """As much of a process as the step takes."""

    database: Database
    clock: Clock


def test_numbers_are_compared_while_nothing_is_locked(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    writing: list[bool] = []
    looked: list[bool] = []
    begin = database.write

    @contextmanager
    def write() -> Iterator[Session]:
        with begin() as session:
            writing.append(True)
            yield session
        writing.pop()

    def look(_session: Session, _now: datetime) -> tuple[NoticeChange, ...]:
        looked.append(bool(writing))
        return (NoticeChange(FAR, "", "Khác thường."),)

    monkeypatch.setattr(database, "write", write)
    monkeypatch.setattr(steps, "look", look)
    steps.watch_numbers(cast(Runtime, Watcher(database, SystemClock())))
    assert looked == [False]
    with database.read() as session:
        assert session.exec(select(Notice.text)).all() == ["Khác thường."]
