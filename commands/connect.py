"""`loa connect CHANNEL`: the consent of a platform from the command line, or an account set up by hand.

The address of the platform's screen is printed; whoever opens it, in a browser on this machine, comes back to a listener on
loopback. The accounts to choose from end the command, unless `--choose` says which; `--sign-in` goes on with a choice later.
"""

import getpass
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import select

from channels.connectors import connectable
from commands.guard import say, show
from commands.home import existing_database
from commands.return_listener import ReturnListener
from distributor.clock import SystemClock, vietnam_time
from distributor.connect.by_hand import TypedAccount, add_by_hand, check_channel, may_be_left_out, wanted_secrets
from distributor.connect.connecting import RETURN_PATH, RIGHT, AccountOffer, Connecting, ConnectionResult
from distributor.connect.listing import by_hand_channels
from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import Staff, Unit
from distributor.settings import Settings, load_settings
from distributor.staff.deeds import Actor
from distributor.staff.permissions import person_who_may
from distributor.staff.visibility import visible_to
from distributor.vault import open_vault

ALL = "all"
MOST_WAIT_S = 600.0
"""A consent lives ten minutes: to wait longer is to wait for nothing."""


@dataclass(frozen=True)
class Wishes:
    """The wishes that the command line says. `choose`: ids, or `all`. `values`: of an account set up by hand."""

    channel: str
    by: str
    account: int | None = None
    method: str = ""
    choose: Sequence[str] = ()
    sign_in: int | None = None
    listen_port: int = 0
    wait_s: float = 300.0
    name: str = ""
    unit: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def connect(wishes: Wishes, *, as_json: bool) -> int:
    settings = load_settings()
    consents = {spec.channel for spec in connectable()}
    if wishes.channel not in consents | set(by_hand_channels()):
        raise LoaError(
            f"Không có kênh «{wishes.channel}». Kết nối được: {', '.join(sorted(consents))}; "
            f"lập bằng tay: {', '.join(by_hand_channels())}."
        )
    with existing_database(settings) as database:
        with database.read() as session:
            staff = person_who_may(session, wishes.by, RIGHT)
        if wishes.channel in by_hand_channels():
            return _by_hand(settings, database, staff, wishes, as_json=as_json)
        if wishes.name or wishes.unit or any(wishes.values.values()):
            raise LoaError(
                f"Kênh {wishes.channel} kết nối bằng màn hình đồng ý; tên và thông tin lấy từ nền tảng, không nhập tay."
            )
        connecting = Connecting(settings, database, SystemClock(), open_vault(settings.home, database=database))
        offer = _offer(connecting, staff, wishes)
        if not wishes.choose:
            _tell_offer(offer, wishes, as_json=as_json)
            return 0
        every = [one.external_id for one in offer.candidates if not one.obstacle]
        chosen = every if ALL in wishes.choose else list(wishes.choose)
        return _tell_outcomes(connecting.choose(staff, offer.sign_in_id, chosen), as_json=as_json)


def _offer(connecting: Connecting, staff: Staff, wishes: Wishes) -> AccountOffer:
    if wishes.sign_in is not None:
        return connecting.offer(staff, wishes.sign_in)
    if not 0 < wishes.wait_s <= MOST_WAIT_S:
        raise LoaError(f"Thời gian chờ (--wait) phải từ 1 đến {MOST_WAIT_S:.0f} giây.")
    path = RETURN_PATH.format(channel=wishes.channel)
    with ReturnListener(path, wishes.listen_port) as listener:
        begun = connecting.begin(
            staff, wishes.channel, wishes.method, account_id=wishes.account, redirect=listener.address
        )
        say("Mở địa chỉ sau trong trình duyệt trên máy này, đăng nhập và đồng ý:")
        say(begun.address)
        say(f"Đang chờ tối đa {wishes.wait_s:.0f} giây tại {listener.address}")
        returned = listener.wait(wishes.wait_s)
    return connecting.come_back(staff, wishes.channel, returned)


