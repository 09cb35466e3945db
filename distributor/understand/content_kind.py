"""What an item is to a citizen: a kind of `config/kinds.toml`. The source's categories win; else its document; else its words.

Unsure is "" and staff are asked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from distributor.facts import DocumentFacts
from distributor.ingest.holds.drafts import find_draft, is_call_for_comments, says_passed, tells_how_to_comment
from distributor.ingest.kinds import Kinds, default_kinds
from distributor.reading_states import RelationKind
from distributor.understand.calls_on_citizens import calls_on_citizens
from distributor.understand.kind_cues import is_all_abroad
from distributor.understand.kind_forms import is_letter_answered
from distributor.understand.kind_model import JudgedKind, judge, kind_weights, pairs_of, signs_of
from distributor.understand.kind_titles import counts_off_rules, kind_of_what_it_does
from distributor.understand.news_kind import News, read_news
from distributor.understand.notices import is_notice, is_pastime
from distributor.understand.office_news import WAS_FINED
from distributor.understand.questions import title_asks
from distributor.understand.reading import CORRECTION
from distributor.understand.vocabulary import vocabulary
from phrases import phrase

_CALL_FOR_COMMENTS = re.compile(r"(?:lấy|xin|góp|đóng\s+góp|tham\s+gia)\s+ý(?:\s+kiến)?", re.IGNORECASE)
_BEGINNING = 2000
_CALL_FOR_COMMENTS_OR_DRAFT = re.compile(r"dự\s+thảo|đề\s+xuất|(?:lấy|xin|góp)\s+ý", re.IGNORECASE)
_FOR_OFFICES = frozenset({"plan", "statistics", "not_legal"})
"""Found in the words of an item: nothing that a citizen would do."""
_FOR_CITIZENS = frozenset({"says-states_rule", "says-come"})
"""… unless it states a rule of law beside its figures, or says when and where citizens are served for nothing."""
_EDUCATION = frozenset({"scam_warning", "sketch", "question", "new_law", "guidance"})
"""Kinds that are legal education by what they are: where the kind is sure, little worth is enough.

