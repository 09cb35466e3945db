"""What Loa makes of labelled rows, as one JSON object a row: for `loa explain --batch`, `bench/editorial.py` and its judges.

A row has the input fields only. Its set is told by `set`, by the name of its file, or by its shape; every set goes the one way
of `commands.trial`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from commands.chain_trial import run_chain
from commands.trial import Trial, TrialPost, trial_home
from distributor.errors import LoaError
from distributor.facts import Answer, DocumentFacts, Facts, Relation, facts_from_json
from distributor.ingest.given import GivenItem
from distributor.lookup.meaning import meaning_of
from distributor.models import Item, PostState, RelationKind

Row = Mapping[str, Any]
Prediction = dict[str, Any]

SETS = ("documents", "qa", "articles", "holds", "sms_inbound", "chains")
TEXTS = ("facebook", "x", "sms", "youtube", "zalo", "rss")
VERBS = {RelationKind.EXTENDS: RelationKind.AMENDS, RelationKind.RESUMES: RelationKind.AMENDS}
"""Verbs of ours that the labels do not know."""
KINDS = {"notice": "other_legal"}
"""Kinds of ours in the words of the labels, which know no notices of offices."""


def set_of(row: Row, name: str = "") -> str:
    """Return the set of a row. `name`: of the file, without its ending. Raises LoaError for a row of no known shape."""
    told = str(row.get("set") or "")
    if told in SETS:
        return told
    for each in SETS:
        if each in name:
            return each
    if "documents" in row:
        return "chains"
    if "question" in row:
        return "qa"
    if "title" in row:
        return "articles" if str(row.get("id", "")).startswith("ar") else "documents"
    if "text" in row:
        return "sms_inbound"
    raise LoaError(f"Dòng {row.get('id', '?')} không có «title», «question», «text» hay «documents». Hãy xem lại tệp.")


def predict(rows: Iterable[tuple[str, Row]], today: date) -> Iterator[Prediction]:
    """Yield a prediction for each row. `rows`: with the set of each. `today`: the day on which they are handed in."""
    with trial_home(today) as trial:
        trial.begin_anew()
        for name, row in rows:
            if name == "chains":
                yield run_chain(row)
            elif name == "sms_inbound":
                meaning = meaning_of(str(row["text"]))
                yield {"set": name, "id": row["id"], "means": meaning.means.value, "arg": meaning.arg or None}
            else:
                yield _of_item(trial, name, row)


def _of_item(trial: Trial, name: str, row: Row) -> Prediction:
    trial.begin_anew()
    title = str(row.get("question") if name == "qa" else row.get("title", ""))
    item_id = trial.take(
        GivenItem(
            title=title, text=str(row.get("text", "")), external_id=str(row["id"]), published_at=trial.clock.now()
        )
    )
    trial.go(item_id)
    return {"set": name, "id": row["id"], **predicted(trial.item(item_id), trial.posts(item_id))}


def predicted(item: Item, posts: list[TrialPost]) -> Prediction:
    """An item as it was understood, and what would become of it by itself."""
    facts = facts_from_json(item.facts)
    return {
        "understood": _document(facts.document),
        "content_kind": KINDS.get(item.kind, item.kind) or None,
        "topics": [facts.points.topic] if facts.points.topic else [],
        "relevant": facts.relevant,
        "points": [
            {
                "role": point.role,
                "statement": point.statement,
                "quotes": list(point.quotes),
                "citation": point.citation,
            }
            for point in facts.message
        ],
        "answer": _answer(facts.answer),
        "verdict": verdict(posts),
        "reasons": reasons(item, facts),
        "texts": {post.channel: post.text for post in posts if post.channel in TEXTS},
    }


def verdict(posts: Iterable[TrialPost]) -> str:
    """Return `publish` if any post would go out by itself, `skip` if none is wanted, else `hold`."""
    states = {post.state for post in posts if post.channel not in ("sms", "manual", "youtube")}
    if PostState.PLANNED in states or PostState.PUBLISHED in states:
        return "publish"
    return "skip" if states and states <= {PostState.SKIPPED} else "hold"


def reasons(item: Item, facts: Facts) -> list[str]:
    """The codes of what holds it, else the words."""
    return [reason.code for reason in facts.gate] or ([item.intake_reason] if item.intake_reason else [])


def _answer(answer: Answer | None) -> Prediction | None:
    return {"text": answer.text, "quotes": list(answer.quotes)} if answer is not None else None


def _document(document: DocumentFacts | None) -> Prediction:
    if document is None:
        return {}
    return {
        "kind": document.kind or None,
        "number": document.number or None,
        "issuers": list(document.issuers),
        "issued_on": document.issued_on.isoformat() if document.issued_on else None,
        "effective_on": document.effective_on.isoformat() if document.effective_on else None,
        "relations": [_relation(each) for each in document.relations if each.number],
    }


def _relation(relation: Relation) -> Prediction:
    return {
        "verb": VERBS.get(relation.kind, relation.kind).value,
        "target_number": relation.number,
        "scope": relation.scope.value,
    }
