"""What an act is on a day, from its own days and from what others do to it."""

from datetime import date
from itertools import permutations

import pytest

from distributor.law.life import changed_guides, lives
from distributor.law.registered import Given, Life, RegisteredDocument, RegisteredRelation
from distributor.reading_states import DocumentStatusKind as Status
from distributor.reading_states import RelationKind as Kind


def document(
    key: str,
    issued: str,
    effective: str = "",
    *relations: RegisteredRelation,
    ended: str = "",
    given: tuple[Given, ...] = (),
) -> RegisteredDocument:
    return RegisteredDocument(
        key,
        key,
        date.fromisoformat(issued),
        date.fromisoformat(effective) if effective else None,
        date.fromisoformat(ended) if ended else None,
        relations,
        given,
    )


def life_of(key: str, *documents: RegisteredDocument) -> Life:
    """Also in every other order of arrival: the same."""
    found = {lives(order)[key] for order in permutations(documents)}
    assert len(found) == 1
    return found.pop()


def on(life: Life, day: str) -> Status:
    return life.on(date.fromisoformat(day)).status


def test_an_act_without_others_begins_on_its_day() -> None:
    life = life_of("a", document("a", "2026-03-02", "2026-03-15"))
    assert [on(life, day) for day in ("2026-03-01", "2026-03-02", "2026-03-14", "2026-03-15", "2030-01-01")] == [
        Status.UNKNOWN,
        Status.NOT_YET,
        Status.NOT_YET,
        Status.IN_FORCE,
        Status.IN_FORCE,
    ]


def test_without_a_day_of_effect_nothing_is_called_in_force() -> None:
    assert on(life_of("a", document("a", "2026-03-02")), "2026-06-01") is Status.UNKNOWN


def test_a_part_that_is_changed_leaves_the_rest_in_force() -> None:
    old = document("old", "2024-05-02", "2024-05-20")
    for kind in (Kind.AMENDS, Kind.REPEALS, Kind.REPLACES):
        relation = RegisteredRelation("old", kind, whole=False, parts=("khoản 2 Điều 4",))
        life = life_of("old", old, document("new", "2026-02-01", "2026-03-01", relation))
        assert on(life, "2026-02-28") is Status.IN_FORCE
        assert on(life, "2026-03-01") is Status.PARTLY_ENDED
        assert life.on(date(2026, 3, 1)).parts == ("khoản 2 Điều 4",)


def test_what_is_repealed_before_its_day_was_never_in_force_and_replaces_nothing() -> None:
    old = document("old", "2023-01-10", "2023-02-01")
    new = document("new", "2026-09-01", "2026-11-01", RegisteredRelation("old", Kind.REPLACES))
    undo = document("undo", "2026-10-02", "2026-10-20", RegisteredRelation("new", Kind.REPEALS))
    life = life_of("new", old, new, undo)
    assert [on(life, day) for day in ("2026-10-19", "2026-10-20", "2026-11-01")] == [
        Status.NOT_YET,
        Status.ENDED,
        Status.ENDED,
    ]
    assert life.is_never
    assert on(life_of("old", old, new, undo), "2026-12-01") is Status.IN_FORCE


def test_repealed_on_the_very_day_of_its_effect_it_does_nothing_either() -> None:
    old = document("old", "2023-01-10", "2023-02-01")
    new = document("new", "2026-09-01", "2026-11-01", RegisteredRelation("old", Kind.REPLACES))
    undo = document("undo", "2026-10-02", "2026-11-01", RegisteredRelation("new", Kind.REPEALS))
    assert on(life_of("old", old, new, undo), "2026-11-02") is Status.IN_FORCE
    assert life_of("new", old, new, undo).is_never


def test_the_words_name_another_day_than_that_of_effect() -> None:
    relation = RegisteredRelation("old", Kind.REPEALS, since=date(2027, 1, 1))
    life = life_of(
        "old", document("old", "2020-01-01", "2020-02-01"), document("new", "2026-10-02", "2026-10-20", relation)
    )
    assert on(life, "2026-12-31") is Status.IN_FORCE
    assert on(life, "2027-01-01") is Status.ENDED


def test_suspended_until_it_is_resumed() -> None:
    documents = [
        document("a", "2026-01-05", "2026-02-01"),
        document("stop", "2026-05-30", "2026-06-01", RegisteredRelation("a", Kind.SUSPENDS)),
        document(
            "go",
            "2026-08-20",
            "2026-09-01",
            RegisteredRelation("a", Kind.RESUMES),
            RegisteredRelation("stop", Kind.REPEALS),
        ),
    ]
    life = life_of("a", *documents)
    assert [on(life, day) for day in ("2026-05-31", "2026-06-01", "2026-08-31", "2026-09-01")] == [
        Status.IN_FORCE,
        Status.SUSPENDED,
        Status.SUSPENDED,
        Status.IN_FORCE,
    ]
    assert on(life_of("stop", *documents), "2026-09-01") is Status.ENDED