So it is for figures round a rule."""
_LEAST_OF_EDUCATION = 0.18
_WORTH_BEFORE_KIND = 0.5
"""So much worth, and an item is told though its words are those of sports, weather or business: dogs before a festival."""
_ONLY_COUNTS = frozenset({"form-only_reported", "form-mostly_counted"})
"""Of a notice that says both: an office's figures, published as it must, with nothing to act upon."""
_MAY_BE_OVER = frozenset({"contest", "propaganda", "legal_aid", "procedure", "press_release", "policy_dialogue"})
"""Kinds of which one that only reports what was done is for a person to choose."""
_TOLD_BY_TITLE = frozenset({"sketch", "press_release", "video", "correction", "repeal", "guidance", "contest"})
"""Kinds that a title names when it begins with their word."""
_MAY_BE_NOTICES = frozenset({"", "procedure", "council_activity", "legal_aid"})
_NAMED_BEFORE_NOTICES = frozenset(
    {"legal_aid", "council_activity", "contest", "scam_warning", "press_release", "plan", "procedure", "guidance"}
)
"""Kinds that say more of an office's notice than that it is one."""
_TOLD_AS_NOTICES = frozenset({"not_legal", "statistics", "plan", "other_legal"})
_MAY_CALL = _TOLD_AS_NOTICES | {"new_law", "guidance", "procedure", "legal_aid", "propaganda", "notice"}
"""Kinds whose item is for citizens after all where an office binds them in it, or gives them something."""
_SURELY = 0.6
"""A likelihood that lets a kind stand before that of a mere notice."""
_BARE = 150
"""Characters of a text below which nothing can be learnt from its words."""
_LEAD = 500
_STEPS_WITHIN = 6_000
_MUST_NAME_LAW = frozenset({"contest", "propaganda"})
_CONTEST_TITLE = re.compile(
    r"(?<!\w)(?:thể\s+lệ|cuộc\s+thi|hội\s+thi|giải\s+(?:chạy|bóng|cầu|đấu|thể))(?!\w)", re.IGNORECASE
)
"""Rules of a race are no law, though they have articles and penalties."""
_LAW_NAMED = re.compile(
    r"(?i:pháp\s+luật|pháp\s+lý|hòa\s+giải|tư\s+pháp|trái\s+phép|hiến\s+pháp|vi\s+phạm|phạm\s+tội|ma\s+túy|an\s+toàn\s+giao\s+thông|bạo\s+lực)|[Ll]uật\s+[A-ZĐ]"
)
"""A contest or a campaign is for the law where it says so."""
_RULE_OR_OFFICE = re.compile(
    r"(?<!\w)(?:pháp luật|(?:bộ )?luật|nghị (?:định|quyết)|thông tư|quy định|thủ tục|hồ sơ|(?:bị|mức|xử) phạt|ubnd|ủy ban|uỷ ban|"
    r"công an|cơ quan|cán bộ|sở|bộ (?=[A-ZĐ])|chi cục|cục|trung tâm|bảo hiểm|dịch vụ công|vneid|định danh|tư pháp|trạm y tế|"
    r"nhà trường)(?!\w)",
    re.IGNORECASE,
)
"""Guidance that names neither is an application's or a newspaper's: how to change a password."""
_STEPS = re.compile(r"(?<!\w)bước\s+(?:1|một)\s*[:.].{1,1500}(?<!\w)bước\s+(?:2|hai)\s*[:.]", re.IGNORECASE | re.DOTALL)
_OF_PRICES = re.compile(
    r"\W*(?:thông báo (?:về )?)?(?:biểu |khung |bảng |quy định )?(?:đơn giá|giá|mức (?:thu|giá|phí)|phí|lệ phí)(?!\w)",
    re.IGNORECASE,
)
"""A title of what is to be paid."""
_BY_LOCAL_ACT = re.compile(r"(?:quyết định|nghị quyết) số \d{1,4}/20\d\d/(?:QĐ-UBND|NQ-HĐND)(?!\w)", re.IGNORECASE)
_TRAINING = re.compile(
    r"(?:tập\s+huấn|bồi\s+dưỡng)[^\n]{0,80}(?:hòa\s+giải|hoà\s+giải|báo\s+cáo\s+viên|tuyên\s+truyền\s+viên|pháp\s+luật|tư\s+pháp)",
    re.IGNORECASE,
)
_UNIVERSITY = re.compile(
    r"(?<!\w)(?:ĐH|đại\s+học|học\s+viện|cao\s+đẳng)(?!\w)[^\n]*(?:xét\s+tuyển|tuyển\s+sinh|điểm\s+chuẩn|chỉ\s+tiêu)(?![^\n]*(?:quy\s+chế|thông\s+tư))",
    re.IGNORECASE,
)
"""Whom a university takes is its own news: "Kinh tế - Luật" is the name of one."""
_COUNTED_ADVICE = re.compile(
    r"^\W*(?:\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s+(?:điều|lưu\s+ý|việc|quyền|trường\s+hợp|cách|nguyên\s+tắc|điểm(?!\s+mới)|nghĩa\s+vụ|bước)(?!\w)",
    re.IGNORECASE,
)
_HOW_TITLE = re.compile(r"\W*(?:cách|hướng\s+dẫn|thủ\s+tục|quy\s+trình|các\s+bước)(?!\w)", re.IGNORECASE)
_TRICK_TITLE = re.compile(
    r"(?<!\w)(?:giả\s+(?:danh|mạo)|mạo\s+(?:danh|nhận)|tự\s+xưng)(?!\w)[^\n]*(?<!\w)(?:chiếm\s+đoạt|lừa|trục\s+lợi)(?!\w)",
    re.IGNORECASE,
)
_CAUGHT_TITLE = re.compile(
    r"(?<!\w)(?:bắt|khởi\s+tố|truy\s+tố|xét\s+xử|tuyên\s+(?:án|phạt)|lĩnh|tù|phạt|triệt\s+phá)(?!\w)",
    re.IGNORECASE,
)
_WARNS = re.compile(
    r"(?<!\w)(?:khuyến\s+cáo|cảnh\s+giác|cảnh\s+báo|khẳng\s+định|không\s+(?:cung\s+cấp|chuyển\s+(?:tiền|khoản)|làm\s+theo)|trình\s+báo)(?!\w)",
    re.IGNORECASE,
)
"""A title that tells the trick, above what people should do: a warning, whatever it is called."""
_STATE_OF_THE_PROVINCE = re.compile(r"^[^\n]{0,20}THÔNG\s+TIN\s+VỀ\s+(?:TÌNH\s+HÌNH|KẾT\s+QUẢ)", re.IGNORECASE)
"""The first heading of a press release that has lost its title."""
_SWINDLES = re.compile(
    r"lừa|(?<!\w)(?:giả (?:mạo|danh)|mạo (?:danh|nhận|xưng)|kẻ (?:gian|xấu)|chiếm đoạt|thủ đoạn|tin giả|tự (?:xưng|nhận)|dụ dỗ|"
    r"tín dụng đen|tin nhắn giả|cuộc gọi giả|trang (?:web )?giả|đường (?:dẫn|link) lạ|"
    r"là giả|cảnh giác|cẩn trọng|sập bẫy|mã độc|đánh cắp|chiêu trò)(?!\w)",
    re.IGNORECASE,
)
"""Some word of which stands in every warning of swindlers; of a cut of water none."""
_CONTEST = re.compile(
    r"\A\W*(?:thi (?:online|trực tuyến|viết|tìm hiểu|vẽ|sáng tác)|(?:phát động|mời tham gia) (?:cuộc|hội) thi)(?!\w)|"
    r"^\W*tên (?:cuộc|hội) thi\s*:",
    re.IGNORECASE | re.MULTILINE,
)
"""How one is called, or what its rules begin with."""
_BY_NEW_ACT = re.compile(
    r"(?:thông qua|ban hành|theo) (?:nghị quyết|quyết định) (?:số )?\d{1,4}/20\d\d/(?:NQ-HĐND|QĐ-UBND)",
    re.IGNORECASE,
)
_FROM_ITS_DAY = re.compile(
    r"(?<!\w)(?:có hiệu lực|áp dụng|thực hiện) (?:kể )?từ (?:ngày|tháng|năm|đầu năm) \d", re.IGNORECASE
)
"""News of an act of the place, from when it holds; not how one goes about something."""
_DOES_MORE = re.compile(r"(?<!\w)(?:sửa đổi|bổ sung|ban hành|thay thế|mới|công bố)(?!\w)", re.IGNORECASE)
"""Of an act that also ends something: "thủ tục được sửa đổi, bổ sung và bị bãi bỏ"."""
UNSURE = phrase("understand.ask.content-kind")


