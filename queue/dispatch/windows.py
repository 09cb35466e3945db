"""How often a program called within a minute, counted in Valkey: quick to lose, and no harm in losing it."""

from redis import Redis


class CallCounter:
    """A counter of calls a minute in Valkey. Raises redis errors where Valkey does not answer."""

    def __init__(self, valkey_url: str, prefix: str = "") -> None:
        self._valkey = Redis.from_url(valkey_url, socket_timeout=0.5, socket_connect_timeout=0.5)
        self._prefix = prefix

    def count(self, key_id: int, minute: int) -> int:
        """This call with those before it in the same minute."""
        name = f"{self._prefix}loa:api:{key_id}:{minute}"
        with self._valkey.pipeline() as pipeline:
            pipeline.incr(name)
            pipeline.expire(name, 120)
            return int(pipeline.execute()[0])
