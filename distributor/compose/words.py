"""The words that a template is given: every name that may stand in `{{ … }}`, all plain NFC text, empty where there is none.

- from the item: title, lead, unit_name, date
- from its document: headline (what it is about), dated_headline, document and document_brief (its first citation, a sentence),
  effective, effective_in_lead (where the lead says it), effective_restated (whoever says it but the headline; for channels that
  may show neither points nor lead), effective_date, followed_from (from when its rules are followed, if that is another day),
  status, relations
- from its message: topic, who, changes (a line each), changes_text (one paragraph), first_change, hook (the first change,
  where it can stand for the headline), action, papers, place, deadline, deadline_label, deadline_name, deadline_brief (where the
  first change, the fact or the lead does not say it), deadline_restated (whoever says it but the headline),
  held_brief (when an event is held, where the headline says no day); who_named and the
  like: not empty where the sentence says by itself what a label before it would; fact: the one point of a short text
- from the editorial rules: label, kicker (label and topic), question, emoji, call, reminder, hashtags
- of the post: link
- of a digest: items, items_brief, items_spoken, period; of an erratum: wrong, right, corrected_on (the day of the correction),
  correction (what it is called), sorry (where we erred), posted_on (also of what takes the place of an earlier post)

Nothing is said twice: not what the headline says, and of two points that say the same only the first. Where no change is known
the lead tells the story; where one is, the lead is empty. What the source already has of label, emoji and hashtags counts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from distributor.compose import ornaments
from distributor.compose.citation import (
    citation,
    citizens_headline,
    day,
    effective_words,
    first_mention,
    matter_of,
    relation_words,
    says_day,
    short_citation,
    status_words,
)
from distributor.compose.day_words import DAY_SAID, dated_headline, held_brief, unless_said, until
from distributor.compose.editorial import Editorial
from distributor.compose.item import NEWS_OF_A_LAW, ItemView, document_told
from distributor.compose.kind_words import kind_of_words
from distributor.compose.lines import under_one_lead
from distributor.compose.message import (
    AS_PRINTED,
    QUESTION,
    answer_of,
    effect_told,
    followed_from,
    in_common,
    names_itself,
    papers_told,
    points_told,
)
from distributor.compose.worth import WHAT
from distributor.facts import KeyPoints, Point, Role
from distributor.text.lead import choose_lead, headline, without_label
from distributor.text.plain import capital, clean, letters, one_line, word_pairs
from distributor.text.shorten import shorten
from distributor.understand.reading import DRAFT

SHOWN = 1500
"""Characters of the lead that decide whether it is sober: as many as the longest channel shows."""
SEEN = 300
"""Characters of the lead that every channel with room shows; what stands further down is said by itself too."""
LONGEST_TITLE = 2000
"""Characters; ten times the longest real title. What is longer is a text by mistake, and costs no more than a title."""
LONGEST_CHANGE = 500
"""Characters; a longer one is no point but a passage, and the lead tells it better."""
BULLET = "• "
NAMED = ("who", "action", "papers", "place")
_MATTER = re.compile(r"về [^:.;]{3,60}:", re.IGNORECASE)
_OWN_DAY = re.compile(r"\((?:từ|kể từ) ngày \d")
"""A part that has its own day of effect is told with it."""
_CONTACT = re.compile(r"(?<!\w)(?:liên hệ|tổng đài|đường dây nóng|hotline|số điện thoại)(?!\w)", re.IGNORECASE)
"""Whom to ask can be asked today."""
_HAVE_A_LAST_DAY = frozenset({"draft_for_comment", "contest"})
LEAST_OF_DEADLINE = 3
"""Pairs of words that a fact has in common with the sentence of a last day."""
LONGEST_SURE = 76
"""Letters of a headline that a short text shows whole."""
_RULES = WHAT | {Role.DEADLINE, Role.HOW, Role.PAPERS, Role.WHERE}
"""Roles of what holds from the day of effect on, so that it is told with that day."""
EMPTY = dict.fromkeys(
    (
        "followed_from", "items", "items_brief", "items_spoken", "period", "wrong", "right", "right_brief", "posted_on",
        "corrected_on",
    ),
    "",
)  # fmt: skip


@dataclass(frozen=True)
class _Told:
    """The things that the item tells, before a channel's limits. `sober`: it speaks of penalties or mourning."""

    title: str
    headline: str
    lead: str
    points: Mapping[str, str]
    sober: bool


