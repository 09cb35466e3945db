"""The common view: what each figure is the sum of, and that nothing said is not 0."""

import pytest

from channels.registry import specs
from distributor.measure.figures import FIGURES, Figures, derivations, figures_of


@pytest.mark.parametrize(
    ("channel", "values", "figures"),
    [
        ("x", {"repost_count": 3, "quote_count": 2, "like_count": 0}, Figures(shares=5, reactions=0)),
        ("x", {"repost_count": 3, "quote_count": None}, Figures(shares=3)),
        ("x", {"repost_count": None}, Figures()),
        ("facebook", {"post_media_view": 10, "post_total_media_view_unique": 8}, Figures(views=10, reach=8)),
        ("rss", {"loa_clicks": 4, "unknown": 9}, Figures(clicks=4)),
    ],
)
def test_a_figure_is_the_sum_of_what_was_stated(channel: str, values: dict[str, int | None], figures: Figures) -> None:
    assert figures_of(channel, values) == figures


def test_only_known_figures_of_known_channels_are_derived() -> None:
    assert set(derivations()) - {"*"} <= set(specs())
    assert all(set(parts) == set(FIGURES) for parts in derivations().values())
