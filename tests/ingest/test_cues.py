"""Cues of the rules that hold an item: no wording may be passed over for want of a cue. Proved from the patterns themselves."""

import importlib
import json
import pkgutil
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from distributor.ingest import holds, personal
from distributor.ingest.holds import internal, people
from distributor.ingest.holds.words import spaced_out, without_quoted_fakes
from distributor.text.cued import Cued, first_of, in_lower, searched, searched_whole

code: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")
PAPERS = [json.loads(line) for line in (Path(__file__).parent / "held_papers.jsonl").read_text("utf-8").splitlines()]
MOST_SPELLINGS = 2_000
LETTERS = "abcdefghijklmnopqrstuvwxyzàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
BORDER = "\0"
"""A place beside which a letter stands on no more than one side."""
A_LETTER = [(code.CATEGORY, code.CATEGORY_WORD)]
REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT)
Seen = Sequence[tuple[Any, Any]]


def all_cued() -> Iterator[tuple[str, Cued]]:
    modules = [
        importlib.import_module(f"{holds.__name__}.{each.name}") for each in pkgutil.iter_modules(holds.__path__)
    ]
    for module in (*modules, personal):
        for name, value in vars(module).items():
            for place, each in enumerate(value if isinstance(value, tuple) else [value]):
                if isinstance(each, Cued):
                    yield f"{module.__name__.rpartition('.')[2]}.{name}.{place}", each


CUED = dict(all_cued())


def spellings(seen: Seen) -> set[str] | None:
    """What a part of a pattern may match, white space as one blank; None if that is too much to list."""
    found = {""}
    for op, value in seen:
        if op in (code.AT, code.ASSERT):
            continue
        more: set[str] | None
        if op is code.ASSERT_NOT:
            more = {BORDER if list(value[1]) in (A_LETTER, [(code.IN, A_LETTER)]) else ""}
        elif op is code.LITERAL:
            more = {" " if chr(value).isspace() else chr(value).lower()}
        elif op is code.SUBPATTERN:
            more = spellings(value[3])
        elif op is code.BRANCH:
            branches = [spellings(each) for each in value[1]]
            more = None if None in branches else set().union(*(each or set() for each in branches))
        elif op is code.IN:
            blank = all(is_space(*each) for each in value)
            single = all(kind is code.LITERAL for kind, _ in value)
            more = (
                {" "}
                if blank
                else {" " if chr(each).isspace() else chr(each).lower() for _, each in value}
                if single
                else None
            )
        elif op in REPEATS:
            least, most, inner = value
            once = {" "} if len(inner) == 1 and is_space(*inner[0]) else spellings(inner) if most == 1 else None
            more = once if once is None or least else once | {""}
        else:
            more = None
        if more is None or len(found) * len(more) > MOST_SPELLINGS:
            return None
        found = joined(found, more)
    return found


def joined(before: Iterable[str], more: Iterable[str]) -> set[str]:
    """Return each of `before` with each of `more` behind it, one blank for several; beside a blank is always a border."""
    return {
        re.sub(rf"{BORDER}* [ {BORDER}]*|{BORDER}+", lambda found: found[0].strip(BORDER)[:1] or BORDER, one + other)
        for one, other in product(before, more)
    }


def stands(cue: str, spelled: str) -> bool:
    """Return True if a cue stands in what is spelled so: where it begins or ends with a blank, no letter is beside it."""
    return re.search(re.sub(r"^\\ ", r"(?<=\\W)", re.sub(r"\\ $", r"(?=\\W)", re.escape(cue))), spelled) is not None


def is_space(op: Any, value: Any) -> bool:
    if op is code.IN:
        return all(is_space(*each) for each in value)
    return (op is code.CATEGORY and value is code.CATEGORY_SPACE) or (op is code.LITERAL and chr(value).isspace())


def flat(seen: Seen) -> Iterator[tuple[Any, Any]]:
    for op, value in seen:
        if op is code.SUBPATTERN:
            yield from flat(value[3])
        else:
            yield op, value


