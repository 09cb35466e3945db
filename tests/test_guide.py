"""The staff's guide says what the screens say: its bold words are labels that stand there, its pictures exist."""

import re
from pathlib import Path

from phrases import catalogue_of
from tests.support.servers import ROOT
from web.messages import everything_said

GUIDE = ROOT / "docs" / "vi" / "huong-dan.md"
SPACE = re.compile(r"\s+")


def text(path: Path) -> str:
    return SPACE.sub(" ", path.read_text(encoding="utf-8"))


def labels() -> set[str]:
    """A chain of steps (`Thêm → Tạm dừng`) is several labels."""
    bold = re.findall(r"\*\*(.+?)\*\*", text(GUIDE))
    return {label for chain in bold for label in chain.split(" → ")}


def test_what_the_guide_names_stands_on_a_screen() -> None:
    """Letter by letter: half of a label is no label."""
    said = {text for message in everything_said() for text in ids_of(message.id)}
    said |= set(catalogue_of("vi")._catalog.values())  # type: ignore[attr-defined]
    assert len(labels()) > 60
    assert sorted(labels() - said) == []


def ids_of(known: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """One text, or the singular and the plural."""
    return (known,) if isinstance(known, str) else tuple(known)


def test_its_pictures_and_places_exist() -> None:
    said = GUIDE.read_text(encoding="utf-8")
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", said)
    assert len(pictures) >= 6
    assert all((GUIDE.parent / picture).is_file() for picture in pictures)
    headings = {
        re.sub(r"[^\w\s-]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^## (.+)$", said, re.M)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", said)) <= headings
