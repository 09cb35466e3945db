"""An X account: publishes, finds, measures and withdraws posts. X lets such accounts edit nothing.

The text carries the link, which X shows as a card, or the picture does (`channels.x.checks`). Pictures and videos are uploaded
first, step by step (`channels.x.walk`).
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from channels.answers import objects_in, text_in, value_in
from channels.base import Credentials, Look, Next, OutgoingPost, Problem, Progress, Published, Reading, Rest
from channels.citizens import Comments
from channels.errors import Misconfigured, Rejected, Unseen
from channels.optional import told_missing, without
from channels.outcome import Stage, unclear
from channels.x import walk
from channels.x.checks import problems_of
from channels.x.client import XClient
from channels.x.configuration import XConfiguration
from channels.x.fields import FieldsReader
from channels.x.metrics import MetricsReader
from channels.x.pace import RateLimitPace
from channels.x.replies import Replies
from channels.x.timeline import address_of, look
from phrases import phrase

_LABEL = phrase("x.ai-label")


class XAdapter:
    """One account. `handle` without @, empty if unknown. `address_in_picture`: its rule, by which its texts hold no URL.

    `refreshed`: new credentials for the present ones.
    """

    def __init__(
        self,
        client: XClient,
        refreshed: Callable[[], Credentials],
        pace: RateLimitPace,
        user_id: str,
        handle: str,
        settings: XConfiguration,
        *,
        address_in_picture: bool = False,
    ) -> None:
        self._client = client
        self._refreshed = refreshed
        self._pace = pace
        self._user_id = user_id
        self._handle = handle
        self._settings = settings
        self._address_in_picture = address_in_picture
        self._upload = walk.MediaUploads(client, settings)
        self._reader = FieldsReader(client)
        self._numbers = MetricsReader(client, self._reader, settings)
        self._replies = Replies(client, self._reader, user_id, handle, settings)

    def check(self, post: OutgoingPost) -> list[Problem]:
        return problems_of(post, self._settings, address_in_picture=self._address_in_picture)

    def begin(self, post: OutgoingPost) -> Next:
        return walk.first(post)

    def advance(self, post: OutgoingPost, progress: Progress) -> Next | Published:
        step = progress.get("step")
        if step != walk.POST and not self._upload.knows(step):
            raise Misconfigured(phrase("channels.no-such-step", step=str(step), label=self._settings.common.label))
        if walk.has_expired(progress, self._client.now(), self._settings.media_expiry_margin_s):
            return walk.first(post)
        if step != walk.POST:
            return self._upload.perform(post, progress)
        # A video that a machine speaks (`synthetic`) is said to be so.
        labelled = post.video is not None and post.settings.get("synthetic") is True and not progress.get("unlabelled")
        try:
            answer = self._client.create_post(post.text, walk.media_ids_of(progress), made_with_ai=labelled)
        except Rejected as refusal:
            if not labelled or "made_with_ai" not in refusal.evidence:
                raise
            return Next({**without(progress, _LABEL, refusal), "unlabelled": True}, irreversible=True)
        external_id = text_in(answer, "data", "id")
        if not external_id:
            raise unclear(Stage.PUBLISHING, self._settings.common.label, evidence=self._client.evidence())
        missing = told_missing(progress, self._settings.common.label)
        return Published(external_id, address_of(external_id, self._handle), missing)

    def find(self, post: OutgoingPost, since: datetime) -> Look:
        return look(self._reader, self._user_id, self._handle, self._settings.listing, post, since)

    def metrics(self, external_ids: Sequence[str]) -> list[Reading]:
        return self._numbers.read(external_ids)

    def followers(self) -> list[Reading]:
        return self._numbers.followers()

    def refresh(self) -> Credentials:
        """Refresh tokens of OAuth 2.0 alone: tokens of OAuth 1.0a do not end, so one that is refused was withdrawn by a
        person."""
        return self._refreshed()

    def rest(self) -> Rest | None:
        return self._pace.rest(self._client.now())

    def withdraw(self, external_id: str) -> None:
        try:
            answer = self._client.delete(f"/2/tweets/{external_id}")
        except Rejected as refusal:
            if refusal.code.startswith(("404", "410")):
                return
            raise
        deleted = value_in(answer, "data", "deleted")
        if deleted is False:
            raise Rejected(phrase("x.not-deleted"), evidence=self._client.evidence())
        is_gone = any(text_in(error, "type").endswith("/resource-not-found") for error in objects_in(answer, "errors"))
        if deleted is not True and not is_gone:
            # A 200 that says neither proves nothing; deleting once more does no harm.
            raise unclear(Stage.REVERSIBLE, self._settings.common.label, evidence=self._client.evidence())

    def comments(self, external_id: str, since: datetime) -> Comments:
        return self._replies.read(external_id, since)

    def reply(self, comment_id: str, text: str) -> str:
        return self._replies.reply(comment_id, text)

    def answers(self, comment_id: str, since: datetime) -> Comments:
        return self._replies.own_answers(comment_id, since)

    def probe(self) -> str:
        answer = self._client.read("/2/users/me", {"user.fields": "protected"})
        owner, handle = text_in(answer, "data", "id"), text_in(answer, "data", "username")
        if owner != self._user_id:
            raise Misconfigured(phrase("x.other-owner", owner=handle or owner, account=self._user_id))
        if value_in(answer, "data", "protected") is True:
            raise Unseen(phrase("x.protected", owner=handle or owner))
        return f"@{handle}" if handle else owner
