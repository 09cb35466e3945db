"""Lines of a document that are form and not content: office, motto, number, place and day, stamp, addressees, signature. Pure."""

import re

from distributor.ingest.furniture_words import UPPER, any_of
from distributor.text.tidy import squeeze

LONGEST = 400
_PUNCTUATION = re.compile(r"[\s.,;:|–—*_/()\[\]+=~…\"“”-]+")
_PLACE = rf"[{UPPER}][^\W\d_]*(?:[ .-]{{1,3}}[{UPPER}][^\W\d_]*){{0,5}}"
_BLANK = r"[\d.…_ ]{0,40}"
_PIECES = re.compile(
    rf"""
      (?i:cộng\s+h(?:òa|oà)\s+xã\s+hội\s+chủ\s+nghĩa\s+việt\s+nam|đảng\s+cộng\s+sản\s+việt\s+nam)
    | (?i:độc\s+lập\s*[-–—.]?\s*tự\s+do\s*[-–—.]?\s*hạnh\s+phúc)
    | (?:(?i:bộ\s+luật|luật|nghị\s+quyết|pháp\s+lệnh)\s+)?(?i:số)\s*[:：]?\s*[\w.…&]{{0,30}}\s?[/-]
        (?=[^\s,;|]{{0,30}}[{UPPER}])[\w.…/&-]{{1,60}}(?:\([{UPPER}]{{1,3}}\))?
    | (?:TM|KT|TL|TUQ)\s*\..{{0,160}}(?<![.;:])$
    | (?i:số)\s*[:：]\s*[.…_\d]{{0,30}}(?=\s*(?:$|\|))
    | {_PLACE}\s*,?\s*(?i:ngày)\s*{_BLANK}(?i:tháng)\s*{_BLANK}(?i:năm)\s*{_BLANK}
    | {_PLACE}\s*,\s*(?i:ngày)\s*\d{{1,2}}\s*[/.-]\s*\d{{1,2}}\s*[/.-]\s*\d{{4}}
    | (?i:v/v|về\s+việc)\s*:?\s.*(?<![.!?])$
    | (?i:kính\s+(?:gửi|trình)|nơi\s+nhận)\s*:.*
    | (?i:lưu)\s*:\s*[{UPPER}].{{0,80}}
    | (?i:\(?\s*đã\s+ký(?:\s+và\s+đóng\s+dấu)?\s*\)?)
    | (?i:độ\s+mật|độ\s+khẩn)\s*:\s*\w+
    | (?i:\(?\s*(?:ban\s+hành\s+)?kèm\s+theo\s+(?:quyết\s+định|nghị\s+quyết|nghị\s+định|thông\s+tư|kế\s+hoạch|công\s+văn
        |tờ\s+trình|báo\s+cáo|thông\s+báo|hướng\s+dẫn)\s+(?:này|số)).*
    | (?i:nhân\s+danh\s+nước\s+cộng\s+hòa).*
    """,
    re.VERBOSE,
)
_OFFICE = re.compile(
    "(?:(?:TM|KT|TL|TUQ|Q)\\s*\\.|"
    + any_of(
        """ỦY BAN | UỶ BAN | UBND | HĐND | HỘI ĐỒNG | CHÍNH PHỦ | THỦ TƯỚNG | QUỐC HỘI | CHỦ TỊCH | PHÓ CHỦ TỊCH | SỞ |
        BỘ | CỤC | TỔNG CỤC | CHI CỤC | VỤ | PHÒNG | VĂN PHÒNG | THANH TRA | TRUNG TÂM | TÒA ÁN | TOÀ ÁN |
        VIỆN KIỂM SÁT | CÔNG AN | BAN | TỔ | HỘI | ĐẢNG ỦY | TỈNH ỦY | THÀNH ỦY | HUYỆN | TỈNH | THÀNH PHỐ | XÃ |
        PHƯỜNG | THỊ TRẤN | ĐẶC KHU | NGÂN HÀNG | BẢO HIỂM XÃ HỘI | KHO BẠC | GIÁM ĐỐC | PHÓ GIÁM ĐỐC | TỔNG GIÁM ĐỐC |
        BỘ TRƯỞNG | THỨ TRƯỞNG | CHÁNH | TRƯỞNG | PHÓ | CỤC TRƯỞNG | MẶT TRẬN | ỦY VIÊN | CÔNG BÁO | ĐOÀN | LIÊN ĐOÀN |
        TRƯỜNG | THỐNG ĐỐC | KIỂM TOÁN | KIỂM SÁT"""
    )
    + r")(?!\w)"
)
_KIND = re.compile(
    any_of(
        """QUYẾT ĐỊNH | NGHỊ QUYẾT | NGHỊ ĐỊNH | THÔNG TƯ | THÔNG TƯ LIÊN TỊCH | CHỈ THỊ | KẾ HOẠCH | THÔNG BÁO | BÁO CÁO |
        TỜ TRÌNH | CÔNG VĂN | CÔNG ĐIỆN | HƯỚNG DẪN | CHƯƠNG TRÌNH | ĐỀ ÁN | QUY CHẾ | QUY ĐỊNH | LUẬT | BỘ LUẬT |
        PHÁP LỆNH | LỆNH | SẮC LỆNH | GIẤY MỜI | BIÊN BẢN | DỰ THẢO | SAO Y | SAO Y BẢN CHÍNH | HỎA TỐC | KHẨN |
        THƯỢNG KHẨN | MẬT | TỐI MẬT | TUYỆT MẬT | LƯU HÀNH NỘI BỘ | THÔNG CÁO BÁO CHÍ | PHỤ LỤC | VĂN BẢN HỢP NHẤT |
        PHIẾU TRÌNH | KẾT LUẬN | NIÊM YẾT | PHƯƠNG ÁN"""
    )
    + r"(?:\s+(?:[IVX]+|\d{1,2}))?(?!\w)"
)
_SIGNED_NAME = re.compile(rf"[{UPPER}][^\W\d_]+(?:\s+[{UPPER}][^\W\d_]+){{1,4}}")


