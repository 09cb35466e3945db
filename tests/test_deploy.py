"""What is in `deploy/` speaks of what there is: settings, files, programs, pages."""

import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from dispatch.queues import QUEUES
from distributor.settings import Values
from tests.support.servers import ROOT
from tests.web.asks import ANYBODY
from tests.web.route_table import ROUTES

DEPLOY = ROOT / "deploy"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("unit", ["loa.service", "loa-worker@.service"])
def test_systemd_takes_the_units(unit: str, tmp_path: Path) -> None:
    """With a program where the unit names one, for it is not installed here."""
    text = (DEPLOY / "systemd" / unit).read_text(encoding="utf-8")
    place = tmp_path / unit.replace("@", "@video")
    place.write_text(
        text.replace("/opt/loa/bin/loa", shutil.which("true") or "").replace("/opt/loa/bin/celery", "/bin/true")
    )
    said = subprocess.run(["systemd-analyze", "verify", place], capture_output=True, text=True, check=False)
    assert place.name not in said.stderr, said.stderr


def test_each_variable_is_a_setting() -> None:
    text = (DEPLOY / "loa.env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?LOA_([A-Z_]+)=", text, re.M))
    assert len(named) >= 8
    assert {name.lower() for name in named} - {"home", "secret_key"} <= set(Values.model_fields)


def test_the_workers_queues_are_those_that_there_are() -> None:
    text = (DEPLOY / "systemd" / "loa-worker@.service").read_text(encoding="utf-8")
    named = re.findall(r"loa-worker@([a-z]\S*)", text)
    assert {name for names in named for name in names.split(":")} == set(QUEUES)
    assert all(re.fullmatch(r"[A-Za-z0-9:_.-]+", names) for names in named), (
        "systemd takes it as a unit's name as it is"
    )


def test_the_workers_command_gives_celery_its_queues() -> None:
    """As systemd runs it, with another program in Celery's place."""
    text = (DEPLOY / "systemd" / "loa-worker@.service").read_text(encoding="utf-8")
    (command,) = re.findall(r"^ExecStart=(.+)$", text, re.M)
    command = command.replace("%i", "deliver:video").replace("%%", "%").replace("/opt/loa/bin/celery", "echo")
    said = subprocess.run(shlex.split(command), check=True, capture_output=True, text=True).stdout.split()
    assert said == ["-A", "worker", "worker", "-Q", "deliver,video", "-n", "deliver-video@%h", "--loglevel", "WARNING"]


def test_the_image_copies_what_there_is_and_all_of_it() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = {word for line in re.findall(r"^COPY (?!--)(.*)$", text, re.M) for word in line.split()[:-1]}
    assert all((ROOT / name).exists() for name in copied)
    wheel = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("only-include = [")[2].partition("]")[0]
    wanted = {name.partition("/")[0] for name in re.findall(r'"([^"]+)"', wheel)}
    assert wanted <= copied


def test_what_the_image_takes_from_elsewhere_has_its_hash() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    taken = [line for line in text.splitlines() if re.search(r"pip install|uv build", line) and "dist/loa-" not in line]
    assert len(taken) == 3
    assert all("--require-hashes" in line for line in taken)


def test_the_proxys_pages_are_ours() -> None:
    text = (DEPLOY / "nginx" / "loa.conf").read_text(encoding="utf-8")
    routes = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "web" / "routes").glob("*.py"))
    for path in re.findall(r"location = (\S+)", text):
        assert f'"{path}"' in routes, path


def test_the_proxy_limits_each_form_of_citizens() -> None:
    text = (DEPLOY / "nginx" / "loa.conf").read_text(encoding="utf-8")
    (limited,) = re.findall(r"location ~ (\S+) {\s*limit_req zone=loa_ask", text)
    forms = {
        path for way, _, path in (ask.route.partition(" ") for ask in ROUTES if ask.who == ANYBODY) if way == "POST"
    }
    of_staff, of_programs = {"/dang-nhap", "/dang-nhap/ma", "/dang-xuat", "/ngon-ngu"}, ("/moc/", "/sms/bao-cao/")
    citizens = {path for path in forms - of_staff if not path.startswith(of_programs)}
    assert {path for path in citizens if not re.search(limited, path)} == set()


def test_the_threat_model_names_tests_that_there_are() -> None:
    folder = ""
    for place in re.findall(
        r"`((?:tests/)?[a-z_/]+(?:\.py|/))`", (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    ):
        if not place.startswith(("tests/", "test_")):
            continue
        named = place if place.startswith("tests/") else f"{folder}/{place}"
        folder = named.rstrip("/").rpartition("/")[0]
        assert (ROOT / named).exists(), named


def test_each_direct_dependency_is_accounted_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    names = {re.split(r"[\[=><; ]", each)[0] for each in project["dependencies"]}
    assert {name for name in names if not re.search(rf"\b{re.escape(name)}\b", text)} == set()
