"""Reading from X: the own profile, posts by id, a user's posts.

Both the specification's parameter names (`post.fields`) and the older ones that clients send (`tweet.fields`) are
taken; with the older ones, metrics carry `retweet_count` beside `repost_count`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.calls import Call, Json
from sandbox.clock import parse_time, x_time
from sandbox.publications import Publication
from sandbox.store import Store
from sandbox.x import posts, problems, search
from sandbox.x.conversations import CitizensPost, Conversations
from sandbox.x.oauth import Caller

POST_FIELDS = frozenset(
    {
        "article",
        "article_title",
        "attachments",
        "card_uri",
        "community_id",
        "context_annotations",
        "conversation_id",
    }
    | {
        "created_at",
        "display_text_range",
        "edit_controls",
        "entities",
        "geo",
        "id",
        "lang",
        "matched_media_notes",
    }
    | {"media_metadata", "non_public_metrics", "note_post", "note_request_suggestions", "organic_metrics"}
    | {
        "paid_partnership",
        "possibly_sensitive",
        "promoted_metrics",
        "public_metrics",
        "reply_settings",
        "scopes",
    }
    | {"source", "suggested_source_links", "suggested_source_links_with_counts", "text", "withheld"}
)
# Fields that the older documentation knows and the specification has as expansions or under another name.
OLD_POST_FIELDS = (POST_FIELDS - {"note_post"}) | {
    "author_id",
    "edit_history_tweet_ids",
    "in_reply_to_user_id",
    "note_tweet",
    "referenced_tweets",
}
USER_FIELDS = frozenset(
    {
        "confirmed_email",
        "connection_status",
        "created_at",
        "description",
        "entities",
        "id",
        "is_identity_verified",
    }
    | {"location", "name", "parody", "profile_banner_url", "profile_image_url", "protected", "public_metrics"}
    | {
        "receives_your_dm",
        "subscribes_to_you",
        "subscription",
        "subscription_type",
        "url",
        "username",
        "verified",
    }
    | {"verified_followers_count", "verified_type", "withheld"}
)
MEDIA_FIELDS = frozenset(
    {
        "alt_text",
        "duration_ms",
        "height",
        "media_key",
        "non_public_metrics",
        "organic_metrics",
        "preview_image_url",
    }
    | {"promoted_metrics", "public_metrics", "type", "url", "variants", "width"}
)
EXPANSIONS = frozenset(
    {
        "article.cover_media",
        "article.media_entities",
        "attachments.media_keys",
        "attachments.media_source_tweet",
    }
    | {
        "attachments.poll_ids",
        "author_id",
        "edit_history_post_ids",
        "entities.mentions.username",
        "geo.place_id",
    }
    | {"in_reply_to_user_id", "referenced_posts", "username"}
    | {"edit_history_tweet_ids", "referenced_tweets.id", "referenced_tweets.id.author_id"}
)
_COMMON = frozenset(
    {
        "post.fields",
        "tweet.fields",
        "expansions",
        "user.fields",
        "media.fields",
        "poll.fields",
        "place.fields",
    }
)
_LISTING = frozenset({"max_results", "pagination_token", "start_time", "end_time", "since_id", "until_id", "exclude"})
_FOLLOWERS = 3_120


def read(call: Call, caller: Caller, store: Store, base_url: str, talk: Conversations) -> Json:
    """The document of a GET. Raises Refused."""
    query = _in_the_dialect(dict(call.query), store)
    if call.path == search.PATH:
        return _searched(query, caller, store, talk)
    if call.path == "/2/users/me":
        if caller.account is None:
            raise problems.problem(403, "Unsupported Authentication", "This endpoint needs a user.")
        _check_names(query, frozenset({"user.fields", "expansions", "post.fields", "tweet.fields"}))
        return {"data": _user_json(caller.account.id, _choice(query, "user.fields", USER_FIELDS), store)}
    if call.path == "/2/tweets":
        _check_names(query, _COMMON | {"ids"})
        identifiers = [identifier for identifier in query.get("ids", "").split(",") if identifier]
        if not 1 <= len(identifiers) <= 100 or not all(one.isdigit() and len(one) <= 19 for one in identifiers):
            raise problems.invalid("The ids query parameter holds 1 to 100 post ids", "ids", query.get("ids", ""))
        return _by_ids(identifiers, "ids", query, caller, store, base_url)
    if call.path.startswith("/2/tweets/"):
        _check_names(query, _COMMON)
        identifier = call.path.rpartition("/")[2]
        document = _by_ids([identifier], "id", query, caller, store, base_url)
        data = document.get("data")
        return {**document, "data": data[0]} if isinstance(data, list) else document
    _check_names(query, _COMMON | _LISTING)
    return _listing(call.path.split("/")[3], query, caller, store, base_url)


def _searched(query: dict[str, str], caller: Caller, store: Store, talk: Conversations) -> Json:
    _check_names(query, _COMMON | search.PARAMETERS)
    page, meta = search.find(query, talk, store)
    wanted = _choice(query, "post.fields", POST_FIELDS) | _choice(query, "tweet.fields", OLD_POST_FIELDS)
    if "author_id" in _choice(query, "expansions", EXPANSIONS):
        wanted |= {"author_id"}
    talk.charged += sum(isinstance(one, CitizensPost) for one in page)
    shown = search.shown(page, wanted, "post.fields" not in query, caller, store)
    return ({"data": shown} if shown else {}) | {"meta": meta}


def _by_ids(
    identifiers: list[str], parameter: str, query: dict[str, str], caller: Caller, store: Store, base_url: str
) -> Json:
    found: list[Publication] = []
    errors: list[Json] = []
    for identifier in identifiers:
        publication = store.publication(identifier)
        if publication is not None and posts.readable(publication, store):
            found.append(publication)
        else:
            errors.append(problems.missing_post(identifier, parameter))
    document = _document(found, query, caller, store, base_url)
    refused = document.get("errors")
    errors += refused if isinstance(refused, list) else []
    if errors:
        document["errors"] = errors
    return document


def _listing(user: str, query: dict[str, str], caller: Caller, store: Store, base_url: str) -> Json:
    account = store.accounts.get(user)
    if account is None or account.platform != "x":
        problem = problems.missing_post(user, "id") | {"resource_type": "user"}
        problem["detail"] = f"Could not find user with id: [{user}]."
        return {"errors": [problem]}
    given = query.get("max_results", "10")
    if not given.isdigit() or not 5 <= int(given) <= 100:
        raise problems.invalid(
            f"The max_results query parameter value [{given}] is not between 5 and 100", "max_results", given
        )
    if (excluded := query.get("exclude")) and set(excluded.split(",")) - {"replies", "retweets"}:
        raise problems.invalid("exclude holds replies or retweets", "exclude", excluded)
    page: list[Publication] = []
    more = False
    for publication in _matching(user, query, store):
        if len(page) == int(given):
            more = True
            break
        page.append(publication)
    document = _document(page, query, caller, store, base_url)
    meta: Json = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
    if more:
        meta["next_token"] = f"7140dibdnow9c7btw{int(page[-1].id):x}"
    document["meta"] = meta
    return document


def _matching(user: str, query: dict[str, str], store: Store) -> Iterator[Publication]:
    try:
        start = parse_time(query["start_time"]) if "start_time" in query else 0.0
        end = parse_time(query["end_time"]) if "end_time" in query else float("inf")
        below = int(query.get("until_id", "0")) or None
        above = int(query.get("since_id", "0"))
        if token := query.get("pagination_token"):
            last = int(token.removeprefix("7140dibdnow9c7btw"), 16)
            below = last if below is None else min(below, last)
    except ValueError:
        raise problems.invalid("start_time, end_time, since_id, until_id or pagination_token is malformed") from None
    for publication in store.newest_of(user):
        if not posts.readable(publication, store) or publication.time > end:
            continue
        if publication.time < start or int(publication.id) <= above:
            return
        if publication.answers and "replies" in query.get("exclude", "").split(","):
            continue
        if below is None or int(publication.id) < below:
            yield publication


def _document(found: list[Publication], query: dict[str, str], caller: Caller, store: Store, base_url: str) -> Json:
    old_names = "post.fields" not in query
    wanted = _choice(query, "post.fields", POST_FIELDS) | _choice(query, "tweet.fields", OLD_POST_FIELDS)
    expansions = _choice(query, "expansions", EXPANSIONS)
    media_fields = _choice(query, "media.fields", MEDIA_FIELDS)
    user_fields = _choice(query, "user.fields", USER_FIELDS)
    if "attachments.media_keys" in expansions:
        wanted |= {"attachments"}
    if "author_id" in expansions:
        wanted |= {"author_id"}
    reader = caller.account.id if caller.account else ""
    if wanted & {"non_public_metrics", "organic_metrics"} and not reader:
        raise problems.problem(403, "Forbidden", "Private metrics need a user's authorisation.")
    document: Json = {}
    if found:
        document["data"] = [posts.as_json(one, wanted, old_names, reader, store) for one in found]
    includes: Json = {}
    if "attachments.media_keys" in expansions:
        shown = [
            posts.media_json(publication, picture, media_fields, base_url, store)
            for publication in found
            for picture in publication.pictures
        ]
        if shown:
            includes["media"] = shown
    if "author_id" in expansions and found:
        includes["users"] = [
            _user_json(user, user_fields, store) for user in dict.fromkeys(one.account for one in found)
        ]
    if includes:
        document["includes"] = includes
    refused = [
        problems.refused_field(publication.id, field)
        for publication in found
        for field in sorted(wanted & {"non_public_metrics", "organic_metrics"})
        if posts.private_metrics_refused(publication, reader)
    ]
    if refused:
        document["errors"] = refused
    return document


def _user_json(user: str, wanted: frozenset[str], store: Store) -> Json:
    account = store.accounts[user]
    described: Json = {"id": account.id, "name": account.name, "username": account.handle}
    possible: Json = {
        "created_at": x_time(account.created),
        "description": "Dữ liệu mẫu. Kênh thông tin pháp luật của tỉnh Hương Giang (hư cấu).",
        "location": "Hương Giang",
        "protected": False,
        "verified": True,
        "verified_type": "government",
        "public_metrics": {
            "followers_count": _FOLLOWERS,
            "following_count": 12,
            "tweet_count": store.count("x"),
            "post_count": store.count("x"),
            "listed_count": 8,
        },
    }
    return described | {name: value for name, value in possible.items() if name in wanted}


def _in_the_dialect(query: dict[str, str], store: Store) -> dict[str, str]:
    """What the server makes of the two names of one parameter. Raises Refused for one that it does not know."""
    for weather, unknown in (("post_fields_only", "tweet.fields"), ("tweet_fields_only", "post.fields")):
        if store.differs("x", weather):
            _check_names(query, (_COMMON | _LISTING | search.PARAMETERS | {"ids"}) - {unknown})
    if store.differs("x", "fields_ignored"):
        query.pop("post.fields", None)
    return query


def _check_names(query: dict[str, str], known: frozenset[str]) -> None:
    for name in query:
        if name not in known:
            raise problems.invalid(f"The query parameter [{name}] is not one of [{','.join(sorted(known))}]", name)


def _choice(query: dict[str, str], parameter: str, known: frozenset[str]) -> frozenset[str]:
    chosen = frozenset(name for name in query.get(parameter, "").split(",") if name)
    if unknown := chosen - known:
        raise problems.invalid(
            f"The `{parameter}` query parameter value [{min(unknown)}] is not one of [{','.join(sorted(known))}]",
            parameter,
            min(unknown),
        )
    return chosen
