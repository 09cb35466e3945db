"""Replies that do not answer: passed on, still looked at, a report of one case, or rules about something else. Pure.

Nothing of such a reply may pass for the answer, nor what it says of neighbouring duties and fines, unless it plainly answers.
"""

import re
from collections.abc import Sequence

from distributor.understand import questions_cues as cues
from distributor.understand.answering_cases import tells_case
from distributor.understand.answering_weights import Weighed
from distributor.understand.cues import only_wonders, tells_story
from distributor.understand.questions import Question, Wants
from distributor.understand.questions_page import QuestionPage

POSTPONES = re.compile(
    r"(?<!\w)(?:đã (?:được )?(?:\w+ ){0,3}?(?:chuyển (?:thư|đơn|câu hỏi|ý kiến|phản ánh|nội dung|thông tin)|tiếp nhận|ghi nhận)|"
    r"(?:xin )?ghi nhận (?:và|ý kiến|phản ánh|kiến nghị)|tiếp thu (?:và|ý kiến)|"
    r"đang (?:được )?(?:[^\s.,;]+ ){0,6}?(?:xem xét|xác minh|nghiên cứu|rà soát|tổng hợp|"
    r"bố trí vốn|khảo sát|lấy ý kiến|xây dựng dự thảo)|"
    r"đã nhận được (?:phản ánh|câu hỏi|thư|đơn|ý kiến|kiến nghị)|"
    r"(?<!hành viên )(?<!tra viên )(?<!tòa án )sẽ (?:cho )?(?:kiểm tra|xác minh|xem xét|làm rõ|rà soát)|"
    r"chưa (?:đủ|có) (?:cơ sở|căn cứ|thông tin|dữ liệu|số liệu)|chưa (?:nêu|cung cấp)(?: rõ| đủ| đầy đủ)?|"
    r"sẽ (?:được )?(?:sớm )?(?:phản hồi|trả lời|thông tin|thông báo|báo cáo|có (?:văn bản )?(?:trả lời|phản hồi))|"
    r"đã (?:giao|chỉ đạo|yêu cầu|đề nghị) (?:\S+ ){1,8}?(?:kiểm tra|khảo sát|xác minh|xem xét|xử lý|làm rõ|báo cáo)|"
    r"trong số (?:báo|tới)|tiếp tục theo dõi|"
    r"để trả lời (?:chính xác|cụ thể|đầy đủ),? (?:cần|phải|đề nghị)|cần (?:có|xem|xem xét|kiểm tra) (?:thêm )?hồ sơ cụ thể|"
    r"con số (?:trên|này|nêu trên) (?:có thể|sẽ|còn)|"
    r"(?:khi|chờ|đến khi|sau khi) (?:luật|nghị định|nghị quyết|dự thảo|dự án)[^.;]{0,30} được (?:thông qua|ban hành))(?!\w)",
    re.IGNORECASE,
)
"""Says that the answer is still to come, or that another gives it."""
_RECEIVED = re.compile(
    r"(?<!\w)nhận được (?:\w+ )?(?:đơn|thư|câu hỏi|phản ánh|ý kiến|kiến nghị)(?: \w+){0,3} của "
    r"(?:ông|bà|anh|chị|bạn|em|công dân|cử tri|độc giả)(?!\w)[^.;]{0,40}(?<!\w)"
    r"(?:hỏi|phản ánh|về việc|đề nghị|với nội dung)(?!\w)",
    re.IGNORECASE,
)
"""Says again what was asked."""
_PROPOSED = re.compile(
    r"(?<!\w)(?:(?:theo|trong|tại) (?:bản )?dự thảo|(?:được|đang) (?:được )?(?:đề xuất|lấy ý kiến|dự kiến)|"
    r"(?:dự thảo|cơ quan soạn thảo|ban soạn thảo) (?:luật |nghị định |nghị quyết )?(?:đề xuất|dự kiến|nghiêng về))(?!\w)",
    re.IGNORECASE,
)
"""Says what may be the rule once."""
_WITHDRAWN = re.compile(
    r"(?<!\w)(?:chúng tôi|ban biên tập|bbt|tòa soạn|toà soạn|chuyên (?:mục|trang)|ban quản trị)(?!\w)[^.;]{0,60}(?<!\w)"
    r"(?:thu hồi|gỡ|rút lại|hủy) (?:bỏ )?(?:toàn bộ )?(?:nội dung|bài|(?:câu |phần )?trả lời|thông tin)(?!\w)|"
    r"(?<!\w)(?:câu|phần|nội dung|bài) (?:trả lời|tư vấn|giải đáp)(?!\w)[^.;?]{0,80}(?<!\w)"
    r"(?:có (?:sai sót|nhầm lẫn|sai)|(?:bị|đã) (?:sai|nhầm)|(?:chưa|không) chính xác|không còn (?:đúng|giá trị))(?!\w)",
    re.IGNORECASE,
)
_ANSWERED_ANEW = re.compile(
    r"(?<!\w)(?:đính chính|(?:trả lời|giải đáp|đăng) lại|(?:câu )?trả lời đúng)(?!\w)[^.;]{0,40}:", re.IGNORECASE
)
_UNTOLD = re.compile(
    r"(?<!\w)(?:tôi|sở|xã|phường|phòng|ubnd|ủy ban nhân dân(?: \w+)?|cơ quan|trung tâm|công ty|ban|đơn vị|chi cục)(?!\w)"
    r"[^.;:,]{0,60}?(?<!\w)(?:chưa thể|không có (?:căn cứ|cơ sở) để|chưa) (?:trả lời|nói|kết luận|khẳng định)(?: được)?(?!\w)",
    re.IGNORECASE,
)
"""Whoever is asked says that he cannot tell."""
_IF = re.compile(r"\W*(?:nếu|trường hợp)(?!\w)", re.IGNORECASE)
_DISPUTED = re.compile(
    r"\A\W*tôi không đồng ý với(?!\w)|(?<!\w)(?:nói|trả lời) (?:ngược|trái|khác)(?: hẳn)? nhau(?!\w)|"
    r"(?<!\w)(?:hai|ba|các) (?:phần|ý kiến|ngành|câu trả lời|cơ quan|đơn vị)(?!\w)[^.;]{0,30}(?<!\w)"
    r"(?:chưa|không) (?:thống nhất|giống nhau)(?!\w)",
    re.IGNORECASE,
)
_OTHERS_ASK = re.compile(
    r"\W*(?:nhiều|có(?: nhiều| một số)?|một số) (?:bà con|người|bạn|độc giả|thính giả|cử tri|hộ|công dân)(?!\w)"
    r"[^.;]{0,40}?(?<!\w)(?:hỏi|thắc mắc|băn khoăn)(?!\w)",
    re.IGNORECASE,
)
_TELLS_WHAT_IS_ASKED = re.compile(
    r"(?<!\w)(?<!bạn )(?<!anh )(?<!chị )(?<!ông )(?<!bà )(?<!người )(?<!câu )(?<!được )"
    r"hỏi (?:thẳng |luôn |ngay |lại |xem |rằng )?"
    r"(?:ai|bao giờ|bao nhiêu|vì sao|tại sao|có phải|có được|làm sao|làm thế nào|thế nào|khi nào|ở đâu)(?!\w)",
    re.IGNORECASE,
)
"""Reports a question: "Anh Ba đứng lên hỏi thẳng ai được hưởng.\""""
_ONLY_LISTS = re.compile(
    r"\W*(?:theo )?(?:điều|khoản|luật|bộ luật|nghị định|thông tư|nghị quyết)(?!\w)[^.;:]{0,90}(?<!\w)"
    r"(?:liệt kê|quy định|nêu)(?: rõ)? (?:các|những) (?:trường hợp|đối tượng|hành vi)(?!\w)[^.;:]{0,80}\.?\s*\Z",
    re.IGNORECASE,
)
"""Says that a law lists cases, and not which."""
_SAYS_WHAT_IT_IS = re.compile(r"(?<!\w)(?:(?:có )?nghĩa là|được hiểu là)(?!\w)", re.IGNORECASE)
_WORKS_OUT = re.compile(r"\d[\d.,%]*\s*[x×*:/]\s*\d[^.;]*=", re.IGNORECASE)
_TABLE = re.compile(r"\|[^|]*\|")
"""More than a row's two cells: of a table in a row nobody reads which case has which ruling."""
NO_RULE_YET = re.compile(
    r"(?<!\w)(?:chưa|không) có (?:văn bản|hướng dẫn|quy định)(?!\w)(?! (?:nào )?(?:cấm|bắt buộc|hạn chế|giới hạn|buộc|không))",
    re.IGNORECASE,
)
"""No rule tells; which in a long answer is part of it."""
SENDS_AWAY = re.compile(
    r"(?<!\w)(?:liên hệ|đến|gọi|gặp)(?!\w)[^.]{0,200}?(?<!\w)để (?:được )?(?:cán bộ [^.]{0,40})?"
    r"(?:hướng dẫn|giải đáp|tư vấn|trả lời|biết)",
    re.IGNORECASE,
)
REPORTS = re.compile(
    r"(?!.*(?:thẩm quyền|chức năng|nhiệm vụ)[^.]{0,30} đã (?:được )?chuyển)"
    r"[\s*–-]*(?:(?:vào |đến |từ |cập nhật )?(?:\d{1,2}/\d|ngày|hôm|tháng|sáng|chiều|trong tháng|tuần)\s[^.]{0,160}?|"
    r"(?:qua|sau khi) (?:kiểm tra|rà soát|xác minh|nhận)[^.]{0,160}?)(?<!\w)đã (?:được )?(?:\w+ )?"
    r"(?:duyệt|phê duyệt|ký|chuyển|chi trả|giải quyết|trả|cấp|kiểm tra|lập biên bản|mời|gửi|xác minh|khắc phục|sửa|"
    r"thay|cắm|cử|tiến hành|yêu cầu|nhắc nhở|xử lý|hoàn (?:thành|tất)|bàn giao|thu gom|dọn|phun)(?!\w)",
    re.IGNORECASE,
)
"""What an office did in one case."""
EMPTY = re.compile(
    r"(?<!\w)phải (?:bảo đảm|đảm bảo|tuân thủ|đáp ứng|thực hiện (?:đúng|theo)|đúng|phù hợp(?: với)?)(?: đúng| theo)?"
    r"(?: các| những)?(?: yêu cầu| điều kiện)?(?: theo)? quy định"
    r"(?: của pháp luật| pháp luật| hiện hành)*(?: có liên quan)?\s*[.;]?\s*\Z",
    re.IGNORECASE,
)
"""Says only that rules hold."""
FINES = re.compile(r"(?<!\w)(?:phạt (?:tiền|từ|tới|đến|\d)|phạt cảnh cáo|truy cứu trách nhiệm)(?!\w)", re.IGNORECASE)
OF_FINES = re.compile(
    r"(?<!\w)(?:phạt|xử lý|xử lí|vi phạm|phạm luật|phạm pháp|phạm lỗi|tội|hình sự|chế tài|trách nhiệm|sai|sao)(?!\w)",
    re.IGNORECASE,
)
BECAUSE = re.compile(r"[\s*–-]*(?:do|vì|bởi)(?!\w)", re.IGNORECASE)
"""Begins with a reason, and so applies a rule to the case."""
_COUNTS_A_PLACE = re.compile(
    r"\W*(?:theo (?:thống kê|báo cáo|số liệu)[^,.]{0,40}, )?(?:đến nay,? |hiện(?: nay)?,? )?(?:toàn|cả|trên địa bàn)"
    r" (?:xã|phường|tỉnh|huyện|thành phố|thị xã|thị trấn|thôn|đặc khu)(?!\w)[^.;]{0,40}?(?<!\w)(?:có|đã|còn)(?!\w)[^.;]{0,20}?\d",
    re.IGNORECASE,
)
"""Counts what a whole place has: "Toàn xã có 61 hộ bị thiệt hại …"."""
_ASKS_HOW_MANY = re.compile(
    r"(?<!\w)(?:toàn|cả|bao nhiêu (?:hộ|người|thửa|xã|thôn|vụ|trường hợp))(?!\w)", re.IGNORECASE
)
_INVITES = (
    r"(?<!\w)(?:mời|kính mời|hãy|đừng quên) (?:(?:quý|các|bạn|bà|khán|thính|độc) ?\w* ){0,3}?(?:cùng )?"
    r"(?:đón|theo dõi|lắng nghe|xem|nghe|đọc)(?!\w)[^.;]{0,60}(?<!\w)"
)
_ELSEWHERE = re.compile(rf"{_INVITES}(?:tư vấn|giải đáp|(?:câu )?trả lời)(?!\w)", re.IGNORECASE)
_LATER = re.compile(
    r"(?<!\w)(?:câu trả lời|đáp án|phần giải đáp|vấn đề này|việc này|câu hỏi này)(?!\w)[^.;]{0,40}(?<!\w)"
    r"(?:(?:số|kỳ)(?: báo)? (?:tới|sau)|bình luận|phần sau)(?!\w)|(?<!\w)sẽ (?:được )?giải đáp (?:trong|ở|vào)(?!\w)",
    re.IGNORECASE,
)
_NEXT_TIME = re.compile(rf"{_INVITES}(?:chương trình|buổi|(?:số|kỳ) (?:tới|sau))(?!\w)", re.IGNORECASE)
"""Say where the answer will be told: "Mời quý vị đón xem phần tư vấn của luật sư …"; the second only right behind a question."""
_AS_YOU_SAY = re.compile(r"\W*(?:đúng )?như (?:bạn|anh|chị|ông|bà) (?:nói|biết), ", re.IGNORECASE)
_NOT_HIS = re.compile(
    r"(?<!\w)(?:không áp dụng (?:trong|cho|với|đối với)|không phải(?: là)?) trường hợp (?:của )?"
    r"(?:ông|bà|anh|chị|bạn|em|cô|chú|bác|gia đình|công ty)(?!\w)|"
    r"(?<!\w)(?:vấn đề|điều|việc|chuyện) (?:này|đó) (?:ông|bà|anh|chị|bạn|em|cô|chú|bác) (?:tuy )?không hỏi(?!\w)",
    re.IGNORECASE,
)
"""Says itself that it is not the asker's case, or not what he asks."""
CASES = re.compile(r"(?<!\w)thì(?!\w)[^;.]{1,200};[^;.]{1,200}(?<!\w)thì(?!\w)", re.IGNORECASE)
"""Rules one case after the other."""
OFFERS = re.compile(
    r"(?<!\w)(?:gửi|cung cấp|để lại)(?!\w)[^.;]{0,80}?(?<!\w)cho chúng tôi(?!\w)|"
    r"^\W*theo chúng tôi, (?:để|bạn|nên)|(?<!\w)chúc (?:bạn|anh|chị|ông|bà|quý)",
    re.IGNORECASE,
)
"""What the writer offers or recommends of his own, which no rule says."""
BESIDES = re.compile(
    r"[\s*–-]*(?:ngoài (?:ra|việc|bồi thường|các|mức|khoản)|bên cạnh (?:đó|việc))(?!\w)", re.IGNORECASE
)
"""What comes besides what was asked."""
OTHER_CASE = re.compile(
    r"[\s*–-]*(?:ngược lại|trái lại|trong khi đó|cũng (?:trong|tại|theo|với)|riêng (?:đối với|với))(?!\w)",
    re.IGNORECASE,
)
"""Turns to another case than the one before it."""
_AND_NOW = re.compile(r"[,;]\s*(?:nhưng|còn|nay|đến nay|hiện nay)(?: nay| từ| hiện| đến)?(?!\w)", re.IGNORECASE)
"""… and in the same sentence what is the rule now."""
LEAST_RULED = 0.5
"""Share of what is in doubt that a sentence holds which rules on it."""
LEAST_DOUBTED = 0.34
"""Share of what is in doubt that a neighbouring rule may hold."""
ALIKE = 0.4
"""How much a section's heading and a question share that ask the same."""
LEAST_COVER = 0.5
LONGEST_REPLY = 12
"""Sentences of a reply that as a whole puts off."""