def test_a_suspension_that_names_its_last_day_is_over_after_it() -> None:
    stop = document("stop", "2026-05-30", "2026-06-01", RegisteredRelation("a", Kind.SUSPENDS, until=date(2026, 6, 30)))
    life = life_of("a", document("a", "2026-01-05", "2026-02-01"), stop)
    assert on(life, "2026-06-30") is Status.SUSPENDED
    assert on(life, "2026-07-01") is Status.IN_FORCE


def test_what_repeals_while_it_is_suspended_repeals_when_it_goes_on() -> None:
    documents = [
        document("old", "2020-01-01", "2020-02-01"),
        document("new", "2026-05-01", "2026-06-10", RegisteredRelation("old", Kind.REPEALS)),
        document("stop", "2026-05-30", "2026-06-01", RegisteredRelation("new", Kind.SUSPENDS, until=date(2026, 6, 30))),
    ]
    life = life_of("old", *documents)
    assert on(life, "2026-06-15") is Status.IN_FORCE
    assert on(life, "2026-07-01") is Status.ENDED


def test_an_act_ends_by_its_own_term_unless_it_is_prolonged_and_so_does_the_extension() -> None:
    pilot = document("pilot", "2025-12-01", "2026-01-01", ended="2026-07-01")
    assert on(life_of("pilot", pilot), "2026-07-01") is Status.ENDED
    longer = document(
        "longer", "2026-06-15", "2026-07-01", RegisteredRelation("pilot", Kind.EXTENDS, until=date(2026, 10, 31))
    )
    for key in ("pilot", "longer"):
        life = life_of(key, pilot, longer)
        assert on(life, "2026-10-31") is Status.IN_FORCE
        assert on(life, "2026-11-01") is Status.ENDED


def test_what_was_over_for_some_days_goes_on_from_the_day_of_its_extension() -> None:
    pilot = document("pilot", "2025-12-01", "2026-01-01", ended="2026-07-01")
    longer = document(
        "longer", "2026-07-05", "2026-07-10", RegisteredRelation("pilot", Kind.EXTENDS, until=date(2026, 10, 31))
    )
    life = life_of("pilot", pilot, longer)
    assert [on(life, day) for day in ("2026-07-09", "2026-07-10", "2026-11-01")] == [
        Status.ENDED,
        Status.IN_FORCE,
        Status.ENDED,
    ]


def test_a_correction_puts_the_day_of_effect_right() -> None:
    wrong = document("wrong", "2026-08-01", "2027-09-01")
    note = document(
        "note", "2026-08-20", "", RegisteredRelation("wrong", Kind.CORRECTS, new_effective_on=date(2026, 9, 1))
    )
    life = life_of("wrong", wrong, note)
    assert life.effective_on == date(2026, 9, 1)
    assert [on(life, day) for day in ("2026-08-19", "2026-08-20", "2026-08-21", "2026-09-01")] == [
        Status.NOT_YET,
        Status.CORRECTED,
        Status.NOT_YET,
        Status.IN_FORCE,
    ]


def test_a_deed_whose_day_is_not_known_leaves_the_target_unknown() -> None:
    life = life_of(
        "old",
        document("old", "2020-01-01", "2020-02-01"),
        document("new", "2026-05-01", "", RegisteredRelation("old", Kind.REPEALS)),
    )
    assert on(life, "2026-04-30") is Status.IN_FORCE
    assert on(life, "2026-05-01") is Status.UNKNOWN


def test_an_act_that_was_never_seen_ends_by_what_others_say() -> None:
    life = life_of(
        "unseen",
        RegisteredDocument("unseen", "unseen"),
        document("new", "2026-02-01", "2026-03-01", RegisteredRelation("unseen", Kind.REPEALS)),
    )
    assert on(life, "2026-02-28") is Status.UNKNOWN
    assert on(life, "2026-03-01") is Status.ENDED


def test_chains_that_refer_to_themselves_come_to_an_end() -> None:
    selfish = document("a", "2026-02-01", "2026-03-01", RegisteredRelation("a", Kind.REPEALS))
    assert on(life_of("a", selfish), "2026-04-01") is Status.IN_FORCE
    one = document("one", "2026-02-01", "2026-03-01", RegisteredRelation("two", Kind.REPEALS))
    two = document("two", "2026-02-02", "2026-03-01", RegisteredRelation("one", Kind.REPEALS))
    assert on(life_of("one", one, two), "2026-03-01") is Status.ENDED
    assert on(life_of("two", one, two), "2026-03-01") is Status.IN_FORCE
    ring = [
        document("x", "2026-02-01", "2026-03-01", RegisteredRelation("y", Kind.SUSPENDS)),
        document("y", "2026-02-01", "2026-03-01", RegisteredRelation("z", Kind.SUSPENDS)),
        document("z", "2026-02-01", "2026-03-01", RegisteredRelation("x", Kind.SUSPENDS)),
    ]
    assert on(life_of("x", *ring), "2026-03-02") in set(Status)


