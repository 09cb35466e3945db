"""What may harm a named person: an illness told, a child as victim or offender, an accusation without a final verdict. Pure.

Only where a person can be known: a full name, or a child by initials beside its class or parents. Statistics, general advice,
warnings of tricks, honours, and officials who speak in their function are none of it. The words are in `config/holds.toml`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from distributor.ingest.holds.hearsay import Standing, is_charged, is_dismissed, is_rumoured, is_spoken_ill_of
from distributor.ingest.holds.known import Neighbour, children, holders, neighbours
from distributor.ingest.holds.people import UPPER, WORD, Person, find_people, sentence_of
from distributor.ingest.holds.suspicion import is_suspected
from distributor.ingest.holds.told_of import tells_of_somebody
from distributor.ingest.holds.words import hold_words
from distributor.text.cue_words import any_of
from distributor.text.cued import Cued, SearchedText, searched_whole

_CHILD_TITLES = {"cháu", "em", "bé", "nữ sinh", "nam sinh", "học sinh", "con là"}
_CHILD_NEAR = re.compile(
    r"(?<!\w)(?:học\s+)?lớp\s+\d{1,2}|(?<!\d)(?P<age>\d{1,2})\s+tuổi|(?<!\w)trường\s+(?:tiểu\s+học|thcs|thpt|mầm\s+non)|học\s+sinh"
    r"|thiếu\s+niên|chưa\s+thành\s+niên",
    re.IGNORECASE,
)
_BORN = re.compile(r"(?<!\w)(?:sinh|sn)\D{0,12}(?:\d{1,2}[/.-]\d{1,2}[/.-])?(?P<year>20\d\d)", re.IGNORECASE)
_INITIALS = Cued(
    r"(?<!\w)(?i:cháu|em|bé|nữ\s+sinh|nam\s+sinh|bị\s+hại|nạn\s+nhân)(?:\s+(?i:gái|trai|là|tên|\d{1,2}\s+tuổi)){0,4}\s+(?:[A-ZĐÂÊÔƠƯ][a-z]?\.\s?){1,4}[A-ZĐÂÊÔƠƯ]?(?!\w)",
    "cháu| em| bé|nữ sinh|nam sinh|bị hại|nạn nhân",
    as_written=True,
    begins="cháu|em|bé|nữ|nam|bị|nạn",
)
_ABUSED = re.compile(
    r"xâm\s+hại|hiếp\s+dâm|dâm\s+ô|giao\s+cấu|bạo\s+hành|mua\s+bán\s+người|bị\s+hại|hành\s+hạ|đánh\s+đập|mang\s+thai"
    r"|bắt\s+nạt|bị\s+(?:nhóm\s+)?bạn|đánh\s+(?:hội|bé|cháu|em|con|trẻ)|bầm\s+tím|quay\s+clip|tự\s+tử|tự\s+vẫn|tự\s+làm\s+đau|cắt\s+tay|bôi\s+nhọ|khỏa\s+thân|bị\s+(?:tát|trói)|nhập\s+viện|phạm\s+tội|trộm|cướp",
    re.IGNORECASE,
)
_KNOWN_BY = re.compile(
    r"lớp\s+\d{1,2}|[Tt]rường\s+(?:[Tt]iểu|THCS|THPT|[Mm]ầm)|con\s+(?:của\s+)?(?:anh|chị|ông|bà)\s+[A-ZĐ]|(?:thôn|ấp|bản|xóm|tổ)\s+[A-ZĐ\d]"
)
_GROWN = 18
_CHILD_BORN_FROM = 2009
"""Born then or later: a child, in the year for which this was checked (2026)."""
_HONOUR = re.compile(
    r"đạt\s+giải|giải\s+(?:nhất|nhì|ba|khuyến)|khen\s+thưởng|biểu\s+dương|học\s+bổng|thủ\s+khoa|dũng\s+cảm|huy\s+chương",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"^[^.;\n]{0,110}?(?<!\w)(?:cho\s+(?:biết|hay|rằng)|khẳng\s+định|phát\s+biểu|nhấn\s+mạnh|chia\s+sẻ|thông\s+tin|đề\s+nghị|nêu|trao\s+đổi|nói|trả\s+lời"
    r"|khuyến\s+cáo|cảnh\s+báo|chủ\s+trì|chủ\s+tọa|giới\s+thiệu|phân\s+tích|hướng\s+dẫn|tuyên\s+truyền|báo\s+cáo|trực\s+tiếp\s+chỉ|yêu\s+cầu|lưu\s+ý"
    r"|ký\s+(?:ban|quyết)|trình\s+bày|bào\s+chữa|tham\s+gia\s+bảo\s+vệ|chỉ\s+đạo|dẫn\s+đầu|đến\s+dự|kết\s+luận|giải\s+thích|vận\s+động|tham\s+dự)(?!\w)",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"^[^.;\n]{0,110}?(?<!\w)(?:cho\s+(?:biết|hay)|chia\s+sẻ|nói|phát\s+biểu|khuyến\s+cáo|khẳng\s+định|nhấn\s+mạnh|thông\s+tin)(?!\w)",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"(?<!\w)(?:theo|nguồn\s+tin\s+từ|trao\s+đổi\s+với|làm\s+việc\s+với|tác\s+giả|ảnh|tin|bài)\s*:?\s*(?:lời\s+)?(?:ông|bà|anh|chị|đồng\s+chí|luật\s+sư)?\s*$",
    re.IGNORECASE,
)
_FINAL = Cued(
    r"(?:bản\s+án|quyết\s+định)[^.\n]{0,80}có\s+hiệu\s+lực\s+pháp\s+luật|phúc\s+thẩm\s+(?:đã\s+)?(?:tuyên|y\s+án|bác)|đang\s+chấp\s+hành\s+án",
    "có hiệu lực pháp luật|phúc thẩm|đang chấp hành án",
)
_DONE_TO = re.compile(
    r"(?<!\w)(?:tố\s+cáo|tố\s+giác|bị\s+tố|tố(?=\s+(?:ông|bà|anh|chị|cô|thầy|cán|trưởng))|khởi\s+tố|bắt|tạm\s+giam|tạm\s+giữ|truy\s+nã|bị\s+can|bị\s+cáo"
    r"|nghi\s+phạm|nghi\s+can|các\s+đối\s+tượng|đối\s+tượng(?:\s+gồm|\s+là)?|triệu\s+tập|kỷ\s+luật|xử\s+phạt|phạt\s+tiền|xử\s+lý|đối\s+với|vi\s+phạm\s+của|hành\s+vi\s+của"
    r"|sai\s+phạm\s+của|cáo\s+buộc|lên\s+án|vạch\s+trần|do|mời\s+làm\s+việc|đưa\s+ra\s+xét\s+xử|xét\s+xử)(?!\w)[^.;\n]{0,70}$",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"(?<!\w)(?:tố(?:\s+cáo|\s+giác)?|khởi\s+tố|tạm\s+giam|tạm\s+giữ|truy\s+nã|bị\s+can|bị\s+cáo|nghi\s+phạm|bắt\s+(?:quả|khẩn|tạm|giữ|giam)|xử\s+phạt|kỷ\s+luật)(?!\w)"
    r"[^.;\n]{0,70}$",
    re.IGNORECASE,
)
_VICTIM = re.compile(
    r"(?<!\w)(?:bị\s+hại|nạn\s+nhân|người\s+tố\s+cáo|bảo\s+vệ|trợ\s+giúp|tại\s+nhà|nhà|của\s+gia\s+đình|cho)(?:\s+(?:là|ông|bà|anh|chị))*\s*$",
    re.IGNORECASE,
)
_ACCUSER = re.compile(
    r"^[^.;\n]{0,40}?(?:trình\s+báo|tố\s+cáo|tố\s+giác|gửi\s+đơn|khởi\s+kiện|phản\s+ánh|bị\s+(?:lừa|mất|chiếm|kẻ))",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?](?=\s+[^\W\d_a-z])|\n")
_PARTICULAR = re.compile(
    r"\W{0,4}(?:(?:19|20)\d\d(?!\d)|\d{1,3}\s+tuổi|sinh|sn\b|(?:hiện\s+)?(?:trú|ngụ|ở)\b|(?:thôn|xóm|ấp|bản|tổ|xã|phường)\s|nhập\s+viện|bị\s|mắc\s|đang\s|không\s+may)",
    re.IGNORECASE,
)
_PARTLY_NAMED = Cued(
    rf"(?<!\w)(?i:anh|chị|ông|bà|em|cháu|bé)\s+(?:{WORD}\s+){{1,3}}[{UPPER}]\.\s*[(,]\s*(?i:sinh|sn|\d{{1,2}}\s+tuổi|tổ|thôn|ấp|bản|xóm|ngụ|trú)[^)\n]{{0,60}}",
    ".(|. (|.,|. ,",
    as_written=True,
)
"""`Anh Phan Văn Đ. (sinh 1984, tổ 9)`: neighbours know him."""
_FOUNDLING = Cued(
    r"(?:bị\s+bỏ\s+(?:rơi|lại|ở|trước|tại)|bỏ\s+rơi|mẹ\s+đẻ|nhận\s+(?:làm\s+)?con\s+nuôi|nuôi\s+con\s+nuôi)[^\n]{0,500}đặt\s+tên\s+(?:là\s+)?"
    rf"{WORD}(?:\s+{WORD}){{1,3}}|đặt\s+tên\s+(?:là\s+)?{WORD}(?:\s+{WORD}){{1,3}}[^\n]{{0,500}}(?:bị\s+bỏ|bỏ\s+rơi|con\s+nuôi|nhận\s+nuôi)",
    "đặt tên",
    as_written=True,
)
"""A child found or given away, with the name that it got."""
_END = re.compile(rf"(?<!\b[{UPPER}])[.!?]+(?=\s+[\"“(]?[{UPPER}\d])|[\n;]")
"""The end of a sentence, and none behind a letter of a name ("em Q. nghỉ học")."""
_CALLED = re.compile(
    r"(?:liên\s+hệ|gọi|gặp|đăng\s+ký|hỏi|báo|điện\s+thoại|nhờ|do|(?:tại|ở|đến)\s+nhà)(?:\s+[^\W\d_]+){0,3}\s*[:,]?\s*$",
    re.IGNORECASE,
)
_PATIENTS = re.compile(
    r"(?<!\w)(?:(?:lĩnh|uống|cấp|nhận|bỏ)\s+thuốc|điều\s+trị|cách\s+ly|(?:người|ca|bệnh\s+nhân|trường\s+hợp)\s+(?:bệnh|nhiễm|mắc|cần)|bệnh\s+nhân|xét\s+nghiệm)(?!\w)",
    re.IGNORECASE,
)
_HAS = re.compile(
    r"(?<!\w)(?:bị|mắc|nhiễm|dương\s+tính|âm\s+tính|nhập\s+viện|có\s+kết\s+quả|(?:được\s+)?chẩn\s+đoán|phát\s+hiện\s+(?:mình\s+)?(?:mắc|nhiễm|bị|dương|có)|xét\s+nghiệm|đang\s+(?:điều\s+trị|cách\s+ly)|cách\s+ly|phải\s+(?:điều\s+trị|mổ))(?!\w)",
    re.IGNORECASE,
)
_CAUGHT = re.compile(
    r"(?<!\w)mắc\s+(?!kẹt|võng|màn|lỗi|sai|nợ|míu|phải|cạn|dây|điện|mưu|bẫy|lừa|mớ|công|các)", re.IGNORECASE
)
_OTHERS = re.compile(
    r"(?<!\w)(?:phải|các|những|\d+\s+(?:ca|người|trường\s+hợp|cháu|trẻ|em|con|bệnh\s+nhân|học\s+sinh)|bà\s+con|người\s+(?:dân|bệnh|nhà|nào)|học\s+sinh|trẻ|chó|lợn|gà|đàn|ai|cho|khi|nếu|báo|phát\s+hiện\s+(?:ca|người)|tổ\s+chức|thông\s+báo|rà\s+soát|lập|hướng\s+dẫn|nhắc|vận\s+động)(?!\w)",
    re.IGNORECASE,
)
"""Of whom else the illness may be."""
_GUARD = re.compile(
    r"(?<!\w)(?:phòng|chống|ngừa|tiêm|vắc\s*xin|khám|sàng\s+lọc|về|kiến\s+thức|biểu\s+hiện|dấu\s+hiệu)(?:\s+[^\W\d_]+){0,2}\s*$",
    re.IGNORECASE,
)
_HARMED = re.compile(
    r"(?<!\w)(?:lột|phát\s+tán|chặn\s+(?:đánh|đường|ở)|cô\s+lập|tẩy\s+chay|đe\s+dọa|dọa|tống\s+tiền|trấn\s+lột|miệt\s+thị|trêu\s+chọc|hoảng\s+loạn|nghỉ\s+học|bỏ\s+học|(?:hay\s+)?lấy\s+(?:tiền|đồ|trộm|cắp)|ăn\s+cắp"
    r"|tát|cắn|vết\s+(?:roi|thương|bầm)|ngược\s+đãi|bỏ\s+rơi|lang\s+thang|đuối\s+nước|nước\s+cuốn|chết|thiệt\s+mạng|qua\s+đời|tử\s+vong|mất\s+tích|bắt\s+quả\s+tang|đánh\s+(?:bạn|nhau|đập)|bị\s+(?:đánh|đấm|đá|sờ|ép|lừa|dụ|chụp|quay|ghép|bôi|đuổi|chửi|mắng|phạt|kỷ\s+luật|đình\s+chỉ)|sờ\s+(?:mó|soạng)|uống\s+thuốc\s+(?:sâu|diệt|trừ)|hút\s+(?:thuốc|cần)|ảnh\s+nóng|clip\s+nóng|thương\s+tích|gãy|có\s+thai|tảo\s+hôn)(?!\w)",
    re.IGNORECASE,
)
_THE_CHILD = re.compile(
    r"(?<!\w)(?:em|cháu|bé|nạn\s+nhân|bị\s+hại|(?:nữ|nam)\s+sinh|bạn\s+(?:này|ấy)|con\s+(?:anh|chị|ông|bà))(?!\w)",
    re.IGNORECASE,
)
_RULES = re.compile(
    r"(?<!\w)(?:theo\s+(?:luật|quy\s+định|điều|khoản|nghị\s+định|bộ\s+luật)|luật|nghiêm\s+cấm|không\s+ai|người\s+khác|người\s+(?:nào|đưa|có|đăng|thực\s+hiện)|ai|mọi|có\s+thể\s+bị|phòng,?\s+(?:chống|tránh|ngừa)|tuyên\s+truyền|khi|nếu|để\s+tránh|không\s+(?:được|nên|để|chia\s+sẻ)|các\s+(?:em|cháu|bé))(?!\w)",
    re.IGNORECASE,
)
"""A sentence that states a rule, or tells all children what to do."""
_PLAY = Cued(
    r"(?:^|\n)\W*(?:nhân\s+vật|các\s+vai|phân\s+vai|vai\s+diễn)\s*:|(?<!\w)(?:nhân\s+vật|câu\s+chuyện)\s+hư\s+cấu"
    r"|(?:^|\n)\W*(?:truyện|chuyện)\s+(?:(?:vui|cười)\s+pháp\s+luật|truyền\s+thanh)\s*:"
    r"|(?<!\w)(?:tiểu\s+phẩm|kịch\s+(?:truyền\s+thanh|ngắn|vui|bản)|truyện\s+thanh)[^\n]{0,20}?[:“\"]",
    "nhân vật|hư cấu|truyện truyền thanh|chuyện truyền thanh|vui pháp luật|cười pháp luật|các vai|phân vai"
    "|vai diễn|tiểu phẩm|kịch|truyện thanh",
)
"""A play: who is spoken ill of in it is made up."""
_SUPPOSED = Cued(
    r"(?<!\w)(?:nhân\s+vật|tên|tình\s+huống|ví\s+dụ)(?!\w)[^.\n]{0,40}?(?<!\w)(?:giả\s+định|giả\s+sử|hư\s+cấu)(?!\w)"
    r"|(?<!\w)(?:phiên\s+(?:tòa|toà|xử)|vụ\s+án)\s+giả\s+định(?!\w)",
    "giả định|giả sử|hư cấu",
)
"""A person in an example or a mock trial, who is said to be none. "Tên đã được thay đổi" is said of somebody who lives."""
_PLAYED_BY = 500
_OF_THE_CASE = 1_500
"""Characters between a person and the words of a final verdict that may be about them: farther on stands another case."""
_NEAR = 200
_BESIDE = 110
"""Characters before a child's initials in which its school or place may stand."""
_MOST_PEOPLE = 100
_MOST_READ = 30_000
"""Characters of a text that are read for persons: a report says early whom it is about."""
_ARTICLE = re.compile(r"^\s*Điều 1\.", re.MULTILINE)
_LONG = 12_000
_MOST_READ_OF_A_DOCUMENT = 3_000
"""A long document names persons at its head if anywhere; further on stand rules about everybody."""


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = hold_words()
    ill, hurt, accused = (
        re.compile(rf"(?<!\w)(?:{any_of(each)})(?!\w)", re.IGNORECASE)
        for each in (words.illness, words.hurts_a_child, words.accuses)
    )
    return ill, hurt, accused


