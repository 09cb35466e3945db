"""What an item is to a citizen: a kind of `config/kinds.toml`. The source's categories win; else its document; else its words.

Unsure is "" and staff are asked.
"""

import re

from distributor.ingest.kinds import Kinds, default_kinds
from distributor.ingest.text import squeeze
from distributor.models.document import RelationKind
from distributor.understand.facts import DocumentFacts
from distributor.understand.vocabulary import vocabulary

_CALL_FOR_COMMENTS = re.compile(r"(?:lấy|xin|góp|đóng\s+góp|tham\s+gia)\s+ý(?:\s+kiến)?", re.IGNORECASE)
_BEGINNING = 2000
UNSURE = "Không chắc loại nội dung của tin. Hãy chọn loại."


def content_kind(
    title: str, text: str, categories_kind: str, document: DocumentFacts | None, role: str, kinds: Kinds | None = None
) -> str:
    """`categories_kind`: of the source's categories, maybe empty. `document`, `role`: as recognised. '' where not certain."""
    if categories_kind:
        return categories_kind
    kinds = kinds or default_kinds()
    beginning = text[:_BEGINNING]
    if role == "draft":
        return "draft_for_comment" if _CALL_FOR_COMMENTS.search(f"{title}\n{beginning}") else ""
    return (
        kinds.kind_of_beginning(title)
        or (_of_document(document) if document is not None and role else "")
        or ("question" if squeeze(title).endswith("?") else "")
        or kinds.kind_of_title(title)
        or kinds.kind_of_text(beginning)
    )


def _of_document(document: DocumentFacts) -> str:
    """What announcing such a document is."""
    subject = document.subject.casefold()
    if document.kind == "báo cáo" and "thống kê" in subject:
        return "statistics"
    kind = vocabulary().kinds.get(document.kind)
    content = kind.content if kind else ""
    if content != "new_law":
        return content
    if subject.startswith("đính chính"):
        return "correction"
    only_repeals = bool(document.relations) and all(each.kind is RelationKind.REPEALS for each in document.relations)
    if subject.startswith(("bãi bỏ", "về việc bãi bỏ", "về bãi bỏ")) or (only_repeals and "bãi bỏ" in subject):
        return "repeal"
    return content
