"""Limits, as the Bot API's page states them (core.telegram.org/bots/api, read 2026-11-28 as bindings of it quote it).

A text has 1 to 4,096 characters, a caption at most 1,024, both after entities are parsed; a photo at most 10 MB, an album 2 to 10
files, a video at most 50 MB. What a character is, the page does not say; it counts offsets in UTF-16 code units, which are never
fewer than characters, so they are counted here. Alternative texts it does not know: their length is Loa's own.
"""

from channels.base import MediaLimits, VideoLimits

LABEL = "Telegram"
TEXT_LIMIT, CAPTION_LIMIT = 4_096, 1_024
VIDEO = VideoLimits(max_bytes=50_000_000, min_s=1.0, max_s=3_600.0, aspect=(0.05, 20.0))
MEDIA = MediaLimits(
    max_count=10,
    max_bytes=10_000_000,
    mime_types=("image/jpeg", "image/png"),
    alt_text_limit=1_000,
    video=VIDEO,
    text_limit=CAPTION_LIMIT,
)


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
