"""What of a document is nobody's news: of the document itself, the furniture of offices, what is torn from its sentence. Pure."""

import re

from distributor.understand.statements import sentences
from distributor.understand.wording import count

_OF_ITSELF = re.compile(
    r"^(?:chính phủ|bộ trưởng|thủ tướng|ủy ban thường vụ|uỷ ban thường vụ|bộ )[^.]{0,80}(?:quy định (?:chi tiết|"
    r"cụ thể)?|hướng dẫn)|"
    r"^(?:luật|nghị định|thông tư|nghị quyết|quyết định|quy định|quy chế) này (?:quy định|hướng dẫn|"
    r"được quốc hội|đã được|được hội đồng|được phổ biến)|"
    r"^(?:trong )?quá trình (?:tổ chức )?(?:thực hiện|triển khai)|^trường hợp các văn bản|văn bản (?:được )?dẫn chiếu|"
    r"chịu trách nhiệm thi hành|"
    r"^(?:luật|nghị định|thông tư(?: liên tịch)?|nghị quyết|quyết định|quy định|quy chế|pháp lệnh|"
    r"chỉ thị|thể lệ|kế hoạch|hướng dẫn|nội quy) này[^.;]{0,90} có hiệu lực|"
    r"^\(?đơn vị(?: tính)?\s*:[^;]{2,80}\Z|"
    r"^(?:số|kính gửi)\s*:|^v/v|^\d{1,4}/\d{4}/|^\(?ban hành kèm theo (?!\w+ \w+ này)|…|\.{4,}|"
    r"^(?:luật|nghị định|nghị quyết)\s[^.]{0,90}\sđược quốc hội|^nghị quyết (?:này )?(?:đã )?được (?:hội đồng|hđnd)|^\(\d\)\s|"
    r"^(?:phạm vi (?:điều chỉnh|áp dụng)\s*:\s*)?(?:quy định|quy chế|quyết định|nghị quyết) (?:này )?quy định|"
    r"^[^.;:\d]{3,40},\s+ngày\s+\d|^(?:điều|khoản|điểm) \d{1,3}[^;:]{0,20} (?:của )?(?:luật|nghị định|thông tư)[^,;:]{0,60}\.?$|"
    r"(?:thực hiện|áp dụng) theo (?:quy|qui) định tại (?:điều|khoản|điểm) \d{1,3}[^,;:]{0,30}\.?$|"
    r"(?:quy định tại|theo) (?:mục [\divx]{1,4} )?phụ lục[^,;]{0,60}\.?$|^các trường hợp[^.]{0,40} quy định tại điều|"
    r"^thực hiện theo quy định|"
    r"^phạm vi điều chỉnh\s*:|^nội dung (?:cụ thể|chi tiết) của [^.;]{3,60} (?:thực hiện|được thực hiện) theo |"
    r"^dự kiến số |^[^.;:]{3,60} nhận được (?:công văn|văn bản|tờ trình) số|^các từ ngữ|^bãi bỏ (?:các )?(?:khoản|điểm|điều|cụm)|"
    r"^(?:sửa đổi|bổ sung|thay(?! thế cụm từ| đổi))(?![^.]*cụm từ [“\"])[^.]{0,260}(?:như sau)?[:.]?$|"
    r"^căn cứ|^ví dụ",
    re.IGNORECASE,
)
_OFFICE = (
    r"(?:ủy ban|uỷ ban|ubnd|hội đồng|hđnd|thường trực|các ban|ban |mặt trận|sở |các sở|bộ |cục |chi cục|chủ tịch|"
    r"giám đốc|thủ trưởng|văn phòng|công an|thanh tra|cơ quan|đơn vị|các cơ quan|các đơn vị|tổ đại biểu|đại biểu|kho bạc)"
)
_FURNITURE = re.compile(
    r"(?:hội đồng nhân dân|hđnd|quốc hội)[^.;]{0,90}(?:khóa|khoá)[^.;]{0,90}thông qua|"
    r"^(?:nguồn )?(?:kinh phí|ngân sách)(?! (?:nhà nước|trung ương|tỉnh|thành phố) hỗ trợ)(?![^.]*\d\s?(?:đồng|%|triệu))"
    r"[^.;]{0,160}(?:ngân sách|nguồn|dự toán|quy định hiện hành)|"
    r"^(?:tổ chức|cơ quan|đơn vị) thu (?:phí|lệ phí)[^.;]{0,40}(?:để lại|nộp|trích|kê khai|quyết toán)|"
    r"(?:số )?tiền (?:phí|lệ phí)[^.;]{0,60}(?:để lại|nộp vào ngân sách)|"
    r"^ban hành (?:kèm theo (?:\w+ ){1,3}này )?(?:bản |bộ )?(?:quy định|quy chế|quy trình|nội quy|điều lệ|kế hoạch|"
    r"đề án|chương trình|danh mục|bảng giá|giá|mức (?:giá|thu))"
    r"(?![^.;]*(?<!/)(?<!\d)\d[\d.]*\s?(?:đồng|%|triệu|tỷ))[^.;]{0,300}[.;]?\Z|"
    r"\(đã ký\)|có tư cách pháp nhân|có con dấu|"
    r"^văn bản hợp nhất \d[^.;]{0,160}ban hành|"
    r"^(?:văn phòng|ủy ban|uỷ ban|ubnd|sở|bộ)[^.;]{0,60} (?:xin )?thông báo (?:để|đến)[^.;]{0,120} biết(?:,| và)[^.;]{0,60}|"
    r"(?:ủy ban nhân dân|uỷ ban nhân dân|ubnd)[^.;:]{0,40} (?:ban hành )?quyết định phê duyệt (?:danh sách|kinh phí|dự toán)|"
    r"^các (?:nội dung|quy định|điều|điều, khoản|điều khoản)(?: quy định)? khác[^.;]{0,160}(?:không thay đổi|giữ nguyên|"
    r"tiếp tục|vẫn|được thực hiện theo|thực hiện theo)|"
    r"^(?:các |và )?(?:cơ quan|tổ chức|cá nhân|đối tượng|đơn vị|doanh nghiệp)[^.;:]{0,90}(?<!\w)(?:khác )?(?:có )?liên quan"
    r"(?: (?:đến|trong|tới)[^.;:]{0,160})?(?: trên địa bàn[^.;:]{0,60})?[.;]?\Z|"
    r"^thời (?:gian|điểm) (?:thực hiện|áp dụng)\s*:[^.;\d]{0,80}hiệu lực|"
    r"^thực hiện (?:nghiêm túc|nghiêm|tốt|đầy đủ|đúng)(?: túc)? (?:các )?(?:nội dung|quy định)[^.;]{0,120}[.;]?\Z",
    re.IGNORECASE,
)
"""Who has passed a document, who pays offices for it, what an office is, "và các tổ chức khác có liên quan"."""
_CITED = re.compile(
    r"^(?!.*(?:hiệu lực|bãi bỏ|thay thế|sửa đổi|bổ sung|ngưng|được|phải))"
    r"(?:bộ luật|luật|pháp lệnh|nghị định|thông tư(?: liên tịch)?|quyết định|nghị quyết|chỉ thị)(?:\s[^\s.:;]+){0,24}?"
    r"\s\(?(?:luật |số )*\d{1,5}/[\w./-]+(?:\s(?:ngày|của|về)\s[^;:]{0,160})?\)?[.;]?\Z",
    re.IGNORECASE,
)
"""A document that is only named, as in a list of what a procedure stands on."""
_WORK = re.compile(
    rf"^(?:giao|đề nghị|yêu cầu) (?:các )?{_OFFICE}[^.]{{0,400}}?(?:giám sát|tổ chức|triển khai|tuyên truyền|hướng dẫn|theo dõi|"
    r"phối hợp|bố trí|quy định chi tiết)(?!\w)|(?<!\w)tham mưu(?! trưởng)(?!\w)",
    re.IGNORECASE,
)
"""What offices do for each other; a letter's or a plan's orders are what it says."""
_TORN = re.compile(
    r"^là (?!(?:những )?người |cơ quan )|"
    r"^(?:đối với|trường hợp|riêng)\s(?:(?!,\s|:\s|\s(?:được|phải|thì|không|là|bằng|áp dụng|thực hiện|tính|bị|giảm|miễn|hỗ trợ|"
    r"nộp|gửi|xuất trình|liên hệ|lập|trả|hoàn thành|thông báo|báo cáo|quyết định|chịu|đóng|hưởng|đăng ký|cần|xem xét)\s).)*\Z|"
    r"^các (?:xã|phường|thôn|bản|khu phố|huyện)[^.;:]{0,20}:|^đối với [^,:;]{3,90} là (?:thời điểm|ngày)(?!\w)|"
    r"^(?:đồng|triệu|nghìn|%)(?=[/\s,])|"
    r"^(?:trước|sau|trong)(?: thời hạn)? \d{1,3} ngày(?: làm việc)?,? (?:kể )?từ (?:(?!\sthì\s)[^,;:])*\Z|; - |…|\.{4,}|"
    r"(?<!\w)trước khi (?:sử dụng|thực hiện|tiến hành|áp dụng)\Z|(?:\(đồng/[^()]{1,20}\)[^()\d]*){2}\Z",
    re.IGNORECASE,
)
"""Whom something holds for, or until when, without what holds; a list of offices; the blanks of a form."""
_OF_CASES = re.compile(
    r"(?:thuộc|là) (?:một trong )?(?:các|những) (?:trường hợp|đối tượng|loại|loại hình|nhóm|diện)[^:;.]{0,40}:",
    re.IGNORECASE,
)
_RULED = re.compile(
    r"(?<!\w)(?:được|phải|có quyền|có trách nhiệm|có nghĩa vụ|miễn|giảm|bị (?:phạt|thu|đình|xử|tước|hủy|cấm)|thì|chỉ|không|"
    r"cấm|hỗ trợ|thu hồi|đình chỉ|bồi thường)"
    r"(?!\w)",
    re.IGNORECASE,
)