def find_harm(title: str, text: str) -> list[str]:
    """Return those of "health", "minor", "accusation" that the text does to a person whom it names, else "private_person" where
    it tells of one at all."""
    most = (
        _MOST_READ_OF_A_DOCUMENT
        if len(text) > _LONG and _ARTICLE.search(text[:_MOST_READ_OF_A_DOCUMENT])
        else _MOST_READ
    )
    read = searched_whole(title, text[:most])
    whole = read.written
    people = find_people(whole)
    initials = list(_INITIALS.finditer(read))
    found = []
    neighbourhood, alone = neighbours(read), holders(read)
    young = [person.start for person in people[:_MOST_PEOPLE] if _is_child(whole, person)]
    children_known = children(read)
    young += [child.start for child in children_known]
    if (
        any(_is_ill(whole, person) for person in people)
        or _ill_by_initials(read, initials)
        or any(_is_known_ill(whole, person) for person in neighbourhood)
        or any(_holder_is_ill(whole, holder) for holder in alone)
        or _is_a_known_child(whole, young, _tells_illness, _tells_illness)
    ):
        found.append("health")
    if (
        any(_is_hurt_child(whole, person) for person in people)
        or _child_by_initials(whole, initials)
        or _is_a_known_child(whole, young, _hurts, _hurts_badly)
        or _FOUNDLING.search(read)
    ):
        found.append("minor")
    finals = [match.start() for match in _FINAL.finditer(read)]
    unsettled = [person for person in people if not (_near(finals, person.start) or _handles_complaints(whole, person))]
    places = [
        (person.start, person.end, Standing.OFFICE if person.in_function else Standing.PRIVATE) for person in unsettled
    ]
    places += [(each.start, each.behind, Standing.NEIGHBOUR) for each in neighbourhood]
    played = _PLAY.search(read, _PLAYED_BY) is not None or _SUPPOSED.search(read) is not None
    if not played and (
        any(_is_accused(whole, person) for person in unsettled)
        or is_suspected(title, text[:most], unsettled)
        or is_spoken_ill_of(read, places)
        or is_rumoured(read, names_somebody=bool(places))
        or (not finals and (is_charged(read) or is_dismissed(read, alone)))
    ):
        found.append("accusation")
    if not found and not played and tells_of_somebody(title, read, people, neighbourhood, children_known):
        found.append("private_person")
    return found


