"""What is said of a document's life: to staff as a reason, to citizens as what is so now. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from distributor.law.registered import PartsDone
from distributor.reading_states import DocumentStatusKind as Status
from distributor.reading_states import RelationKind as Kind
from phrases import phrase

STATUS_WORDS = {
    Status.NOT_YET: "chưa có hiệu lực",
    Status.IN_FORCE: "còn hiệu lực",
    Status.PARTLY_ENDED: "còn hiệu lực, một phần đã được sửa đổi hoặc bãi bỏ",
    Status.ENDED: "đã hết hiệu lực",
    Status.SUSPENDED: "đang ngưng hiệu lực",
    Status.CORRECTED: "được đính chính",
    Status.UNKNOWN: "chưa rõ hiệu lực",
}
OWN_TERM = "hết thời hạn ghi trong văn bản"
"""The basis of an end that the document's own words set."""
_DONE = {
    Kind.REPEALS: "bị bãi bỏ",
    Kind.REPLACES: "bị thay thế",
    Kind.AMENDS: "được sửa đổi, bổ sung",
    Kind.SUSPENDS: "bị ngưng hiệu lực",
    Kind.RESUMES: "được thi hành trở lại",
    Kind.EXTENDS: "được kéo dài thời gian thực hiện",
    Kind.CORRECTS: "được đính chính",
}
_TO_COME = {
    Kind.REPEALS: ("ended", "repealed"),
    Kind.REPLACES: ("ended", "replaced"),
    Kind.AMENDS: ("amended", "amended"),
    Kind.SUSPENDS: ("suspended", "halted"),
}
"""Relations that are told before their day: the codes for the whole document and for a part."""
_OF_THE_WHOLE = frozenset({Status.ENDED, Status.SUSPENDED, Status.UNKNOWN, Status.CORRECTED})
MOST_PARTS = 4


def day(value: date) -> str:
    """Return text such as `01/11/2026`."""
    return f"{value:%d/%m/%Y}"


def citation_of(kind: str, number: str, issuer: str = "", issued_on: date | None = None) -> str:
    """Return text such as `Quyết định số 27/2026/QĐ-UBND ngày 23/11/2026 của Ủy ban nhân dân tỉnh Hương Giang`."""
    name = f"{kind[:1].upper()}{kind[1:]} số {number}" if kind else f"Văn bản số {number}"
    when = f" ngày {day(issued_on)}" if issued_on else ""
    return f"{name}{when}" + (f" của {issuer}" if issuer else "")


def basis_of(status: Status, kind: Kind | None, by: str, parts: Sequence[str], done: Sequence[PartsDone] = ()) -> str:
    """Return what says the status, for the register: "khoản 1 Điều 3 được sửa đổi, bổ sung bởi Quyết định số …".

    `done`: where the document did several things to parts on that day, each with its own.
    """
    if kind is None:
        own = {
            Status.NOT_YET: "ngày ban hành",
            Status.IN_FORCE: "ngày có hiệu lực ghi trong văn bản",
            Status.PARTLY_ENDED: "ngày có hiệu lực ghi trong văn bản",
            Status.ENDED: OWN_TERM,
        }
        return own.get(status, "")
    what = f"{', '.join(parts)} " if parts else ""
    if status is Status.UNKNOWN:
        return f"{_DONE[kind]} bởi {by}, chưa rõ từ ngày nào"
    if status not in _OF_THE_WHOLE and (each := _by_kind(done)):
        if len(each) > 1:
            return "; ".join(f"{', '.join(of) or 'một phần'} {_DONE[one]}" for one, of in each) + f" bởi {by}"
        what = f"{', '.join(each[0][1]) or 'một phần'} "
    return f"{what}{_DONE[kind]} bởi {by}"


