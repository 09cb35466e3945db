"""One row of each kind for the walk of `test_every_route`, all of the province's own unit: another unit finds none of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlmodel import Session, SQLModel, col, select

from distributor.importing.keep import KeptFiles, KeptTable
from distributor.media.store import MediaStore
from distributor.models import (
    AiredProgramme,
    AnswerState,
    Campaign,
    CampaignAccount,
    CampaignItem,
    Case,
    CaseEvent,
    CaseReply,
    CaseReplyState,
    CaseState,
    Delegation,
    Delivery,
    Document,
    Hold,
    Intake,
    Item,
    Offer,
    OfferAnswer,
    Post,
    PostMedia,
    PostState,
    PreAcceptance,
    ReportMail,
    ReportMailState,
    ReportSchedule,
    Role,
    SavedReply,
    Spokesperson,
    Staff,
    Survey,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
)
from distributor.review.words import version_of, words_of
from distributor.staff.api_keys import SCOPES, make_key
from distributor.vault import Vault, open_vault
from tests.web.case_cases import add_cases, staff_of
from tests.web.desk_cases import LOGINS, Desk, fill_desk
from tests.web.province import NOON, PASSWORD_HASH, Province, identity
from tests.web.route_table import ITEMS_FILE, PEOPLE_FILE
from tests.web.sms_cases import fill_sms

NEIGHBOUR = "xa.quan.tri"
"""The administrator of the commune, who sees nothing of the province's own unit."""
BOSS = LOGINS[Role.ADMINISTRATOR]
LATER = NOON + timedelta(days=9)


@dataclass(frozen=True)
class WalkRows:
    """`ids`: name → id, for paths and forms; `NAME@LOGIN` is that person's own. Keys of programs, with every scope."""

    ids: dict[str, str]
    key: str
    neighbours_key: str

    def seen_by(self, login: str) -> dict[str, str]:
        own = {name.removesuffix(f"@{login}"): value for name, value in self.ids.items() if name.endswith(f"@{login}")}
        return {**self.ids, **own}


def fill_walk(session: Session, province: Province, home: Path, media: Path) -> WalkRows:
    desk = fill_desk(session, province, MediaStore(media))
    _person(session, province.commune_id, NEIGHBOUR, Role.ADMINISTRATOR)
    staff_id = _person(session, province.unit_id, "nguoi.khac", Role.AUTHOR)
    vault = open_vault(home)
    ids = {"staff": staff_id, "unit": province.unit_id, "account": province.facebook, "x": province.x, "sign_in": 1}
    ids |= _content(session, province, desk)
    ids |= _campaigns(session, province, desk.item)
    ids |= _cases(session, province, staff_id)
    ids |= _sharing(session, province, staff_id)
    ids |= _webhooks(session, province, vault)
    ids |= _mails(session, province)
    sms = fill_sms(session, province, home, NOON)
    ids |= {"audience": sms.audience, "subscriber": sms.people[3], "broadcast": sms.sending}
    hold = Hold(unit_id=province.unit_id, channel="youtube", reason="Bảo trì", ordered_by="Giám đốc Sở", starts_at=NOON)
    ids["hold"] = _kept(session, hold)
    asked = [{"text": "Bạn biết tin này từ đâu?", "choices": ["Zalo", "Loa phường"]}]
    survey = Survey(
        unit_id=province.unit_id, title="Hiệu quả", questions=asked, made_by=BOSS, made_at=NOON, published_at=NOON
    )
    ids["survey"] = _kept(session, survey)
    programme = AiredProgramme(
        unit_id=province.unit_id,
        title="Luật và đời",
        station="HGTV",
        address="https://hgtv.example/luat",
        rights="Của đài",
        entered_by=BOSS,
        entered_at=NOON,
    )
    ids["programme"] = _kept(session, programme)
    numbers = {name: str(value) for name, value in ids.items()}
    numbers |= _imports(KeptFiles(home, vault), province.unit_id, sms.audience)
    numbers["picture"] = session.exec(select(PostMedia.sha256).where(PostMedia.post_id == desk.facebook)).one()
    numbers["waiting_version"] = version_of(words_of(session.get_one(Post, ids["waiting"])))
    numbers["api_key"], key = _key(session, province.unit_id, BOSS)
    return WalkRows(numbers, key, _key(session, province.commune_id, NEIGHBOUR)[1])