def _near(places: Sequence[int], start: int) -> bool:
    return any(abs(start - place) < _OF_THE_CASE for place in places)


def _is_ill(text: str, person: Person) -> bool:
    ill = _patterns()[0]
    following = text[person.end : person.end + _NEAR]
    if person.in_function or not (person.title or _PARTICULAR.match(following)):
        return False
    if speaks := _SAYS.search(following):
        return ill.search(speaks[0]) is not None
    return ill.search(sentence_of(text, person.start, person.end)) is not None or ill.search(following) is not None


def _is_known_ill(text: str, person: Neighbour) -> bool:
    """Return True if an illness is told of somebody whom the neighbours know, in the same sentence."""
    before = _END.split(text[max(0, person.start - _NEAR) : person.start])[-1]
    behind = _END.split(text[person.behind : person.behind + _NEAR])[0]
    if _CALLED.search(before) or _SPEAKS.search(behind):
        return False
    return _tells_illness(behind) or (_PATIENTS.search(before) is not None and _tells_illness(before))


def _holder_is_ill(text: str, holder: Neighbour) -> bool:
    """Return True if who has an office or trade at a place is told to have an illness."""
    behind = _END.split(text[holder.behind : holder.behind + _BESIDE])[0]
    has = _HAS.search(behind)
    return has is not None and _OTHERS.search(behind[: has.start()]) is None and _tells_illness(behind[has.start() :])


