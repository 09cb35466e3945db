"""What an item is to a citizen: a kind of `config/kinds.toml`. The source's categories win; else its document; else its words.

Unsure is "" and staff are asked.
"""

import re
from dataclasses import dataclass

from distributor.ingest.holds.drafts import find_draft
from distributor.ingest.kinds import Kinds, default_kinds
from distributor.ingest.text import squeeze
from distributor.models.document import RelationKind
from distributor.understand.facts import DocumentFacts
from distributor.understand.news_kind import read_news
from distributor.understand.vocabulary import vocabulary

_CALL_FOR_COMMENTS = re.compile(r"(?:lấy|xin|góp|đóng\s+góp|tham\s+gia)\s+ý(?:\s+kiến)?", re.IGNORECASE)
_BEGINNING = 2000
_CALL_FOR_COMMENTS_OR_DRAFT = re.compile(r"dự\s+thảo|đề\s+xuất|(?:lấy|xin|góp)\s+ý", re.IGNORECASE)
_FOR_OFFICES = frozenset({"plan", "statistics", "not_legal"})
"""Found in the words of an item: nothing that a citizen would do."""
_WHOEVER_IT_IS_FOR = frozenset(
    {"contest", "statistics", "plan", "council_activity", "press_release", "draft_for_comment"}
)
"""Kinds that stay what they are although the item may be no legal education (a newspaper's contest)."""
_ALWAYS_LEGAL = frozenset({"scam_warning", "legal_aid"})
_HARDLY_LEGAL = 1.5
_LEAD = 500
_MUST_NAME_LAW = frozenset({"contest", "propaganda"})
_LAW_NAMED = re.compile(
    r"(?i:pháp\s+luật|pháp\s+lý|hòa\s+giải|tư\s+pháp|trái\s+phép|hiến\s+pháp|vi\s+phạm|phạm\s+tội|ma\s+túy|an\s+toàn\s+giao\s+thông|bạo\s+lực)|[Ll]uật\s+[A-ZĐ]"
)
"""A contest or a campaign is for the law where it says so."""
UNSURE = "Không chắc loại nội dung của tin. Hãy chọn loại."


def content_kind(
    title: str, text: str, categories_kind: str, document: DocumentFacts | None, role: str, kinds: Kinds | None = None
) -> str:
    """`categories_kind`: of the source's categories, maybe empty. `document`, `role`: as recognised. '' where not certain."""
    return read_kind(title, text, categories_kind, document, role, kinds).kind


@dataclass(frozen=True)
class KindRead:
    """`relevant`: whether the item is legal education. A source that sorts its items has said so by that."""

    kind: str
    relevant: bool


def read_kind(
    title: str, text: str, categories_kind: str, document: DocumentFacts | None, role: str, kinds: Kinds | None = None
) -> KindRead:
    """Like `content_kind`, with whether the item is legal education at all."""
    kinds = kinds or default_kinds()
    if categories_kind:
        return KindRead(categories_kind, True)
    beginning = text[:_BEGINNING]
    if role == "draft":
        called = _CALL_FOR_COMMENTS.search(f"{title}\n{beginning}") is not None
        return KindRead("draft_for_comment" if called else "", True)
    if role and document is not None:
        kind = kinds.kind_of_beginning(title) or _of_document(document) or kinds.kind_of_title(title)
        if kind:
            return KindRead(kind, kind not in _FOR_OFFICES)
    news = read_news(title, text)
    if _CALL_FOR_COMMENTS_OR_DRAFT.search(f"{title}\n{beginning}") and find_draft(title, text):
        return KindRead("draft_for_comment", True)
    asks = squeeze(title).endswith("?")
    said = kinds.kind_of_beginning(title) or ("question" if asks else "") or kinds.kind_of_title(title)
    kind = said or kinds.kind_of_text(beginning) or news.kind
    relevant = news.is_for(kind) or kind in _ALWAYS_LEGAL or bool(said and not news.other and not asks)
    relevant = relevant and (kind not in _MUST_NAME_LAW or _LAW_NAMED.search(f"{title}\n{text[:_LEAD]}") is not None)
    if not relevant and kind not in _WHOEVER_IT_IS_FOR:
        hardly = news.other or (kind and not asks and news.said < _HARDLY_LEGAL)
        kind = "not_legal" if hardly else "question" if asks else "other_legal" if kind else ""
    return KindRead(kind, relevant and kind not in _FOR_OFFICES)


def _of_document(document: DocumentFacts) -> str:
    """What announcing such a document is."""
    subject = document.subject.casefold()
    if document.kind == "báo cáo" and "thống kê" in subject:
        return "statistics"
    if subject.startswith("đính chính"):
        return "correction"
    kind = vocabulary().kinds.get(document.kind)
    content = kind.content if kind else ""
    if content != "new_law":
        return content
    only_repeals = bool(document.relations) and all(each.kind is RelationKind.REPEALS for each in document.relations)
    if subject.startswith(("bãi bỏ", "về việc bãi bỏ", "về bãi bỏ")) or (only_repeals and "bãi bỏ" in subject):
        return "repeal"
    return content
