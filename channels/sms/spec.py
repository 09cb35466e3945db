"""SMS as a channel: what its text may be. It is sent by a `Messenger` to many people, never by an adapter's walk of steps."""

from collections.abc import Mapping
from typing import Any

from channels.base import (
    Adapter,
    ChannelSpec,
    Clock,
    Credentials,
    MediaLimits,
    Next,
    OutgoingPost,
    Problem,
    Progress,
    Published,
)
from channels.connect import FormField
from channels.errors import ChannelError, Misconfigured
from channels.http import Transport
from channels.sms.account import LABEL, check_sender, counting_of, gateway_of, text_fault
from channels.sms.credentials import SmsCredentials
from channels.sms_text import segments
from channels.tables import CHANNELS_FILE, Table, table_of
from phrases import phrase

NO_AUDIENCE = phrase("sms.no-audience")


class SmsAdapter:
    """Checks a text; carrying it is the broadcast's work."""

    def __init__(self, settings: Mapping[str, Any], most_segments: int) -> None:
        self._settings = settings
        self._most = most_segments

    def check(self, post: OutgoingPost) -> list[Problem]:
        problems = []
        if not post.text.strip():
            problems.append(Problem("text", phrase("sms.text-missing")))
        if post.media:
            problems.append(Problem("media", phrase("sms.no-media")))
        if not isinstance(post.settings.get("audience"), int):
            problems.append(Problem("settings", NO_AUDIENCE))
        try:
            if (count := segments(post.text, counting_of(self._settings))) > self._most:
                words = phrase("sms.too-long", segments=count, most=self._most)
                problems.append(Problem("text", words))
            if fault := text_fault(self._settings, post.text):
                problems.append(Problem("text", fault))
            gateway_of(self._settings)
            check_sender(str(self._settings.get("sender", "")))
        except ChannelError as error:
            problems.append(Problem("settings", error.message))
        return problems

    def begin(self, post: OutgoingPost) -> Next:
        raise _not_a_walk()

    def advance(self, post: OutgoingPost, progress: Progress) -> Next | Published:
        raise _not_a_walk()


def _not_a_walk() -> Misconfigured:
    return Misconfigured(phrase("sms.not-a-walk"))


def open_adapter(
    credentials: Credentials,
    transport: Transport,
    clock: Clock,
    settings: Mapping[str, Any],
) -> Adapter:
    return SmsAdapter(settings, _limits().whole("text_limit", 1))


def _limits() -> Table:
    return table_of(CHANNELS_FILE, "sms")


SPEC = ChannelSpec(
    name="sms",
    label=LABEL,
    text_limit=_limits().whole("text_limit", 1),
    count=segments,
    media=MediaLimits(0, 0, (), _limits().whole("alt_text_limit")),
    open=open_adapter,
    credentials=SmsCredentials,
    has_read_back=False,
    price=None,
    broadcasts=True,
    adapter=SmsAdapter,
    fields=(
        FormField("sender", phrase("sms.field.sender"), phrase("sms.field.sender-hint")),
        FormField("reply_to", phrase("sms.field.reply-to"), phrase("sms.optional"), is_needed=False),
    ),
)