def _tells_illness(clause: str) -> bool:
    """Return True if the clause tells an illness, or a test, and not how one guards against it."""
    return _CAUGHT.search(clause) is not None or any(
        _GUARD.search(clause[max(0, ill.start() - 30) : ill.start()]) is None for ill in _patterns()[0].finditer(clause)
    )


def _is_a_known_child(
    text: str, children: Sequence[int], named: Callable[[str], bool], spoken_of: Callable[[str], bool]
) -> bool:
    """Return True if `named` is true of a sentence that names a child who stands at one of these places, or `spoken_of` of one
    about "em, cháu, nạn nhân" that states no rule."""
    if not children:
        return False
    for start, sentence in _sentences(text):
        if any(start <= child < start + len(sentence) for child in children):
            if named(sentence) and not _HONOUR.search(sentence):
                return True
        elif _THE_CHILD.search(sentence) and not _RULES.search(sentence) and spoken_of(sentence):
            return True
    return False


def _hurts_badly(sentence: str) -> bool:
    return _ABUSED.search(sentence) is not None or _HARMED.search(sentence) is not None


def _hurts(sentence: str) -> bool:
    return _hurts_badly(sentence) or _tells(_patterns()[1], sentence)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for end in _END.finditer(text):
        yield start, text[start : end.start()]
        start = end.end()
    yield start, text[start:]


