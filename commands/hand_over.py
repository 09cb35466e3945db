"""`loa handover POST`: the package that people publish by hand, and the record that they have.

Without `--out` the text is printed, ready to copy. With `--done` the post becomes published at that address, or at that place and
hour where there is no address, and coverage closes.
"""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from channels.base import OutgoingPost, Published
from channels.checks import is_absolute_link
from channels.errors import ChannelError
from channels.manual.package import TEXT, Destination, attachments, package
from channels.manual.spec import SPEC
from commands.guard import show
from commands.home import existing_database
from distributor.clock import SystemClock
from distributor.deliver.outgoing import load_outgoing
from distributor.deliver.record import ClaimLost, ForeignReceipt, record_known
from distributor.errors import LoaError
from distributor.models import Account, Post, PostState
from distributor.render.store import MediaStore
from distributor.report.words import state_label
from distributor.settings import load_settings
from distributor.staff.permissions import person_who_may

APPROVED = (PostState.PLANNED, PostState.SENDING, PostState.PROCESSING, PostState.UNKNOWN, PostState.PUBLISHED)
"""States in which the content is what somebody approved."""
OPEN = (PostState.PROCESSING, PostState.UNKNOWN, PostState.PLANNED)
"""States in which staff may record that it is published."""
SHORTEST_PLACE, LONGEST_PLACE = 8, 300


@dataclass(frozen=True)
class HandedOver:
    """An approved post of the channel, with all that people need."""

    outgoing: OutgoingPost
    destination: Destination
    state: PostState


def hand_over(post_id: int, *, out: Path | None, done: str, by: str, as_json: bool) -> int:
    """`out`: where the zip goes. `done`: the address, or place and hour, at which `by` has published it."""
    if done and out is not None:
        raise LoaError("Hãy chọn một trong hai: --out TỆP.zip (lấy gói bàn giao) hoặc --done ĐỊA_CHỈ (ghi đã đăng).")
    if done and not by:
        raise LoaError("Ghi đã đăng phải mang tên một cán bộ: thêm --by TÊN_ĐĂNG_NHẬP.")
    settings = load_settings()
    if done:
        with existing_database(settings) as database, database.write() as session:
            said = record_done(session, post_id, done, by=by, now=SystemClock().now())
        _say(said, {"post": post_id, "state": PostState.PUBLISHED, "by": by, "message": said}, as_json=as_json)
        return 0
    with existing_database(settings) as database, database.read() as session:
        handed = load_handed_over(session, post_id, MediaStore(settings.media_folder).path_of)
    try:
        names = [TEXT, *(file.name for file in attachments(handed.outgoing))]
        content = package(handed.outgoing, handed.destination) if out is not None else b""
    except ChannelError as error:
        raise LoaError(error.message) from error
    if out is not None:
        write_package(out, content)
    facts = {
        "post": post_id,
        "place": handed.destination.place,
        "state": handed.state,
        "text": handed.outgoing.text,
        "link": handed.outgoing.link,
        "files": names,
        "out": str(out) if out is not None else None,
    }
    _say(_words(handed, names, out), facts, as_json=as_json)
    return 0


def load_handed_over(session: Session, post_id: int, media_path: Callable[[str], Path]) -> HandedOver:
    """The post, if it is one of hand-over and its content is what was approved. Raises LoaError."""
    post, account = _post_of(session, post_id)
    if post.state not in APPROVED:
        raise LoaError(
            f"Bài đăng {post_id} đang ở trạng thái «{state_label(post.state)}», chưa có nội dung được duyệt để bàn giao."
        )
    loaded = load_outgoing(session, post_id, media_path)
    if loaded.manifest.hash() != loaded.approved_hash:
        raise LoaError(f"Nội dung bài đăng {post_id} đã thay đổi sau khi được duyệt. Hãy duyệt lại rồi mới bàn giao.")
    return HandedOver(loaded.outgoing, destination_of(post_id, account), PostState(post.state))


def destination_of(post_id: int, account: Account) -> Destination:
    place, instructions = account.settings.get("place"), account.settings.get("instructions")
    return Destination(
        post_id,
        place if isinstance(place, str) and place.strip() else account.name,
        instructions if isinstance(instructions, str) else "",
    )