def is_held(seen: Seen, cues: Sequence[str], behind: frozenset[str] = frozenset({""})) -> bool:
    """Return True if all that the pattern matches holds a cue. `behind`: what may stand before it."""
    so_far = behind

    def without_cue(before: Iterable[str], more: Iterable[str]) -> frozenset[str]:
        return frozenset(each for each in joined(before, more) if not any(stands(cue, each) for cue in cues))

    for op, value in flat(seen):
        if op is code.ASSERT and is_held(value[1], cues):
            return True
        here = spellings([(op, value)])
        if here is not None and len(so_far) * len(here) <= MOST_SPELLINGS:
            so_far = without_cue(so_far, here)
        elif op is code.BRANCH and all(is_held(each, cues, so_far) for each in value[1]):
            return True
        elif op in REPEATS and (once := spellings(value[2])) is not None:
            # Often, or not at all: as often as it may, until no more of it brings anything new, or too much.
            so_far, turns = (without_cue(so_far, once), 1) if value[0] else (so_far, 0)
            more = so_far
            while more and turns < value[1] and len(so_far) <= MOST_SPELLINGS:
                more, turns = without_cue(so_far, once) - so_far, turns + 1
                so_far |= more
            if len(so_far) > MOST_SPELLINGS:
                so_far = frozenset({""})
        elif op in REPEATS and value[0] and is_held(value[2], cues, so_far):
            return True
        else:
            so_far = frozenset({""})
        if not so_far:
            return True
    return False


def is_begun(seen: Seen, words: tuple[str, ...], behind: frozenset[str] = frozenset({""})) -> bool:
    """Return True if all that the pattern matches begins with one of the words. `behind`: what may stand before it."""
    items = list(flat(seen))
    for place, (op, value) in enumerate(items):
        here = spellings([(op, value)])
        if here is None or len(behind) * len(here) > MOST_SPELLINGS:
            return op is code.BRANCH and all(is_begun([*each, *items[place + 1 :]], words, behind) for each in value[1])
        behind = frozenset(each for each in joined(behind, here) if not each.strip(BORDER).startswith(words))
        if not behind:
            return True
    return False


@pytest.mark.parametrize("name", CUED)
def test_whatever_a_wording_matches_holds_one_of_its_cues(name: str) -> None:
    each = CUED[name]
    assert all(cue.strip() and cue == re.sub(r"\s+", " ", cue) == in_lower(cue) for cues in each.cues for cue in cues)
    seen = list(parser.parse(each.pattern.pattern, each.pattern.flags))
    assert all(is_held(seen, cues) for cues in each.cues)
    assert not each.begins or is_begun(seen, each.begins)
    if not each.as_written:
        assert not each.pattern.flags & re.IGNORECASE
        bare = re.sub(r"\\.", "", each.pattern.pattern)
        assert bare == bare.lower(), "it looks at text in lower case"


@pytest.mark.parametrize("name", CUED)
def test_the_first_match_of_a_wording_is_the_first_of_all(name: str) -> None:
    for paper in PAPERS[::7]:
        read = searched_whole(paper["title"], paper["text"])
        for most in (None, 60, 900):
            found, every = CUED[name].search(read, most), [match.span() for match in CUED[name].finditer(read, most)]
            assert (found.span() if found else None) == (every[0] if every else None)


@pytest.mark.parametrize("name", CUED)
def test_a_cue_is_seen_wherever_it_stands(name: str) -> None:
    each = CUED[name]
    for place, cues in enumerate(each.cues):
        beside = " ".join(others[0].strip() for others in (*each.cues[:place], *each.cues[place + 1 :]))
        for cue in cues:
            letters = ("" if cue.startswith(" ") else "d", "" if cue.endswith(" ") else "1")
            for before, behind in (letters, ("", ""), ("(", "."), ("a\n", "\nb"), (f"{'c' * 300}(", ")")):
                written = f"{before}{cue.strip()}{behind}"
                assert each.may_stand(searched(f"{written}\n{beside}")), written
                assert each.may_stand(searched_whole(beside, written.upper().replace(" ", "\u00a0\n")))


def test_a_wording_of_several_sets_of_cues_wants_one_of_each() -> None:
    each = Cued(r"không\s+(?:được\s+)?đăng", "không|cấm&đăng|đưa")
    assert each.may_stand(searched("Không được đăng"))
    assert each.may_stand(searched_whole("Cấm", "ai đưa"))
    assert not any(map(each.may_stand, map(searched, ("không, cấm", "đăng, đưa", ""))))


