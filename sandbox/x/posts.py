"""Posts of X: creating, deleting, and reading them back."""

from __future__ import annotations

from dataclasses import replace

from sandbox import audience
from sandbox.accounts import Account
from sandbox.calls import Call, Json
from sandbox.clock import now, x_time
from sandbox.publications import Picture, Publication
from sandbox.store import Store
from sandbox.x import media, problems, weighted
from sandbox.x.conversations import Conversations
from sandbox.youtube import mp4

DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
TOO_LONG = "Your Tweet text is too long. For more information on how Twitter determines text length see its text rules."
# X does not publish for how long it remembers a text; a day is what third parties report.
REMEMBERS_TEXT_S = 86_400
PRIVATE_METRICS_S = 30 * 86_400

CREATE_FIELDS = frozenset(
    {
        "card_uri",
        "community_id",
        "direct_message_deep_link",
        "edit_options",
        "for_super_followers_only",
        "geo",
    }
    | {
        "made_with_ai",
        "media",
        "nullcast",
        "paid_partnership",
        "poll",
        "quote_tweet_id",
        "reply",
        "reply_settings",
    }
    | {"share_with_followers", "text"}
)
MEDIA_FIELDS = frozenset(
    {
        "call_to_actions",
        "description",
        "embeddable",
        "media_ids",
        "preview_media_id",
        "tagged_user_ids",
        "title",
    }
)


def create(call: Call, account: Account, store: Store, talk: Conversations) -> tuple[Json, Publication]:
    """Accepts a post or raises Refused."""
    lacks = {"made_with_ai"} if store.differs("x", "made_with_ai_unknown") else set()
    body = media.object_body(call, CREATE_FIELDS - lacks)
    text = body.get("text", "")
    if not isinstance(text, str):
        raise problems.invalid("$.text: string expected", "$.text")
    pictures = _pictures(body.get("media"), account, store)
    if not text.strip() and not pictures and "poll" not in body and "card_uri" not in body:
        raise problems.invalid("A post needs text or media", "text")
    if weighted.weighted_length(text.strip()) > weighted.LIMIT:
        raise problems.forbidden(TOO_LONG)
    answers, conversation, names = talk.answering(body.get("reply"), account)
    text = names + text
    moment = now()
    if text.strip() and (last := store.latest_with_text(account.id, text)) and moment - last.time < REMEMBERS_TEXT_S:
        raise problems.forbidden(DUPLICATE)
    links = weighted.links_in(text)
    publication = Publication(
        platform="x",
        account=account.id,
        id=store.x_ids.next(),
        text=text,
        link=links[0].expanded if links else "",
        pictures=pictures,
        time=moment,
        accepted=moment,
        kind=_kind(pictures),
        answers=answers,
        conversation=conversation,
    )
    store.publish(publication)
    answer: Json = {
        "id": publication.id,
        "text": _shown(publication, account).text,
        "edit_history_post_ids": [publication.id],
    }
    return {"data": answer}, publication


def delete(identifier: str, account: Account, store: Store) -> Json:
    publication = store.publication(identifier)
    if publication is None or publication.platform != "x" or publication.deleted is not None:
        raise problems.not_found(f"Could not find tweet with id: [{identifier}].")
    if publication.account != account.id:
        raise problems.forbidden("You are not permitted to delete this Tweet.")
    store.change(replace(publication, deleted=now()))
    return {"data": {"deleted": True}}


def readable(publication: Publication | None, store: Store) -> bool:
    """Whether reads show it yet: not deleted, and older than the read lag."""
    return (
        publication is not None
        and publication.platform == "x"
        and publication.deleted is None
        and now() - publication.accepted >= store.pace.read_lag
    )


def as_json(publication: Publication, wanted: frozenset[str], old_names: bool, reader: str, store: Store) -> Json:
    """One post with the wanted fields. `reader` is the reading user's id ("" for an application)."""
    account = store.accounts[publication.account]
    shown = _shown(publication, account)
    post: Json = {
        "id": publication.id,
        "text": shown.text,
        "edit_history_tweet_ids" if old_names else "edit_history_post_ids": [publication.id],
    }
    if "author_id" in wanted:
        post["author_id"] = account.id
    if "created_at" in wanted:
        post["created_at"] = x_time(publication.time)
    if "conversation_id" in wanted:
        post["conversation_id"] = publication.conversation or publication.id
    if "lang" in wanted:
        post["lang"] = "vi"
    if "source" in wanted:
        post["source"] = "Loa"
    if "possibly_sensitive" in wanted:
        post["possibly_sensitive"] = False
    if "reply_settings" in wanted:
        post["reply_settings"] = "everyone"
    if "display_text_range" in wanted:
        post["display_text_range"] = [0, len(shown.text)]
    if "attachments" in wanted and publication.pictures:
        post["attachments"] = {"media_keys": [_key(picture) for picture in publication.pictures]}
    if "entities" in wanted:
        entities = {"urls": shown.urls, "hashtags": shown.hashtags, "mentions": shown.mentions}
        if present := {name: list(found) for name, found in entities.items() if found}:
            post["entities"] = present
    _add_metrics(post, publication, wanted, old_names, reader, store)
    return post


