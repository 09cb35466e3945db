"""A text as one account's network counts it, and with what its messages end: said in every automatic post, and paid for."""

import pytest

from channels.sms_text import Encoding, encoding_of, segments
from distributor.compose.templates import Templates
from distributor.draft.compose import compose
from distributor.outgoing.own_form import form_of_account
from distributor.review.doubts import GroundedPost, doubts_about
from distributor.sms_rules import invitations, number_told, with_invitation
from tests.compose.demo_items import DEMO, LINK

FREE = {"names_reply": True, "reply_to": "8079", "reply_price": 0}


@pytest.mark.parametrize("variant", ["", "unaccented"])
@pytest.mark.parametrize("name", sorted(DEMO))
def test_every_post_by_sms_ends_with_how_to_refuse_and_what_it_costs(
    name: str, variant: str, templates: Templates
) -> None:
    form = form_of_account("sms", FREE)
    made = compose(DEMO[name], form, "announce", LINK, templates, variant=variant)
    line = "Tu choi: HUY gui 8079 (0d)" if encoding_of(made.text) is Encoding.GSM else "Từ chối: HUY gửi 8079 (0đ)"
    assert made.text.endswith(f"\n{line}")
    assert made.text.count(LINK) == 1
    assert segments(made.text) == made.segments == made.count <= form.text_limit
    assert form.ended(made.text) == made.text, "said once, however often it is written"


def test_a_network_s_own_header_leaves_a_post_less_room(templates: Templates) -> None:
    form = form_of_account("sms", {**FREE, "header": 38})
    usual = compose(DEMO["decision"], form_of_account("sms", FREE), "announce", LINK, templates, variant="unaccented")
    made = compose(DEMO["decision"], form, "announce", LINK, templates, variant="unaccented")
    assert len(made.text) <= 306 - 38 < len(usual.text)
    assert form.count(made.text) == 2


@pytest.mark.parametrize(
    "settings", [{}, {"reply_to": "8079"}, {"names_reply": True}, {"names_reply": 1, "reply_to": "8079"}]
)
def test_an_account_that_does_not_say_so_ends_with_nothing(settings: dict[str, object], templates: Templates) -> None:
    made = compose(DEMO["fees"], form_of_account("sms", settings), "announce", LINK, templates)
    assert made.text.endswith(LINK)
    assert form_of_account("facebook", FREE).ended("Chào") == "Chào"


@pytest.mark.parametrize(
    ("price", "told", "line"),
    [
        (None, "8079", "Từ chối: soạn HUY gửi 8079"),
        (0, "8079 (mien phi)", "Từ chối: soạn HUY gửi 8079 (miễn phí)"),
        (1500, "8079 (1.500d/tin)", "Từ chối: soạn HUY gửi 8079 (1.500đ/tin)"),
        (True, "8079", "Từ chối: soạn HUY gửi 8079"),
    ],
)
def test_what_a_message_costs_is_said_behind_the_number(price: object, told: str, line: str) -> None:
    settings = {"names_reply": True, "reply_to": "8079", "reply_price": price}
    assert number_told(settings, "8079") == told
    assert with_invitation(settings, "Nộp hồ sơ.") == f"Nộp hồ sơ. {line}"


def test_what_a_network_did_not_register_is_doubted_and_the_line_is_founded() -> None:
    templates = Templates()
    network = {**FREE, "templates": "So Tu phap: {tin}"}
    text = f"Lịch tiếp công dân.\n{LINK}\nTừ chối: HUY gửi 8079 (0đ)"
    said = GroundedPost("Lịch tiếp công dân", text, LINK, "Lịch tiếp công dân", (LINK, *invitations(network)), network)
    assert [doubt for doubt in doubts_about(said, templates.editorial) if "8079" in doubt] == []
    assert any("không khớp mẫu" in doubt for doubt in doubts_about(said, templates.editorial))
