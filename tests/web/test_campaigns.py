"""Chiến dịch without a browser: drafted, forecast, approved, started, paused, ended; rights, units, errors, counted queries."""

import re

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, col, select

from distributor.db import Database
from distributor.models import (
    Account,
    Campaign,
    CampaignAccount,
    CampaignItem,
    Post,
    PostState,
    Role,
    ShortLink,
    Source,
    SourceKind,
    Staff,
    StandingApproval,
    Unit,
    UnitLevel,
)
from distributor.staff.permissions import ANSWERS, WRITES
from tests.support.statements import statements
from tests.web.forms import form_token, sign_in
from tests.web.province import PASSWORD_HASH, Province, add_item, add_post, identity

LOGINS = {Role.VIEWER: "xem", Role.AUTHOR: "soan", Role.APPROVER: "duyet", Role.ADMINISTRATOR: "tran.ha"}


@pytest.fixture
def staff(database: Database, province: Province) -> None:
    with database.write() as session:
        for role, login in LOGINS.items():
            if role is not Role.ADMINISTRATOR:
                session.add(_person(province.unit_id, login, role))
        session.add(_person(province.commune_id, "xa.duyet", Role.APPROVER))


def _person(unit_id: int, login: str, role: Role) -> Staff:
    return Staff(unit_id=unit_id, login=login, full_name=f"Cán bộ {login}", role=role, password_hash=PASSWORD_HASH)


def fields_of(province: Province, **changes: str) -> dict[str, str]:
    """A form as a browser sends it: two items on Facebook, two a day."""
    land, scam = list(province.items.values())[1:3]
    fields = {
        "ten": "Ngày Pháp luật 9/11",
        "muc_tieu": "Mọi người dân biết ngày 9/11.",
        "noi_dung": "tin",
        f"tin_{land}": "1",
        f"tin_{scam}": "1",
        f"tai_khoan_{province.facebook}": "1",
        "nhip_facebook_so": "2",
        "nhip_facebook_moi": "ngay",
        "nhip_facebook_cach": "60",
        "nhip_facebook_tu": "07:30",
        "nhip_facebook_den": "19:30",
        "cs_tat-ca__tat-ca": "auto",
        "cs_draft_for_comment__tat-ca": "review",
        "han": "48",
        "viec": "luu",
    }
    return {name: value for name, value in {**fields, **changes}.items() if value}


def send(client: TestClient, path: str, **fields: str) -> Response:
    return client.post(path, data={**fields, "form_token": form_token(client.get("/chien-dich").text)})


def create(client: TestClient, province: Province, **changes: str) -> str:
    answer = send(client, "/chien-dich/moi", **fields_of(province, **changes))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_from_a_draft_to_its_end(signed_in: TestClient, database: Database, province: Province) -> None:
    path = create(signed_in, province)
    page = signed_in.get(path).text
    assert "Đã lưu bản thảo" in page
    assert "Bản thảo</span>" in page
    assert "2 bài mỗi ngày, cách nhau ít nhất 60 phút, từ 07:30 đến 19:30" in page
    assert "<b>2 bài</b>" in page
    assert "khi chưa có người duyệt sẵn thì mọi bài đều chờ duyệt" in page
    with database.read() as session:
        campaign = session.exec(select(Campaign).order_by(col(Campaign.id).desc())).first()
        assert campaign is not None
        assert (campaign.active, campaign.automatic, campaign.name) == (False, False, "Ngày Pháp luật 9/11")
        assert campaign.cadence == {"facebook": {"per_day": 2, "minutes_between": 60, "hours": ["07:30", "19:30"]}}
        assert campaign.policy == {"*": {"*": "auto"}, "draft_for_comment": {"*": "review"}}
    assert send(signed_in, f"{path}/duyet-san", den="2026-12-31").status_code == 303
    page = signed_in.get(path).text
    assert "Đã cho phê duyệt sẵn đến 01/01/2027 00:00" in page
    assert "<b>Trần Thị Hà</b>" in page
    asked = signed_in.get(f"{path}/bat-dau").text
    assert "2 tin trên 1 tài khoản: nhiều nhất 2 bài." in asked
    assert "Bài được soạn ngay" in asked
    send(signed_in, f"{path}/bat-dau")
    assert "Đang chạy" in signed_in.get(path).text
    with database.write() as session:
        _posts_of(session, province, identity(campaign.id))
    assert "1 bài đã lên lịch sẽ đợi, không mất." in signed_in.get(f"{path}/tam-dung").text
    send(signed_in, f"{path}/tam-dung")
    page = signed_in.get(path).text
    assert "Đã tạm dừng chiến dịch. 1 bài đã lên lịch đang đợi." in page
    assert "Chiến dịch tạm dừng: «Ngày Pháp luật 9/11»." in page
    assert f'action="{path}/chay-tiep"' in page, "the message takes it back"
    assert "1 bài đã lên lịch bị hủy" in signed_in.get(f"{path}/ket-thuc").text
    send(signed_in, f"{path}/ket-thuc")
    assert "Đã hủy 1 bài lên lịch, bỏ qua 0 bài chưa duyệt." in signed_in.get(path).text
    listed = signed_in.get("/chien-dich").text
    assert listed.index("Đăng tự động") < listed.index("Ngày Pháp luật 9/11"), "what is over stands last"
    assert signed_in.get(f"{path}/bat-dau").status_code == 303
    assert "đang ở trạng thái «Đã kết thúc»" in signed_in.get(path).text


