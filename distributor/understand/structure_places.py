"""How the place of a clause is cited: "điểm a khoản 1 Điều 5" of a document, "điểm a mục II.1" of a directive or plan. Pure."""

from collections.abc import Sequence

from distributor.understand.clauses import ClauseDraft


def citation_of(drafts: Sequence[ClauseDraft], draft: ClauseDraft, *, article: str, part: str | None) -> str:
    """Return how a clause is cited. `article`: in which it stands. `part`: the roman number above it where numbered parts stand
    for articles; else None."""
    if draft.quoted:
        above = draft
        while above.parent >= 0 and above.quoted:
            above = drafts[above.parent]
        return above.citation if not above.quoted else article
    chain: list[tuple[int, str]] = []
    each: ClauseDraft | None = draft
    while each is not None:
        if name := each.marker.rstrip(".)-– ").strip():
            chain.append((each.level, name))
        each = drafts[each.parent] if each.parent >= 0 else None
    parts = [f"điểm {name}" for level, name in chain if level == 4]
    if part is not None and not draft.annex:
        return " ".join([*parts, *_numbered(chain, part), article]).strip()
    clause = next((f"khoản {name}" for level, name in chain if level in (2, 3)), "")
    sections = [f"mục {name}" for level, name in chain if level == 1]
    return " ".join([*parts, *filter(None, [clause]), *sections, article or ("Phụ lục" if draft.annex else "")]).strip()


def _numbered(chain: Sequence[tuple[int, str]], part: str) -> list[str]:
    """`mục II.1`; a table or a loose line between the parts does not end the part, and "2.1" holds the "2" above it."""
    numbers: list[str] = []
    for level, name in chain:
        if level in (1, 2, 3) and not (level == 2 and numbers and numbers[0].startswith(f"{name}.")):
            numbers.insert(0, name)
    if not numbers:
        return []
    return [f"mục {'.'.join(numbers if not part or numbers[0] == part else [part, *numbers])}"]
