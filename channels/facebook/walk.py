"""The walk of a text, of one photo, and of several photos in one post.

    text or one photo:  publish
    several photos:     photo … → album

One request makes a text or a photo public. Several photos are uploaded first, unpublished and invisible to anybody, and
`album` is the one request that makes a post of them. A post without a picture carries its link as a link; one with
pictures carries it in the text, where Facebook shows it.

Progress: `step`; `media` (tells the files); `photos` (ids so far, with commas); `begun` (seconds since 1970); `undescribed`:
Graph takes no words to its pictures; `missing` (`channels.optional`).
"""

import json

from channels.answers import text_in
from channels.base import MediaFile, Next, OutgoingPost, Progress, Published
from channels.checks import suffix_of
from channels.errors import Rejected
from channels.facebook.client import File, GraphClient
from channels.facebook.configuration import FacebookConfiguration
from channels.facebook.form import media_mark
from channels.media import approved_bytes, picture_fault
from channels.optional import told_missing, without
from channels.outcome import Stage, unclear
from phrases import phrase

PUBLISH: Progress = {"step": "publish"}
STEPS = ("publish", "photo", "album")
UNDESCRIBED, _WORDS, _ALT_TEXT = "undescribed", phrase("facebook.picture-words"), "alt_text"


class PostWalk:
    """Performs the steps of one Page's posts without video."""

    def __init__(self, client: GraphClient, page_id: str, settings: FacebookConfiguration) -> None:
        self._client = client
        self._page_id = page_id
        self._settings = settings

    def first(self, post: OutgoingPost) -> Next:
        if len(post.media) > 1:
            return Next({"step": "photo", "media": media_mark(post), "photos": ""})
        return Next(PUBLISH, irreversible=True)

    def perform(self, post: OutgoingPost, progress: Progress) -> Next | Published:
        """The one step that the progress names. Raises ChannelError."""
        if progress["step"] == "publish":
            if len(post.media) > 1:
                return self.first(post)
            return self._publish(post, progress)
        begun = progress.get("begun")
        age = self._client.now().timestamp() - begun if isinstance(begun, int | float) else 0.0
        if progress.get("media") != media_mark(post) or age > self._settings.upload.lives_s:
            return self.first(post)
        photos = [photo for photo in str(progress.get("photos") or "").split(",") if photo]
        if progress["step"] == "photo" and len(photos) < len(post.media):
            return self._upload(post, progress, photos)
        return self._published(self._publish_album(post, photos), progress)

    def _publish(self, post: OutgoingPost, progress: Progress) -> Next | Published:
        try:
            answer = self._publish_photo(post, progress) if post.media else self._publish_text(post)
        except Rejected as refusal:
            if not _is_of_words(refusal, progress):
                raise
            return Next(_undescribed(progress, refusal), irreversible=True)
        return self._published(answer, progress)

    def _publish_text(self, post: OutgoingPost) -> object:
        fields = {"message": post.text}
        if post.link:
            fields["link"] = post.link
        if post.settings.get("published") is False:  # a proof of the connection: a post that nobody sees
            fields["published"] = "false"
        return self._client.publish(f"{self._page_id}/feed", fields)

    def _publish_photo(self, post: OutgoingPost, progress: Progress) -> object:
        picture = post.media[0]
        fields = {"caption": post.text, "published": "true", **_described(picture, progress)}
        return self._client.publish(f"{self._page_id}/photos", fields, {"source": _file(picture)})

    def _upload(self, post: OutgoingPost, progress: Progress, photos: list[str]) -> Next:
        picture = post.media[len(photos)]
        fields = {"published": "false", **_described(picture, progress)}
        try:
            answer = self._client.change(f"{self._page_id}/photos", fields, {"source": _file(picture)})
        except Rejected as refusal:
            if not _is_of_words(refusal, progress):
                raise
            return Next(_undescribed(progress, refusal))
        photo_id = text_in(answer, "id")
        if not photo_id.isdecimal():
            raise unclear(Stage.REVERSIBLE, self._settings.common.label, evidence=self._client.evidence())
        known = [*photos, photo_id]
        whole = len(known) == len(post.media)
        begun = progress.get("begun") or self._client.now().timestamp()
        following = {**progress, "step": "album" if whole else "photo", "photos": ",".join(known), "begun": begun}
        return Next(following, irreversible=whole)

    def _publish_album(self, post: OutgoingPost, photos: list[str]) -> object:
        attached = json.dumps([{"media_fbid": photo} for photo in photos])
        return self._client.publish(f"{self._page_id}/feed", {"message": post.text, "attached_media": attached})

    def _published(self, answer: object, progress: Progress) -> Published:
        # A picture's own id is not the post's.
        external_id = text_in(answer, "post_id") or text_in(answer, "id")
        if not external_id:
            raise unclear(Stage.PUBLISHING, self._settings.common.label, evidence=self._client.evidence())
        missing = told_missing(progress, self._settings.common.label)
        return Published(external_id, text_in(answer, "permalink_url") or address_of(external_id), missing)


def address_of(external_id: str) -> str:
    """Return the address at which a citizen sees the post."""
    return f"https://www.facebook.com/{external_id}"


def _described(picture: MediaFile, progress: Progress) -> dict[str, str]:
    return {"alt_text_custom": picture.alt_text} if picture.alt_text and not progress.get(UNDESCRIBED) else {}


def _is_of_words(refusal: Rejected, progress: Progress) -> bool:
    """Return True if Graph refuses the words to a picture, which a post can do without."""
    return not progress.get(UNDESCRIBED) and _ALT_TEXT in refusal.evidence


def _undescribed(progress: Progress, refusal: Rejected) -> Progress:
    return {**without(progress, _WORDS, refusal), UNDESCRIBED: True}


def _file(picture: MediaFile) -> File:
    """The picture as it was approved. Raises Rejected for one that no platform could show, before anything is sent."""
    content = approved_bytes(picture)
    if fault := picture_fault(content):
        raise Rejected(fault, code="media_broken")
    return (f"{picture.sha256[:16]}{suffix_of(picture.path, picture.mime)}", content, picture.mime)
