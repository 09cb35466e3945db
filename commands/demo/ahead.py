"""The demo province's two weeks ahead: a campaign of chosen items on a cadence, begun and approved as people do it; and what
citizens ask on the Page, so that there is somebody to answer.
"""

import contextlib
from datetime import UTC, timedelta

from sqlmodel import Session, col, select

from commands.demo.accounts import ask, is_at_sandbox
from dispatch.runtime import Runtime
from distributor.calendar.period import midnight
from distributor.campaigns.draft import Draft, keep_draft
from distributor.campaigns.running import start
from distributor.campaigns.standing_approval import give_standing
from distributor.clock import VIETNAM
from distributor.draft.chosen_store import compose_chosen
from distributor.errors import LoaError
from distributor.models import Account, Campaign, Item, Post, PostState, Staff
from distributor.settings import Settings

AHEAD = timedelta(days=16)
ON_THE_NETWORKS = ("facebook", "x")
NAME = "Hỏi đáp được quan tâm nhất"
AGAIN = "question"
"""Kind of the items that are told again."""
QUESTIONS = (
    ("Chị Hạnh, xã Thạch Hương", "Cho tôi hỏi nộp hồ sơ vào thứ Bảy có được không ạ?"),
    ("Anh Tuấn", "Giấy tờ của tôi ghi nơi sinh cũ trước khi sáp nhập xã, có phải sửa lại không?"),
    ("Cô Thảo, phường Cầu Ngói", "Con tôi sinh ở tỉnh khác thì đăng ký khai sinh ở đâu ạ?"),
    ("Bác Lộc", "Xin cảm ơn Sở, nội dung rất dễ hiểu."),
)


def plan_ahead(runtime: Runtime, approver: str, author: str) -> None:
    """Plan posts and campaigns ahead. `approver`, `author`: logins of the demo's staff. Once: what is planned already stays as
    it is."""
    now = runtime.clock.now()
    with runtime.database.write() as session:
        if session.exec(select(Campaign.id).where(Campaign.name == NAME)).first() is not None:
            return
        people = {staff.login: staff for staff in session.exec(select(Staff))}
        of_unit = select(Account).where(
            Account.unit_id == people[author].unit_id, col(Account.channel).in_(ON_THE_NETWORKS)
        )
        accounts = [account.id for account in session.exec(of_unit) if is_at_sandbox(account, runtime.settings)]
        told = select(Post.item_id).where(col(Post.account_id).in_(accounts), Post.state == PostState.PUBLISHED)
        asked = select(Item.id).where(Item.kind == AGAIN, col(Item.id).in_(told))
        items = session.exec(asked.order_by(col(Item.published_at).desc()).limit(8)).all()
        if not items or not accounts:
            return
        ends_at = midnight((now + AHEAD).astimezone(VIETNAM).date() + timedelta(days=1)).astimezone(UTC)
        draft = Draft(
            name=NAME,
            goal="Nhắc lại mỗi ngày một câu hỏi mà người dân hỏi nhiều, vào giờ có nhiều người đọc nhất.",
            ends_at=ends_at,
            automatic=False,
            item_ids=tuple(item_id for item_id in items if item_id is not None),
            account_ids=tuple(account_id for account_id in accounts if account_id is not None),
            cadence={"*": {"per_day": 1, "hours": ["06:00", "22:30"], "best": True, "within_hours": 336}},
            policy={"*": {"*": "auto"}},
        )
        kept = keep_draft(session, draft, people[author], now)
        start(session, kept.campaign_id, people[author], now)
        give_standing(
            session,
            kept.campaign_id,
            people[approver],
            templates=runtime.templates,
            ends_at=ends_at,
            now=now,
        )
    compose_chosen(
        runtime.database, templates=runtime.templates, public_url=runtime.settings.public_url, now=runtime.clock.now()
    )


def citizens_ask(settings: Settings, session: Session) -> None:
    """Ask as citizens on the newest posts of the stand-in Page, each question once.

    A sandbox that does not take it leaves the demo without questions, no more.
    """
    posts = session.exec(
        select(Post.external_url)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(
            Account.channel == "facebook",
            Post.state == PostState.PUBLISHED,
            col(Post.external_url).startswith(f"{settings.sandbox_url}/", autoescape=True),
        )
        .order_by(col(Post.published_at).desc())
        .limit(len(QUESTIONS))
    ).all()
    with contextlib.suppress(LoaError):
        asked = {comment["text"] for comment in ask(settings, "graph")["comments"]}
        for address, (who, words) in zip(posts, QUESTIONS, strict=False):
            if words not in asked:
                wishes = {"post": address.rpartition("/")[2], "author": who, "text": words}
                ask(settings, "graph/comments", wishes)