def choose_words(
    item: ItemView,
    link: str,
    editorial: Editorial,
    hashtag_limit: int,
    emoji_limit: int = 1,
    *,
    most: int | None = None,
    fact: Point | None = None,
) -> dict[str, str]:
    """The limits are the channel's; the house's hold as well, and what the source brings is counted first.

    `most`: no more than so many points of the message, the most important. `fact`: the point that a short text tells.
    """
    house = editorial.house
    spoken_of = kind_of_words(item, house)
    own = editorial.words_of(spoken_of)
    told = _tell(item, editorial, most)
    emoji_left = 0 if told.sober else min(house.max_emoji, emoji_limit)
    title, said_first, lead, emoji_left = _within_emoji(told.title, told.headline, told.lead, emoji_left)
    hashtags_left = min(hashtag_limit, house.max_hashtags)
    title, said_first, lead, hashtags_left = _within_hashtags(title, said_first, lead, hashtags_left)

    topic = one_line(item.facts.points.topic)
    label = _unsaid_label(editorial.label_of(spoken_of), said_first, topic)
    topic = "" if letters(topic) in letters(f"{label} {said_first}") else topic
    unit_name = one_line(item.unit_name)
    answers = bool(lead) or any(told.points.values())
    return {
        **EMPTY,
        "title": title,
        "headline": said_first,
        "matter": matter_of(said_first, unit_name),
        "lead": "" if fact else lead,
        "link": link,
        "unit_name": unit_name,
        "date": item.date_text,
        "topic": topic,
        "label": label,
        "kicker": " · ".join(part for part in (label, topic) if part),
        "question": _question(said_first, topic, own.question or house.question) if answers else "",
        "emoji": own.emoji if emoji_left else "",
        "call": own.call or house.call,
        "reminder": house.reminder,
        "hashtags": (
            ornaments.hashtags(own.hashtags, "", hashtags_left)
            if own.hashtags_alone
            else ornaments.hashtags((*own.hashtags, *house.hashtags), unit_name, hashtags_left)
        ),
        "reminder_brief": house.reminder_brief,
        "invitation": own.invitation,
        "changes_heading": "Có gì mới?" if spoken_of == item.kind else "Nội dung chính:",
        **_document_words(
            item, said_first, "\n".join((said_first, *told.points.values())), lead[:SEEN], most, own.note
        ),
        **told.points,
        **_fact_words(item, fact, said_first),
        "deadline_label": _deadline_label(told.points["deadline"], own.deadline or house.deadline),
        "deadline_name": own.deadline or house.deadline,
        "hook": told.points["first_change"] if own.change_leads and _leads(told) else "",
    }


@lru_cache(maxsize=32)  # every channel asks for the same
def _tell(item: ItemView, editorial: Editorial, most: int | None = None) -> _Told:
    own = editorial.words_of(item.kind)
    title = shorten(headline(item.title), lambda text: len(text) <= LONGEST_TITLE, split_words=True).text
    said_first = title if own.own_title or own.whole_lead else citizens_headline(title, item.facts.document)
    if item.kind == "question":  # the citizen's question leads, not the name and number of the column
        said_first = without_label(said_first, editorial.label_of(item.kind))
    # Half of a correction may say what is wrong: there the lead tells all, and no point is picked out of it.
    picked = own.whole_lead and not item.facts.message
    known = KeyPoints() if picked else points_told(item, most)
    lead, points = _points(known, said_first, item, title, whole_lead=own.whole_lead)
    points["papers"] = "" if picked else papers_told(item, most)
    points |= {f"{name}_named": "1" if names_itself(points[name]) else "" for name in NAMED}
    sober = ornaments.is_sober("\n".join((title, lead[:SHOWN], *points.values())), editorial.house)
    return _Told(title, said_first, lead, points, sober)


