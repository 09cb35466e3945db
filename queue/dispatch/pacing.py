"""Pacing within seconds, in Valkey: the shortest distance between two calls on an account, across all workers.

After Valkey has lost its memory every account is closed for one interval, for nobody knows when it last called.
"""

from redis import Redis

_TURN = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local interval = tonumber(ARGV[1])
local memory = redis.call('GET', KEYS[1])
if not memory then
  memory = now
  redis.call('SET', KEYS[1], now)
end
local opens = math.max(tonumber(redis.call('GET', KEYS[2]) or '0'), tonumber(memory) + interval)
if now < opens then
  return opens - now
end
redis.call('SET', KEYS[2], now + interval, 'PX', interval + 1000)
return 0
"""

MEMORY_KEY = "loa:pace:memory"


class ValkeyPacer:
    """Implements the engine's Pacer."""

    def __init__(self, valkey: "Redis", prefix: str = "") -> None:
        self._turn = valkey.register_script(_TURN)
        self._prefix = prefix

    def wait(self, account_id: int, interval_s: float) -> float:
        """Seconds until the account may call; 0 takes the turn. Raises redis errors: without Valkey nobody calls."""
        left = self._turn(
            keys=[f"{self._prefix}{MEMORY_KEY}", f"{self._prefix}loa:pace:{account_id}"],
            args=[round(interval_s * 1000)],
        )
        return int(left) / 1000
