"""An article about a document: what it says of the document, and what the files say that it brings along. Pure."""

import re
from dataclasses import replace
from datetime import date

from distributor.facts import DocumentFacts
from distributor.understand.citations import Citation, find_citations
from distributor.understand.dates import DAY, read_day, written_day
from distributor.understand.effect import DocumentSubject, Effect, find_effect
from distributor.understand.issuers import find_offices, full_name, issuers_of_number, offices_of_number, place_of
from distributor.understand.legible import without_quotes
from distributor.understand.letterhead import ReadLetterhead, read_letterhead
from distributor.understand.numbers import Number, find_numbers
from distributor.understand.own_words import effect_itself, facts_of_head, issuers_of_head
from distributor.understand.reading import (
    ANNOUNCEMENT,
    CORRECTION,
    DRAFT,
    FIRST_SENTENCES,
    LegibleTexts,
    Recognised,
    kind_of,
    questions_about,
    said,
    sentences_of,
    tidy_subject,
    with_effect,
)
from distributor.understand.relations import find_relations
from distributor.understand.titles import ISSUES
from distributor.understand.vocabulary import OfficeKind, vocabulary
from distributor.understand.voice import ActingDocument
from phrases import phrase

_DAY_IT_ISSUED = re.compile(rf"(?:^|[\s(])(?:vào\s+)?ngày\s+(?P<day>{DAY})\s*,?\s", re.IGNORECASE)
_ABOUT_PROVINCE = re.compile(r"trên\s+địa\s+bàn\s+(?:toàn\s+)?(?P<level>tỉnh|thành\s+phố)", re.IGNORECASE)
_BEGINS_SUBJECT = re.compile(
    r"(?:quy định|ban hành|sửa đổi|bổ sung|về|bãi bỏ|thay thế|đính chính|hướng dẫn|công bố|phê duyệt|thành lập|tăng cường)(?!\w)"
)


def read_article(cited: Citation, role: str, reading: LegibleTexts, *, told_effect: date | None = None) -> Recognised:
    """Everything the article says of the document it names; a file that is the document itself is the better witness.

    `told_effect`: its day of effect that is to come, of the sentence that names it, for where nothing else tells one.
    """
    number = cited.number
    kind = kind_of(number, cited.kind)
    own_words = without_quotes(reading.text)
    questions: list[str] = []
    file = _file_of(number, reading)
    issuers = issuers_of_head(file[0], replace(reading, text=file[1])) if file else ()
    issuers = issuers or _issuers_in_article(number, reading)
    issued_on, day_question = _issue_day(number, file[0] if file else None, reading)
    subject = (_subject_of_title(number, reading.title) or _subject_of_sentence(number, reading.text)) if role else ""
    relations = find_relations(
        [reading.title, reading.text], ActingDocument(kind, number.text, itself=False), reading.home
    )
    facts = DocumentFacts(kind, number.text, issuers, issued_on, subject=subject, relations=relations)
    effect = Effect()
    if file:
        from_file = facts_of_head(file[0], kind, file[1], reading)
        facts = replace(facts, relations=relations or from_file.relations, subject=facts.subject or from_file.subject)
        effect = effect_itself(facts, file[1])
    if effect.effective_on is None:
        seen = find_effect([reading.title, own_words], DocumentSubject(kind, number.text, issued_on, itself=False))
        effect = seen if seen.effective_on or seen.question or not effect.question else effect
    effect = replace(effect, effective_on=effect.effective_on or told_effect)
    facts = with_effect(facts, effect, reading.today)
    if role:
        questions += questions_about(facts, effect, day_question)
    evidence = {"number": cited.text, "effective_on": effect.words}
    return Recognised(facts, role, tuple(questions), (), said(evidence))


def _file_of(number: Number, reading: LegibleTexts) -> tuple[ReadLetterhead, str] | None:
    for text in reading.files:
        head = read_letterhead(text)
        if head is not None and head.number is not None and head.number.text == number.text:
            return head, text
    return None


def _issue_day(number: Number, file: ReadLetterhead | None, reading: LegibleTexts) -> tuple[date | None, str]:
    """The day of issue that all witnesses agree on, and a question where they do not."""
    if file is not None and file.issued_on:
        return file.issued_on, ""
    days: dict[date, None] = {}
    for text in (reading.title, reading.text):
        for cited in find_citations(text, reading.home):
            if cited.number.text == number.text and cited.issued_on:
                days.setdefault(cited.issued_on)
        for sentence in sentences_of(text[:6000]):
            if day := _day_before_issuing(sentence, number):
                days.setdefault(day)
    if not days:
        days.update(dict.fromkeys(_days_of_named_files(number, reading)))
    if len(days) == 1:
        return next(iter(days)), ""
    if days:
        several = ", ".join(written_day(day) for day in sorted(days))
        return None, phrase("understand.ask.issued-several", number=number.text, several=several)
    return None, ""


def _day_before_issuing(sentence: str, number: Number) -> date | None:
    """`Ngày 23/11/2026, UBND tỉnh ban hành Quyết định số …`"""
    if ISSUES.search(sentence) is None:
        return None
    for cited in find_citations(sentence):
        if cited.number.text != number.text:
            continue
        verbs = [verb for verb in ISSUES.finditer(sentence, 0, cited.start) if verb.end() == cited.start]
        if verbs and (match := _DAY_IT_ISSUED.search(sentence[: verbs[-1].start()])):
            other = sentence[match.end() : verbs[-1].start()]
            if not find_numbers(other) and not re.search(DAY, other):
                return read_day(match["day"])
    return None