def _document_words(
    item: ItemView, said_first: str, told: str, seen: str, most: int | None, note: str
) -> dict[str, str]:
    """Return the words of a document. `told`: headline and points; `seen`: the lead as far as every channel shows it. `note`:
    of the kind."""
    document = document_told(item)
    whole, brief = first_mention(said_first, document, item.issuer_now)
    answer = answer_of(item)
    if answer is not None and answer.citation:
        basis = one_line(answer.citation).rstrip(" .;,")
        whole = brief = "" if letters(basis) in letters(answer.text) else f"Theo {basis}."
    # A text of few points leaves it out; the day of effect alone would mislead where its rules begin or end on another.
    ended = document is not None and document.ended_on is not None
    effect = (effect_told(item, most) or (effect_told(item) if ended or followed_from(item) else "")).rstrip(" .;")
    if document and document.effective_on and not says_day(effect, document.effective_on) and not followed_from(item):
        effect = ""  # "sau 10 ngày kể từ ngày ký (27/11/2026)": the day itself is plainer
    summary = f"{told}\n{effect}\n{seen}"
    untold = effect or unless_said(effective_words(document), told, item)
    unseen = unless_said(untold, seen, item)
    return {
        "document": "" if letters(citation(document, item.issuer_now)) in letters(summary) else whole,
        "document_brief": brief,
        "document_short": f"Theo {short_citation(document)}."
        if brief.startswith("Theo ") and answer is None
        else brief,
        "effective": unseen,
        "effective_in_lead": "" if unseen else untold,
        "effective_restated": ""
        if followed_from(item) or (document and document.effective_on and says_day(said_first, document.effective_on))
        else unless_said(effective_words(document), said_first, item),
        "effective_date": day(document.effective_on) if document else "",
        "dated_headline": dated_headline(said_first, item),
        "status": note or item.law.rstrip(".") or status_words(document),
        "relations": relation_words(None if item.facts.role == DRAFT else document, summary),
    }


