"""`loa doctor` tells what would otherwise only stand in a log: one wrong entry in a rules file stops every new post."""

import shutil
from pathlib import Path

import pytest

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
    [problem] = [found for found in answer.object if found["ok"] is False]
    assert problem["name"] == check
    assert named in problem["message"]