def _ill_by_initials(read: SearchedText, initials: Sequence[re.Match[str]]) -> bool:
    """A person of whom all but the last name is told, with birth or home, or a child with its school or parents, and an illness
    behind it."""
    ill = _patterns()[0]
    text = read.written
    known = [match.end() for match in _PARTLY_NAMED.finditer(read)]
    known += [each.end() for each in initials if _KNOWN_BY.search(text[each.end() : each.end() + _BESIDE])]
    return any(ill.search(text[end : end + _NEAR]) for end in known)


def _is_hurt_child(text: str, person: Person) -> bool:
    if not _is_child(text, person):
        return False
    around = text[max(0, person.start - _NEAR) : person.end + 260]
    told = "\n".join(each for _, each in _sentences(around) if person.name in each or not _RULES.search(each))
    return _tells(_patterns()[1], told) and not _HONOUR.search(around)


def _is_child(text: str, person: Person) -> bool:
    if person.in_function and person.title not in _CHILD_TITLES:
        return False
    if person.title in {"cháu", "bé", "nữ sinh", "nam sinh"} or _says_child(text[person.start : person.end + 90]):
        return True
    around = text[max(0, person.start - _NEAR) : person.end + 260]
    near = text[max(0, person.start - 40) : person.end + 110]
    return person.title == "em" and (_says_child(near) or "cháu" in around.casefold())


