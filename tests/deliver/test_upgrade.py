"""A home of the version before: brought to this one, nothing is posted again, nothing is lost, and the sweep finds no work."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, Table
from sqlalchemy.engine import make_url
from sqlmodel import col, select

from dispatch.due import SWEEP
from distributor import migrate
from distributor.compose.templates import Templates
from distributor.db import Database
from distributor.draft.occasion_store import compose_occasions
from distributor.draft.store import compose_item
from distributor.models import Approval, Audience, Campaign, Intake, Item, Post, RenderJob, Role, SmsReply, Staff
from distributor.staff.second_step import begin, secret_of
from distributor.vault import open_vault
from phrases import Phrase, in_language, is_said
from tests.deliver.conftest import START, SetClock, make_carrier
from tests.deliver.test_due import Nudges

FIRST, WITH_SMS, IN_WORDS = "fcaf1a8289fb", "5a7d3c1e90b2", "3f6a9d21c7e4"
AT = START - timedelta(days=1)
"""Composed and published, waiting for staff, left aside, revised and not composed yet, not composed at all."""
ITEMS = {
    "published": (1, 1, Intake.TAKEN),
    "held": (1, 1, Intake.HELD),
    "backlog": (1, 0, Intake.BACKLOG),
    "revised": (2, 1, Intake.TAKEN),
    "new": (1, 0, Intake.TAKEN),
}


@pytest.fixture
def old_home(database_url: str, request: pytest.FixtureRequest) -> Database:
    """An empty database, brought to the version that a test asks for, else to the first."""
    if database_url.startswith("sqlite"):
        Path(str(make_url(database_url).database)).unlink()
    database = Database(database_url)
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
            connection.commit()
        config = Config()
        config.set_main_option("script_location", str(migrate.FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, getattr(request, "param", FIRST))
        connection.commit()
    return database


EMPTY: dict[type, object] = {str: "", int: 0, bool: False, bytes: b"", object: {}, float: 0.0}


def insert(connection: Connection, called: str, **values: object) -> None:
    """A row as that version's tables are; what is not given is empty."""
    table = Table(called, MetaData(), autoload_with=connection)
    needed = (column for column in table.columns if not column.nullable and column.name not in {"id", *values})
    given = {column.name: EMPTY[column.type.python_type] for column in needed} | values
    if connection.dialect.name == "sqlite":  # as our column type writes it there
        given = {
            key: value.replace(tzinfo=None) if isinstance(value, datetime) else value for key, value in given.items()
        }
    connection.execute(table.insert().values(**given))


def fill(connection: Connection) -> None:
    """As the version before wrote it."""
    insert(connection, "unit", id=1, level="province", code="huong-giang")
    insert(connection, "unit_name", unit_id=1, name="Sở Tư pháp", valid_from=date(2025, 7, 1))
    later = START + timedelta(hours=1)
    address = "https://huonggiang.example/rss"
    insert(connection, "source", id=1, unit_id=1, kind="feed", address=address, active=True, next_read_at=later)
    insert(connection, "account", id=1, unit_id=1, channel="rss", name="Bản tin", state="active")
    insert(
        connection, "campaign", id=1, unit_id=1, name="Tự động", automatic=True, active=True, all_sources=True,
        policy={"*": {"*": "auto"}}, expiry_hours=48,
    )  # fmt: skip
    insert(connection, "campaign_account", campaign_id=1, account_id=1)
    for number, (name, (revision, composed, intake)) in enumerate(ITEMS.items(), start=1):
        insert(
            connection, "item", id=number, unit_id=1, kind="new_law", title=f"Tin {name}", text="Chữ.", first_seen_at=AT,
            intake=intake.value, revision=revision, composed_revision=composed,
        )  # fmt: skip
        insert(connection, "sighting", source_id=1, item_id=number, entry_key=name, fingerprint="-", first_seen_at=AT)
    for number, state in ((1, "published"), (2, "awaiting_review"), (4, "published")):
        insert(
            connection, "post", id=number, unit_id=1, account_id=1, item_id=number, campaign_id=1, purpose="announce",
            revision=1, state=state, title="Tin", text="Chữ.", rendered=True, created_at=AT,
        )  # fmt: skip


def test_a_home_of_the_version_before_goes_on_where_it_was(old_home: Database, tmp_path: Path) -> None:
    with old_home.engine.begin() as connection:
        fill(connection)
    migrate.upgrade(old_home, tmp_path / "run")
    assert migrate.current(old_home) == migrate.newest()
    with old_home.read() as session:
        understood = dict(session.exec(select(Item.title, Item.understood_revision)).all())
        assert session.exec(select(Campaign)).one().purposes == ["announce"]
    assert understood == {"Tin published": 1, "Tin held": 1, "Tin backlog": 0, "Tin revised": 0, "Tin new": 0}

    clock = SetClock()
    carrier = make_carrier(old_home, tmp_path, clock)
    nudges = Nudges()
    SWEEP.run(carrier, nudges)
    assert nudges.noted == [("understand", 4), ("understand", 5)], "only what had not been composed is to be read"
    templates, public = Templates(), "https://phapluat.huonggiang.example"
    for item_id in (1, 2, 3):
        assert compose_item(old_home, item_id, templates=templates, public_url=public, now=clock.now) == []
    assert compose_occasions(old_home, templates=templates, public_url=public, now=clock.now()) == []
    with old_home.read() as session:
        posts = session.exec(select(Post.item_id, Post.state).order_by(col(Post.id))).all()
        assert session.exec(select(RenderJob)).all() == []
    assert posts == [(1, "published"), (2, "awaiting_review"), (4, "published")]
    carrier.incarnation.close()
    old_home.dispose()


