"""Something to show on every screen: what the other fill functions leave empty, made by the functions that staff's forms call."""

from dataclasses import asdict
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from distributor.campaigns.draft import Draft, keep_draft
from distributor.campaigns.standing_approval import give_standing
from distributor.cases.ask import Asked, ask
from distributor.cases.surveys import answer_survey, make_survey, open_survey
from distributor.clock import VIETNAM
from distributor.compose.templates import Templates
from distributor.importing.keep import KeptFiles, KeptTable
from distributor.keyring import secret_key
from distributor.learn.choices import pin, refuse, switch_off
from distributor.media.store import MediaStore
from distributor.models import (
    Account,
    Case,
    CaseEvent,
    CaseState,
    Intake,
    Item,
    OfferAnswer,
    Source,
    SourceReading,
    Spokesperson,
    Staff,
    UnitName,
    WebhookAttempt,
    WebhookDelivery,
    WebhookState,
)
from distributor.models import PostState as S
from distributor.review.returned import comment_on, return_post
from distributor.review.rules import ApprovalRule, set_rule
from distributor.settings import Settings
from distributor.share.offers import OfferRequest as Offered
from distributor.share.offers import decline, make_offer, pre_accept
from distributor.signed_codes import signed_code
from distributor.staff.api_keys import make_key, revoke_key
from distributor.staff.audit import note_action
from distributor.staff.deeds import Actor, actor_named
from distributor.staff.delegation import DelegationRequest as Delegated
from distributor.staff.delegation import give_delegation
from distributor.staff.sessions import open_session
from distributor.vault import open_vault
from distributor.webhooks.endpoints import EndpointWish, add_endpoint, ping_endpoint
from distributor.write.aired import TypedProgramme, enter_programme
from tests.support.acting import administrator
from tests.web.case_cases import add_cases, staff_of
from tests.web.desk_cases import COMMUNE, SAID, fill_desk
from tests.web.number_cases import add_numbers
from tests.web.province import LOGIN, Province, add_item, add_post, identity
from tests.web.sms_cases import fill_sms
from tests.web.times_cases import add_trials

ROWS = "Tiêu đề;Nội dung\nQuyết định mới về đất;Mỗi thửa còn ít nhất 50 m².\nTin không có chữ;\n;thiếu tiêu đề\n"


def fill_screens(session: Session, province: Province, settings: Settings, now: datetime) -> dict[str, int | str]:
    """What the addresses of screens name."""
    store = MediaStore(settings.media_folder)
    desk = fill_desk(session, province, store)
    cases = add_cases(session, province)
    sms = fill_sms(session, province, settings.home, now)
    of_sms = session.get_one(Account, sms.account)
    of_sms.settings = {**of_sms.settings, "gateway": "smpp", "host": "smsc.example", "reply_to": "8100"}
    add_numbers(session, desk.edited, now)
    chief = staff_of(session, LOGIN)
    _times(session, province, chief, now)
    return {
        **asdict(desk),
        "planned": province.posts[S.PLANNED],
        "failed": province.posts[S.FAILED],
        "unknown": province.posts[S.UNKNOWN],
        "case": cases.asked,
        "closed_case": cases.closed,
        "survey": _survey(session, chief, now),
        "question": _question(session, province, settings, now),
        "transferred": _transferred(session, cases.late, chief, now),
        "audience": sms.audience,
        "broadcast": sms.sending,
        "subscriber": sms.people[1],
        "account": province.facebook,
        "ill_account": province.x,
        "sms_account": sms.account,
        "commune_account": province.commune_account,
        "unit": province.unit_id,
        "commune": province.commune_id,
        "staff": identity(staff_of(session, "duyet").id),
        "returned": _returned(session, province, now),
        "campaign": _campaign(session, province, chief, now),
        "import": _import(settings, province, now),
        "endpoint": _endpoint(session, province, settings, now),
        "source": _source(session, province, now),
        "held": _held(session, province),
        **_office(session, province, chief, desk.item, now),
    }


