"""A few posts whose report can be worked out by hand, and a builder for more."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from distributor.models import (
    AccountSample,
    Campaign,
    Doubt,
    Intake,
    Item,
    Media,
    Post,
    PostFigures,
    PostMedia,
    PostState,
)
from distributor.report.engagement.periods import free_span, span_of_key
from distributor.report.engagement.shapes import ReportQuery
from tests.web.province import Province, build_province, identity

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
NOVEMBER = span_of_key("month:2026-11")
PICTURE = "ab" * 32


def vietnam(day: str, hour: int = 9, minute: int = 0) -> datetime:
    """`2026-11-02` at that time in Vietnam, in UTC."""
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=UTC) - timedelta(hours=7)


@dataclass
class Year:
    province: Province
    campaign_id: int = 0
    posts: dict[str, int] = field(default_factory=dict)

    def wish(self, **narrowed: Any) -> ReportQuery:
        return ReportQuery(NOVEMBER, (self.province.unit_id, self.province.commune_id), **narrowed)


def add_item(session: Session, year: Year, title: str, came: datetime | None, **more: Any) -> int:
    item = Item(
        **{
            "unit_id": year.province.unit_id,
            "title": title,
            "kind": "new_law",
            "published_at": came,
            "first_seen_at": came or NOW,
            "composed_revision": 1,
            "understood_revision": 1,
            **more,
        }
    )
    session.add(item)
    session.flush()
    return identity(item.id)


def add_post(
    session: Session, year: Year, item_id: int, account_id: int, at: datetime | None, name: str = "", **more: Any
) -> int:
    """`figures`: of it, as (reach, views, reactions, comments, shares, clicks); without them nothing was measured yet."""
    figures = more.pop("figures", None)
    post = Post(
        **{
            "unit_id": year.province.unit_id,
            "account_id": account_id,
            "item_id": item_id,
            "purpose": "announce",
            "state": PostState.PUBLISHED,
            "title": name,
            "published_at": at,
            "created_at": at or NOW,
            **more,
        }
    )
    session.add(post)
    session.flush()
    post_id = identity(post.id)
    if figures is not None:
        names = ("reach", "views", "reactions", "comments", "shares", "clicks")
        session.add(PostFigures(post_id=post_id, at=NOW, **dict(zip(names, figures, strict=True))))
    year.posts[name or str(post_id)] = post_id
    return post_id


def _followers(session: Session, there: Province) -> None:
    """Of the province's Page since October; X was asked and did not say; the commune's Page only in October."""
    told = (
        (there.facebook, "followers_count", "2026-10-20", 1200, Doubt.NONE),
        (there.facebook, "followers_count", "2026-11-03", 1240, Doubt.NONE),
        (there.facebook, "followers_count", "2026-11-20", 1234, Doubt.NONE),
        (there.facebook, "followers_count", "2026-11-21", -5, Doubt.NEGATIVE),
        (there.x, "followers_count", "2026-11-20", None, Doubt.NONE),
        (there.commune_account, "followers_count", "2026-10-20", 77, Doubt.NONE),
    )
    session.add_all(
        AccountSample(account_id=account_id, metric=metric, api_version="1", at=vietnam(day), value=value, doubt=doubt)
        for account_id, metric, day, value, doubt in told
    )


def build_year(session: Session, province: Province | None = None) -> Year:
    """November 2026, with something in October and in November 2025. Every number below is in the tests by hand.

    Facebook of the province: five posts of the 2nd, 3rd, 4th, 5th, 6th; engagement 10, 20, 30, 40, 200. X: two posts, one of
    them never measured. The commune's Facebook: one, withdrawn. Three days before the end nothing more.
    """
    year = Year(province or build_province(session))
    there = year.province
    campaign = Campaign(unit_id=there.unit_id, name="Ngày Pháp luật 9/11")
    session.add(campaign)
    session.flush()
    year.campaign_id = identity(campaign.id)
    _followers(session, there)
    # Facebook: 5, 10, 15, 20 and 60 minutes after the page. Reach is stated by the first two only.
    engaged = (10, 20, 30, 40, 200)
    waited = (5, 10, 15, 20, 60)
    for number, (count, minutes) in enumerate(zip(engaged, waited, strict=True)):
        day = f"2026-11-0{number + 2}"
        item_id = add_item(
            session, year, f"Tin {number + 1}", vietnam(day), kind="question" if number == 4 else "new_law"
        )
        add_post(
            session,
            year,
            item_id,
            there.facebook,
            vietnam(day) + timedelta(minutes=minutes),
            f"fb{number + 1}",
            campaign_id=year.campaign_id if number < 2 else None,
            figures=(100 * (number + 1) if number < 2 else None, 1000, count - 3, 1, 2, None),
        )
        if number == 0:
            add_post(
                session,
                year,
                item_id,
                there.x,
                vietnam(day) + timedelta(minutes=90),
                "x1",
                text="Tin mới: https://loa.example/l/abc",
                figures=(None, 50, 0, 0, 0, 0),
            )
        if number == 1:
            # The page says 9:00, X had it at 8:59: clocks disagree.
            add_post(session, year, item_id, there.x, vietnam(day, 8, 59), "x2", text="Tin mới.")
    # Without a time of its own, and of the commune.
    commune_item = add_item(
        session, year, "Tin của xã", None, unit_id=there.commune_id, first_seen_at=vietnam("2026-11-10"), kind=""
    )
    add_post(
        session,
        year,
        commune_item,
        there.commune_account,
        vietnam("2026-11-10", 10),
        "xa1",
        unit_id=there.commune_id,
        state=PostState.WITHDRAWN,
        figures=(None, None, None, None, None, 7),
    )
    # Late on the last of October in Vietnam it is still October; an hour later, in UTC still the 31st, it is November.
    october = add_item(session, year, "Tin tháng 10", vietnam("2026-10-31", 8))
    add_post(
        session,
        year,
        october,
        there.facebook,
        vietnam("2026-10-31", 23, 59),
        "oct",
        figures=(None, 70, 1, None, None, None),
    )
    midnight = add_item(session, year, "Tin nửa đêm", vietnam("2026-11-01", 0), kind="guidance")
    add_post(session, year, midnight, there.rss, vietnam("2026-11-01", 0, 30), "rss1")
    # Of the year before.
    last_year = add_item(session, year, "Tin năm trước", vietnam("2025-11-20"))
    add_post(
        session,
        year,
        last_year,
        there.facebook,
        vietnam("2025-11-20", 10),
        "old",
        figures=(None, 500, 9, 1, None, None),
    )
    # Not said: skipped, failed, waiting, held, never posted.
    quiet = add_item(session, year, "Tin bỏ qua", vietnam("2026-11-12"))
    add_post(session, year, quiet, there.facebook, None, "skip", state=PostState.SKIPPED, reason="trùng nội dung")
    add_post(session, year, quiet, there.x, None, "fail", state=PostState.FAILED, reason="kênh từ chối")
    add_post(session, year, quiet, there.rss, None, "wait", state=PostState.AWAITING_REVIEW)
    add_item(session, year, "Tin mật", vietnam("2026-11-13"), intake=Intake.HELD)
    add_item(session, year, "Báo cáo", vietnam("2026-11-14"), kind="statistics")
    session.add(Media(sha256=PICTURE, mime="image/png", bytes=10, width=10, height=10, made_at=NOW))
    session.flush()
    session.add(PostMedia(post_id=year.posts["fb5"], position=0, sha256=PICTURE, alt_text="Thẻ chữ."))
    session.flush()
    return year


def days(first: str, last: str) -> Any:
    return free_span(date.fromisoformat(first), date.fromisoformat(last))
