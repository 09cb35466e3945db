"""Footers and hashtags by staff's wish: an account's before a kind's, within the house's rules, part of a template's version."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from channels.forms import form_of
from distributor.compose.editorial import load_editorial
from distributor.compose.endings import EMPTY, check_ending, is_ending
from distributor.compose.item import ItemView
from distributor.compose.templates import Templates
from distributor.draft.compose import Composition, compose
from distributor.errors import LoaError
from tests.compose.demo_items import DEMO, LINK, item

KIND, ACCOUNT = "endings/kind.guidance", "endings/account.7"
VIEW = item("Bà con làm thẻ căn cước ở xã", summary="Bà con đến trụ sở xã vào sáng thứ bảy.", kind="guidance")


def ending(footer: str = "", hashtags: str = "") -> str:
    return f"{{% block footer %}}{footer}{{% endblock %}}\n{{% block hashtags %}}{hashtags}{{% endblock %}}\n"


def said(kept: Mapping[str, str], account: int = 0, channel: str = "facebook", view: ItemView = VIEW) -> Composition:
    templates = Templates(kept=lambda: kept).speaking_as(account)
    return compose(view, form_of(channel), "announce", LINK, templates)


def test_what_an_account_wishes_goes_before_what_a_kind_does() -> None:
    kept = {KIND: ending("Hotline của loại", "#MộtViệc"), ACCOUNT: ending("Hotline của xã")}
    assert said({}).text.endswith("#HướngDẫnPhápLuật #HươngGiang #PhápLuật")
    assert said(kept).text.endswith("Hotline của loại\n\n#MộtViệc")
    assert said(kept, 7).text.endswith("Hotline của xã\n\n#MộtViệc"), "what an account does not wish is the kind's"
    assert said({**kept, ACCOUNT: ending(hashtags="#XãThạchHương")}, 7).tags == ("XãThạchHương",)
    assert said(kept, 8).text == said(kept).text
    other = replace(VIEW, kind="legal_aid")
    assert said(kept, 8, view=other).text == said({}, view=other).text
    assert said(kept, 7, view=replace(VIEW, kind="")).text.count("Hotline của xã") == 1, "of no certain kind, too"


def test_the_footer_goes_first_where_room_is_short_and_never_into_a_message() -> None:
    long = replace(
        VIEW, summary="Bà con đến trụ sở xã vào sáng thứ bảy, mang theo giấy khai sinh và sổ hộ khẩu cũ. " * 4
    )
    made = said({ACCOUNT: ending("Đường dây nóng của xã: 1900 0000, gọi trong giờ làm việc" * 2)}, 7, "x", long)
    assert "1900" not in made.text
    assert any("chân bài" in one for one in made.dropped)
    sms = said({ACCOUNT: ending("Hotline")}, 7, "sms")
    assert "Hotline" not in sms.text
    assert not any("chân bài" in one for one in sms.dropped)


def test_an_act_that_is_not_new_is_not_called_so_by_a_kinds_hashtags() -> None:
    known = next(view for view in DEMO.values() if view.kind == "new_law")
    kept = {"endings/kind.new_law": ending(hashtags="#VănBảnMớiToanh")}
    assert said(kept, view=known).tags == ("VănBảnMớiToanh",)


def test_a_version_changes_with_what_may_be_said_and_with_nothing_else() -> None:
    def version(kept: Mapping[str, str], kind: str = "guidance", account: int = 0) -> str:
        return Templates(kept=lambda: kept).speaking_as(account).find("facebook", "announce", kind).version

    plain, of_kind, of_account = version({}), version({KIND: ending("a")}), version({ACCOUNT: ending("a")}, account=7)
    assert len({plain, of_kind, of_account, version({ACCOUNT: ending("b")}, account=7)}) == 4
    assert version({KIND: ending("a")}, "legal_aid") == version({}, "legal_aid"), "another kind says what it said"
    assert version({ACCOUNT: ending("a")}, account=8) == plain, "no other account's"


def test_the_rules_are_the_same_object_as_long_as_nothing_changes() -> None:
    """What was reckoned by them is remembered by them."""
    kept = {KIND: ending("a")}
    templates = Templates(kept=lambda: dict(kept))
    before = templates.editorial
    assert templates.editorial is before
    assert templates.speaking_as(0).editorial is before
    kept[KIND] = ending("b")
    assert templates.editorial is not before
    assert Templates().editorial is load_editorial()


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (ending("Gọi {{ so }}"), "dấu ngoặc nhọn"),
        (ending("{% if a %}x{% endif %}"), "dấu ngoặc nhọn"),
        ("{% block footer %}x{% endblock %}", "dấu ngoặc nhọn"),
        (ending("x" * 301), "dài quá"),
        (ending("a\nb\nc\nd\ne"), "dài quá"),
        (ending("Xem #PhápLuật"), "ô hashtag"),
        (ending("Gọi ngay 📞"), "biểu tượng"),
        (ending(hashtags="#một-hai"), "#một-hai"),
        (ending(hashtags="#2026"), "#2026"),
        (ending(hashtags="#a #b #c #d"), "4"),
        (ending("Đừng bỏ lỡ"), "đừng bỏ lỡ"),
    ],
)
def test_what_is_wrong_is_told(source: str, told: str) -> None:
    with pytest.raises(LoaError, match=told):
        check_ending(source, load_editorial())


def test_what_is_right_is_taken() -> None:
    for source in (EMPTY, ending("Tư vấn: 1900 0000\nTrụ sở xã", "PhápLuật #HươngGiang")):
        check_ending(source, load_editorial())


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        (KIND, True),
        (ACCOUNT, True),
        ("endings/kind.no_such", False),
        ("endings/account.", False),
        ("endings/account.7 ", False),
        ("endings/../x", False),
        ("facebook/announce.j2", False),
    ],
)
def test_names(name: str, *, is_one: bool) -> None:
    assert is_ending(name) is is_one
