"""What is said of an act of which several parts are changed on one day: each relation with its own parts, and by whom alone."""

from datetime import date

import pytest

from distributor.law.life import lives
from distributor.law.registered import PartsDone, RegisteredDocument, RegisteredRelation
from distributor.law.words import basis_of, what_is_so
from distributor.reading_states import DocumentStatusKind as Status
from distributor.reading_states import RelationKind as Kind

BY, ACT, DAY = "Quyết định số 33/2026/QĐ-UBND", "Quyết định số 15/2023/QĐ-UBND", date(2026, 12, 9)
CLAUSE, ARTICLE = ("khoản 1 Điều 3",), ("Điều 7", "Điều 8")


@pytest.mark.parametrize(
    ("done", "basis", "so"),
    [
        (
            [(Kind.AMENDS, CLAUSE)],
            f"khoản 1 Điều 3 được sửa đổi, bổ sung bởi {BY}",
            f"Khoản 1 Điều 3 của {ACT} được sửa đổi, bổ sung bởi {BY} từ ngày 09/12/2026.",
        ),
        (
            [(Kind.AMENDS, CLAUSE), (Kind.REPEALS, ARTICLE)],
            f"khoản 1 Điều 3 được sửa đổi, bổ sung; Điều 7, Điều 8 bị bãi bỏ bởi {BY}",
            f"Khoản 1 Điều 3 của {ACT} được sửa đổi, bổ sung bởi {BY} từ ngày 09/12/2026; Điều 7, Điều 8 bị bãi bỏ.",
        ),
        (
            [(Kind.REPEALS, ("Điều 7",)), (Kind.AMENDS, ()), (Kind.REPEALS, ("Điều 8",))],
            f"Điều 7, Điều 8 bị bãi bỏ; một phần được sửa đổi, bổ sung bởi {BY}",
            f"Điều 7, Điều 8 của {ACT} bị bãi bỏ bởi {BY} từ ngày 09/12/2026; một phần được sửa đổi, bổ sung.",
        ),
    ],
    ids=["one", "two kinds", "in turns"],
)
def test_each_deed_of_a_day_is_told_with_its_parts(done: list[PartsDone], basis: str, so: str) -> None:
    kind, parts = done[-1][0], [part for _kind, each in done for part in each]
    assert basis_of(Status.PARTLY_ENDED, kind, BY, parts, done) == basis
    said = what_is_so(ACT, Status.PARTLY_ENDED, kind, BY, DAY, parts, "", never=False, done=done)
    assert said == f"{so} Các nội dung khác vẫn còn hiệu lực."


def test_the_parts_of_another_act_are_not_given_to_this_one() -> None:
    """Before it, or on the same day, another had named its parts; this one names none."""
    told = basis_of(Status.PARTLY_ENDED, Kind.AMENDS, BY, ("Điều 1",), [(Kind.AMENDS, ())])
    assert told == f"một phần được sửa đổi, bổ sung bởi {BY}"


def test_a_life_keeps_what_each_deed_of_a_day_touched() -> None:
    amends = RegisteredRelation("old", Kind.AMENDS, whole=False, parts=CLAUSE)
    repeals = RegisteredRelation("old", Kind.REPEALS, whole=False, parts=ARTICLE)
    old = RegisteredDocument("old", "old", date(2023, 5, 18), date(2023, 6, 1))
    one = RegisteredDocument("one", "one", date(2026, 11, 20), DAY, None, (amends, repeals))
    step = lives([old, one])["old"].on(DAY)
    assert step.done == ((Kind.AMENDS, CLAUSE), (Kind.REPEALS, ARTICLE))
    other = RegisteredDocument(
        "two",
        "two",
        date(2026, 11, 19),
        DAY,
        None,
        (RegisteredRelation("old", Kind.AMENDS, whole=False, parts=("Điều 9",)),),
    )
    step = lives([old, one, other])["old"].on(DAY)
    assert (step.by, step.done) == ("two", ((Kind.AMENDS, ("Điều 9",)),)), "another's parts are never given to it"
    assert set(step.parts) == {*CLAUSE, *ARTICLE, "Điều 9"}
    ended = lives(
        [
            old,
            one,
            RegisteredDocument("end", "end", date(2026, 11, 1), DAY, None, (RegisteredRelation("old", Kind.REPEALS),)),
        ]
    )["old"].on(DAY)
    assert basis_of(ended.status, ended.kind, BY, ended.new_parts, ended.done).endswith(f"bị bãi bỏ bởi {BY}")