def evades(page: QuestionPage) -> bool:
    """Return True if a short reply puts the asker off."""
    reply = [each for each in page.pieces if each.zone == "answer" and not each.law and not each.asks]
    if not page.labelled or len(reply) > LONGEST_REPLY:
        return False
    concludes = any(each.concludes and cues.VERDICT.search(each.text) for each in reply)
    return any(
        POSTPONES.search(each.text) or (NO_RULE_YET.search(each.text) and not concludes) or REPORTS.match(each.text)
        for each in reply
    )


def sends_away(page: QuestionPage) -> bool:
    return any(each.zone == "answer" and not each.law and SENDS_AWAY.search(each.text) for each in page.pieces)


def tells_elsewhere(page: QuestionPage) -> bool:
    """Return True if a page only announces where its question will be answered."""
    announced = any(
        _ELSEWHERE.search(each.text)
        or _LATER.search(each.text)
        or (place and page.pieces[place - 1].asks and _NEXT_TIME.search(each.text))
        for place, each in enumerate(page.pieces)
    )
    return announced and not (page.labelled or any(each.concludes for each in page.pieces))


def is_withdrawn(page: QuestionPage) -> bool:
    """Return True if a page takes its own answer back and gives none instead, or those who answer contradict each other."""
    if _WITHDRAWN.search(page.text) and not _ANSWERED_ANEW.search(page.text):
        return True
    said = [each.text for each in page.pieces if each.zone != "asked" and not each.law]
    untold = next((place for place, each in enumerate(said) if _UNTOLD.search(each)), len(said))
    by_cases = any(_IF.match(each) for each in said[untold + 1 :])
    return any(map(_DISPUTED.search, said)) or (untold < len(said) and not by_cases)


