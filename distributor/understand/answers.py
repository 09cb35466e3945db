"""What staff answer where Loa was not certain: it stands over what was understood, and the item is composed anew."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from unicodedata import normalize

from sqlmodel import Session, col, func, select

from distributor.errors import LoaError
from distributor.facts import Answer, Answers, DocumentFacts, Facts, facts_from_json
from distributor.labels import kinds
from distributor.models import Item, Post, PostState
from distributor.post_states import SHOWN_STATES
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import item_for
from distributor.states import NOT_GONE_OUT, move_post
from distributor.understand.answering import NO_ANSWER
from distributor.understand.points import points_of_answer
from distributor.understand.ranking import MOST_POINTS
from phrases import phrase

LONGEST_NUMBER, LONGEST_ISSUER = 100, 300


def answered(facts: Facts, answers: Answers) -> Facts:
    """The facts with the answers in them. Whoever answered has seen the questions: what they left open stays empty. Pure."""
    if answers == Answers():
        return facts
    document = facts.document
    if answers.of_document:
        document = document or DocumentFacts()
        document = replace(
            document,
            number=answers.number or document.number,
            issuers=answers.issuers or document.issuers,
            issued_on=answers.issued_on or document.issued_on,
            effective_on=answers.effective_on or document.effective_on,
        )
    seen = answers.of_document or answers.kind
    facts = replace(
        facts,
        document=document,
        kind=answers.kind or facts.kind,
        questions=() if seen else facts.questions,
        answers=answers,
        told_whole=facts.told_whole and answers.kind in ("", facts.kind),
    )
    if answers.reply is not None:
        old = points_of_answer(facts.answer) if facts.answer is not None else []
        beside = [] if facts.told_whole else [point for point in facts.message if point not in old]
        message = (*points_of_answer(answers.reply), *beside)[:MOST_POINTS]
        sure = replace(answers.reply, sure=True)
        facts = replace(facts, answer=sure, candidates=(), message=message, told_whole=False)
    if answers.reply is not None or answers.kind not in ("", "question"):
        facts = replace(facts, gate=tuple(each for each in facts.gate if each.code != NO_ANSWER))
    return facts


def chosen_reply(facts: Facts, *, number: int = 0, text: str = "") -> Answer:
    """The candidate that staff chose, by its number from 1 or by its words. Raises LoaError. Pure."""
    if not facts.candidates:
        raise LoaError(phrase("understand.answers.none-waiting"))
    if text:
        found = next((each for each in facts.candidates if each.text == text), None)
        if found is None:
            raise LoaError(phrase("understand.answers.revised"))
        return found
    if not 1 <= number <= len(facts.candidates):
        raise LoaError(phrase("understand.answers.number", most=len(facts.candidates)))
    return facts.candidates[number - 1]


def checked_answers(
    *,
    kind: str,
    number: str,
    issuers: Sequence[str],
    issued_on: date | None,
    effective_on: date | None,
) -> Answers:
    """Return what was typed, NFC and without needless white space; `by` is still to be filled in. Raises LoaError. Pure."""
    if kind and kind not in kinds():
        raise LoaError(phrase("understand.answers.no-kind", kind=kind, kinds=", ".join(kinds())))
    if number.strip() and "/" not in number:
        raise LoaError(phrase("understand.answers.number-form", number=number[:100]))
    if len(number) > LONGEST_NUMBER or any(len(issuer) > LONGEST_ISSUER for issuer in issuers):
        raise LoaError(phrase("understand.answers.too-long"))
    if issued_on and effective_on and effective_on < issued_on:
        raise LoaError(phrase("understand.answers.days"))
    return Answers(
        "", kind, _plain(number), tuple(_plain(each) for each in issuers if each.strip()), issued_on, effective_on
    )


def _plain(words: str) -> str:
    return normalize("NFC", " ".join(words.split()))


def posts_gone_out(session: Session, item_id: int) -> int:
    """Return how many posts of the item are out already, and stay as they are."""
    return session.exec(
        select(func.count(col(Post.id))).where(Post.item_id == item_id, col(Post.state).in_(SHOWN_STATES))
    ).one()


@deed("answer")
def answer_item(session: Session, actor: Actor, item_id: int, answers: Answers) -> Item:
    """Keep the answers, added to earlier ones. What has not gone out yet is made anew with them. Never commits.

    Raises NotThere, or LoaError if nothing was answered.
    """
    given = {
        field.name: value for field in fields(Answers) if (value := getattr(answers, field.name)) and field.name != "by"
    }
    if not given:
        raise LoaError(phrase("understand.answers.nothing"))
    item = item_for(session, actor.staff, item_id, lock=True)
    facts = facts_from_json(item.facts)
    item.facts = replace(facts, answers=replace(facts.answers, by=actor.login, **given)).to_json()
    item.kind = answers.kind or item.kind
    item.understood_revision = item.composed_revision = item.revision - 1
    item.understand_at, item.understand_tries = None, 0
    session.add(item)
    for post in session.exec(select(Post).where(Post.item_id == item_id, col(Post.state).in_(NOT_GONE_OUT))).all():
        assert post.id is not None  # noqa: S101 - a row that was read has its key
        # An older revision than the item's: no claim takes it before it is composed again.
        move_post(
            session,
            post.id,
            PostState(post.state),
            PostState(post.state),
            told=phrase("understand.answers.told"),
            now=actor.now,
            by=actor.login,
            keeps_reason=True,
            revision=item.revision - 1,
        )
    session.flush()
    names = ["answers" if name == "reply" else name for name in given]
    actor.note(session, "answer", f"item:{item_id}", *names, unit_id=item.unit_id)
    return item
