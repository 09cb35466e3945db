"""The registry, third parties' channels, and the configuration file."""

import sys
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pytest

from channels import outside
from channels.base import ChannelSpec
from channels.errors import Misconfigured
from channels.facebook.configuration import read_facebook
from channels.manual.configuration import read_manual
from channels.outside import ENTRY_POINT_GROUP, faults, own_names
from channels.registry import open_adapter, parse_credentials, register, spec_of, specs
from channels.rss.configuration import read_rss
from channels.tables import CHANNELS_FILE
from channels.x.configuration import read_x
from channels.youtube.configuration import read_youtube
from channels.zalo.configuration import read_zalo
from tests.channels.platforms import FACEBOOK, FixedClock

THEIRS: ChannelSpec = replace(spec_of("rss"), name="loa_xa")
NOT_A_SPEC = "a text"


def test_our_channels_are_there() -> None:
    assert {"facebook", "x", "rss"} <= set(specs())
    assert faults() == ()
    assert own_names() == set(specs()), "what config/channels.toml names is taken"


def test_an_unknown_name_is_told_the_known_ones() -> None:
    with pytest.raises(Misconfigured, match=r"Không có kênh “tiktok”.*facebook, manual, rss, sms, x, youtube, zalo"):
        spec_of("tiktok")


READERS = (read_facebook, read_x, read_rss, read_youtube, read_zalo, read_manual)


def read_all(file: Path) -> None:
    for read in READERS:
        read(file)


def entry(name: str, value: str) -> EntryPoint:
    return EntryPoint(name, value, ENTRY_POINT_GROUP)


def test_a_third_party_adds_a_channel_and_a_broken_one_holds_nothing_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    entries = [
        entry("broken", "no_such_module:SPEC"),
        entry("odd", f"{__name__}:NOT_A_SPEC"),
        entry("double", "channels.rss.spec:SPEC"),
        entry("misspelt", f"{__name__}:MISSPELT"),
        entry("named", f"{__name__}:NAMED"),
        entry("theirs", f"{__name__}:THEIRS"),
    ]
    (tmp_path / "channel.toml").write_text("[editorials]\nhashtags = 1\n", "utf-8")
    misspelt = replace(THEIRS, name="loa_huyen", folder=tmp_path)
    monkeypatch.setattr(outside, "_found", None)
    monkeypatch.setattr(outside, "entry_points", lambda group: entries if group == "loa.channels" else [])
    # An entry point names a module, and ours may run under a name of pytest's.
    monkeypatch.setitem(sys.modules, __name__, ModuleType(__name__))
    for name, value in {
        "THEIRS": THEIRS,
        "NOT_A_SPEC": NOT_A_SPEC,
        "MISSPELT": misspelt,
        "NAMED": replace(THEIRS, name="../x"),
    }.items():
        monkeypatch.setattr(sys.modules[__name__], name, value, raising=False)
    assert set(specs()) == {*own_names(), "loa_xa"}
    assert spec_of("loa_xa") is THEIRS
    assert [fault.split(" ")[0] for fault in faults()] == ["broken", "odd", "double", "misspelt", "named"]
    assert "channel.toml" in faults()[-2]
    assert "[editorials]" in faults()[-2]


def test_a_test_may_register_a_channel_for_a_while() -> None:
    own = spec_of("facebook")
    with register(THEIRS), register(replace(own, label="đứng thay")):
        assert spec_of("loa_xa") is THEIRS
        assert spec_of("facebook").label == "đứng thay"
    assert spec_of("facebook") is own
    assert "loa_xa" not in specs()


def test_credentials_and_settings_that_are_missing_are_named() -> None:
    spec = spec_of("facebook")
    with pytest.raises(Misconfigured, match=r"thiếu Mã truy cập của Trang \(`page_access_token`\)"):
        parse_credentials(spec, {})
    with pytest.raises(Misconfigured, match="thừa `page_token`"):
        parse_credentials(spec, {**FACEBOOK.credentials, "page_token": "x"})
    with pytest.raises(Misconfigured, match=r"`page_access_token`.* sai dạng"):
        parse_credentials(spec, {"page_access_token": 5})
    credentials = parse_credentials(spec, FACEBOOK.credentials)
    with pytest.raises(Misconfigured, match="chưa có mã Trang"):
        open_adapter(spec, credentials, FixedClock(), {})
    with pytest.raises(Misconfigured, match="endpoint"):
        open_adapter(spec, credentials, FixedClock(), {"page_id": "1", "endpoint": "localhost"})
    with pytest.raises(Misconfigured, match="không phải của X"):
        open_adapter(spec_of("x"), credentials, FixedClock(), {"user_id": "1"})


def test_without_an_endpoint_the_platform_itself_is_meant() -> None:
    opened = open_adapter(
        spec_of("facebook"),
        parse_credentials(spec_of("facebook"), FACEBOOK.credentials),
        FixedClock(),
        {"page_id": "1"},
    )
    assert opened.transport.rebase == {}
    opened.close()


def test_the_configuration_is_dated_and_sourced() -> None:
    for read in READERS:
        common = read(CHANNELS_FILE).common
        assert common.as_of.year >= 2026
        assert common.source


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("[rss]", "[rsss]", r"thiếu bảng \[rss\]"),
        ("text_limit = 280 ", "text_limit = 0 ", r"bảng \[x\], mục `text_limit`: phải là số nguyên từ 1"),
        ("text_limit = 280 ", "text_limit = true ", r"bảng \[x\], mục `text_limit`"),
        ("url_weight = 23", "", r"bảng \[x\], mục `url_weight`: đang thiếu"),
        ('label = "X"', 'label = " "', r"bảng \[x\], mục `label`"),
        ("as_of = 2026-11-25", 'as_of = "today"', r"bảng \[facebook\], mục `as_of`: phải là một ngày"),
        ("duplicate = [506]", 'duplicate = ["506"]', r"bảng \[facebook.error_codes\], mục `duplicate`"),
        ("limit = 250", "limit = -1", r"bảng \[facebook.quotas\[0\]\], mục `limit`"),
        ("[0x2000, 0x200D]", "[0x2000]", r"bảng \[x\], mục `light_ranges`"),
        ("quotas = []", "quotas = 3", r"bảng \[rss\], mục `quotas`"),
        ("price_post_usd = 0.015", "price_post_usd = -1", r"mục `price_post_usd`: phải là một số không âm"),
        ("[facebook.error_codes]", "[facebook.codes]", r"bảng \[facebook\], mục `error_codes`"),
        ("[facebook]", "[facebook", "sai cú pháp TOML"),
    ],
)
def test_a_wrong_configuration_is_named(old: str, new: str, complaint: str, folder: Path) -> None:
    content = CHANNELS_FILE.read_text("utf-8")
    assert old in content
    file = folder / "channels.toml"
    file.write_text(content.replace(old, new, 1), "utf-8")
    with pytest.raises(Misconfigured, match=complaint) as failure:
        read_all(file)
    assert "channels.toml" in failure.value.message


def test_a_missing_configuration_is_named(folder: Path) -> None:
    with pytest.raises(Misconfigured, match=r"Không đọc được tệp channels\.toml"):
        read_all(folder / "channels.toml")