def _posts_of(session: Session, province: Province, campaign_id: int) -> None:
    """One that is planned, and one that is out."""
    for item_id, state in zip(
        list(province.items.values())[1:3], (PostState.PLANNED, PostState.PUBLISHED), strict=True
    ):
        purpose = f"campaign:{campaign_id}:1"
        code = ShortLink.__table__.delete().where(ShortLink.code == f"c{province.facebook}i{item_id}")  # type: ignore[attr-defined]
        session.connection().execute(code)
        post_id = add_post(session, province.facebook, item_id, state, purpose=purpose)
        session.get_one(Post, post_id).campaign_id = campaign_id


def test_a_search_sends_the_form_again_and_keeps_everything(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    with database.write() as session:
        add_item(session, province, "Tin của xã", unit_id=province.commune_id)
    answer = send(signed_in, "/chien-dich/moi", **fields_of(province, viec="tim", tim="ranh dat"))
    assert answer.status_code == 200
    assert 'value="Ngày Pháp luật 9/11"' in answer.text
    sketch = province.items["Tiểu phẩm: Chuyện ranh đất nhà bên"]
    assert f'value="them-{sketch}"' in answer.text, "found, not chosen yet"
    assert f'name="tin_{sketch}"' not in answer.text
    assert answer.text.count('value="1"><span>Quyết định 27/2026') == 1
    assert 'name="nhip_facebook_so" inputmode="numeric" maxlength="3" value="2"' in answer.text
    by_number = send(signed_in, "/chien-dich/moi", **fields_of(province, viec="vao", tim="27/2026"))
    assert by_number.status_code == 200, "the Enter key looks when the words are new"
    same = fields_of(province, viec="vao", tim="27/2026", da_tim="27/2026")
    assert send(signed_in, "/chien-dich/moi", **same).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ten": ""}, "Hãy đặt tên chiến dịch"),
        ({"tu": "2026-12-10T08:00", "den": "2026-12-09T08:00"}, "phải sau ngày bắt đầu (10/12/2026 08:00)"),
        ({"den": "mai"}, "Không đọc được giờ đã chọn"),
        ({"han": "hai"}, "Thời hạn đăng là số giờ từ 1 đến 336"),
        ({"nhip_facebook_so": "nhiều"}, "Số bài là số từ 1 đến 200"),
        ({"nhip_facebook_cach": "-5"}, "Khoảng cách là số phút"),
        ({"nhip_facebook_tu": "20:00"}, "Giờ bắt đầu phải trước giờ kết thúc"),
        ({"nhip_facebook_tu": "sáng"}, "Giờ bắt đầu phải trước giờ kết thúc"),
        ({"tin_99999": "1"}, "Có tin không còn"),
        ({"tai_khoan_99999": "1"}, "Có tài khoản không còn dùng được"),
    ],
)
def test_a_form_that_is_wrong_keeps_what_was_typed(
    signed_in: TestClient, database: Database, province: Province, wrong: dict[str, str], said: str
) -> None:
    answer = send(signed_in, "/chien-dich/moi", **fields_of(province, **wrong))
    assert answer.status_code == 400
    assert said in answer.text
    assert "Mọi người dân biết ngày 9/11.</textarea>" in answer.text
    for value in wrong.values():
        assert not value or value in answer.text or value == "1"
    with database.read() as session:
        assert len(session.exec(select(Campaign)).all()) == 1


