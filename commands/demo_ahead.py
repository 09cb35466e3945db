"""The demo province's two weeks ahead: a campaign of chosen items on a cadence, begun and approved as people do it; and what
citizens ask on the Page, so that there is somebody to answer.
"""

import contextlib
import json
import urllib.request
from datetime import timedelta

from sqlmodel import Session, col, select

from dispatch.runtime import Runtime
from distributor.campaigns.draft import Draft, keep_draft
from distributor.campaigns.running import start
from distributor.campaigns.standing import give_standing
from distributor.models import Account, Item, Post, PostState, Staff
from distributor.settings import Settings

AHEAD = timedelta(days=16)
ON_THE_NETWORKS = ("facebook", "x")
AGAIN = "question"
"""Kind of the items that are told again."""
QUESTIONS = (
    ("Chị Hạnh, xã Thạch Hương", "Cho tôi hỏi nộp hồ sơ vào thứ Bảy có được không ạ?"),
    ("Anh Tuấn", "Giấy tờ của tôi ghi nơi sinh cũ trước khi sáp nhập xã, có phải sửa lại không?"),
    ("Bác Lộc", "Xin cảm ơn Sở, nội dung rất dễ hiểu."),
)


def plan_ahead(runtime: Runtime, approver: str, author: str) -> None:
    """`approver`, `author`: logins of the demo's staff."""
    now = runtime.clock.now()
    with runtime.database.write() as session:
        people = {staff.login: staff for staff in session.exec(select(Staff))}
        items = session.exec(
            select(Item.id).where(Item.kind == AGAIN).order_by(col(Item.published_at).desc()).limit(8)
        ).all()
        accounts = session.exec(
            select(Account.id).where(
                Account.unit_id == people[author].unit_id, col(Account.channel).in_(ON_THE_NETWORKS)
            )
        ).all()
        if not items or not accounts:
            return
        draft = Draft(
            name="Hỏi đáp được quan tâm nhất",
            goal="Nhắc lại mỗi ngày một câu hỏi mà người dân hỏi nhiều, vào buổi tối, khi mọi người có thời gian đọc.",
            ends_at=now + AHEAD,
            automatic=False,
            item_ids=tuple(item_id for item_id in items if item_id is not None),
            account_ids=tuple(account_id for account_id in accounts if account_id is not None),
            cadence={"*": {"per_day": 1, "hours": ["19:00", "20:30"], "days": [1, 2, 3, 4, 5]}},
            policy={"*": {"*": "auto"}},
        )
        kept = keep_draft(session, draft, people[author], now)
        start(session, kept.campaign_id, people[author], now)
        give_standing(
            session,
            kept.campaign_id,
            people[approver],
            templates=runtime.templates,
            ends_at=now + AHEAD,
            now=now,
        )


def citizens_ask(settings: Settings, session: Session) -> None:
    """On the newest posts of the Page. A sandbox that does not take it leaves the demo without questions, no more."""
    posts = session.exec(
        select(Post.external_url)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(Account.channel == "facebook", Post.state == PostState.PUBLISHED)
        .order_by(col(Post.published_at).desc())
        .limit(len(QUESTIONS))
    ).all()
    for address, (who, words) in zip(posts, QUESTIONS, strict=False):
        wishes = {"post": address.rpartition("/")[2], "author": who, "text": words}
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{settings.sandbox_url}/_sandbox/graph/comments",
            data=json.dumps(wishes).encode(),
            headers={"Content-Type": "application/json"},
        )
        with contextlib.suppress(OSError), urllib.request.urlopen(request, timeout=10):  # noqa: S310
            pass
