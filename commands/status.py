"""`loa status`: the ledger's totals, what waits for a person, and whether everything runs."""

from typing import Any

from sqlmodel import Session, col, func, select

from commands.guard import show
from commands.home import existing_database
from distributor.clock import SystemClock, vietnam_time
from distributor.holds import standing_holds
from distributor.labels import NONE, state_label
from distributor.models import Account, AccountState, Item, Notice, Post, PostState, Source, SourceReading
from distributor.report.coverage import totals
from distributor.settings import Settings, load_settings
from supervisor.home import is_running

MOST_NOTICES = 20
LATE_S = 60
ACCOUNT_STATES: dict[str, str] = {
    AccountState.ACTIVE: "hoạt động",
    AccountState.PAUSED: "tạm dừng",
    AccountState.NEEDS_SIGNIN: "cần kết nối lại",
    AccountState.CLOSED: "đã đóng",
}


def status(*, as_json: bool) -> int:
    settings = load_settings()
    with existing_database(settings) as database, database.read() as session:
        found = read_status(session, settings)
    if as_json:
        show(found)
    else:
        _print(found)
    return 0


def read_status(session: Session, settings: Settings) -> dict[str, Any]:
    now = SystemClock().now()
    oldest = session.exec(
        select(func.min(Post.due_at)).where(Post.state == PostState.PLANNED, col(Post.due_at) <= now)
    ).one()
    notices = session.exec(
        select(Notice).where(col(Notice.closed_at).is_(None)).order_by(col(Notice.opened_at).desc()).limit(MOST_NOTICES)
    ).all()
    return {
        "home": str(settings.home),
        "running": is_running(settings),
        "items": session.exec(select(func.count()).select_from(Item)).one(),
        "totals": {state: count for state, count in totals(session).items() if count and state != NONE},
        "overdue_s": round((now - oldest).total_seconds()) if oldest else 0,
        "accounts": [
            {
                "id": account.id,
                "channel": account.channel,
                "name": account.name,
                "state": account.state,
                "reason": account.state_reason
                or (account.wait_reason if account.wait_until and account.wait_until > now else ""),
            }
            for account in session.exec(select(Account).order_by(col(Account.id)))
        ],
        "holds": [
            {"id": hold.id, "channel": hold.channel, "reason": hold.reason, "ordered_by": hold.ordered_by}
            for hold in standing_holds(session, now)
        ],
        "sources": [_source(session, source) for source in session.exec(select(Source).order_by(col(Source.id)))],
        "notices": [
            {"subject": notice.subject, "text": notice.text, "since": vietnam_time(notice.opened_at)}
            for notice in notices
        ],
    }


def _source(session: Session, source: Source) -> dict[str, Any]:
    newest = session.exec(
        select(SourceReading)
        .where(SourceReading.source_id == source.id)
        .order_by(col(SourceReading.id).desc())
        .limit(1)
    ).first()
    return {
        "id": source.id,
        "title": source.title,
        "address": source.address,
        "read": vietnam_time(newest.read_at) if newest else "",
        "error": newest.error if newest else "",
        "warnings": newest.warnings if newest else [],
    }


def _print(found: dict[str, Any]) -> None:
    print(f"Thư mục {found['home']} · {'đang chạy' if found['running'] else 'không chạy'}")
    totals = ", ".join(f"{state_label(state)}: {count}" for state, count in found["totals"].items())
    print(f"{found['items']} nội dung. {totals}".rstrip())
    if found["overdue_s"] > LATE_S:
        print(f"Bài đến giờ lâu nhất đã chờ {found['overdue_s']} giây.")
    for hold in found["holds"]:
        where = f"kênh {hold['channel']}" if hold["channel"] else "mọi kênh"
        print(f"Đang tạm dừng {where} (lệnh số {hold['id']}, theo {hold['ordered_by']}): {hold['reason']}")
    print("\nTài khoản kênh")
    for account in found["accounts"]:
        state = ACCOUNT_STATES.get(account["state"], account["state"])
        print(
            f"  {account['id']:>3}  {account['channel']:<9} {account['name']}  {state}. {account['reason']}".rstrip(
                ". "
            )
        )
    print("\nNguồn")
    for source in found["sources"]:
        print(f"  {source['id']:>3}  {source['title'] or source['address']}  đọc lúc {source['read'] or '—'}")
        for line in (source["error"], *source["warnings"]):
            if line:
                print(f"       {line}")
    if found["notices"]:
        print("\nViệc cần làm")
        for notice in found["notices"]:
            print(f"  {notice['since']}  [{notice['subject']}] {notice['text']}")
