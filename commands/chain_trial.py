"""A chain of documents in time: each is taken in on its day, and between them all that is due is done by the beat's own steps.

Every post that would go out by itself does, to an account that only says so; what waits for a person waits.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, select

from channels.registry import spec_of
from commands.trial import Trial, TrialPost, trial_home
from dispatch import steps
from distributor.clock import VIETNAM
from distributor.compose.digest import digest_members
from distributor.compose.occasions import DIGEST
from distributor.deliver.carry import carry_next
from distributor.ingest.given import GivenItem
from distributor.law.status import status_on
from distributor.models import (
    Correction,
    CorrectionStep,
    Document,
    DocumentRelation,
    DocumentStatusKind,
    Item,
)
from distributor.post_states import SHOWN_STATES

CHANNEL = "facebook"
AFTER = 40
"""Days for which every day is gone through behind a publication or a day of effect: a digest of the month comes within them."""
BEFORE = 12
"""And before a day of effect."""


def run_chain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Play a chain of documents through. `row`: `documents` with `published_on`, `title`, `text`; `life`, if it is there, names
    the dates that are asked about."""
    documents = sorted(row["documents"], key=lambda each: str(each["published_on"]))
    first = date.fromisoformat(documents[0]["published_on"])
    asked = [date.fromisoformat(each["on"]) for each in row.get("life") or []]
    with trial_home(first, channels=[CHANNEL]) as trial:
        _live(trial, documents, asked)
        with trial.runtime.database.read() as session:
            return {
                "set": "chains",
                "id": row["id"],
                "statuses": _statuses(session, row.get("life") or []),
                "posts": [*_posts(session, trial.posts()), *_proposed(session)],
            }


def _live(trial: Trial, documents: Sequence[Mapping[str, Any]], asked: Iterable[date]) -> None:
    days = sorted({*asked, *(date.fromisoformat(each["published_on"]) for each in documents)})
    waiting = list(documents)
    done: set[date] = set()
    while days:
        day = heapq.heappop(days)
        if day in done or day < trial.clock.today:
            continue
        done.add(day)
        trial.clock.set_to(day)
        while waiting and waiting[0]["published_on"] <= day.isoformat():
            given = waiting.pop(0)
            _take(trial, given)
            for each in (day, *_days_of_effect(trial)):
                for away in range(-BEFORE if each != day else 0, AFTER):
                    heapq.heappush(days, each + timedelta(days=away))
        _pass_day(trial)


def _take(trial: Trial, given: Mapping[str, Any]) -> None:
    item_id = trial.take(GivenItem(title=str(given["title"]), text=str(given["text"]), published_at=trial.clock.now()))
    trial.go(item_id)


def _days_of_effect(trial: Trial) -> list[date]:
    with trial.runtime.database.read() as session:
        return [each.effective_on for each in session.exec(select(Document)) if each.effective_on is not None]


def _pass_day(trial: Trial) -> None:
    """Do what the beat has the worker do in a day: occasions, corrections, delivery."""
    steps.occasions_now(trial.runtime)
    trial.review_drafts()
    for _ in range(2):
        while carry_next(trial.runtime.carrier, trial.account_ids[CHANNEL], spec_of(CHANNEL)):
            pass
        trial.clock.go_on(timedelta(hours=1))


def _statuses(session: Session, life: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the statuses of every document that is known, be it only from what others say of it, on every date that is asked
    about."""
    documents = {(document.number, document.issuer) for document in session.exec(select(Document)).all()}
    unseen = select(DocumentRelation.target_number).where(col(DocumentRelation.target_id).is_(None))
    documents |= {(number, "") for number in session.exec(unseen) if number not in {number for number, _ in documents}}
    found = []
    for on in sorted({str(each["on"]) for each in life}):
        for number, issuer in sorted(documents):
            standing = status_on(session, date.fromisoformat(on), number=number, issuer=issuer)
            if standing.status is not DocumentStatusKind.UNKNOWN:
                said = "partly" if standing.status is DocumentStatusKind.PARTLY_ENDED else standing.status.value
                found.append({"on": on, "number": number, "issuer": issuer, "status": said})
    return found


def _posts(session: Session, posts: Sequence[TrialPost]) -> list[dict[str, Any]]:
    """A digest stands once for each document that it tells of."""
    found = []
    for post in posts:
        item = session.get_one(Item, post.item_id)
        purpose = post.purpose.partition(":")[0]
        if purpose == DIGEST:
            then = datetime.combine(post.on, time(12), VIETNAM)
            numbers = [
                view.facts.document.number
                for view in digest_members(session, item, now=then)
                if view.facts.document is not None
            ]
        else:
            document = session.get(Document, item.document_id) if item.document_id else None
            numbers = [document.number if document else ""]
        found += [
            {
                "on": post.on.isoformat(),
                "number": number,
                "purpose": purpose,
                "state": "published" if post.state in SHOWN_STATES else post.state.value,
                "text": post.text,
            }
            for number in numbers
        ]
    return found


def _proposed(session: Session) -> list[dict[str, Any]]:
    """Return what is proposed to put right, in the words that would go out."""
    rows = session.exec(
        select(Correction, CorrectionStep, Item)
        .join(CorrectionStep, col(CorrectionStep.correction_id) == col(Correction.id))
        .join(Item, col(Item.id) == col(Correction.item_id))
        .order_by(col(CorrectionStep.id))
    ).all()
    found = []
    for correction, step, item in rows:
        document = session.get(Document, item.document_id) if item.document_id else None
        found.append(
            {
                "on": correction.created_at.astimezone(VIETNAM).date().isoformat(),
                "number": document.number if document else "",
                "purpose": "erratum",
                "state": "proposed",
                "text": step.text,
            }
        )
    return found
