"""A Zalo Official Account: publishes articles, tells followers of them, edits, removes and measures them.

How publishing goes: `channels.zalo.walk`. An account that tells its followers has no `find`: Zalo lists articles but no
broadcasts, so nothing on the platform says whether they were told. One that only shows articles has it. Removing an article
leaves the message in the followers' chats, from which it leads nowhere.
"""

from collections.abc import Sequence
from datetime import datetime
from unicodedata import normalize

from channels.answers import text_in
from channels.base import Credentials, Look, Next, OutgoingPost, Problem, Progress, Published, Reading
from channels.checks import common_problems, is_absolute_link
from channels.citizens import Comments
from channels.declared import asked_on
from channels.errors import Misconfigured, Rejected
from channels.fingerprint import carries
from channels.http import Transport
from channels.outcome import Stage, unclear
from channels.zalo.article import SHOW, ArticleDefaults, article, cover_of, own_lead
from channels.zalo.client import ZaloClient
from channels.zalo.configuration import Means, ZaloConfiguration
from channels.zalo.credentials import ZaloCredentials
from channels.zalo.failures import means_of
from channels.zalo.listing import entries, existing, number_in
from channels.zalo.messages import PersonalMessages
from channels.zalo.tokens import refreshed
from channels.zalo.walk import FIRST, ArticleWalk
from phrases import phrase

METRICS = ("total_view", "total_share")
"""What the list of articles tells that we know to read; which of it is wanted stands in `config/metrics.toml`."""
FOLLOWERS = "num_follower"


class ZaloAdapter:
    """One Official Account."""

    def __init__(
        self,
        client: ZaloClient,
        credentials: ZaloCredentials,
        transport: Transport,
        house: ArticleDefaults,
        settings: ZaloConfiguration,
    ) -> None:
        self._client = client
        self._credentials = credentials
        self._transport = transport
        self._house = house
        self._settings = settings
        self._walk = ArticleWalk(client, house, settings)
        self._messages = PersonalMessages(client, house.oa_id, settings)

    def check(self, post: OutgoingPost) -> list[Problem]:
        common, settings = self._settings.common, self._settings
        problems = common_problems(common.label, post, common.text_limit, len, common.media)
        problems += _title_problems(post, settings.title_limit)
        if len(own_lead(post)) > settings.lead_limit:
            words = phrase("zalo.lead-too-long", length=len(own_lead(post)), most=settings.lead_limit)
            problems.append(Problem("settings", words))
        if post.link and post.text.strip() and not carries(post.text, post.link):
            problems.append(Problem("text", phrase("zalo.link-missing")))
        if not problems and not is_absolute_link(cover_of(post, self._house)):
            problems.append(Problem("media", phrase("zalo.cover-missing")))
        return problems

    def begin(self, post: OutgoingPost) -> Next:
        return FIRST

    def advance(self, post: OutgoingPost, progress: Progress) -> Next | Published:
        return self._walk.perform(post, progress)

    def metrics(self, external_ids: Sequence[str]) -> list[Reading]:
        """Views and shares of articles, as the list tells them. Of one that it does not reach back to nothing is said at all."""
        ids = set(external_ids)
        found: dict[str, object] = {}
        seen = 0
        for entry in entries(self._client, self._settings, self._settings.pages):
            seen += 1
            if (article_id := text_in(entry, "id")) in ids:
                found[article_id] = entry
                if len(found) == len(ids):
                    break
        wanted = {metric.name for metric in asked_on("zalo", self._client.now().date())}
        version = self._settings.common.api_version
        is_whole = seen < self._settings.pages * self._settings.page_size
        return [
            Reading(article_id, metric, number_in(found.get(article_id), metric), version)
            for article_id in external_ids
            for metric in METRICS
            if metric in wanted and (is_whole or article_id in found)
        ]

    def followers(self) -> list[Reading]:
        answer = self._client.read("oa/getoa")
        return [Reading("", FOLLOWERS, number_in(answer, "data", FOLLOWERS), self._settings.common.api_version)]

    def edit(self, external_id: str, post: OutgoingPost) -> Published:
        """The article says something else from now on. Followers who have opened it already are not told again."""
        body = {"id": external_id, **article(post, self._house, self._settings.lead_limit, SHOW)}
        self._client.change("article/update", body)
        return self._walk.published(external_id)

    def withdraw(self, external_id: str) -> None:
        try:
            self._client.change("article/remove", {"id": external_id})
        except Rejected as refusal:
            if means_of(refusal, self._settings) is not Means.GONE:
                raise

    @property
    def lost(self) -> frozenset[str]:
        return self._walk.lost

    def write(self, person_id: str, text: str, *, answering: str = "") -> str:
        return self._messages.write(person_id, text, answering)

    def written(self, person_id: str, since: datetime) -> Comments:
        return self._messages.written(person_id, since)

    def probe(self) -> str:
        answer = self._client.read("oa/getoa")
        owner = text_in(answer, "data", "oa_id") or text_in(answer, "data", "oaid")
        name = text_in(answer, "data", "name")
        if not owner:
            raise unclear(Stage.REVERSIBLE, self._settings.common.label, evidence=self._client.evidence())
        if owner != self._house.oa_id:
            raise Misconfigured(phrase("zalo.other-owner", owner=name or owner, account=self._house.oa_id))
        return name or owner

    def refresh(self) -> Credentials:
        return refreshed(self._credentials, self._transport, self._settings)


class ZaloPageAdapter(ZaloAdapter):
    """An Official Account that shows its articles and tells nobody of them: whether one is shown can be read."""

    def find(self, post: OutgoingPost, since: datetime) -> Look:
        """The article that is shown; a hidden one was never published. Raises Retryable for a list that tells too little."""
        found = existing(self._client, self._settings, post, since)
        shown = next((each for each in found if each.is_shown), None)
        return Look((self._walk.published(shown.id),) if shown is not None else (), complete=True)


def _title_problems(post: OutgoingPost, limit: int) -> list[Problem]:
    title = post.title.strip()
    if not title:
        return [Problem("title", phrase("zalo.title-missing"))]
    problems = []
    if normalize("NFC", title) != title:
        problems.append(Problem("title", phrase("zalo.title-marks")))
    if len(title) > limit:
        problems.append(Problem("title", phrase("zalo.title-too-long", length=len(title), most=limit)))
    return problems
