"""Running parts together: started at the same time, watched, stopped so that nobody loses what it stands on."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from distributor.errors import LoaError
from supervisor.forker import Forker
from supervisor.interruption import Interruption
from supervisor.parts import parts_of
from supervisor.process import LOOK_S, Part

__all__ = ["RunningParts", "parts_of"]


class Watches(Protocol):
    """Implemented by `supervisor.watchman`, which loads much: the gateway does without."""

    def watch(self, parts: list[Part]) -> None: ...

    def stop(self) -> None: ...


@dataclass
class RunningParts:
    """`tell`: one line for the person at the terminal. `interruption`: whether that person wants to stop, or has no more patience
    to stop in order; heeded wherever parts are waited for. `watchman`: looks whether parts that live do anything. `forker`: whose
    copies the parts are that are launched from now on.
    """

    parts: list[Part]
    tell: Callable[[str], None]
    interruption: Interruption = field(default_factory=Interruption)
    watchman: Watches | None = None
    forker: Forker | None = None
    _told: set[str] = field(default_factory=set, init=False)

    def start(self) -> None:
        """Start all parts and wait until all serve. Raises LoaError with the log of the part that does not."""
        self.launch()
        self.wait_ready()

    def launch(self, *names: str) -> None:
        """Start these parts (none named: all that do not run) without waiting for them."""
        for part in self._named(names):
            if not part.running():
                part.forker = self.forker or part.forker
                part.start()

    def wait_ready(self, *names: str) -> None:
        """Wait until these parts (none named: all) serve. Tells of each once."""
        waiting = self._named(names)
        while waiting:
            self.interruption.heed()
            for part in [each for each in waiting if each.serves()]:
                waiting.remove(part)
                if part.name not in self._told:
                    self._told.add(part.name)
                    self.tell(f"✓ {part.label}")
            if waiting:
                time.sleep(LOOK_S)

    def _named(self, names: tuple[str, ...]) -> list[Part]:
        return [part for part in self.parts if not names or part.name in names]

    def watch(self, *, most_falls: int | None = None) -> None:
        """Restart what fell, wake a stopped forker; call it a few times a second. Raises LoaError about a part that fell more
        often than that."""
        self.interruption.heed()
        if self.forker is not None and self.forker.is_woken():
            self.tell("Tiến trình mẫu của các phần (loa forker) bị tạm dừng; đã cho chạy tiếp.")
        for part in self.parts:
            if told := part.watch():
                self.tell(told)
            if most_falls is not None and part.falls > most_falls:
                raise LoaError(f"{part.label} dừng {part.falls} lần liền nên không làm tiếp được. {part.log_told()}")
        if self.watchman is not None:
            self.watchman.watch(self.parts)

    def stop(self) -> None:
        """Stage by stage. Past its time, or in a hurry, a part is killed."""
        if self.watchman is not None:
            self.watchman.stop()
        for stage in sorted({part.stage for part in self.parts}):
            stopping = [part for part in self.parts if part.stage == stage and part.running()]
            for part in stopping:
                part.ask_to_stop()
            asked = time.monotonic()
            while stopping := [part for part in stopping if part.running()]:
                for part in stopping:
                    if self.interruption.impatient() or time.monotonic() - asked > part.stop_s:
                        part.kill()
                time.sleep(LOOK_S)
        if self.forker is not None:
            self.forker.end()