def test_a_campaign_that_lacks_something_says_so(signed_in: TestClient, province: Province) -> None:
    path = create(signed_in, province, **{f"tai_khoan_{province.facebook}": ""})
    assert "Chưa chọn tài khoản nào để đăng." in signed_in.get(path).text
    assert "Sửa chiến dịch" in signed_in.get(f"{path}/bat-dau").text
    send(signed_in, f"{path}/bat-dau")
    page = signed_in.get(path).text
    assert "Chưa bắt đầu được. Chưa chọn tài khoản nào" in page
    assert "Bản thảo</span>" in page


def test_the_first_days_tell_accounts_of_one_name_apart(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    with database.write() as session:
        name = session.get_one(Account, province.facebook).name
        session.get_one(Account, province.x).name = name
    page = signed_in.get(create(signed_in, province, **{f"tai_khoan_{province.x}": "1"})).text
    head, _, body = page.partition('<table class="perday">')[2].partition("</thead>")
    assert re.findall(rf"<span>{name}<small>([^<]+)</small>", head) == ["Facebook", "X"]
    assert f'data-label="{name} · X"' in body


def test_two_people_edit_one_campaign(signed_in: TestClient, province: Province) -> None:
    path = create(signed_in, province)
    seen = signed_in.get(f"{path}/sua").text.partition('name="da_thay" value="')[2][:16]
    fields = fields_of(province, ten="Bản của Hà", da_thay=seen)
    assert send(signed_in, f"{path}/sua", **fields).status_code == 303
    second = send(signed_in, f"{path}/sua", **fields_of(province, ten="Bản của An", da_thay=seen))
    assert second.status_code == 400
    assert "vừa được người khác sửa" in second.text
    assert 'value="Bản của An"' in second.text
    assert "Bản của Hà" in signed_in.get(path).text


def test_the_form_shows_what_is_kept_and_changes_nothing_by_itself(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    path = create(signed_in, province, nhip_facebook_t1="1", nhip_facebook_t3="1", tu="2026-12-01T08:00")
    page = signed_in.get(f"{path}/sua").text
    for shown in (
        'value="2026-12-01T08:00"',
        'name="nhip_facebook_t3" value="1" checked',
        'name="nhip_facebook_tu" value="07:30"',
    ):
        assert shown in page
    send(signed_in, f"{path}/duyet-san", den="2026-12-31")
    same = fields_of(province, nhip_facebook_t1="1", nhip_facebook_t3="1", tu="2026-12-01T08:00")
    send(signed_in, f"{path}/sua", **same)
    assert "Không có gì thay đổi." in signed_in.get(path).text
    send(signed_in, f"{path}/sua", **{**same, "cs_tat-ca__facebook": "auto"})
    assert "Phê duyệt sẵn của chiến dịch hết hiệu lực" in signed_in.get(path).text
    with database.read() as session:
        assert session.exec(select(StandingApproval.withdrawn_at)).one() is not None


@pytest.mark.parametrize(
    ("until", "said"), [("", "Hãy chọn ngày hết hạn"), ("2026-11-01", "đã qua"), ("2030-01-01", "một năm")]
)
def test_a_standing_approval_needs_an_end(signed_in: TestClient, province: Province, until: str, said: str) -> None:
    path = create(signed_in, province)
    answer = send(signed_in, f"{path}/duyet-san", den=until)
    assert answer.status_code == 400
    assert said in answer.text
    assert "<b>Trần Thị Hà</b>" not in answer.text


def test_a_yes_to_every_kind_is_called_so_and_counted_so(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    path = create(signed_in, province)
    send(signed_in, f"{path}/duyet-san", den="2026-12-31")
    with database.write() as session:
        standing = session.exec(select(StandingApproval)).one()
        standing.kinds = ["*"]
        session.add(standing)
    page = signed_in.get(path).text
    assert "và các loại: mọi loại tin." in page
    assert "<b>0</b> bài chờ người duyệt" in page


POSTS: tuple[tuple[str, dict[str, str], frozenset[Role]], ...] = (
    ("/chien-dich/moi", {"ten": "Đợt tin"}, WRITES),
    ("{path}/sua", {"ten": "Đợt tin"}, WRITES),
    ("{path}/bat-dau", {}, WRITES),
    ("{path}/tam-dung", {}, WRITES),
    ("{path}/chay-tiep", {}, WRITES),
    ("{path}/ket-thuc", {}, WRITES),
    ("{path}/duyet-san", {"den": "2026-12-31"}, ANSWERS),
    ("{path}/rut-duyet", {}, ANSWERS),
)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("where", "fields", "allowed"), POSTS, ids=[case[0] for case in POSTS])
def test_only_roles_of_the_table_decide(
    client: TestClient,
    staff: None,
    province: Province,
    where: str,
    fields: dict[str, str],
    allowed: frozenset[Role],
    role: Role,
) -> None:
    sign_in(client)
    path = create(client, province)
    client.cookies.clear()
    sign_in(client, LOGINS[role])
    answer = send(client, where.format(path=path), **fields)
    assert (answer.status_code == 403) == (role not in allowed)


@pytest.mark.parametrize("role", list(Role))
def test_who_may_not_sees_no_button(client: TestClient, staff: None, province: Province, role: Role) -> None:
    sign_in(client)
    path = create(client, province)
    client.cookies.clear()
    sign_in(client, LOGINS[role])
    page = client.get(path).text
    assert ('href="/chien-dich/moi"' in client.get("/chien-dich").text) == (role in WRITES)
    assert (f'href="{path}/sua"' in page) == (f'href="{path}/bat-dau"' in page) == (role in WRITES)
    assert (f'action="{path}/duyet-san"' in page) == (role in ANSWERS)
    assert client.get("/chien-dich/moi").status_code == (200 if role in WRITES else 403)
    assert client.get(f"{path}/bat-dau").status_code == (200 if role in WRITES else 403)


def test_another_units_campaign_is_not_there(client: TestClient, staff: None, province: Province) -> None:
    sign_in(client)
    path = create(client, province)
    client.cookies.clear()
    sign_in(client, "xa.duyet")
    assert client.get(path).status_code == 404
    for end in ("sua", "bat-dau", "tam-dung"):
        assert client.get(f"{path}/{end}").status_code == 404
    for end in ("sua", "bat-dau", "tam-dung", "ket-thuc", "duyet-san", "rut-duyet"):
        assert send(client, f"{path}/{end}", ten="Đợt tin", den="2026-12-31").status_code == 404
    assert "Ngày Pháp luật" not in client.get("/chien-dich").text
    assert "Pháp luật Hương Giang" not in client.get("/chien-dich/moi").text, "nor the province's accounts"


def test_a_form_from_elsewhere_and_an_unknown_wish(signed_in: TestClient, province: Province) -> None:
    path = create(signed_in, province)
    assert signed_in.post(f"{path}/bat-dau", data={"viec": ""}).status_code == 403
    assert signed_in.post("/chien-dich/moi", data=fields_of(province)).status_code == 403
    assert send(signed_in, f"{path}/xoa").status_code == 404
    assert signed_in.get("/chien-dich/999").status_code == 404


def test_a_script_stays_text(signed_in: TestClient, province: Province) -> None:
    path = create(signed_in, province, ten="<script>alert(1)</script>", muc_tieu="<img src=x onerror=alert(1)>")
    for page in ("/chien-dich", path, f"{path}/sua", f"{path}/bat-dau"):
        text = signed_in.get(page).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


@pytest.mark.parametrize("where", ["/chien-dich", "{path}", "{path}/sua"])
def test_no_query_more_for_a_row_more(
    signed_in: TestClient, database: Database, province: Province, where: str
) -> None:
    path = create(signed_in, province)
    where, campaign_id = where.format(path=path), int(path.rpartition("/")[2])
    signed_in.get(where)
    with statements() as few:
        signed_in.get(where)
    with database.write() as session:
        for number in range(12):
            account = Account(
                unit_id=province.unit_id, channel="facebook", name=f"Trang {number}", settings={}, limits={}
            )
            item_id = add_item(session, province, f"Tin {number}")
            another = Campaign(unit_id=province.unit_id, name=f"Đợt {number}", active=False)
            session.add_all([account, another])
            session.flush()
            session.add(CampaignAccount(campaign_id=campaign_id, account_id=identity(account.id)))
            session.add(CampaignItem(campaign_id=campaign_id, item_id=item_id))
            post_id = add_post(
                session, province.facebook, item_id, PostState.PLANNED, purpose=f"campaign:{campaign_id}:1"
            )
            session.get_one(Post, post_id).campaign_id = campaign_id
    with statements() as many:
        assert signed_in.get(where).status_code == 200
    assert len(many) == len(few)
    assert few


def test_a_province_sees_its_communes_campaigns(signed_in: TestClient, database: Database, province: Province) -> None:
    with database.write() as session:
        session.add(Campaign(unit_id=province.commune_id, name="Tuần lễ An Lộc", active=False))
        session.add(Unit(level=UnitLevel.DEPARTMENT, code="so-khac", parent_id=None))
        session.flush()
        stranger = session.exec(select(Unit.id).where(Unit.code == "so-khac")).one()
        session.add(Campaign(unit_id=stranger or 0, name="Của đơn vị khác", active=False))
    page = signed_in.get("/chien-dich").text
    assert "Tuần lễ An Lộc" in page
    assert "UBND xã An Lộc" in page
    assert "Của đơn vị khác" not in page


def test_loa_may_choose_the_wording(signed_in: TestClient, database: Database, province: Province) -> None:
    offered = signed_in.get("/chien-dich/moi").text.partition('name="mau_facebook"')[2].partition("</div>")[0]
    assert '<option value="*">Loa chọn theo số lượt mở</option>' in offered
    path = create(signed_in, province, mau_facebook="*")
    with database.read() as session:
        assert session.get_one(Campaign, int(path.rpartition("/")[2])).variants == {"facebook": "*"}
    assert '<option value="*" selected>' in signed_in.get(f"{path}/sua").text


def test_only_what_staff_call_a_source_is_offered(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    with database.write() as session:
        pasted, given = (
            Source(unit_id=province.unit_id, kind=kind, address=f"https://bao.example/{kind}", active=False)
            for kind in (SourceKind.PAGE, SourceKind.GIVEN)
        )
        session.add_all([pasted, given])
        session.flush()
        once_chosen = identity(pasted.id)
    listed = set(re.findall(r'href="/nguon/(\d+)"', signed_in.get("/nguon").text))
    offered = set(re.findall(r'name="nguon_(\d+)"', signed_in.get("/chien-dich/moi").text))
    with database.read() as session:
        ours = {str(one) for one in session.exec(select(Source.id).where(Source.unit_id == province.unit_id))}
    assert offered
    assert offered == listed & ours
    path = create(signed_in, province, noi_dung="nguon", viec_announce="1", **{f"nguon_{once_chosen}": "1"})
    page = signed_in.get(f"{path}/sua").text
    assert f'name="nguon_{once_chosen}" value="1" checked' in page, "what the campaign has stays in its form"
    assert set(re.findall(r'name="nguon_(\d+)"', page)) == {*offered, str(once_chosen)}
