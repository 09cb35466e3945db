"""From an item to what its picture shows; the same facts that the alternative text tells. Pure."""

from datetime import date

from distributor.compose.citation import citizens_headline, local_issuer
from distributor.compose.editorial import Editorial
from distributor.compose.item import ItemView
from distributor.compose.message import QUESTION, answer_of, points_told
from distributor.compose.standing import kind_of_words
from distributor.compose.words import ends_before
from distributor.facts import Facts, KeyPoints
from distributor.render.content import CardContent, DateMeaning, FactLine
from distributor.render.excerpts import action_of, figures_of, points_of, readings_of, title_parts
from distributor.text.lead import choose_lead, headline, without_label
from distributor.text.plain import one_line
from distributor.text.shorten import shorten

LONGEST_ANSWER = 230
LONGEST_LEAD = 200
WITH_LIST = frozenset(
    {"guidance", "procedure", "legal_aid", "council_activity", "policy_dialogue", "press_release", "plan"}
)
"""Kinds whose first sentences make a list of what to know."""
DATE_LABELS: dict[str, str] = {"draft_for_comment": "Góp ý đến hết", "contest": "Dự thi đến hết"}


def card_content(item: ItemView, editorial: Editorial, *, sample: bool = False, address: str = "") -> CardContent:
    """`sample`: demonstration data, which the picture says. `address`: for the QR code; empty for the item's own."""
    facts, points = item.facts, points_told(item)
    label = editorial.card_label_of(kind_of_words(item, editorial.house))
    whole_title = headline(item.title)
    title = without_label(whole_title, label)
    lead = _lead(item, whole_title)
    changes = [one_line(change) for change in points.changes]
    date_on, date_label, meaning = _date(item.kind, facts, points)
    question, answer = ("", "")
    if item.kind == QUESTION:
        question, answer = title, shorten(one_line(lead), lambda text: len(text) <= LONGEST_ANSWER).text
    wrong, right = readings_of([*changes, item.summary, item.text]) if item.kind == "correction" else ("", "")
    kicker, subject = title_parts(title)
    if not (subject or item.headline or editorial.words_of(item.kind).own_title) and facts.document is not None:
        # A title that is little more than a number tells a passer-by nothing.
        title = citizens_headline(title, facts.document)
    lists = item.kind in WITH_LIST
    return CardContent(
        kind=item.kind,
        kind_label=label,
        title=title,
        unit_name=one_line(item.unit_name),
        date_text=item.date_text,
        sample=sample,
        kicker=kicker,
        subject=subject,
        lead=shorten(one_line(lead), lambda text: len(text) <= LONGEST_LEAD).text,
        topic=one_line(points.topic),
        facts=_fact_lines(facts, whole_title if subject else title, date_on, date_label),
        figures=figures_of(changes or [lead]) if not lists else (),
        points=points_of(changes or [lead]) if lists else (),
        question=question,
        answer=answer,
        wrong=wrong,
        right=right,
        action=one_line(points.action) or ("" if item.kind == QUESTION else action_of([lead])),
        date_label=date_label,
        date_on=date_on,
        date_meaning=meaning,
        address=address or item.address,
        picture=item.picture,
    )


def _lead(item: ItemView, title: str) -> str:
    """The answer of a question and nothing else; of a message its first points."""
    if item.kind == QUESTION:
        answer = answer_of(item)
        return answer.text if answer else ""
    if item.facts.message:
        return " ".join(_stopped(one_line(point.statement)) for point in item.facts.message)
    return choose_lead(title, item.summary, item.text)


def _stopped(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _date(kind: str, facts: Facts, points: KeyPoints) -> tuple[date | None, str, DateMeaning]:
    """The day a citizen must know: a deadline before a day of effect."""
    if points.deadline_on is not None:
        label = "Trước ngày" if ends_before(points) else DATE_LABELS.get(kind, "Thời hạn đến")
        return points.deadline_on, label, "deadline"
    if facts.document is not None and facts.document.effective_on is not None and kind != "correction":
        return facts.document.effective_on, "Có hiệu lực từ", "effect"
    return None, "", ""


def _fact_lines(facts: Facts, title: str, date_on: date | None, date_label: str) -> tuple[FactLine, ...]:
    """Number of the act (if the title does not say it), the day that matters, the day of issue."""
    lines = []
    document = facts.document
    if date_on is not None:
        lines.append(FactLine(date_label, f"{date_on:%d/%m/%Y}"))
    if document is not None and document.number and document.number not in title:
        lines.append(FactLine("Số, ký hiệu", f"{document.number}{local_issuer(document)}"))
    if document is not None and document.issued_on is not None:
        lines.append(FactLine("Ngày ban hành", f"{document.issued_on:%d/%m/%Y}"))
    return tuple(lines)
