"""Which matter a message asks for in words of its own: pure."""

from pathlib import Path

import pytest

from distributor.errors import SettingsError
from distributor.lookup.asked import MOST_MATTERS, asked_examples, matter_asked
from distributor.lookup.meaning import Intent, meaning_of
from distributor.text.typed import bare


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("nha co may dua nho tinh chia manh dat ra", "tach thua"),
        ("ông ngoại nằm liệt giường được lãnh tiền tháng không", "tro giup xa hoi"),
        ("shipper nói để hàng ở cổng rồi xin chuyển tiền", "gia nguoi giao hang"),
        ("tôi bị chồng đánh đập hoài phải làm sao", "bao luc gia dinh"),
    ],
)
def test_a_story_asks_for_the_matter_that_others_asked_for_in_such_words(message: str, name: str) -> None:
    asked = matter_asked(message)
    assert asked is not None
    assert asked.is_sure
    assert name in [" ".join(way) for way in asked.names]


@pytest.mark.parametrize("message", ["gia vang hom nay bao nhieu", "toi da nhan duoc tin roi nhe", "may gio da banh"])
def test_talk_and_prices_are_no_matter_of_the_law(message: str) -> None:
    asked = matter_asked(message)
    assert asked is None or not asked.names or not asked.is_sure


@pytest.mark.parametrize("message", ["", "???", "xyzzy qwrt", "🙂"])
def test_words_that_nobody_ever_used_ask_for_nothing(message: str) -> None:
    assert matter_asked(message) is None


def test_what_an_unclear_message_plainly_asks_for_is_looked_up() -> None:
    assert meaning_of("be 4 tuoi len xe bus co tinh ve").means is Intent.LOOKUP
    assert meaning_of("Ma OTP cua ban la 482910, khong cung cap cho ai").means is not Intent.LOOKUP
    assert meaning_of("đã nhận được tin").means is not Intent.LOOKUP


def test_an_example_stands_under_one_matter() -> None:
    told: dict[str, str] = {}
    for matter in asked_examples().matter:
        for message in matter.asked.strip().splitlines():
            assert told.setdefault(bare(message), matter.names) == matter.names, message


def test_more_matters_than_a_byte_can_number_are_refused_by_name(tmp_path: Path) -> None:
    many = "".join(f'[[matter]]\nnames = "viec {each}"\nasked = "hoi {each}"\n' for each in range(MOST_MATTERS + 1))
    file = tmp_path / "asked.toml"
    file.write_text(f'as_of = 2026-11-30\nsource = "thử"\n{many}', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"matter.*asked\.toml"):
        asked_examples(file)
