"""What a person decides at the command line: approve, retry, skip, settle an unknown outcome, take items, hold and lift."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from commands.guard import show
from commands.home import existing_database
from distributor.clock import SystemClock
from distributor.deliver.ordered_holds import HoldOrder, lift_hold, order_hold
from distributor.deliver.settle import found_at, not_there
from distributor.errors import LoaError
from distributor.facts import facts_from_json
from distributor.models import Post, PostState
from distributor.review.person import cancel_post, retry_post, skip_post
from distributor.review.redo import redo_post
from distributor.review.store import approve_by_person
from distributor.review.taking import take_left_aside
from distributor.settings import load_settings
from distributor.staff.deeds import Actor, actor_named
from distributor.staff.visibility import item_for
from distributor.understand.answers import answer_item, checked_answers, chosen_reply, posts_gone_out


@dataclass(frozen=True)
class Decided:
    """A decision: `message` for the terminal, `facts` for JSON."""

    message: str
    facts: dict[str, object]


def _in_transaction(act: Callable[[Session, datetime], Decided], *, as_json: bool) -> int:
    with existing_database(load_settings()) as database, database.write() as session:
        decided = act(session, SystemClock().now())
    if as_json:
        show({**decided.facts, "message": decided.message})
    else:
        print(decided.message)
    return 0


def _on_post(post_id: int, by: str, act: Callable[[Session, Actor], str], as_json: bool) -> int:
    """Decide one post as the person with this login. `act` answers what to say."""

    def decide(session: Session, now: datetime) -> Decided:
        actor = actor_named(session, by, now)
        message = act(session, actor)
        session.flush()
        post = session.get_one(Post, post_id)
        session.refresh(post)
        return Decided(message, {"post": post_id, "state": post.state, "by": actor.login})

    return _in_transaction(decide, as_json=as_json)


def approve(post_id: int, *, by: str, seen: str, as_json: bool) -> int:
    """Approve a post. `seen`: the mark of the content that the person looked at, as `loa preview` shows it."""

    def act(session: Session, actor: Actor) -> str:
        reviewed = approve_by_person(session, actor, post_id, seen_hash=seen, slot_at=None)
        if reviewed.state is PostState.AWAITING_REVIEW:
            return f"Đã ghi lượt duyệt bài đăng {post_id}: {reviewed.reason}. Cần thêm một người khác duyệt."
        return f"Bài đăng {post_id} đã được duyệt và lên lịch."

    return _on_post(post_id, by, act, as_json)


def retry(post_id: int, *, by: str, as_json: bool) -> int:
    """A failed or missed post gets a new slot now. Its approval still binds the content."""

    def act(session: Session, actor: Actor) -> str:
        retry_post(session, actor, post_id)
        return f"Bài đăng {post_id} sẽ được gửi lại."

    return _on_post(post_id, by, act, as_json)


def skip(post_id: int, *, by: str, reason: str, as_json: bool) -> int:
    if not reason.strip():
        raise LoaError("Hãy ghi lý do bỏ qua (--reason); lý do được ghi vào sổ theo dõi.")

    def act(session: Session, actor: Actor) -> str:
        skip_post(session, actor, post_id, reason=reason)
        return f"Bài đăng {post_id} được bỏ qua."

    return _on_post(post_id, by, act, as_json)


def redo(post_id: int, *, by: str, as_json: bool) -> int:
    """Compose and draw a post anew: a template was mended, a picture was lost."""

    def act(session: Session, actor: Actor) -> str:
        redo_post(session, actor, post_id)
        return f"Bài đăng {post_id} sẽ được soạn và dựng ảnh lại khi Loa chạy."

    return _on_post(post_id, by, act, as_json)


def cancel(post_id: int, *, by: str, reason: str, as_json: bool) -> int:
    """Cancel a planned post for good."""

    def act(session: Session, actor: Actor) -> str:
        cancel_post(session, actor, post_id, reason=reason)
        return f"Bài đăng {post_id} đã hủy."

    return _on_post(post_id, by, act, as_json)


def resolve(post_id: int, *, by: str, published: str, external_id: str, resend: bool, as_json: bool) -> int:
    """A person looked at the platform: the post is there (`published`: its address), or it is not and goes again."""
    if bool(published) == resend:
        raise LoaError(
            "Hãy chọn một trong hai: --published ĐỊA_CHỈ (bài có trên nền tảng) hoặc --resend (không có, gửi lại)."
        )

    def act(session: Session, actor: Actor) -> str:
        if published:
            return found_at(session, actor, post_id, published, external_id=external_id)
        if not_there(session, actor, post_id) is PostState.MISSED:
            return f"Bài đăng {post_id} đã muộn nên không gửi lại; hãy bỏ qua bài này."
        return f"Bài đăng {post_id} sẽ được gửi lại."

    return _on_post(post_id, by, act, as_json)


def take(item_ids: Sequence[int], *, by: str, as_json: bool) -> int:
    """Take items that were left aside: backlog, flood, held."""

    def act(session: Session, now: datetime) -> Decided:
        actor = actor_named(session, by, now)
        taken = take_left_aside(session, actor, item_ids)
        message = (
            f"Đã nhận {len(taken)} nội dung; bài đăng sẽ được soạn khi Loa chạy."
            if taken
            else "Các nội dung này đã được nhận từ trước."
        )
        return Decided(message, {"items": taken, "by": actor.login})

    return _in_transaction(act, as_json=as_json)


def answer(
    item_id: int,
    *,
    by: str,
    kind: str,
    number: str,
    issuers: Sequence[str],
    issued: datetime | None,
    effective: datetime | None,
    reply: int = 0,
    as_json: bool,
) -> int:
    """Answer what Loa was not certain of, as a person who has looked at the document."""
    answers = checked_answers(
        kind=kind,
        number=number,
        issuers=issuers,
        issued_on=issued.date() if issued else None,
        effective_on=effective.date() if effective else None,
    )

    def act(session: Session, now: datetime) -> Decided:
        actor = actor_named(session, by, now)
        asked = item_for(session, actor.staff, item_id)
        chosen = chosen_reply(facts_from_json(asked.facts), number=reply) if reply else None
        item = answer_item(session, actor, item_id, replace(answers, reply=chosen))
        gone = posts_gone_out(session, item_id)
        message = f"Đã ghi câu trả lời cho «{item.title}»; bài chưa đăng sẽ được soạn lại khi Loa chạy."
        if gone:
            message += f" {gone} bài đã đăng giữ nguyên."
        return Decided(message, {"item": item_id, "published": gone, "by": actor.login})

    return _in_transaction(act, as_json=as_json)


def hold(
    *, by: str, reason: str, ordered_by: str, until: datetime | None, channel: str, allow: Sequence[str], as_json: bool
) -> int:
    def act(session: Session, now: datetime) -> Decided:
        order = HoldOrder.given(
            reason=reason, ordered_by=ordered_by, channel=channel, until=until, allowed_kinds=list(allow)
        )
        placed = order_hold(session, actor_named(session, by, now), order)
        return Decided(
            f"Lệnh tạm dừng số {placed.id} có hiệu lực ngay. Gỡ bằng «loa lift {placed.id} --by …».",
            {"hold": placed.id, "channel": channel, "until": until.isoformat() if until else None},
        )

    return _in_transaction(act, as_json=as_json)


def lift(hold_id: int, *, by: str, as_json: bool) -> int:
    def act(session: Session, now: datetime) -> Decided:
        lift_hold(session, actor_named(session, by, now), hold_id)
        return Decided(f"Đã gỡ lệnh tạm dừng số {hold_id}.", {"hold": hold_id})

    return _in_transaction(act, as_json=as_json)