def _survey(session: Session, chief: Staff, now: datetime) -> int:
    """Open, with an answer in a choice and one in words."""
    typed = "Bạn biết quy định này từ đâu? | Zalo | Loa phường\nBạn muốn biết thêm gì?"
    survey = make_survey(session, Actor(chief, now), chief.unit_id, "Quy định mới có ích không?", typed)
    open_survey(session, Actor(chief, now), identity(survey.id))
    programme = TypedProgramme(
        "Luật và đời sống: tách thửa", "HGTV", "https://hgtv.example/luat/1", "Bản quyền của đài"
    )
    enter_programme(session, Actor(chief, now), programme)
    answer_survey(session, survey, {0: "Zalo", 1: "Thủ tục đất đai"}, "k", now.date())
    return identity(survey.id)


def _question(session: Session, province: Province, settings: Settings, now: datetime) -> str:
    """The code of a question that a citizen asked on our own pages."""
    asked = Asked("Thửa đất 40 m2 của tôi, số 0912345678, có tách được không?", "Đất đai, nhà ở", "k")
    case = ask(session, province.unit_id, asked, now)
    return signed_code(secret_key(settings.home), "question", identity(case.id))


def _times(session: Session, province: Province, chief: Staff, now: datetime) -> None:
    """Hours that do well, one that is pinned, one that is refused; off for another account."""
    add_trials(session, province, province.facebook, 30, now)
    pin(session, Actor(chief, now), province.facebook, "", 4, time(19, 30))
    refuse(session, Actor(chief, now), province.facebook, "", 0, time(12, 0))
    switch_off(session, Actor(chief, now), province.commune_account, "")


def _transferred(session: Session, case_id: int, chief: Staff, now: datetime) -> int:
    """A case that was passed on, with its note."""
    case = session.get_one(Case, case_id)
    case.state, case.agency, case.ended_at, case.due_at = CaseState.TRANSFERRED, "Sở Y tế", now, None
    session.add(
        CaseEvent(
            case_id=case_id, at=now, staff_id=identity(chief.id), act="transfer", text="Sở Y tế\nHỏi về khám bệnh."
        )
    )
    return case_id


def _returned(session: Session, province: Province, now: datetime) -> int:
    """A post with a thread, sent back to who writes it."""
    item = add_item(session, province, "Kế hoạch hòa giải ở cơ sở năm 2027 trên địa bàn tỉnh")
    post_id = add_post(session, province.facebook, item, S.AWAITING_REVIEW, text=SAID, reason="phải có người duyệt")
    comment_on(session, actor_named(session, "soan", now), post_id, "Nên nêu rõ thời hạn nộp hồ sơ.")
    return_post(
        session, Actor(staff_of(session, "duyet"), now), post_id, "Thiếu căn cứ pháp lý; hãy ghi số nghị quyết."
    )
    return post_id


def _campaign(session: Session, province: Province, chief: Staff, now: datetime) -> int:
    """Two items on two accounts, with a standing approval and a forecast."""
    land, scam = list(province.items.values())[1:3]
    draft = Draft(
        name="Ngày Pháp luật 9/11",
        goal="Mọi người dân biết ngày 9/11 và biết tra cứu văn bản ở đâu.",
        automatic=False,
        item_ids=(land, scam),
        account_ids=(province.facebook, province.rss),
        policy={"*": {"*": "auto"}},
        cadence={"facebook": {"per_day": 2, "minutes_between": 60}},
    )
    campaign_id = keep_draft(session, draft, chief, now).campaign_id
    ends_at = now + timedelta(days=60)
    give_standing(session, campaign_id, chief, templates=Templates(), ends_at=ends_at, now=now)
    return campaign_id


def _import(settings: Settings, province: Province, now: datetime) -> str:
    files = KeptFiles(settings.home, open_vault(settings.home))
    return files.put(KeptTable(LOGIN, "tin", province.unit_id, "tin-thang-11.csv", ROWS.encode()), now)


def _source(session: Session, province: Province, now: datetime) -> int:
    """One that was read, then failed."""
    skipped = ["Bỏ qua «Tin»: không có chữ."]
    session.add_all(
        [
            SourceReading(source_id=province.source_id, read_at=now - timedelta(hours=2), found=40, warnings=skipped),
            SourceReading(
                source_id=province.source_id, read_at=now - timedelta(hours=1), error="Hết giờ.", warnings=[]
            ),
        ]
    )
    source = session.get_one(Source, province.source_id)
    source.failures, source.first_read_at, source.next_read_at = 1, now - timedelta(hours=2), now
    return province.source_id


