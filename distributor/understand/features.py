"""What ranks a candidate, as names with values from 0 to 1: its signals, its figures, its place, and what the act is about.

No feature is a word of one document; `config/points.toml` says what each weighs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from distributor.understand.candidates import Candidate
from distributor.understand.clauses import Act
from distributor.understand.signals import telling_words
from distributor.understand.statements import count

Features = Mapping[str, float]
_SHARES = ("money", "percent", "span", "day", "act")


@dataclass(frozen=True)
class About:
    """`words`: that tell what the act is about; `kind`: of the act, in lower case; `amends`: it changes other acts."""

    words: frozenset[str]
    kind: str = ""
    amends: bool = False


def about(title: str, subject: str, kind: str) -> About:
    """What the title and the subject of an act say of it."""
    return About(telling_words([title, subject]), kind, "sửa đổi" in f"{title} {subject}".casefold())


def features_of(act: Act, candidates: Sequence[Candidate], topic: About) -> list[Features]:
    """Of each candidate, in their order."""
    turns: dict[tuple[bool, str, str], int] = {}
    named: dict[str, frozenset[str]] = {}
    found: list[Features] = []
    for each in candidates:
        clause = act.clauses[each.place]
        article = (clause.annex, clause.heading, clause.citation.rpartition("Điều")[2])
        turn = turns[article] = turns.get(article, -1) + 1
        values: dict[str, float] = {f"says_{name}": 1.0 for name in each.signs.named}
        if each.led is not None:
            values |= {f"under_{name}": 1.0 for name in each.led.named if name not in each.signs.named}
        values |= {f"figure_{name}": 1.0 for name in _SHARES if each.signs.count(name)}
        values["figures"] = min(1.0, each.signs.count("figure") / 3)
        values["references"] = min(1.0, each.signs.count("reference") / 3)
        subject = each.signs.subject or (each.led.subject if each.led is not None else "")
        if subject:
            values[f"of_{subject}"] = 1.0
        long = count(each.words)
        values["words_few"] = float(long < 12)
        values["words_some"] = float(20 <= long <= 40)
        values["words_many"] = float(long > 45)
        values["quoted_long"] = min(1.0, sum(map(count, each.quotes)) / 60)
        values["cut"] = float(count(each.statement) < 0.6 * long)
        values[f"in_{clause.section or 'none'}"] = 1.0
        values[f"role_{each.role}"] = 1.0
        values[f"shape_{each.shape}"] = 1.0
        values[f"level_{clause.level}"] = 1.0
        values["new_text"] = float(clause.quoted)
        values["annex"] = float(clause.annex)
        values["first_of_article"] = float(turn == 0)
        values["later_of_article"] = min(1.0, turn / 6)
        position = each.place / max(1, len(act.clauses))
        values["early"] = max(0.0, 1.0 - 4 * position)
        values["late"] = max(0.0, 4 * position - 3)
        if clause.heading not in named:
            named[clause.heading] = telling_words([clause.heading])
        headed = named[clause.heading]
        if topic.words:
            values["of_title"] = len(telling_words([each.words]) & topic.words) / max(3, min(len(topic.words), 12))
            values["heading_of_title"] = len(headed & topic.words) / max(2, len(headed))
        values["amends"] = float(topic.amends)
        values["many"] = min(1.0, len(candidates) / 150)
        values["few"] = float(len(candidates) < 20)
        values["merged_text"] = float(topic.kind == "văn bản hợp nhất")
        found.append(values)
    return found