def test_what_was_imported_stands_beside_what_was_read_and_a_person_over_it() -> None:
    ended = Given(Status.ENDED, date(2025, 7, 1), basis="danh mục hết hiệu lực")
    assert on(life_of("a", document("a", "2008-01-01", "2009-01-01", given=(ended,))), "2025-07-01") is Status.ENDED
    repeal = document("new", "2026-02-01", "2026-03-01", RegisteredRelation("a", Kind.REPEALS))
    kept = Given(Status.IN_FORCE, date(2026, 3, 2), basis="Sở Tư pháp xác nhận", firm=True)
    life = life_of("a", document("a", "2008-01-01", "2009-01-01", given=(kept,)), repeal)
    assert on(life, "2026-03-01") is Status.ENDED
    assert on(life, "2026-03-02") is Status.IN_FORCE


@pytest.mark.parametrize("kind", [Kind.REPLACES, Kind.AMENDS])
def test_what_implements_a_changed_act_is_named(kind: Kind) -> None:
    documents = {
        each.key: each
        for each in (
            document("law", "2014-01-01", "2014-07-01"),
            document("guide", "2015-01-01", "2015-02-01", RegisteredRelation("law", Kind.GUIDES)),
            document("new", "2026-01-01", "2026-07-01", RegisteredRelation("law", kind, whole=kind is Kind.REPLACES)),
        )
    }
    known = lives(documents.values())
    assert changed_guides(documents, known, "guide", date(2026, 6, 30)) == []
    assert changed_guides(documents, known, "guide", date(2026, 7, 1)) == ["law"]


def test_ten_thousand_deeds_are_played_through_in_a_moment() -> None:
    many = [
        document(f"n{n:05}", "2026-01-01", "2026-02-01", RegisteredRelation(f"n{n + 1:05}", Kind.AMENDS, whole=False))
        for n in range(10_000)
    ]
    assert on(lives(many)["n00001"], "2026-02-01") is Status.PARTLY_ENDED


def test_parts_that_were_suspended_come_back() -> None:
    old = document("old", "2024-05-02", "2024-05-20")

    def halts(until: str = "") -> RegisteredRelation:
        last = date.fromisoformat(until) if until else None
        return RegisteredRelation("old", Kind.SUSPENDS, whole=False, parts=("Điều 6",), until=last)

    dated = life_of("old", old, document("halt", "2026-02-01", "2026-03-01", halts("2026-08-31")))
    assert [on(dated, day) for day in ("2026-02-28", "2026-03-01", "2026-08-31", "2026-09-01")] == [
        Status.IN_FORCE,
        Status.PARTLY_ENDED,
        Status.PARTLY_ENDED,
        Status.IN_FORCE,
    ]
    assert dated.on(date(2026, 3, 1)).parts == ("Điều 6",)
    assert dated.on(date(2026, 9, 1)).parts == ()
    back = RegisteredRelation("old", Kind.RESUMES, whole=False, parts=("Điều 6",))
    resumed = life_of(
        "old",
        old,
        document("halt", "2026-02-01", "2026-03-01", halts()),
        document("on", "2026-05-01", "2026-05-10", back),
    )
    assert on(resumed, "2026-05-09") is Status.PARTLY_ENDED
    assert on(resumed, "2026-05-10") is Status.IN_FORCE
    ended = document("end", "2026-06-01", "2026-06-05", RegisteredRelation("halt", Kind.REPEALS))
    freed = life_of("old", old, document("halt", "2026-02-01", "2026-03-01", halts()), ended)
    assert [on(freed, day) for day in ("2026-06-04", "2026-06-05")] == [Status.PARTLY_ENDED, Status.IN_FORCE]


def test_another_part_that_was_resumed_leaves_the_suspended_one() -> None:
    halt = RegisteredRelation("old", Kind.SUSPENDS, whole=False, parts=("Điều 6", "khoản 2 Điều 9"))
    back = RegisteredRelation("old", Kind.RESUMES, whole=False, parts=("Điều 9",))
    life = life_of(
        "old",
        document("old", "2024-05-02", "2024-05-20"),
        document("halt", "2026-02-01", "2026-03-01", halt),
        document("on", "2026-05-01", "2026-05-10", back),
    )
    assert on(life, "2026-05-10") is Status.PARTLY_ENDED
    assert life.on(date(2026, 5, 10)).parts == ("Điều 6",)
