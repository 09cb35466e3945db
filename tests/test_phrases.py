"""What engine and adapters say: in both languages, kept as code and values, and nothing of it past the catalogues."""

import ast
import copy
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from sqlmodel import Session, col, select

from distributor.calendar.holidays import holidays_of
from distributor.compose.fit import called
from distributor.db import Database
from distributor.errors import LoaError
from distributor.facts import Facts, facts_from_json
from distributor.labels import channel_labels
from distributor.models import Notice
from distributor.models.base import SaidEach
from distributor.report.engagement.statistics import empty_form, form_rows
from phrases import (
    CATALOGUES,
    LANGUAGES,
    Phrase,
    beginning,
    catalogue_of,
    in_language,
    is_said,
    listed,
    phrase,
    phrase_named,
    read_phrase,
    said_in,
    to_stored,
)
from web.language import speaking, words_of

ENGINE = Path(__file__).resolve().parent.parent / "distributor"
VIETNAMESE = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
THEN = datetime(2026, 11, 26, 2, 30, tzinfo=UTC)
ROOMS = sorted({file.stem for language in LANGUAGES for file in (CATALOGUES / language).glob("*.po")})


def words_by_code(language: str, room: str = "") -> dict[str, list[str]]:
    """Every code's wordings; two where it is said of one and of many."""
    found: dict[str, list[str]] = {}
    for key, said in catalogue_of(language)._catalog.items():  # type: ignore[attr-defined]
        code = key if isinstance(key, str) else key[0]
        if code and code.startswith(room):
            found.setdefault(code, []).append(said)
    return found


def slots_of(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


@dataclass
class Sources:
    """What the code names: whole codes, what codes that are put together begin with, and each call that says a phrase."""

    whole: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)
    calls: list[tuple[str, ast.Call]] = field(default_factory=list)


@cache
def sources() -> Sources:
    """Read once: adapters, engine, commands, supervisor, and of the console the calls."""
    found = Sources()
    for room in (ENGINE, *(ENGINE.parent / room for room in ("channels", "commands", "supervisor", "web"))):
        for file in room.rglob("*.py"):
            place = str(file.relative_to(ENGINE.parent))
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "phrase":
                    found.calls.append((place, node))
                if room.name == "web":
                    continue
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.whole.add(node.value)
                if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                    found.begun.add(str(node.values[0].value))
    return found


@cache
def codes_used() -> tuple[set[str], set[str]]:
    """Whole codes that adapters, engine, commands, supervisor and the files of `config/` name, and what the others that they make
    begin with."""
    whole = set(sources().whole)
    for settings in (ENGINE.parent / "config").glob("*.toml"):
        whole |= set(re.findall(r'"([a-z_]+\.[\w.-]+)"', settings.read_text(encoding="utf-8")))
    return whole, {each for each in sources().begun if re.fullmatch(r"[a-z][\w-]*\.[\w.-]*", each)}


def test_every_code_has_its_words_in_both_languages() -> None:
    vi, en = words_by_code("vi"), words_by_code("en")
    assert set(vi) == set(en)
    assert [code for code, said in [*vi.items(), *en.items()] if not all(said)] == []
    for code, said in en.items():
        wanted = set().union(*(slots_of(each) for each in vi[code]))
        assert all(slots_of(each) <= wanted | {"count"} for each in said), code


def test_whoever_says_a_phrase_fills_its_slots() -> None:
    """Where the code stands in the call; a code that is put together has what fills it beside it."""
    slots = {code: set().union(*map(slots_of, said)) for code, said in words_by_code("vi").items()}
    seen, wrong = 0, []
    for place, call in sources().calls:
        code = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
        if isinstance(code, str) and all(each.arg for each in call.keywords):
            seen += 1
            missing = slots.get(code, {"no such code"}) - {each.arg for each in call.keywords}
            wrong += [f"{place}:{call.lineno} {code}: {missing}"] if missing else []
    assert seen > 1000
    assert wrong == []