def test_the_proof_misses_no_wording() -> None:
    pattern = r"nội\s+bộ|lưu[ -]hành\s*(?:này)?|(?:mật|kín)(?!\w)|x+y"
    seen = list(parser.parse(pattern))
    assert is_held(seen, ("nội bộ", "hành", "mật", "kín", "x"))
    assert not any(
        is_held(seen, cues) for cues in (("nội bộ", "hành", "mật"), ("nội bộ", "lưu hành", "mật", "kín", "x"))
    )
    seen = list(parser.parse(pattern.removesuffix("|x+y")))
    assert is_begun(seen, ("nội", "lưu", "mật", "kín"))
    assert not any(is_begun(seen, words) for words in (("nội", "lưu", "mật"), ("nội", "hành", "mật", "kín")))


def test_lower_case_is_what_a_pattern_without_case_takes_for_it() -> None:
    any_letter = re.compile(f"[{LETTERS}]", re.IGNORECASE)
    others = [
        char
        for char in map(chr, range(0x10000))
        if len(in_lower(char)) != 1 or (any_letter.match(char) is not None) != (in_lower(char) in LETTERS)
    ]
    assert not others


def test_a_title_with_its_text_is_prepared_as_one() -> None:
    for paper in PAPERS:
        assert searched_whole(paper["title"], paper["text"]) == searched(f"{paper['title']}\n{paper['text']}")


def test_the_first_of_many_wordings_is_what_one_pattern_of_all_finds() -> None:
    whole = re.compile("|".join(each.pattern.pattern for each in internal._INTERNAL), re.MULTILINE)
    found = 0
    for paper in PAPERS:
        text = searched(f"{paper['title']}\n{paper['text']}\n")
        expected, got = whole.search(text.lower), first_of(internal._INTERNAL, text)
        assert (got and got.span()) == (expected and expected.span())
        found += got is not None
    assert found > 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("báo cáo T Ố I  M Ậ T gửi", {"tốimật"}),
        ("báo\tT\tỐ\tI", {"tối"}),
        ("một\nD Ự - T H Ả O\n(D. Ự. T. H. Ả. O)\nhai", {"dựthảo", "thảo"}),
        ("  - M Ậ T -  ", {"mật"}),
        ("a b", set()),
        ("nhóm A và B, lớp 1 A", set()),
    ],
)
def test_words_written_letter_by_letter(text: str, words: set[str]) -> None:
    assert spaced_out(text) == words


@pytest.mark.parametrize(
    ("title", "text", "left"),
    [
        ("Cảnh báo giả danh công an", "Kẻ gian gửi giấy “MẬT” và 'Tối mật'.", "Kẻ gian gửi giấy   và  ."),
        ("CẢNH  BÁO", 'Đối\ntượng viết "Mật"', "Đối\ntượng viết  "),
        ("Cảnh báo", "Kẻ gian gửi giấy MẬT", "Kẻ gian gửi giấy MẬT"),
        ("Thông báo", "Kẻ gian gửi giấy “MẬT”", "Kẻ gian gửi giấy “MẬT”"),
        ("Cảnh báo", "Mưa lớn, “MẬT”", "Mưa lớn, “MẬT”"),
    ],
)
def test_what_forged_papers_say_is_left_out(title: str, text: str, left: str) -> None:
    assert without_quoted_fakes(title, text) == (title, left)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("ông Bùi Thế Duy", True), ("BỊ CÁO: \n Tèo Em", True), ("(cháu Bé Na)", True), ("Anh Ba Tý", True), ("Trần Bình", True),
        ("Lệ Thị Mơ", True), ("tỉnh Hương Giang", False), ("Ủy ban nhân dân tỉnh", False), ("ngày 5 tháng 2", False),
    ],
)  # fmt: skip
def test_persons_are_looked_for_where_names_may_stand(text: str, may: bool) -> None:
    assert people._may_name(text) is may
    assert may or not people._PERSON.search(text)


def test_where_no_name_may_stand_none_is_found() -> None:
    for paper in PAPERS:
        for text in (paper["text"], paper["text"].title(), paper["text"].upper(), paper["text"].replace(" ", "\n")):
            for line in text.split("\n"):
                assert people._may_name(line) or not people._PERSON.search(line)