def _says_child(near: str) -> bool:
    for match in _CHILD_NEAR.finditer(near):
        if match["age"] is None or int(match["age"]) < _GROWN:
            return True
    born = _BORN.search(near)
    return born is not None and int(born["year"]) >= _CHILD_BORN_FROM


def _child_by_initials(text: str, initials: Sequence[re.Match[str]]) -> bool:
    for match in initials:
        before, after = text[max(0, match.start() - 260) : match.start()], text[match.end() : match.end() + 200]
        told = "\n".join(
            each for _, each in _sentences(f"{before}{match[0]}{after}") if match[0] in each or not _RULES.search(each)
        )
        if _ABUSED.search(told) and _KNOWN_BY.search(before[-_BESIDE:] + after):
            return True
    return False


def _is_accused(text: str, person: Person) -> bool:
    before = _SENTENCE.split(text[max(0, person.start - 170) : person.start])[-1]
    after = _SENTENCE.split(text[person.end : person.end + _NEAR])[0]
    if person.title in {"bị cáo", "bị can", "đối tượng", "nghi phạm"}:
        return True
    if _QUOTED.search(before) or _ACCUSER.search(after):
        return False
    speaks = _SPEAKS.search(after) is not None
    victim = _VICTIM.search(before) is not None
    if _STRONG.search(before) and not victim and not (speaks and person.in_function):
        return True
    if speaks or victim:
        return False
    clause = after[:140]
    accused = _patterns()[2]
    return _tells(accused, clause) or (_DONE_TO.search(before) is not None and _tells(accused, before + clause))


