"""Keys of programs: made, shown once, checked, revoked. Functions take a session and never commit.

    with around.database.read() as session:
        holder = key_holder(session, token, "items:write", now)   # raises KeyRefused
    if holder.use_is_news(now):
        with around.database.write() as session:
            note_use(session, holder, now)

A key acts for its unit and sees what a person of that unit sees. In the log and wherever a decision carries a name it is
`holder.actor`.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import update
from sqlmodel import Session, col, select

from distributor.errors import LoaError
from distributor.models import ApiKey
from distributor.staff.visibility import units_seen_from

SCOPES: dict[str, str] = {
    "read": "Đọc tin, bài đăng, lịch, chiến dịch, đính chính, bàn giao, bài dùng chung, tài khoản, sổ theo dõi và số liệu",
    "items:write": "Gửi tin mới và sửa tin",
    "posts:write": "Soạn lại, gửi lại, dời giờ, rút lượt duyệt, bỏ qua, khôi phục bài đăng (không duyệt thay người)",
    "holds:write": "Ra lệnh và bỏ lệnh tạm dừng, trong quyền của người lập khóa",
    "campaigns:write": "Lập, sửa, tạm dừng, cho chạy tiếp, kết thúc chiến dịch (không bắt đầu thay người)",
    "corrections:write": "Đề nghị đính chính, ghi lại bài đã sửa tay (không duyệt thay người)",
    "handover:write": "Ghi lại nơi đã đăng tay",
    "accounts:write": "Kiểm tra, tạm dừng, cho chạy lại tài khoản kênh (không kết nối thay người)",
    "offers:write": "Mời đăng và trả lời bài dùng chung (bài nhận về vẫn chờ đơn vị duyệt)",
    "cases:read": "Đọc vụ việc cần phản hồi, có tên và lời của người dân",
    "cases:write": "Ghi chú, giao, chuyển, đóng, mở lại vụ việc (không trả lời thay người phát ngôn)",
    "webhooks:write": "Đăng ký nơi nhận thông báo",
}
"""Scope → what staff read. Approving is a person's: no key can."""
BEGINS = "loa_"
LONGEST_LIFE = timedelta(days=366)
USE_NOTED_EVERY = timedelta(minutes=1)


class KeyRefused(LoaError):
    """`missing`, `unknown`, `revoked`, `expired`: answer 401; `scope`: the key is good but does not reach so far, 403."""

    def __init__(self, reason: Literal["missing", "unknown", "revoked", "expired", "scope"], words: str) -> None:
        super().__init__(words)
        self.reason = reason


@dataclass(frozen=True)
class KeyHolder:
    """Who a good key stands for. `unit_ids`: what it sees, its own unit first. `actor`: `khoa:ID`."""

    key_id: int
    name: str
    unit_id: int
    unit_ids: tuple[int, ...]
    scopes: frozenset[str]
    last_used_at: datetime | None

    @property
    def actor(self) -> str:
        return f"khoa:{self.key_id}"

    def use_is_news(self, now: datetime) -> bool:
        """Whether `note_use` would write: once a minute is enough, and spares a write transaction a call."""
        return self.last_used_at is None or now - self.last_used_at >= USE_NOTED_EVERY


@dataclass(frozen=True)
class NewKey:
    """`token`: to be shown once."""

    token: str
    key: ApiKey


def key_holder(session: Session, token: str, scope: str, now: datetime) -> KeyHolder:
    """Whose key `token` is, if it is good now and reaches `scope` (a word of SCOPES). Only reads. Raises KeyRefused."""
    if not token:
        raise KeyRefused("missing", "Thiếu khóa. Gửi khóa trong phần đầu Authorization: Bearer loa_….")
    key = session.exec(select(ApiKey).where(ApiKey.key_hash == _hash(token))).first()
    if key is None or key.id is None:
        raise KeyRefused("unknown", "Khóa không đúng. Hãy kiểm tra đã chép đủ cả khóa.")
    if key.revoked_at is not None:
        raise KeyRefused("revoked", "Khóa đã bị thu hồi. Hãy xin khóa mới từ quản trị viên của đơn vị.")
    if key.expires_at <= now:
        raise KeyRefused("expired", "Khóa đã hết hạn. Hãy xin khóa mới từ quản trị viên của đơn vị.")
    if scope not in key.scopes:
        raise KeyRefused("scope", f"Khóa này không có phạm vi «{scope}».")
    unit_ids = units_seen_from(session, key.unit_id)
    return KeyHolder(key.id, key.name, key.unit_id, unit_ids, frozenset(key.scopes), key.last_used_at)


def note_use(session: Session, holder: KeyHolder, now: datetime) -> None:
    session.connection().execute(update(ApiKey).where(col(ApiKey.id) == holder.key_id).values(last_used_at=now))


def make_key(
    session: Session,
    *,
    unit_id: int,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime,
    by: str,
    now: datetime,
) -> NewKey:
    """Raises LoaError for an empty name, no or unknown scopes, or an expiry that is past or more than a year away."""
    if not name.strip():
        raise LoaError("Hãy đặt tên cho khóa, ví dụ tên phần mềm sẽ dùng khóa.")
    chosen = [scope for scope in SCOPES if scope in scopes]
    if not chosen or set(scopes) - set(SCOPES):
        raise LoaError("Hãy chọn ít nhất một phạm vi cho khóa.")
    if not now < expires_at <= now + LONGEST_LIFE:
        raise LoaError("Hạn dùng của khóa phải sau hôm nay và không quá một năm.")
    token = BEGINS + secrets.token_urlsafe(32)
    key = ApiKey(
        unit_id=unit_id,
        name=name.strip()[:200],
        hint=token[: len(BEGINS) + 6],
        key_hash=_hash(token),
        scopes=chosen,
        created_by=by,
        created_at=now,
        expires_at=expires_at,
    )
    session.add(key)
    session.flush()
    return NewKey(token, key)


def revoke_key(session: Session, key: ApiKey, *, by: str, now: datetime) -> None:
    """At once and for good; a key that is revoked already stays as it is."""
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = now, by
        session.add(key)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
