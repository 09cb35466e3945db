"""What was seen on eee984a, asked of whichever tree this file stands in: red there, green here.

`docs/seen-faults.md` is the record.

Its name is not a test's, for each of these has a test of its own that is run always; this one is run by name:

    .venv/bin/python -m pytest tests/faults_seen.py
"""

import importlib
import inspect
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from fastapi.testclient import TestClient
from lxml import etree
from lxml.html import fragment_fromstring
from redis import Redis
from sqlmodel import select

from channels.base import Finds, Look
from channels.errors import Misconfigured, Retryable
from channels.registry import parse_credentials, spec_of
from channels.rss.feed import render_rss
from channels.sms.account import open_link
from dispatch.app import make_app
from dispatch.nudge import CeleryNudge
from distributor.broadcast.audience import add_numbers, erase, make_audience
from distributor.clock import SystemClock
from distributor.db import Database
from distributor.errors import LoaError
from distributor.ingest.sources import add_source
from distributor.models import Account, Incarnation, Notice, Post, PostState, Source, SourceReading, Subscriber
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from tests.channels.conftest import folder, server
from tests.channels.platforms import NOW, PLAIN_POST, opened
from tests.channels.server import Server, answer
from tests.channels.test_rss import ENTRY, FEED
from tests.commands.homes import free_ports
from tests.ingest.site import Site, says, serving
from tests.ingest.support import rss
from tests.support import province, servers, workers
from tests.support.servers import ROOT
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands, settings, templates
from tests.web.home import clock as clock_of_web
from tests.web.home import database as database_of_web
from tests.web.home import province as province_of_web
from tests.web.province import LOGIN
from web.app import create_app

__all__ = ["clock_of_web", "database_of_web", "folder", "province_of_web", "server", "settings", "templates"]
SOON_S = 150.0
"""By then today's code has done it, also on a machine that is busy."""


def one_of(*places: str) -> Any:
    """The first of these `module:name` that the tree has."""
    for place in places:
        module, _, name = place.partition(":")
        with suppress(ImportError, AttributeError):
            return getattr(importlib.import_module(module), name)
    raise AssertionError(places)


def given(act: Callable[..., Any], *arguments: Any, **perhaps: Any) -> Any:
    """Call with those of `perhaps` that it takes."""
    takes = inspect.signature(act).parameters
    return act(*arguments, **{name: value for name, value in perhaps.items() if name in takes})


def until(condition: Callable[[], object], said: Callable[[], object]) -> None:
    servers.wait_until(condition, lambda: f"{said()}", patience_s=SOON_S, look_s=0.2)


# Delivery, and what tells of it


@contextmanager
def home_of_posts(tmp_path: Path, url: str, count: int, *, late: bool = False, drawn: bool = False) -> Iterator[Any]:
    """Posts of a Page under a real worker. `late`: due in the last two days. `drawn`: their picture lies on another machine."""
    database, home, now = Database(url), tmp_path / "home", datetime.now(UTC)
    home.mkdir()
    with servers.sandbox(tmp_path / "sandbox", "--no-clicks") as sandbox_url:
        with database.write() as session:
            seeded = province.seed_unit(session)
            vault = given(open_vault, home, database=database)
            account = province.seed_sandbox_account(session, seeded, vault, sandbox_url, "facebook")
            items = [province.seed_item(session, seeded, number, now) for number in range(count)]
            slots = [now - timedelta(hours=2 * number + 1) for number in range(count)] if late else None
            picture = province.seed_picture(session, tmp_path / "elsewhere", now) if drawn else ""
            province.seed_posts(session, seeded, account, items, slots=slots, picture=picture)
        database.dispose()
        with workers.running(home, url, sandbox_url) as run:
            yield run


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_frozen_worker_is_red(tmp_path: Path, database_url: str) -> None:
    """Beside a process that beats as a gateway's bind and `loa run` do."""
    living = one_of("distributor.work.liveness:LivingIncarnation", "distributor.deliver.liveness:LivingIncarnation")
    with home_of_posts(tmp_path, database_url, 1) as run:
        until(lambda: run.states() == {PostState.PUBLISHED: 1}, run.states)
        other = living(run.database, run.settings.run_folder)
        worker = run.parts["worker"].process
        worker.send_signal(signal.SIGSTOP)
        with TestClient(create_app(run.settings, run.database, SystemClock())) as web:
            try:
                until(lambda: web.get("/health").status_code == 503, lambda: web.get("/health").json())
            finally:
                worker.send_signal(signal.SIGCONT)
                other.close()


