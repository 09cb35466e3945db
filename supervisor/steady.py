"""A thread that looks again and again: a look that fails is told, and is not the last one."""

import threading
from contextlib import suppress

import structlog

from distributor.logs import fault_of

log = structlog.get_logger()


class Steady(threading.Thread):
    """Looks every `every_s` seconds until `stop`."""

    every_s = 1.0

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._ended = threading.Event()
        self._failed: dict[str, str] = {}

    def look(self) -> None:
        raise NotImplementedError

    def stop(self) -> None:
        self._ended.set()

    def run(self) -> None:
        while not self._ended.wait(self.every_s):
            try:
                self.look()
                self._failed = {}
            except Exception as error:
                self._tell_failed(fault_of(error))

    def _tell_failed(self, fault: dict[str, str]) -> None:
        """Tell a failure once, not at each look. A closed terminal, on which nothing can be told, is no reason to look no
        more."""
        if fault != self._failed:
            self._failed = fault
            with suppress(Exception):
                log.error("a look failed", of=self.name, **fault)
