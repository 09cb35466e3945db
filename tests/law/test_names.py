"""Which document is meant by a citation."""

from datetime import date

import pytest

from distributor.law.names import Cited, CitedDocument, meant, plain_issuer

DAY = date(2018, 8, 14)
PROVINCE = CitedDocument(1, "Ủy ban nhân dân tỉnh Hương Giang", DAY)
COMMUNE = CitedDocument(2, "Ủy ban nhân dân xã Thạch Hương", DAY)
OTHER = CitedDocument(3, "Ủy ban nhân dân phường Vĩnh Giang", date(2018, 9, 1))
ACTOR = "Ủy ban nhân dân tỉnh Hương Giang"


@pytest.mark.parametrize(
    ("cited", "found"),
    [
        (Cited("5/2018/QĐ-UBND", "Ủy ban nhân dân tỉnh", DAY, ACTOR), 1),
        (Cited("5/2018/QĐ-UBND", "UBND tỉnh Hương Giang", None, ACTOR), 1),
        (Cited("5/2018/QĐ-UBND", "UBND xã Thạch Hương", None, ACTOR), 2),
        (Cited("5/2018/QĐ-UBND", "Uỷ ban nhân dân xã Thạch Hương (cũ)", None, ACTOR), 2),
        (Cited("5/2018/QĐ-UBND", "", None, ACTOR), 1),
        (Cited("5/2018/QĐ-UBND", "", None, "Ủy ban nhân dân xã Bình Sơn"), None),
        (Cited("5/2018/QĐ-UBND", "", date(2018, 9, 1), ACTOR), 3),
        (Cited("5/2018/QĐ-UBND", "", date(2019, 1, 1), ACTOR), None),
        (Cited("5/2018/QĐ-UBND", "Ủy ban nhân dân xã", None, "Ủy ban nhân dân xã Thạch Hương"), 2),
        (Cited("5/2018/QĐ-UBND", "Ủy ban nhân dân xã", None, "Ủy ban nhân dân xã Bình Sơn"), None),
    ],
)
def test_the_one_that_can_be_meant(cited: Cited, found: int | None) -> None:
    assert meant(cited, [PROVINCE, COMMUNE, OTHER]) == found


def test_a_letter_that_a_scan_misread_is_no_other_office_where_the_day_is_cited_too() -> None:
    scanned = CitedDocument(4, "Ủy ban nhân dân tỉnh Hương GlANG", DAY)
    assert meant(Cited("5/2018/QĐ-UBND", "Ủy ban nhân dân tỉnh Hương Giang", DAY, ACTOR), [scanned]) == 4
    assert meant(Cited("5/2018/QĐ-UBND", "Ủy ban nhân dân tỉnh", DAY, ACTOR), [scanned]) == 4
    assert meant(Cited("5/2018/QĐ-UBND", "Ủy ban nhân dân tỉnh Hương Giang", None, ACTOR), [scanned]) is None


def test_a_central_number_needs_no_issuer() -> None:
    law = CitedDocument(5, "Quốc hội", date(2008, 6, 3))
    assert meant(Cited("13/2008/QH12", "", None, ACTOR), [law]) == 5
    assert meant(Cited("13/2008/QH12", "Quốc hội", date(2008, 6, 3), ACTOR), [law]) == 5


def test_names_are_compared_in_full() -> None:
    assert plain_issuer("Chủ tịch UBND tỉnh Hương Giang") == plain_issuer("Ủy ban nhân dân tỉnh Hương Giang")
    assert plain_issuer("Chủ tịch nước") == "chủ tịch nước"
    assert plain_issuer("UBND  Xã Phú Hòa (cũ)") == "ủy ban nhân dân xã phú hòa"
    assert plain_issuer("Chủ tịch UBND xã Phú Hòa") == "ủy ban nhân dân xã phú hòa"
