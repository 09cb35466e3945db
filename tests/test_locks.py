"""The locks: what runs is apart from what tests, and both hold what `pyproject.toml` asks for."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def locked(file: str) -> set[str]:
    return {
        found[1] for found in re.finditer(r"(?m)^([A-Za-z0-9._-]+)(?:\[\w+\])?==", (ROOT / file).read_text("utf-8"))
    }


def asked(entries: list[str]) -> set[str]:
    return {re.split(r"[\[=<>;\s]", entry, maxsplit=1)[0].lower().replace("_", "-") for entry in entries}


def test_what_runs_is_locked_apart_from_what_tests() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    runs, tests = locked("requirements.lock"), locked("requirements-dev.lock")
    assert asked(project["project"]["dependencies"]) <= runs
    assert asked(project["dependency-groups"]["dev"]) <= tests
    assert not asked(project["dependency-groups"]["dev"]) & runs, "a production install leaves these out"


def test_what_the_demo_wants_is_locked_apart_too() -> None:
    part = tomllib.loads((ROOT / "sandbox" / "pyproject.toml").read_text("utf-8"))["project"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["optional-dependencies"]["demo"] == [f"{part['name']}=={part['version']}"]
    assert asked(part["dependencies"]) <= locked("requirements-demo.lock")
    assert not asked(part["dependencies"]) & (locked("requirements.lock") | locked("requirements-dev.lock"))