def content_kind(
    title: str, text: str, categories_kind: str, document: DocumentFacts | None, role: str, kinds: Kinds | None = None
) -> str:
    """Return the kind of a piece of content. `categories_kind`: of the source's categories, maybe empty. `document`, `role`: as
    recognised. '' where not certain."""
    return read_kind(title, text, categories_kind, document, role, kinds).kind


@dataclass(frozen=True)
class KindRead:
    """`relevant`: whether the item is legal education. A source that sorts its items has said so by that.

    `worth`: how likely an office would say it by itself.
    """

    kind: str
    relevant: bool
    worth: float = 1.0


def read_kind(
    title: str, text: str, categories_kind: str, document: DocumentFacts | None, role: str, kinds: Kinds | None = None
) -> KindRead:
    """Read the kind like `content_kind`, with whether the item is legal education at all."""
    kinds = kinds or default_kinds()
    if categories_kind:
        return KindRead(categories_kind, True)
    beginning = text[:_BEGINNING]
    if role == "draft":
        called = _CALL_FOR_COMMENTS.search(f"{title}\n{beginning}") is not None
        return KindRead("draft_for_comment" if called else "", True)
    if role and document is not None:
        corrects = document.kind == CORRECTION
        if document.issued_on is None and not corrects and is_notice(title, text):
            return KindRead("notice", True)
        kind = kinds.kind_of_beginning(title) or _of_document(document) or kinds.kind_of_title(title)
        kind = "contest" if kind == "plan" and _plans_a_contest(title) else kind
        if kind:
            return KindRead(kind, kind not in _FOR_OFFICES)
    if is_call_for_comments(title, text):
        return KindRead("draft_for_comment", True)
    if _UNIVERSITY.search(title) and not _SWINDLES.search(title):
        return KindRead("not_legal", False)
    pastime = is_pastime(title, text)
    if _CALL_FOR_COMMENTS_OR_DRAFT.search(f"{title}\n{beginning}") and find_draft(title, text):
        return KindRead("draft_for_comment", True)
    news = read_news(title, text)
    if len(text) < _BARE:
        return KindRead("not_legal", False) if pastime else _of_bare_words(title, text, news, kinds)
    signs = signs_of(title, text, news, kinds)
    judged = judge(signs, pairs_of(title, text))
    abroad = ("both-abroad" in signs or is_all_abroad(title, text)) and "text-law_number" not in signs
    plays = pastime and _CONTEST_TITLE.search(title) is not None
    rests = pastime and judged.worth < _WORTH_BEFORE_KIND
    if abroad or plays or rests:
        return KindRead("not_legal", False)
    said = kinds.kind_of_beginning(title)
    asks = title_asks(title)
    if firm := kind_of_what_it_does(title, text):
        told = not asks and "notice" in signs and not signs.keys() >= _ONLY_COUNTS
        read = _with_relevance(firm, judged, signs, title, text)
        return replace(read, relevant=read.relevant or (told and firm == "policy_dialogue"))
    if not asks and said in _MAY_BE_NOTICES and "notice" in signs:
        guides = judged.kind in {"procedure", "guidance"} and _HOW_TITLE.match(title) is not None
        named = guides or (judged.kind in _NAMED_BEFORE_NOTICES and judged.likelihood[judged.kind] >= _SURELY)
        relevant = judged.kind not in _FOR_OFFICES if named else not signs.keys() >= _ONLY_COUNTS
        return KindRead(judged.kind if named else "notice", relevant, 1.0)
    shape = _by_shape(title, text) or ("question" if is_letter_answered(text) else "")
    kind = (said if said in _TOLD_BY_TITLE else "") or shape or _likeliest(judged, kinds, title, text)
    kind = _settled(kind, said, shape, signs, text)
    read = _with_relevance(kind, judged, signs, title, text)
    return read if asks else _as_a_call(_as_a_tariff(read, title, text), title, text)


