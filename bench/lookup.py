"""Whether a citizen's look-up is answered by the right thing first, and how fast: our own queries over the demo province's items.

Every item goes the real way (`commands/trial.py`); its posts count as published. `tests/lookup/queries.tsv` has what is to be
answered (a document's number, `@` a word of its issuer, a word of the title, `?` several offices, `-` nothing) beside each query.
By SMS a message must also be heard as one to look up (`Meaning.looks_up`).

    python bench/lookup.py [--queries FILE] [--show] [--json] [--quick]
    python bench/lookup.py --examples      # each fifth of the lines of config/asked.toml by what the others taught

Ratio: the share that is answered wrongly. Baseline: every query answered rightly.
"""

import argparse
import json
import platform
import statistics
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "queue")]

from sqlalchemy import update

from commands.trial import Trial, trial_home
from distributor.clock import VIETNAM
from distributor.ingest.given import GivenItem
from distributor.lookup import asked
from distributor.lookup.answers import look_up
from distributor.lookup.index import keep_look_up_words
from distributor.lookup.marks import WHERE
from distributor.lookup.meaning import Intent, meaning_of
from distributor.lookup.told import LawAnswer
from distributor.models import Post, PostState
from distributor.text.typed import bare
from sandbox.huonggiang.documents import document_of
from sandbox.huonggiang.items import Attachment, Programme

TODAY = date(2026, 11, 27)
ITEMS, MOST_ALIKE, PARTS = 90, 2, 5
QUERIES = ROOT / "tests" / "lookup" / "queries.tsv"


def told_items(count: int) -> Iterator[tuple[str, str, str, str]]:
    """Slug, title, summary and text of the province's first items; the series' later turns only where they tell something new."""
    programme, told = Programme(), Counter[str]()
    now = datetime(TODAY.year, TODAY.month, TODAY.day, 8, tzinfo=VIETNAM)
    for number in range(count):
        item = programme.item(number).dated(now.timestamp())
        told[item.summary[-60:]] += 1
        if told[item.summary[-60:]] <= MOST_ALIKE:
            yield item.slug, item.title, item.summary, "\n\n".join([item.body, *_documents(item.attachments, now)])


def _documents(attachments: Sequence[Attachment], now: datetime) -> Iterator[str]:
    """What their files say, for none is fetched here."""
    for attachment in attachments:
        if (document := document_of(attachment.name, now)) is not None and not document.draft:
            head = (
                " ".join(document.issuer),
                f"Số: {document.number}",
                document.place_and_day,
                document.kind,
                document.subject,
            )
            yield "\n\n".join([*head, *(block for block in document.blocks if isinstance(block, str))])


def fill(trial: Trial) -> None:
    """The province's first items, each understood, and published as if staff had let through what waits for them."""
    for slug, title, summary, text in told_items(ITEMS):
        trial.go(trial.take(GivenItem(title=title, text=text, summary=summary, external_id=slug)))
    with trial.runtime.database.write() as session:
        session.execute(update(Post).values(state=PostState.PUBLISHED))
    keep_look_up_words(trial.runtime.database)


def is_right(wanted: str, answers: tuple[LawAnswer, ...], *, ambiguous: bool) -> bool:
    if wanted == "-":
        return not answers
    if wanted.startswith("?"):
        return ambiguous and answers[0].number.startswith(wanted[1:])
    if not answers or ambiguous:
        return False
    first = answers[0]
    number, _, issuer = wanted.partition("@")
    said = bare(f"{first.number} {first.title} {first.name}")
    return any(bare(each) in said for each in number.split("|")) and bare(issuer) in bare(
        f"{first.issuer} {first.title}"
    )