def _fact_words(item: ItemView, fact: Point | None, said_first: str) -> dict[str, str]:
    """The one point of a short text, with the day of effect before it where it is a change and says no day itself."""
    if fact is None:
        followed = capital(followed_from(item))
        untold = followed or unless_said(effective_words(document_told(item)), said_first, item)
        return {"fact": "", "effective_beside": untold, "followed_from": followed}
    said = _ended(fact.statement)
    document = document_told(item)
    when = document.effective_on if document else None
    if followed_from(item):
        when = None  # "giá … được áp dụng từ kỳ ghi chỉ số tháng 01/2027": the rules do not begin on the day of effect
    if AS_PRINTED.search(said):
        when = None  # a misprint is put right, and nothing begins
    # Of a long headline the end may have no room, with the day in it.
    sure = said_first if len(said_first) <= LONGEST_SURE else said_first[: LONGEST_SURE // 2]
    begins = fact.role in _RULES and not DAY_SAID.search(said) and not _CONTACT.search(said)
    dated = when is not None and begins and not says_day(sure, when)
    beside = capital(followed_from(item)) or unless_said(effective_words(document), f"{said_first}\n{said}", item)
    if AS_PRINTED.search(said) or _OWN_DAY.search(said):
        beside = ""  # "(từ ngày 01/3/2027)": that of the whole beside it is taken for its own
    return {
        "fact": f"Từ {day(when)}: {said}" if dated else capital(said),
        "fact_undated": capital(said),
        "effective_beside": "" if dated else beside,
        "effective_undated": beside,
        "followed_from": followed_from(item),
        "deadline_brief": ""
        if _of_another(fact, item) or not _of_one_matter(fact, item)
        else until(points_told(item), f"{said_first}\n{said}"),
        "held_brief": held_brief(item, f"{said_first}\n{said}"),
    }


def _of_another(fact: Point, item: ItemView) -> bool:
    """Return True if the last day is of another matter than the fact, by the labels that both stand under: "Về kê khai: …", "Về
    tài khoản ngân hàng: … trước ngày 20/12/2026"."""
    labels = [_MATTER.match(text) for text in (points_told(item).deadline, fact.statement)]
    return all(labels) and len({found[0].casefold() for found in labels if found}) == 2


def _of_one_matter(fact: Point, item: ItemView) -> bool:
    """Return True if the last day is of what the fact tells: "Hạn: 15/12/2026" beside another thing is taken for its own. That
    of a call for comments or of a contest is its own."""
    deadline = points_told(item).deadline
    return (
        item.kind in _HAVE_A_LAST_DAY
        or not deadline
        or len(word_pairs(deadline) & word_pairs(fact.statement)) >= LEAST_OF_DEADLINE
    )


def _unsaid_label(label: str, title: str, topic: str) -> str:
    """The label unless the title begins with it, or with a part of it that stands for it: "Hỏi đáp: …", if a topic is left."""
    prefix = letters(title.partition(":")[0]) if ":" in title else ""
    begun = len(prefix) > 4 and letters(label).startswith(prefix)
    return "" if letters(title).startswith(letters(label)) or (begun and topic) else label


def _deadline_label(deadline: str, label: str) -> str:
    """`Thời hạn: `; empty where the source's own words say so."""
    return "" if not deadline or names_itself(deadline) else f"{label}: "


def _leads(told: _Told) -> bool:
    """Return True if the first change can be understood without the headline: they have two words in a row in common."""
    return in_common(told.points["first_change"], told.headline)


def _question(said_first: str, topic: str, question: str) -> str:
    """Only where the post answers it, and where the headline is not a question itself."""
    if said_first.rstrip('”"').endswith("?"):
        return ""
    return f"{topic}: {question[:1].lower()}{question[1:]}" if topic else question


class _Telling:
    """The points in the order of telling, each as a sentence, and none that was said before."""

    def __init__(self, *said: str) -> None:
        self._said = [letters(text) for text in said]

    def new(self, text: str) -> str:
        """The text with its full stop, empty if it was said; now it is."""
        bare = letters(text)
        if not bare or any(bare in before for before in self._said):
            return ""
        self._said.append(bare)
        return _ended(text)


def _points(
    points: KeyPoints, said_first: str, item: ItemView, title: str, *, whole_lead: bool
) -> tuple[str, dict[str, str]]:
    """The lead, and the points; a change makes the lead needless."""
    telling = _Telling(said_first)
    changes = [
        capital(line) for line in (telling.new(text) for text in points.changes if len(text) <= LONGEST_CHANGE) if line
    ]
    lead = "" if changes else _lead(item, title, whole_lead=whole_lead)
    telling.new(lead[:SEEN])
    told = {
        name: telling.new(text)
        for name, text in (
            ("action", capital(one_line(points.action))),
            ("place", "" if letters(points.place) in letters(points.deadline) else points.place),
            ("deadline", points.deadline),
            ("who", points.affected),
        )
    }
    first = changes[0] if changes else ""
    seen = f"{said_first}\n{first}\n{lead[:SEEN]}"
    # "Hạn: 31/12/2026" beside the title of news of a law would be taken for the law's.
    in_title = word_pairs(points.deadline) & word_pairs(said_first)
    of_it = item.kind != NEWS_OF_A_LAW or item.facts.document is not None or len(in_title) >= LEAST_OF_DEADLINE
    return lead, {
        "changes": "\n".join(f"{BULLET}{line}" for line in under_one_lead(changes)) if len(changes) > 1 else first,
        "changes_text": " ".join(changes),
        "first_change": first,
        "deadline_brief": until(points, seen) if of_it else "",
        "deadline_restated": until(points, said_first) if of_it else "",
        "held_brief": held_brief(item, said_first),
        **told,
    }


def _lead(item: ItemView, title: str, *, whole_lead: bool) -> str:
    """The answer of a question and nothing else; none beside a message."""
    if item.kind == QUESTION:
        answer = answer_of(item)
        return clean(answer.text) if answer else ""
    return "" if item.facts.message else choose_lead(title, item.summary, item.text, whole=whole_lead)


def _ended(text: str) -> str:
    """One line that ends like a sentence; without emoji and hashtags of the source's own."""
    line = ornaments.bare(text).rstrip(" ,;:–-")
    return line + ("" if line.endswith((".", "!", "?", "…", ".”", "?”", '."')) else ".")


def _within_emoji(title: str, said_first: str, lead: str, left: int) -> tuple[str, str, str, int]:
    title, said_first = (one_line(ornaments.limit_emoji(text, left)) for text in (title, said_first))
    left -= ornaments.count_emoji(title)
    lead = ornaments.limit_emoji(lead, left)
    return title, said_first, lead, left - ornaments.count_emoji(lead)


def _within_hashtags(title: str, said_first: str, lead: str, left: int) -> tuple[str, str, str, int]:
    title, said_first = (ornaments.limit_hashtags(text, left) for text in (title, said_first))
    left -= ornaments.count_hashtags(title)
    lead = ornaments.limit_hashtags(lead, left)
    return title, said_first, lead, left - ornaments.count_hashtags(lead)
