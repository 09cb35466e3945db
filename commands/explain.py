"""`loa explain SOURCE`: how Loa reads an item and what it would say of it, with the quotes on which each sentence stands.

It goes the real way in a throwaway home: nothing is kept, nothing is sent. `--batch IN --out OUT` does so for many rows.
"""

import json
import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from commands.guard import say, show
from commands.predictions import Row, predict, predicted, set_of
from commands.trial import OfflineFetcher, Trial, TrialPost, path_of, trial_home
from dispatch import steps
from distributor.clock import VIETNAM
from distributor.compose.citation import citation
from distributor.errors import LoaError
from distributor.facts import Answer, Facts, Point, Role, Scope, facts_from_json
from distributor.ingest.fetch import Fetcher
from distributor.ingest.sources import add_source
from distributor.labels import channel_label, kind_label, state_label
from distributor.models import Item, RelationKind
from distributor.report.item_page import RELATION_LABELS, STATUS_LABELS

MOST_SHOWN = 20
"""Items of a feed that are told."""
RULE = "─" * 60
ROLES = {
    Role.CHANGE: "Thay đổi",
    Role.AMOUNT: "Mức",
    Role.DEADLINE: "Thời hạn",
    Role.WHO: "Đối tượng",
    Role.WHERE: "Nơi làm",
    Role.HOW: "Cách làm",
    Role.PAPERS: "Giấy tờ",
    Role.RIGHT: "Quyền lợi",
    Role.DUTY: "Nghĩa vụ",
    Role.BAN: "Cấm",
    Role.PENALTY: "Xử phạt",
    Role.EFFECT: "Hiệu lực",
}


def explain(source: str, *, as_json: bool, today: date | None) -> int:
    """Explain what is understood of a source. `source`: a file or an address, as `loa run` takes it; an address is read, and
    nothing else is called."""
    file = path_of(source)
    if file is not None and not file.exists():
        raise LoaError(f"Không có tệp {source}. Hãy xem lại đường dẫn.")
    fetcher = OfflineFetcher() if file is not None else Fetcher()
    address = str(file.resolve()) if file is not None else source
    with trial_home(today or datetime.now(VIETNAM).date(), fetcher=fetcher) as trial:
        items = _read(trial, address)
        told = [(trial.item(item_id), trial.posts(item_id)) for item_id in items]
    if as_json:
        show([{"title": item.title, **predicted(item, posts)} for item, posts in told])
    else:
        print(f"\n{RULE}\n".join("\n".join(_words(item, posts)) for item, posts in told))
    return 0


def _read(trial: Trial, address: str) -> list[int]:
    with trial.runtime.database.write() as session:
        source_id = add_source(session, trial.unit_id, address, take_all=True, clock=trial.clock, flood_limit=0).id
    outcome = steps.read_now(trial.runtime, source_id or 0)
    if outcome.error:
        raise LoaError(outcome.error)
    items = list(outcome.new_item_ids)
    if not items:
        raise LoaError(f"Không đọc được tin nào ở {address}. {' '.join(outcome.warnings)}".strip())
    if len(items) > MOST_SHOWN:
        say(f"Nguồn có {len(items)} tin; chỉ giải thích {MOST_SHOWN} tin đầu.")
    for item_id in items[:MOST_SHOWN]:
        trial.go(item_id)
    return items[:MOST_SHOWN]


def _words(item: Item, posts: list[TrialPost]) -> Iterator[str]:
    facts = facts_from_json(item.facts)
    yield f"Tin: {item.title}"
    yield f"Loại: {kind_label(item.kind) if item.kind else 'không chắc'}"
    yield from _document(facts)
    if facts.message:
        yield "\nNói với người dân:"
        for place, point in enumerate(facts.message, start=1):
            yield from _point(place, point)
    if facts.answer is not None:
        yield "\nTrả lời:"
        yield from _answer(facts.answer)
    elif facts.candidates:
        yield "\nChưa chắc câu trả lời. Gần nhất:"
        for candidate in facts.candidates:
            yield from _answer(candidate)
    yield "\nTừng kênh:"
    for post in posts:
        why = f" ({post.reason})" if post.reason else ""
        yield f"\n[{channel_label(post.channel)}] {state_label(post.state)}{why}"
        yield post.text


def _document(facts: Facts) -> Iterator[str]:
    document = facts.document
    if document is None:
        return
    if said := citation(document):
        yield f"Văn bản: {said}"
    if document.status is not None:
        yield f"Hiệu lực: {STATUS_LABELS[document.status]}"
    for relation in document.relations:
        parts = f" ({', '.join(relation.parts)})" if relation.parts else ""
        whole = "" if relation.kind is RelationKind.GUIDES or relation.scope is Scope.WHOLE else " một phần"
        yield f"{RELATION_LABELS[relation.kind]}{whole}: {relation.target}{parts}"
        if relation.quote:
            yield f"    «{relation.quote}»"


def _point(place: int, point: Point) -> Iterator[str]:
    yield f"{place}. [{ROLES[point.role]}] {point.statement}"
    for quote in point.quotes:
        yield f"    «{quote}»{f' ({point.citation})' if point.citation else ''}"


def _answer(answer: Answer) -> Iterator[str]:
    asked = f"{answer.asked} → " if answer.asked else ""
    yield f"  {asked}{answer.text}"
    for quote in answer.quotes:
        yield f"    «{quote}»{f' ({answer.citation})' if answer.citation else ''}"


def explain_batch(source: Path, out: Path, *, name: str, today: date | None) -> int:
    """Rows of JSON Lines to predictions. `name`: the set of all rows, empty to tell it by each."""
    rows = list(_rows(source, name))
    began = datetime.now(VIETNAM)
    part = out.with_name(f"{out.name}.part")
    with part.open("w", encoding="utf-8") as file:
        for place, prediction in enumerate(predict(rows, today or began.date()), start=1):
            file.write(json.dumps(prediction, ensure_ascii=False) + "\n")
            if place % 50 == 0:
                say(f"{place}/{len(rows)} …")
    os.replace(part, out)
    took = (datetime.now(VIETNAM) - began) / timedelta(seconds=1)
    say(f"Đã đọc {len(rows)} dòng trong {took:.0f} giây, ghi vào {out}.")
    return 0


def _rows(source: Path, name: str) -> Iterator[tuple[str, Row]]:
    if not source.exists():
        raise LoaError(f"Không có tệp {source}. Hãy xem lại đường dẫn.")
    for place, line in enumerate(source.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise LoaError(f"Dòng {place} của {source} không phải JSON ({error}).") from error
        if not isinstance(row, dict) or "id" not in row:
            raise LoaError(f"Dòng {place} của {source} không phải một đối tượng có «id».")
        yield name or set_of(row, source.stem), row
