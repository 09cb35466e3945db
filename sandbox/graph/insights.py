"""Insights of posts and Pages. One unknown metric name fails the whole call with (#100), as on the real platform."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sandbox.audience import Response
from sandbox.calls import Json
from sandbox.graph.errors import bad_parameter
from sandbox.store import Store

_OTHER_PERIODS = (("day", 1), ("week", 7), ("days_28", 28))
_VALID = "The value must be a valid insights metric"

POST_METRICS: dict[str, Callable[[Response], object]] = {
    "post_media_view": lambda seen: seen.views,
    "post_total_media_view_unique": lambda seen: seen.viewers,
    "post_clicks": lambda seen: seen.clicks,
    "post_clicks_by_type": lambda seen: {"link clicks": seen.clicks},
    "post_reactions_like_total": lambda seen: seen.reactions - seen.reactions // 6 - seen.reactions // 25,
    "post_reactions_love_total": lambda seen: seen.reactions // 6,
    "post_reactions_wow_total": lambda seen: seen.reactions // 25,
    "post_reactions_haha_total": lambda _seen: 0,
    "post_reactions_sorry_total": lambda _seen: 0,
    "post_reactions_anger_total": lambda _seen: 0,
    "post_reactions_by_type_total": lambda seen: {
        "like": seen.reactions - seen.reactions // 6 - seen.reactions // 25,
        "love": seen.reactions // 6,
        "wow": seen.reactions // 25,
    },
    "post_activity_by_action_type": lambda seen: {
        "like": seen.reactions,
        "comment": seen.comments,
        "share": seen.shares,
    },
    "post_video_views": lambda _seen: 0,
}

PAGE_METRICS: dict[str, Callable[[list[Response]], int]] = {
    "page_media_view": lambda all_seen: sum(seen.views for seen in all_seen),
    "page_total_media_view_unique": lambda all_seen: sum(seen.viewers for seen in all_seen),
    "page_post_engagements": lambda all_seen: sum(
        seen.reactions + seen.comments + seen.shares + seen.clicks for seen in all_seen
    ),
    "page_follows": lambda _all_seen: 3480,
    "page_views_total": lambda all_seen: sum(seen.views for seen in all_seen) // 40,
}


def post_insights(identifier: str, names: str, seen: Response, store: Store) -> Json:
    chosen = _chosen(names, POST_METRICS)
    values = {name: POST_METRICS[name](seen) for name in chosen}
    if store.differs("facebook", "zero_left_out"):
        values = {name: value for name, value in values.items() if value}
    documents = [_document(identifier, values, "lifetime")]
    if store.differs("facebook", "several_periods"):
        for period, days in _OTHER_PERIODS:
            part = {name: _part(value, days) for name, value in values.items()}
            documents.insert(-1, _document(identifier, part, period))
    return {"data": [entry for document in documents for entry in document["data"]], "paging": {}}


def _part(value: object, days: int) -> object:
    """What of a post's number fell into so many days, of the four weeks that are told at most."""
    if isinstance(value, dict):
        return {kind: _part(one, days) for kind, one in value.items()}
    return value * days // 29 if isinstance(value, int) else value


def page_insights(identifier: str, names: str, all_seen: list[Response]) -> Json:
    chosen = _chosen(names, PAGE_METRICS)
    return _document(identifier, {name: PAGE_METRICS[name](all_seen) for name in chosen}, "day")


def _chosen(names: str, known: Iterable[str]) -> list[str]:
    chosen = [name.strip() for name in names.replace("[", "").replace("]", "").replace('"', "").split(",")]
    if not names or not all(chosen):
        raise bad_parameter("The parameter metric is required")
    if any(name not in known for name in chosen):
        raise bad_parameter(_VALID)
    return list(dict.fromkeys(chosen))


def _document(identifier: str, values: dict[str, object] | dict[str, int], period: str) -> dict[str, Any]:
    data = [
        {
            "name": name,
            "period": period,
            "values": [{"value": value}],
            "title": name.replace("_", " ").capitalize(),
            "description": None,
            "id": f"{identifier}/insights/{name}/{period}",
        }
        for name, value in values.items()
    ]
    return {"data": data, "paging": {}}
