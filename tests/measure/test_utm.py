"""What is added to the address behind a short link, and what is left alone."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distributor.measure.link_rules import link_rules
from distributor.measure.utm import Told, slug, tagged

TOLD = Told("facebook", "huong-giang", "Ngày Pháp luật 9/11", "27/2026/QĐ-UBND", 7)
TAGS = "utm_source=facebook&utm_medium=social&utm_campaign=ngay-phap-luat-9-11"
PAGE = "https://pbgdpl.huonggiang.example/tin"

CHANGED = [
    (PAGE, f"{PAGE}?{TAGS}"),
    (f"{PAGE}?", f"{PAGE}?{TAGS}"),
    (f"{PAGE}?id=7", f"{PAGE}?id=7&{TAGS}"),
    (f"{PAGE}?id=7&", f"{PAGE}?id=7&{TAGS}"),
    (f"{PAGE}#muc-2", f"{PAGE}?{TAGS}#muc-2"),
    (f"{PAGE}?id=7#/tin?utm_source=x", f"{PAGE}?id=7&{TAGS}#/tin?utm_source=x"),
    (f"{PAGE}?a=%C4%91&b=x+y&a=2&c", f"{PAGE}?a=%C4%91&b=x+y&a=2&c&{TAGS}"),
    (f"{PAGE}?u=https://x.example/?a=1", f"{PAGE}?u=https://x.example/?a=1&{TAGS}"),
    (f"{PAGE}?assign=1&bookmark=2", f"{PAGE}?assign=1&bookmark=2&{TAGS}"),
    ("http://[2001:db8::1]:8080/tin", f"http://[2001:db8::1]:8080/tin?{TAGS}"),
]
LEFT_ALONE = [
    f"{PAGE}?utm_source=zalo",
    f"{PAGE}?id=7&UTM_Campaign=x",
    f"{PAGE}?utm%5Fsource=zalo",
    f"{PAGE}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=ab",
    f"{PAGE}?GoogleAccessId=a&X-Goog-Signature=ab",
    f"{PAGE}?sv=2025-01-05&sig=abc%3D",
    f"{PAGE}?a=1;token=2",
    f"{PAGE}?Signature=a&Key-Pair-Id=b",
    "mailto:sotuphap@huonggiang.example",
    "/tin/7",
    "",
    "https://[broken/tin",
]


@pytest.mark.parametrize(("target", "expected"), CHANGED)
def test_tags_are_added_and_the_rest_stays_to_the_letter(target: str, expected: str) -> None:
    assert tagged(target, TOLD, link_rules()) == expected


@pytest.mark.parametrize("target", LEFT_ALONE)
def test_what_carries_tags_or_a_signature_is_left_alone(target: str) -> None:
    assert tagged(target, TOLD, link_rules()) == target


@pytest.mark.parametrize(
    ("channel", "medium"),
    [("facebook", "social"), ("x", "social"), ("zalo", "social"), ("youtube", "video"), ("rss", "feed"), ("sms", "sms"),
     ("manual", "other")],
)  # fmt: skip
def test_source_and_medium_by_channel(channel: str, medium: str) -> None:
    query = dict(parse_qsl(urlsplit(tagged(PAGE, replace(TOLD, channel=channel), link_rules())).query))
    assert (query["utm_source"], query["utm_medium"]) == (channel, medium)


@pytest.mark.parametrize(
    ("campaign", "number", "told"),
    [("Tháng 11: Đất đai", "27/2026/QĐ-UBND", "thang-11-dat-dai"), ("", "27/2026/QĐ-UBND", "27-2026-qd-ubnd"),
     ("", "", "tin-7"), ("№ …", "", "tin-7"), ("ĐƯỜNG " * 30, "", "duong-duong-duong-duong-duong-duong-duong-duong-duong-duong")],
)  # fmt: skip
def test_the_campaign_else_the_document_else_the_item(campaign: str, number: str, told: str) -> None:
    query = dict(parse_qsl(urlsplit(tagged(PAGE, replace(TOLD, campaign=campaign, number=number), link_rules())).query))
    assert query["utm_campaign"] == told


def test_hosts_and_units_may_ask_for_nothing_to_be_added() -> None:
    rules = link_rules()
    assert tagged(PAGE, TOLD, rules, ("huonggiang.example",)) == PAGE
    assert tagged(PAGE, TOLD, replace(rules, plain_hosts=frozenset({"pbgdpl.huonggiang.example"}))) == PAGE
    assert tagged("https://xhuonggiang.example/", TOLD, rules, ("huonggiang.example",)).endswith(TAGS)
    assert tagged(PAGE, TOLD, replace(rules, plain_units=frozenset({"huong-giang"}))) == PAGE
    assert tagged(PAGE, TOLD, replace(rules, enabled=False)) == PAGE


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_without_the_tags_it_is_the_address_that_it_was(path: str, query: str, fragment: str) -> None:
    target = f"https://a.example/{path}?{query}#{fragment}"
    told = tagged(target, TOLD, link_rules())
    assert target in (told, *(told.replace(f"{joint}{TAGS}", "", 1) for joint in ("&", "?", "")))


@given(st.text(max_size=300))
def test_a_slug_is_short_ascii(name: str) -> None:
    made = slug(name)
    assert len(made) <= 60
    assert made == "" or all(part.isascii() and part.isalnum() for part in made.split("-"))