_TITLE = re.compile(
    r"(?!.*(?<!\w)(?:này|ngày|thay thế|hiệu lực)(?!\w))(?:bộ luật|luật|pháp lệnh|nghị định|thông tư|quyết định|nghị quyết)\s"
    r"[^.;:]{4,160}?(?: năm)? (?:19|20)\d\d\.?\Z",
    re.IGNORECASE,
)
"""The name of a document, as it stands above each page of a collection."""
_EXAMPLE = re.compile(r"ví dụ(?!\w)", re.IGNORECASE)
_SOMEBODY = re.compile(
    r"(?<!\w)(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]háu|[Cc]ông ty|đó,|bị|thì|[Tt]hời điểm) [A-Z](?:,| và [A-Z])?(?= [a-zđ]|[,.;:]|\Z)"
)
"""A, B, C: persons of an example."""
_FORM = re.compile(r"<[^<>]{3,}>|<(?:đối với|trường hợp|ghi)", re.IGNORECASE)
_OTHER_BANS = re.compile(
    r"(?:các )?hành vi (?:khác (?:bị|mà pháp luật)|bị nghiêm cấm khác)|[^.;]{3,160}không thuộc phạm vi điều chỉnh",
    re.IGNORECASE,
)
_LABEL_ONLY = re.compile(
    r"(?:(?:bước|mẫu|biểu|bảng|phần) (?:số )?\d{1,2}|\d{1,2})\s*[.:]?\Z|\d{1,2}\s*:\s", re.IGNORECASE
)
_AND_OTHERS = re.compile(
    r"(?:các )?(?:giấy tờ|hồ sơ|tài liệu|nội dung|văn bản)(?: minh chứng)?(?: khác)? (?:có )?liên quan(?: khác)?"
    r"[^.;]{0,30}[.;]?\Z",
    re.IGNORECASE,
)


