"""Captions as staff bring them."""

import pytest

from distributor.errors import LoaError
from distributor.write.captions import as_srt

SRT = "1\n00:00:01,000 --> 00:00:02,500\nChào bà con.\n"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", ""),
        ("\ufeff" + SRT.replace("\n", "\r\n"), SRT),
        ("WEBVTT\n\nNOTE bản nháp\n\nmot\n00:01.000 --> 00:02.500 align:start\n<v Hà>Chào bà con.</v>\n", SRT),
        ("Một.\nHai.", "1\n00:00:00,000 --> 00:00:05,000\nMột.\n\n2\n00:00:05,000 --> 00:00:10,000\nHai.\n"),
    ],
    ids=["nothing", "srt", "vtt", "plain lines"],
)
def test_it_becomes_srt(given: str, expected: str) -> None:
    assert as_srt(given, 10.0) == expected


@pytest.mark.parametrize(
    "given",
    [
        "1\n00:00:03,000 --> 00:00:02,000\nLùi.",
        "1\nkhông --> giờ\nChữ.",
        "1\n00:00:20,000 --> 00:00:22,000\nSau khi hết.",
        "WEBVTT\n\n-->",
    ],
)
def test_what_is_wrong_names_the_line(given: str) -> None:
    with pytest.raises(LoaError):
        as_srt(given, 10.0)
