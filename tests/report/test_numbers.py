"""A post's curve: steps, gaps that no line crosses, marks of changed definitions, and the same in numbers."""

from datetime import UTC, datetime, timedelta

from distributor.measure.figures import FIGURES
from distributor.models import Doubt, Sample
from distributor.report.numbers import DOUBT_LABELS, FIGURE_LABELS, MOST_ROWS, curve_of, shown_figures

BORN = datetime(2026, 8, 20, 2, 0, tzinfo=UTC)
NOW = BORN + timedelta(days=10)


def sample(day: float, value: int | None, doubt: Doubt = Doubt.NONE) -> Sample:
    at = BORN + timedelta(days=day)
    return Sample(post_id=1, metric="viewCount", api_version="v3", at=at, value=value, doubt=doubt)


def curve(*samples: Sample, gaps: tuple[tuple[float, float], ...] = (), channel: str = "youtube"):  # type: ignore[no-untyped-def]
    spans = [(BORN + timedelta(days=since), BORN + timedelta(days=until)) for since, until in gaps]
    return curve_of(channel, "viewCount", BORN, NOW, samples, spans)


def test_a_number_stands_until_another_is_told() -> None:
    drawn = curve(sample(0, 0), sample(5, 50), sample(7.5, 100))
    assert drawn.paths == ("M0.0 90.0H300.0V47.0H450.0V4.0H600.0",)
    assert drawn.top == 100


def test_no_line_is_drawn_through_a_gap() -> None:
    drawn = curve(sample(0, 0), sample(1, 50), sample(8, 100), gaps=((2, 8),))
    assert drawn.paths == ("M0.0 90.0H60.0V47.0H120.0", "M480.0 4.0H600.0")
    (gap,) = drawn.gaps
    assert (gap.x, gap.width) == (120.0, 360.0)


def test_a_silence_of_the_platform_is_a_gap_as_well() -> None:
    drawn = curve(sample(0, 50), sample(2, None), sample(5, 100))
    assert drawn.paths == ("M0.0 47.0H120.0", "M300.0 4.0H600.0")


def test_what_is_kept_apart_is_not_drawn_and_stands_in_the_table() -> None:
    drawn = curve(sample(0, 80), sample(2, 3, Doubt.FALLING), sample(5, 100))
    assert drawn.paths == ("M0.0 21.2H300.0V4.0H600.0",)
    assert [(row.value, row.doubt) for row in drawn.rows] == [(100, ""), (3, DOUBT_LABELS[Doubt.FALLING]), (80, "")]


def test_a_changed_definition_is_marked_on_its_day_and_only_where_it_counts() -> None:
    (mark,) = curve(sample(0, 1), sample(9, 2)).marks
    assert mark.day == datetime(2026, 8, 23, 17, 0, tzinfo=UTC)
    assert "bắt đầu phát" in mark.words
    assert curve(sample(0, 1), channel="x").marks == ()
    late = [sample(day + 30, 1) for day in range(2)]
    later = curve_of("youtube", "viewCount", BORN + timedelta(days=30), NOW + timedelta(days=30), late, [])
    assert later is not None
    assert later.marks == ()


def test_without_a_number_there_is_no_curve() -> None:
    assert curve() is None
    assert curve(sample(0, None), sample(1, 5, Doubt.EARLY)) is None


def test_the_table_holds_the_newest() -> None:
    drawn = curve(*[sample(number / 10, number) for number in range(40)])
    assert [row.value for row in drawn.rows] == list(range(39, 39 - MOST_ROWS, -1))


def test_a_channel_shows_the_figures_that_it_can_have() -> None:
    assert [figure.name for figure in shown_figures("youtube", None)] == ["views", "reactions", "comments", "clicks"]
    assert {figure.value for figure in shown_figures("youtube", None)} == {None}
    assert set(FIGURE_LABELS) == set(FIGURES)
