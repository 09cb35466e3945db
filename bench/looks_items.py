"""Items whose messages are ideal: those of the labels (`../shared/gold`), and our own (`looks_messages.toml`)."""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from distributor.compose.item import ItemView
from distributor.facts import Answer, DocumentFacts, Facts, KeyPoints, Point, Role
from distributor.understand.dates import DAY, read_day
from distributor.understand.topics import topic_of

HERE = Path(__file__).resolve().parent
GOLD = HERE.parent.parent / "shared" / "gold"
OWN = HERE / "looks_messages.toml"
UNIT = "Sở Tư pháp tỉnh Hương Giang"
ADDRESS = "https://pbgdpl.huonggiang.example/l/7kqm2xd"
DAY_PATTERN = re.compile(DAY)
PUBLISHED = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)


def items(gold: Path | None, most: int | None = None) -> Iterator[ItemView]:
    """`most`: of each set."""
    yield from _own(most)
    if gold is None:
        return
    for name in ("documents", "articles", "qa"):
        file = gold / f"{name}.jsonl"
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        told = [row for row in rows if row.get("facts") or row.get("answer")]
        for row in told[:most]:
            yield _labelled(row, name)


def _labelled(row: dict[str, Any], name: str) -> ItemView:
    if name == "qa":
        return _item(str(row["question"]), "question", (), Answer(str(row["answer"]), sure=True))
    kind = str(row["kind"]) if name == "articles" else "new_law"
    points = tuple(_point(str(each["role"]), str(each["statement"])) for each in row["facts"])
    act = DocumentFacts(str(row["kind"]), str(row["number"])) if name == "documents" else None
    return _item(str(row["title"] or row["text"].partition("\n")[0][:150]), kind, points, document=act, new=True)


def _own(most: int | None) -> Iterator[ItemView]:
    for row in tomllib.loads(OWN.read_text(encoding="utf-8"))["item"][:most]:
        points = tuple(_point(*each) for each in row.get("points", ()))
        yield _item(row["title"], row["kind"], points, Answer(row["answer"], sure=True) if "answer" in row else None)


def _point(role: str, statement: str, day: str = "") -> Point:
    """The day of a deadline or an effect is the one that its statement says, if it says one."""
    told = date.fromisoformat(day) if day else None
    if told is None and Role(role) in {Role.DEADLINE, Role.EFFECT}:
        found = [read for match in DAY_PATTERN.finditer(statement) if (read := read_day(match.group())) is not None]
        told = found[0] if len(found) == 1 else None
    return Point(Role(role), statement, (statement,), day=told)


def _item(
    title: str,
    kind: str,
    points: tuple[Point, ...],
    answer: Answer | None = None,
    *,
    document: DocumentFacts | None = None,
    new: bool = False,
) -> ItemView:
    """`new`: published before the first of its days has passed, as the labels' old documents once were."""
    text = " ".join([*(each.statement for each in points), answer.text if answer else ""])
    topic = topic_of(title, "", text, kind)
    days = [each.day for each in points if each.day is not None]
    on = (
        min([PUBLISHED, *(datetime(day.year, day.month, day.day, 2, tzinfo=UTC) for day in days)]) if new else PUBLISHED
    )
    facts = Facts(document, kind=kind, message=points, answer=answer, points=KeyPoints(topic=topic))
    return ItemView(1, title, "", "", kind, on, ADDRESS, UNIT, facts=facts)