def _content(session: Session, province: Province, desk: Desk) -> dict[str, int]:
    """Posts in the states that decisions want, an item that was left aside, a document."""
    document = Document(issuer="UBND tỉnh Hương Giang", number="27/2026/QĐ-UBND", issued_on=date(2026, 11, 20))
    document_id = _kept(session, document)
    session.get_one(Item, desk.item).document_id = document_id
    planned = select(Post.id).where(Post.state == PostState.PLANNED).order_by(col(Post.id))
    first_planned, other_planned = session.exec(planned).all()
    unknown = province.posts[PostState.UNKNOWN]
    session.merge(Delivery(post_id=unknown, first_call_at=NOON - timedelta(hours=1), progress={}))
    left_aside = session.exec(select(Item.id).where(Item.intake == Intake.BACKLOG)).one()
    return {
        "item": desk.item,
        "source": province.source_id,
        "corrected_item": desk.corrected_item,
        "left_aside": identity(left_aside),
        "document": document_id,
        "post": desk.facebook,
        "manual": desk.manual,
        "by_hand": desk.by_hand,
        "waiting": province.posts[PostState.AWAITING_REVIEW],
        "failed": province.posts[PostState.FAILED],
        "unknown": unknown,
        "planned": identity(first_planned),
        "other_planned": identity(other_planned),
    }


def _campaigns(session: Session, province: Province, item_id: int) -> dict[str, int]:
    """One that is drafted, and the one that runs since the beginning."""
    draft = Campaign(
        unit_id=province.unit_id,
        name="Ngày Pháp luật 9/11",
        goal="Mọi người dân biết ngày 9/11.",
        active=False,
        policy={"*": {"*": "auto"}},
        cadence={},
    )
    campaign_id = _kept(session, draft)
    session.add(CampaignAccount(campaign_id=campaign_id, account_id=province.facebook))
    session.add(CampaignItem(campaign_id=campaign_id, item_id=item_id))
    return {"campaign": campaign_id, "running": province.campaign_id}


def _cases(session: Session, province: Province, staff_id: int) -> dict[str, int]:
    """Everybody is named to speak for the unit, so that only their role stands between them and an answer."""
    cases = add_cases(session, province)
    for login in (*LOGINS.values(), "nguoi.khac"):
        named = Spokesperson(
            unit_id=province.unit_id,
            staff_id=identity(staff_of(session, login).id),
            delegate=True,
            basis="Giấy ủy quyền 2",
            valid_from=date(2026, 1, 2),
            valid_until=date(2026, 12, 31),
            named_by=BOSS,
            named_at=NOON,
        )
        speaker = _kept(session, named)
    asked = session.get_one(Case, cases.asked)
    replies = []
    for key in "ab":
        reply = CaseReply(
            case_id=cases.asked,
            message_id=cases.first,
            account_id=asked.account_id,
            staff_id=staff_id,
            key=key,
            text="Sở cảm ơn câu hỏi.",
            state=CaseReplyState.UNKNOWN,
            created_at=NOON,
        )
        replies.append(_kept(session, reply))
    transferred = session.get_one(Case, cases.closed)
    transferred.state, transferred.agency = CaseState.TRANSFERRED, "Sở Y tế"
    session.add(CaseEvent(case_id=cases.closed, at=NOON, staff_id=staff_id, act="transfer", text="Sở Y tế"))
    return {
        "case": cases.asked,
        "message": cases.first,
        "late": cases.late,
        "transferred": cases.closed,
        "case_reply": replies[0],
        "other_reply": replies[1],
        "speaker": speaker,
        "saved": identity(session.exec(select(SavedReply.id)).one()),
    }


