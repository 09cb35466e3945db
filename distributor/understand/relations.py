"""What a document does to others, whole or in part. Only what it does itself, and only what its words do.

Not its recitals ("Căn cứ Luật … được sửa đổi, bổ sung theo Luật …"), not what it quotes, not what others did ("được thay thế
bởi"), not transition clauses ("hồ sơ … tiếp tục thực hiện theo Quyết định …"). It is read sentence by sentence:

1. a verb where the document itself speaks (`voice`): in its heading, its enacting clause, at the beginning of an article or
   clause, in a sentence about "Quyết định này"; its objects are the citations right behind it, chained by commas and "và";
2. a document that a sentence begins with, and what becomes of it: "Quyết định số … hết hiệu lực kể từ ngày …";
3. a list behind such a sentence ("các văn bản sau đây: a) … b) …") or in an annex (`annexes`);
4. a clause that names only parts ("Bãi bỏ khoản 4 Điều 9.") is about the document that its article, or the whole document,
   amends.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from distributor.facts import Relation, Scope
from distributor.reading_states import RelationKind
from distributor.understand.annexes import annexes_of
from distributor.understand.broken_lines import unbroken
from distributor.understand.citations import Citation, find_citations
from distributor.understand.corrections import amended_effect, corrected, correction_of, stated_correction
from distributor.understand.listing import Listing, goes_on_from, item_of, list_opened, style_of
from distributor.understand.named_laws import LawNames, law_names, unnumbered
from distributor.understand.own_text import Excerpt, Sentence, own_text
from distributor.understand.reach import (
    exception,
    is_limited,
    names_all,
    names_part,
    names_phrase,
    next_of,
    parts_of,
)
from distributor.understand.targets import ENDING, Found, related
from distributor.understand.verbs import (
    BACKWARD,
    FORWARD,
    day_from,
    day_until,
    kind_of_backward,
    kind_of_forward,
    may_act,
)
from distributor.understand.voice import ActingDocument, beginning, forward_objects, is_own_verb, level_of, subjects_of

_CONSOLIDATED = re.compile(r"(?m)^\s*(?:\d{1,2}\.\s+)?(?=\S)")
_HEAD_ENDS = re.compile(r"Căn cứ|(?m:^\s*(?:Điều 1\b|Chương I\b|CHƯƠNG I\b|PHẦN THỨ NHẤT|Phần thứ nhất))")
_LONGEST_SENTENCE = 5000
"""An enacting clause that names 37 laws has 2,700 characters; what is far longer is no sentence."""
_ALWAYS_PART = frozenset({RelationKind.AMENDS, RelationKind.CORRECTS})
_SEVERAL = re.compile(r"các\s+(?:luật|nghị|thông|quyết)", re.IGNORECASE)
_THE_REST = re.compile(
    r"(?<!\w)(?:các|những)\s+(?:nội\s+dung|quy\s+định|điều\s+khoản|phần)\s+(?:khác|còn\s+lại)", re.IGNORECASE
)
"""`Các nội dung khác của Quyết định … tiếp tục được thi hành`: what was never suspended."""
_LINKED = re.compile(r"(?:[,;]|(?<!\w)(?:và|hoặc|đồng\s+thời))\s*\Z", re.IGNORECASE)
"""`Sửa đổi Quyết định A và ngưng hiệu lực Điều 4 Quyết định B`: a verb of what follows it, not of what stands before."""
_FIRST_ARTICLE = re.compile(r"(?<!\w)Điều\s+1\s*[.:\s]")
_ARTICLE_NUMBER = re.compile(r"Điều\s+(\d+)")


def find_relations(texts: Sequence[str], actor: ActingDocument, home: str = "") -> tuple[Relation, ...]:
    """Find what a document does to others. `texts`: title or heading, then the text; legible, without notes. Each target once a
    kind, in order."""
    found = Found(actor, home)
    names = cache(lambda: law_names("\n".join(texts), home))
    for place, text in enumerate(texts):
        if text.strip():
            _Walk(own_text(text), actor, home, names, found, heading=place == 0 and len(texts) > 1).go()
    relations = found.relations() or stated_correction("\n".join(texts), home)
    several = sum(each.kind is RelationKind.CORRECTS for each in relations) > 1
    return relations if several else tuple(_with_details(each, texts) for each in relations)


def _with_details(relation: Relation, texts: Sequence[str]) -> Relation:
    """Add what a correction puts right, which stands behind its heading."""
    correction = correction_of("\n".join(texts)) if relation.kind is RelationKind.CORRECTS else None
    if correction is None:
        return relation
    return replace(
        relation,
        parts=correction.parts or relation.parts,
        quote=correction.quote,
        new_effective_on=correction.effective_on or relation.new_effective_on,
    )


def find_consolidated(text: str, home: str = "") -> tuple[Relation, ...]:
    """The documents that a "văn bản hợp nhất" puts together: the one it gives anew, whole, and those listed as its amendments.

    `text`: from its heading on.
    """
    end = _HEAD_ENDS.search(text, 40)
    head = text[: end.start() if end else 6000]
    found: dict[str, Relation] = {}
    for part in _CONSOLIDATED.split(head):
        citations = find_citations(part, home)
        if citations and citations[0].number.text not in found:
            first = citations[0]
            scope = Scope.PART if found else Scope.WHOLE
            words = " ".join(part.split()[:80])
            name = first.issuer.name if first.issuer else ""
            found[first.number.text] = Relation(
                RelationKind.CONSOLIDATES, first.text, first.number.text, scope, (), words, name, first.issued_on
            )
    return tuple(found.values())


class _Walk:
    """Goes through the sentences of one text and keeps what they say in `found`."""

    def __init__(
        self,
        excerpt: Excerpt,
        actor: ActingDocument,
        home: str,
        names: Callable[[], LawNames],
        found: Found,
        *,
        heading: bool,
    ) -> None:
        self.excerpt, self.actor, self.home, self.names, self.found, self.heading = (
            excerpt, actor, home, names, found, heading,
        )  # fmt: skip
        self.listing: Listing | None = None
        self.goes_on_from = ""
        """From what the next sentence of a list may go on."""
        self.about: dict[int, tuple[str, str] | None] = {}
        self.article = 0
        self.in_recitals = not heading and _FIRST_ARTICLE.search(excerpt.text) is not None
        """By level (0 article, 1 clause, 2 point): target and number of the document that is amended there."""

    def go(self) -> None:
        annexes = annexes_of(self.excerpt.text) if self.actor.itself and not self.heading else []
        for annex in annexes:
            for row in annex.rows:
                citations = find_citations(row.text, self.home)
                if citations:
                    words = row.text[: citations[0].start] if not annex.in_part else row.text
                    self._keep(annex.kind, citations[0], words, row.start, len(row.text), in_part=annex.in_part)
        begins = annexes[0].start if annexes else len(self.excerpt.text)
        for sentence in unbroken(self.excerpt, lambda: self.heading or self.listing is not None):
            if sentence.start >= begins:
                break
            self._read(sentence)

    def _read(self, sentence: Sentence) -> None:
        text = sentence.text[:_LONGEST_SENTENCE]
        begin = beginning(text)
        if begin is None:
            return
        level = self._entered(text, begin)
        if self.listing is not None and self._listed(self.listing, text, level, sentence):
            return
        opens = text.rstrip().endswith(":")
        if not opens and not may_act(text):
            return
        said = list(self._forward(text, begin, sentence))
        if self.in_recitals:
            return
        said += self._backward(text, begin, sentence)
        end = sentence.start + len(sentence.text)
        behind = self.excerpt.text[end : end + _LONGEST_SENTENCE] if opens or level == 0 else ""
        self.listing = list_opened(text, begin, self.actor, bool(said), heading=self.heading, behind=behind)
        if (
            self.listing is None
            and said
            and said[-1][0] in ENDING
            and text.rstrip().endswith(";")
            and find_citations(text, self.home)[-1].number.text == said[-1][2]
            and not self.heading
        ):
            self.listing = Listing(said[-1][0], in_part=False, style="", implicit=True)
        if level is not None and said:
            numbers = {number or target for _, target, number in said}
            self.about[level] = (said[0][1], said[0][2]) if len(numbers) == 1 else None
        elif level == 0 and FORWARD.match(text, begin):
            # `Điều 6. Bổ sung, bỏ một số cụm từ của các nghị định …`: which document is told by its clauses.
            self.about[0] = None if _SEVERAL.search(text) else self.found.only_amended()

    def _entered(self, text: str, begin: int) -> int | None:
        """The level of an article, clause or point that begins here; what the former ones were about is forgotten."""
        level = level_of(text)
        if level == 0 and (match := _ARTICLE_NUMBER.search(text)):
            self.in_recitals = False
            number = int(match[1])
            if number != self.article + 1 and FORWARD.match(text, begin) is None:
                # An article of the other document, whose quotation marks were lost.
                return None
            self.article = number
        if level is not None:
            self.about = {each: about for each, about in self.about.items() if each < level}
        return level

    def _listed(self, listing: Listing, text: str, level: int | None, sentence: Sentence) -> bool:
        """Return True if the sentence is of the list that goes on."""
        item = item_of(text, listing, self.home, further=self.goes_on_from)
        # "Thông tư A hướng dẫn Nghị định B; Thông tư C": it may guide both.
        self.goes_on_from = goes_on_from(text, item, listing, self.goes_on_from, self.home)
        if item is None:
            self.listing = None
            return False
        if item:
            self._item(item, sentence, text, listing)
            self.listing = replace(listing, items=style_of(text))
            if level is not None:
                self.about[level] = (item[0].text, item[0].number.text) if len(item) == 1 else None
        return True

    def _forward(self, text: str, begin: int, sentence: Sentence) -> Iterator[tuple[RelationKind, str, str]]:
        verbs = list(FORWARD.finditer(text, begin))
        if not verbs:
            return
        citations = find_citations(text, self.home)
        for verb in verbs:
            kind = kind_of_forward(verb)
            if not is_own_verb(text, begin, verb.start(), kind, self.actor, citations, heading=self.heading):
                continue
            objects = forward_objects(text, verb.end(), citations, self.actor, kind)
            if not objects:
                yield from self._without_number(text, verb, kind, sentence)
                continue
            place = verb.end()
            part = False
            for number, each in enumerate(objects):
                words = text[place : each.start]
                if number:
                    # Behind a document stands what it is about; only what follows the link is of the next.
                    words, part = _of_next(words, part)
                part = part or names_part(words)
                tail = text[objects[-1].end :]
                part = part or (kind in ENDING and _only_in_part(text[each.end :], tail, self.actor))
                if self._keep(kind, each, words, sentence.start, len(text), in_part=part, tail=tail, verb=verb):
                    yield kind, each.text, each.number.text
                place = each.end

    def _without_number(
        self, text: str, verb: re.Match[str], kind: RelationKind, sentence: Sentence
    ) -> Iterator[tuple[RelationKind, str, str]]:
        """Documents cited by name, or only their parts: "Bãi bỏ khoản 4 Điều 9." """
        words = text[verb.end() : verb.end() + 600]
        laws = unnumbered(words, self.names()) if kind in {RelationKind.AMENDS, *ENDING, RelationKind.GUIDES} else []
        if laws and (
            kind in {RelationKind.AMENDS, RelationKind.GUIDES} or not find_citations(words[: laws[0].start], self.home)
        ):
            for law in laws:
                part = kind is RelationKind.AMENDS or names_part(words[: law.start])
                relation = Relation(
                    kind, law.name, law.number, Scope.PART if part else Scope.WHOLE, parts_of(words[: law.start]),
                    self._quote(sentence.start, len(text)), issued_on=law.issued_on,
                )  # fmt: skip
                if self.found.keep(relation):
                    yield kind, law.name, law.number
            return
        if (
            kind not in {RelationKind.AMENDS, *ENDING}
            or find_citations(words, self.home)
            or not names_part(words[:200])
        ):
            return
        about = self._about()
        if about is None or not self.actor.itself:
            return
        kind = _of_part(kind, words)
        quote = self._quote(sentence.start, len(text))
        relation = Relation(
            kind, about[0], about[1], Scope.PART, parts_of(words, quote), quote,
            new_effective_on=corrected(self._tail_of(sentence)) if kind is RelationKind.AMENDS else None,
        )  # fmt: skip
        self.found.keep(relation, only_widen=kind is RelationKind.AMENDS)

    def _backward(self, text: str, begin: int, sentence: Sentence) -> Iterator[tuple[RelationKind, str, str]]:
        for verb in BACKWARD.finditer(text, begin):
            if verb["suspends"] and _LINKED.search(text[begin : verb.start()]):
                continue
            citations = find_citations(text, self.home)
            subjects, words = subjects_of(text, begin, verb, citations, self.actor)
            part = False
            for place, each in enumerate(subjects):
                kind = kind_of_backward(verb)
                if kind is RelationKind.RESUMES and _THE_REST.search(text, begin, verb.start()):
                    continue
                tail = text[verb.end() :]
                before = words
                if place:
                    before, part = _of_next(text[subjects[place - 1].end : each.start], part)
                part = part or names_part(before)
                in_part = part or _only_in_part(text[each.end : verb.start()], tail, self.actor)
                if self._keep(kind, each, before, sentence.start, len(text), in_part=in_part, tail=tail, backward=True):
                    yield kind, each.text, each.number.text
            if subjects:
                return

    def _item(self, citations: Sequence[Citation], sentence: Sentence, text: str, listing: Listing) -> None:
        place = 0
        part = listing.in_part
        for each in citations:
            words = text[place : each.start]
            part = part or names_part(words)
            tail = text[each.end :]
            self._keep(
                listing.kind, each, words, sentence.start, len(text),
                in_part=part or _only_in_part(tail, tail, self.actor), tail=tail, listing=listing,
            )  # fmt: skip
            place = each.end

    def _keep(
        self,
        kind: RelationKind,
        cited: Citation,
        words: str,
        start: int,
        length: int,
        *,
        in_part: bool,
        tail: str = "",
        verb: re.Match[str] | None = None,
        backward: bool = False,
        listing: Listing | None = None,
    ) -> bool:
        if kind in ENDING and in_part:
            kind = _of_part(kind, words)
        scope = Scope.PART if in_part or kind in _ALWAYS_PART else Scope.WHOLE
        quote = self._quote(start, length)
        relation = related(kind, cited, scope, self.actor, self.home)
        since = until = None
        if kind in {RelationKind.EXTENDS, RelationKind.SUSPENDS}:
            until = day_until(tail)
        if backward or kind in {RelationKind.SUSPENDS, RelationKind.RESUMES}:
            since = day_from(tail[:160] if backward else tail)
        elif kind in ENDING and (match := re.match(r"[^;.]{0,200}?(?<!\w)(?=kể\s+từ\s+ngày\s+\d)", tail)):
            since = day_from(tail[match.end() :])
        if listing is not None and listing.since is not None:
            since = since or listing.since
        parts = parts_of(words, quote) if scope is Scope.PART else ()
        if scope is Scope.PART and (kept := exception(tail, self.actor.kind)):
            parts = (*parts, kept)
        day = (
            amended_effect(self._behind(start + length)) if kind is RelationKind.AMENDS and self.actor.itself else None
        )
        return self.found.keep(
            replace(relation, parts=parts, quote=quote, since=since, until=until, new_effective_on=day),
            whole=names_all(words), of_enacting=verb is not None and not self._is_article(start),
        )  # fmt: skip

    def _is_article(self, start: int) -> bool:
        return not self.heading and level_of(self.excerpt.text[start : start + 60]) is not None

    def _quote(self, start: int, length: int) -> str:
        words = self.excerpt.verbatim(start, min(start + length, len(self.excerpt.text))).split(" ")
        return " ".join(words[:80])

    def _tail_of(self, sentence: Sentence) -> str:
        """Return what the source puts into the other document right behind this clause."""
        return self._behind(sentence.start + len(sentence.text))

    def _behind(self, end: int) -> str:
        begin = self.excerpt.origin[end - 1]
        return self.excerpt.source[begin : begin + 600]

    def _about(self) -> tuple[str, str] | None:
        """The document that a clause without one is about: that of its article, or the one that the whole document amends."""
        return self.about[max(self.about)] if self.about else self.found.only_amended()


def _only_in_part(behind: str, tail: str, actor: ActingDocument) -> bool:
    """Return True if a document is touched only in part. `behind`: right behind the document; `tail`: behind the last document
    of the chain, or behind the verb."""
    return is_limited(behind) or is_limited(tail) or bool(exception(tail, actor.kind))


def _of_next(gap: str, part: bool) -> tuple[str, bool]:
    """The words of a chain that are about its next document, and whether it is touched in part as the former one.

    `Điều 3 của Quyết định A và Quyết định B`: of both; `Điều 3 Quyết định A về …; Quyết định B về …`: of the first only.
    """
    about, link, words = next_of(gap) or ("", "", gap)
    return words, part and not (link == ";" and about.strip())


def _of_part(kind: RelationKind, words: str) -> RelationKind:
    """Return the kind of a relation to a part: who replaces or drops a phrase amends; who replaces an annex or an article
    replaces that part."""
    if names_phrase(words):
        return RelationKind.AMENDS
    return kind
