"""`loa doctor` tells what would otherwise only stand in a log: one wrong entry in a rules file stops every new post."""

import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from commands.doctor import examine
from distributor.clock import SystemClock
from distributor.settings import Values
from tests.commands.homes import Home
from tests.support.servers import ROOT

PARTS = (
    "channels",
    "commands",
    "config",
    "distributor",
    "phrases",
    "queue",
    "sandbox",
    "supervisor",
    "templates_posts",
    "web",
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "wrong", "check", "named"),
    [
        ("config/video.toml", "[unheard_of]\nvalue = 1\n", "Quy tắc biên tập, thẻ và video", "unheard_of"),
        ("templates_posts/zalo/announce.j2", "{% block headline %}{{ tieu_de }", "Mẫu bài đăng", "zalo/announce.j2"),
        ("templates_posts/facebook/erratum.j2", "{% if x %} {{ broken", "Mẫu bài đăng", "facebook/erratum.j2"),
    ],
)
def test_a_broken_rule_or_template_is_named(tmp_path: Path, file: str, wrong: str, check: str, named: str) -> None:
    copy = tmp_path / "loa"
    for part in PARTS:
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    shutil.copy(ROOT / "loa.py", copy)
    with (copy / file).open("a", encoding="utf-8") as text:
        text.write(f"\n{wrong}")
    answer = Home(tmp_path / "home").loa("doctor", "--json", root=copy)
    assert answer.code == 1
    problems = {found["name"]: found["message"] for found in answer.object if found["ok"] is False}
    # A port that was free when the home was made may be another test's by now.
    assert [name for name in problems if not name.startswith("Cổng ")] == [check], problems
    assert named in problems[check]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("broker_url", "127.0.0.1:6379/0"),
        ("broker_url", "loa:rat-kin@127.0.0.1:6379/0"),
        ("broker_url", "valkey://127.0.0.1:6379/0"),
        ("broker_url", "redis://:rat-kin@127.0.0.1:63790a/0"),
        ("database_url", "postgresql+psycopg://loa:rat-kin@127.0.0.1:abc/y"),
    ],
)
def test_a_wrong_address_is_a_finding_and_tells_no_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, address: str
) -> None:
    monkeypatch.setenv("LOA_HOME", str(tmp_path))
    monkeypatch.setenv(f"LOA_{name.upper()}", address)
    said = [f"{each.message} {each.mend}" for each in examine(SystemClock()) if each.ok is False]
    assert any(name in each or "Địa chỉ cơ sở dữ liệu" in each for each in said)
    assert not any("rat-kin" in each for each in said)


@pytest.mark.parametrize(
    "address",
    [
        "rediss://loa:mat-khau@[::1]:6379/0",
        "redis+socket:///run/loa/valkey.sock",
        "sentinel://10.0.0.1:26379;sentinel://10.0.0.2:26379",
    ],
)
def test_a_right_address_of_valkey_is_taken(address: str) -> None:
    assert Values(broker_url=address).broker_url == address


@pytest.mark.parametrize(
    "address",
    [
        "abc", "http://", "https://a b", "https://loa.vn:99999", "http://x/ <script>", "https://..", "https://u:pw@loa.vn",
        "https://loa.vn/?a=b", "https://loa.vn/#a", "javascript:alert(1)", "https://-a.vn", "https://loa.vn:0",
    ],
)  # fmt: skip
def test_what_is_no_address_for_citizens_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        Values(public_url=address)


@pytest.mark.parametrize(
    "address", ["https://loa.huonggiang.gov.vn", "http://127.0.0.1:8600/", "http://[::1]:8600", "https://sở.vn/loa/"]
)
def test_where_citizens_come_is_taken(address: str) -> None:
    assert Values(public_url=address).public_url == address


def test_a_database_that_was_made_and_is_empty_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As PostgreSQL's is before the first start; there is nothing to upgrade, and nothing to back up."""
    (tmp_path / "loa.db").touch()
    monkeypatch.setenv("LOA_HOME", str(tmp_path))
    (found,) = [each for each in examine(SystemClock()) if each.name == "Cơ sở dữ liệu"]
    assert (found.ok, "chưa có" in found.message) == (None, True)