def media_json(publication: Publication, picture: Picture, wanted: frozenset[str], base_url: str, store: Store) -> Json:
    is_video = media.is_video(picture)
    described: Json = {"media_key": _key(picture), "type": "video" if is_video else "photo"}
    possible: Json = {"width": picture.width, "height": picture.height, "alt_text": picture.alt_text or None}
    address = f"{base_url}/man-hinh/media/{picture.sha256}"
    if is_video:
        facts = mp4.inspect(store.media_folder / picture.sha256)
        views = audience.response_to(publication, store.pace.speed, now()).views
        possible["duration_ms"] = int(facts.duration * 1000) if facts else None
        possible["variants"] = [{"content_type": picture.mime, "url": address}]
        possible["public_metrics"] = {"view_count": views // 2}
    else:
        possible["url"] = address
    for name, value in possible.items():
        if name in wanted and value is not None:
            described[name] = value
    return described


def _add_metrics(
    post: Json, publication: Publication, wanted: frozenset[str], old_names: bool, reader: str, store: Store
) -> None:
    if not wanted & {"public_metrics", "non_public_metrics", "organic_metrics"}:
        return
    seen = audience.response_to(publication, store.pace.speed, now())
    public: Json = {
        "repost_count": seen.shares,
        "reply_count": seen.comments,
        "like_count": seen.reactions,
        "quote_count": seen.shares // 6,
        "bookmark_count": seen.reactions // 9,
        "impression_count": seen.views,
    }
    if old_names:
        public["retweet_count"] = seen.shares
    if "public_metrics" in wanted:
        post["public_metrics"] = public
    if private_metrics_refused(publication, reader):
        return
    private: Json = {
        "impression_count": seen.views,
        "engagements": seen.reactions + seen.comments + seen.shares + seen.clicks,
        "url_link_clicks": seen.clicks,
        "user_profile_clicks": seen.clicks // 5,
    }
    if "non_public_metrics" in wanted:
        post["non_public_metrics"] = private
    if "organic_metrics" in wanted:
        post["organic_metrics"] = private | {
            "like_count": seen.reactions,
            "reply_count": seen.comments,
            "retweet_count": seen.shares,
        }


def _shown(publication: Publication, account: Account) -> weighted.Shown:
    address = (
        f"https://x.com/{account.handle}/status/{publication.id}/{_kind(publication.pictures)}/1"
        if publication.pictures
        else None
    )
    keys = tuple(_key(picture) for picture in publication.pictures)
    return weighted.show(publication.id, publication.text.strip(), address, keys)


def _pictures(given: object, account: Account, store: Store) -> tuple[Picture, ...]:
    if given is None:
        return ()
    if not isinstance(given, dict) or set(given) - MEDIA_FIELDS:
        raise problems.invalid("$.media: has fields that are not defined in the schema", "$.media")
    identifiers = given.get("media_ids")
    if not isinstance(identifiers, list) or not all(isinstance(one, str) and one.isdigit() for one in identifiers):
        raise problems.invalid("$.media.media_ids: array of ids expected", "$.media.media_ids")
    if not 1 <= len(identifiers) <= 4 or len(set(identifiers)) != len(identifiers):
        raise problems.invalid("$.media.media_ids: 1 to 4 different ids", "$.media.media_ids", identifiers)
    pictures = [media.usable_picture(identifier, account, store) for identifier in identifiers]
    usable = tuple(picture for picture in pictures if picture)
    # One video, or up to four pictures: never both.
    if len(usable) < len(pictures) or (len(usable) > 1 and any(map(media.is_video, usable))):
        raise problems.invalid_media(identifiers)
    return usable


def _kind(pictures: tuple[Picture, ...]) -> str:
    if not pictures:
        return "status"
    return "video" if media.is_video(pictures[0]) else "photo"


def _key(picture: Picture) -> str:
    return media.media_key(picture.id, of_video=media.is_video(picture))


def private_metrics_refused(publication: Publication, reader: str) -> bool:
    """Another's post, or one older than 30 days."""
    return reader != publication.account or now() - publication.time > PRIVATE_METRICS_S
