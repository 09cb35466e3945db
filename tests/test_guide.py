"""The staff's guide says what the screens say: its bold words are labels that stand there, its pictures exist."""

import re
from pathlib import Path

import pytest

from tests.support.servers import ROOT

GUIDE = ROOT / "docs" / "vi" / "huong-dan.md"
SPACE = re.compile(r"\s+")


def text(path: Path) -> str:
    return SPACE.sub(" ", path.read_text(encoding="utf-8"))


def labels() -> set[str]:
    """A chain of steps (`Thêm → Tạm dừng`) is several labels."""
    bold = re.findall(r"\*\*(.+?)\*\*", text(GUIDE))
    return {label for chain in bold for label in chain.split(" → ")}


@pytest.fixture(scope="module")
def screens() -> str:
    files = [*(ROOT / "web").rglob("*.html"), *(ROOT / "web").rglob("*.py"), ROOT / "distributor/report/words.py"]
    return "\n".join(text(file) for file in files)


@pytest.mark.parametrize("label", sorted(labels()))
def test_what_the_guide_names_stands_on_a_screen(label: str, screens: str) -> None:
    assert label in screens


def test_its_pictures_and_places_exist() -> None:
    said = GUIDE.read_text(encoding="utf-8")
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", said)
    assert len(pictures) >= 6
    assert all((GUIDE.parent / picture).is_file() for picture in pictures)
    headings = {
        re.sub(r"[^\w\s-]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^## (.+)$", said, re.M)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", said)) <= headings
