"""The tasks: names and steps. What they do stands in the engine.

A room's task carries no id: it works off what waits in the room, straight from the database. A lane carries its account.
"""

from collections.abc import Callable

from celery import shared_task

from dispatch import life, steps
from dispatch.runtime import Runtime, runtime
from distributor.work.ports import Task

__all__ = ["life"]
"""Whoever has the tasks has what goes with them."""


@shared_task(name="loa.deliver")
def deliver(account_id: int, lane: int = 0) -> None:
    steps.deliver(runtime(), account_id, lane)


def _room(task: Task) -> None:
    @shared_task(name=f"loa.{task}")
    def work() -> None:
        steps.work_off(runtime(), task)


# What the beat asks for.
def _timed(name: str, step: Callable[[Runtime], None]) -> None:
    @shared_task(name=f"loa.{name}")
    def work() -> None:
        steps.in_time(runtime(), name, step)


for _task in steps.ROOMS:
    _room(_task)
for _name, _step in steps.TIMED.items():
    _timed(_name, _step)