def only_puts_off(page: QuestionPage, weighed: Sequence[Weighed]) -> bool:
    """Return True if a page rules on none of what is in doubt, and says that the answer is still to come."""
    if not weighed or Wants.YES_NO not in weighed[0].question.wants or not weighed[0].question.predicate:
        return False
    if not any(POSTPONES.search(each.text) and not each.law for each in page.pieces):
        return False
    return not any(
        each.first.concludes or each.signs["verdict"] or each.first.law or each.signs["predicate"] >= LEAST_RULED
        for each in weighed
        if each.first.zone == "answer" and not POSTPONES.search(each.candidate.text)
    )


def puts_off(text: str) -> bool:
    """Return True if anything in a reply says that the answer is still to come or stands elsewhere, is the asker's own words, or
    another's case."""
    return bool(
        POSTPONES.search(text)
        or _NOT_HIS.search(text)
        or NO_RULE_YET.search(text)
        or SENDS_AWAY.search(text)
        or EMPTY.search(text)
        or cues.NO_RULE.search(text)
        or cues.PETITION.search(text)
        or cues.DEFERS.search(text)
        or (cues.FIRST_PERSON.search(text) and not cues.OFFICE_VOICE.search(text))
        or only_wonders(text)
    )


def only_counts(text: str, question: Question) -> bool:
    """Return True if a sentence only counts what a whole place has, and nobody asks how many that are."""
    return _COUNTS_A_PLACE.match(text) is not None and _ASKS_HOW_MANY.search(question.text) is None


