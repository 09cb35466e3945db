"""How many recipients of a broadcast stand where. The six of `Counts` are always the whole."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from distributor.models import Recipient, RecipientState
from phrases import listed, phrase

BEFORE = (RecipientState.QUEUED, RecipientState.CLAIMED, RecipientState.SUBMITTING)
"""One that is on its way to the network at this moment counts as waiting: nobody knows yet."""


@dataclass(frozen=True)
class Counts:
    """`skipped`: on the list but not written to (refused, no consent, too late); beside the total, not in it."""

    queued: int = 0
    sent: int = 0
    delivered: int = 0
    failed: int = 0
    expired: int = 0
    unknown: int = 0
    skipped: int = 0

    @property
    def total(self) -> int:
        return self.queued + self.sent + self.delivered + self.failed + self.expired + self.unknown

    @property
    def taken(self) -> int:
        """Return how many the network has or had."""
        return self.sent + self.delivered + self.expired

    @property
    def words(self) -> str:
        """Return the counts for staff, with what is not as it should be."""
        told = [phrase("recipient_counts.taken", taken=self.taken, total=self.total)]
        told += [phrase("recipient_counts.waiting", count=self.queued)] if self.queued else []
        told += [phrase("recipient_counts.failed", count=self.failed)] if self.failed else []
        told += [phrase("recipient_counts.unknown", count=self.unknown)] if self.unknown else []
        told += [phrase("recipient_counts.skipped", count=self.skipped)] if self.skipped else []
        return listed(told, "; ")


def counts_of(session: Session, broadcast_ids: Collection[int]) -> Mapping[int, Counts]:
    """Return the counts of each of these broadcasts, also those whose recipients are not written down yet."""
    found: dict[int, dict[str, int]] = {broadcast_id: {} for broadcast_id in broadcast_ids}
    rows = session.exec(
        select(Recipient.broadcast_id, Recipient.state, func.count())
        .where(col(Recipient.broadcast_id).in_(list(broadcast_ids)))
        .group_by(col(Recipient.broadcast_id), col(Recipient.state))
    ).all()
    for broadcast_id, state, count in rows:
        name = "queued" if state in BEFORE else RecipientState(state).value
        found[broadcast_id][name] = found[broadcast_id].get(name, 0) + count
    return {broadcast_id: Counts(**counted) for broadcast_id, counted in found.items()}