def test_the_english_is_english() -> None:
    own_names = re.compile(r"Loa|Zalo|Hương Giang")
    found = {
        code: said
        for code, wordings in words_by_code("en").items()
        for said in wordings
        if VIETNAMESE.search(own_names.sub("", said))
    }
    assert found == {}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_s_catalogue_holds_its_own_codes_and_they_are_used(room: str) -> None:
    whole, begun = codes_used()
    codes = words_by_code("vi", f"{room}.")
    assert codes
    own = re.findall(r'^msgid "(.+)"$', (CATALOGUES / "vi" / f"{room}.po").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(own) == sorted(codes)
    assert [code for code in codes if code not in whole and not any(code.startswith(each) for each in begun)] == []


def test_a_phrase_is_its_vietnamese_and_can_be_said_in_english() -> None:
    said = phrase("plan.true-until", until=THEN, effective=date(2026, 12, 1))
    assert said.startswith("Bài này chỉ đúng đến trước 26/11/2026 09:30 (văn bản có hiệu lực từ 01/12/2026)")
    assert said.in_language("en").startswith("This post is true only until 26 Nov 2026 09:30")
    assert "(văn bản" not in said.in_language("en")
    assert "1 Dec 2026" in said.in_language("en")
    assert said.in_language("vi") == said == said.in_language("fr")
    assert in_language("Trần Thị Hà", "en") == "Trần Thị Hà"


def test_a_phrase_in_a_phrase_is_in_the_same_language() -> None:
    said = phrase("plan.not-planned", state=phrase("labels.state.draft"), planned=phrase("labels.state.planned"))
    assert "«Bản nháp»" in said
    assert "“Draft”" in said.in_language("en")


def test_words_that_begin_a_sentence_are_capital() -> None:
    said = phrase("sms.outcome", why=phrase("sms.smpp.number"))
    assert said == "Số điện thoại không hợp lệ với nhà mạng."
    assert said.in_language("en") == "The phone number is not valid for the carrier."
    assert phrase("sms.outcome", why="đang bảo trì") == "Đang bảo trì."


def test_a_file_names_a_phrase_or_has_words_of_its_own() -> None:
    named = phrase_named("sms.smpp.too-fast")
    assert isinstance(named, Phrase)
    assert (named, named.code) == ("nhà mạng báo gửi quá nhanh", "sms.smpp.too-fast")
    for words in ("nhà mạng bận", "sms.no-such-code", "busy", "vnpt.vn", ""):
        assert phrase_named(words) == words
        assert not isinstance(phrase_named(words), Phrase)


def test_words_of_people_are_not_read_as_slots() -> None:
    why = "họp {0} lúc {giờ} % 100"
    said = phrase("plan.moved-because", after=THEN, why=why)
    assert said.endswith(why)
    assert read_phrase(to_stored(said, None)).endswith(why)


@pytest.mark.parametrize(
    "said",
    [
        phrase("plan.slot-past", slot=THEN, now=THEN),
        phrase("plan.before-effect", effective=date(2026, 12, 1)),
        phrase("plan.not-planned", state=phrase("labels.state.draft"), planned="x"),
        listed([phrase("plan.slot-changed"), "", phrase("plan.choose-again"), "lời của một người"]),
    ],
    ids=lambda said: said.code,
)
def test_what_is_stored_comes_back(said: Phrase) -> None:
    for back in (read_phrase(said.stored()), copy.deepcopy(said), copy.copy(said)):
        assert isinstance(back, Phrase)
        assert (back, back.in_language("en")) == (said, said.in_language("en"))
        assert back.values.keys() == said.values.keys()


def test_old_words_unknown_codes_and_broken_rows_stay_words() -> None:
    for kept in (
        "Chuyển giờ đăng",
        "§",
        "§plan.gone-since{}",
        '§plan.moved{"after"',
        "§plan.moved{}",
        "§plan.moved{]}",
        '§plan.moved-because{"after": {"at": 5}, "why": "x"}',
        '§listed{"parts": {"all": [1, 2]}, "between": " "}',
        "",
    ):
        assert read_phrase(kept) == kept
        assert not isinstance(read_phrase(kept), Phrase)


def test_words_of_people_are_never_read_as_the_engine_s() -> None:
    """Whoever types what a row would keep of a phrase has typed words."""
    typed = phrase("plan.choose-again").stored()
    assert read_phrase(to_stored(typed, None)) == typed
    assert not isinstance(read_phrase(to_stored(typed, None)), Phrase)
    for words in ("§ 5 khoản 2", "§§", "§"):
        assert read_phrase(to_stored(words, None)) == words


def test_a_phrase_too_long_for_its_column_is_kept_as_words() -> None:
    said = phrase("plan.moved-because", after=THEN, why="x" * 400)
    assert to_stored(said, 100) == said[:100]


def test_a_row_keeps_code_and_values_and_is_found_by_its_code(database: Database) -> None:
    said = phrase("plan.moved", before=None, after=THEN)
    with database.write() as session:
        _note(session, said)
        _note(session, "lời của một người")
    with database.read() as session:
        found = session.exec(select(Notice.text).where(col(Notice.text).startswith(beginning("plan.moved")))).all()
        assert [str(each) for each in found] == [said]
        assert is_said(found[0], "plan.moved")
        assert in_language(found[0], "en") == "Moved to 26 Nov 2026 09:30."
        assert session.exec(select(Notice.text).where(Notice.text == said)).all() == [said]


def test_a_json_column_and_facts_keep_several(database: Database) -> None:
    said = [phrase("plan.slot-changed"), "lời của một người"]
    column, dialect = SaidEach(), database.engine.dialect
    back = column.process_result_value(column.process_bind_param(said, dialect), dialect)
    assert back == said
    facts = facts_from_json(Facts(questions=tuple(said)).to_json())
    for kept in (back or [], facts.questions):
        assert is_said(kept[0], "plan.slot-changed")
        assert kept[1] == "lời của một người"
        assert not isinstance(kept[1], Phrase)


def test_one_alone_is_itself_and_none_is_empty() -> None:
    alone = listed(["", phrase("plan.choose-again")])
    assert isinstance(alone, Phrase)
    assert alone.code == "plan.choose-again"
    assert listed([]) == ""
    both = listed([phrase("plan.slot-changed"), phrase("plan.choose-again")])
    assert is_said(both, "plan.slot-changed")
    assert said_in(both) == (phrase("plan.slot-changed"), phrase("plan.choose-again"))
    assert said_in("lời") == ("lời",)


def test_an_error_is_said_in_the_reader_s_language() -> None:
    error = LoaError(phrase("plan.handled-elsewhere"))
    assert str(error) == "Bài vừa được xử lý ở nơi khác. Hãy tải lại trang rồi xem lại."
    with speaking("en"):
        assert words_of(error) == "The post was just handled elsewhere. Reload the page and look again."
        assert words_of(LoaError("lời")) == "lời"


def _note(session: Session, reason: str) -> None:
    session.add(Notice(kind="a", subject="post:1", text=reason, opened_at=THEN))


def test_a_share_is_written_as_the_language_does() -> None:
    said = phrase("report.leader.coverage", share=1234.56, said=1200, cells=2000, skipped=500, left=300)
    assert said.startswith("1.234,6%")
    assert in_language(said, "en").startswith("1,234.6%")
    assert phrase("report.leader.minutes", minutes=9.0).startswith("Một nửa số tin lên kênh trong 9 phút")


def test_what_files_of_config_tell_staff_is_said_in_english() -> None:
    form, rows = empty_form(), form_rows()
    told = [form.title, form.source, *(words for row in rows for words in (row.label, row.unit, row.note))]
    told += [day.name for month in range(1, 13) for day in holidays_of(date(2026, month, 9))]
    told += [*channel_labels().values(), called("nhãn chuyên mục")]
    found = [said for said in told if VIETNAMESE.search(in_language(said, "en"))]
    assert found == []
    assert in_language(holidays_of(date(2026, 11, 9))[0].name, "en") == "Vietnam Law Day"
    assert in_language(channel_labels()["manual"], "en") == "By hand"
    assert called("lời của đơn vị") == "lời của đơn vị"