def _endpoint(session: Session, province: Province, settings: Settings, now: datetime) -> int:
    """One that failed twice and waits."""
    wish = EndpointWish(
        url="https://dich-vu.huonggiang.example/loa/thong-bao-bai-dang-phap-luat",
        kinds=["post.published", "post.failed"],
        note="Cổng dịch vụ công",
    )
    actor = administrator(province.unit_id, now, LOGIN)
    endpoint, _secret = add_endpoint(session, actor, settings, open_vault(settings.home), province.unit_id, wish)
    ping_endpoint(session, endpoint, now)
    delivery = session.exec(select(WebhookDelivery).where(WebhookDelivery.endpoint_id == endpoint.id)).one()
    delivery.state, delivery.tries = WebhookState.WAITING, 2
    endpoint.failing_since = now - timedelta(minutes=9)
    session.add_all(
        [endpoint, delivery, *(WebhookAttempt(delivery_id=identity(delivery.id), at=now, status=500) for _ in "ab")]
    )
    return identity(endpoint.id)


def _held(session: Session, province: Province) -> int:
    item_id = session.exec(select(Item.id).where(Item.intake == Intake.HELD, Item.unit_id == province.unit_id)).first()
    return identity(item_id)


def _office(session: Session, province: Province, chief: Staff, item: int, now: datetime) -> dict[str, int | str]:
    """Rules, a delegation, offers, keys, devices, names of units, entries in the log."""
    today = now.astimezone(VIETNAM).date()
    duyet, soan, commune = (staff_of(session, login) for login in ("duyet", "soan", COMMUNE))
    set_rule(session, province.unit_id, "", ApprovalRule(approvers=2, never_own=True))
    set_rule(session, province.unit_id, "scam_warning", ApprovalRule())
    for giver in (chief, duyet):
        give_delegation(session, Actor(giver, now), Delegated(identity(soan.id), today, today + timedelta(days=9)))
    session.add(
        Spokesperson(
            unit_id=province.unit_id,
            staff_id=identity(soan.id),
            delegate=True,
            basis="Công văn 8/STP",
            valid_from=today,
            valid_until=today + timedelta(days=20),
            named_by=LOGIN,
            named_at=now,
        )
    )
    later = now + timedelta(days=5)
    make_offer(session, Actor(chief, now), Offered(item, (), later, "Mong các xã cùng đăng trong tuần này."))
    other = make_offer(session, Actor(chief, now), Offered(list(province.items.values())[1], (), later))
    session.flush()
    decline(session, Actor(commune, now), _answer(session, identity(other.id)), "Xã đã đăng nội dung này rồi.")
    pre_accept(session, Actor(commune, now), ["guidance"], [province.commune_account], later)
    for name in ("Cổng thông tin điện tử tỉnh", "Phần mềm cũ"):
        key = make_key(
            session,
            unit_id=province.unit_id,
            name=name,
            scopes=["read", "items:write"],
            expires_at=now + timedelta(days=90),
            by=LOGIN,
            now=now,
        ).key
    revoke_key(session, key, by=LOGIN, now=now)
    open_session(session, chief, now, "Mozilla/5.0 (Linux; Android 15) Chrome/131.0 Mobile Safari/537.36")
    session.add(
        UnitName(
            unit_id=province.commune_id,
            name="UBND xã An Lộc cũ",
            valid_from=date(2024, 1, 1),
            valid_to=date(2025, 6, 30),
        )
    )
    feed = session.exec(select(Account).where(col(Account.channel) == "rss")).first()
    assert feed is not None
    for action, subject in (("approve", f"post:{item}"), ("connect", f"account:{feed.id}"), ("hold", "hold:1")):
        note_action(
            session, actor=LOGIN, action=action, subject=subject, now=now, unit_id=province.unit_id, fields=["name"]
        )
    return {"key": identity(key.id)}


def _answer(session: Session, offer_id: int) -> int:
    return identity(session.exec(select(OfferAnswer.id).where(OfferAnswer.offer_id == offer_id)).one())