def _tell_offer(offer: AccountOffer, wishes: Wishes, *, as_json: bool) -> None:
    rows = [
        {
            "id": one.external_id,
            "name": one.name,
            "expires_at": one.expires_at.isoformat(timespec="seconds") if one.expires_at else None,
            "obstacle": one.obstacle,
        }
        for one in offer.candidates
    ]
    if as_json:
        show({"sign_in": offer.sign_in_id, "channel": offer.spec.channel, "candidates": rows})
        return
    print(f"{offer.spec.label} đã đồng ý. Chọn {offer.spec.noun}:")
    for row in rows:
        print(f"  {row['id']}  {row['name']}{'  (' + str(row['obstacle']) + ')' if row['obstacle'] else ''}")
    print(
        f"Kết nối (trong 10 phút): loa connect {wishes.channel} --by {wishes.by} --sign-in {offer.sign_in_id} "
        f"--choose MÃ (hoặc --choose {ALL})"
    )


def _tell_outcomes(outcomes: Sequence[ConnectionResult], *, as_json: bool) -> int:
    if as_json:
        show(
            {
                "accounts": [
                    {
                        "id": one.external_id,
                        "name": one.name,
                        "account": one.account_id,
                        "renewed": one.renewed,
                        "expires_at": one.expires_at.isoformat(timespec="seconds") if one.expires_at else None,
                        "problem": one.problem,
                    }
                    for one in outcomes
                ]
            }
        )
    else:
        for one in outcomes:
            print(_line(one))
    return 1 if any(one.problem for one in outcomes) else 0


def _line(one: ConnectionResult) -> str:
    if one.problem:
        return f"✗ {one.name}: {one.problem}"
    ends = f"phải kết nối lại trước {vietnam_time(one.expires_at)}" if one.expires_at else "không hết hạn"
    what = "kết nối lại xong, các bài đang chờ sẽ tiếp tục" if one.renewed else "tài khoản mới"
    return f"✓ {one.name}: {what} (số {one.account_id}), {ends}."


def _by_hand(settings: Settings, database: Database, staff: Staff, wishes: Wishes, *, as_json: bool) -> int:
    check_channel(wishes.channel)
    if wishes.account is not None or wishes.sign_in is not None or wishes.choose or wishes.method:
        raise LoaError(
            f"Kênh {wishes.channel} không có màn hình đồng ý: bỏ --account, --sign-in, --choose và --method."
        )
    secrets = {
        name: _ask(title, optional=may_be_left_out(wishes.channel, name))
        for name, title in wanted_secrets(wishes.channel, wishes.values)
    }
    given = TypedAccount(wishes.channel, wishes.name, wishes.values, secrets)
    with database.write() as session:
        unit_id = staff.unit_id
        if wishes.unit:
            unit = session.exec(select(Unit).where(Unit.code == wishes.unit)).first()
            if unit is None or unit.id not in visible_to(session, staff):
                raise LoaError(f"Không có đơn vị «{wishes.unit}» trong phạm vi của {staff.full_name}.")
            unit_id = unit.id
        actor = Actor(staff, SystemClock().now())
        account = add_by_hand(session, actor, open_vault(settings.home, database=database), settings, given, unit_id)
        facts = {"account": account.id, "channel": account.channel, "name": account.name}
    said = (
        f"Đã lập tài khoản số {facts['account']} ({wishes.channel}, {facts['name']}). "
        "Hãy thêm vào chiến dịch để Loa bắt đầu dùng."
    )
    if as_json:
        show({**facts, "message": said})
    else:
        print(said)
    return 0


def _ask(title: str, *, optional: bool = False) -> str:
    """A secret, never from the arguments: those stand in the list of processes and in the shell's history."""
    if sys.stdin.isatty():
        return getpass.getpass(f"{title}: ").strip()
    line = sys.stdin.readline().rstrip("\r\n")
    if not line and not optional:
        raise LoaError(f"Thiếu {title}. Gõ khi được hỏi, hoặc đưa qua đầu vào chuẩn, mỗi mục một dòng.")
    return line
