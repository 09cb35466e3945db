"""Which candidates become the message: a linear model with readable weights, within rules that a person can read.

1. Each candidate gets a likelihood that an editor would choose it (`config/points.toml`, learnt by `bench/learn_points.py`).
2. The likeliest come first; of a role no more than its quota, of an article no more than two, no two that say the same.
3. Entries of one list, and short clauses of one article, are said together while they fit into one statement. What is too
   unlikely is left out, but for the day of effect and, in a document with figures, one figure. Who is concerned is said first,
   the day of effect last.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from distributor.config_files import read_config
from distributor.facts import Role
from distributor.settings import CONFIG_FOLDER
from distributor.understand.alike import alike
from distributor.understand.candidate import Candidate
from distributor.understand.candidates_words import BEGUN_BEFORE, IN_THE_TEXT
from distributor.understand.days_of_call import with_days_and_place
from distributor.understand.features import Features
from distributor.understand.office_work import for_citizens, is_filed, is_work, office_acts
from distributor.understand.rest_of_tariff import (
    rest_of_tariff,
    with_all_concerned,
    with_other_places,
    with_who_is_free,
)
from distributor.understand.statements import MOST_WORDS, joined
from distributor.understand.wording import briefly, count

MOST_POINTS = 8
MOST_QUOTES, MOST_QUOTES_OF_LIST = 4, 6
MOST_TOGETHER = 3
MOST_SHORTENED = 60
"""Words of clauses for which shorter ones are looked for, to say them together."""
_OF_THEIR_OWN = frozenset({Role.WHO, Role.DEADLINE, Role.PAPERS, Role.WHERE, Role.EFFECT})
"""Roles that templates ask for: said by themselves."""
LEAST_NEIGHBOUR = 6
"""Words of a clause that is said together with another one: fewer are a scrap."""
MORE_SUMS, SURE_SUM = 2, 0.8
"""So many more of one article's sums, of so sure ones: what it is about, as "Mức hỗ trợ" of a policy."""
FEW_ARTICLES = 5
"""Up to so many, a document may be said by one article alone."""
_ENDS_OTHERS = re.compile(r"(?:quyết định|nghị quyết|thông tư|nghị định) (?:này )?(?:thay thế|bãi bỏ)", re.IGNORECASE)
_SHORT_LABEL = re.compile(r"[^\s:;,.]{2,12}(?: [^\s:;,.]{2,12})?: ")
_VERB_WITHIN = re.compile(
    r"(?<!\w)(?:được|phải|không|là|bằng|thu|nộp|gồm|cấp|miễn|giảm|hưởng|áp dụng|tính|có)(?!\w)", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,5}/[\w/.-]+\w")
_ORDER = (
    Role.WHO, Role.CHANGE, Role.AMOUNT, Role.RIGHT, Role.DEADLINE, Role.DUTY, Role.BAN, Role.PENALTY, Role.PAPERS, Role.WHERE,
    Role.HOW, Role.EFFECT,
)  # fmt: skip


class Model(BaseModel):
    """`least`: likelihood from which a point is given; `sure`: from which more than `usual` are. `weights`: by feature."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    least: float = Field(gt=0, lt=1)
    sure: float = Field(gt=0, lt=1)
    usual: int = Field(ge=1, le=MOST_POINTS)
    most: int = Field(ge=1, le=MOST_POINTS)
    together: float = Field(gt=0, lt=1)
    of_article: int = Field(ge=1)
    near: float = Field(gt=0, lt=1)
    bias: float
    weights: Mapping[str, float]


class PointRules(BaseModel):
    """`quotas`: how many points of a role at most."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    source: str
    quotas: Mapping[Role, int]
    document: Model
    item: Model


@cache
def rules() -> PointRules:
    """Read the rules of points. Raises `SettingsError` that names the file."""
    return read_config(PointRules, CONFIG_FOLDER / "points.toml")


@dataclass(frozen=True)
class Ranked:
    """A candidate with the likelihood that an editor would choose it."""

    likelihood: float
    candidate: Candidate


