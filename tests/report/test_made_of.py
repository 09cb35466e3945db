"""Addresses of single persons' pages, and what stands on a page of ours, from edge to edge. Pure."""

from dataclasses import replace

import pytest

from distributor.report.authenticity import Authenticity, judge
from distributor.report.own_words import PublicWords
from tests.report.test_authenticity import BASE, LAND, known


@pytest.mark.parametrize(
    "path",
    [
        "/cau-hoi/7",
        "/cau-hoi/7-khong",
        "/cau-hoi/7-" + "a" * 40,
        "/thu/7-abcdefghijklmnop/xem",
        "/x/7-abcdefghijklmnop",
    ],
)
def test_an_address_that_no_person_was_given_is_of_no_kind(path: str) -> None:
    assert judge(f"{BASE}{path}", known()).verdict is Authenticity.NOT_EXACT
    assert judge(f"{BASE}.top{path}", known()).verdict is Authenticity.NOT_OURS


def test_a_private_address_is_of_a_kind_on_our_site_alone() -> None:
    path = "/cau-hoi/7-abcdefghijklmnopqrstuvwxyz"
    assert judge(f"{BASE}{path}", known()).verdict is Authenticity.KIND
    for other in (
        f"{BASE}.top{path}",
        f"{BASE}:8443{path}",
        f"https://phapluat-huonggiang.gov.vn{path}",
        f"{BASE}@lua.top{path}",
    ):
        assert judge(other, known()).verdict is Authenticity.NOT_OURS
    assert judge(f"{BASE}{path}?next=lua", known()).verdict is Authenticity.NOT_EXACT


PAGE_WORDS = PublicWords(
    "",
    "/tin/12",
    page=(
        "Đất đai",
        "Nội dung tin",
        "Điều 1. Mỗi thửa còn ít nhất 50 m² tại phường.",
        "Điều 2. Không áp dụng với đất nông nghiệp.",
    ),
    frame=("Đất đai: diện tích tối thiểu được tách thửa", f"{BASE}/tin/12"),
    others=(LAND,),
)


@pytest.mark.parametrize(
    ("pasted", "verdict", "changed"),
    [
        ("Đất đai: diện tích tối thiểu được tách thửa", Authenticity.PUBLISHED, False),
        (f"Đất đai: diện tích tối thiểu được tách thửa {BASE}/tin/12", Authenticity.PUBLISHED, False),
        ("Điều 2. Không áp dụng với đất nông nghiệp.", Authenticity.PUBLISHED, False),
        ("Nội dung tin Điều 1. Mỗi thửa còn ít nhất 50 m² tại phường.", Authenticity.PUBLISHED, False),
        (LAND, Authenticity.PUBLISHED, False),
        ("“Mỗi thửa còn ít nhất 50 m² tại phường.”", Authenticity.ALTERED, False),
        ("Điều 1. Mỗi thửa còn ít nhất 50…", Authenticity.ALTERED, False),
        ("Đất đai", Authenticity.UNKNOWN, False),
        ("Điều 2. Áp dụng với đất nông nghiệp ngay.", Authenticity.ALTERED, True),
        ("Điều 1. Mỗi thửa áp dụng với đất nông nghiệp.", Authenticity.ALTERED, True),
    ],
)
def test_a_page_is_ours_from_edge_to_edge(pasted: str, verdict: Authenticity, changed: bool) -> None:
    judged = judge(pasted, replace(known(), alike=lambda _: PAGE_WORDS))
    assert (judged.verdict, bool(judged.changed)) == (verdict, changed)