def _handles_complaints(text: str, person: Person) -> bool:
    before, after = text[max(0, person.start - _BESIDE) : person.start], text[person.end : person.end + _BESIDE]
    return person.in_function and _BY.search(before) is not None and _HANDLES.match(after) is not None


_BY = re.compile(r"(?<!\w)do\s+(?:đồng\s+chí\s+|ông\s+|bà\s+)?(?:[^\W\d_]+\s+){0,4}$", re.IGNORECASE)
_HANDLES = re.compile(
    r"\s+(?:trực\s+tiếp\s+)?(?:xem\s+xét|giải\s+quyết|tiếp\s+nhận|phụ\s+trách|chủ\s+trì|ký|trả\s+lời|xử\s+lý\s+đơn)(?!\w)",
    re.IGNORECASE,
)
"""Who handles complaints is accused of nothing: "đơn tố cáo … do Phó Chủ tịch … xem xét"."""


def _tells(words: re.Pattern[str], clause: str) -> bool:
    """Return True if the clause tells one of the words, and not that somebody keeps from it."""
    return any(_KEEPS_FROM.search(clause[: found.start()]) is None for found in words.finditer(clause))


_KEEPS_FROM = re.compile(
    r"(?<!\w)(?:không|chống|phòng|ngừa|tránh|nói\s+không\s+với)(?:\s+(?:có|để|hành\s+vi))?\s*$", re.IGNORECASE
)