def _sharing(session: Session, province: Province, staff_id: int) -> dict[str, int]:
    """A delegation that is still to come, for one in force is a right; what was offered to the unit and by it."""
    approver = staff_of(session, LOGINS[Role.APPROVER])
    item_id = identity(session.exec(select(Item.id).where(Item.kind == "policy_dialogue")).one())
    delegation = Delegation(
        unit_id=province.unit_id,
        from_id=identity(approver.id),
        to_id=staff_id,
        starts_at=LATER,
        ends_at=LATER + timedelta(days=2),
        given_at=NOON,
    )
    offer = Offer(unit_id=province.unit_id, item_id=item_id, offered_by=BOSS, offered_at=NOON, expires_at=LATER)
    offer_id = _kept(session, offer)
    from_elsewhere = Offer(
        unit_id=province.commune_id, item_id=item_id, offered_by=NEIGHBOUR, offered_at=NOON, expires_at=LATER
    )
    answer = OfferAnswer(offer_id=_kept(session, from_elsewhere), unit_id=province.unit_id, state=AnswerState.WAITING)
    given = PreAcceptance(
        unit_id=province.unit_id,
        staff_id=identity(approver.id),
        kinds=["guidance"],
        account_ids=[province.facebook],
        given_at=NOON,
        ends_at=LATER,
    )
    return {
        "delegation": _kept(session, delegation),
        "offer": offer_id,
        "answer": _kept(session, answer),
        "in_advance": _kept(session, given),
    }


def _webhooks(session: Session, province: Province, vault: Vault) -> dict[str, int]:
    endpoint = WebhookEndpoint(
        unit_id=province.unit_id,
        url="https://mot-cua.huonggiang.example/loa",
        secret=vault.seal({"secret": "whsec_" + "a" * 32}),
        created_at=NOON,
        created_by=BOSS,
    )
    event = WebhookEvent(key="msg_1", unit_id=province.unit_id, kind="item.new", at=NOON, data={})
    delivery = WebhookDelivery(endpoint_id=_kept(session, endpoint), event_id=_kept(session, event), due_at=NOON)
    return {"endpoint": identity(endpoint.id), "delivery": _kept(session, delivery)}


def _mails(session: Session, province: Province) -> dict[str, int]:
    """A schedule whose last sending was given up."""
    schedule = ReportSchedule(
        unit_id=province.unit_id,
        period="month",
        recipients=["vanthu@huonggiang.example"],
        formats=["pdf"],
        next_at=NOON + timedelta(days=7),
        created_at=NOON,
        created_by=BOSS,
    )
    schedule_id = _kept(session, schedule)
    mail = ReportMail(
        schedule_id=schedule_id,
        unit_id=province.unit_id,
        span_key="month:2026-10",
        message_id="<1@loa.example>",
        state=ReportMailState.GIVEN_UP,
        made_at=NOON,
        due_at=NOON,
        problem="Máy chủ thư từ chối thư (mã 554).",
    )
    return {"schedule": schedule_id, "mail": _kept(session, mail)}


def _imports(files: KeptFiles, unit_id: int, audience_id: int) -> dict[str, str]:
    """A checked file of each person, for it is only theirs; the neighbour is given the administrator's."""
    found = {}
    for login in LOGINS.values():
        items = KeptTable(login, "tin", unit_id, "tin.csv", ITEMS_FILE.encode())
        people = KeptTable(login, "thue-bao", audience_id, "so.csv", PEOPLE_FILE.encode())
        found[f"import@{login}"] = files.put(items, NOON)
        found[f"import_of_people@{login}"] = files.put(people, NOON)
    return {**found, "import": found[f"import@{BOSS}"], "import_of_people": found[f"import_of_people@{BOSS}"]}


def _key(session: Session, unit_id: int, by: str) -> tuple[str, str]:
    """Its id, and the key."""
    made = make_key(session, unit_id=unit_id, name="Cổng", scopes=tuple(SCOPES), expires_at=LATER, by=by, now=NOON)
    return str(made.key.id), made.token


def _person(session: Session, unit_id: int, login: str, role: Role) -> int:
    return _kept(session, Staff(unit_id=unit_id, login=login, full_name=login, role=role, password_hash=PASSWORD_HASH))


def _kept(session: Session, row: SQLModel) -> int:
    session.add(row)
    session.flush()
    return identity(row.id)  # type: ignore[attr-defined]
