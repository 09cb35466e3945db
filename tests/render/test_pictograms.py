"""Pictograms: every name draws in every weight, the same each time, and says at once what is missing."""

from pathlib import Path

import numpy as np
import pytest

from distributor.render import pictograms
from distributor.render.pictograms import FOLDERS, PICTOGRAMS, PictogramProblem, pictogram

NEEDED = {
    "birth", "marriage", "land", "house", "school", "work", "health", "traffic", "tax", "business", "elderly", "disability",
    "environment", "residence", "inheritance", "disputes", "crime_warning", "legal_aid", "warning", "ban", "place",
}  # fmt: skip


def test_there_are_enough() -> None:
    assert len(PICTOGRAMS) >= 40
    assert PICTOGRAMS >= NEEDED


@pytest.mark.parametrize("weight", FOLDERS)
def test_every_name_draws_inside_its_square(weight: pictograms.PictogramWeight) -> None:
    for name in sorted(PICTOGRAMS):
        mask = pictogram(name, 64, weight)
        assert mask.shape == (64, 64)
        assert mask.dtype == np.uint8
        assert mask.max() > 200, name
        assert 0.03 < np.count_nonzero(mask) / mask.size < 0.9, name


def test_weights_differ_and_the_same_call_gives_the_same_mask() -> None:
    ink = {weight: int(pictogram("house", 96, weight).sum()) for weight in FOLDERS}
    assert ink["solid"] > ink["line"]
    first = pictogram("marriage", 200, "duo").copy()
    pictogram.cache_clear()
    assert np.array_equal(first, pictogram("marriage", 200, "duo"))


def test_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(PictogramProblem, match="unicorn"):
        pictogram("unicorn", 64)
    monkeypatch.setattr(pictograms, "PACKAGE", "no_such_package")
    pictograms._icons.cache_clear()
    with pytest.raises(PictogramProblem, match="justmyresource-phosphor"):
        pictogram("house", 65)
    monkeypatch.setattr(pictograms, "_archive", lambda: tmp_path / "icons.zip")
    with pytest.raises(PictogramProblem, match="justmyresource-phosphor"):
        pictogram("house", 65)
