"""kombu's way to Valkey, but that no message stays in hand because its acknowledgement was not heard.

kombu takes as many messages beforehand as a worker has threads, and counts each until its acknowledgement is written. One that
fails, for Valkey is away, is told in the log and never tried again. Where all of them begin meanwhile the worker has no hand free
for ever: it asks for nothing, and so never learns that its connection is gone. (Celery and kombu 5.7.0; `docs/seen-faults.md`.)

What Valkey still holds of such a message it gives out again once it counts as lost, and who takes it finds nothing to claim.
"""

from kombu.transport import redis, virtual


class BrokerQoS(redis.QoS):
    """The messages that are in hand."""

    def ack(self, delivery_tag: str) -> None:
        try:
            super().ack(delivery_tag)
        except Exception:
            virtual.QoS.ack(self, delivery_tag)  # the count alone
            raise

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        try:
            super().reject(delivery_tag, requeue=requeue)
        except Exception:
            virtual.QoS.ack(self, delivery_tag)
            raise


class BrokerChannel(redis.Channel):
    """A channel whose messages are counted so."""

    QoS = BrokerQoS


class BrokerTransport(redis.Transport):
    """The transport that `redis://`, `redis+socket://` and `rediss://` stand for (`app.make_app`)."""

    Channel = BrokerChannel
