"""The figures of the statistics form that Loa can tell, by `config/statistics_form.toml`; the others stay empty and say so."""

import tomllib
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from distributor.report.engagement.posts import Posts
from distributor.report.engagement.shapes import GroupFigures, SmsFigures, StatisticsForm, StatisticsRow, Totals
from distributor.settings import CONFIG_FOLDER
from phrases import phrase_named


@cache
def _form() -> dict[str, Any]:
    return tomllib.loads((CONFIG_FOLDER / "statistics_form.toml").read_text(encoding="utf-8"))


def empty_form() -> StatisticsForm:
    """Its head, without rows."""
    form = _form()
    as_of: date = form["as_of"]
    return StatisticsForm(phrase_named(form["title"]), phrase_named(form["source"]), as_of)


def form_rows() -> tuple[StatisticsRow, ...]:
    """Its lines, without a value."""
    likely = ("most", "part_of", "held_at")
    return tuple(
        StatisticsRow(
            row["code"],
            phrase_named(row["label"]),
            phrase_named(row["unit"]),
            None,
            phrase_named(row["note"]),
            **{name: row[name] for name in likely if name in row},
        )
        for row in _form()["row"]
    )


def citizens() -> int:
    """Return how many citizens the province has."""
    return int(_form()["citizens"])


def statistics_of(
    posts: Posts, totals: Totals, by_channel: tuple[GroupFigures, ...], sms: SmsFigures
) -> StatisticsForm:
    items = {kind: len(np.unique(posts.item[posts.kind == place])) for place, kind in enumerate(posts.kinds)}
    posts_on = {group.key: group.compared.now.posts for group in by_channel}

    def measured(measure: str) -> int | None:
        name, _, of = measure.partition(":")
        match name:
            case "items_said":
                return sum(count for kind, count in items.items() if not of or kind in of.split(","))
            case "posts":
                return totals.posts
            case "posts_on":
                return posts_on.get(of, 0)
            case "messages_taken":
                return sms.sent + sms.delivered + sms.expired
            case "":
                return None
        raise ValueError(f"config/statistics_form.toml: there is no measure {measure!r}")

    rows = tuple(
        replace(row, value=measured(told.get("measure", "")))
        for row, told in zip(form_rows(), _form()["row"], strict=True)
    )
    return replace(empty_form(), rows=rows)
