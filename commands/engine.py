"""The parts that a pass needs: the running stack of this home, or our own for as long as the pass takes.

A stack that was lent to us may end before we do (its `loa run` is finished, or somebody pressed Ctrl-C): then we bring up ours.
"""

import time
from contextlib import ExitStack

from commands.guard import say
from commands.home import make_home, upgrade_database
from distributor.settings import Settings
from supervisor.home import AlreadyRunning, HeldHome, hold_home, is_ready, is_running
from supervisor.interruption import Interruption
from supervisor.parts import OTHERS, forker_for
from supervisor.ports import check_ports
from supervisor.stack import RunningParts, parts_of

LOOK_S = 0.05
LENDER_STARTS_S = 90.0
MOST_FALLS = 3


class Engine:
    """Use as a context; parts that we started are stopped at its end. `ours`: whether they are."""

    def __init__(self, interruption: Interruption) -> None:
        self.settings: Settings = make_home()
        self._interruption = interruption
        self._held = ExitStack()
        self._stack: RunningParts | None = None
        self._home: HeldHome | None = None

    @property
    def ours(self) -> bool:
        return self._stack is not None

    def __enter__(self) -> "Engine":
        try:
            self._begin(alone=True)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _begin(self, *, alone: bool = False) -> None:
        end = time.monotonic() + LENDER_STARTS_S
        told = False
        while not is_ready(self.settings):
            self._interruption.heed()
            try:
                self._home = self._held.enter_context(hold_home(self.settings, say))
            except AlreadyRunning:
                if time.monotonic() > end:
                    raise
                if not told:
                    say("Loa đang khởi động trong thư mục này; chờ để dùng chung…")
                    told = True
                time.sleep(LOOK_S)
            else:
                self._launch(self._home, alone=alone)
                return
        upgrade_database(self.settings)

    def _launch(self, home: HeldHome, *, alone: bool) -> None:
        """All at the same time; the schema is brought up to date meanwhile, for the worker gets its work from us, later.

        `alone`: this process has no threads and no open database yet, so that parts can be its copies.
        """
        check_ports(self.settings, web=False)
        # No beat: whoever waits for the pass sweeps as well.
        parts = [
            part for part in parts_of(self.settings, web=False, keeps_open=[home.parts_lock]) if part.name != "beat"
        ]
        self._stack = RunningParts(parts, lambda _line: None, self._interruption)
        if alone:
            self._stack.launch(*(part.name for part in parts if part.name in OTHERS))
            self._stack.forker = forker_for(parts, [home.parts_lock])
        self._stack.launch()
        upgrade_database(self.settings)

    def wait_ready(self) -> None:
        """Wait until all parts serve; then others may use them too."""
        if self._stack is not None and self._home is not None:
            self._stack.wait_ready()
            self._home.announce(ready=True)

    def watch(self) -> None:
        """Call a few times a second. Raises LoaError if a part cannot stay up."""
        self._interruption.heed()
        if self._stack is not None:
            self._stack.watch(most_falls=MOST_FALLS)
        elif not is_running(self.settings):
            say("Bản Loa đang dùng chung đã dừng; lệnh này tự khởi động các phần nó cần.")
            self._begin()
            self.wait_ready()

    def _end(self) -> None:
        self._interruption.begin_stopping()
        if self._home is not None:
            self._home.announce(ready=False)
        if self._stack is not None:
            self._stack.stop()
        self._held.close()