DEAF = """
from celery.signals import task_postrun, worker_ready
from worker import app

consumers = []
worker_ready.connect(lambda sender, **_: consumers.append(sender), weak=False)
task_postrun.connect(lambda **_: consumers[0].call_soon(consumers[0].task_consumer.cancel), weak=False)
"""
"""A worker that lives, beats and takes from no queue: what kombu's loop does to one now and then when Valkey is killed."""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_deaf_worker_is_red(tmp_path: Path, database_url: str) -> None:
    with home_of_posts(tmp_path, database_url, 1) as run:
        until(lambda: run.states() == {PostState.PUBLISHED: 1}, run.states)
        workers.die(run.parts["worker"])
        (tmp_path / "deaf.py").write_text(DEAF)
        there = {"LOA_HOME": str(run.settings.home), "LOA_SANDBOX": "0", "LOA_DATABASE_URL": database_url}
        queues = ",".join(queues_of(run.settings))
        with (
            celery(tmp_path, there, "deaf", "--queues", queues) as deaf,
            TestClient(create_app(run.settings, run.database, SystemClock())) as web,
            Redis.from_url(run.settings.valkey_url) as valkey,
        ):

            def began() -> bool:
                with run.database.read() as session:
                    return deaf.pid in session.exec(select(Incarnation.pid)).all()

            def seen() -> tuple[int, object]:
                return int(valkey.llen(f"{run.settings.key_prefix}deliver")), web.get("/health").json()

            until(began, lambda: "it has taken a message, and then no more")
            until(lambda: web.get("/health").status_code == 503, seen)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_late_does_not_go_out_at_once(tmp_path: Path, database_url: str) -> None:
    with home_of_posts(tmp_path, database_url, 20, late=True) as run:

        def seen() -> tuple[int, int]:
            """Out; due now."""
            with run.database.read() as session:
                posts = session.exec(select(Post)).all()
            due = [post for post in posts if post.due_at is not None and post.due_at <= datetime.now(UTC)]
            return sum(post.state is PostState.PUBLISHED for post in posts), len(due)

        until(lambda: seen()[0] and not seen()[1], seen)
        with run.database.read() as session:
            times = sorted(session.exec(select(Post.published_at).where(Post.state == PostState.PUBLISHED)).all())
        assert len(times) == 1, f"{len(times)} posts in {(times[-1] - times[0]).total_seconds():.2f} s"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_machine_without_the_folder_throws_nothing_back(tmp_path: Path, database_url: str) -> None:
    with home_of_posts(tmp_path, database_url, 8, drawn=True) as run:
        log = run.settings.home / "logs" / "worker.log"
        until(
            lambda: (
                run.states() != {PostState.PLANNED: 8} or "the media folder is not the database's" in log.read_text()
            ),
            run.states,
        )
        assert run.states() == {PostState.PLANNED: 8}, run.states()


# Overload, and hostile input


