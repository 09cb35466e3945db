"""What is counted off one by one: "Được, với ba điều kiện. – … – …", "Thứ nhất, …". All of it is told, or none goes out. Pure."""

from collections.abc import Iterable, Sequence

from distributor.facts import Answer
from distributor.text.plain import one_line
from distributor.understand import questions_cues as cues
from distributor.understand.answering_labels import labels_of
from distributor.understand.questions import Question, Wants
from distributor.understand.questions_page import QuestionPage
from distributor.understand.questions_pieces import Piece

_NUMBERS = ("hai", "ba", "bốn", "năm", "sáu", "bảy")
FEWEST = 2
FARTHEST = 12
"""Pieces behind its announcement within which a series ends."""


def level_of(piece: Piece) -> str:
    if cues.COUNTED_OFF.match(piece.text):
        return "w"
    return "1" if piece.marker[:1].isdigit() else "a" if piece.marker[:1].isalpha() else piece.marker[:1]


def announced(text: str) -> int:
    """Return how many things a text announces; 0 if none."""
    found = cues.ANNOUNCES.search(text)
    if found is None:
        return 0
    many = found["many"].casefold()
    return int(many) if many.isdigit() else FEWEST + _NUMBERS.index(many)


def announced_after(pieces: Sequence[Piece], at: int) -> list[Piece]:
    """The entries that a piece announces, though sentences stand between them; empty where they are fewer than it says."""
    opener, many = pieces[at], announced(pieces[at].text)
    if not many:
        return []
    following = [each for each in pieces[at + 1 :] if each.section == opener.section and each.zone == opener.zone]
    marked = [each for each in following[:FARTHEST] if each.marker]
    entries = [each for each in marked if level_of(each) == level_of(marked[0])][:many]
    return entries if len(entries) == many else []


def leaves_out_of_a_series(told: str, said: Iterable[Piece], page: QuestionPage) -> bool:
    """Return True if what is told announces things or holds one that is counted off, and another of them is not told."""
    said = list(said)
    answer = [each for each in page.pieces if each.zone == "answer"]
    for place, each in enumerate(answer):
        if each in said and announced(each.text) and not _tells_announced(told, place, answer):
            return True
    return any(
        each.marker and not labels_of(each.text) and any(not _told(one, told) for one in _beside(each, answer))
        for each in said
    )


def tells_part_of_a_list(answer: Answer, questions: Iterable[Question], page: QuestionPage) -> bool:
    """Return True if a list is asked for and some of its entries alone are told: two papers of five, told by themselves, send
    people home from the counter."""
    asks_list = any({Wants.PAPERS, Wants.LIST} & each.wants for each in questions)
    return asks_list and leaves_out_of_a_series(answer.text, said_of(answer, page), page)


def said_of(answer: Answer, page: QuestionPage) -> list[Piece]:
    """Return the pieces of the page that the answer quotes."""
    quotes = " ".join(answer.quotes)
    return [each for each in page.pieces if one_line(each.text.removeprefix(each.marker)).strip(" .;,") in quotes]


def _tells_announced(told: str, place: int, answer: Sequence[Piece]) -> bool:
    many, text = announced(answer[place].text), answer[place].text
    behind = cues.ANNOUNCES.split(text, maxsplit=1)[-1]
    if behind.count(";") + 1 >= many and behind.strip():
        return True
    entries = announced_after(answer, place) or list(answer[place + 1 : place + 1 + many])
    return len(entries) == many and all(_told(each, told) for each in entries)


def _beside(entry: Piece, answer: Sequence[Piece]) -> list[Piece]:
    """The other entries of an entry's series: of its section and level, with at most a sentence between."""
    found: list[Piece] = []
    place = answer.index(entry) if entry in answer else -1
    for step in (-1, 1):
        at, between = place, 0
        while 0 <= at + step < len(answer) and place >= 0 and between <= 1:
            at += step
            each = answer[at]
            if each.section != entry.section:
                break
            if each.marker and level_of(each) == level_of(entry):
                found.append(each)
                between = 0
            else:
                between += 1
    return found


def _told(piece: Piece, told: str) -> bool:
    return piece.text.removeprefix(piece.marker).strip(" .;,")[:40] in told