def asked_in(file: Path) -> Iterator[tuple[str, str]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        wanted, _, query = line.partition("\t")
        if query:
            yield wanted, query


def places_told(title: str) -> set[int]:
    """Return the places of the matters that a title tells of: it has the name of one, or is plainly of it."""
    said, of = bare(title), asked.matter_asked(bare(title).partition(WHERE)[0])
    names = [each.names.split("|") for each in asked.asked_examples().matter]
    named = {place for place, ways in enumerate(names) if any(bare(name) in said for name in ways if name)}
    plain = of is not None and of.is_plain and of.names
    return named | ({asked.known_matters().index(of.names)} if of is not None and plain else set())


def examples(trial: Trial) -> Counter[tuple[str, str]]:
    """Ask each line of the examples by what the other four fifths teach: (is its matter told, how it was answered) → lines.

    An answer is right if its title has the matter's name or is plainly of it.
    """
    whole = asked.asked_examples()
    rows = [(place, line) for place, each in enumerate(whole.matter) for line in each.asked.strip().splitlines()]

    told = set().union(*(places_told(title) for _, title, *_ in told_items(ITEMS)))
    answered: list[tuple[int, str]] = []
    for part in range(PARTS):
        taught = [
            each.model_copy(update={"asked": "\n".join(_others(rows, place, part)) or "-"})
            for place, each in enumerate(whole.matter)
        ]
        with (
            asked.taught_by(whole.model_copy(update={"matter": tuple(taught)})),
            trial.runtime.database.read() as session,
        ):
            for number, (place, line) in enumerate(rows):
                if number % PARTS == part:
                    found, heard = look_up(session, line, TODAY), meaning_of(line)
                    says = heard.looks_up and (heard.means is not Intent.QUESTION or found.is_sure)
                    answered.append((place, found.answers[0].title if says and found.answers else ""))
    counted = Counter[tuple[str, str]]()
    for place, title in answered:
        kind = "talk" if not whole.matter[place].names else "told" if place in told else "not told"
        counted[kind, "nothing" if not title else "right" if place in places_told(title) else "wrong"] += 1
    return counted


def _others(rows: Sequence[tuple[int, str]], of: int, part: int) -> list[str]:
    return [line for number, (place, line) in enumerate(rows) if place == of and number % PARTS != part]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=Path, default=QUERIES)
    parser.add_argument(
        "--examples", action="store_true", help="cross-validated: each fifth of the examples by the others"
    )
    parser.add_argument("--show", action="store_true", help="what was answered wrongly")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="the same: it is short")
    given = parser.parse_args()
    warnings.filterwarnings("ignore")
    right, by_sms, seconds, queries = 0, 0, [], list(asked_in(given.queries))
    with trial_home(TODAY) as trial:
        trial.begin_anew()
        fill(trial)
        if given.examples:
            for (kind, how), many in sorted(examples(trial).items()):
                print(f"{kind}: {how} {many}")
            return
        for wanted, query in queries:
            began = time.perf_counter()
            with trial.runtime.database.read() as session:
                found = look_up(session, query, TODAY)
            seconds.append(time.perf_counter() - began)
            fine = is_right(wanted, found.answers, ambiguous=found.ambiguous)
            right += fine
            heard = meaning_of(query).looks_up
            by_sms += fine if heard else wanted == "-"
            if given.show and not fine:
                told = [f"{each.share:.2f} {each.number or each.title[:60]}" for each in found.answers[:3]]
                print(
                    f"{query!r}: wanted {wanted!r}, got {told or 'nothing'}{' (asked which)' if found.ambiguous else ''}"
                )
    wrong = 1 - right / len(queries)
    figures = {
        "queries": len(queries),
        "right_first": round(1 - wrong, 4),
        "right_by_sms": round(by_sms / len(queries), 4),
        "median_ms": round(1000 * statistics.median(seconds), 1),
        "p95_ms": round(1000 * statistics.quantiles(seconds, n=20)[-1], 1),
    }
    print(
        f"{right} of {len(queries)} right first, {by_sms} by SMS; median {figures['median_ms']} ms, p95 {figures['p95_ms']} ms"
    )
    if given.json:
        machine = {"python": platform.python_version(), "machine": platform.machine()}
        print(
            json.dumps(
                {
                    "bench": "lookup",
                    "ratio": round(wrong, 4),
                    "baseline": "every query right",
                    "figures": figures,
                    "machine": machine,
                }
            )
        )


if __name__ == "__main__":
    main()
