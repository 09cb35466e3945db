"""Lists of numbers, broadcasts in every stage and messages from citizens, in the filled province."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from channels.messenger import Heard
from distributor.broadcast.audience import StatedConsent, add_numbers, make_audience, opt_out
from distributor.broadcast.receive import receive
from distributor.models import Account, Broadcast, BroadcastState, Recipient, RecipientState, Subscriber
from distributor.phone_numbers import Numbers
from distributor.vault import open_vault
from tests.web.province import Province, identity

BODY = (
    "So Tu phap: Tu 07/12/2026 doi quy dinh ve tach thua dat. Xem https://hg.example/l/abc. Tu choi: soan HUY gui 8100"
)


@dataclass
class Sms:
    numbers: Numbers
    account: int
    audience: int
    commune_audience: int
    sending: int
    done: int
    people: list[int]


def number(index: int) -> str:
    return f"+849{index:08d}"


def fill_sms(session: Session, province: Province, home: Path, now: datetime) -> Sms:
    """Forty people on the province's list, one of whom refused; `sending` has unknown rows, `done` none."""
    numbers = Numbers(open_vault(home))
    account = Account(
        unit_id=province.unit_id, channel="sms", name="Tin nhắn Sở Tư pháp", settings={"sender": "SoTuPhap"}, limits={}
    )
    session.add(account)
    session.flush()
    yes = StatedConsent(
        "Nhận tin phổ biến pháp luật", "form", "Phiếu đăng ký", "", "Phiếu 01/2026", now - timedelta(days=20)
    )
    audience = make_audience(session, province.unit_id, "Người dân đăng ký nhận tin", now, "Phiếu tại bộ phận một cửa")
    add_numbers(session, audience, [number(index) for index in range(1, 41)], numbers, now=now, yes=yes)
    other = make_audience(session, province.commune_id, "Hộ dân thôn 3", now)
    add_numbers(session, other, [number(900)], numbers, now=now)
    opt_out(session, province.unit_id, numbers.hash(number(2)), how="Tin nhắn HUY", now=now)
    people = [
        identity(one.id)
        for one in session.exec(
            select(Subscriber).where(Subscriber.unit_id == province.unit_id).order_by(Subscriber.id)  # type: ignore[arg-type]
        )
    ]
    stages = (
        (BroadcastState.DONE, {RecipientState.DELIVERED: 36, RecipientState.FAILED: 3, RecipientState.SKIPPED: 1}),
        (
            BroadcastState.SENDING,
            {
                RecipientState.QUEUED: 12,
                RecipientState.SENT: 9,
                RecipientState.DELIVERED: 14,
                RecipientState.FAILED: 1,
                RecipientState.UNKNOWN: 3,
                RecipientState.SKIPPED: 1,
            },
        ),
    )
    made = []
    for state, counted in stages:
        broadcast = Broadcast(
            unit_id=province.unit_id,
            account_id=identity(account.id),
            audience_id=identity(audience.id),
            body=BODY,
            sender="SoTuPhap",
            encoding="gsm",
            segments=1,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=5),
            state=state,
            created_at=now,
            audience_rule={"consent": True},
            totals={},
        )
        session.add(broadcast)
        session.flush()
        made.append(identity(broadcast.id))
        states = [state for state, count in counted.items() for _ in range(count)]
        session.add_all(
            Recipient(
                broadcast_id=identity(broadcast.id),
                account_id=identity(account.id),
                subscriber_id=who,
                state=state,
                reason="Nhà mạng không trả lời." if state is RecipientState.UNKNOWN else "",
                submitted_at=now,
            )
            for who, state in zip(people, states, strict=True)
        )
    session.flush()
    for index, words in ((1, "HUY"), (3, "Cho hoi tach thua dat 60m2 duoc khong?"), (77, "DK")):
        receive(session, identity(account.id), [Heard(number(index), "8100", words, f"{index:064d}")], numbers, now)
    return Sms(numbers, identity(account.id), identity(audience.id), identity(other.id), made[1], made[0], people)
