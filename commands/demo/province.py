"""The demo province: fictional tỉnh Hương Giang with its staff, the sandbox's accounts, and a campaign on a standing approval.

Made once a home; started again, everything is as it was left.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from commands.demo.accounts import (
    Given,
    ask_network,
    ask_sandbox,
    demo_accounts,
    is_shown,
    page_at_sandbox,
)
from commands.demo.audience import demo_sms
from commands.demo.mail import schedule_a_report
from commands.demo.office import APPROVER, AUTHOR, demo_password
from commands.demo.people import PAGE_NAME, add_people
from commands.home import first_unit_id
from dispatch.runtime import Runtime
from distributor.calendar.period import midnight
from distributor.clock import VIETNAM
from distributor.compose.occasions import BEFORE_EFFECT, DIGEST, EFFECTIVE
from distributor.draft.targets import ANNOUNCE, BEST
from distributor.errors import LoaError
from distributor.ingest.sources import add_source
from distributor.labels import kinds as all_kinds
from distributor.models import (
    Account,
    Campaign,
    CampaignAccount,
    Role,
    SavedReply,
    Source,
    Spokesperson,
    Staff,
    StandingApproval,
    Unit,
    UnitLevel,
    UnitName,
)
from distributor.phone_numbers import Numbers
from distributor.report.official import PROFILE
from distributor.review.standing_approval import EVERY_KIND, template_versions
from distributor.staff.deeds import actor_named

UNIT_CODE = "huong-giang"
PURPOSES = [ANNOUNCE, BEFORE_EFFECT, EFFECTIVE, DIGEST]
SAVED_REPLIES = (
    ("Cảm ơn, mời xem văn bản", "{don_vi} cảm ơn câu hỏi của ông/bà. Mời ông/bà xem nội dung đầy đủ tại {lien_ket}."),
    ("Đã nhận, sẽ trả lời", "{don_vi} đã nhận câu hỏi ngày {ngay} và sẽ trả lời sau khi kiểm tra văn bản."),
    (
        "Khiếu nại, tố cáo",
        "Việc khiếu nại, tố cáo được tiếp nhận theo trình tự luật định, không giải quyết qua bình luận. "
        "Mời ông/bà gửi đơn tới cơ quan có thẩm quyền hoặc đến Trụ sở tiếp công dân.",
    ),
)
POLICY = {
    "*": {"*": "auto", "manual": "never", "sms": "never"},
    # What is worth a person's hands. By message it goes to those alone who asked for its topic (`demo.audience`).
    "new_law": {"*": "auto"},
    "repeal": {"*": "auto", "manual": "never"},
    "correction": {"*": "auto", "manual": "never"},
    # And a message in every pocket.
    "scam_warning": {"*": "auto"},
    "question": {"*": "auto", "sms": "never"},
    "draft_for_comment": {"*": "review"},
}
AT_BEST_HOURS = ("facebook", "x")
NOT_URGENT = ("question", "legal_aid", "contest")
"""What nobody is in a hurry to read is told there at the hours that do best."""
CADENCE = {"*": {"best": True, "hours": ["06:00", "22:30"], "minutes_between": 30}}


BEFORE = timedelta(days=30)
"""Since when the demo's rules stand: before all that its past tells."""


