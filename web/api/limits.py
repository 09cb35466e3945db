"""The rate limit of a key, how many calls it may make in a minute: counted in Valkey, and in the database while Valkey does not
answer."""

import threading
import time
from datetime import datetime

from redis import RedisError

from dispatch.windows import CallCounter
from distributor.db import Database
from distributor.settings import Settings
from distributor.staff.api_calls import count_call
from web.api.problems import ApiProblem

VALKEY_RESTS_S = 30.0
"""After it failed to answer it is not asked again for so long."""


class Allowance:
    """One a process. Safe for threads."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._most = settings.values.api_calls_a_minute
        self._database = database
        self._counter = CallCounter(settings.valkey_url, settings.key_prefix)
        self._ask_again_at = 0.0
        self._lock = threading.Lock()

    def spend(self, key_id: int, now: datetime) -> None:
        """Count a call of the key. Raises Problem 429 beyond the limit."""
        minute, second = divmod(int(now.timestamp()), 60)
        if self._count(key_id, minute) > self._most:
            wait_s = 60 - second
            raise ApiProblem(
                429,
                f"Khóa được gọi {self._most} lần mỗi phút và đã hết lượt. Hãy gọi lại sau {wait_s} giây.",
                headers={"Retry-After": str(wait_s)},
            )

    def _count(self, key_id: int, minute: int) -> int:
        if time.monotonic() >= self._ask_again_at:
            try:
                return self._counter.count(key_id, minute)
            except (RedisError, OSError):
                with self._lock:
                    self._ask_again_at = time.monotonic() + VALKEY_RESTS_S
        with self._database.write() as session:
            return count_call(session, key_id, minute)