def test_of_a_thing_at_most_one_message_waits(valkey_settings: Settings) -> None:
    valkey = Redis.from_url(valkey_settings.valkey_url)
    nudge: Any = CeleryNudge(make_app(valkey_settings), valkey)
    for _ in range(6):
        nudge.ask("review", [7]) if hasattr(nudge, "ask") else nudge.review(7)
        for mark in valkey.keys("loa:nudge:*"):
            valkey.delete(mark)  # as five seconds do, while no thread is free
    waiting = sum(int(valkey.llen(queue)) for queue in ("review", "work"))
    valkey.flushall()
    assert waiting == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_hostile_feed_is_stopped_and_told(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOA_ALLOW_PRIVATE_ADDRESSES", "1")
    attributes = " ".join(f'a{number}="1"' for number in range(300_000))
    feed = rss([f"<item><title>Tin</title><link>https://a.example/1</link><x {attributes}/></item>"])
    with serving(Site({"/rss": says(feed)})) as site, home_of_posts(tmp_path, database_url, 1) as run:
        with run.database.write() as session:
            unit_id = session.exec(select(Account.unit_id)).one()
            address = f"{site.address}/rss"
            source = add_source(session, unit_id, address, take_all=True, clock=SystemClock(), interval_s=5)
            source_id = source.id

        def seen() -> dict[str, object]:
            with run.database.read() as session:
                stopped = not session.get_one(Source, source_id).active
                told = session.exec(select(Notice.text).where(Notice.kind == "source")).all()
                ended = len(session.exec(select(SourceReading)).all())
            return {"stopped": stopped, "told": len(told), "readings begun": len(site.asked), "ended": ended}

        until(lambda: seen()["stopped"] and seen()["told"], seen)


# Several machines, and Celery


def queues_of(settings: Settings) -> set[str]:
    conf = make_app(settings).conf
    return {options["queue"] for options in conf.task_routes.values()} | {conf.task_default_queue}


@contextmanager
def celery(
    folder: Path, settings: dict[str, str], app: str = "worker", *words: str
) -> "Iterator[subprocess.Popen[bytes]]":
    """`celery -A … worker`, once it is ready; what it says is in a file of the folder."""
    path = f"{folder}:{ROOT}:{ROOT / 'queue'}"
    command = [sys.executable, "-m", "celery", "-A", app, "worker", "--pool", "threads", "--loglevel", "INFO", *words]
    said = folder / f"{app}.said"
    with said.open("wb") as log:
        environment = {**os.environ, **settings, "PYTHONPATH": path}
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            until(lambda: " ready." in said.read_text(), said.read_text)
            yield process
        finally:
            servers.end(process)


def test_a_worker_by_celerys_command_takes_from_all_queues_and_answers(
    tmp_path: Path, valkey_settings: Settings, sqlite_template: Path
) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "loa.db")
    values = Values(broker_url=valkey_settings.broker_url, sandbox=False).model_copy(update={"celery_events": True})
    here = Settings(tmp_path, values)
    app, queues = make_app(here), queues_of(here)
    there = {"LOA_HOME": str(tmp_path), "LOA_BROKER_URL": valkey_settings.broker_url, "LOA_SANDBOX": "0"}
    with celery(tmp_path, {**there, "LOA_CELERY_EVENTS": "1"}):
        banner = set(re.findall(r"(\w+) +exchange=", (tmp_path / "worker.said").read_text()))
        answers = app.control.inspect(timeout=2).active_queues() or {}
    seen = {queue["name"] for taken in answers.values() for queue in taken}
    assert (banner, seen) == (queues, queues), "what it takes from by its own words; what inspect sees of it"


# Backup, and the doctor


