"""`loa gateway`: the SMPP binds of this home, one supervised process a bind. Exit code 0 when it was asked to stop.

Without an account it looks which SMS accounts want a bind, starts a process for each, watches them, and follows accounts
that come and go. It loads little: where there is none it waits at almost no cost. With an account it is such a process.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

from commands.guard import say, show
from commands.home import existing_database
from distributor.broadcast.watch import wanted_binds
from distributor.errors import LoaError
from distributor.settings import Settings, load_settings
from supervisor.forker import Forker
from supervisor.interruption import Interruption
from supervisor.parts import MODULES, ROOT, kept_open
from supervisor.process import Part
from supervisor.stack import RunningParts
from supervisor.waker import Waker

LOOK_S = 3.0
WATCH_S = 0.2
NOTHING_TO_WATCH_S = 1.0
STOP_S = 25.0
"""Longer than the network may take to answer what is in flight."""


def gateway(account: int | None, *, as_json: bool) -> int:
    """See the module. Says once that it is ready, in a word or as JSON."""
    settings = load_settings()

    def announce() -> None:
        if as_json:
            show({"ready": True, "account": account})
        else:
            print("gateway ready" if account is None else f"gateway ready {account}", flush=True)

    return _one_bind(settings, account, announce) if account is not None else _all_binds(settings, announce)


def _one_bind(settings: Settings, account_id: int, announce: Callable[[], None]) -> int:
    from distributor.broadcast.desk import BroadcastDesk
    from distributor.broadcast.gateway import Gateway, smpp_accounts
    from distributor.database_clock import DatabaseClock
    from distributor.logs import set_up_logs
    from distributor.phone_numbers import Numbers
    from distributor.vault import open_vault
    from distributor.work.liveness import LivingIncarnation
    from distributor.work.progress import BIND, Progress

    with existing_database(settings) as database:
        set_up_logs(settings.values.log_level, settings.values.log_format)
        if account_id not in smpp_accounts(database):
            raise LoaError(f"Tài khoản {account_id} không phải tài khoản SMS gửi qua SMPP đang hoạt động.")
        clock = DatabaseClock()
        with database.read() as session:
            clock.synchronise(session)
        settings.run_folder.mkdir(parents=True, exist_ok=True)
        vault = open_vault(settings.home, database=database)
        progress = Progress({})
        progress.name = _name(account_id)
        desk = BroadcastDesk(
            database=database,
            clock=clock,
            vault=vault,
            numbers=Numbers(vault),
            incarnation=LivingIncarnation(
                database, settings.run_folder, on_beat=clock.synchronise, part=BIND, progress=progress.told
            ),
            run_folder=settings.run_folder,
            way_out=settings.way_out,
            public_url=settings.public_url,
        )

        def stop(_number: int, _frame: FrameType | None) -> None:
            desk.stopping.set()

        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, stop)
        try:
            Gateway(desk, account_id, announce, progress).run()
        finally:
            desk.incarnation.close()
    return 0


def _all_binds(settings: Settings, announce: Callable[[], None]) -> int:
    interruption = Interruption()
    interruption.install()
    stack = RunningParts([], say, interruption, Waker())
    looked_at = 0.0
    settings.run_folder.mkdir(parents=True, exist_ok=True)
    try:
        announce()
        while True:
            settings.gateway_tick_file.touch()
            if time.monotonic() - looked_at >= LOOK_S:
                _follow(settings, stack)
                looked_at = time.monotonic()
            stack.watch()
            time.sleep(WATCH_S if stack.parts else NOTHING_TO_WATCH_S)
    except KeyboardInterrupt:
        return 0
    finally:
        interruption.begin_stopping()
        stack.stop()


def _follow(settings: Settings, stack: RunningParts) -> None:
    """A process for each account that wants a bind, none for the others. While the database is away all stays as it is."""
    accounts = wanted_binds(settings.database_url)
    if accounts is None:
        return
    wanted = {_name(account_id): account_id for account_id in accounts}
    for part in [part for part in stack.parts if part.name not in wanted]:
        part.ask_to_stop()
        stack.parts.remove(part)
    running = {part.name for part in stack.parts}
    if wanted and stack.forker is None:
        # Only now: where there is no account this process stays small.
        stack.forker = Forker.begin(MODULES["gateway"], kept_open(os.environ))
    for name, account_id in wanted.items():
        if name not in running:
            stack.parts.append(_part(settings, name, account_id))
            stack.launch(name)


def _name(account_id: int) -> str:
    return f"gateway-{account_id}"


def _part(settings: Settings, name: str, account_id: int) -> Part:
    return Part(
        name,
        f"Cổng SMPP của tài khoản {account_id}",
        [sys.executable, "-m", "loa", "gateway", "--account", str(account_id)],
        {"LOA_HOME": str(settings.home), "PYTHONPATH": f"{ROOT}:{ROOT / 'queue'}", "PYTHONUNBUFFERED": "1"},
        settings.home / "logs",
        stop_s=STOP_S,
        keeps_open=kept_open(os.environ),
    )
