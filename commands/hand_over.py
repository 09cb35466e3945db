"""`loa handover POST`: the package that people publish by hand, and the record that they have.

Without `--out` the text is printed, ready to copy. With `--done` the post becomes published at that address, or at that place and
hour where there is no address, and coverage closes.
"""

from pathlib import Path

from channels.errors import ChannelError
from channels.manual.package import TEXT, attachments, package
from commands.guard import show
from commands.home import existing_database
from commands.out_file import cannot_write, write_out
from distributor.clock import SystemClock
from distributor.deliver.hand_over import HandedOver, load_handed_over, record_done
from distributor.errors import LoaError
from distributor.media.store import MediaStore
from distributor.models import PostState
from distributor.settings import load_settings
from distributor.staff.deeds import actor_named


def hand_over(post_id: int, *, out: Path | None, done: str, by: str, as_json: bool) -> int:
    """Hand a post over to people, or record what they did. `out`: where the zip goes. `done`: the address, or place and hour,
    at which `by` has published it."""
    if done and out is not None:
        raise LoaError("Hãy chọn một trong hai: --out TỆP.zip (lấy gói bàn giao) hoặc --done ĐỊA_CHỈ (ghi đã đăng).")
    if done and not by:
        raise LoaError("Ghi đã đăng phải mang tên một cán bộ: thêm --by TÊN_ĐĂNG_NHẬP.")
    settings = load_settings()
    if done:
        with existing_database(settings) as database, database.write() as session:
            said = record_done(session, actor_named(session, by, SystemClock().now()), post_id, done)
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


def write_package(out: Path, content: bytes) -> None:
    """Whole or not at all. Nothing that is there already is overwritten, unless it is this very package. Raises LoaError."""
    if out.suffix.lower() != ".zip":
        raise LoaError(f"Tệp gói bàn giao phải có đuôi .zip, không phải «{out.name}».")
    try:
        if out.exists():
            if out.read_bytes() == content:
                return
            raise LoaError(f"Đã có tệp {out}. Hãy chọn tên khác hoặc xóa tệp cũ.")
    except OSError as error:
        raise cannot_write(out, error) from error
    write_out(out, content)


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
