"""`loa sms broadcasts`, `broadcast`, `unknown`, `callbacks`: what was sent to whom, and what became of it. Numbers are masked."""

from collections.abc import Sequence

from sqlmodel import col, select

from channels.sms.account import SMPP
from commands.guard import show
from commands.home import existing_database
from distributor.broadcast.callbacks import callback_address
from distributor.broadcast.leads import gateway_name
from distributor.broadcast.settle import WORDS, settle_unknown
from distributor.clock import SystemClock, vietnam_time
from distributor.errors import LoaError
from distributor.models import (
    Account,
    AccountState,
    Audience,
    Broadcast,
    BroadcastState,
)
from distributor.phone_numbers import Numbers
from distributor.recipient_counts import Counts, counts_of
from distributor.report.messages import BROADCAST_LABELS, UnknownRow, count_lines, unknown_rows
from distributor.settings import load_settings
from distributor.staff.deeds import actor_named
from distributor.vault import open_vault

SHOWN = 50


def list_broadcasts(*, as_json: bool) -> int:
    """The newest `SHOWN`."""
    with existing_database(load_settings()) as database, database.read() as session:
        rows = session.exec(
            select(Broadcast, Audience.name)
            .join(Audience, col(Audience.id) == col(Broadcast.audience_id))
            .order_by(col(Broadcast.id).desc())
            .limit(SHOWN)
        ).all()
        counted = counts_of(session, [broadcast.id or 0 for broadcast, _name in rows])
    if as_json:
        show({"broadcasts": [_facts(broadcast, name, counted[broadcast.id or 0]) for broadcast, name in rows]})
        return 0
    if not rows:
        print("Chưa có đợt gửi tin nào.")
    for broadcast, name in rows:
        counts = counted[broadcast.id or 0]
        state = BROADCAST_LABELS[BroadcastState(broadcast.state)]
        print(f"Đợt {broadcast.id} · {vietnam_time(broadcast.starts_at)} · «{name}» · {state}: {counts.words}")
    return 0


def show_broadcast(number: int, *, as_json: bool) -> int:
    settings = load_settings()
    with existing_database(settings) as database, database.read() as session:
        broadcast = session.get(Broadcast, number)
        if broadcast is None:
            raise LoaError(f"Không có đợt gửi tin số {number}. Xem danh sách: loa sms broadcasts")
        name = session.get_one(Audience, broadcast.audience_id).name
        counts = counts_of(session, [number])[number]
        numbers = Numbers(open_vault(settings.home, database=database)) if counts.unknown else None
        unknown = unknown_rows(session, number, numbers) if numbers else []
    if as_json:
        show(
            {**_facts(broadcast, name, counts), "body": broadcast.body, "unknown_rows": [_row(one) for one in unknown]}
        )
        return 0
    print(f"Đợt gửi tin {number}: {BROADCAST_LABELS[BroadcastState(broadcast.state)]}. {broadcast.reason}".rstrip())
    print(f"Danh sách «{name}», tên gửi {broadcast.sender}, {broadcast.segments} tin một người")
    print(f"Từ {vietnam_time(broadcast.starts_at)} đến {vietnam_time(broadcast.ends_at)}")
    print("─" * 60 + f"\n{broadcast.body}\n" + "─" * 60)
    for label, count in count_lines(counts):
        print(f"{label:<24}{count:>8}")
    for row in unknown:
        print(f"  dòng {row.row}: {row.number} · {row.reason}")
    if counts.unknown:
        print(f"Đối chiếu với nhà mạng rồi ghi: loa sms unknown {number} --mark sent|failed|again --by TÊN_ĐĂNG_NHẬP")
    return 0


def decide_unknown(number: int, *, mark: str, by: str, rows: Sequence[int], as_json: bool) -> int:
    with existing_database(load_settings()) as database, database.write() as session:
        actor = actor_named(session, by, SystemClock().now())
        decided = settle_unknown(session, actor, number, mark, rows=rows)
        counts, login = counts_of(session, [number])[number], actor.login
    message = f"Đợt gửi tin {number}: {login} xác nhận {WORDS[mark]} {decided} tin. Nay {counts.words}."
    if as_json:
        show(
            {
                "broadcast": number,
                "decided": decided,
                "mark": mark,
                "by": login,
                "counts": _counts(counts),
                "message": message,
            }
        )
    else:
        print(message)
    return 0


def show_callbacks(*, as_json: bool) -> int:
    settings = load_settings()
    with existing_database(settings) as database, database.read() as session:
        accounts = session.exec(
            select(Account)
            .where(Account.channel == "sms", Account.state != AccountState.CLOSED)
            .order_by(col(Account.id))
        ).all()
    open_vault(settings.home, database=database)  # makes the key, where there is none yet
    found = [
        {
            "account": account.id,
            "name": account.name,
            "gateway": gateway_name(account),
            "address": callback_address(settings, account.id or 0),
        }
        for account in accounts
        if gateway_name(account) not in ("", SMPP)
    ]
    if as_json:
        show({"callbacks": found})
        return 0
    if not found:
        print("Không có tài khoản SMS nào gửi qua cổng HTTP; tài khoản SMPP nhận báo cáo ngay trên kết nối.")
    for place in found:
        print(f"{place['name']} ({place['gateway']}): {place['address']}")
    return 0


def _row(row: UnknownRow) -> dict[str, object]:
    return {
        "row": row.row,
        "number": row.number,
        "submitted_at": row.submitted_at.isoformat() if row.submitted_at else None,
        "reason": row.reason,
    }


def _facts(broadcast: Broadcast, audience: str, counts: Counts) -> dict[str, object]:
    return {
        "broadcast": broadcast.id,
        "post": broadcast.post_id,
        "audience": audience,
        "sender": broadcast.sender,
        "state": broadcast.state,
        "reason": broadcast.reason,
        "segments": broadcast.segments,
        "starts_at": broadcast.starts_at.isoformat(),
        "ends_at": broadcast.ends_at.isoformat(),
        "counts": _counts(counts),
    }


def _counts(counts: Counts) -> dict[str, int]:
    """`total` is the sum of the first six."""
    return {
        "queued": counts.queued,
        "sent": counts.sent,
        "delivered": counts.delivered,
        "failed": counts.failed,
        "expired": counts.expired,
        "unknown": counts.unknown,
        "total": counts.total,
        "skipped": counts.skipped,
    }