def _plans_a_contest(title: str) -> bool:
    """Return True of a plan that tells whom a contest of the law invites, until when and for which prizes."""
    return _CONTEST_TITLE.search(title) is not None and _LAW_NAMED.search(title) is not None


def _settled(kind: str, said: str, shape: str, signs: Mapping[str, float], text: str) -> str:
    """Return the likeliest kind, or what it is where the text counts off rules or tells of a swindler who was caught."""
    if kind == "propaganda" and kind != said and counts_off_rules(text):
        return "guidance"
    if kind == "procedure" and kind not in (said, shape) and _BY_NEW_ACT.search(text) and _FROM_ITS_DAY.search(text):
        return "new_law"
    warns = "title-warns" in signs or "both-fraud_warned" in signs
    if kind == "scam_warning" and kind != shape and "both-fraudster_caught" in signs and not warns:
        return "other_legal"
    return kind


def _with_relevance(kind: str, judged: JudgedKind, signs: Mapping[str, float], title: str, text: str) -> KindRead:
    """The kind with whether it is told. Figures round a rule that citizens can go by are news of that rule."""
    relevant = _is_relevant(kind, judged, signs, title, text)
    return KindRead("other_legal" if relevant and kind == "statistics" else kind, relevant, judged.worth)


def _as_a_tariff(read: KindRead, title: str, text: str) -> KindRead:
    """The same, or a notice: what an act of the place that is named by its number lets take from everybody, by its title."""
    if read.relevant or _OF_PRICES.match(title) is None or _BY_LOCAL_ACT.search(text[:_LEAD]) is None:
        return read
    return KindRead("notice", True, read.worth)


def _as_a_call(read: KindRead, title: str, text: str) -> KindRead:
    """The same, or what is for citizens after all, because an office calls on them in it."""
    settled = read.relevant and read.kind != "other_legal"
    if settled or read.kind not in _MAY_CALL or not calls_on_citizens(title, text):
        return read
    return KindRead("notice" if read.kind in _TOLD_AS_NOTICES else read.kind, True, read.worth)


