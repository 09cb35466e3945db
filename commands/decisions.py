"""What a person decides at the command line: approve, retry, skip, settle an unknown outcome, take items, hold and lift."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from channels.base import Published
from commands.home import existing_database, say
from distributor.clock import SystemClock
from distributor.deliver.holds import place_hold
from distributor.deliver.record import ForeignReceipt, record_found
from distributor.errors import LoaError
from distributor.ingest.sources import take_items
from distributor.models import Delivery, Hold, Post, PostState, Staff
from distributor.notices import close_notices
from distributor.review.store import approve_by_person
from distributor.settings import load_settings
from distributor.states import move


def _in_transaction(act: Callable[[Session, datetime], str]) -> int:
    with existing_database(load_settings()) as database, database.write() as session:
        said = act(session, SystemClock().now())
    say(said)
    return 0


def _post(session: Session, post_id: int) -> Post:
    post = session.get(Post, post_id)
    if post is None:
        raise LoaError(f"Không có bài đăng số {post_id}.")
    return post


def _person(session: Session, login: str) -> Staff:
    staff = session.exec(select(Staff).where(Staff.login == login, col(Staff.disabled).is_(False))).first()
    if staff is None:
        raise LoaError(f"Không có cán bộ «{login}». Quyết định phải mang tên một cán bộ đang hoạt động (--by).")
    return staff


def approve(post_id: int, *, by: str) -> int:
    def act(session: Session, now: datetime) -> str:
        approve_by_person(session, post_id, _person(session, by), now=now, slot_at=None)
        return f"Bài đăng {post_id} đã được duyệt và lên lịch."

    return _in_transaction(act)


def retry(post_id: int, *, by: str) -> int:
    """A failed or missed post gets a new slot now. Its approval still binds the content."""

    def act(session: Session, now: datetime) -> str:
        post = _post(session, post_id)
        move(
            session,
            post,
            PostState.PLANNED,
            reason="Cán bộ cho gửi lại.",
            now=now,
            by=_person(session, by).login,
            due_at=now,
        )
        session.connection().execute(
            update(Post).where(col(Post.id) == post_id).values(slot_at=now, expires_at=now + timedelta(hours=48))
        )
        session.connection().execute(
            update(Delivery).where(col(Delivery.post_id) == post_id).values(tries=0, progress={})
        )
        close_notices(session, subject=f"post:{post_id}", now=now)
        return f"Bài đăng {post_id} sẽ được gửi lại."

    return _in_transaction(act)


def skip(post_id: int, *, by: str, reason: str) -> int:
    def act(session: Session, now: datetime) -> str:
        move(session, _post(session, post_id), PostState.SKIPPED, reason=reason, now=now, by=_person(session, by).login)
        close_notices(session, subject=f"post:{post_id}", now=now)
        return f"Bài đăng {post_id} được bỏ qua."

    return _in_transaction(act)


def resolve(post_id: int, *, by: str, published: str, external_id: str, resend: bool) -> int:
    """A person looked at the platform: the post is there (`published`: its address), or it is not and goes again."""
    if bool(published) == resend:
        raise LoaError(
            "Hãy chọn một trong hai: --published ĐỊA_CHỈ (bài có trên nền tảng) hoặc --resend (không có, gửi lại)."
        )

    def act(session: Session, now: datetime) -> str:
        post = _post(session, post_id)
        if post.state != PostState.UNKNOWN:
            raise LoaError(f"Bài đăng {post_id} không ở trạng thái «chưa rõ kết quả».")
        delivery = session.get(Delivery, post_id)
        assert delivery is not None  # noqa: S101 - planned posts have one
        person = _person(session, by).login
        if published:
            try:
                record_found(
                    session, post, Published(external_id or published, published), now=now, looks_seen=delivery.looks
                )
            except ForeignReceipt as error:
                raise LoaError(f"Địa chỉ này thuộc về một bài khác: {error}.") from error
            return f"Bài đăng {post_id}: {person} xác nhận đã đăng tại {published}."
        move(
            session,
            post,
            PostState.PLANNED,
            reason="Cán bộ xác nhận bài không có trên nền tảng.",
            now=now,
            by=person,
            due_at=now,
        )
        session.connection().execute(
            update(Delivery)
            .where(col(Delivery.post_id) == post_id)
            .values(token="", calling_at=None, progress={}, looks=0, last_look_at=None, refused_as_duplicate=False)
        )
        close_notices(session, subject=f"post:{post_id}", now=now)
        return f"Bài đăng {post_id} sẽ được gửi lại."

    return _in_transaction(act)


def take(item_ids: Sequence[int], *, by: str) -> int:
    """Staff want items that were left aside: backlog, flood, held."""

    def act(session: Session, now: datetime) -> str:
        taken = take_items(session, item_ids, _person(session, by).login, now)
        return f"Đã nhận {len(taken)} nội dung; bài đăng đang được soạn."

    return _in_transaction(act)


def hold(*, reason: str, ordered_by: str, until: datetime | None, channel: str, allow: Sequence[str]) -> int:
    def act(session: Session, now: datetime) -> str:
        placed = Hold(
            reason=reason,
            ordered_by=ordered_by,
            starts_at=now,
            ends_at=until,
            channel=channel,
            allowed_kinds=list(allow),
        )
        place_hold(session, placed)
        session.flush()
        return f"Lệnh tạm dừng số {placed.id} có hiệu lực ngay. Gỡ bằng «loa lift {placed.id}»."

    return _in_transaction(act)


def lift(hold_id: int) -> int:
    def act(session: Session, now: datetime) -> str:
        lifted = session.connection().execute(
            update(Hold).where(col(Hold.id) == hold_id, col(Hold.lifted_at).is_(None)).values(lifted_at=now)
        )
        if lifted.rowcount != 1:
            raise LoaError(f"Không có lệnh tạm dừng số {hold_id} đang hiệu lực.")
        return f"Đã gỡ lệnh tạm dừng số {hold_id}."

    return _in_transaction(act)