def record_done(session: Session, post_id: int, done: str, *, by: str, now: datetime) -> str:
    """Staff have published it at `done`. Answers what to say; raises LoaError. Never commits."""
    post, _account = _post_of(session, post_id)
    staff = person_who_may(session, by, "hand_over")
    if post.state not in OPEN:
        raise LoaError(
            f"Bài đăng {post_id} đang ở trạng thái «{state_label(post.state)}», không chờ ghi địa chỉ. "
            f"{f'Địa chỉ đã ghi: {post.external_url}' if post.external_url else 'Xem trạng thái ở trang Tổng quan.'}"
        )
    receipt = receipt_of(post_id, done)
    said = f"{staff.login} xác nhận đã đăng tay tại {receipt.url or done.strip()}."
    try:
        record_known(session, post_id, receipt, now=now, reason=said, by=staff.login, by_look=False)
    except ForeignReceipt as error:
        raise LoaError(f"Địa chỉ này đã được ghi cho một bài khác: {error}. Hãy kiểm tra lại.") from error
    except ClaimLost as error:
        raise LoaError(
            f"Bài đăng {post_id} vừa được xử lý ở nơi khác. Hãy xem lại trạng thái rồi thử lần nữa."
        ) from error
    return f"Bài đăng {post_id}: {said}"


def receipt_of(post_id: int, done: str) -> Published:
    """The address as it is; a place without one is told by its words, under an id of its own. Raises LoaError."""
    said = " ".join(done.split())
    if is_absolute_link(said):
        return Published(said, said)
    if "://" in said or (" " not in said and "." in said):
        raise LoaError(f"Địa chỉ «{said}» chưa đầy đủ. Hãy chép cả phần đầu https://…")
    if not SHORTEST_PLACE <= len(said) <= LONGEST_PLACE:
        raise LoaError(
            "Nơi không có địa chỉ thì ghi rõ nơi và giờ phát, ví dụ «Đài truyền thanh xã, 06:00 ngày 25/11/2026» "
            f"({SHORTEST_PLACE} đến {LONGEST_PLACE} ký tự)."
        )
    return Published(f"handover-{post_id}", "")


def write_package(out: Path, content: bytes) -> None:
    """Whole or not at all. Nothing that is there already is overwritten, unless it is this very package. Raises LoaError."""
    if out.suffix.lower() != ".zip":
        raise LoaError(f"Tệp gói bàn giao phải có đuôi .zip, không phải «{out.name}».")
    try:
        if out.exists():
            if out.read_bytes() == content:
                return
            raise LoaError(f"Đã có tệp {out}. Hãy chọn tên khác hoặc xóa tệp cũ.")
        descriptor, name = tempfile.mkstemp(dir=out.parent, prefix=".ban-giao-", suffix=".zip")
        try:
            with os.fdopen(descriptor, "wb") as written:
                written.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(out)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise LoaError(f"Không ghi được {out}: {error.strerror}. Hãy chọn thư mục khác (--out).") from error


def _post_of(session: Session, post_id: int) -> tuple[Post, Account]:
    post = session.get(Post, post_id)
    if post is None:
        raise LoaError(f"Không có bài đăng số {post_id}. Xem số của bài ở trang Tổng quan hoặc kết quả «loa run».")
    account = session.get_one(Account, post.account_id)
    if account.channel != SPEC.name:
        raise LoaError(f"Bài đăng {post_id} thuộc tài khoản «{account.name}», Loa tự đăng; không cần bàn giao.")
    return post, account


def _words(handed: HandedOver, names: list[str], out: Path | None) -> str:
    post, place = handed.destination.post, handed.destination.place
    if out is not None:
        return (
            f"Đã ghi gói bàn giao cho {place}: {out}\n"
            f"Trong gói: {', '.join(names)} và huong-dan.txt.\n"
            f"Đăng xong, ghi lại: loa handover {post} --done ĐỊA_CHỈ --by TÊN_ĐĂNG_NHẬP"
        )
    lines = [f"Nơi đăng: {place}", f"Bài: {handed.outgoing.title}", "─" * 60, handed.outgoing.text, "─" * 60]
    if len(names) > 1:
        lines.append(f"Tệp kèm theo: {', '.join(names[1:])} (lấy bằng --out TỆP.zip)")
    lines.append(f"Đăng xong, ghi lại: loa handover {post} --done ĐỊA_CHỈ --by TÊN_ĐĂNG_NHẬP")
    return "\n".join(lines)


def _say(words: str, facts: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        show(facts)
    else:
        print(words)