def is_letterhead_line(line: str) -> bool:
    """Return True for a line that is only form: office, motto, number, place and day, name of the kind, stamp, signature.

    Both columns of a head may stand on one line. A line with a sentence behind the form is none.
    """
    line = squeeze(line)
    if not line or len(line) > LONGEST or not any(letter.isalpha() for letter in line):
        return False
    rest, found = line, False
    while True:
        rest = rest[match.end() :] if (match := _PUNCTUATION.match(rest)) else rest
        if not rest:
            return found
        taken = _taken(rest, follows=found)
        if not taken:
            return False
        rest, found = rest[taken:], True


def _taken(rest: str, *, follows: bool) -> int:
    """Return how many characters at the beginning are one piece of a letterhead."""
    if piece := _PIECES.match(rest):
        return piece.end()
    capitals = _capitals(rest)
    if capitals and (_OFFICE.match(rest) or _is_kind(rest[:capitals])):
        return capitals
    # A signature: the name stands behind "(đã ký)" or an office in capitals.
    if follows and (name := _SIGNED_NAME.fullmatch(rest)):
        return name.end()
    return 0


def _is_kind(words: str) -> bool:
    """`QUYẾT ĐỊNH` alone, not `QUYẾT ĐỊNH QUY ĐỊNH MỨC HỖ TRỢ`, which tells what it is about."""
    return bool((match := _KIND.match(words)) and not words[match.end() :].strip(" .:;,-–—*_/()"))


def _capitals(rest: str) -> int:
    """The length of the run of words in capitals at the beginning; it ends where another piece begins."""
    end = 0
    for word in re.finditer(r"\S+", rest):
        letters = [each for each in word[0] if each.isalpha()]
        if (
            any(each.islower() for each in letters)
            or word[0] == "|"
            or (not letters and word[0][0].isdigit() and len(word[0]) > 2)
        ):
            break
        if end and (word[0].startswith(("CỘNG", "SỐ", "ĐỘC")) and _PIECES.match(rest[word.start() :])):
            break
        end = word.end()
        if word[0].endswith((".", ";", "|")) and len(letters) > 3:
            break
    return end
