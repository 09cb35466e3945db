"""The seam for third parties: the example of docs/adapters.md is installed as a package, found, used, and held to the suite."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from channels.base import ChannelSpec
from channels.connect import Permission
from distributor.compose.editorial import load_editorial
from distributor.compose.erratum import Erratum, erratum_words
from distributor.compose.item import ItemView
from distributor.compose.words import choose_words
from tests.commands.homes import Home, write_feed
from tests.support.servers import PATIENCE_S

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "loa-channel-example"
TELEGRAM = ROOT / "examples" / "loa-channel-telegram"
GUIDE = ROOT / "docs" / "adapters.md"


def load_file(file: Path) -> Any:
    found = importlib.util.spec_from_file_location(file.stem, file)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[file.stem] = module  # where its dataclasses look for their names
    found.loader.exec_module(module)
    return module


USE = """
import json
from datetime import UTC, datetime
from channels.base import OutgoingPost
from channels.forms import form_of
from channels.outside import faults
from channels.registry import open_adapter, parse_credentials, spec_of, specs

class Now:
    def now(self):
        return datetime.now(UTC)

spec = spec_of("bangtin")
credentials = parse_credentials(spec, {"token": "bangtin-token-0001"})
with open_adapter(spec, credentials, Now(), {}) as account:
    problems = account.adapter.check(OutgoingPost("1", "Tựa", "a" * 4001, None))
print(json.dumps({
    "channels": sorted(specs()),
    "faults": faults(),
    "label": form_of("bangtin").label,
    "problems": [problem.message for problem in problems],
    "shown": repr(credentials),
}))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the examples were installed, offline."""
    target = tmp_path_factory.mktemp("third-party")
    installer = Path(sys.executable).with_name("uv")
    if installer.exists():
        command = [str(installer), "pip", "install", "--quiet", "--offline", "--python", sys.executable]
    else:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--disable-pip-version-check"]
    command += ["--no-deps", "--no-build-isolation", "--target", str(target), str(EXAMPLE), str(TELEGRAM)]
    made = subprocess.run(command, check=False, capture_output=True, text=True, timeout=100, cwd=target)
    assert made.returncode == 0, made.stderr
    return target


def python(
    installed: Path, *arguments: str, given: str = "", settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(installed), str(ROOT), str(ROOT / "queue")])
    environment = {**os.environ, **(settings or {}), "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        cwd=ROOT,
        env=environment,
        input=given,
    )


def test_it_is_found_and_used_like_one_of_ours(installed: Path) -> None:
    ran = python(installed, "-c", USE)
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert {"bangtin", "facebook", "rss", "x"} <= set(said["channels"])
    assert said["faults"] == []
    assert said["label"] == "Bảng tin xã"
    assert said["problems"] == ["Nội dung dài 4001, Bảng tin xã chỉ nhận 4000. Hãy rút bớt ít nhất 1 ký tự."]
    assert "bangtin-token" not in said["shown"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("channel", "suite", "least"),
    [("bangtin", EXAMPLE / "test_bulletin.py", 60), ("telegram", TELEGRAM / "test_channel.py", 100)],
)
def test_one_command_holds_it_to_the_conformance_suite(installed: Path, channel: str, suite: Path, least: int) -> None:
    ran = python(installed, "loa.py", "channels", channel, "--suite", str(suite), "--json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = re.search(r"(\d+) passed", ran.stderr)
    assert found
    assert int(found[1]) > least
    assert "failed" not in ran.stderr
    told = json.loads(ran.stdout)
    assert told["conforms"] is True
    assert told["channels"][0]["package"] == f"loa-channel-{'example' if channel == 'bangtin' else channel} 0.1.0"


def test_the_suite_tries_what_is_installed_and_no_source_beside_it(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "loa_channel_example.py").write_text("raise SystemExit('the source beside the suite')", "utf-8")
    suite = tmp_path / "test_it.py"
    where = f"assert loa_channel_example.__file__.startswith({str(installed)!r})"
    suite.write_text(f"import loa_channel_example\n\n\ndef test_it():\n    {where}\n", "utf-8")
    ran = python(installed, "loa.py", "channels", "bangtin", "--suite", str(suite), "--json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert json.loads(ran.stdout)["conforms"] is True


def test_it_is_told_what_a_package_may_lack(installed: Path) -> None:
    ran = python(installed, "loa.py", "channels", "telegram", "--json")
    [told] = json.loads(ran.stdout)["channels"]
    assert ran.returncode == 0, ran.stdout
    assert told["wrong"] == []
    assert [lack.partition(":")[0] for lack in told["lacks"]] == [
        "không tìm lại được bài",
        "không có số liệu của bài",
        "không đọc được bình luận",
    ]
    assert (told["text_limit"], told["composed_limit"], told["card"]) == (4_096, 1_024, "square")


CAMPAIGN = """
import json
from datetime import timedelta
from sqlmodel import select
from commands.home import existing_database
from distributor.campaigns.draft import Draft, keep_draft
from distributor.campaigns.running import start
from distributor.campaigns.standing_approval import give_standing
from distributor.clock import SystemClock
from distributor.compose.templates import Templates
from distributor.models import Account, Staff
from distributor.settings import load_settings

