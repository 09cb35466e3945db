"""Báo cáo: what was published in a span and what came of it, on a page, as a workbook and as CSV; all from one reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.measure.figures import FIGURES
from distributor.report.engagement import csv_file, workbook
from distributor.report.engagement.asked import Choices, NoSuchChoice, checked, choices, span_asked
from distributor.report.engagement.leader import leader_page, most_engaged
from distributor.report.engagement.periods import NoSuchPeriod, periods, recent_spans
from distributor.report.engagement.read import read_report
from distributor.report.engagement.shapes import GroupFigures, Report, ReportQuery, Stretch
from distributor.report.engagement.tables import tables_of
from web import charts, formats
from web.deciding import day_of, number_of
from web.files import ENDINGS
from web.flash import Notification, page_for
from web.language import _, words_of
from web.leader import LINKS
from web.people import SignedIn, Visitor
from web.second_session import second_session
from web.surroundings import Around, Surroundings

router = APIRouter()
NONE = "khong"
"""In an address: posts without a kind, or of no campaign."""
WEEKS_UP_TO_DAYS = 190
"""A longer span is drawn by months."""
MOST_BARS = 10


@dataclass(frozen=True)
class ReportAddress:
    """The choice of a report as it stands in the address."""

    ky: str = ""
    tu: str = ""
    den: str = ""
    don_vi: str = ""
    kenh: str = ""
    tai_khoan: str = ""
    loai: str = ""
    chien_dich: str = ""

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in self.__dict__.items() if value})


def _asked(
    ky: str = "",
    tu: str = "",
    den: str = "",
    don_vi: str = "",
    kenh: str = "",
    tai_khoan: str = "",
    loai: str = "",
    chien_dich: str = "",
) -> ReportAddress:
    return ReportAddress(*(text.strip()[:60] for text in (ky, tu, den, don_vi, kenh, tai_khoan, loai, chien_dich)))


Wanted = Annotated[ReportAddress, Depends(_asked)]


@router.get("/bao-cao")
def show_report(request: Request, around: Around, person: SignedIn, asked: Wanted) -> HTMLResponse:
    today = around.clock.now().astimezone(VIETNAM).date()
    with around.database.read() as session:
        offered = choices(session, person.unit_ids)
    recent = tuple(recent_spans(today))
    values = {
        "asked": asked,
        "offered": offered,
        "periods": recent,
        "endings": ENDINGS,
        "of_none": NONE,
        "figures": FIGURES,
    }
    values["offered_keys"] = {span.key for _label, spans in recent for span in spans}
    try:
        report = _read(around, person, asked, offered)
    except NoSuchChoice as error:
        raise HTTPException(404) from error
    except LoaError as error:
        said = Notification(words_of(error), good=False)
        return page_for(request, around, person, "report.html", {**values, "report": None}, said=said, status=400)
    tables = {table.key: table for table in tables_of(report)}
    return page_for(
        request,
        around,
        person,
        "report.html",
        {
            **values,
            "report": report,
            "tables": tables,
            "charts": _charts(report),
            "leader": leader_page(report),
            "todo_links": LINKS,
        },
    )


@router.get("/bao-cao.xlsx")
def give_workbook(around: Around, person: SignedIn, asked: Wanted) -> Response:
    report = report_for(around, person, asked)
    return _given(workbook.workbook_of(report), workbook.MEDIA_TYPE, report, "xlsx")


@router.get("/bao-cao.csv")
def give_csv(around: Around, person: SignedIn, asked: Wanted) -> Response:
    report = report_for(around, person, asked)
    return _given(csv_file.csv_of(report), csv_file.MEDIA_TYPE, report, "csv")


def _read(around: Surroundings, person: Visitor, asked: ReportAddress, offered: Choices) -> Report:
    """Read the report. Raises LoaError, NoSuchChoice."""
    now = around.clock.now()
    try:
        span = span_asked(asked.ky, _day(asked.tu), _day(asked.den), now.astimezone(VIETNAM).date())
    except NoSuchPeriod as error:
        raise LoaError(_no_such_period(asked.ky)) from error
    wish = ReportQuery(
        span,
        person.unit_ids,
        unit_id=number_of(asked.don_vi) if asked.don_vi else None,
        channel=asked.kenh or None,
        account_id=number_of(asked.tai_khoan) if asked.tai_khoan else None,
        kind=("" if asked.loai == NONE else asked.loai) if asked.loai else None,
        campaign_id=_campaign(asked.chien_dich),
    )
    wish = checked(wish, offered)
    with around.database.read() as session, second_session(around.database) as beside:
        return read_report(session, wish, now, beside=beside)


def report_for(around: Surroundings, person: Visitor, asked: ReportAddress) -> Report:
    with around.database.read() as session:
        offered = choices(session, person.unit_ids)
    try:
        return _read(around, person, asked, offered)
    except NoSuchChoice as error:
        raise HTTPException(404) from error
    except LoaError as error:
        raise HTTPException(400, words_of(error)) from error


def _day(text: str) -> date | None:
    """Read a day. Raises LoaError for what is no day."""
    if not text:
        return None
    day = day_of(text)
    if day is None:
        raise LoaError(_("Không đọc được ngày «%(typed)s». Hãy chọn ngày trong lịch.", typed=text))
    return day


def _no_such_period(typed: str) -> str:
    labels = dict.fromkeys(_(period.label) for period in periods())
    return _(
        "Không có kỳ báo cáo «%(typed)s». Hãy chọn một kỳ trong danh sách: %(periods)s.",
        typed=typed,
        periods="; ".join(labels),
    )


def _campaign(text: str) -> int | None:
    """A number that is none asks for a campaign that nobody has."""
    if not text:
        return None
    return 0 if text == NONE else number_of(text) or -1


def _given(content: bytes, media_type: str, report: Report, ending: str) -> Response:
    name = f"bao-cao-{report.span.first:%Y%m%d}-{report.span.last:%Y%m%d}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)


def _charts(report: Report) -> Mapping[str, object]:
    by_week = report.span.days <= WEEKS_UP_TO_DAYS
    stretches = report.by_week if by_week else report.by_month
    when = _("theo tuần") if by_week else _("theo tháng")
    return {
        "stretches": "by_week" if by_week else "by_month",
        "posts": charts.columns(
            _("Bài đã đăng %(when)s", when=when), [_bar(each, each.totals.posts) for each in stretches], formats.number
        ),
        "engagement": charts.columns(
            _("Lượt tương tác %(when)s", when=when),
            [_bar(each, each.totals.engagement.value) for each in stretches],
            formats.number,
        ),
        "by_channel": _bars(_("Lượt tương tác theo kênh, kỳ này và kỳ trước"), report.by_channel),
        "by_kind": _bars(_("Lượt tương tác theo loại tin, kỳ này và kỳ trước"), report.by_kind),
    }


def _bar(stretch: Stretch, value: int | None) -> charts.Bar:
    label = f"{stretch.first:%d/%m}" if stretch.label.count("/") > 1 else stretch.label
    return charts.Bar(label, (value,))


def _bars(title: str, groups: tuple[GroupFigures, ...]) -> object:
    rows = [
        charts.Bar(_(group.label), (group.compared.now.engagement.value, group.compared.before.engagement.value))
        for group in most_engaged(groups)[:MOST_BARS]
    ]
    return charts.bars(title, rows, formats.number, _("không có số liệu"))
