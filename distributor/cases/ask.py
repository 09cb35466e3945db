"""A question asked on our own pages: kept without what would tell who asked, and later, with its answer, said to everybody.

1. `ask` opens a case of the office that shall answer. Numbers and addresses of people are covered before anything is kept.
2. Who speaks for the office answers it as any case; the asker reads the answer by a signed address.
3. `publish_answer` makes an item of question and answer, which goes the way of any item: understood, composed, reviewed, sent.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from distributor.cases.cover import COVERED, covered
from distributor.cases.decide import plain
from distributor.cases.speakers import speaks_for
from distributor.cases.store import OPEN, case_seen, did, due_from
from distributor.clock import Clock
from distributor.db import Database
from distributor.errors import LoaError
from distributor.facts import Answer, Answers
from distributor.ingest.given import GivenItem, take_given
from distributor.ingest.holds.numbers import find_numbers_of_people
from distributor.ingest.personal import personal_details
from distributor.ingest.questions import QUESTION
from distributor.models import Case, CaseMessage, CaseState
from distributor.staff.deeds import Actor, deed
from distributor.text.cued import searched
from distributor.understand.answers import answer_item
from phrases import phrase

SHORTEST, LONGEST = 15, 2_000
"""Letters of a question."""
MOST_OPEN = 500
"""Questions of our pages that may wait at one office: beyond that it is told to ask otherwise, not silently left waiting."""
LONGEST_TITLE, LONGEST_ANSWERER = 300, 200
SHORT_ANSWER = 80
"""Words: what is no longer is taken for the answer as it stands (`distributor.facts.Answer`)."""


@dataclass(frozen=True)
class Asked:
    """`key`: of the form. `topic`: a label of `config/topics.toml`, or empty."""

    text: str
    topic: str
    key: str


@dataclass(frozen=True)
class PublishedAnswer:
    """An answer that is to be published to everybody. `answerer`: a lawyer or jurist who is named for it, or empty: the office
    itself."""

    question: str
    answer: str
    answerer: str = ""


def ask(session: Session, unit_id: int, asked: Asked, now: datetime) -> Case:
    """The case; the same for the same form. Raises LoaError with words for who asks."""
    known = session.exec(select(Case).where(Case.asked_key == asked.key)).first()
    if known is not None:
        return known
    said, count = covered(plain(asked.text.replace("\r\n", "\n")))
    if len(said.replace(COVERED, "").strip()) < SHORTEST:
        raise LoaError(phrase("cases.ask-more", least=SHORTEST))
    if len(said) > LONGEST:
        raise LoaError(phrase("cases.too-long", length=len(said), most=LONGEST))
    waiting = select(func.count()).select_from(Case)
    mine = (Case.unit_id == unit_id, col(Case.account_id).is_(None), col(Case.state).in_(OPEN))
    if session.exec(waiting.where(*mine)).one() >= MOST_OPEN:
        raise LoaError(phrase("cases.too-many-wait"))
    case = Case(
        unit_id=unit_id,
        topic=asked.topic,
        asked_key=asked.key,
        due_at=due_from(now),
        opened_at=now,
        last_at=now,
    )
    session.add(case)
    session.flush()
    session.add(
        CaseMessage(
            case_id=case.id or 0,
            external_id=f"web-{case.id}",
            text=said,
            covered=count,
            written_at=now,
            seen_at=now,
        )
    )
    session.flush()
    return case


@deed("reply")
def publish_answer(database: Database, actor: Actor, case_id: int, said: PublishedAnswer, clock: Clock) -> int:
    """Publish an answer as an item; return its id. Opens its own short transactions. Raises NotThere; LoaError where it is not
    answered or names a person."""
    question, answer, answerer = (
        unicodedata.normalize("NFC", each.replace("\r\n", "\n")).strip()
        for each in (said.question, said.answer, said.answerer)
    )
    with database.write() as session:
        case = case_seen(session, actor, case_id)
        unit_id = case.unit_id
        if case.state is not CaseState.ANSWERED:
            raise LoaError(phrase("cases.publish-answered"))
        if unit_id not in speaks_for(session, actor.staff.id or 0, [unit_id], actor.now):
            raise LoaError(phrase("cases.only-speakers-reply"))
    if not question or not answer:
        raise LoaError(phrase("cases.publish-both"))
    for words, longest in ((question, LONGEST_TITLE), (answer, LONGEST * 2), (answerer, LONGEST_ANSWERER)):
        if len(words) > longest:
            raise LoaError(phrase("cases.too-long", length=len(words), most=longest))
    whole = searched(f"{question}\n\n{answer}")
    # An office's own number in the answer is meant to be read; in a question there is none.
    if COVERED in whole.written or covered(question)[1] or find_numbers_of_people(whole) or personal_details(whole):
        raise LoaError(phrase("cases.publish-nameless"))
    by = f"\n\n{phrase('cases.answered-by', who=answerer)}" if answerer else ""
    text = f"{phrase('cases.asked-and-answered', answer=answer)}{by}"
    given = GivenItem(title=question, external_id=f"case-{case_id}", text=text, kind=QUESTION)
    item_id = take_given(database, unit_id, given, clock).item_id
    with database.write() as session:
        case = case_seen(session, actor, case_id)
        case.item_id = item_id
        did(session, actor, case, "publish", question, "item_id")
        if len(answer.split()) <= SHORT_ANSWER:
            answer_item(session, actor, item_id, Answers(kind=QUESTION, reply=Answer(answer)))
    return item_id
