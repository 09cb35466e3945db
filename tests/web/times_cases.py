"""Posts whose numbers are settled: evenings do best."""

from datetime import datetime, timedelta

from sqlmodel import Session

from distributor.clock import VIETNAM
from distributor.models import Account, PostState, PostTrial, TrialOutcome
from tests.web.province import Province, add_item, add_post

HOURS = (7, 12, 15, 20)
EVENING = 20


def add_trials(session: Session, province: Province, account_id: int, count: int, now: datetime) -> None:
    """One a day, at hours that come by turns; the newest three days old. Every ninth was never given a number."""
    account = session.get_one(Account, account_id)
    for number in range(count):
        hour = HOURS[number % len(HOURS)]
        at = (now - timedelta(days=3 + number)).astimezone(VIETNAM).replace(hour=hour, minute=0)
        item = add_item(session, province, f"Văn bản đã đo số {number}", at=at, unit_id=account.unit_id)
        said = number % 9 != 8
        session.add(
            PostTrial(
                post_id=add_post(session, account_id, item, PostState.PUBLISHED, at=at),
                unit_id=account.unit_id,
                account_id=account_id,
                channel=account.channel,
                kind="new_law",
                said_at=at,
                outcome=TrialOutcome.COUNTED if said else TrialOutcome.UNSAID,
                figure="reach" if said else "",
                value=(900.0 if hour == EVENING else 400.0) if said else None,
                settled_at=now,
            )
        )
