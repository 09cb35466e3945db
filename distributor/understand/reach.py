"""How much of another document a clause touches: the whole, or the parts that it names. Pure, linear.

A clause that names any part ("khoản 2 Điều 5", "một số điều", "Phụ lục II", "các quy định về …") reaches that part; the rest of
the document goes on. "Một số văn bản" are several documents, each whole; a "Quy định ban hành kèm theo Quyết định …" is the
body of its decision.
"""

import re

_ITEM = r"(?:\d{1,3}[a-zđ]?(?:\.\d{1,3}){0,2}|[IVXLC]{1,6}|[a-zđ])(?![\w/])"
_ITEMS = rf"{_ITEM}(?:(?:\s*[,;]\s*|\s+(?:và|hoặc|đến)\s+){_ITEM})*"
_BELOW = rf"(?:các\s+)?(?:tiết|điểm|khoản|mục|tiểu\s+mục|số\s+thứ\s+tự|STT)\s+{_ITEMS}"
_ARTICLE = rf"(?:các\s+)?Điều\s+{_ITEMS}"
_DIVISION = rf"(?:Chương|Phần|Mục|Phụ\s+lục|Mẫu\s+số|Biểu\s+số)\s+{_ITEMS}"
_NAMED = re.compile(
    rf"(?<!\w)(?:(?:{_BELOW})(?:\s*(?:,|và)\s*(?:{_BELOW})|\s+(?:của\s+)?(?:{_BELOW}))*(?:\s+(?:của\s+)?(?:{_ARTICLE}|{_DIVISION}))?|{_ARTICLE}(?:\s+(?:của\s+)?{_DIVISION})?"
    rf"|{_DIVISION})",
    re.IGNORECASE,
)
_SOME = re.compile(
    r"(?<!\w)(?:một\s+phần|một\s+số\s+(?:điều|khoản|điểm|mục|nội\s+dung|quy\s+định|phụ\s+lục|biểu|mẫu|cụm\s+từ|từ|chính\s+sách|tiêu\s+chí|mức|chế\s+độ)"
    r"|các\s+(?:điều|khoản|điểm)(?:\s*,\s*(?:điều|khoản|điểm))*\s+(?:của|tại|sau)|cụm\s+từ|phụ\s+lục|biểu\s+(?:mức|giá|số)|(?:các|biểu)\s+mẫu(?!\s+(?:giáo|vật))|mẫu\s+(?:(?:số|đơn|tờ|giấy|phiếu|báo\s+cáo|văn\s+bản|hợp\s+đồng)(?!\w)|[a-zđ]{0,5}\d)|bảng\s+(?:\w+\s+){0,2}số\s+\d{1,2}|danh\s+mục|nội\s+dung"
    r"|quy\s+trình|thủ\s+tục(?:\s+hành\s+chính)?|TTHC|số\s+thứ\s+tự|tên\s+(?:gọi\s+)?(?:của\s+)?(?:điều|khoản|chương)|đoạn\s+mở\s+đầu)(?!\w)",
    re.IGNORECASE,
)
_RULES = re.compile(
    r"(?<!\w)quy\s+định\s+(?:về|tại|liên\s+quan|đối\s+với|chuyển\s+tiếp)(?!\w)(?!.{0,400}kèm\s+theo)",
    re.IGNORECASE | re.DOTALL,
)
_ALL = re.compile(r"(?<!\w)toàn\s+bộ(?!\s+(?:nội\s+dung\s+)?(?:khoản|điều|điểm|mục|chương|phụ\s+lục))", re.IGNORECASE)
_PHRASE = re.compile(r"(?<!\w)(?:cụm\s+)?từ\s*(?:“[^”\n]{1,200}”|\"[^\"\n]{1,200}\")", re.IGNORECASE)
_NEW_WORDING = re.compile(rf"(?:bằng|thành)\s+(?:các\s+)?{_PHRASE.pattern}", re.IGNORECASE)
_EXCEPT = re.compile(
    rf"(?<!\w)(?:trừ|riêng)\s+(?:các\s+)?(?P<parts>(?:{_BELOW}|{_ARTICLE}|Chương\s+{_ITEM}|Phụ\s+lục\s+{_ITEM}|(?:nội\s+dung|quy\s+định|chính\s+sách|mức)\s)[^.;\n]{{0,120}})",
    re.IGNORECASE,
)
_LIMITED = re.compile(
    r"\s*,?\s*(?:thi\s+hành\s+)?(?:một\s+phần|(?:riêng\s+)?đối\s+với|trong\s+phạm\s+vi)(?!\w)"
    r"|\s*[(:]\s*(?:tại\s+|bãi\s+bỏ\s+)?(?:Điều|khoản|điểm|mục|chương|phụ\s+lục)\s+\w",
    re.IGNORECASE,
)
_KIND = r"(?:bộ\s+luật|luật|pháp\s+lệnh|nghị\s+định|nghị\s+quyết|thông\s+tư|quyết\s+định|chỉ\s+thị|văn\s+bản)"
_INSIDE = re.compile(
    rf"(?P<what>(?:\w+\s+)?\w+)\s+(?P<how>tại|trong|của)\s+(?:(?:các|những)\s+)?(?:{_KIND}\s*)?(?:số)?[\s:]*$",
    re.IGNORECASE,
)
"""`đơn giá tại Quyết định số …`, `cột 3 Bảng 2 của Quyết định số …`: whatever it is, it is inside."""
_ITSELF = re.compile(r"(?:hiệu\s+lực|thi\s+hành|thực\s+hiện|áp\s+dụng|toàn\s+bộ|nội\s+dung)$", re.IGNORECASE)
_MOST_PARTS = 30
_BESIDE_WHAT = re.compile(r"\s+vào\s+(?:trước|sau|cuối)\s+(?:điểm|khoản|tiết)\s+\w{1,4}(?!\w)", re.IGNORECASE)
"""Where something new is put, which stays as it is: "Bổ sung khoản 5 vào sau khoản 4 Điều 22"."""
_NAMING = re.compile(
    r"[\s,:;]*(?>(?:các|những|toàn\s+bộ|một\s+phần|nội\s+dung|quy\s+định|ban\s+hành|kèm\s+theo|và|của|tại"
    r"|văn\s+bản|bộ\s+luật|luật|pháp\s+lệnh|nghị\s+quyết|nghị\s+định|thông\s+tư|chỉ\s+thị|quyết\s+định|quy\s+chế|bảng\s+giá"
    r"|điều|khoản|điểm|mục|tiểu\s+mục|tiết|chương|phần|phụ\s+lục|danh\s+mục|mẫu|biểu|số|thứ\s+tự|[ivxlc]+|[a-zđ]\)?|\d+(?:\.\d+)*[a-zđ]?(?:/[\w-]+)?)"
    r"(?!\w)[\s,:;]*)*+",
    re.IGNORECASE,
)
_LINK = re.compile(r";|,(?:\s*và(?!\w))?|(?<!\w)và(?!\w)")


