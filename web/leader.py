"""The report's first page, for who reads nothing else: five sentences and what to do, from the same numbers as the rest."""

from dataclasses import dataclass
from urllib.parse import urlencode

from distributor.report.engagement.shapes import Report, SummedFigure, Unposted, change
from distributor.report.papers.wording import decimal, share
from web import formats
from web.language import _, language

MOST_TO_DO = 4
MUCH_LESS = -0.2
"""A share by which a channel's engagement fell that somebody should look at."""
MANY_MINUTES = 120
"""From here on hours are told."""


@dataclass(frozen=True)
class ToDo:
    words: str
    path: str
    link: str


@dataclass(frozen=True)
class LeaderPage:
    sentences: tuple[str, ...]
    todo: tuple[ToDo, ...]


def leader_page(report: Report) -> LeaderPage:
    return LeaderPage(_sentences(report), tuple(_to_do(report)[:MOST_TO_DO]))


def _sentences(report: Report) -> tuple[str, ...]:
    now, before = report.totals.now, report.totals.before
    said = [
        _(
            "Đã đăng %(posts)s bài%(change)s.",
            posts=formats.number(now.posts),
            change=_changed(now.posts, before.posts),
        ),
        _stated(_("Bài đã đăng tiếp cận %(figure)s lượt người%(change)s."), now.sums.reach, before.sums.reach)
        or _("Chưa kênh nào cho biết bài tiếp cận bao nhiêu người."),
        _stated(
            _("Người dân tương tác %(figure)s lần (bày tỏ, bình luận, chia sẻ, mở liên kết)%(change)s."),
            now.engagement,
            before.engagement,
        )
        or _("Chưa có số liệu tương tác của kỳ này."),
    ]
    covered = report.coverage
    if covered.cells:
        said.append(
            _(
                "%(share)s số lượt tin cần đăng đã lên kênh (%(said)s trên %(cells)s); còn %(left)s lượt chưa lên.",
                share=_in_page(share(covered.share)),
                said=formats.number(covered.said),
                cells=formats.number(covered.cells),
                left=formats.number(covered.cells - covered.said),
            )
        )
    else:
        said.append(_("Kỳ này không có tin nào cần lên kênh."))
    if report.punctuality and (median := report.punctuality[0].median_min) is not None:
        hours = _(
            "Một nửa số tin lên kênh trong %(hours)s giờ sau khi nguồn đăng.", hours=_in_page(decimal(median / 60))
        )
        minutes = _(
            "Một nửa số tin lên kênh trong %(minutes)s phút sau khi nguồn đăng.", minutes=_in_page(decimal(median))
        )
        said.append(minutes if median < MANY_MINUTES else hours)
    elif report.best:
        said.append(_("Bài được quan tâm nhất: «%(title)s».", title=report.best[0].title))
    else:
        said.append(_("Chưa đo được tin lên kênh nhanh hay chậm."))
    return tuple(said)


def _stated(words: str, now: SummedFigure, before: SummedFigure) -> str:
    if now.value is None:
        return ""
    return words % {"figure": formats.number(now.value), "change": _changed(now.value, before.value)}


def _changed(now: int, before: int | None) -> str:
    grown = change(now, before)
    if grown is None:
        return ""
    if round(grown * 100) == 0:
        return _(", bằng kỳ trước")
    by = f"{decimal(abs(grown) * 100, 0)}%"
    return _(", tăng %(by)s so với kỳ trước", by=by) if grown > 0 else _(", giảm %(by)s so với kỳ trước", by=by)


def _in_page(number: str) -> str:
    """A decimal as the page's language writes it."""
    return number if language() == "vi" else number.replace(",", ".")


def _to_do(report: Report) -> list[ToDo]:
    covered = report.coverage
    found = []
    if covered.failed:
        words = _(
            "%(count)s lượt đăng thất bại, lỡ giờ hoặc bị hủy. Xem và đăng lại.", count=formats.number(covered.failed)
        )
        found.append(ToDo(words, "/?trang_thai=failed", _("Xem bài thất bại")))
    if covered.unknown:
        words = _(
            "%(count)s bài chưa rõ đã lên kênh hay chưa. Xác nhận từng bài.", count=formats.number(covered.unknown)
        )
        found.append(ToDo(words, "/chua-ro", _("Ghi kết quả")))
    if covered.waiting:
        words = _("%(count)s bài của kỳ này còn chờ duyệt hoặc đang xử lý.", count=formats.number(covered.waiting))
        found.append(ToDo(words, "/cho-duyet", _("Mở trang duyệt")))
    reasons: tuple[Unposted, ...] = tuple(one for one in covered.reasons if one.state in ("none", "skipped"))
    if reasons:
        most = max(reasons, key=lambda one: one.cells)
        words = _(
            "Lý do không đăng nhiều nhất (%(count)s lượt): %(why)s", count=formats.number(most.cells), why=_(most.text)
        )
        found.append(ToDo(words, "/?trang_thai=none", _("Xem tin không đăng")))
    fallen = [
        (grown, group)
        for group in report.by_channel
        if (grown := change(group.compared.now.engagement.value, group.compared.before.engagement.value)) is not None
        and grown <= MUCH_LESS
    ]
    if fallen:
        grown, group = min(fallen, key=lambda one: one[0])
        words = _(
            "Tương tác trên %(channel)s giảm %(by)s. Xem giờ đăng và cách viết.",
            channel=_(group.label),
            by=f"{decimal(-grown * 100, 0)}%",
        )
        found.append(ToDo(words, "/gio-dang", _("Xem giờ đăng gợi ý")))
    if not found:
        query = urlencode({"xem": "danh-sach"})
        found.append(ToDo(_("Không có việc gì tồn lại từ kỳ này."), f"/lich?{query}", _("Xem lịch đăng tới")))
    return found
