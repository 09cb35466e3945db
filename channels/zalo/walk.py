"""How a post becomes an article that followers are told of.

1. `create`: look whether an earlier try has left the article; else create it, hidden. Zalo answers with an operation.
2. `verify`: ask after the operation until the article has an id.
3. `show`: the article becomes visible on the Official Account's page. Repeating it changes nothing.
4. `broadcast`: the message to all followers. It cannot be taken back, and Zalo lists no broadcasts: an unknown outcome is for a
   person, who looks in Zalo OA Manager. Refused, or the account's messages used up, the article is public all the same: so is the
   post, and staff are told that followers were not.

An account with `broadcast = false` ends with `show`, which is then the step that publishes. Broadcasts go out in the hours of the
configuration only; outside them nothing is created or shown either, so that no article stands there alone overnight.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from channels.answers import text_in
from channels.base import Next, OutgoingPost, Progress, Published
from channels.connect import Ability
from channels.errors import ChannelError, Misconfigured, NotGranted, RateLimited, Rejected
from channels.media import approved_bytes
from channels.optional import told_missing, without
from channels.outcome import Stage, unclear
from channels.zalo.article import HIDE, SHOW, ArticleDefaults, article, broadcast
from channels.zalo.client import ZaloClient
from channels.zalo.configuration import Hours, Means, ZaloConfiguration
from channels.zalo.failures import VIETNAM, means_of
from channels.zalo.listing import existing
from phrases import phrase

FIRST = Next({"step": "create"})
TELLING = phrase("zalo.telling")


class ArticleWalk:
    """The steps of one Official Account."""

    def __init__(self, client: ZaloClient, house: ArticleDefaults, settings: ZaloConfiguration) -> None:
        self._client = client
        self._house = house
        self._settings = settings
        self.lost: frozenset[Ability] = frozenset()

    def perform(self, post: OutgoingPost, progress: Progress) -> Next | Published:
        step = progress.get("step")
        match step:
            case "create":
                return self._create(post)
            case "verify":
                return self._verify(progress)
            case "show":
                return self._show(post, str(progress.get("article", "")))
            case "broadcast":
                return self._broadcast(progress)
        raise Misconfigured(phrase("channels.no-such-step", step=str(step), label=self._settings.common.label))

    def _create(self, post: OutgoingPost) -> Next:
        self._wait_for_hours()
        for picture in post.media:
            # Zalo fetches it from its address, which names these very bytes.
            approved_bytes(picture)
        earlier = existing(self._client, self._settings, post, self._client.now())
        if (found := next(earlier, None)) is not None:
            return self._told(found.id) if found.is_shown and self._house.broadcasts else self._shown(found.id)
        answer = self._client.change("article/create", article(post, self._house, self._settings.lead_limit, HIDE))
        operation = text_in(answer, "data", "token")
        if not operation:
            raise self._unclear(Stage.REVERSIBLE)
        return Next({"step": "verify", "operation": operation, "polls": 0}, after=self._settings.verify.first_s)

    def _verify(self, progress: Progress) -> Next:
        operation, polls = str(progress.get("operation", "")), int(progress.get("polls") or 0) + 1
        try:
            article_id = text_in(self._client.change("article/verify", {"token": operation}), "data", "id")
        except ChannelError as failure:
            if means_of(failure, self._settings) is not Means.PROCESSING:
                raise
            article_id = ""
        if article_id:
            return self._shown(article_id)
        if polls >= self._settings.verify.polls:
            raise Rejected(phrase("zalo.not-processed"), code="verify_timeout")
        return Next({**progress, "polls": polls}, after=self._settings.verify.every_s)

    def _shown(self, article_id: str) -> Next:
        return Next({"step": "show", "article": article_id}, irreversible=not self._house.broadcasts)

    def _told(self, article_id: str) -> Next:
        return Next({"step": "broadcast", "article": article_id}, irreversible=True)

    def _show(self, post: OutgoingPost, article_id: str) -> Next | Published:
        body = {"id": article_id, **article(post, self._house, self._settings.lead_limit, SHOW)}
        if self._house.broadcasts:
            self._wait_for_hours()
            self._client.change("article/update", body)
            return self._told(article_id)
        self._client.publish("article/update", body)
        return self.published(article_id)

    def _broadcast(self, progress: Progress) -> Published:
        article_id = str(progress.get("article", ""))
        self._wait_for_hours()
        try:
            answer = self._client.publish("oa/message", broadcast(article_id))
        except (Rejected, RateLimited) as failure:
            if isinstance(failure, RateLimited) and means_of(failure, self._settings) is not Means.QUOTA:
                raise
            if isinstance(failure, NotGranted):
                self.lost |= {Ability.FOLLOWERS}
            missing = told_missing(without(progress, TELLING, failure), self._settings.common.label)
            return replace(self.published(article_id), missing=missing)
        if not text_in(answer, "data", "message_id"):
            raise self._unclear(Stage.PUBLISHING)
        return self.published(article_id)

    def published(self, article_id: str) -> Published:
        """The article's id, for it is what can be edited, withdrawn and measured."""
        return published_at(article_id, self._house.oa_id, self._settings)

    def _wait_for_hours(self) -> None:
        if self._house.any_hour or not self._house.broadcasts:
            return
        until = opening(self._client.now(), self._settings.hours)
        if until is not None:
            hours = self._settings.hours
            raise RateLimited(phrase("zalo.hours", first=hours.first, last=hours.last), until=until, code="hours")

    def _unclear(self, stage: Stage) -> ChannelError:
        return unclear(stage, self._settings.common.label, evidence=self._client.evidence())


def published_at(article_id: str, oa_id: str, settings: ZaloConfiguration) -> Published:
    """An article of the account, and where citizens read it."""
    return Published(article_id, settings.article_address.replace("{oa_id}", oa_id).replace("{id}", article_id))


def opening(now: datetime, hours: Hours) -> datetime | None:
    """Return when a broadcast may go out again; None if it may now."""
    local = now.astimezone(VIETNAM)
    if hours.first <= local.hour < hours.last:
        return None
    day = local if local.hour < hours.first else local + timedelta(days=1)
    return day.replace(hour=hours.first, minute=0, second=0, microsecond=0).astimezone(UTC)