def _of_bare_words(title: str, text: str, news: News, kinds: Kinds) -> KindRead:
    """A headline with hardly a text: what its words name, else nothing."""
    asks = title_asks(title)
    said = kinds.kind_of_beginning(title) or ("question" if asks else "") or kinds.kind_of_title(title)
    if not asks and said in _MAY_BE_NOTICES and is_notice(title, text):
        return KindRead(said or "notice", True)
    kind = said or _by_shape(title, text) or kinds.kind_of_text(text) or news.kind
    relevant = news.is_for(kind) or bool(said and not news.other and not asks)
    relevant = relevant and (kind not in _MUST_NAME_LAW or _LAW_NAMED.search(f"{title}\n{text}") is not None)
    if news.other and not relevant:
        kind = "not_legal"
    return KindRead(kind, relevant and kind not in _FOR_OFFICES, 0.0)


def _likeliest(judged: JudgedKind, kinds: Kinds, title: str, text: str) -> str:
    """The likeliest kind; of a text without a title what its words name. What was passed is no draft, nor how to comment on one;
    what is surely worth saying is of a kind that is told at all."""
    named = "" if title else kinds.kind_of_text(text[:_BEGINNING])
    if named:
        return named
    out: set[str] = set()
    if judged.kind == "not_legal" and judged.worth >= _WORTH_BEFORE_KIND:
        out |= _FOR_OFFICES
    if judged.kind == "draft_for_comment" and (tells_how_to_comment(title) or says_passed(title, text)):
        out.add("draft_for_comment")
    if not _SWINDLES.search(f"{title}\n{text[:_BEGINNING]}"):
        out.add("scam_warning")
    likeliest = judged.likeliest_but(out)
    surely = judged.worth >= kind_weights().surely_worth
    if likeliest in _FOR_OFFICES and surely and judged.likelihood[likeliest] < _SURELY:
        return judged.likeliest_but(out | _FOR_OFFICES)  # a tariff is full of figures, too
    return likeliest


def _is_relevant(kind: str, judged: JudgedKind, signs: Mapping[str, float], title: str, text: str) -> bool:
    """Return True if the item is legal education: likely worth saying, and something in it is for citizens."""
    sure = kind in _EDUCATION and judged.likelihood.get(kind, 0.0) >= _SURELY
    told = sure or (kind == "statistics" and not signs.keys().isdisjoint(_FOR_CITIZENS))
    if kind == "not_legal" or judged.worth < (_LEAST_OF_EDUCATION if told else kind_weights().least_worth):
        return False
    if kind in _FOR_OFFICES:
        return bool(signs.keys() & _FOR_CITIZENS)
    if kind in _MAY_BE_OVER and "form-only_reported" in signs:
        return False
    if kind == "guidance" and _RULE_OR_OFFICE.search(f"{title}\n{text}") is None:
        return False
    surely = judged.worth >= kind_weights().surely_worth
    return surely or kind not in _MUST_NAME_LAW or _LAW_NAMED.search(f"{title}\n{text[:_LEAD]}") is not None


def _by_shape(title: str, text: str) -> str:
    """Return what the shape of title or text tells: numbered steps, counted advice, a course for those who teach the law."""
    if _STEPS.search(text[:_STEPS_WITHIN]):
        return "procedure"
    if _CONTEST.search(title) or _CONTEST.search(text[:_BEGINNING]):
        return "contest"
    if _TRAINING.search(title):
        return "council_activity"
    if WAS_FINED.search(title):
        return "other_legal"
    if _COUNTED_ADVICE.match(title):
        return "guidance"
    if _TRICK_TITLE.search(title) and not _CAUGHT_TITLE.search(title) and _WARNS.search(text):
        return "scam_warning"
    return "press_release" if not title and _STATE_OF_THE_PROVINCE.match(text) else ""


def _of_document(document: DocumentFacts) -> str:
    """Return what announcing such a document is."""
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
    if subject.startswith(("bãi bỏ", "về việc bãi bỏ", "về bãi bỏ")) or (
        only_repeals and "bãi bỏ" in subject and _DOES_MORE.search(subject) is None
    ):
        return "repeal"
    return content
