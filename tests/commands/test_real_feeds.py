"""Real material: `loa run` over every feed, the plan and the questions gives a full ledger; twice, it publishes nothing new."""

from pathlib import Path

import pytest

from tests.commands.forked import Forked
from tests.commands.homes import Answer, Home, checked
from tests.support.servers import ROOT

REAL = ROOT.parent / "shared" / "real"
FILES = [*sorted((REAL / "feeds").glob("*.xml")), REAL / "ke-hoach-de-an-471.txt", REAL / "legal-qa.json"]
EMPTY = {"kubernetes-vi-empty.xml"}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not (REAL / "feeds").is_dir(), reason="no real material at ../shared/real"),
]


def test_every_real_file_twice(tmp_path: Path) -> None:
    home = Home(tmp_path, {"LOA_SANDBOX_PUBLISH_EVERY": "0"})
    with Forked(home.environment) as forked, home.up():

        def run(file: Path) -> Answer:
            answer = checked(Answer(**forked.run(("run", str(file), "--json"), {})))
            assert answer.code == 0, f"{file.name}: {answer.said}"
            return answer

        first = {file.name: run(file) for file in FILES}
        for name, answer in first.items():
            items, cells = answer.object["items"], answer.object["coverage"]
            assert (items["found"] == 0) == (name in EMPTY), name
            assert items["new"] + len(items["skipped"]) <= items["found"]
            assert len({cell["item"] for cell in cells}) * 3 == len(cells), f"{name}: every item on every account"
            assert sum(answer.object["totals"].values()) == len(cells)
            assert all(cell["state"] == "published" or cell["reason"] for cell in cells), name
            assert all(cell["url"] for cell in cells if cell["state"] == "published"), name
        before = home.settled_publications()
        assert set(before) == {"facebook", "x", "rss"}
        for file in FILES:
            again = run(file)
            assert again.object["items"]["new"] == 0
            assert again.object["items"]["found"] == first[file.name].object["items"]["found"], file.name
            assert len(again.object["coverage"]) == len(first[file.name].object["coverage"])
        assert home.settled_publications() == before
