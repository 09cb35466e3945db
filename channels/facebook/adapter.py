"""A Facebook Page: publishes, finds, measures, edits, withdraws, and talks with citizens.

How publishing goes: `channels.facebook.walk` for texts and photos, `channels.facebook.videos` for videos and reels.
"""

from collections.abc import Sequence
from datetime import datetime

from channels.answers import object_in, text_in, value_in
from channels.base import Look, Next, OutgoingPost, Problem, Progress, Published, Reading, Rest
from channels.citizens import Comments
from channels.connect import Ability
from channels.errors import Misconfigured, Rejected, Unseen
from channels.facebook.checks import problems_of
from channels.facebook.client import GraphClient
from channels.facebook.comments import Conversation
from channels.facebook.configuration import FacebookConfiguration
from channels.facebook.failures import is_gone
from channels.facebook.metrics import followers, readings
from channels.facebook.timeline import look
from channels.facebook.videos import VideoWalk
from channels.facebook.walk import STEPS, PostWalk, address_of
from channels.fingerprint import same_text
from channels.outcome import Stage, unclear
from phrases import phrase

UNKNOWN_FIELD = "100"
"""Graph's code for a field that a node does not have."""


class FacebookAdapter:
    """One Page. `off`: what its connection was not given the right for. `app_id`: of the application that it came by."""

    def __init__(
        self,
        client: GraphClient,
        page_id: str,
        settings: FacebookConfiguration,
        *,
        off: frozenset[Ability],
        app_id: str = "app",
    ) -> None:
        self.lost: frozenset[str] = frozenset()
        self._client = client
        self._off = off
        self._app_id = app_id
        self._page_id = page_id
        self._settings = settings
        self._posts = PostWalk(client, page_id, settings)
        self._videos = VideoWalk(client, page_id, app_id, settings)
        self._conversation = Conversation(client, page_id, settings)

    def check(self, post: OutgoingPost) -> list[Problem]:
        return problems_of(post, self._settings)

    def begin(self, post: OutgoingPost) -> Next:
        return self._posts.first(post) if post.video is None else self._videos.first(post)

    def advance(self, post: OutgoingPost, progress: Progress) -> Next | Published:
        step, video = progress.get("step"), post.video
        if video is not None and self._videos.knows(step):
            return self._videos.perform(post, video, progress)
        if video is None and step in STEPS:
            return self._posts.perform(post, progress)
        said = phrase("channels.no-such-step", step=str(step), label=self._settings.common.label)
        raise Misconfigured(said)

    def find(self, post: OutgoingPost, since: datetime) -> Look:
        return look(self._client, self._page_id, self._settings, post, since)

    def metrics(self, external_ids: Sequence[str]) -> list[Reading]:
        has_insights = Ability.INSIGHTS not in self._off
        found = readings(self._client, self._settings, external_ids, has_insights=has_insights)
        self.lost = frozenset() if found.insights_allowed else frozenset({Ability.INSIGHTS})
        return list(found.readings)

    def followers(self) -> list[Reading]:
        return followers(self._client, self._settings, self._page_id)

    def edit(self, external_id: str, post: OutgoingPost) -> Published:
        """Replace the text, and read it back. A video that has no post of its own has a description instead of a message."""
        name = "description" if post.video is not None and "_" not in external_id else "message"
        answer = self._client.change(external_id, {name: post.text})
        if value_in(answer, "success") is False:
            raise Rejected(phrase("facebook.not-editable"), evidence=self._client.evidence())
        found = self._client.get(external_id, {"fields": f"{name},permalink_url"})
        if not same_text(text_in(found, name), post.text):
            raise unclear(
                Stage.REVERSIBLE, self._settings.common.label, code="not_edited", evidence=self._client.evidence()
            )
        return Published(external_id, text_in(found, "permalink_url") or address_of(external_id))

    def withdraw(self, external_id: str) -> None:
        try:
            answer = self._client.delete(external_id)
        except Rejected as refusal:
            if is_gone(refusal, self._settings):
                return
            raise
        if value_in(answer, "success") is False:
            raise Rejected(phrase("facebook.not-removable"), evidence=self._client.evidence())
        if value_in(answer, "success") is not True:  # asked again, a post that is gone says so
            raise unclear(Stage.REVERSIBLE, self._settings.common.label, evidence=self._client.evidence())

    def comments(self, external_id: str, since: datetime) -> Comments:
        return self._conversation.read(external_id, since)

    def reply(self, comment_id: str, text: str) -> str:
        return self._conversation.reply(comment_id, text)

    def answers(self, comment_id: str, since: datetime) -> Comments:
        return self._conversation.own_answers(comment_id, since)

    def hide(self, comment_id: str, *, hidden: bool) -> None:
        self._conversation.hide(comment_id, hidden=hidden)

    def rest(self) -> Rest | None:
        return self._client.rest()

    def subscribe(self) -> None:
        """Install the application on the Page; else nothing is told of it (Meta, Webhooks for Pages; PLATFORM_FACTS 9)."""
        if Ability.NOTICES in self._off:
            return
        answer = self._client.change(f"{self._page_id}/subscribed_apps", {"subscribed_fields": "feed"})
        if value_in(answer, "success") is not True:
            raise unclear(Stage.REVERSIBLE, self._settings.common.label, evidence=self._client.evidence())

    def granted(self) -> frozenset[str] | None:
        """The scopes of the Page's token (Meta, reference of `debug_token`)."""
        if not self._app_id.isdecimal():
            return None
        told = object_in(self._client.described_token(self._app_id), "data")
        scopes = value_in(told, "scopes")
        if value_in(told, "is_valid") is not True or not isinstance(scopes, list):
            return None
        return frozenset(one for one in scopes if isinstance(one, str))

    def probe(self) -> str:
        try:
            answer = self._client.get("me", {"fields": "id,name,is_published"})
        except Rejected as refusal:
            if refusal.code != UNKNOWN_FIELD:
                raise
            # A person's account has no such field; nor has a Page that became one.
            answer = self._client.get("me", {"fields": "id,name"})
        owner, name = text_in(answer, "id"), text_in(answer, "name")
        if owner != self._page_id:
            raise Misconfigured(phrase("facebook.token-of-another", name=name or owner, page=self._page_id))
        if value_in(answer, "is_published") is False:
            raise Unseen(phrase("facebook.unseen", name=name or owner))
        return name or owner