def _is_no_rule(text: str, question: Question) -> bool:
    """Return True if it is a proposal, or what a word means, which nobody asks for; if it only leads on; or if a table of cases
    or a sum worked out answers neither yes nor no.
    """
    if any(each.search(text) and not each.search(question.text) for each in (_PROPOSED, _OTHERS_ASK)):
        return True
    if _ONLY_LISTS.fullmatch(text) or _TELLS_WHAT_IS_ASKED.search(text):
        return True
    if text.rstrip().endswith(":") and Wants.YES_NO not in question.wants:
        return True
    if _SAYS_WHAT_IT_IS.search(text) and question.wants & {Wants.WHO, Wants.TIME, Wants.NUMBER, Wants.PROCEDURE}:
        return Wants.DEFINITION not in question.wants
    figures = question.wants & {Wants.NUMBER, Wants.TIME}
    return Wants.YES_NO in question.wants and not figures and bool(_TABLE.search(text) or _WORKS_OUT.search(text))


def is_none(weighed: Weighed, page: QuestionPage, *, fits: bool) -> bool:
    """Return True if a sentence of the reply answers nothing: it puts off, reports, or rules something that was not asked.

    `fits`: it is the kind of thing that was asked for and says what is in doubt.
    """
    text, signs, question = weighed.candidate.text, weighed.signs, weighed.question
    if any(each.search(text) for each in (POSTPONES, _RECEIVED, OFFERS, _NOT_HIS)) or REPORTS.match(text):
        return True
    if (
        _is_no_rule(text, question)
        or only_wonders(text)
        or only_counts(text, question)
        or (tells_story(text) and not weighed.first.concludes)
    ):
        return True
    if BESIDES.match(text) and question.wants <= {Wants.PROCEDURE, Wants.HOW, Wants.PLACE}:
        return True
    if weighed.first.concludes or signs["verdict"] or weighed.first.law:
        return False
    if OTHER_CASE.match(text) and not tells_case(text, question):
        return True
    if cues.FORMERLY.match(_AS_YOU_SAY.sub("", text)) and not (
        cues.FORMERLY.search(question.text) or _AND_NOW.search(text)
    ):
        return True
    if EMPTY.search(text):
        return True
    if SENDS_AWAY.search(text) and not question.wants & {Wants.PLACE, Wants.PROCEDURE, Wants.WHO, Wants.HOW}:
        return True
    if evades(page):
        away = SENDS_AWAY.search(text) is not None and not question.wants & {Wants.PLACE, Wants.WHO}
        return away or not fits or weighed.covered < LEAST_COVER
    if Wants.YES_NO not in question.wants or cues.SAYS_YES_OR_NO.match(text):
        return False
    if signs["speaks_to_asker"] or len(weighed.candidate.pieces) > 1 or BECAUSE.match(text) or CASES.search(text):
        return False
    if FINES.search(text) and not OF_FINES.search(question.text) and not fits:
        return True
    doubted = bool(question.predicate) and signs["predicate"] < LEAST_DOUBTED
    return (
        doubted
        and not signs["label"]
        and signs["heading"] < ALIKE
        and (weighed.covered < LEAST_COVER or sends_away(page))
    )
