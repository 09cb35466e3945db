"""What follows from what was read, and by when an answer is due. Pure."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from channels.citizens import Comments
from distributor.cases.rules import Hours
from distributor.clock import VIETNAM

LONGEST_TEXT = 10_000
"""Characters kept of a message: more than any platform takes."""
LONGEST_NAME = 200
SATURDAY = 5
MOST_DAYS = 400
_TURNS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def answer_by(start: datetime, hours: float, office: Hours, is_off: Callable[[date], bool]) -> datetime:
    """The end of `hours` hours of work that begin at `start`. `is_off`: on that day nobody works, though it is no weekend."""
    left = timedelta(hours=hours)
    moment = start.astimezone(VIETNAM)
    day = moment.date()
    for _day in range(MOST_DAYS):
        if day.weekday() < SATURDAY and not is_off(day):
            for opens, closes in office:
                begins = max(moment, datetime.combine(day, opens, VIETNAM))
                ends = datetime.combine(day, closes, VIETNAM)
                if begins >= ends:
                    continue
                if ends - begins >= left:
                    return begins + left
                left -= ends - begins
        day += timedelta(days=1)
    return moment + timedelta(days=MOST_DAYS)


def vanished(known: Mapping[str, datetime], read: Comments, since: datetime) -> set[str]:
    """Return which known comments (id → when written) a reading should have shown and did not: they were deleted."""
    if read.lacks_older and not read.complete:
        return set()
    shown = {comment.external_id for comment in read.comments}
    if read.complete:
        return {key for key, written in known.items() if written >= since and key not in shown}
    last = max((comment.written_at for comment in read.comments), default=since)
    # Of what is as old as the last that was shown, more may follow.
    return {key for key, written in known.items() if since <= written < last and key not in shown}


def root_of(own: str, parent: str, parents: Mapping[str, str]) -> str:
    """The comment that began the thread of `own`. `parents`: of known comments (id → what it answers, or empty)."""
    seen = set[str]()
    while parent and parent not in seen:
        seen.add(own)
        own, parent = parent, parents.get(parent, "")
    return own


def next_since(read: Comments, since: datetime) -> datetime | None:
    """Return where the next reading begins; None: at the post's beginning. One that came no further does not go on for ever."""
    if read.complete or read.lacks_older or not read.comments:
        return None
    last = read.comments[-1].written_at
    return last if last > since else None


def plain(text: str, longest: int = LONGEST_TEXT) -> str:
    """A citizen's words as a database and a page can hold them: no half characters, no control signs nor such as turn the
    direction of the writing round; bounded; NFC."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    kept = "".join(sign for sign in whole if sign in "\n\t" or not _is_control(sign))
    said = unicodedata.normalize("NFC", kept).strip()
    return said if len(said) <= longest else said[: longest - 1] + "…"


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) == "Cc" or unicodedata.bidirectional(sign) in _TURNS