class Loa:
    """`loa` in a home of its own, begun."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir(mode=0o755)
        before = os.umask(0o022)
        self("init", "--unit", "Sở Tư pháp tỉnh X", "--login", "quantri", "--name", "Trần Thị Hà")
        os.umask(before)

    def __call__(self, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "LOA_HOME": str(self.home), "LOA_SANDBOX": "0", **settings}
        return subprocess.run(
            [sys.executable, "loa.py", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    @contextmanager
    def database(self) -> Iterator[Database]:
        opened = given(Database, f"sqlite:///{self.home / 'loa.db'}", home=self.home)
        yield opened
        opened.dispose()

    def sql(self, *statements: str) -> None:
        with sqlite3.connect(self.home / "loa.db") as database:
            for statement in statements:
                database.execute(statement)

    def ill(self, **settings: str) -> list[str]:
        """What doctor finds wrong, but for ports: others may have them."""
        found = json.loads(self("doctor", "--json", **settings).stdout)
        return [each["message"] for each in found if each["ok"] is False and not each["name"].startswith("Cổng")]


@pytest.fixture
def loa(tmp_path: Path) -> Loa:
    return Loa(tmp_path / "home")


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_there_is_a_backup_and_a_restore(loa: Loa, command: str) -> None:
    said = loa(command, "--help")
    assert said.returncode == 0, said.stderr


def lose_media(loa: Loa) -> None:
    with loa.database() as database, database.write() as session:
        province.seed_picture(session, loa.home / "media", NOW)
    shutil.rmtree(loa.home / "media")


def go_back(loa: Loa) -> None:
    """What was written down last is of a time when the clock was right: now it is 30 days behind that."""
    ahead = "datetime('now', '+30 days')"
    loa.sql(f"INSERT INTO incarnation (id, host, pid, started_at, heartbeat_at) VALUES ('a', 'a', 1, {ahead}, {ahead})")


ILL: dict[str, tuple[Callable[[Loa], None], dict[str, str]]] = {
    "a table is gone": (lambda loa: loa.sql("DROP TABLE post_media"), {}),
    "a column is gone": (lambda loa: loa.sql("ALTER TABLE notice DROP COLUMN text"), {}),
    "the media folder is gone": (lose_media, {}),
    "ffmpeg is gone": (lambda _loa: None, {"IMAGEIO_FFMPEG_EXE": "/nowhere/ffmpeg"}),
    "the clock is 30 days behind": (go_back, {}),
}


@pytest.mark.parametrize("fault", ILL)
def test_doctor_finds(loa: Loa, fault: str) -> None:
    assert loa.ill() == []
    harm, surroundings = ILL[fault]
    harm(loa)
    assert loa.ill(**surroundings)


def held_by(pid: int) -> int:
    """Octets of a process and all that it started, shared ones by their share."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    children = " ".join(each.read_text() for each in Path(f"/proc/{pid}/task").glob("*/children"))
    return int(rollup.split("Pss:")[1].split()[0]) * 1024 + sum(map(held_by, map(int, children.split())))


def test_an_office_at_rest_is_small(loa: Loa) -> None:
    web, sandbox = free_ports(2)
    ports = {"LOA_WEB_PORT": f"{web}", "LOA_SANDBOX_PORT": f"{sandbox}", "LOA_SANDBOX": "0", "LOA_HOME": f"{loa.home}"}
    office = subprocess.Popen(
        [sys.executable, "loa.py", "up", "--json"], cwd=ROOT, env={**os.environ, **ports}, stdout=subprocess.PIPE
    )
    try:
        assert office.stdout is not None
        assert office.stdout.readline(), "all parts serve"
        assert held_by(office.pid) / 1e6 < 420
    finally:
        servers.end(office, signal.SIGINT)


# Secrets and doors


def test_a_lost_key_is_not_made_anew(loa: Loa) -> None:
    with loa.database() as database, database.write() as session:
        account = province.seed_rss_account(session, province.Seeded(1, 1))
        account.credentials = given(open_vault, loa.home, database=database).seal({"token": "a"})
    (loa.home / "secret.key").unlink()
    with loa.database() as database, suppress(LoaError):
        given(open_vault, loa.home, database=database)
    assert not (loa.home / "secret.key").exists(), "made anew: what the old one sealed is lost without a word"


def test_another_key_orphans_no_refusal(loa: Loa) -> None:
    def take_up(*, then_erased: bool = False) -> Any:
        with loa.database() as database:
            vault = given(open_vault, loa.home, database=database)
            numbers = given(
                one_of("distributor.phone_numbers:Numbers", "distributor.broadcast.numbers:Numbers"),
                vault,
                key=key_of(loa),
            )
            with database.write() as session:
                audience = make_audience(session, 1, f"Hộ dân {then_erased}", NOW)
                taken = add_numbers(session, audience, ["+84912345678"], numbers, now=NOW)
                if then_erased:
                    erase(session, session.exec(select(Subscriber)).one(), NOW)
        return taken

    assert take_up(then_erased=True).added == 1
    assert take_up().added == 0
    (loa.home / "secret.key").write_bytes(Fernet.generate_key())
    try:
        anew = take_up()
    except LoaError:
        return  # it is told that this is another key; `loa keys rotate` changes it
    assert anew.added == 0, f"who was erased, and so refuses, is on the list again: {anew}"


