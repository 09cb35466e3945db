"""What Graph shows of Pages, posts and photos, field by field."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable

from sandbox import audience
from sandbox.accounts import Account
from sandbox.calls import Json
from sandbox.clock import graph_time, now
from sandbox.graph import errors
from sandbox.graph.fields import Field, check_names
from sandbox.graph.insights import post_insights
from sandbox.publications import Photo, Publication
from sandbox.store import Store

PAGE_FIELDS = frozenset(
    {
        "id",
        "name",
        "username",
        "link",
        "about",
        "category",
        "fan_count",
        "followers_count",
        "access_token",
        "tasks",
    }
    | {"picture", "website", "is_published", "verification_status", "description", "category_list", "cover"}
)
POST_FIELDS = frozenset(
    {
        "actions",
        "admin_creator",
        "allowed_advertising_objectives",
        "application",
        "attachments",
        "backdated_time",
    }
    | {"call_to_action", "can_reply_privately", "child_attachments", "comments", "comments_mirroring_domain"}
    | {"coordinates", "created_time", "dynamic_posts", "event", "expanded_height", "expanded_width"}
    | {"feed_targeting", "from", "full_picture", "height", "icon", "id", "insights", "instagram_eligibility"}
    | {"is_app_share", "is_eligible_for_dark_post", "is_eligible_for_promotion", "is_expired", "is_hidden"}
    | {"is_inline_created", "is_instagram_eligible", "is_popular", "is_published", "is_spherical", "likes"}
    | {
        "message",
        "message_tags",
        "multi_share_end_card",
        "multi_share_optimized",
        "parent_id",
        "permalink_url",
    }
    | {"picture", "place", "privacy", "promotable_id", "promotion_status", "properties", "reactions"}
    | {
        "scheduled_publish_time",
        "sharedposts",
        "shares",
        "sponsor_tags",
        "status_type",
        "story",
        "story_tags",
    }
    | {"subscribed", "target", "targeting", "timeline_visibility", "to", "updated_time", "via"}
    | {"video_buying_eligibility", "width"}
)
PHOTO_FIELDS = frozenset(
    {"album", "alt_text", "alt_text_custom", "backdated_time", "backdated_time_granularity", "can_backdate"}
    | {
        "can_delete",
        "can_tag",
        "created_time",
        "event",
        "from",
        "height",
        "icon",
        "id",
        "images",
        "link",
        "name",
    }
    | {"name_tags", "page_story_id", "picture", "place", "position", "source", "target", "updated_time"}
    | {"webp_images", "width"}
)
# Meta describes no StoryAttachment node; these are the fields that its reference pages name.
ATTACHMENT_FIELDS = frozenset(
    {"description", "description_tags", "media", "media_type", "subattachments", "target", "title", "type"}
    | {"unshimmed_url", "url"}
)

_STATUS_TYPES = {
    "status": "mobile_status_update",
    "link": "shared_story",
    "photo": "added_photos",
    "album": "added_photos",
    "video": "added_video",
    "reel": "added_video",
}


class Reader:
    """Shows objects of the store; addresses of pictures and posts are on the sandbox's own screens."""

    def __init__(self, store: Store, base_url: str) -> None:
        self._store = store
        self._base_url = base_url

    def readable(self, publication: Publication | None, moment: float) -> bool:
        """Not deleted, and accepted longer ago than the read lag."""
        return (
            publication is not None
            and publication.platform == "facebook"
            and publication.deleted is None
            and moment - publication.accepted >= self._store.pace.read_lag
        )

    def page(self, page: Account, fields: tuple[Field, ...], as_user: bool = False) -> Json:
        check_names(fields, PAGE_FIELDS, "Page")
        names = [wanted.name for wanted in fields] or (["access_token", "name", "id"] if as_user else ["name"])
        values: Json = {
            "name": page.name,
            "username": page.handle,
            "link": f"https://www.facebook.com/{page.handle}",
            "about": "Dữ liệu mẫu",
            "category": "Government organization",
            "fan_count": 3420,
            "followers_count": 3480,
            "access_token": page.credentials["page_access_token"],
            "tasks": ["ANALYZE", "CREATE_CONTENT", "MODERATE", "MANAGE"],
            "is_published": True,
        }
        return {name: values[name] for name in names if name in values} | {"id": page.id}

    def post(self, publication: Publication, fields: tuple[Field, ...]) -> Json:
        check_names(fields, POST_FIELDS, "Page Post")
        if not fields:
            fields = (Field("created_time"), Field("message"))
        shown: Json = {}
        for wanted in fields:
            value = self._post_value(publication, wanted)
            if value is not None:
                shown[wanted.name] = value
        shown["id"] = publication.id
        return shown

    def photo(self, photo: Photo, fields: tuple[Field, ...]) -> Json:
        check_names(fields, PHOTO_FIELDS, "Photo")
        picture = photo.picture
        address = self._picture_address(picture.sha256)
        values: Json = {
            "created_time": graph_time(photo.time),
            "updated_time": graph_time(photo.time),
            "name": photo.caption or None,
            "alt_text": picture.alt_text or None,
            "alt_text_custom": picture.alt_text or None,
            "width": picture.width,
            "height": picture.height,
            "images": [{"source": address, "width": picture.width, "height": picture.height}],
            "picture": address,
            "source": address,
            "link": f"https://www.facebook.com/photo.php?fbid={picture.id}",
            "page_story_id": photo.post_id or None,
            "can_delete": True,
            "from": {"id": photo.account, "name": self._store.accounts[photo.account].name},
        }
        names = [wanted.name for wanted in fields] or ["created_time", "name"]
        shown = {name: values[name] for name in names if values.get(name) is not None}
        return shown | {"id": picture.id}

    def seen(self, publication: Publication) -> audience.Response:
        return audience.response_to(publication, self._store.pace.speed, now())

    def insights(self, publication: Publication, names: str) -> Json:
        if self._store.differs("facebook", "optional_denied"):
            raise errors.not_granted("read_insights")
        return post_insights(publication.id, names, self.seen(publication), self._store)

    def attachments(self, publication: Publication, inner: tuple[Field, ...]) -> Json | None:
        """One attachment: the link, the photo, or an album with its photos beneath."""
        if publication.pictures:
            photos = [self._photo_attachment(publication, place) for place in range(len(publication.pictures))]
            if publication.kind in ("video", "reel"):
                attachment = photos[0] | {
                    "media_type": "video",
                    "type": "video_inline",
                    "title": publication.pictures[0].alt_text,
                }
            elif len(photos) == 1:
                attachment = photos[0]
            else:
                attachment = photos[0] | {"media_type": "album", "type": "album", "title": "Photos"}
                attachment["subattachments"] = {"data": photos}
        elif publication.link:
            host = urllib.parse.urlsplit(publication.link).netloc
            shim = "https://l.facebook.com/l.php?" + urllib.parse.urlencode({"u": publication.link, "h": "AT0sandbox"})
            attachment = {
                "media_type": "link",
                "type": "share",
                "title": host,
                "description": "",
                "url": shim,
                "unshimmed_url": publication.link,
                "target": {"url": shim},
            }
        else:
            return None
        check_names(inner, ATTACHMENT_FIELDS, "StoryAttachment")
        names = {wanted.name for wanted in inner}
        return {"data": [{name: value for name, value in attachment.items() if not names or name in names}]}

    def _post_value(self, publication: Publication, wanted: Field) -> object:
        moment = now()
        simple: dict[str, Callable[[], object]] = {
            "message": lambda: publication.text.strip() or None,
            "created_time": lambda: graph_time(publication.time),
            "updated_time": lambda: graph_time(publication.edited or publication.time),
            "permalink_url": lambda: f"{self._base_url}/man-hinh/facebook/{publication.account}/{publication.id}",
            "from": lambda: {
                "id": publication.account,
                "name": self._store.accounts[publication.account].name,
            },
            "status_type": lambda: _STATUS_TYPES[publication.kind],
            "is_published": lambda: publication.is_public(moment),
            "is_hidden": lambda: False,
            "is_expired": lambda: False,
            "is_popular": lambda: False,
            "promotable_id": lambda: publication.id,
            "privacy": lambda: {
                "allow": "",
                "deny": "",
                "description": "Public",
                "friends": "",
                "value": "EVERYONE",
            },
            "scheduled_publish_time": lambda: int(publication.time) if publication.time > moment else None,
            "full_picture": lambda: self._full_picture(publication),
            "picture": lambda: self._full_picture(publication),
            "attachments": lambda: self.attachments(publication, wanted.inner),
            "shares": lambda: {"count": count} if (count := self.seen(publication).shares) else None,
            "reactions": lambda: counted(self.seen(publication).reactions, wanted.options, "reactions"),
            "likes": lambda: counted(self.seen(publication).reactions, wanted.options, "likes"),
            "comments": lambda: counted(self.seen(publication).comments, wanted.options, "comments"),
            "insights": lambda: self.insights(publication, wanted.options.get("metric", "")),
        }
        return simple[wanted.name]() if wanted.name in simple else None

    def _photo_attachment(self, publication: Publication, place: int) -> Json:
        picture = publication.pictures[place]
        address = f"https://www.facebook.com/photo.php?fbid={picture.id}"
        image = {
            "src": self._picture_address(picture.sha256),
            "width": picture.width,
            "height": picture.height,
        }
        return {
            "media_type": "photo",
            "type": "photo",
            "title": "",
            "description": publication.text,
            "media": {"image": image},
            "target": {"id": picture.id, "url": address},
            "url": address,
            "unshimmed_url": address,
        }

    def _full_picture(self, publication: Publication) -> str | None:
        if not publication.pictures or publication.kind in ("video", "reel"):
            return None
        return self._picture_address(publication.pictures[0].sha256)

    def _picture_address(self, digest: str) -> str:
        return f"{self._base_url}/man-hinh/media/{digest}"


def counted(total: int, options: dict[str, str] | object, edge: str) -> Json:
    """An edge of people: whom, Graph does not tell an application; how many, it does when asked for a summary."""
    shown: Json = {"data": []}
    if isinstance(options, dict) and options.get("summary", "").lower() in ("true", "1", "total_count"):
        summary: Json = {"total_count": total}
        if edge == "comments":
            summary |= {"order": "ranked", "can_comment": True}
        else:
            summary["viewer_reaction" if edge == "reactions" else "has_liked"] = (
                "NONE" if edge == "reactions" else False
            )
        shown["summary"] = summary
    return shown
