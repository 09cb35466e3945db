"""What the parts stand on and what waits, looked at every other second in a thread of its own: whoever is asked may hang.

It only reads, so that a frozen worker that holds the database's one lock for writing keeps it from nothing.
"""

import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import structlog
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from dispatch.queues import oldest_s, waiting
from distributor.broadcast.standing import health_of_house, messages_until
from distributor.database_clock import database_now
from distributor.db import Database
from distributor.deliver.health import Health
from distributor.deliver.lane_delay import calls_until
from distributor.settings import Settings
from distributor.work.liveness import host_of, lives_here
from distributor.work.progress import BIND, TELEPHONE, Proof, proofs
from supervisor.steady import Steady

log = structlog.get_logger()

LOOK_S = 1.5
ANSWERS_S = 3.0
OLD_S = 10.0
"""A look that has not ended after so long says that the database does not answer."""
BOUNDED = {"connect_timeout": "3", "tcp_user_timeout": "6000", "options": "-c statement_timeout=5000"}


@dataclass(frozen=True)
class Ground:
    """One look. `health`: of the whole house, of all machines. `web`: whether it answers.

    `proofs`: process id → what the worker or the telephone line there proved; `binds`: by its name, what each bind of this
    machine did that lives; `calls_s`: what the open calls of a process may still last.
    """

    at: float
    health: Health = field(default_factory=Health)
    web: bool = False
    proofs: Mapping[int, Proof] = field(default_factory=dict)
    calls_s: Mapping[int, float] = field(default_factory=dict)
    binds: Mapping[str, Proof] = field(default_factory=dict)


class GroundWatch(Steady):
    """`ground`: the newest look, or one that says that nothing answers."""

    every_s = LOOK_S

    def __init__(self, settings: Settings, *, web: bool) -> None:
        super().__init__("look")
        self._settings = settings
        self._web = web
        self._database = Database(bounded(settings.database_url), pool_size=2, home=settings.home)
        self._valkey = Redis.from_url(
            settings.valkey_url, socket_timeout=ANSWERS_S, socket_connect_timeout=ANSWERS_S, retry=None
        )
        self._newest = Ground(time.monotonic())

    @property
    def database(self) -> Database:
        return self._database

    @property
    def ground(self) -> Ground:
        newest = self._newest
        return newest if time.monotonic() - newest.at < OLD_S else Ground(newest.at)

    def look(self) -> None:
        self._newest = self._look()

    def _look(self) -> Ground:
        found = Ground(time.monotonic(), web=self._web and _answers(self._settings.values.web_port))
        now = datetime.now(UTC)
        try:
            with self._database.read() as session:
                now = database_now(session)
                host = host_of(self._settings.run_folder)
                health = health_of_house(session, now)
                here = {proof.pid: proof for proof in reversed(health.workers) if proof.host == host}
                lines = {each.pid: each for each in proofs(session, now, TELEPHONE) if each.host == host}
                calls = {pid: calls_until(session, proof.incarnation_id) for pid, proof in here.items()}
                binds = {each.name: each for each in reversed(proofs(session, now, BIND)) if self._is_here(each)}
                calls |= {each.pid: messages_until(session, each.incarnation_id) for each in binds.values()}
                found = replace(
                    found,
                    health=health,
                    proofs=here | lines,
                    binds=binds,
                    calls_s={pid: (end - now).total_seconds() for pid, end in calls.items() if end},
                )
        except (SQLAlchemyError, OSError) as error:
            self._tell("database", error)
        try:
            prefix = self._settings.key_prefix
            queues, ages = waiting(self._valkey, prefix), oldest_s(self._valkey, prefix, now)
            found = replace(found, health=replace(found.health, broker=True, queues=queues, oldest_s=ages))
        except (RedisError, OSError) as error:
            self._tell("broker", error)
        return replace(found, at=time.monotonic())

    def _is_here(self, proof: Proof) -> bool:
        run_folder = self._settings.run_folder
        return proof.host == host_of(run_folder) and lives_here(run_folder, proof.incarnation_id)

    def _tell(self, what: str, error: Exception) -> None:
        """Tell a fault once, not at each look."""
        if getattr(self._newest.health, what):
            log.warning("what the parts depend on does not answer", what=what, kind=type(error).__name__)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=ANSWERS_S):
            return True
    except (urllib.error.URLError, OSError, ValueError):
        return False


def bounded(database_url: str) -> str:
    """A network that swallows everything must not hold the look for a quarter of an hour."""
    url = make_url(database_url)
    if url.get_backend_name() != "postgresql":
        return database_url
    return url.update_query_dict({**BOUNDED, **url.query}).render_as_string(hide_password=False)
