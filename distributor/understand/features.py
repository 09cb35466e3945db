"""What ranks a candidate, as names with values from 0 to 1: its signals, its figures, its place, and what the document is about.

No feature is a word of one document; `config/points.toml` says what each weighs.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from distributor.understand.candidate import Candidate
from distributor.understand.clauses import Clause, DocumentStructure
from distributor.understand.signals import telling_words
from distributor.understand.wording import count

Features = Mapping[str, float]
_SHARES = ("money", "percent", "span", "day", "act")
_OF_KIND = (
    "early", "late", "of_title", "first_of_article", "new_text", "in_offices", "of_citizen", "figure_money", "says_ban",
)  # fmt: skip
"""Features that weigh differently in documents of another kind."""
_DEFINES = re.compile(r"[^,.;]{3,60} là (?:việc|người|các|những|một|hoạt|khoản|quá|tổ)", re.IGNORECASE)
_TECHNICAL = re.compile(r"[A-Z]{2,}|công thức|kỹ thuật|hệ số|mã số|tiêu chuẩn")
_ELSEWHERE = re.compile(r"quy định tại (?:khoản|điểm|điều|các)", re.IGNORECASE)
_ANYBODY = re.compile(
    r"(?:mọi )?(?:công dân|cá nhân|người dân|mọi người|người (?:từ|đủ|lao động|sử dụng|có|được|bị|tham gia|mua|thuê|đã|nộp)|"
    r"tổ chức, cá nhân|hộ gia đình|cha|mẹ|vợ|chồng|trẻ em)(?!\w)",
    re.IGNORECASE,
)
_HEADINGS = {
    "level": r"mức|giá|lãi suất|thuế suất|định mức",
    "right": r"quyền",
    "duty": r"nghĩa vụ|trách nhiệm",
    "condition": r"điều kiện|tiêu chuẩn|tiêu chí",
    "person": r"đối tượng|người|trường hợp",
    "time": r"thời (?:hạn|gian|điểm|hiệu)",
    "support": r"hỗ trợ|trợ cấp|chính sách|chế độ|miễn|giảm|ưu đãi",
    "way": r"trình tự|thủ tục|hồ sơ|đăng ký",
    "principle": r"nguyên tắc|quy định chung|yêu cầu",
    "violation": r"vi phạm|xử lý|xử phạt|cấm",
    "power": r"thẩm quyền|quản lý|tổ chức|kiểm tra|giám sát|nhiệm vụ",
    "passing": r"chuyển tiếp|áp dụng",
    "content": r"nội dung|quy định về|sửa đổi",
}
"""What headings of articles speak of, whatever section they make."""
_HEADED = tuple(
    (name, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)) for name, pattern in _HEADINGS.items()
)
_VERBLESS = re.compile(r"(?:các|những|việc|quyền|nội dung)(?!\w)", re.IGNORECASE)
_CASE = re.compile(r"trường hợp(?!\w)", re.IGNORECASE)
_STATE = re.compile(r"nhà nước(?!\w)", re.IGNORECASE)
_NOT = re.compile(r"(?<!\w)không(?!\w)", re.IGNORECASE)
_FUNDS = re.compile(r"(?:nguồn )?kinh phí|nguồn vốn|ngân sách", re.IGNORECASE)
_POWER = re.compile(
    r"có (?:quyền|thẩm quyền)[^.;]{0,40}(?:phạt|xử phạt|quyết định|thu hồi)|thẩm quyền xử phạt", re.IGNORECASE
)
_OF_DOCUMENT = re.compile(
    r"(?:luật|nghị định|thông tư|nghị quyết|quyết định|quy định|quy chế|văn bản) (?:này|số)", re.IGNORECASE
)
_FROM_DAY = re.compile(r"(?<!\w)(?:kể )?từ (?:ngày|năm|tháng)\s\d|(?:năm học|giai đoạn)\s\d{4}", re.IGNORECASE)
_MUST_NOT = re.compile(r"(?<!\w)không được(?!\w)", re.IGNORECASE)


_RARE = (
    "figure_money",
    "figure_percent",
    "figure_span",
    "figure_day",
    "role_ban",
    "role_penalty",
    "role_papers",
    "role_where",
    "role_deadline",
)


@dataclass(frozen=True)
class About:
    """`words`: that tell what the document is about; `kind`: of the document, in lower case; `amends`: it changes other
    documents."""

    words: frozenset[str]
    kind: str = ""
    amends: bool = False
    local: bool = False

    @property
    def sorts(self) -> tuple[str, ...]:
        """Return what sort of document it is, for features that weigh differently in each."""
        if self.kind == "văn bản hợp nhất":
            return ("merged",)
        if self.amends:
            return ("amending", "local") if self.local else ("amending",)
        if self.local:
            return ("local",)
        if self.kind in ("công văn", "kế hoạch", "chỉ thị", "thông báo", ""):
            return ("letter",)
        return ("law",) if self.kind in ("luật", "bộ luật", "pháp lệnh") else ("decree",)


def about(title: str, subject: str, kind: str, *, local: bool = False) -> About:
    """Return what the title and the subject of a document say of it."""
    amends = "sửa đổi" in f"{title} {subject}".casefold()
    return About(telling_words([title, subject]), kind, amends, local)


def is_local(text: str) -> bool:
    """Return True if its head is that of a document of a province or commune."""
    head = text[:600].casefold()
    return any(name in head for name in ("ubnd", "hđnd", "ủy ban nhân dân", "uỷ ban nhân dân", "hội đồng nhân dân"))


def features_of(structure: DocumentStructure, candidates: Sequence[Candidate], topic: About) -> list[dict[str, float]]:
    """The features of each candidate, in their order."""
    turns: dict[tuple[bool, str, str], int] = {}
    named: dict[str, frozenset[str]] = {}
    found: list[dict[str, float]] = []
    for each in candidates:
        clause = structure.clauses[each.place]
        article = _article(clause)
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
        position = each.place / max(1, len(structure.clauses))
        values["early"] = max(0.0, 1.0 - 4 * position)
        values["late"] = max(0.0, 4 * position - 3)
        if clause.heading not in named:
            named[clause.heading] = telling_words([clause.heading])
        headed = named[clause.heading]
        values |= {f"headed_{name}": 1.0 for name, pattern in _HEADED if pattern.search(clause.heading[:160])}
        if topic.words:
            values["of_title"] = len(telling_words([each.words]) & topic.words) / max(3, min(len(topic.words), 12))
            values["heading_of_title"] = len(headed & topic.words) / max(2, len(headed))
        values["amends"] = float(topic.amends)
        values["many"] = min(1.0, len(candidates) / 150)
        values["few"] = float(len(candidates) < 20)
        values["merged_text"] = float(topic.kind == "văn bản hợp nhất")
        values |= _of_words(each)
        found.append(values)
    _of_articles(structure, candidates, found)
    _of_others(candidates, found, topic)
    _of_kind(topic.kind, found)
    for values in found:
        values |= {f"sort_{sort}": 1.0 for sort in topic.sorts}
    return found


def _article(clause: Clause) -> tuple[bool, str, str]:
    return clause.annex, clause.heading, clause.citation.rpartition("Điều")[2]


def _of_words(each: Candidate) -> dict[str, float]:
    words, signs, said = each.words, each.signs, count(each.statement)
    tells = signs.has("grant", "duty", "ban", "relief")
    return {
        "by_itself": float(bool(signs.subject) and (tells or signs.has("penalty"))),
        "says_short": float(said <= 15),
        "says_middling": float(15 < said <= 25),
        "whole": float(each.shape == "clause" and not each.lead),
        "led": float(bool(each.lead)),
        "citizen_rules": float(tells and signs.has("citizen")),
        "begins_citizen": float(signs.rules and signs.subject == "citizen"),
        "begins_case": float(_CASE.match(words) is not None),
        "defines": float(_DEFINES.match(words) is not None),
        "technical": min(1.0, len(_TECHNICAL.findall(words)) / 2),
        "elsewhere": float(_ELSEWHERE.search(words) is not None),
        "anybody": float(_ANYBODY.match(words) is not None),
        "verbless": float(_VERBLESS.match(words) is not None),
        "state": float(_STATE.match(words) is not None),
        "not": float(_NOT.search(words) is not None),
        "funds": float(_FUNDS.match(words) is not None),
        "power": float(_POWER.search(words) is not None or _POWER.search(each.lead) is not None),
        "of_act": float(_OF_DOCUMENT.match(words) is not None),
        "of_condition": float(each.statement.startswith("Theo điều kiện")),
        "from_day": float(_FROM_DAY.search(words) is not None),
        "must_not": float(_MUST_NOT.search(words) is not None),
    }


def _of_articles(
    structure: DocumentStructure, candidates: Sequence[Candidate], found: Sequence[dict[str, float]]
) -> None:
    """Add what the article that a candidate stands in is like: whom it speaks of, how long it is, where it stands."""
    articles: dict[tuple[bool, str, str], list[int]] = {}
    for turn, each in enumerate(candidates):
        articles.setdefault(_article(structure.clauses[each.place]), []).append(turn)
    for order, turns in enumerate(articles.values()):
        signs = [candidates[turn].signs for turn in turns]
        many = len(turns)
        shared = {
            "article_citizen": sum(each.has("citizen") for each in signs) / many,
            "article_office": sum(each.subject == "office" for each in signs) / many,
            "article_money": sum(bool(each.count("money", "percent")) for each in signs) / many,
            "article_grant": sum(each.has("grant", "relief") for each in signs) / many,
            "article_work": sum(each.has("work") for each in signs) / many,
            "article_long": min(1.0, many / 12),
            "article_single": float(many == 1),
            "article_first": float(order < 3),
            "article_place": order / len(articles),
        }
        for turn in turns:
            found[turn].update(shared)


def _of_others(candidates: Sequence[Candidate], found: Sequence[dict[str, float]], topic: About) -> None:
    """Add how a candidate stands among the others: whether it speaks of what the document speaks of, how rare its figures are."""
    words = [telling_words([f"{each.lead} {each.words}"]) for each in candidates]
    seen = Counter(word for each in words for word in each)
    many = max(1, len(candidates))
    rare = {name: sum(bool(values.get(name)) for values in found) for name in _RARE}
    beside = Counter((each.parent, each.lead) for each in candidates)
    for each, said, values in zip(candidates, words, found, strict=True):
        values["central"] = sum(math.log1p(seen[word]) for word in said) / (max(1, len(said)) * math.log1p(many))
        told = {word: math.log(1 + many / seen[word]) for word in said & topic.words}
        values["rarely_of_title"] = min(1.0, sum(told.values()) / 8)
        for name, total in rare.items():
            if values.get(name):
                values[f"rare_{name}"] = total**-0.5
        entries = beside[each.parent, each.lead] if each.lead else 1
        values["entries"] = min(1.0, (entries - 1) / 10)


def _of_kind(kind: str, found: Sequence[dict[str, float]]) -> None:
    if not kind:
        return
    name = "_".join(kind.split())
    for values in found:
        values |= {f"{name}-{each}": values[each] for each in _OF_KIND if values.get(each)}
        values[f"kind-{name}"] = 1.0
