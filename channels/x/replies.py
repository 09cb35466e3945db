"""What people answer under an account's posts, and what the account answers them.

Each post that is read costs money, so a reading begins where the last one ended, asks for no more pages than are paid for, and
for nobody's profile: each reply is a case of its own. Since February 2026 a program may answer only those whose post mentions or
quotes the account (PLATFORM_FACTS 9); the others are for people. X searches seven days back.
"""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

from channels.answers import JsonObject, moment_in, objects_in, text_in, value_in, whole_in
from channels.citizens import Comment, Comments
from channels.errors import OnlyByHand, Rejected
from channels.listed import lacking_ids, lacking_moments, lacking_texts, listed_page
from channels.outcome import Stage, unclear
from channels.x.client import XClient
from channels.x.configuration import XConfiguration
from channels.x.fields import FieldsReader
from channels.x.timeline import address_of
from phrases import phrase

NAMELESS = phrase("channels.nameless", label="X")
FIELDS = ("created_at", "entities")
SMALLEST = 10
"""Posts that X's search tells at least; so many are asked for until it is known by what name fields are."""
SEARCHED = timedelta(days=7) - timedelta(minutes=5)
UNASKED = ("not been mentioned or otherwise engaged", "where you are mentioned or are the author")
"""X's words to a program that answers whom it may not, as several senders keep them."""
FOR_PEOPLE = phrase("x.only-by-hand")
_MENTIONS = re.compile(r"^(?:@\w+\s+)+")


class Replies:
    """The conversations of one account. `handle`: without @; may be empty."""

    def __init__(
        self, client: XClient, reader: FieldsReader, user_id: str, handle: str, settings: XConfiguration
    ) -> None:
        self._client = client
        self._reader = reader
        self._user_id = user_id
        self._handle = handle.casefold()
        self._settings = settings

    def read(self, external_id: str, since: datetime) -> Comments:
        """Others' replies in the conversation of one post, written since then, oldest first."""
        parameters = {"query": f"conversation_id:{external_id} -from:{self._user_id}"}
        before = self._reader.told
        entries, whole = self._listed("/2/tweets/search/recent", parameters, since)
        paid = (self._reader.told - before) * self._settings.price_post_read_usd
        found = [
            self._comment(entry, external_id, since)
            for entry in entries
            if text_in(entry, "id") not in ("", external_id) and text_in(entry, "author_id") != self._user_id
        ]
        return self._since(found, since, whole, paid)

    def own_answers(self, comment_id: str, since: datetime) -> Comments:
        """Return what the account wrote since then, without the names that X puts before an answer."""
        entries, whole = self._listed(f"/2/users/{self._user_id}/tweets", {}, since)
        found = [self._comment(entry, comment_id, since) for entry in entries if text_in(entry, "id")]
        return self._since(found, since, whole, 0.0)

    def reply(self, comment_id: str, text: str) -> str:
        try:
            answer = self._client.create_post(text, (), answering=comment_id)
        except Rejected as refusal:
            if any(words in refusal.said.lower() for words in UNASKED):
                raise OnlyByHand(FOR_PEOPLE, code=refusal.code, evidence=refusal.evidence).quoting(
                    refusal.said
                ) from None
            raise
        if not (answer_id := text_in(answer, "data", "id")):
            raise unclear(Stage.PUBLISHING, self._settings.common.label, evidence=self._client.evidence())
        return answer_id

    def _listed(self, route: str, parameters: dict[str, str], since: datetime) -> tuple[list[JsonObject], bool]:
        start = max(since, self._client.now() - SEARCHED).astimezone(UTC).replace(microsecond=0)
        asked = {**parameters, "start_time": start.strftime("%Y-%m-%dT%H:%M:%SZ")}
        entries: list[JsonObject] = []
        whole = True
        size = self._settings.replies.size
        most = self._reader.told + self._settings.replies.most * size
        # Until the name of the fields is known, an answer may be asked, and paid, twice.
        while (left := most - self._reader.told) >= SMALLEST * (1 if self._reader.knows_the_name else 2):
            is_trial = not self._reader.knows_the_name
            asked["max_results"] = str(SMALLEST if is_trial else min(size, left))
            answer = self._reader.read(route, asked, FIELDS)
            following = text_in(answer, "meta", "next_token")
            if is_trial and following and self._reader.knows_the_name:
                continue  # the same again, as many as may be
            if value_in(answer, "data") is None and whole_in(answer, "meta", "result_count") == 0:
                return entries, whole
            page = listed_page(answer, "data", lacks=_lacks, follows=following)
            if "data" in page.lacking:
                raise unclear(Stage.REVERSIBLE, self._settings.common.label, evidence=self._client.evidence())
            entries += page.entries
            whole = whole and not page.lacking and not value_in(answer, "errors")
            if not following:
                return entries, whole
            asked["next_token" if "search" in route else "pagination_token"] = following
        return entries, False

    def _since(self, found: list[Comment], since: datetime, whole: bool, cost: float) -> Comments:
        kept = sorted(
            (one for one in found if one.written_at >= since), key=lambda one: (one.written_at, one.external_id)
        )
        return Comments(tuple(kept), whole, cost=cost, lacks_older=not whole)

    def _comment(self, entry: JsonObject, place: str, since: datetime) -> Comment:
        comment_id = text_in(entry, "id")
        return Comment(
            external_id=comment_id,
            post_id=place,
            text=_MENTIONS.sub("", unescape(text_in(entry, "text"))),
            author=NAMELESS,
            written_at=moment_in(entry, "created_at") or since,
            author_id=text_in(entry, "author_id"),
            url=address_of(comment_id, ""),
            by_hand=not self._mentions_us(entry),
        )

    def _mentions_us(self, entry: JsonObject) -> bool:
        return any(
            text_in(mention, "id") == self._user_id
            or (self._handle and text_in(mention, "username").casefold() == self._handle)
            for mention in objects_in(entry, "entities", "mentions")
        )


def _lacks(entry: JsonObject) -> list[str]:
    return lacking_texts(entry, "text") + lacking_moments(entry, "created_at") + lacking_ids(entry, "id")
