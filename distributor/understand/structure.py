"""A document as its articles, clauses, points, dashes and table rows, each with its place and its words. Pure, linear, bounded.

1. Lines: what was broken inside a sentence is joined, what runs on ("…; b) …") is cut where a marker stands.
2. Left out: the head before the first article, recipients, signatures, forms to fill in, editors' notes.
3. Each line becomes a clause under the last one of a higher level. Words that an amending document puts into another ("“2. …”")
   are marked as quoted and cited by the place of the amendment.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from distributor.text.plain import clean
from distributor.understand.clauses import Clause, ClauseDraft, DocumentStructure
from distributor.understand.sections import Section, section_of
from distributor.understand.structure_lines import (
    ALONE,
    AMENDS,
    ANNEX_LINE,
    ARTICLE,
    ATTACHED,
    BARE_ARTICLE,
    CAPITALS,
    CHAPTER,
    DIVIDER,
    FORM,
    GOES_ON,
    HEADED,
    INLINE_ARTICLE,
    INLINE_CLAUSE,
    LAST_NOTE,
    LETTERHEAD,
    LONGEST_HEADING,
    LONGEST_OPENING,
    MARKER,
    MOST_CLAUSES,
    MOST_ROWS,
    NOTE,
    NOTES,
    PART,
    RECIPIENTS,
    REGULATION,
    RESUMES,
    ROMAN,
    RULED,
    SIGNED,
    SUM_BROKEN,
    UNIT,
    UNIT_ONLY,
    VALUE,
    bounded,
    heading_end,
    heading_under,
    is_heading,
    level_of,
    lines_of,
    number_of,
    within_sentence,
)
from distributor.understand.structure_places import citation_of
from distributor.understand.structure_tables import flat_table


def read_structure(text: str) -> DocumentStructure:
    """The structure of a text that is a document, letter or plan."""
    source = bounded(clean(text))
    source = SUM_BROKEN.sub(within_sentence, GOES_ON.sub(" ", source))
    source = ALONE.sub(r"\1 ", source)
    source = INLINE_ARTICLE.sub("\n", source)
    source = INLINE_CLAUSE.sub("\n", source)
    return _Reader(source).read()


class _Reader:
    """Reads line by line; what it remembers of the lines before is where it is."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = list(lines_of(source))
        self.paired = {
            start
            for one, other in pairwise(self.lines)
            if one[1].count(" | ") == other[1].count(" | ") == 1
            for start in (one[0], other[0])
        }
        """Where lines start that stand beside each other with two cells each: a table of names and values."""
        self.drafts: list[ClauseDraft] = []
        self.stack: list[int] = []
        self.article = self.heading = self.own_heading = self.chapter = self.unit = ""
        self.section: Section = ""
        self.untitled = False
        self.part = ""
        self.articles = 0
        self.last = 0
        self.depth = 0
        self.skipping = self.annex = self.notes = self.form = False
        self.header: tuple[str, ...] = ()
        self.rows = 0
        self.divided = False
        self.has_articles = any(ARTICLE.match(line) or BARE_ARTICLE.match(line) for _, line in self.lines)
        # What stands before the first part is letterhead, grounds and occasion.
        self.has_parts = not self.has_articles and len(PART.findall(source)) > 1
        self.started = not self.has_articles and not self.has_parts
        self.outer: ClauseDraft | None = None

    def read(self) -> DocumentStructure:
        place = 0
        while place < len(self.lines) and len(self.drafts) < MOST_CLAUSES:
            self.divided = place + 1 < len(self.lines) and RULED.match(self.lines[place + 1][1]) is not None
            flat = self._flat_table(place)
            place = flat or place
            if not flat:
                self._line(*self.lines[place])
                place += 1
        return DocumentStructure(self.source, tuple(self._clauses()), self.articles)

    # One line

    def _line(self, start: int, line: str) -> None:
        opened = self.depth > 0 or line.startswith(("“", '"'))
        if self.depth and self._closes(line):
            self.depth, opened = 0, False
        if self.own_heading and not opened:  # behind an article that is put into another document
            self.own_heading, self.heading = "", self.own_heading
        self._count_quotes(line)
        if self._is_left_out(line, opened):
            return
        article = self._own_article(line)
        if article and not opened:
            self._article(start, article)
            return
        if not self.started:
            self.started = self.has_parts and PART.match(line) is not None
        if not self.started:
            return
        if line.startswith("|") or line.count("|") >= 2 or start in self.paired:
            self._row(start, line)
            return
        if article:
            skipped = article.start("rest") + (heading_end(article["rest"]) or 0)
            start, line = start + skipped, line[skipped:]
            if not line or line[-1] not in ".;:”":
                self.own_heading, self.heading = self.own_heading or self.heading, line or self.heading
                return
        self._unit(line)
        if UNIT_ONLY.match(line):
            return
        if (
            (CHAPTER.match(line) and len(line) < LONGEST_HEADING)
            or LETTERHEAD.search(line)
            or (self.has_articles and CAPITALS.match(line) and not MARKER.match(line))
        ):
            self.chapter = line
            self.stack.clear()
            return
        self._clause(start, line, opened)

    def _own_article(self, line: str) -> re.Match[str] | None:
        if found := ARTICLE.match(line):
            return found
        found = BARE_ARTICLE.match(line)
        return found if found and number_of(found["number"]) == self.last + 1 else None

    def _closes(self, line: str) -> bool:
        """Return True if the document speaks for itself again though a quotation was never closed."""
        if line[0] in '“"':
            return False
        article = self._own_article(line)
        if article is None:
            return AMENDS.match(line) is not None
        rest = NOTE.sub(" ", article["rest"]).strip()
        return number_of(article["number"]) == self.last + 1 and (not rest or RESUMES.match(rest) is not None)

    def _count_quotes(self, line: str) -> None:
        self.depth = max(0, self.depth + line.count("“") - line.count("”"))
        if line.count('"') % 2:
            self.depth = 0 if self.depth else int(line.startswith('"'))

    def _is_left_out(self, line: str, opened: bool) -> bool:
        if DIVIDER.match(line):
            return True
        article = self._own_article(line)
        own = article is not None and not opened
        if NOTES.match(line) and self.articles:
            self.notes = True
        if self.notes:
            self.notes = not (own and article is not None and number_of(article["number"]) == self.last + 1)
            return self.notes
        if RECIPIENTS.match(line) and len(self.drafts) > 0:
            self.skipping, self.form = True, False
            return True
        if self.skipping:
            goes_on = (
                own
                or ANNEX_LINE.match(line)
                or REGULATION.match(line)
                or (line.startswith("|") and not SIGNED.match(line))
            )
            if not goes_on or RECIPIENTS.search(line[:30]):
                return True
            self.skipping = False
            if not own and REGULATION.match(line):
                self._annex(line)
                return True
            self.annex = not own
        if not own and (
            ANNEX_LINE.match(line) or (ATTACHED.search(line) and self.articles and self.section != "effect")
        ):
            self._annex(line)
            return True
        if self.form and not own:
            return True
        if SIGNED.match(line) and len(line) < 160:
            return True
        if self.annex and not own and FORM.search(line):
            self.form = True
            return True
        self.form = False
        return bool(re.fullmatch(r"(?:TOÀN VĂN|\S+\.(?:doc|pdf)).*", line)) or "[Link:" in line

    def _annex(self, line: str) -> None:
        self.annex, self.skipping = True, False
        self.form = bool(re.match(r"mẫu", line, re.IGNORECASE))
        self.stack.clear()
        self.article, self.section, self.outer = "", "", None
        self.heading = line[:LONGEST_HEADING]
        self.header = ()
        self._unit(line)

    def _article(self, start: int, found: re.Match[str]) -> None:
        number = number_of(found["number"])
        if number == 1 or number <= self.last:
            self.annex = False
        self.last = number
        self.articles += 1
        self.started, self.skipping, self.form, self.depth = True, False, False, max(0, self.depth)
        self.article, self.stack, self.header, self.unit = f"Điều {found['number']}", [], (), ""
        self._unit(found.string)
        self.outer = None
        rest, at = found["rest"].strip(), start + found.start("rest")
        if note := NOTE.match(rest):
            rest, at = rest[note.end() :], at + note.end()
        bare = rest[: -len(note[0])].rstrip() if (note := LAST_NOTE.search(rest)) else rest
        if cut := HEADED.search(rest[:LONGEST_OPENING]):
            if cut.start() < LONGEST_HEADING:
                self._titled(rest[: cut.start()])
            else:
                self._titled("")
                self._clause(at, rest[: cut.start()], opened=False)
            self._clause(at + cut.end(), rest[cut.end() :], opened=False)
            return
        if (end := heading_end(rest)) is not None:
            self._titled(rest[:end].rstrip())
            self._clause(at + end, rest[end:], opened=False)
            return
        rest = bare
        if rest and (rest[-1] in ".;”" or len(rest) > LONGEST_HEADING):
            self._titled("")
            self.untitled = False
            self._clause(at, rest, opened=False)
            return
        if rest.endswith(":"):
            self._titled(rest.rstrip(": "))
            self._clause(at, rest, opened=False)
            return
        self._titled(rest)
        self.untitled = not rest

    def _titled(self, heading: str) -> None:
        self.heading = heading_under(self.chapter, " ".join(NOTE.sub(" ", heading).split()))
        self.section = section_of(self.heading) if self.heading else section_of(self.chapter)
        self.untitled = False

    def _clause(self, start: int, line: str, opened: bool) -> None:
        marker = ROMAN.match(line) if not self.has_articles or self.annex else None
        level = 1 if marker else 0
        if marker is None and (marker := MARKER.match(line)):
            level = level_of(marker["marker"])
        name = marker["marker"].strip() if marker else ""
        if level == 1:
            self.part = name.rstrip(".)-–/ ")
        skipped = marker.end() if marker else 0
        if note := NOTE.match(line, skipped):
            skipped = note.end()
        while skipped < len(line) and line[skipped] in '“" ':
            skipped += 1
        words = line[skipped:].rstrip()
        while note := LAST_NOTE.search(words):
            words = words[: note.start()]
        if not words:
            return
        if self.untitled and not marker:
            self.untitled = False
            if words[-1] not in ".;:" and len(words) < LONGEST_HEADING:
                self._titled(words)
                return
        if (not self.has_articles or self.annex) and is_heading(words, level):
            self.section = section_of(words) or (self.section if level > 2 else "")
            self.heading = words
        parent = self._parent(level, opened)
        self._add(start + skipped, start + skipped + len(words), name, level, parent, opened)

    def _parent(self, level: int, opened: bool) -> int:
        """The clause that this one stands under; the rest of the stack falls away."""
        while self.stack:
            last = self.drafts[self.stack[-1]]
            ends = self.source[last.end - 1 : last.end]
            if opened and not last.quoted and ends == ":":
                return self.stack[-1]
            if level and last.level < level and (opened or not last.quoted):
                if last.level or ends == ":":
                    return self.stack[-1]
                self.stack.pop()
                continue
            if not level and ends == ":" and (last.level or opened):
                return self.stack[-1]
            self.stack.pop()
        return -1

    def _add(self, start: int, end: int, marker: str, level: int, parent: int, opened: bool) -> None:
        section = self.section
        if parent >= 0:
            above = self.drafts[parent]
            head = self.source[above.start : min(above.end, above.start + 120)]
            section = (section_of(head) if above.level in (1, 2, 3) and len(head) < 110 else "") or above.section
        elif not section or (level in (1, 2) and section != "ban"):  # "Khai thác cát …" is banned there, no procedure
            section = section_of(self.source[start : min(end, start + 60)]) if end - start < 90 else section
            section = section or self.section
        draft = ClauseDraft(
            start, end, marker, level, parent, self.article, self.heading, section, "", opened, self.annex, unit=self.unit,
        )  # fmt: skip
        draft.citation = self._citation(draft)
        self.drafts.append(draft)
        self.stack.append(len(self.drafts) - 1)

    def _citation(self, draft: ClauseDraft) -> str:
        return citation_of(self.drafts, draft, article=self.article, part=self.part if self.has_parts else None)

    # Tables

    def _row(self, start: int, line: str) -> None:
        cells = tuple(" ".join(cell.split()) for cell in line.strip().strip("|").split("|"))
        if all(DIVIDER.match(cell) for cell in cells) or RECIPIENTS.search(cells[0]) or LETTERHEAD.search(line):
            return
        if self.divided or not self.header:  # a counted row is none of heads, though it has no sum: "1 | … | Không thu"
            counted = cells[0].strip(".").isdecimal() or any(map(VALUE.match, cells[1:]))
            if self.divided or (len(cells) > 1 and not counted):
                self.header, self.rows = cells, 0
                for cell in cells:
                    if found := re.search(r"\((?:đvt\s*:?\s*)?([^()]*(?:đồng|%|ngày)[^()]*)\)", cell):
                        self.unit = found[1].strip()
                return
            self.header, self.rows = ("",) * len(cells), 0
        self.rows += 1
        parent = self.stack[-1] if self.stack else -1
        at = start + (len(line) - len(line.lstrip("| ")))
        end = start + len(line.rstrip("| "))
        if self.rows > MOST_ROWS or end <= at:
            return
        section = self.drafts[parent].section if parent >= 0 else self.section
        draft = ClauseDraft(
            at, end, "", 6, parent, self.article, self.heading, section, "", False, self.annex, cells, self.header,
            self.unit,
        )  # fmt: skip
        draft.citation = self._citation(self.drafts[parent]) if parent >= 0 else self._citation(draft)
        self.drafts.append(draft)

    def _unit(self, line: str) -> None:
        """Note what the figures of the tables below are counted in."""
        if found := UNIT.search(line):
            self.unit = found["unit"].strip(" .)")

    def _flat_table(self, place: int) -> int:
        """Return where a table that lost its lines ends, once read; 0 where none begins."""
        if not self.started:
            return 0
        end, rows = flat_table(self.lines, place)
        for row in rows:
            draft = ClauseDraft(
                row.start, row.end, "", 6, self.stack[-1] if self.stack else -1, self.article, self.heading,
                self.section, "", self.depth > 0, self.annex, row.cells, row.header, row.unit or self.unit,
            )  # fmt: skip
            draft.citation = self._citation(draft) or self.article
            self.drafts.append(draft)
        return end

    # All of them

    def _clauses(self) -> Iterator[Clause]:
        for draft in self.drafts:
            draft.stop = max(draft.stop, draft.end)
            above = draft.parent
            while above >= 0:
                self.drafts[above].stop = max(self.drafts[above].stop, draft.end)
                above = self.drafts[above].parent
        for each in self.drafts:
            yield Clause(
                each.start, each.end, each.stop, each.marker, each.level, each.number, each.heading, each.section,
                each.citation, each.parent, each.quoted, each.annex, each.cells, each.header, each.unit,
            )  # fmt: skip