now = SystemClock().now()
with existing_database(load_settings()) as database, database.write() as session:
    [account], [staff] = session.exec(select(Account)).all(), session.exec(select(Staff)).all()
    draft = Draft("Tin mới", all_sources=True, account_ids=(account.id,), policy={"*": {"*": "auto"}})
    kept = keep_draft(session, draft, staff, now)
    give_standing(session, kept.campaign_id, staff, templates=Templates(), ends_at=now + timedelta(days=30), now=now)
    start(session, kept.campaign_id, staff, now)
"""


@pytest.mark.slow
def test_from_install_to_a_published_post_without_an_edit_in_loa(installed: Path, tmp_path: Path) -> None:
    """Through the doors that an office has: `loa init`, `loa connect`, a campaign with a yes in advance, `loa run`."""
    stand_in = load_file(TELEGRAM / "stand_in.py")
    channel = stand_in.Channel("123456:AAE-token-of-the-bot", "so_tu_phap")
    home = Home(tmp_path / "home", {"LOA_SANDBOX": "0", "LOA_ALLOW_PRIVATE_ADDRESSES": "1"})

    def loa(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        ran = python(installed, "loa.py", *arguments, given=given, settings=home.environment)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert channel.token not in ran.stdout + ran.stderr
        return ran

    with stand_in.serving(channel) as address:
        loa("init", "--unit", "Sở Tư pháp tỉnh Hương Giang", "--login", "quantri", "--name", "Nguyễn An")
        connect = ("connect", "telegram", "--by", "quantri", "--name", "Kênh của Sở", "--set", f"endpoint={address}")
        refused = python(installed, "loa.py", *connect, given=f"{channel.token}\n", settings=home.environment)
        assert "Còn thiếu: Kênh nhận bài (chat)" in refused.stderr
        loa(*connect, "--set", "chat=@so_tu_phap", given=f"{channel.token}\n")
        made = python(installed, "-c", CAMPAIGN, settings=home.environment)
        assert made.returncode == 0, made.stderr
        passed = json.loads(loa("run", write_feed(tmp_path / "tin.xml", [1]), "--json").stdout)
        posted, channel.asked[:] = list(channel.asked), []
        proved = json.loads(loa("prove", "telegram", "--by", "quantri", "--yes", "--json").stdout)
    assert passed["totals"] == {"published": 1}
    assert posted == ["sendPhoto"], "with its card, and once"
    assert {verdict["step"]: verdict["result"] for verdict in proved["verdicts"]} == {
        **dict.fromkeys(("probe", "post", "edit", "followers", "withdraw"), "works"),
        **dict.fromkeys(("read_back", "numbers"), "lacks"),
        "video": "left",
    }
    assert channel.token not in Path(proved["record"]).read_text("utf-8")
    assert "deleteMessages" in channel.asked
    [text] = channel.texts.values()
    assert "/l/" in text
    assert len(text) <= 1_024
    [cell] = passed["coverage"]
    assert (cell["channel"], cell["url"]) == ("telegram", "https://t.me/so_tu_phap/101")


def test_the_guide_shows_the_example_as_it_is() -> None:
    """Each Python and TOML block of the guide that names its file stands in that file, word by word."""
    guide = GUIDE.read_text("utf-8")
    blocks = re.findall(r"`examples/([\w./-]+)`[^`]*\n\n```\w+\n(.*?)```", guide, re.DOTALL)
    assert len(blocks) >= 8
    for name, shown in blocks:
        content = (ROOT / "examples" / name).read_text("utf-8")
        for part in shown.strip("\n").split("\n…\n"):
            assert part.strip("\n") in content, f"{name} does not hold:\n{part}"


def test_the_guide_names_all_that_a_channel_may_say_of_itself() -> None:
    told = GUIDE.read_text("utf-8")
    named = set(re.findall(r"`([a-z_]+)`", told.partition("| field | say it truly")[2].partition("\n\n")[0]))
    shown = set(
        re.findall(r"^    ([a-z_]+)=", told.partition("SPEC = ChannelSpec(")[2].partition("```")[0], re.MULTILINE)
    )
    assert {one.name for one in fields(ChannelSpec)} - {"media"} <= named | shown
    assert {one.name for one in fields(Permission)} - {"name", "words"} <= set(re.findall(r"`([a-z_]+)`", told))


def test_the_guide_names_every_word_that_a_template_may_say() -> None:
    item = ItemView(0, "Thông báo", "", "", "notice", None, "", "Sở Tư pháp")
    said = choose_words(item, "link", load_editorial(), 1) | erratum_words(
        Erratum("sai", "đúng", corrected_on=date(2026, 11, 28))
    )
    table = GUIDE.read_text("utf-8").partition("| words | of |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`([a-z_]+)`", table))
    assert named == {name for name in said if not name.endswith("_named")}
