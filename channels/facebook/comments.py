"""What citizens write under a Page's posts: read, answered, hidden, shown again. Reading needs the
permission pages_read_user_content, answering and hiding pages_manage_engagement.

Facebook shows an application no more of a person than a name, and often not that.
"""

from datetime import datetime

from channels.answers import JsonObject, moment_in, text_in, value_in
from channels.citizens import Comment, Comments
from channels.errors import Rejected
from channels.facebook.client import GraphClient
from channels.facebook.configuration import FacebookConfiguration
from channels.facebook.timeline import following_query
from channels.listed import lacking_ids, lacking_moments, lacking_texts, listed_page
from channels.outcome import Stage, unclear
from phrases import phrase

FIELDS = "id,message,from{id,name},created_time,is_hidden,parent{id}"
NAMELESS = phrase("channels.nameless", label="Facebook")


class Conversation:
    """The comments of one Page."""

    def __init__(self, client: GraphClient, page_id: str, settings: FacebookConfiguration) -> None:
        self._client = client
        self._page_id = page_id
        self._settings = settings

    def read(self, external_id: str, since: datetime) -> Comments:
        """The comments under one post and their answers, the Page's own among them, written since then, oldest first."""
        return self._written(external_id, since)

    def own_answers(self, comment_id: str, since: datetime) -> Comments:
        """Return what the Page itself wrote under a comment since then, and what is by nobody who is told: it may be the
        Page's."""
        return self._written(comment_id, since, by=(self._page_id, ""))

    def reply(self, comment_id: str, text: str) -> str:
        answer = self._client.publish(f"{comment_id}/comments", {"message": text})
        if not (answer_id := text_in(answer, "id")):
            raise unclear(Stage.PUBLISHING, self._settings.common.label, evidence=self._client.evidence())
        return answer_id

    def hide(self, comment_id: str, *, hidden: bool) -> None:
        answer = self._client.change(comment_id, {"is_hidden": "true" if hidden else "false"})
        if value_in(answer, "success") is False:
            raise Rejected(phrase("facebook.not-hidden"), evidence=self._client.evidence())
        if value_in(answer, "success") is not True:
            raise unclear(Stage.REVERSIBLE, self._settings.common.label, evidence=self._client.evidence())

    def _written(self, external_id: str, since: datetime, by: tuple[str, ...] = ()) -> Comments:
        """Return the comments written since then. `by`: by these alone."""
        entries, complete = self._entries(external_id, since)
        written = (
            _comment(entry, external_id, since, self._page_id)
            for entry in entries
            if not by or text_in(entry, "from", "id") in by
        )
        found = [comment for comment in written if comment is not None and comment.written_at >= since]
        found.sort(key=lambda comment: (comment.written_at, comment.external_id))
        return Comments(tuple(found), complete)

    def _entries(self, external_id: str, since: datetime) -> tuple[list[JsonObject], bool]:
        """The listing, oldest first, and whether it ended within the pages that we read and lacked nothing that was asked."""
        fields = {
            "fields": FIELDS,
            "filter": "stream",
            "order": "chronological",
            "limit": str(self._settings.comments.size),
            "since": str(int(since.timestamp())),
        }
        entries: list[JsonObject] = []
        whole = True
        for _page in range(self._settings.comments.most):
            answer = self._client.get(f"{external_id}/comments", fields)
            if "data" not in answer:
                raise unclear(Stage.REVERSIBLE, self._settings.common.label, evidence=self._client.evidence())
            following = text_in(answer, "paging", "next")
            page = listed_page(answer, "data", lacks=_lacks, follows=following, full_at=self._settings.comments.size)
            entries += page.entries
            whole = whole and not page.lacking
            if not following:
                return entries, whole
            fields = following_query(following)
        return entries, False


def _lacks(entry: JsonObject) -> list[str]:
    return lacking_ids(entry, "id") + lacking_texts(entry, "message") + lacking_moments(entry, "created_time")


def _comment(entry: JsonObject, post_id: str, since: datetime, page_id: str) -> Comment | None:
    comment_id = text_in(entry, "id")
    if not comment_id:
        return None
    return Comment(
        external_id=comment_id,
        post_id=post_id,
        text=text_in(entry, "message"),
        author=text_in(entry, "from", "name") or NAMELESS,
        # Without a time it may be new: read rather than lost.
        written_at=moment_in(entry, "created_time") or since,
        parent_id=text_in(entry, "parent", "id"),
        hidden=value_in(entry, "is_hidden") is True,
        author_id=text_in(entry, "from", "id"),
        by_us=text_in(entry, "from", "id") == page_id,
    )
