"""A Telegram channel through the Bot API, for Loa: what it is. `adapter.py` speaks to it, `limits.py` says what it takes.

The FAQ of the Bot API asks for no more than one message a second in a chat, and 20 a minute in a group.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr

from channels.base import Adapter, ChannelSpec, Clock, Credentials, Quota
from channels.connect import FormField
from channels.errors import Misconfigured
from channels.http import Transport
from channels.settings import credentials_as
from loa_channel_telegram.adapter import HOST, TelegramAdapter, is_chat
from loa_channel_telegram.limits import LABEL, MEDIA, TEXT_LIMIT, utf16_units


class TelegramCredentials(Credentials):
    token: SecretStr = Field(title="Mã truy cập của bot (do @BotFather cấp)", min_length=1)


def _open(credentials: Credentials, transport: Transport, clock: Clock, settings: Mapping[str, Any]) -> Adapter:
    chat = settings.get("chat")
    if not isinstance(chat, str) or not is_chat(chat):
        raise Misconfigured(
            f"Tài khoản {LABEL}: kênh nhận bài (`chat`) phải là @tên_kênh hoặc một số như -1001234567890. "
            "Hãy sửa trong phần Tài khoản."
        )
    own = credentials_as(TelegramCredentials, credentials, LABEL)
    return TelegramAdapter(own, own.token.get_secret_value(), chat, transport, clock)


SPEC = ChannelSpec(
    name="telegram",
    label=LABEL,
    text_limit=TEXT_LIMIT,
    count=utf16_units,
    media=MEDIA,
    open=_open,
    credentials=TelegramCredentials,
    hosts=(HOST,),
    quotas=(Quota("messages", 20, 60),),
    minimum_interval_s=1.0,
    call_deadline_s=120.0,
    parallel=1,
    has_read_back=False,
    adapter=TelegramAdapter,
    identity="chat",
    fields=(
        FormField("chat", "Kênh nhận bài", "@tên_kênh; với kênh kín là số, ví dụ -1001234567890."),
        FormField(
            "endpoint", "Máy chủ Bot API riêng", "Không bắt buộc: http(s)://… của máy chủ tự dựng.", is_needed=False
        ),
    ),
    folder=Path(__file__).resolve().parent,
    writes_like="facebook",
)