def ensure_demo(runtime: Runtime) -> None:
    """Make the demo province if this home has no unit yet; otherwise see that it leads to where the sandbox is now."""
    with runtime.database.read() as session:
        there = session.exec(select(Unit.code).order_by(col(Unit.id)).limit(1)).first()
    if there is not None:
        if there != UNIT_CODE:
            # Its channels may be real, and the demo's source and accounts would be made among them.
            raise LoaError(
                "Thư mục này của một đơn vị thật, không phải tỉnh mẫu, nên không chạy cùng nền tảng mô phỏng. Hãy thêm dòng "
                f"«sandbox = false» vào đầu tệp {runtime.settings.home / 'config.toml'}, hoặc chạy với LOA_SANDBOX=0."
            )
        _follow_the_ports(runtime)
        return
    from distributor.staff.passwords import hash_password

    given, network = ask_sandbox(runtime.settings), ask_network(runtime.settings)
    password_hash = hash_password(demo_password(runtime.settings))
    whole = runtime.settings.values.demo_past > 0
    page = (
        page_at_sandbox(runtime.settings, PAGE_NAME, given) if whole and is_shown("facebook", runtime.settings) else {}
    )
    given = [each for each in given if each["id"] != page.get("id")]
    now = runtime.clock.now()
    with runtime.database.write() as session:
        unit = Unit(level=UnitLevel.PROVINCE, code=UNIT_CODE)
        session.add(unit)
        session.flush()
        assert unit.id is not None  # noqa: S101 - flushed
        session.add(UnitName(unit_id=unit.id, name="Sở Tư pháp tỉnh Hương Giang", valid_from=date(2025, 7, 1)))
        approver = Staff(
            unit_id=unit.id,
            login=APPROVER,
            full_name="Lãnh đạo Sở (mẫu)",
            role=Role.APPROVER,
            password_hash=password_hash,
        )
        author = Staff(
            unit_id=unit.id,
            login=AUTHOR,
            full_name="Biên tập viên (mẫu)",
            role=Role.AUTHOR,
            password_hash=password_hash,
        )
        session.add_all([approver, author])
        rows = demo_accounts(unit.id, given, runtime.carrier.vault, runtime.settings)
        session.add_all(rows)
        if is_shown("sms", runtime.settings):
            rows.append(_sms(session, runtime, unit.id, network, now))
        session.flush()
        at_best_hours = [account for account in rows if whole and account.channel in AT_BEST_HOURS]
        _campaign(session, runtime, _at_once(unit.id, approver, at_best_hours), rows, now)
        if at_best_hours:
            _campaign(session, runtime, _at_best_hours(unit.id, approver), at_best_hours, now)
        if whole:
            add_people(session, runtime, unit.id, password_hash, page)
            schedule_a_report(session, actor_named(session, APPROVER, now))
        _speaking(session, unit.id, approver, now)


def _speaking(session: Session, unit_id: int, approver: Staff, now: datetime) -> None:
    """Name who answers citizens, and with which saved words."""
    session.add(
        Spokesperson(
            unit_id=unit_id,
            staff_id=approver.id or 0,
            basis="Quyết định 12/QĐ-STP ngày 02/01/2026 (mẫu)",
            valid_from=date(2026, 1, 2),
            named_by=APPROVER,
            named_at=now,
        )
    )
    for title, text in SAVED_REPLIES:
        session.add(SavedReply(unit_id=unit_id, title=title, text=text, changed_by=AUTHOR, changed_at=now))


def _sms(session: Session, runtime: Runtime, unit_id: int, network: Given, now: datetime) -> Account:
    """The account at the stand-in network, with its audience; it may be asked for at every start."""
    return demo_sms(
        session,
        unit_id,
        network,
        sandbox_url=runtime.settings.sandbox_url,
        vault=runtime.carrier.vault,
        numbers=Numbers(runtime.carrier.vault),
        now=now,
    )


LOOPBACK = re.compile(r"http://127\.0\.0\.1:\d+(?=/)")


def _follow_the_ports(runtime: Runtime) -> None:
    """A home whose ports were changed: its sandbox accounts, feed and source carry addresses of ours with the old ones."""
    sandbox, public = runtime.settings.sandbox_url, runtime.settings.public_url
    if is_shown("sms", runtime.settings):
        network = ask_network(runtime.settings)
        with runtime.database.write() as session:
            _sms(session, runtime, first_unit_id(session), network, runtime.clock.now())
    bases = {
        "endpoint": sandbox,
        "post_address": sandbox,
        PROFILE: sandbox,
        "hub": sandbox,
        "feed_url": public,
        "media_address": public,
    }
    with runtime.database.read() as session:
        accounts = [
            (account.id, moved)
            for account in session.exec(select(Account))
            if (moved := _moved(account.settings, bases)) != account.settings
        ]
        sources = [
            (source.id, moved_to)
            for source in session.exec(select(Source).where(col(Source.address).like("%/huonggiang/%")))
            if (moved_to := LOOPBACK.sub(sandbox, source.address)) != source.address
        ]
        if not accounts and not sources:
            return
    with runtime.database.write() as session:
        for account_id, settings in accounts:
            account = session.get_one(Account, account_id)
            account.settings = settings
            session.add(account)
        for source_id, address in sources:
            source = session.get_one(Source, source_id)
            source.address, source.next_read_at = address, runtime.clock.now()
            session.add(source)


