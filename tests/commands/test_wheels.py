"""What `make wheels` builds: Loa as an office runs it, without the sandbox and the demo, which are a wheel of their own."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from distributor.settings import Settings, Values
from supervisor.parts import DEMO_MODULES, why_no_demo
from tests.commands.homes import Home, wait_until_gone, write_feed
from tests.support.servers import ROOT

FOLDERS = {"loa": ROOT, "loa_demo": ROOT / "sandbox"}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each wheel by its name, unpacked; and `both` in one folder, as they are installed."""
    folder = tmp_path_factory.mktemp("wheels")
    for name, project in FOLDERS.items():
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=project, check=True
        )
        (file,) = folder.glob(f"{name}-*.whl")
        with zipfile.ZipFile(file) as wheel:
            wheel.extractall(folder / name)
            wheel.extractall(folder / "both")
    return {name: folder / name for name in (*FOLDERS, "both")}


def files(folder: Path) -> set[str]:
    """What is no word about the wheel itself."""
    found = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    return {file for file in found if ".dist-info/" not in file}


@pytest.mark.slow
def test_the_demo_is_in_its_own_wheel_only(wheels: dict[str, Path]) -> None:
    product, demo = (files(wheels[name]) for name in FOLDERS)
    assert {"loa.py", "worker.py", "dispatch/app.py", "commands/up.py", "web/templates/base.html"} <= product
    assert {"sandbox/app.py", "sandbox/templates/base.html", "commands/demo/province.py"} <= demo
    assert all(file.startswith(("sandbox/", "commands/demo/")) for file in demo)
    assert not any(file.startswith(("sandbox/", "commands/demo/", "tests/", "bench/")) for file in product)


def test_what_only_the_demo_wants_is_named_once() -> None:
    asked = tomllib.loads((ROOT / "sandbox" / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert len(asked) == len(DEMO_MODULES) - 2, "ours are two"
    for name in DEMO_MODULES:
        assert name in {"sandbox", "commands.demo"} or any(each.startswith(name.replace("_", "-")) for each in asked)


def test_a_missing_demo_is_installed_as_the_manual_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the name `loa` pip would ask the public index, where anybody may have taken it."""
    monkeypatch.setattr("supervisor.parts.importlib.util.find_spec", lambda _name: None)
    told = why_no_demo(Settings(tmp_path, Values()))
    manual = (ROOT / "docs" / "running.md").read_text("utf-8")
    for files in ("--require-hashes -r requirements-demo.lock", "dist/loa_demo-*.whl"):
        assert f"pip install --no-deps {files}" in told
        assert f"pip install --no-deps {files}" in manual
    assert "loa[demo]" not in told


@pytest.mark.slow
def test_without_the_demo_an_office_works_and_a_demo_says_what_it_wants(
    wheels: dict[str, Path], tmp_path: Path
) -> None:
    demo = Home(tmp_path / "demo")
    refused = demo.loa("up", root=wheels["loa"])
    assert refused.code == 1
    assert "commands.demo" in refused.err
    assert f"«sandbox = false» vào đầu tệp {demo.path / 'config.toml'}" in refused.err
    office = Home(tmp_path / "office", {"LOA_SANDBOX": "0"})
    begun = office.loa("init", "--unit", "Sở X", "--login", "quantri", "--name", "Nguyễn An", root=wheels["loa"])
    assert begun.code == 0, begun.err
    passed = office.loa("run", write_feed(tmp_path / "tin.xml", [1]), "--json", root=wheels["loa"])
    assert passed.code == 0, passed.err
    assert passed.object["items"]["new"] == 1


@pytest.mark.slow
def test_alone_it_starts_what_it_needs_and_a_broken_template_keeps_its_post_waiting(
    wheels: dict[str, Path], tmp_path: Path
) -> None:
    """A lone `loa run` of both, whose template for X is broken: the other channels are not held back."""
    template = wheels["both"] / "templates_posts" / "x" / "announce.j2"
    template.write_text("{% block headline %}{{ tieu_de }\n{% endblock %}\n", encoding="utf-8")
    home = Home(tmp_path / "home")
    source = write_feed(tmp_path / "nguon.xml", [1])
    answer = home.loa("run", source, "--json", root=wheels["both"])
    assert answer.code == 0, answer.said
    assert answer.object["totals"] == {"awaiting_review": 1, "published": 2}
    [reason] = [cell["reason"] for cell in answer.object["coverage"] if cell["channel"] == "x"]
    assert "x/announce.j2" in reason
    assert re.search(r"dòng \d+", reason), reason
    wait_until_gone(home)
    again = home.loa("run", source, "--json", root=wheels["both"])
    assert {"found": 1, "new": 0}.items() <= again.object["items"].items()
    assert again.object["totals"] == answer.object["totals"]
