"""Listing a Page's posts, newest first, in pages with cursors: `/feed` and `/published_posts`."""

from __future__ import annotations

import base64
import binascii
import urllib.parse
from collections.abc import Iterator

from sandbox.accounts import Account
from sandbox.calls import Call, Json
from sandbox.clock import now, parse_time
from sandbox.graph.errors import bad_parameter
from sandbox.graph.fields import Field
from sandbox.graph.reading import Reader
from sandbox.publications import Publication
from sandbox.store import Store

DEFAULT_LIMIT = 25
LARGEST_LIMIT = 100


def list_posts(call: Call, page: Account, fields: tuple[Field, ...], store: Store, reader: Reader) -> Json:
    """One page of posts. Raises GraphRefused for a malformed limit, time or cursor."""
    given = call.parameters
    limit = _limit(given.get("limit", str(DEFAULT_LIMIT)))
    since, until = _time(given, "since", 0.0), _time(given, "until", float("inf"))
    after, before = _cursor(given, "after"), _cursor(given, "before")
    posts: list[Publication] = []
    more = False
    for publication in _readable(page, store, reader):
        if publication.time < since:
            break
        if publication.time > until:
            continue
        if after is not None and _number(publication) >= after:
            continue
        if before is not None and _number(publication) <= before:
            break
        posts.append(publication)
        if len(posts) > limit and before is None:
            more = True
            posts.pop()
            break
    if before is not None:
        posts = posts[-limit:]
    document: Json = {"data": [reader.post(publication, fields) for publication in posts]}
    if posts:
        paging: Json = {"cursors": {"before": _token(posts[0]), "after": _token(posts[-1])}}
        if more:
            paging["next"] = _next_address(call, _token(posts[-1]))
        document["paging"] = paging
    return document


def _readable(page: Account, store: Store, reader: Reader) -> Iterator[Publication]:
    """Public posts by time, newest first."""
    moment = now()
    posts = (
        publication
        for publication in store.newest_of(page.id)
        if publication.is_public(moment) and reader.readable(publication, moment)
    )
    if store.is_in_order(page.id):
        return posts
    return iter(sorted(posts, key=lambda publication: publication.time, reverse=True))


def _limit(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise bad_parameter("Param limit must be a positive number")
    if int(text) > LARGEST_LIMIT:
        raise bad_parameter(f"The limit parameter must not be larger than {LARGEST_LIMIT}")
    return int(text)


def _time(given: dict[str, str], name: str, otherwise: float) -> float:
    if not given.get(name):
        return otherwise
    try:
        return parse_time(given[name])
    except ValueError:
        raise bad_parameter(f"Param {name} must be a Unix or ISO 8601 time") from None


def _number(publication: Publication) -> int:
    return int(publication.id.rpartition("_")[2])


def _token(publication: Publication) -> str:
    return base64.urlsafe_b64encode(f"sandbox:{_number(publication)}".encode()).decode().rstrip("=")


def _cursor(given: dict[str, str], name: str) -> int | None:
    token = given.get(name)
    if not token:
        return None
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
        return int(text.removeprefix("sandbox:"))
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise bad_parameter(f"Invalid cursor in {name}") from None


def _next_address(call: Call, token: str) -> str:
    query = [(name, value) for name, value in call.query if name != "after"] + [("after", token)]
    return f"https://graph.facebook.com{call.path}?{urllib.parse.urlencode(query)}"