def fill_people(connection: Connection, *, with_sms: bool) -> None:
    """Who decides, a yes of theirs, lists of numbers, and an answer to a citizen that waits."""
    insert(
        connection, "staff", id=1, unit_id=1, login="lanhdao", full_name="Lê Lãnh Đạo", role="approver",
        password_hash="băm", failed_signins=2,
    )  # fmt: skip
    insert(connection, "approval", id=1, post_id=1, manifest_hash="a" * 64, staff_id=1, given_at=AT)
    connection.exec_driver_sql("UPDATE post SET approval_id = 1 WHERE id = 1")
    if with_sms:
        for audience_id, members in ((1, 2), (2, 0)):
            insert(connection, "audience", id=audience_id, unit_id=1, name=f"Thôn {audience_id}", created_at=AT)
            for subscriber_id in range(1, 1 + members):
                insert(
                    connection, "subscriber", id=subscriber_id, unit_id=1, number_hash=f"{subscriber_id}", created_at=AT
                )
                insert(connection, "audience_member", audience_id=audience_id, subscriber_id=subscriber_id, added_at=AT)
        insert(connection, "sms_inbound", id=1, unit_id=1, account_id=1, received_at=AT)
        insert(
            connection, "sms_reply", id=1, unit_id=1, account_id=1, inbound_id=1, key="tra-loi-1", number_sealed=b"kin",
            text="Mời bác gọi 1900.", state="waiting", due_at=AT, created_at=AT,
        )  # fmt: skip


@pytest.mark.parametrize("old_home", [FIRST, WITH_SMS], indirect=True)
def test_people_their_yeses_lists_and_answers_that_wait_come_along(old_home: Database, tmp_path: Path) -> None:
    with_sms = migrate.current(old_home) == WITH_SMS
    with old_home.engine.begin() as connection:
        fill(connection)
        fill_people(connection, with_sms=with_sms)
    migrate.upgrade(old_home, tmp_path / "run")
    assert migrate.current(old_home) == migrate.newest()
    vault = open_vault(tmp_path)
    with old_home.write() as session:
        staff = session.exec(select(Staff)).one()
        assert (staff.login, staff.role, staff.password_hash, staff.failed_signins) == (
            "lanhdao",
            Role.APPROVER,
            "băm",
            2,
        )
        assert (staff.must_change_password, staff.totp_since, staff.totp_last_step) == (False, None, 0)
        assert secret_of(staff, vault) == ""
        begin(session, staff, vault)
        assert secret_of(staff, vault)
        approval = session.exec(select(Approval)).one()
        assert (approval.manifest_hash, approval.staff_id, approval.given_at) == ("a" * 64, 1, AT)
        assert (approval.delegation_id, approval.voided_at) == (None, None)
        post = session.get_one(Post, 1)
        assert (post.approval_id, post.edited_by, post.headline) == (1, "", "")
        lists = session.exec(select(Audience.name, Audience.members).order_by(col(Audience.id))).all()
        assert lists == ([("Thôn 1", 2), ("Thôn 2", 0)] if with_sms else [])
        replies = session.exec(select(SmsReply)).all()
        assert [(one.key, one.number_sealed, one.once, one.due_at) for one in replies] == (
            [("tra-loi-1", b"kin", False, AT)] if with_sms else []
        )
    old_home.dispose()


OLD_REASONS = {
    "Chiến dịch tạm dừng: «Tuần pháp luật». Bài đăng tiếp khi chiến dịch chạy lại, nếu chưa quá hạn.": (
        "deliver.campaign-on-hold",
        "The campaign “Tuần pháp luật” is on hold.",
    ),
    "Tạm dừng: bão số 5 (theo Lê Lãnh Đạo)": ("holds.held", "bão số 5"),
    "Phê duyệt không còn hiệu lực (nội dung đã đổi hoặc phê duyệt thường trực đã hết hạn); cần duyệt lại.": (
        "deliver.unapproved",
        "approv",
    ),
    "Trang bị khóa, gọi anh Ba.": ("", "Trang bị khóa, gọi anh Ba."),
    "Lỗi {nội bộ} của §nền tảng{": ("", "Lỗi {nội bộ} của §nền tảng{"),
    "": ("", ""),
    "«a» " * 220: ("", "«a» " * 220),
}
"""What a row of the version before said → its code now, and what an English page shows of it."""


@pytest.mark.parametrize("old_home", [IN_WORDS], indirect=True)
def test_what_old_rows_say_is_code_and_values_where_the_catalogue_knows_it(old_home: Database, tmp_path: Path) -> None:
    with old_home.engine.begin() as connection:
        insert(connection, "unit", id=1, level="province", code="huong-giang")
        insert(connection, "account", id=1, unit_id=1, channel="rss", name="Bản tin", state="active")
        for number, reason in enumerate(OLD_REASONS, start=1):
            insert(
                connection, "item", id=number, unit_id=1, kind="new_law", title="Tin", first_seen_at=AT, intake="taken"
            )
            insert(
                connection, "post", id=number, unit_id=1, account_id=1, item_id=number, purpose="announce", revision=1,
                state="planned", title="Tin", text="Chữ.", created_at=AT, reason=reason,
            )  # fmt: skip
    migrate.upgrade(old_home, tmp_path / "run")
    with old_home.read() as session:
        reasons = session.exec(select(Post.reason).order_by(col(Post.id))).all()
    told = [said.replace("phê duyệt thường trực", "phê duyệt sẵn") for said in OLD_REASONS]
    assert reasons == told, "in Vietnamese to the letter, but for what is called otherwise since"
    for said, (code, shown) in zip(reasons, OLD_REASONS.values(), strict=True):
        assert is_said(said, code) if code else not isinstance(said, Phrase)
        assert shown in in_language(said, "en")
    old_home.dispose()
