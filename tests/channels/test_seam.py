"""The seam for third parties: the example of docs/adapters.md is installed as a package, found, used, and held to the suite."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "loa-channel-example"
GUIDE = ROOT / "docs" / "adapters.md"

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
    """The folder into which the example was installed, offline."""
    target = tmp_path_factory.mktemp("third-party")
    installer = Path(sys.executable).with_name("uv")
    if installer.exists():
        command = [str(installer), "pip", "install", "--quiet", "--offline", "--python", sys.executable]
    else:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--disable-pip-version-check"]
    command += ["--no-deps", "--no-build-isolation", "--target", str(target), str(EXAMPLE)]
    made = subprocess.run(command, check=False, capture_output=True, text=True, timeout=100, cwd=target)
    assert made.returncode == 0, made.stderr
    return target


def python(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(installed), str(ROOT), str(ROOT / "queue")])
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=100, cwd=ROOT, env=environment)


def test_it_is_found_and_used_like_one_of_ours(installed: Path) -> None:
    ran = python(installed, "-c", USE)
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert {"bangtin", "facebook", "rss", "x"} <= set(said["channels"])
    assert said["faults"] == []
    assert said["label"] == "Bảng tin xã"
    assert said["problems"] == ["Nội dung dài 4001, Bảng tin xã chỉ nhận 4000. Hãy rút bớt ít nhất 1 ký tự."]
    assert "bangtin-token" not in said["shown"]


def test_it_passes_the_conformance_suite(installed: Path) -> None:
    ran = python(
        installed, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist",
        str(EXAMPLE / "test_bulletin.py"),
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-3_000:]
    found = re.search(r"(\d+) passed", ran.stdout)
    assert found
    assert int(found[1]) > 60
    assert "failed" not in ran.stdout


def test_the_guide_shows_the_example_as_it_is() -> None:
    """Each Python and TOML block of the guide that names its file stands in that file, word by word."""
    guide = GUIDE.read_text("utf-8")
    blocks = re.findall(r"`examples/loa-channel-example/([\w.]+)`[^`]*\n\n```\w+\n(.*?)```", guide, re.DOTALL)
    assert len(blocks) >= 5
    for name, shown in blocks:
        content = (EXAMPLE / name).read_text("utf-8")
        for part in shown.strip("\n").split("\n…\n"):
            assert part.strip("\n") in content, f"{name} does not hold:\n{part}"
