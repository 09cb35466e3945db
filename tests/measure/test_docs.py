"""`docs/metrics.md` defines every figure, every metric that is asked or counted, and every notice about them."""

import re
import tomllib

import pytest

from channels.declared import METRICS_FILE, declared
from distributor.measure import alerts, tell
from distributor.measure.figures import FIGURES, derivations
from distributor.models import Doubt
from distributor.settings import CONFIG_FOLDER

PAGE = (CONFIG_FOLDER.parent / "docs" / "metrics.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("|")]


@pytest.mark.parametrize("metric", declared().metrics, ids=lambda metric: f"{metric.channel}.{metric.name}.{metric.of}")
def test_every_metric_is_defined_as_it_is_declared(metric: object) -> None:
    name, label, source = (getattr(metric, key) for key in ("name", "label", "source"))
    (row,) = [row for row in ROWS if row.startswith(f"| `{name}` | {label} |") and row.endswith(f"| {source} |")]
    assert f"{metric.valid_from:%Y-%m-%d}" in row  # type: ignore[attr-defined]
    assert ("account" in row) is (metric.of == "account")  # type: ignore[attr-defined]


def test_nothing_is_defined_that_is_not_declared() -> None:
    defined = {match[1] for row in ROWS if (match := re.match(r"\| `(\w+)` \| [^|]+ \| of ", row))}
    assert defined == {metric.name for metric in declared().metrics}


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_says_what_it_is_made_of(figure: str) -> None:
    (row,) = [row for row in ROWS if row.startswith(f"| `{figure}`, «")]
    for parts in derivations().values():
        assert all(f"`{metric}`" in row for metric in parts[figure])


def test_every_figure_is_made_of_declared_metrics() -> None:
    for channel, parts in derivations().items():
        known = {metric.name for metric in declared().metrics if metric.channel in (channel, "*")}
        assert {metric for metrics in parts.values() for metric in metrics} <= known


def test_what_is_not_collected_changes_and_doubts_and_notices_are_told() -> None:
    content = tomllib.loads(METRICS_FILE.read_text(encoding="utf-8"))
    names = [row["name"] for row in content["not_collected"]]
    names += [doubt.value for doubt in Doubt if doubt]
    names += [alerts.FAR, alerts.WAVE, tell.STOPPED, tell.POST_GONE, tell.METRIC_GONE, tell.NONE_LEFT]
    assert [name for name in names if f"`{name}`" not in PAGE] == []
    for change in declared().changes:
        assert f"{change.on:%Y-%m-%d}" in PAGE
