"""Labels of editors as places: which spans of which public text an editor chose, without a word of the text itself.

`bench/labels/points.jsonl` holds a row a text: where it is from (`source`: repository@commit:path), the SHA-256 of the text as it
was read, kind, day and title (a span of the text, or the file's name), and the spans of the chosen facts with role and `must`.
The texts themselves stand in a folder of one's own, `ID.txt` each; a text that is not the one that was read is refused.

    python bench/label_places.py --gold FOLDER [--gold FOLDER] --texts FOLDER    # makes both from labelled rows
"""

import argparse
import hashlib
import json
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LABELS = Path(__file__).resolve().parent / "labels" / "points.jsonl"
Row = dict[str, Any]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def rows_of(file: Path) -> Iterator[Row]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def place_of(text: str, words: str) -> tuple[int, int] | None:
    """Where these words stand in the text, whatever white space is between them."""
    squeezed: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if not sign.isspace():
            squeezed.append(sign)
            places.append(place)
    wanted = "".join(words.split())
    found = "".join(squeezed).find(wanted) if wanted else -1
    return (places[found], places[found + len(wanted) - 1] + 1) if found >= 0 else None


def title_of(source: str) -> str:
    """The title that a file's name gives: "crawl/Thông_tư_31_2022_TT-BTC.txt" → "Thông tư 31 2022 TT-BTC"."""
    return Path(source.split(" (", maxsplit=1)[0].rpartition(":")[2]).stem.replace("_", " ")


def located(row: Row) -> Row | None:
    """The row without any of its words; None where the text is nobody's public one."""
    source = str(row.get("source") or "")
    if "@" not in source:
        return None
    text = unicodedata.normalize("NFC", row["text"])
    spans = ((fact, place_of(text, unicodedata.normalize("NFC", fact.get("quote") or ""))) for fact in row["facts"])
    facts = [
        {"role": fact["role"], "must": bool(fact.get("must")), "start": place[0], "end": place[1]}
        for fact, place in spans
        if place
    ]
    title = place_of(text, unicodedata.normalize("NFC", row["title"] or ""))
    return {
        "id": row["id"], "source": source, "sha256": digest(text), "kind": row.get("kind") or "",
        "issued_on": row.get("issued_on"), "title": title, "facts": facts,
    }  # fmt: skip


def labelled(places: Row, texts: Path) -> Row:
    """The row with its words again. Raises ValueError for a text that is not the one that was read."""
    text = (texts / f"{places['id']}.txt").read_text(encoding="utf-8")
    if digest(text) != places["sha256"]:
        raise ValueError(f"{places['id']}: another text than the labels are of")
    title = text[slice(*places["title"])] if places["title"] else title_of(places["source"])
    facts = [
        {"role": each["role"], "must": each["must"], "quote": quote, "statement": quote}
        for each in places["facts"]
        for quote in (" ".join(text[each["start"] : each["end"]].split()),)
    ]
    return {**places, "title": " ".join(title.split()), "text": text, "facts": facts}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gold", type=Path, action="append", required=True)
    parser.add_argument("--texts", type=Path, required=True)
    given = parser.parse_args()
    given.texts.mkdir(parents=True, exist_ok=True)
    found: dict[str, Row] = {}
    for folder in given.gold:
        for row in rows_of(folder / "documents.jsonl"):
            if (places := located(row)) is None:
                continue
            found[row["id"]] = places
            (given.texts / f"{row['id']}.txt").write_text(unicodedata.normalize("NFC", row["text"]), encoding="utf-8")
    LABELS.parent.mkdir(exist_ok=True)
    lines = (json.dumps(found[key], ensure_ascii=False) for key in sorted(found))
    LABELS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(found)} texts, {sum(len(each['facts']) for each in found.values())} facts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