def what_is_so(
    name: str,
    status: Status,
    kind: Kind | None,
    by: str,
    since: date,
    parts: Sequence[str],
    quote: str,
    *,
    never: bool,
    done: Sequence[PartsDone] = (),
) -> str:
    """Plain sentences for citizens: what has become of the document. `name`, `by`: in brief ("Quyết định số 15/2026/QĐ-UBND")."""
    if kind is None:
        last = day(since - timedelta(days=1))
        return f"{name} đã kết thúc ngày {last} theo thời hạn ghi trong văn bản, hết hiệu lực từ ngày {day(since)}."
    if never:
        return f"{name} đã {_DONE[kind]} bởi {by} trước ngày có hiệu lực, nên không được áp dụng."
    if status is Status.UNKNOWN:
        return f"{name} {_DONE[kind]} bởi {by}, chưa rõ từ ngày nào."
    if status is Status.ENDED:
        return f"{name} hết hiệu lực từ ngày {day(since)}, {_DONE[kind]} bởi {by}."
    if status is Status.SUSPENDED:
        return f"{name} {_DONE[kind]} từ ngày {day(since)} theo {by}."
    if kind is Kind.RESUMES:
        return f"{name} {_DONE[kind]} từ ngày {day(since)} theo {by}."
    if status is Status.CORRECTED:
        return f"{name} được đính chính theo {by}." + _quoted(quote)
    (first, of), *more = _by_kind(done) or [(kind, tuple(parts))]
    what = _named(of)
    also = "".join(f"; {_named(others)} {_DONE[each]}" for each, others in more)
    rest = "Các nội dung khác vẫn còn hiệu lực."
    return f"{what[:1].upper()}{what[1:]} của {name} {_DONE[first]} bởi {by} từ ngày {day(since)}{also}. {rest}"


def _by_kind(done: Sequence[PartsDone]) -> list[PartsDone]:
    """Each kind of relation once, with all parts that it touched."""
    found: dict[Kind, dict[str, None]] = {}
    for kind, parts in done:
        found.setdefault(kind, {}).update(dict.fromkeys(parts))
    return [(kind, tuple(parts)) for kind, parts in found.items()]


def _named(parts: Sequence[str]) -> str:
    named = ", ".join(parts[:MOST_PARTS]) + (" và phần khác" if len(parts) > MOST_PARTS else "")
    return named or "một phần"


_SHORT_NAMES = (("Ủy ban nhân dân", "UBND"), ("Uỷ ban nhân dân", "UBND"), ("Hội đồng nhân dân", "HĐND"))


def short_issuer(name: str) -> str:
    """Return text such as `UBND tỉnh Hương Giang`."""
    for long, short in _SHORT_NAMES:
        name = name.replace(long, short)
    return name


def briefly(name: str, status: Status, since: date, *, never: bool) -> str:
    """Return what has become of the document, in one sentence that a short text has room for."""
    if never:
        return f"{name} không được áp dụng: đã bị bãi bỏ trước ngày có hiệu lực."
    said = {
        Status.ENDED: f"hết hiệu lực từ ngày {day(since)}",
        Status.SUSPENDED: f"ngưng hiệu lực từ ngày {day(since)}",
        Status.PARTLY_ENDED: f"thay đổi một phần từ ngày {day(since)}",
        Status.CORRECTED: "được đính chính",
        Status.IN_FORCE: f"tiếp tục có hiệu lực từ ngày {day(since)}",
    }.get(status, "")
    return f"{name} {said}." if said else ""


def _quoted(quote: str) -> str:
    said = " ".join(quote.split())
    return f" Nội dung đính chính: «{said}»." if said and len(said) <= 300 else ""


def what_comes(kind: Kind | None, by: str, since: date, parts: Sequence[str], *, whole: bool) -> str:
    """Return text such as `Từ ngày 09/12/2026, khoản 3 Điều 5 không còn áp dụng (Quyết định số …)`; empty for what ends or
    changes nothing.

    `kind` None: the end by its own term.
    """
    if kind is not None and kind not in _TO_COME:
        return ""
    code = "ended" if kind is None else _TO_COME[kind][not whole]
    what = "; ".join(parts) if 0 < len(parts) <= MOST_PARTS else phrase(f"law.coming-{'many' if parts else 'part'}")
    said = phrase(f"law.coming.{code}", since=since, what=what)
    return phrase("law.coming-by", said=said, by=by) if by else said


def page_line(status: Status, since: date, basis: str, *, never: bool, caveat: str) -> str:
    """The line on an item's page: `Hết hiệu lực từ 30/10/2026: bị bãi bỏ bởi Quyết định số …`."""
    said = STATUS_WORDS[status]
    said = f"{said[:1].upper()}{said[1:]}"
    if never:
        return f"Không có hiệu lực: {basis}" if basis else "Không có hiệu lực"
    line = said
    if status in (Status.ENDED, Status.SUSPENDED, Status.PARTLY_ENDED, Status.CORRECTED):
        line += f" từ {day(since)}" + (f": {basis}" if basis else "")
    elif status is Status.NOT_YET:
        line = said
    if caveat:
        line += f". Còn hiệu lực nếu không trái với quy định mới: {caveat}"
    return line
