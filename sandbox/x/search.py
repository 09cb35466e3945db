"""Search of the last seven days (`/2/tweets/search/recent`), as far as conversations need it.

Of X's language of queries it knows `conversation_id:`, `from:` and `-from:` alone, and refuses all else. Its description has
10 to 100 results, at most one of `start_time` and `since_id`, of `end_time` and `until_id`, of both tokens; a `start_time`
older than seven days is refused in X's words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from sandbox.accounts import Account
from sandbox.calls import Json
from sandbox.clock import now, parse_time, x_time
from sandbox.publications import Publication
from sandbox.store import Store
from sandbox.x import posts, problems, weighted
from sandbox.x.conversations import CitizensPost, Conversations, citizen
from sandbox.x.oauth import Caller

PATH = "/2/tweets/search/recent"
PARAMETERS = frozenset(
    {
        "query",
        "max_results",
        "next_token",
        "pagination_token",
        "start_time",
        "end_time",
        "since_id",
        "until_id",
        "sort_order",
    }
)
_PAIRS = (("start_time", "since_id"), ("end_time", "until_id"), ("pagination_token", "next_token"))
_DAYS_S = 7 * 86_400
_LONGEST_QUERY = 4_096
_TERM = re.compile(r"(conversation_id|-?from):@?(\w{1,19})")
_TOKEN = "b26v89c19zqg8o3f"


def find(
    query: Mapping[str, str], conversations: Conversations, store: Store
) -> tuple[list[CitizensPost | Publication], Json]:
    """The posts of one page, newest first, and its `meta`. Raises Refused."""
    for one, other in _PAIRS:
        if one in query and other in query:
            raise problems.invalid(f"At most one of `{one}`, `{other}` may be provided.", one, query[one])
    size = query.get("max_results", "10")
    if not size.isdigit() or not 10 <= int(size) <= 100:
        raise problems.invalid(
            f"The max_results query parameter value [{size}] is not between 10 and 100", "max_results", size
        )
    if query.get("sort_order", "recency") != "recency":
        raise problems.invalid("The stand-in sorts by recency.", "sort_order", query["sort_order"])
    start, end = _times(query)
    below, above = _ids(query)
    matching = [
        one
        for one in _asked(query.get("query", ""), conversations, store)
        if start <= _written(one) <= end and above < int(one.id) < below
    ]
    page = matching[: int(size)]
    meta: Json = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
    if len(matching) > len(page):
        meta["next_token"] = f"{_TOKEN}{int(page[-1].id):x}"
    return page, meta


def as_json(said: CitizensPost, wanted: frozenset[str], old_names: bool, store: Store) -> Json:
    """A citizen's post with the wanted fields."""
    shown = weighted.show(said.id, said.text)
    told: Json = {
        "id": said.id,
        "text": shown.text,
        "edit_history_tweet_ids" if old_names else "edit_history_post_ids": [said.id],
    }
    if "author_id" in wanted:
        told["author_id"] = said.author_id
    if "created_at" in wanted:
        told["created_at"] = x_time(said.written)
    if "conversation_id" in wanted:
        told["conversation_id"] = said.conversation
    if "entities" in wanted:
        mentions = [one | {"id": _user(str(one["username"]), store)} for one in shown.mentions]
        entities = {"urls": shown.urls, "hashtags": shown.hashtags, "mentions": mentions}
        if present := {name: list(found) for name, found in entities.items() if found}:
            told["entities"] = present
    return told


def _asked(query: str, conversations: Conversations, store: Store) -> list[CitizensPost | Publication]:
    terms = query.split()
    found = [_TERM.fullmatch(term) for term in terms]
    if not terms or len(query) > _LONGEST_QUERY or not all(found):
        raise problems.invalid("The stand-in knows conversation_id:, from: and -from: in a query.", "query", query)
    wanted = [(one[1], one[2]) for one in found if one]
    if not any(name == "conversation_id" for name, _ in wanted):
        raise problems.invalid("The stand-in searches within a conversation.", "query", query)
    standing: list[CitizensPost | Publication] = []
    for name, conversation in wanted:
        if name == "conversation_id":
            first = store.publication(conversation)
            standing += [*([first] if first and first.deleted is None else []), *conversations.of(conversation)]
    for name, who in wanted:
        if name != "conversation_id":
            standing = [one for one in standing if _is_by(one, who, store) == (name == "from")]
    return [one for one in reversed(standing) if now() - _written(one) >= store.pace.read_lag]


def _is_by(post: CitizensPost | Publication, who: str, store: Store) -> bool:
    if isinstance(post, CitizensPost):
        return who.lower() in (post.author_id, post.author.lower())
    return who.lower() in (post.account, store.accounts[post.account].handle.lower())


def _written(post: CitizensPost | Publication) -> float:
    return post.written if isinstance(post, CitizensPost) else post.time


def _times(query: Mapping[str, str]) -> tuple[float, float]:
    given = query.get("start_time", "")
    try:
        start = parse_time(given) if given else 0.0
        end = parse_time(query["end_time"]) if "end_time" in query else float("inf")
    except ValueError:
        raise problems.invalid("start_time or end_time is malformed", "start_time", given) from None
    oldest = now() - _DAYS_S
    if given and start < oldest:
        after = datetime.fromtimestamp(oldest, UTC).strftime("%Y-%m-%dT%H:%MZ")
        message = f"Invalid 'start_time':'{given}'. 'start_time' must be on or after {after}"
        raise problems.invalid(message, "start_time", given)
    return start, end


def _ids(query: Mapping[str, str]) -> tuple[float, int]:
    try:
        below: float = int(query["until_id"]) if "until_id" in query else float("inf")
        if token := query.get("next_token") or query.get("pagination_token"):
            below = min(below, int(token.removeprefix(_TOKEN), 16))
        return below, int(query.get("since_id", "0"))
    except ValueError:
        raise problems.invalid("since_id, until_id or a token is malformed") from None


def _user(handle: str, store: Store) -> str:
    account: Account | None = store.account_named("x", handle)
    return account.id if account is not None else citizen(handle)


def shown(
    page: list[CitizensPost | Publication],
    wanted: frozenset[str],
    old_names: bool,
    caller: Caller,
    store: Store,
) -> list[Json]:
    reader = caller.account.id if caller.account else ""
    return [
        as_json(one, wanted, old_names, store)
        if isinstance(one, CitizensPost)
        else posts.as_json(one, wanted, old_names, reader, store)
        for one in page
    ]