def _moved(settings: dict[str, Any], bases: dict[str, str]) -> dict[str, Any]:
    return {
        name: LOOPBACK.sub(bases[name], value) if name in bases and isinstance(value, str) else value
        for name, value in settings.items()
    }


def ensure_demo_source(runtime: Runtime) -> None:
    """Add the sandbox's provincial feed, and the communes' portal, which has none: read every quarter of a minute, all taken."""
    with runtime.database.write() as session:
        add_source(
            session,
            first_unit_id(session),
            f"{runtime.settings.sandbox_url}/huonggiang/rss.xml",
            take_all=True,
            clock=runtime.clock,
            interval_s=15,
        )
        add_source(
            session,
            first_unit_id(session),
            f"{runtime.settings.sandbox_url}/huonggiang/xa/",
            take_all=True,
            clock=runtime.clock,
            interval_s=15,
            profile="huonggiang-xa",
        )


def _at_once(unit_id: int, approver: Staff, at_best_hours: list[Account]) -> Campaign:
    """Make the campaign that speaks at once. `at_best_hours`: accounts that leave to the other campaign what is not urgent."""
    elsewhere = {account.channel: "never" for account in at_best_hours}
    left = {kind: {**POLICY.get(kind, POLICY["*"]), **elsewhere} for kind in NOT_URGENT if elsewhere}
    return Campaign(
        unit_id=unit_id,
        name="Đăng tự động văn bản, tin pháp luật mới",
        goal="Mọi nội dung mới trên Trang phổ biến, giáo dục pháp luật đến với người dân trên mọi kênh chính thức.",
        owner_id=approver.id,
        automatic=True,
        all_sources=True,
        policy={**POLICY, **left},
        purposes=PURPOSES,
    )


def _at_best_hours(unit_id: int, approver: Staff) -> Campaign:
    return Campaign(
        unit_id=unit_id,
        name="Hỏi đáp, trợ giúp pháp lý, cuộc thi: vào giờ nhiều người đọc",
        goal="Những nội dung này không gấp như văn bản mới, nên Loa chọn giờ mà bài được nhiều người xem nhất.",
        owner_id=approver.id,
        automatic=True,
        all_sources=True,
        policy={"*": {"*": "never"}, **{kind: {"*": "auto"} for kind in NOT_URGENT}},
        cadence=CADENCE,
        variants=dict.fromkeys(AT_BEST_HOURS, BEST),
        purposes=[ANNOUNCE],
    )


def _campaign(session: Session, runtime: Runtime, campaign: Campaign, accounts: list[Account], now: datetime) -> None:
    """Fill a campaign, with the standing approval of who owns it."""
    session.add(campaign)
    session.flush()
    assert campaign.id is not None and campaign.owner_id is not None  # noqa: S101, PT018 - flushed
    last_day = max((now + timedelta(days=365)).astimezone(VIETNAM).date(), date(2027, 12, 31))
    session.add_all(CampaignAccount(campaign_id=campaign.id, account_id=account.id or 0) for account in accounts)
    session.add(
        StandingApproval(
            campaign_id=campaign.id,
            staff_id=campaign.owner_id,
            source_ids=[],
            kinds=[EVERY_KIND],
            account_ids=[account.id for account in accounts if account.id is not None],
            templates={
                key: version
                for purpose in campaign.purposes
                for key, version in template_versions(
                    runtime.templates, [account.channel for account in accounts], ["", *all_kinds()], purpose
                ).items()
            },
            given_at=now - BEFORE,
            ends_at=midnight(last_day + timedelta(days=1)).astimezone(UTC),
        )
    )