def likelihood(model: Model, features: Features) -> float:
    """Logistic: what the weights of its features add up to."""
    total = model.bias + sum(model.weights.get(name, 0.0) * value for name, value in features.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def rank(model: Model, candidates: Sequence[Candidate], features: Sequence[Features]) -> list[Ranked]:
    """The likeliest first; of equals the earlier."""
    found = [Ranked(likelihood(model, values), each) for each, values in zip(candidates, features, strict=True)]
    return sorted(_citizens_first(found), key=lambda each: -each.likelihood)


def _citizens_first(found: Sequence[Ranked]) -> Iterator[Ranked]:
    """Yield each, what citizens file by an article, and by when, before an office's time for its work."""
    files: dict[str, float] = {}
    latest = max((each.likelihood for each in found if each.candidate.role is Role.DEADLINE), default=0.0)
    for each in found:
        if is_filed(each.candidate.words):
            article = _article(each.candidate)
            files[article] = max(files.get(article, 0.0), each.likelihood)
    for each in found:
        filed = files.get(_article(each.candidate), 1.0)
        yield replace(each, likelihood=for_citizens(each.candidate, each.likelihood, filed, latest))


def choose(
    model: Model, ranked: Sequence[Ranked], effect: Sequence[Candidate], quotas: Mapping[Role, int]
) -> list[Candidate]:
    """The message: at most `model.most` candidates, in the order in which they are said."""
    chosen: list[Candidate] = list(effect[:1])
    roles: Counter[Role] = Counter(each.role for each in chosen)
    articles: Counter[str] = Counter()
    used: set[int] = set()
    entries = {each.candidate.parent for each in ranked if each.likelihood >= model.least}
    # "Phạt … một trong các hành vi nêu trong văn bản" says less than one of them does; so does who is freed.
    ranked = [
        each
        for each in ranked
        if not (each.candidate.statement.endswith(IN_THE_TEXT) and each.candidate.place in entries)
    ]
    many = len({_article(each.candidate) for each in ranked})
    of_article = model.of_article if many > FEW_ARTICLES else MOST_POINTS
    for each in ranked:
        candidate = each.candidate
        if (
            len(chosen) >= model.most
            or each.likelihood < model.least
            or (len(chosen) >= model.usual and each.likelihood < model.sure)
        ):
            break
        most = of_article + MORE_SUMS if candidate.role is Role.AMOUNT and each.likelihood >= SURE_SUM else of_article
        if _is_out(candidate, chosen, roles, articles, used, quotas, most):
            continue
        told, places = _with_siblings(model, each, ranked, used)
        told, more = _with_neighbours(model, told, each.likelihood, ranked, used | places, chosen)
        places |= more
        if told is not candidate and any(alike(told, other) for other in chosen):
            told, places = candidate, {candidate.place}
        used |= places
        chosen.append(told)
        roles[told.role] += 1
        articles[_article(told)] += 1
    if not any(_has_figure(each) for each in chosen if each.role is not Role.EFFECT):
        chosen = _with_a_figure(model, ranked, chosen)
    candidates = [each.candidate for each in ranked]
    for one in chosen:  # what is added may leave a rest, too
        rest = rest_of_tariff(one, candidates, chosen)
        if (
            rest is not None
            and len(chosen) < MOST_POINTS
            and not any(alike(rest, each) for each in chosen if each is not one)
        ):
            chosen.append(rest)
    chosen = with_days_and_place(
        with_other_places(
            with_who_is_free(with_all_concerned(chosen, candidates), candidates, MOST_POINTS), candidates, MOST_POINTS
        ),
        candidates,
        MOST_POINTS,
    )
    # Of one list and role first what stands first: "Người lớn …" before "Trẻ em …".
    lists = [(each.role, each.parent, _article(each) or each.words) for each in chosen]
    turn = {place: lists.index(of) for place, of in enumerate(lists)}
    order = sorted(
        range(len(chosen)),
        key=lambda at: (
            ends_others(chosen[at]),
            _tells_of_begun(chosen[at]),
            _ORDER.index(chosen[at].role),
            _later(chosen[at]),
            turn[at],
            chosen[at].place,
        ),
    )
    return [chosen[at] for at in order]


def _later(candidate: Candidate) -> int:
    """Of several times first the one with its day, which the reader may miss, and an office's last."""
    if candidate.role is not Role.DEADLINE:
        return 0
    return 2 if office_acts(candidate.statement) else int(not candidate.signs.count("day"))


def _tells_of_begun(candidate: Candidate) -> bool:
    """Return True if it only tells what becomes of what was begun before: said behind what holds from now on."""
    return candidate.role is Role.CHANGE and BEGUN_BEFORE.match(candidate.words) is not None


def ends_others(candidate: Candidate) -> bool:
    """Return True if it says only which documents this one ends; said last, for a reader asks first what applies to him now."""
    return candidate.role is Role.CHANGE and _ENDS_OTHERS.match(candidate.words) is not None


def _is_out(
    candidate: Candidate, chosen: Sequence[Candidate], roles: Counter[Role], articles: Counter[str], used: set[int],
    quotas: Mapping[Role, int], of_article: int,
) -> bool:  # fmt: skip
    if (
        is_work(candidate)
        or roles[candidate.role] >= quotas.get(candidate.role, 2)
        or (articles[_article(candidate)] >= of_article and candidate.role is not Role.WHERE)
    ):
        return True
    if candidate.place in used and candidate.shape != "part":
        return True
    if ends_others(candidate):
        named = set(_NUMBER.findall(candidate.statement))
        if any(named <= set(_NUMBER.findall(other.statement)) for other in chosen if other.role is Role.EFFECT):
            return True
    return any(alike(candidate, other) for other in chosen)


def _article(candidate: Candidate) -> str:
    return candidate.citation.rpartition("Điều")[2] or candidate.citation


def _has_figure(candidate: Candidate) -> bool:
    return candidate.signs.count("money", "percent", "span", "day") > 0 or candidate.shape == "row"


def _with_a_figure(model: Model, ranked: Sequence[Ranked], chosen: list[Candidate]) -> list[Candidate]:
    """One figure that a citizen is concerned by, if one is likely enough."""
    for each in ranked:
        if each.likelihood < 0.6 * model.least:
            return chosen
        if _has_figure(each.candidate) and not any(alike(each.candidate, other) for other in chosen):
            return [*chosen, each.candidate] if len(chosen) < MOST_POINTS else chosen
    return chosen


def _with_siblings(model: Model, best: Ranked, ranked: Sequence[Ranked], used: set[int]) -> tuple[Candidate, set[int]]:
    """The candidate with likely entries of the same list, in their order, while all fit into one statement."""
    candidate = best.candidate
    if candidate.shape not in ("clause", "row") or (candidate.parent < 0 and not candidate.lead):
        return candidate, {candidate.place}
    siblings = [
        each
        for each in ranked
        if each.candidate is not candidate
        and each.candidate.place not in used
        and (each.candidate.shape, each.candidate.parent, each.candidate.lead)
        == (candidate.shape, candidate.parent, candidate.lead)
        and _article(each.candidate) == _article(candidate)
        and each.likelihood >= model.together * best.likelihood
        and not is_work(each.candidate)
    ]
    # Short ones first: more of a list is said in the same number of words.
    siblings.sort(key=lambda each: -each.likelihood / (4 + count(each.candidate.words)))
    together = [candidate]
    for each in siblings:
        tried = sorted([*together, each.candidate], key=lambda entry: entry.place)
        if len({entry.place for entry in tried}) == len(tried) <= MOST_QUOTES and _said(tried):
            together = tried
    together = _whole_list(together, ranked, used)
    if len(together) == 1:
        return candidate, {candidate.place}
    quotes = tuple(dict.fromkeys(quote for each in together for quote in each.quotes))[:MOST_QUOTES_OF_LIST]
    return replace(_grounded(candidate, together), statement=_said(together), quotes=quotes), {
        each.place for each in together
    }


def _whole_list(together: list[Candidate], ranked: Sequence[Ranked], used: set[int]) -> list[Candidate]:
    """Return the entries of a list, with the unlikely ones where all have room: a list without its last entry ("hộ nghèo") tells
    those whom it names that they are not meant."""
    first = together[0]
    entries = {
        each.candidate.place: each.candidate
        for each in ranked
        if (each.candidate.shape, each.candidate.parent, each.candidate.lead) == (first.shape, first.parent, first.lead)
        and _article(each.candidate) == _article(first)
    }
    whole = [entries[place] for place in sorted(entries)]
    if not first.lead or not len(together) < len(whole) <= MOST_QUOTES_OF_LIST or used & entries.keys():
        return together
    return whole if _said(whole) and not any(is_work(each) for each in whole) else together


def _stands_by_itself(candidate: Candidate) -> bool:
    """Return True unless it only lists things ("Xe chở tiền, vàng; xe bưu chính.": beside a ruling they would be taken for ruled
    by it), or hangs on a label that only its own clause makes plain ("Chết: thân nhân …")."""
    if candidate.shape == "part" and _SHORT_LABEL.match(candidate.statement):
        return False
    lists = ";" in candidate.words.rstrip(" ;.") and not candidate.lead and not candidate.signs.rules
    return not lists or _VERB_WITHIN.search(candidate.words) is not None


def _with_neighbours(
    model: Model,
    told: Candidate,
    likelihood: float,
    ranked: Sequence[Ranked],
    used: set[int],
    chosen: Sequence[Candidate],
) -> tuple[Candidate, set[int]]:
    """The candidate with short clauses of the same article, in their order, while all fit into one statement."""
    together, places = [told], set[int]()
    for each in ranked:
        other = each.candidate
        if len(together) >= MOST_TOGETHER or each.likelihood < model.near * likelihood:
            break
        if (
            count(other.words) < LEAST_NEIGHBOUR
            or is_work(other)
            or not (_stands_by_itself(other) and _stands_by_itself(told))
            or other.place in used | places
            or "part" in (other.shape, told.shape)  # a sentence goes with those of its own clause
            or (other.shape == "row") != (told.shape == "row")
            or other.place in (told.place, told.parent)
            or told.place == other.parent
            or _article(other) != _article(told)
            or (other.role is not told.role and {other.role, told.role} & _OF_THEIR_OWN)
            or ("Điều" not in told.citation and (told.parent < 0 or other.parent != told.parent))
            or any(alike(other, known) for known in (*together, *chosen))
        ):
            continue
        words = sum(count(entry.statement) for entry in (*together, other))
        if words > MOST_SHORTENED:
            continue
        if words > MOST_WORDS:
            tried = [replace(entry, statement=briefly(entry.statement)) for entry in (*together, other)]
            if sum(count(entry.statement) for entry in tried) > MOST_WORDS:
                continue
            together, other = tried[:-1], tried[-1]
        if len({q for entry in (*together, other) for q in entry.quotes}) > MOST_QUOTES:
            continue
        together.append(other)
        places.add(other.place)
    if len(together) == 1:
        return told, set()
    together.sort(key=lambda entry: entry.place)
    quotes = tuple(dict.fromkeys(quote for each in together for quote in each.quotes))[:MOST_QUOTES]
    return replace(_grounded(told, together), statement=_one_after_another(together), quotes=quotes), places


def _grounded(told: Candidate, together: Sequence[Candidate]) -> Candidate:
    """The candidate with what all those lean on that are said with it."""
    grounds = tuple(dict.fromkeys(ground for each in together for ground in each.grounds))
    return replace(told, grounds=grounds, named=tuple(words for each in together for words in each.named))


def _one_after_another(entries: Sequence[Candidate]) -> str:
    """The statements behind each other; what they stand under is said once."""
    text = entries[0].statement
    for each in entries[1:]:
        head = f"{each.lead}: " if each.lead else ""
        if head and text.startswith(head) and each.statement.startswith(head):
            text = f"{text.rstrip('.')}; {each.statement[len(head) :]}"
        else:
            text = f"{text} {each.statement}"
    return text


def _said(entries: Sequence[Candidate]) -> str:
    """All of them in one statement; empty if they do not fit."""
    lead = entries[0].lead
    if entries[0].shape == "row":
        head = f"{lead or 'Mức'}: "
        bodies = [each.statement.removeprefix(head).rstrip(".") for each in entries]
        text = f"{head}{'; '.join(bodies)}."
        return text if all(each.statement.startswith(head) for each in entries) and count(text) <= MOST_WORDS else ""
    if not lead:
        return ""
    room = MOST_WORDS - count(lead)
    if sum(count(each.words) for each in entries) > room:
        return ""
    text = joined(lead, [each.words for each in entries])
    return text if count(text) <= MOST_WORDS and text.count("; ") >= len(entries) - 1 else ""