def key_of(loa: Loa) -> bytes:
    return (loa.home / "secret.key").read_bytes().strip()


@pytest.mark.parametrize("kept", [1, 0])
def test_a_log_whose_end_was_cut_is_not_whole(loa: Loa, kept: int) -> None:
    for reason in ("Mưa", "Lũ", "Bão"):
        loa("hold", "--reason", reason, "--ordered-by", "Chủ tịch", "--by", "quantri")
    loa.sql(f"DELETE FROM audit_entry WHERE id > {kept}")
    said = loa("audit", "verify")
    assert (said.returncode, "còn nguyên" in said.stdout) == (1, False), said.stdout


def test_what_the_home_holds_is_its_owners_alone(loa: Loa) -> None:
    open_to_others = {
        place.relative_to(loa.home.parent): oct(place.stat().st_mode & 0o777)
        for place in (loa.home, *loa.home.rglob("*"))
        if place.stat().st_mode & 0o077
    }
    assert open_to_others == {}


def test_an_smpp_bind_goes_to_no_clouds_metadata(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is connected: what would be is noted, and refused."""
    dialled: list[object] = []

    def dial(address: object, *_: object, **__: object) -> socket.socket:
        dialled.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", dial)
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: dial(address))
    credentials = parse_credentials(spec_of("sms"), {"system_id": "loa", "password": "mat-khau"})
    facts = {"gateway": "smpp", "host": "169.254.169.254", "port": 2775}
    link = given(open_link, credentials, facts, lambda _: None, way_out=getattr(settings, "way_out", None))
    with pytest.raises((Retryable, Misconfigured)):
        link.bind()
    assert dialled == []


def test_nobody_locks_the_leader_out_of_the_browser_they_use(
    settings: Settings, database_of_web: Database, clock_of_web: Hands
) -> None:
    with TestClient(
        create_app(settings, database_of_web, clock_of_web), base_url="http://127.0.0.1:8600", follow_redirects=False
    ) as client:
        assert sign_in(client).status_code == 303
        client.post("/dang-xuat", data={"form_token": form_token(client.get("/").text)})
        stranger = TestClient(client.app, base_url=str(client.base_url), follow_redirects=False)
        assert [sign_in(stranger, LOGIN, "sai").status_code for _ in range(5)] == [401] * 4 + [429]
        assert sign_in(client).status_code == 303


# What platforms show, and what readers see


def look_of(channel: str, server: Server, shown: dict[str, Any]) -> Look:
    server.script(*[answer(200, shown)] * 3)
    with opened(channel, server.address) as account:
        assert isinstance(account.adapter, Finds)
        return account.adapter.find(PLAIN_POST, NOW)


def test_entries_of_x_without_the_fields_asked_for_prove_no_absence(server: Server) -> None:
    entry = {"id": "1", "text": "Sở Tư pháp: quy định mới https://t.co/abc"}
    look = look_of("x", server, {"data": [entry], "meta": {"result_count": 1}})
    assert not look.complete, "ours stands there, and is looked upon as proven absent"


def test_an_entry_of_youtube_without_a_description_proves_no_absence(server: Server) -> None:
    entry = {
        "snippet": {"title": "Tách thửa", "publishedAt": "2026-11-24T08:00:01Z"},
        "contentDetails": {"videoId": "v1", "videoPublishedAt": "2026-11-24T08:00:01Z"},
        "status": {"privacyStatus": "public"},
    }
    assert not look_of("youtube", server, {"items": [entry]}).complete


@pytest.mark.parametrize("text", ["a < b & c", "<b>đậm</b> & R&D", "Dùng &lt;p&gt;"])
def test_a_reader_of_a_feed_shows_the_very_text(text: str) -> None:
    entry = replace(ENTRY, summary=text)
    description = etree.fromstring(render_rss(FEED, [entry])).findtext("channel/item/description")
    assert fragment_fromstring(description, create_parent="div").text_content() == text
