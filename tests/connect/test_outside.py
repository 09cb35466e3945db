"""A channel of a third party is carried by its package: words, formats, metrics, form, icon, English. No edit in Loa, no SQL."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from channels.base import ChannelSpec, Clock, Credentials, MediaLimits
from channels.connect import ConnectableAccount, ConsentScreen, FormField
from channels.connectors import connectable
from channels.declared import ACCOUNT, metrics_of
from channels.errors import Misconfigured
from channels.facebook.adapter import FacebookAdapter
from channels.facebook.connect import SPEC as CONSENT
from channels.forms import composed_limit
from channels.http import Transport
from channels.outside import beside, read_brought
from channels.registry import spec_of
from commands.channels import facts_of
from distributor.clock import SystemClock
from distributor.compose.templates import TemplateProblem, Templates
from distributor.connect.by_hand import field_names, wanted_secrets
from distributor.connect.connecting import Connecting
from distributor.connect.listing import by_hand_channels
from distributor.db import Database
from distributor.labels import channel_label
from distributor.learn.settings import learning_settings
from distributor.measure.budget import reads_of
from distributor.measure.figures import figures_of
from distributor.measure.link_rules import link_rules
from distributor.measure.utm import Told, tagged
from distributor.models import Account, SignIn, Staff
from distributor.render.choose import choose_format
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from tests.support import province
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


class Consent:
    """A third party's way to connect: one screen, one code, one board."""

    state = ""

    def begin(self, redirect: str, state: str) -> ConsentScreen:
        self.state = state  # Loa keeps its hash alone
        return ConsentScreen(f"https://board.example/consent?back={redirect}", state, {"verifier": "kept-apart"})

    def finish(self, _redirect: str, kept: Mapping[str, str], returned: Mapping[str, str]) -> list[ConnectableAccount]:
        assert (kept["verifier"], returned["code"]) == ("kept-apart", "once")
        return [ConnectableAccount("77", "Bảng số 77", {"page_access_token": "token-of-77"}, {"page_id": "77"})]


class QuietBoard(FacebookAdapter):
    def probe(self) -> str:
        return "Bảng số 77"

    def subscribe(self) -> None:
        """Nothing is called in this test."""


def opened_board(
    credentials: Credentials, transport: Transport, clock: Clock, settings: Mapping[str, Any]
) -> FacebookAdapter:
    made = spec_of("facebook").open(credentials, transport, clock, settings)
    made.__class__ = QuietBoard
    assert isinstance(made, QuietBoard)
    return made


def test_its_consent_screen_makes_an_account_as_ours_do(database: Database, tmp_path: Path, within: ExitStack) -> None:
    consent = Consent()
    way = replace(CONSENT, channel="xa", label="Bảng tin xã", open=lambda *_given: consent)
    spec = replace(spec_of("facebook"), name="xa", label="Bảng tin xã", ways=(way,), open=opened_board)
    within.enter_context(beside(spec))
    (tmp_path / "config.toml").write_text('[connect.xa]\nclient_id = "app"\nclient_secret = "secret"\n', "utf-8")
    with database.write() as session:
        seeded = province.seed_unit(session)
    with database.read() as session:
        staff = session.get_one(Staff, seeded.staff_id)
    settings = Settings(tmp_path, Values(sandbox=False))
    connecting = Connecting(settings, database, SystemClock(), open_vault(tmp_path, database=database))
    begun = connecting.begin(staff, "xa")
    assert begun.address == "https://board.example/consent?back=http://127.0.0.1:8600/ket-noi/xa/tro-ve"
    with database.read() as session:
        row = session.get_one(SignIn, begun.sign_in_id)
    assert b"kept-apart" not in row.sealed
    offer = connecting.come_back(staff, "xa", {"state": consent.state, "code": "once"})
    assert [(one.external_id, one.name) for one in offer.candidates] == [("77", "Bảng số 77")]
    [came] = connecting.choose(staff, offer.sign_in_id, ["77"])
    assert came.problem == ""
    with database.read() as session:
        account = session.get_one(Account, came.account_id)
    assert (account.channel, account.name, account.settings["page_id"]) == ("xa", "Bảng số 77", "77")