_AIMS = re.compile(r"(?:[IVX\d]{1,4}\.\s*)?(?:mục (?:đích|tiêu)|quan điểm)(?!\w)", re.IGNORECASE)
_FREE = re.compile(r"(?<!\w)(?:miễn phí|không thu|không phải (?:trả|nộp))(?!\w)", re.IGNORECASE)


def is_aim(heading: str, words: str) -> bool:
    """Return True if it says what a plan is for, and not that something costs nothing."""
    return _AIMS.match(heading) is not None and _FREE.search(words) is None


def is_cited(words: str) -> bool:
    """Return True if it is only the name of another document."""
    return _CITED.match(words) is not None


def is_unsaid(words: str, *, of_article: bool) -> bool:
    """Return True if a citizen is told nothing by it. `of_article`: of an article, not of a letter or plan, which orders work."""
    if _OF_ITSELF.search(words) or _FURNITURE.search(words) or _CITED.match(words) or _FORM.search(words):
        return True
    if (
        (_TITLE.match(words) and _RULED.search(words) is None)
        or _LABEL_ONLY.match(words)
        or _OTHER_BANS.match(words)
        or _AND_OTHERS.match(words)
    ):
        return True
    if _SOMEBODY.search(words):
        return True
    return of_article and _WORK.search(words) is not None


def without_unsaid(words: str, *, of_article: bool) -> str:
    """The clause without sentences that tell nothing, and without an example to its end; empty if it has no other."""
    parts = sentences(words)
    example = next((at for at, part in enumerate(parts) if _EXAMPLE.match(part)), len(parts))
    kept = [part for part in parts[:example] if not is_unsaid(part, of_article=of_article)]
    return words if len(kept) == len(parts) else " ".join(kept)


def is_torn(words: str, lead: str = "") -> bool:
    """Return True if it names cases or somebody and not what holds for them, where the words above it do not say so either."""
    if lead and _RULED.search(lead):
        return False
    if _TORN.search(words.rstrip(" .")):
        return True
    found = _OF_CASES.search(words)
    return found is not None and _RULED.search(words[: found.start()]) is None and count(words[: found.start()]) < 30