def only_names(words: str) -> bool:
    """Return True if the words are nothing but parts and kinds of documents: "khoản 2 Điều 5 của các Nghị quyết: số"."""
    return _NAMING.fullmatch(words) is not None


def next_of(gap: str) -> tuple[str, str, str] | None:
    """Return what stands between two documents of a chain: what the former is about, the link, which part of the next one is
    meant.

    `…; khoản 1 Điều 3 Nghị quyết số`; None where the next one does not follow a link.
    """
    for link in _LINK.finditer(gap):
        if _NAMING.fullmatch(gap, link.end()):
            return gap[: link.start()], link[0], gap[link.end() :]
    return None


def names_all(words: str) -> bool:
    """Return True if the words say "toàn bộ" of the document."""
    return _ALL.search(words) is not None


def names_part(words: str) -> bool:
    """Return True if the words between the verb and the document reach only into it. `words`: without the document's own name."""
    if names_all(words):
        return False
    if _NAMED.search(words) or _SOME.search(words) or _RULES.search(words):
        return True
    inside = _INSIDE.search(words[-120:])
    return inside is not None and _ITSELF.search(inside["what"]) is None


def names_phrase(words: str) -> bool:
    """Return True if what is touched is wording: to replace or drop a phrase is to amend."""
    return (
        re.search(
            r"(?<!\w)(?:cụm\s+từ|từ\s+ngữ|các\s+từ|một\s+số\s+từ|từ\s*[“\"]|(?:thay\s+thế\s+|^\s*)từ\s+(?:bằng|thành|tại|trong)(?!\w))",
            words,
            re.IGNORECASE,
        )
        is not None
    )


def parts_of(words: str, verbatim: str = "") -> tuple[str, ...]:
    """The parts as named. `verbatim`: the same words with what stands between quotation marks."""
    words = _BESIDE_WHAT.sub("", words)
    found = [" ".join(match[0].split()).rstrip(" ,") for match in _NAMED.finditer(words)]
    # "thay thế cụm từ A bằng cụm từ B": B is the new wording, and no part of what was.
    found += [" ".join(match[0].split()) for match in _PHRASE.finditer(_NEW_WORDING.sub(" ", verbatim))][:4]
    return tuple(dict.fromkeys(found))[:_MOST_PARTS]


def is_limited(words: str) -> bool:
    """Return True if what follows says for whom or for what only: "hết hiệu lực một phần", "… đối với nội dung về học phí"."""
    return _LIMITED.match(words) is not None


def exception(words: str, kind: str) -> str:
    """Return the exception in words such as `…, trừ Điều 3`: what of the other document stays; empty where the exception is one
    of the acting document itself."""
    match = _EXCEPT.search(words)
    if match is None or re.search(rf"(?:{re.escape(kind)}|điều|khoản)\s+này", match["parts"], re.IGNORECASE):
        return ""
    return " ".join(match[0].split()).rstrip(" ,")
