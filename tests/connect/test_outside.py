"""A channel of a third party is carried by its package: words, formats, metrics, form, icon, English. No edit in Loa, no SQL."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from channels.base import ChannelSpec, MediaLimits
from channels.connect import FormField
from channels.connectors import connectable
from channels.declared import ACCOUNT, metrics_of
from channels.errors import Misconfigured
from channels.facebook.connect import SPEC as CONSENT
from channels.forms import composed_limit
from channels.outside import beside, read_brought
from channels.registry import spec_of
from commands.channels import facts_of
from distributor.compose.templates import TemplateProblem, Templates
from distributor.connect.by_hand import field_names, wanted_secrets
from distributor.connect.listing import by_hand_channels
from distributor.labels import channel_label
from distributor.learn.settings import learning_settings
from distributor.measure.budget import reads_of
from distributor.measure.figures import figures_of
from distributor.measure.link_rules import link_rules
from distributor.measure.utm import Told, tagged
from distributor.render.choose import choose_format
from web.channel_icons import channel_icons
from web.language import _, speaking

ALIKE: ChannelSpec = replace(
    spec_of("x"),
    name="xa",
    label="Bảng tin xã",
    writes_like="facebook",
    media=MediaLimits(1, 1_000_000, ("image/png",), 100, text_limit=140),
    fields=(FormField("board", "Số bảng tin"),),
)
SAYS = """
[card]
format = "story"
[links]
medium = "board"
[learning]
seen = ["clicks"]
[figures]
views = ["looks"]
[reads]
unit = "lượt"
batch = 5
a_call = 1
a_post = 0
a_day = 10
fill_ahead_s = 0
resets_in = "Asia/Ho_Chi_Minh"
[[metric]]
name = "neighbours"
label = "Người xem bảng"
of = "account"
api_version = "1"
valid_from = 2026-11-28
source = "the board's own manual"
[english]
"Người xem bảng" = "Who looks at the board"
[editorial]
as_of = 2026-11-28
source = "our own"
hashtags = 0
[editorial.blocks]
headline = { label = "tiêu đề", keep = "headline" }
link = { label = "đường dẫn", keep = "whole" }
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "channel.toml").write_text(SAYS, "utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "announce.j2").write_text(
        "{% block headline %}{{ headline }}{% endblock %}\n{% block link %}{{ link }}{% endblock %}\n", "utf-8"
    )
    drawn = '<path d="M1 1" fill="#fff" onload="x()"/><script>x()</script><image href="//x"/>'
    (tmp_path / "icon.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{drawn}</svg>', "utf-8")
    return tmp_path


@pytest.fixture
def within() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def test_one_that_brings_nothing_is_written_like_another(within: ExitStack) -> None:
    within.enter_context(beside(ALIKE))
    template = Templates().find("xa", "announce", "new_law")
    assert template.rules == Templates().editorial.channels["facebook"]
    assert choose_format("xa") == choose_format("facebook") != choose_format("unheard of")
    assert (channel_label("xa"), composed_limit(ALIKE), ALIKE.text_limit) == ("Bảng tin xã", 140, 280)


def test_what_a_package_brings_holds_for_its_channel(package: Path, within: ExitStack) -> None:
    spec = replace(ALIKE, folder=package)
    within.enter_context(beside(spec))
    template = Templates().find("xa", "announce", "new_law")
    assert set(template.rules.blocks) == {"headline", "link"}
    with pytest.raises(TemplateProblem):
        Templates().find("xa", "erratum", "")  # of Facebook, whose blocks this channel's rules do not know
    told = Told("xa", "so", "", "", 1)
    assert "utm_medium=board" in tagged("https://xa.example/", told, link_rules())
    assert (choose_format("xa"), learning_settings().seen_on("xa")) == ("story", ("clicks",))
    assert figures_of("xa", {"looks": 7}).views == 7
    reads = reads_of.__wrapped__("xa")
    assert reads is not None
    assert reads.a_day == 10
    assert metrics_of.__wrapped__("xa", ACCOUNT)["neighbours"].source == "the board's own manual"
    with speaking("en"):
        assert _("Người xem bảng") == "Who looks at the board"
    assert channel_icons()["xa"] == '<path d="M1 1" fill="#fff"></path>'


def test_its_account_is_typed_in_or_given_by_consent_as_ours_are(within: ExitStack) -> None:
    within.enter_context(beside(ALIKE))
    way = replace(CONSENT, channel="loa")
    within.enter_context(beside(replace(ALIKE, name="loa", ways=(way,))))
    assert "xa" in by_hand_channels()
    assert "loa" not in by_hand_channels()
    assert way in connectable()
    assert field_names("xa") == ("board",)
    assert "access_token" in dict(wanted_secrets("xa", {}))


def test_what_it_lacks_and_what_is_wrong_is_told(package: Path, within: ExitStack) -> None:
    said = package / "channel.toml"
    said.write_text(said.read_text("utf-8").replace("story", "billboard"), "utf-8")
    within.enter_context(beside(replace(ALIKE, folder=package)))
    told = facts_of(spec_of("xa"))
    lacks = " | ".join(told.lacks)
    assert "không sửa được bài" in lacks
    assert "không đăng video" in lacks
    assert "bài «digest» chưa soạn được" in lacks
    assert "chưa có tiếng Anh cho: Số bảng tin" in lacks
    assert "không có số liệu của bài: chỉ đếm lượt mở liên kết ngắn, vì gói chưa khai báo" in lacks
    [wrong] = told.wrong
    assert "billboard" in wrong
    assert choose_format("xa") == choose_format("facebook"), "and it goes on in a form that there is"


def test_rights_are_told_with_what_each_is_for() -> None:
    rights = facts_of(spec_of("facebook")).rights
    assert "pages_manage_posts (cần)" in " ".join(rights)
    assert any(right.startswith("read_insights (nếu không cho thì riêng việc này tắt)") for right in rights)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("[card]\nform = 'story'", "format"),
        ("[editorials]\n", "editorials"),
        ("[[metric]]\nname = 'a'", "label"),
        ("[reads]\nunit = 'lượt'", "batch"),
        ("[card", "TOML"),
    ],
)
def test_a_wrong_entry_is_named(wrong: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "channel.toml").write_text(wrong, "utf-8")
    with pytest.raises(Misconfigured, match=said):
        read_brought(replace(ALIKE, folder=tmp_path))


def test_wrong_editorial_rules_stop_this_channel_alone(tmp_path: Path, within: ExitStack) -> None:
    (tmp_path / "channel.toml").write_text("[editorial]\nhashtags = -1\n", "utf-8")
    within.enter_context(beside(replace(ALIKE, folder=tmp_path)))
    with pytest.raises(TemplateProblem, match=r"channel\.toml"):
        Templates().find("xa", "announce", "")
    assert Templates().find("facebook", "announce", "").name == "facebook/announce.j2"
