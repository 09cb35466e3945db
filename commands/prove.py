"""`loa prove CHANNEL`: an office's own account is tried on the platform itself, once, on the day that it was connected.

Asks before each step; `--yes` answers all of them. What the platform can keep from readers is kept from them, and what was posted
is taken away at the end. The record of all requests, without tokens and secrets, is written to a file.
"""

import secrets
import sys
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import col, select

from channels.base import ChannelSpec, MediaFile, OutgoingPost
from channels.errors import Misconfigured
from channels.record import ExchangeRecord
from channels.registry import spec_of
from commands.guard import say, show
from commands.home import existing_database
from distributor.clock import SystemClock, vietnam_time
from distributor.connect.prove import ProofResult, ProofStep, ProofVerdict, ProofVisit, ProofWish, prove_account
from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import Account, AccountState, Staff
from distributor.render.video.ffmpeg import run as run_ffmpeg
from distributor.settings import load_settings
from distributor.staff.deeds import Actor
from distributor.staff.permissions import person_who_may
from distributor.staff.visibility import visible_to
from distributor.vault import open_vault

WIDTH, HEIGHT, SECONDS = 720, 1280, 5
QUIET: dict[str, dict[str, object]] = {"zalo": {"broadcast": False}}
"""Settings in place of an account's own: Zalo's followers are not told of a trial, the article alone is made and removed."""
STEPS = {
    ProofStep.PROBE: "nhận ra tài khoản",
    ProofStep.POST: "đăng một bài thử",
    ProofStep.READ_BACK: "tìm lại bài ấy",
    ProofStep.EDIT: "sửa bài ấy",
    ProofStep.NUMBERS: "đọc số liệu của bài",
    ProofStep.FOLLOWERS: "đọc số người theo dõi",
    ProofStep.VIDEO: "tải một video ngắn lên, không công bố",
    ProofStep.WITHDRAW: "gỡ bài thử",
}
RESULTS = {
    ProofResult.WORKS: "✓",
    ProofResult.FAILED: "✗",
    ProofResult.UNKNOWN: "? không rõ kết quả, hãy xem trên nền tảng:",
    ProofResult.LACKS: "- kênh này không có",
    ProofResult.LEFT: "- không làm",
}


def prove(channel: str, *, by: str, account: int | None, yes: bool, out: Path | None, as_json: bool) -> int:
    """Prove an account by trial posts. `account`: which, where there are several."""
    settings, clock = load_settings(), SystemClock()
    try:
        spec = spec_of(channel)
    except Misconfigured as error:
        raise LoaError(error.message) from error
    if not spec.hosts:
        raise LoaError(f"Kênh {channel} không gọi nền tảng nào: không có gì để thử.")
    record_file = out or settings.home / f"thu-{channel}-{clock.now():%Y%m%d-%H%M%S}.jsonl"
    with existing_database(settings) as database, TemporaryDirectory(prefix="loa-prove-") as folder:
        with database.read() as session:
            staff = person_who_may(session, by, "connect")
        account_id = _account(database, staff, channel, account)
        video = Path(folder) / "thu.mp4"
        if record_file.exists():
            raise LoaError(f"Tệp {record_file} đã có. Hãy chọn tên khác bằng --out.")
        with record_file.open("x", encoding="utf-8") as file:
            record = ExchangeRecord(file)
            desk = ProofVisit(
                database,
                clock,
                open_vault(settings.home, database=database),
                settings.way_out,
                record=record,
                settings=QUIET.get(channel, {}),
            )
            now = clock.now()
            post = _post(vietnam_time(now), f"{settings.public_url}/l/{secrets.token_hex(4)}")
            wish = ProofWish(
                post=post,
                edited_text=f"Bài thử kết nối của Loa, đã sửa lúc {vietnam_time(now)}. Bài này sẽ được gỡ ngay.",
                video=lambda: _video(video),
                ask=(lambda _step: True) if yes else (lambda step: _ask(spec, step, post)),
                tell=(lambda _verdict: None) if as_json else (lambda verdict: print(_line(verdict), flush=True)),
                wait=time.sleep,
            )
            with closing(desk):
                verdicts = prove_account(desk, Actor(staff, now), account_id, wish)
    if as_json:
        rows = [{"step": each.step, "result": each.result, "said": each.said} for each in verdicts]
        show({"channel": channel, "account": account_id, "verdicts": rows, "record": str(record_file)})
    else:
        print(f"Bản ghi trao đổi ({record.count} lần gọi, không có mã truy cập): {record_file}")
    return 1 if any(each.result in (ProofResult.FAILED, ProofResult.UNKNOWN) for each in verdicts) else 0


