"""What must wait for a person, and what only looks like it: by kind, wording, spacing. Our own texts; persons are invented."""

import json
import time
from pathlib import Path

import pytest

from distributor.facts import Reason
from distributor.ingest.holds.internal import is_office_letter
from distributor.ingest.marks import find_holds, find_marks
from distributor.reasons import gate_codes, gate_words, in_file, mark_of, mark_words, reason_of

PAPERS = [
    json.loads(line) for line in (Path(__file__).parent / "held_papers.jsonl").read_text(encoding="utf-8").splitlines()
]
MUST_WAIT = [(paper["why"], paper["title"], paper["text"]) for paper in PAPERS if paper["why"]]
INNOCENT = [(paper["title"], paper["text"]) for paper in PAPERS if not paper["why"]]
FAMILIES = {
    "draft": "draft", "secret": "secret internal", "internal": "internal office_letter", "personal": "personal",
    "health": "health", "minor": "minor", "accusation": "accusation",
}  # fmt: skip


@pytest.mark.parametrize(("why", "title", "text"), MUST_WAIT)
def test_what_must_wait(why: str, title: str, text: str) -> None:
    codes = [reason.code for reason in find_holds(title, text)] + ["office_letter"] * is_office_letter(text)
    assert any(code.startswith(family) for code in codes for family in FAMILIES[why].split())


@pytest.mark.parametrize(("title", "text"), INNOCENT)
def test_what_only_looks_like_it(title: str, text: str) -> None:
    assert find_holds(title, text) == ()
    assert not is_office_letter(text)


def test_a_citizen_who_writes_to_an_office_is_no_office() -> None:
    assert is_office_letter("Kính gửi: Các sở, ban, ngành\nThực hiện chỉ đạo, đề nghị báo cáo.")
    assert not is_office_letter("Kính gửi Sở Tư pháp, tôi muốn hỏi về thủ tục khai sinh.")
    assert not is_office_letter("Kính gửi: Toàn thể bà con nhân dân xã Phú Vinh\nỦy ban nhân dân xã thông báo.")


def test_codes_are_stored_and_words_made() -> None:
    phone = Reason("personal_phone", "678")
    assert reason_of(mark_of(phone)) == phone
    assert mark_words((mark_of(phone),)) == ("có số điện thoại cá nhân (…678)",)
    assert gate_words(in_file(phone, "tệp đính kèm 2")) == "có số điện thoại cá nhân (…678) (trong tệp đính kèm 2)"
    assert gate_words(phone, "en") == "holds a private phone number (…678)"
    # A mark of an older version is its own words; one without a detail has words too.
    assert mark_words(("có ghi «lưu hành nội bộ»",)) == ("có ghi «lưu hành nội bộ»",)
    assert gate_words(Reason("internal")) == "là giấy tờ nội bộ"
    assert all(code.vi and code.en for code in gate_codes().values())


@pytest.mark.parametrize(
    "text",
    ["\n" * 500_000, "M Ậ T " * 80_000, "Nguyễn Văn An " * 35_000, "…" * 500_000, "| " * 250_000, "1 " * 250_000],
)
def test_bad_input_is_read_in_time(text: str) -> None:
    started = time.perf_counter()
    find_marks("Tin", text)
    assert time.perf_counter() - started < 8
