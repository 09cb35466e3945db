"""`loa explain`: the real way in a throwaway home; rows in, predictions out."""

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from commands.explain import explain, explain_batch
from commands.predictions import set_of
from distributor.errors import LoaError

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 27)
DECISION = """ỦY BAN NHÂN DÂN
TỈNH HƯƠNG GIANG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 91/2026/QĐ-UBND
Hương Giang, ngày 20 tháng 11 năm 2026
QUYẾT ĐỊNH
Quy định mức hỗ trợ tiền ăn cho trẻ em mẫu giáo trên địa bàn tỉnh Hương Giang
Điều 1. Đối tượng
Quyết định này áp dụng đối với trẻ em mẫu giáo 3 đến 5 tuổi thường trú tại xã đặc biệt khó khăn.
Điều 2. Mức hỗ trợ
Mỗi trẻ được hỗ trợ 300.000 đồng một tháng, không quá 9 tháng trong một năm học.
Điều 3. Hiệu lực thi hành
Quyết định này có hiệu lực từ ngày 05 tháng 12 năm 2026."""


def test_rows_become_predictions_in_their_order_and_leave_no_trace(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "set": "documents", "title": "Quyết định hỗ trợ tiền ăn cho trẻ mẫu giáo", "text": DECISION},
        {"id": "b", "set": "holds", "title": "Báo cáo công tác tháng 11", "text": "Độ mật: MẬT\nNội dung báo cáo."},
        {"id": "c", "question": "Đăng ký khai sinh ở đâu?", "text": "Trả lời: Tại Ủy ban nhân dân cấp xã."},
        {"id": "d", "set": "sms_inbound", "text": "HUY"},
    ]
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    assert explain_batch(source, out, name="", today=TODAY) == 0
    said = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(each["set"], each["id"]) for each in said] == [
        ("documents", "a"),
        ("holds", "b"),
        ("qa", "c"),
        ("sms_inbound", "d"),
    ]
    understood = said[0]["understood"]
    assert (understood["number"], understood["effective_on"]) == ("91/2026/QĐ-UBND", "2026-12-05")
    assert said[1]["verdict"] == "hold"
    assert said[3]["means"] == "stop"
    assert set(said[0]["texts"]) == {"facebook", "x", "rss", "zalo", "youtube", "sms"}
    assert {each.name for each in tmp_path.iterdir()} == {"in.jsonl", "out.jsonl"}


def test_one_row_does_not_bear_on_the_next(tmp_path: Path) -> None:
    """The same document twice is no duplicate: each row is handed in alone."""
    row = {"set": "documents", "title": "Quyết định hỗ trợ tiền ăn cho trẻ mẫu giáo", "text": DECISION}
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(json.dumps({**row, "id": name}) for name in "ab"), encoding="utf-8")
    explain_batch(source, out, name="", today=TODAY)
    first, second = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert (first["verdict"], first["reasons"]) == (second["verdict"], second["reasons"])
    bare = [{name: re.sub(r"/l/\w+", "", text) for name, text in each["texts"].items()} for each in (first, second)]
    assert bare[0] == bare[1]


def test_a_chain_is_lived_through_in_time(tmp_path: Path) -> None:
    chain = {
        "id": "e",
        "documents": [{"published_on": "2026-11-21", "title": "Quyết định hỗ trợ tiền ăn", "text": DECISION}],
        "life": [{"on": "2026-11-20", "number": "91/2026/QĐ-UBND"}, {"on": "2026-12-05", "number": "91/2026/QĐ-UBND"}],
    }
    source, out = tmp_path / "chains.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps(chain, ensure_ascii=False), encoding="utf-8")
    explain_batch(source, out, name="", today=None)
    said = json.loads(out.read_text(encoding="utf-8"))
    assert [(each["on"], each["status"]) for each in said["statuses"]] == [
        ("2026-11-20", "not_yet"),
        ("2026-12-05", "in_force"),
    ]


def test_a_person_reads_what_was_understood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "quyet-dinh.txt"
    file.write_text(f"Quyết định hỗ trợ tiền ăn cho trẻ mẫu giáo\n\n{DECISION}", encoding="utf-8")
    assert explain(str(file), as_json=False, today=TODAY) == 0
    told = capsys.readouterr().out
    assert "Quyết định số 91/2026/QĐ-UBND ngày 20/11/2026" in told
    assert "[Facebook]" in told


def test_nothing_stands_among_the_results(tmp_path: Path) -> None:
    """As a shell sees it: what the engine logs is neither result nor message."""
    file = tmp_path / "quyet-dinh.txt"
    file.write_text(f"Quyết định hỗ trợ tiền ăn cho trẻ mẫu giáo\n\n{DECISION}", encoding="utf-8")
    command = [sys.executable, "-m", "loa", "explain", str(file), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120, cwd=ROOT)
    assert json.loads(done.stdout)[0]["title"].startswith("Quyết định quy định mức hỗ trợ tiền ăn")
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [("không phải json", "không phải JSON"), ('{"title": "không có id"}', "«id»"), ('{"id": "x"}', "không có «title»")],
)
def test_a_bad_row_is_named(tmp_path: Path, content: str, words: str) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(content, encoding="utf-8")
    with pytest.raises(LoaError, match=words):
        explain_batch(source, tmp_path / "out.jsonl", name="", today=TODAY)
    assert not (tmp_path / "out.jsonl").exists()


def test_a_set_is_told_by_the_row_the_file_or_the_shape() -> None:
    assert set_of({"set": "qa", "id": "1"}) == "qa"
    assert set_of({"id": "1", "title": "", "text": ""}, "articles-kept") == "articles"
    assert set_of({"id": "1", "documents": []}) == "chains"
    assert set_of({"id": "1", "text": "HUY"}) == "sms_inbound"


@pytest.mark.slow
@pytest.mark.whole
def test_the_bench_runs_on_labels_of_its_own(tmp_path: Path) -> None:
    """On one labelled row, so that the bench works where the real labels are not."""
    gold = ROOT.parent / "shared" / "gold"
    if not (gold / "score.py").exists():
        pytest.skip("the labels' script is not here")
    row = {"id": "h1", "title": "Công văn mật", "text": "Độ mật: TỐI MẬT", "hold": True, "why": "secret"}
    (tmp_path / "holds.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, str(ROOT / "bench" / "editorial.py"), "--gold", str(tmp_path), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert json.loads(done.stdout.splitlines()[-1])["figures"]["holds.recall"] == 1.0
