"""The articles of an Official Account, newest first: to take up one of ours again, and to read numbers.

The list shows titles only; what an article says is read by its id.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from channels.answers import JsonObject, object_in, text_in, value_in
from channels.base import OutgoingPost
from channels.errors import ChannelError
from channels.fingerprint import same_text
from channels.listed import CURSOR, lacking_ids, lacking_texts, listed_page
from channels.outcome import Stage, unclear
from channels.zalo.article import SHOW, is_match
from channels.zalo.client import ZaloClient
from channels.zalo.configuration import ZaloConfiguration


@dataclass(frozen=True)
class Existing:
    """An article that is there already. `is_shown`: citizens see it."""

    id: str
    is_shown: bool


def entries(client: ZaloClient, settings: ZaloConfiguration, pages: int) -> Iterator[JsonObject]:
    """Articles newest first, as far back as so many pages go. Raises Retryable for a list that lacks what it must tell."""
    for page in range(pages):
        answer = client.read(
            "article/getslice",
            offset=str(page * settings.page_size),
            limit=str(settings.page_size),
            type="normal",
        )
        found = listed_page(answer, "data", "medias", lacks=_lacks)
        if found.lacking:
            raise _untold(client, settings, found.lacking)
        yield from found.entries
        if len(found.entries) < settings.page_size:
            return


def existing(
    client: ZaloClient, settings: ZaloConfiguration, post: OutgoingPost, since: datetime
) -> Iterator[Existing]:
    """Articles that earlier tries of this very post have left, newest first. Raises Retryable where it cannot be told.

    `since`: of the earliest try that may have; its article may be so much older as the configuration says.
    """
    oldest = min(client.now(), since) - timedelta(seconds=settings.horizon_s + settings.clock_skew_s)
    for number, entry in enumerate(entries(client, settings, settings.look_pages), start=1):
        made = moment_of(entry)
        if made is not None and made < oldest:
            return
        if same_text(text_in(entry, "title"), post.title):
            yield from _left(client, settings, post, entry)
        if number == settings.look_pages * settings.page_size:
            raise _untold(client, settings, [CURSOR])


def _left(client: ZaloClient, settings: ZaloConfiguration, post: OutgoingPost, entry: JsonObject) -> Iterator[Existing]:
    """The article of `entry`, if it says what the post says."""
    detail = object_in(client.read("article/getdetail", id=text_in(entry, "id")), "data")
    lacking = lacking_texts(detail, "title", "description")
    if not text_in(detail, "status") and not text_in(entry, "status"):
        lacking.append("status")
    if not isinstance(value_in(detail, "body"), list):
        lacking.append("body")
    if is_match(detail, post) and "status" not in lacking:
        status = text_in(detail, "status") or text_in(entry, "status")
        yield Existing(text_in(entry, "id"), status == SHOW)
    elif lacking:
        raise _untold(client, settings, lacking)


def _lacks(entry: JsonObject) -> list[str]:
    return lacking_ids(entry, "id") + lacking_texts(entry, "title")


def _untold(client: ZaloClient, settings: ZaloConfiguration, lacking: Iterable[str]) -> ChannelError:
    code = f"lacking {' '.join(sorted(lacking))}"
    return unclear(Stage.REVERSIBLE, settings.common.label, code=code, evidence=client.evidence())


def moment_of(entry: JsonObject) -> datetime | None:
    """Return when the article was created; it comes in seconds or in milliseconds since 1970."""
    return moment_told(entry, "create_date")


def moment_told(entry: JsonObject, name: str) -> datetime | None:
    """The time under a name, in seconds or in milliseconds since 1970."""
    number = number_in(entry, name)
    if number is None:
        return None
    try:
        return datetime.fromtimestamp(number / 1000 if number > 100_000_000_000 else number, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def number_in(value: object, *path: str) -> int | None:
    """The whole number at `path`: Zalo also writes it as Vietnamese text, `1.170`."""
    text = text_in(value, *path).replace(".", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
