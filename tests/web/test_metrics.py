"""`/metrics`, read with Prometheus' own parser; who may read it; and that each alert rule watches what is there."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis

from dispatch.queues import REVIEW
from distributor.db import Database
from distributor.models import Attempt, Post, PostState, Source, SourceKind
from distributor.settings import Settings, Values
from tests.web.home import Hands
from tests.web.province import Province
from tests.web.test_health import broker_url, client_with_broker, let_beat, settings_with_broker  # noqa: F401 - fixtures

ALERTS = Path(__file__).resolve().parents[2] / "deploy" / "prometheus" / "alerts.yml"
LOOPBACK = ("127.0.0.1", 4711)
ABROAD = ("203.0.113.7", 4711)
PROXIES_SAY = (
    "X-Forwarded", "X-Forwarded-Server", "X-Forwarded-Port", "X-Original-Forwarded-For", "CF-Connecting-IP",
    "True-Client-IP", "X-Client-IP", "X-Cluster-Client-IP", "Fastly-Client-IP", "CDN-Loop", "X-Envoy-External-Address",
)  # fmt: skip


def from_(client: TestClient, peer: tuple[str, int]) -> TestClient:
    return TestClient(client.app, base_url="http://localhost", client=peer)


def read(client: TestClient, **headers: str) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    answer = from_(client, LOOPBACK).get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    families = text_string_to_metric_families(answer.text)
    return {
        family.name: {tuple(sorted(each.labels.items())): each.value for each in family.samples} for family in families
    }


def test_what_stands_in_the_database_is_told(
    client_with_broker: TestClient,  # noqa: F811
    settings_with_broker: Settings,  # noqa: F811
    database: Database,
    clock: Hands,
    province: Province,
) -> None:
    let_beat(database, clock)
    before = read(client_with_broker)
    with database.write() as session:
        post = session.get_one(Post, province.posts[PostState.PLANNED])
        post.state = PostState.UNKNOWN
        now = clock.now()
        attempt = Attempt(post_id=post.id or 0, token="t", incarnation_id="i", started_at=now, ended_at=now)
        attempt.outcome = "OutcomeUnknown"
        source = Source(unit_id=province.unit_id, kind=SourceKind.FEED, address="https://a.example/", failures=4)
        source.next_read_at = now - timedelta(hours=1)
        session.add_all([post, attempt, source])
    valkey = Redis.from_url(settings_with_broker.valkey_url)
    valkey.lpush(f"{settings_with_broker.key_prefix}{REVIEW}", "one", "two")
    found = read(client_with_broker)
    valkey.flushall()
    valkey.close()
    assert found["loa_database_up"][()] == found["loa_broker_up"][()] == found["loa_workers"][()] == 1
    for family, state, more in (
        ("loa_posts", "unknown", 1),
        ("loa_posts", "planned", -1),
        ("loa_sources", "behind", 1),
        ("loa_sources", "failing", 1),
    ):
        key = (("state", state),)
        assert found[family][key] - before[family].get(key, 0) == more, (family, state)
    assert [dict(labels)["outcome"] for labels in found["loa_attempts_last_hour"]].count("OutcomeUnknown") == 1
    assert found["loa_queue_messages"][(("queue", "review"),)] == 2
    assert found["loa_sweep_age_seconds"][()] == 0.5


def test_without_a_broker_and_a_database_it_says_so(client: TestClient, database: Database) -> None:
    assert read(client)["loa_broker_up"][()] == 0
    with database.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE attempt RENAME TO elsewhere")
    assert read(client)["loa_database_up"][()] == 0


def test_only_this_machine_or_the_token_reads_it(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    abroad = from_(client, ABROAD)
    assert abroad.get("/metrics").status_code == 404
    assert abroad.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    settings: Any = client.app.state.surroundings.settings  # type: ignore[attr-defined]
    for named in ("", "127.0.0.1", "10.0.0.1"):
        monkeypatch.setitem(settings.values.__dict__, "trusted_proxies", named)
        for header, spoken in (
            ("X-Forwarded-For", "203.0.113.9"),
            ("X-Forwarded-For", "127.0.0.1"),
            ("X-Forwarded-For", "unknown"),
            ("X-Forwarded-For", ""),
            ("Forwarded", "for=127.0.0.1"),
            ("X-Real-IP", "203.0.113.9"),
            ("Via", "1.1 proxy"),
            *((name, "203.0.113.9") for name in PROXIES_SAY),
            (
                "Host",
                "loa.tinh-x.gov.vn",
            ),  # of a proxy that says nothing of itself, or a page that had its name led here
            ("Host", ""),
        ):
            proxied = from_(client, LOOPBACK).get("/metrics", headers={header: spoken})
            assert proxied.status_code == 404, "a proxy of this machine asks for the whole world"
    for host in ("localhost", "127.0.0.1:8600", "[::1]:8600"):
        assert from_(client, LOOPBACK).get("/metrics", headers={"Host": host}).status_code == 200
    monkeypatch.setitem(
        settings.values.__dict__,
        "metrics_token",
        Values.model_validate({"metrics_token": "0123456789abcdef"}).metrics_token,
    )
    assert "0123456789abcdef" not in repr(settings)
    assert abroad.get("/metrics", headers={"Authorization": "Bearer 0123456789abcdef"}).status_code == 200
    assert abroad.get("/metrics", headers={"Authorization": "Bearer 0123456789abcdee"}).status_code == 404


def test_each_alert_watches_what_is_there(
    client_with_broker: TestClient,  # noqa: F811
    database: Database,
    clock: Hands,
) -> None:
    let_beat(database, clock)
    there = set(read(client_with_broker))
    rules = [rule for group in yaml.safe_load(ALERTS.read_text("utf-8"))["groups"] for rule in group["rules"]]
    assert len({rule["alert"] for rule in rules}) == len(rules) > 10
    for rule in rules:
        named = set(re.findall(r"\bloa_\w+", rule["expr"]))
        assert named <= there, rule["alert"]
        assert named, rule["alert"]
        assert rule["annotations"]["summary"]
        assert rule["labels"]["severity"] in {"warning", "critical"}