def _days_of_named_files(number: Number, reading: LegibleTexts) -> list[date]:
    """A file whose first lines name this very document and carry a place and a day: that of the document."""
    days = []
    for text in reading.files:
        head = text[:600]
        if [each.text for each in find_numbers(head)][:1] != [number.text]:
            continue
        match = re.search(rf"(?m)^[^\n,]{{2,40}},\s*ngày\s+({DAY})\s*$", head)
        if match and (day := read_day(match[1])):
            days.append(day)
    return days


def _issuers_in_article(number: Number, reading: LegibleTexts) -> tuple[str, ...]:
    """Return who issued it, as the article says: by its symbol, by "của …", by who "ban hành", by the place before it."""
    offices = offices_of_number(number)
    place = place_of(reading.title) or place_of(reading.text[:FIRST_SENTENCES])
    province = place if place.startswith(("tỉnh", "thành phố")) else reading.home
    if names := issuers_of_number(number, province):
        return names
    if len(offices) != 1:
        return ()
    office = offices[0]
    candidates: dict[str, None] = {}
    for text in (reading.title, reading.text, *(each[:1500] for each in reading.files)):
        for cited in find_citations(text, reading.home):
            if cited.number.text != number.text:
                continue
            if cited.issuer is not None and cited.issuer.office == office and cited.issuer.name:
                candidates.setdefault(cited.issuer.name)
            elif name := _who_issues(text, cited, office, reading.home):
                candidates.setdefault(name)
    if not candidates and (name := _by_place(office, number, reading)):
        candidates.setdefault(name)
    return tuple(candidates) if len(candidates) == 1 else ()


def _who_issues(text: str, cited: Citation, office: OfficeKind, home: str) -> str:
    """The office before "ban hành" in the same sentence."""
    begin = max(0, cited.start - 300)
    before = sentences_of(text[begin : cited.start])[-1:] or [""]
    verb = ISSUES.search(before[0])
    if verb is None:
        return ""
    named = [each for each in find_offices(before[0][: verb.start()], home) if each.office == office and each.name]
    return named[-1].name if named else ""


def _by_place(office: OfficeKind, number: Number, reading: LegibleTexts) -> str:
    """`Xã Thạch Hương: Quyết định số 01/2026/QĐ-UBND …`, or what only a province can rule: "… trên địa bàn tỉnh"."""
    first = next((each for each in find_numbers(reading.title) if each.text == number.text), None)
    if first is not None and ":" in reading.title[: first.start]:
        prefix = reading.title[: first.start].split(":", 1)[0].strip()
        place = place_of(prefix[:1].casefold() + prefix[1:])
        if place and prefix.casefold() == place.casefold():
            return full_name(office, place)
    level = _ABOUT_PROVINCE.search(f"{reading.title}\n{reading.text[:FIRST_SENTENCES]}")
    if level and reading.home.startswith(" ".join(level["level"].split()).casefold()):
        return full_name(office, reading.home)
    return ""


def _subject_of_title(number: Number, title: str) -> str:
    cited = next((each for each in find_citations(title) if each.number.text == number.text), None)
    return tidy_subject(title[cited.end :]) if cited else ""


def _subject_of_sentence(number: Number, text: str) -> str:
    """`… ban hành Quyết định số N quy định …, có hiệu lực từ …`"""
    for sentence in sentences_of(text[:FIRST_SENTENCES]):
        for cited in find_citations(sentence):
            if cited.number.text == number.text:
                subject = re.split(r",\s*(?:có\s+hiệu\s+lực|thay\s+thế)|\s+và\s+thay\s+thế|;", sentence[cited.end :])[0]
                subject = tidy_subject(subject)
                return subject if _BEGINS_SUBJECT.match(subject) else ""
    return ""


def read_draft(reading: LegibleTexts) -> Recognised:
    """Read a draft that is announced: `Lấy ý kiến dự thảo Nghị quyết quy định …`: kind and subject; whose it will be, if it
    says so. Never a number."""
    pattern = re.compile(
        rf"(?<!\w)dự\s+thảo\s+(?P<kind>{vocabulary().kind_words})(?!\w)\s*(?P<subject>.*)", re.IGNORECASE
    )
    match = pattern.search(reading.title) or pattern.search(reading.text[:FIRST_SENTENCES])
    if match is None:
        return Recognised(None, DRAFT)
    kind = " ".join(match["kind"].split()).casefold()
    subject = match["subject"] if match.string is reading.title else ""
    issuers: tuple[str, ...] = ()
    own = re.search(rf"dự\s+thảo\s+{re.escape(kind)}\s+của\s+", reading.text[:2000], re.IGNORECASE)
    if (
        own
        and (offices := find_offices(reading.text[own.end() : own.end() + 120], reading.home))
        and offices[0].start <= 2
    ):
        issuers = (offices[0].name,) if offices[0].name else ()
    facts = DocumentFacts(kind=kind, issuers=issuers, subject=tidy_subject(subject))
    return Recognised(facts, DRAFT, evidence={"kind": match["kind"]})


def read_correction(reading: LegibleTexts) -> Recognised:
    """The correction itself; what it corrects is only its target."""
    relations = find_relations(
        [reading.title, reading.text], ActingDocument(CORRECTION, "", itself=False), reading.home
    )
    office = next((each for each in find_offices(reading.text[:FIRST_SENTENCES], reading.home) if each.name), None)
    speaks = office is not None and re.search(
        r"đính\s+chính", reading.text[office.end : office.end + 120], re.IGNORECASE
    )
    issuers = (office.name,) if office is not None and speaks else ()
    facts = DocumentFacts(
        kind=CORRECTION,
        issuers=issuers,
        subject=tidy_subject(reading.title[:1].lower() + reading.title[1:]),
        relations=relations,
    )
    question = phrase("understand.ask.correction")
    return Recognised(facts, ANNOUNCEMENT, (question,), evidence={"kind": reading.title})