def _account(database: Database, staff: Staff, channel: str, wanted: int | None) -> int:
    with database.read() as session:
        found = session.exec(
            select(Account.id, Account.name)
            .where(
                Account.channel == channel,
                Account.state != AccountState.CLOSED,
                col(Account.unit_id).in_(visible_to(session, staff)),
            )
            .order_by(col(Account.id))
        ).all()
    ids = [each for each, _name in found if each is not None and wanted in (None, each)]
    if len(ids) == 1:
        return ids[0]
    if not found:
        raise LoaError(
            f"Chưa có tài khoản {channel} nào. Hãy kết nối một tài khoản thử trước: «loa connect {channel}»."
        )
    known = "; ".join(f"{each}: {name}" for each, name in found)
    raise LoaError(f"Hãy chọn một tài khoản thử bằng --account SỐ. Các tài khoản {channel}: {known}.")


def _post(at: str, link: str) -> OutgoingPost:
    text = f"Bài thử kết nối của Loa, lúc {at}. Bài này sẽ được gỡ ngay. {link}"
    return OutgoingPost(
        f"prove-{secrets.token_hex(8)}", "Bài thử kết nối của Loa", text, link, settings={"lead": "Bài thử."}
    )


def _video(file: Path) -> MediaFile:
    """A few seconds of grey and a tone: what every platform takes, and nobody takes for a message."""
    if not file.exists():
        made = run_ffmpeg(
            [
                *("-f", "lavfi", "-i", f"color=c=gray:s={WIDTH}x{HEIGHT}:r=30:d={SECONDS}"),
                *("-f", "lavfi", "-i", f"sine=frequency=440:sample_rate=44100:duration={SECONDS}"),
                *("-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "30", "-c:a", "aac", "-shortest"),
                *("-movflags", "+faststart", str(file)),
            ]
        )
        if made.returncode:
            raise LoaError("Không dựng được video thử: ffmpeg không chạy được. Hãy chạy «loa doctor».")
    content = file.read_bytes()
    digest = sha256(content).hexdigest()
    return MediaFile(file, digest, "video/mp4", len(content), WIDTH, HEIGHT, "Video thử kết nối", float(SECONDS))


def _ask(spec: ChannelSpec, step: ProofStep, post: OutgoingPost) -> bool:
    """Aloud where the public will see it, and where it costs money."""
    aloud = ""
    if step is ProofStep.POST and spec.unseen is None:
        aloud = f" {spec.label} không giữ kín được bài: bài thử sẽ CÔNG KHAI cho đến khi được gỡ ở bước cuối."
    elif step is ProofStep.POST:
        aloud = " Bài không hiện với công chúng."
    if step is ProofStep.POST and spec.price is not None and (price := spec.price(post)):
        aloud += f" Nền tảng tính {f'{price:.3f}'.replace('.', ',')} USD."
    say(f"Bước tiếp: {STEPS[step]}.{aloud} Làm không? (c = có, bỏ trống = không)")
    return sys.stdin.readline().strip().lower() in ("c", "có", "y", "yes")


def _line(verdict: ProofVerdict) -> str:
    return f"{RESULTS[verdict.result]} {STEPS[verdict.step]}{': ' if verdict.said else ''}{verdict.said}"
