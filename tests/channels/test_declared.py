"""One list of metrics: what `config/metrics.toml` declares is what the adapters ask, no more and no less. Followers, too."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from channels.base import HasFollowers, Measures, Reading
from channels.declared import ACCOUNT, METRICS_FILE, Declared, asked_on, changes_of, declared, metrics_of, read_declared
from channels.errors import Misconfigured
from channels.facebook.metrics import COUNTS, groups_on
from channels.registry import specs
from channels.x.metrics import METRICS as OF_X
from channels.youtube.adapter import METRICS as OF_YOUTUBE
from channels.zalo.adapter import METRICS as OF_ZALO
from tests.channels.platforms import ARTICLE, NOW, FixedClock, opened
from tests.channels.server import Reply, Server, answer

DAY = NOW.date()
MEASURED = ("facebook", "x", "youtube", "zalo")


@pytest.mark.parametrize(("channel", "known"), [("x", OF_X), ("youtube", OF_YOUTUBE), ("zalo", OF_ZALO)])
def test_what_is_declared_is_what_the_adapter_knows_to_read(channel: str, known: tuple[str, ...]) -> None:
    assert {metric.name for metric in asked_on(channel, DAY)} == set(known)


def test_every_count_of_facebook_is_known_and_each_insight_is_asked_alone() -> None:
    counts, *insights = groups_on(DAY)
    assert {metric.name for metric in counts} == set(COUNTS)
    assert {len(group) for group in insights} == {1}
    named = {metric.name for group in (counts, *insights) for metric in group}
    assert named == {metric.name for metric in asked_on("facebook", DAY)}


def test_no_name_that_the_platform_has_retired_is_asked() -> None:
    assert not [metric.name for metric in asked_on("facebook", DAY) if "impressions" in metric.name]


SAID: dict[str, Reply] = {
    "facebook": answer(200, {}),
    "x": answer(200, {"data": []}),
    "youtube": answer(200, {"items": []}),
    "zalo": answer(200, {"error": 0, "message": "Success", "data": {"medias": []}}),
}


@pytest.mark.parametrize("channel", MEASURED)
def test_nothing_undeclared_comes_back(channel: str, server: Server) -> None:
    server.script(*[SAID[channel]] * 8)
    with opened(channel, server.address) as account:
        assert isinstance(account.adapter, Measures)
        readings = account.adapter.metrics([ARTICLE if channel == "zalo" else "1860000000000000000"])
    names = {reading.metric for reading in readings}
    assert names == {metric.name for metric in asked_on(channel, DAY)}
    assert {reading.value for reading in readings} == {None}
    assert {reading.api_version for reading in readings} == {asked_on(channel, DAY)[0].api_version}


def test_a_name_is_asked_until_the_day_it_is_retired(tmp_path: Path) -> None:
    likes = metrics_of("x")["like_count"]
    listed = Declared(date(2026, 11, 24), (replace(likes, valid_to=date(2026, 12, 1)),), ())
    assert asked_on("x", date(2026, 11, 30), listed=listed)
    assert not asked_on("x", date(2026, 12, 1), listed=listed)


def test_a_name_that_begins_later_waits_for_its_day() -> None:
    likes = metrics_of("x")["like_count"]
    listed = Declared(date(2026, 11, 24), (replace(likes, valid_from=date(2027, 1, 1)),), ())
    assert not asked_on("x", date(2026, 12, 31), listed=listed)
    assert asked_on("x", date(2027, 1, 1), listed=listed)


def test_a_retired_insight_costs_only_itself(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    """The dated end of a name takes effect by itself, on the adapter's clock."""
    today = declared()
    ended = tuple(
        replace(metric, valid_to=date(2027, 1, 1)) if metric.name == "post_clicks" else metric
        for metric in today.metrics
    )
    monkeypatch.setattr("channels.declared.declared", lambda: replace(today, metrics=ended))
    server.script(*[SAID["facebook"]] * 3)
    with opened("facebook", server.address, FixedClock(datetime(2027, 1, 2, tzinfo=UTC))) as account:
        assert isinstance(account.adapter, Measures)
        account.adapter.metrics(["1_2"])
    asked = [request.query["fields"] for request in server.requests]
    assert len(asked) == 3
    assert not [fields for fields in asked if "post_clicks" in fields]


@pytest.mark.parametrize(
    ("channel", "said", "reading"),
    [
        ("facebook", {"followers_count": 3480, "id": "1"}, Reading("", "followers_count", 3480, "v26.0")),
        ("facebook", {"id": "1"}, Reading("", "followers_count", None, "v26.0")),
        ("x", {"data": {"public_metrics": {"followers_count": 12}}}, Reading("", "followers_count", 12, "2")),
        (
            "youtube",
            {"items": [{"id": "UC", "statistics": {"subscriberCount": "1230"}}]},
            Reading("", "subscriberCount", 1230, "v3"),
        ),
        (
            "youtube",
            {"items": [{"id": "UC", "statistics": {"hiddenSubscriberCount": True}}]},
            Reading("", "subscriberCount", None, "v3"),
        ),
        (
            "zalo",
            {"error": 0, "message": "Success", "data": {"num_follower": "1.170"}},
            Reading("", "num_follower", 1170, "v2.0"),
        ),
    ],
)
def test_followers(channel: str, said: dict[str, object], reading: Reading, server: Server) -> None:
    server.script(answer(200, said))
    with opened(channel, server.address) as account:
        assert isinstance(account.adapter, HasFollowers)
        assert account.adapter.followers() == [reading]
    assert {metric.name for metric in asked_on(channel, DAY, ACCOUNT)} == {reading.metric}


def test_youtubes_change_of_what_a_view_is_is_dated() -> None:
    (change,) = changes_of("youtube", "viewCount")
    assert change.on == date(2026, 8, 24)
    assert "bắt đầu phát" in change.words


def test_every_declaration_is_of_a_channel_and_sourced() -> None:
    for metric in declared().metrics:
        assert metric.channel in {*specs(), "*"}
        assert metric.label
        assert metric.source
        assert not metric.valid_to or metric.valid_from < metric.valid_to


@pytest.mark.parametrize(
    ("cut", "named"), [('label = "Lượt lưu"\n', "label"), ("valid_from = 2026-09-01\n", "valid_from")]
)
def test_a_gap_in_the_file_is_named(tmp_path: Path, cut: str, named: str) -> None:
    file = tmp_path / "metrics.toml"
    file.write_text(METRICS_FILE.read_text("utf-8").replace(cut, "", 1), "utf-8")
    with pytest.raises(Misconfigured, match=named):
        read_declared(file)


def test_a_metric_that_stands_there_twice_is_named(tmp_path: Path) -> None:
    file = tmp_path / "metrics.toml"
    file.write_text(METRICS_FILE.read_text("utf-8").replace('"quote_count"', '"like_count"', 1), "utf-8")
    with pytest.raises(Misconfigured, match="hai lần"):
        read_declared(file)
