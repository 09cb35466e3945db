"""The page of an SMS account: staff set how the network is spoken to, without SQL; what is wrong is said and kept nowhere."""

from html import unescape

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import col, select

from distributor.db import Database
from distributor.models import Account, AccountState, AuditEntry
from tests.web.forms import form_token
from tests.web.province import Province, identity

SETTINGS = {"gateway": "smpp", "host": "smsc.nhamang.vn", "sender": "SoTuPhap", "endpoint_note": "giữ nguyên"}
FIELDS = {
    "viec": "thiet-lap",
    "audience": "-",
    "variant": "-",
    "sender": "SoTuPhap",
    **dict.fromkeys(("receipt_ids", "source_ton", "source_npi", "dest_ton", "dest_npi", "gsm_coding"), "-"),
}


@pytest.fixture
def place(database: Database, province: Province) -> str:
    with database.write() as session:
        account = Account(unit_id=province.unit_id, channel="sms", name="Tin Sở", settings=SETTINGS, limits={})
        session.add(account)
        session.flush()
        return f"/tai-khoan/{identity(account.id)}"


def send(client: TestClient, place: str, **fields: str) -> Response:
    token = form_token(client.get(place).text)
    return client.post(place, data={**FIELDS, **fields, "form_token": token})


def settings_of(database: Database, place: str) -> dict[str, object]:
    with database.read() as session:
        return dict(session.get_one(Account, int(place.rpartition("/")[2])).settings)


def noted(database: Database) -> list[list[str]]:
    with database.read() as session:
        wanted = select(AuditEntry).where(AuditEntry.action == "configure").order_by(col(AuditEntry.id))
        return [one.fields for one in session.exec(wanted)]


def test_what_the_network_wants_is_set_and_taken_back(signed_in: TestClient, database: Database, place: str) -> None:
    page = unescape(signed_in.get(place).text)
    assert "Kết nối với nhà mạng" in page
    assert "5 alphanumeric" in page
    wish = {
        "reply_to": "8100",
        "reply_price": "0",
        "names_reply": "1",
        "templates": "UBND thông báo: {tin}.\nQC: [QC] {loi}",
        "templates_only": "1",
        "header": "38",
        "gsm_part": "152",
        "ucs2_part": "66",
        "plain_only": "1",
        "forbidden": "[]{}",
        "window": "50",
        "per_second": "0",
        "validity_hours": "12",
        "receipt_ids": "hexadecimal",
        "source_ton": "5",
        "source_npi": "0",
        "dest_ton": "2",
        "dest_npi": "8",
        "national": "1",
        "gsm_coding": "3",
    }
    saved = send(signed_in, place, **wish)
    assert saved.status_code == 303, unescape(saved.text)
    whole = (
        "reply_price",
        "header",
        "gsm_part",
        "ucs2_part",
        "window",
        "per_second",
        "validity_hours",
        "source_ton",
        "source_npi",
        "dest_ton",
        "dest_npi",
        "gsm_coding",
    )
    flags = ("names_reply", "templates_only", "plain_only", "national")
    wanted: dict[str, object] = {**SETTINGS, **wish}
    wanted |= {name: int(wish[name]) for name in whole} | dict.fromkeys(flags, True)
    assert settings_of(database, place) == wanted
    assert noted(database) == [sorted(wish)]
    page = signed_in.get(place).text
    assert '<option value="hexadecimal" selected>' in page
    assert 'name="window" maxlength="9" autocomplete="off" inputmode="numeric" value="50"' in page
    assert send(signed_in, place, **wish).status_code == 303
    assert len(noted(database)) == 1, "nothing changed, nothing is noted"
    send(signed_in, place, reply_to="8100")
    assert settings_of(database, place) == {**SETTINGS, "reply_to": "8100", **dict.fromkeys(flags, False)}
    assert noted(database)[1] == sorted(set(wish) - {"reply_to"})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"window": "0"}, "Số tin chờ trả lời cùng lúc: hãy ghi một số nguyên từ 1 đến 1.000."),
        ({"window": "10.5"}, "hãy ghi một số nguyên"),
        ({"header": "46"}, "từ 0 đến 45"),
        ({"gsm_part": "154"}, "từ 100 đến 153"),
        ({"templates": "một\n{hai}"}, "dòng 2 không có chữ nào cố định"),
        ({"per_second": "-3"}, "hãy ghi một số nguyên"),
        ({"per_second": "١٢"}, "hãy ghi một số nguyên"),
        ({"validity_hours": "673"}, "từ 0 đến 672"),
        ({"source_ton": "7"}, "không có lựa chọn này"),
        ({"gsm_coding": "8"}, "không có lựa chọn này"),
        ({"receipt_ids": "octal"}, "không có lựa chọn này"),
        ({"sender": ""}, "Tên gửi «» không dùng được"),
        ({"sender": "Sở Tư pháp"}, "tối đa 11 ký tự không dấu"),
        ({"reply_to": "gọi 8100"}, "chỉ gồm 3 đến 15 chữ số"),
        ({"forbidden": "x" * 61}, "dài quá 60 ký tự"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    signed_in: TestClient, database: Database, place: str, wrong: dict[str, str], said: str
) -> None:
    answer = send(signed_in, place, **{"reply_to": "8100", "window": "37", **wrong})
    page = unescape(answer.text)
    assert answer.status_code == 400
    assert said in page
    assert "window" in wrong or 'value="37"' in page
    assert settings_of(database, place) == SETTINGS
    assert noted(database) == []


def test_an_http_gateway_has_no_bind_to_set(signed_in: TestClient, database: Database, place: str) -> None:
    with database.write() as session:
        account = session.get_one(Account, int(place.rpartition("/")[2]))
        account.settings = {"gateway": "esms", "sender": "SoTuPhap"}
    page = unescape(signed_in.get(place).text)
    assert "Ký tự nhà mạng không nhận" in page
    assert "Số tin chờ trả lời" not in page
    assert "TON" not in page
    assert send(signed_in, place, window="50", forbidden="[").status_code == 303
    assert settings_of(database, place) == {"gateway": "esms", "sender": "SoTuPhap", "forbidden": "["}


def test_networks_go_by_other_accounts_of_the_unit_and_by_no_other(
    signed_in: TestClient, database: Database, province: Province, place: str
) -> None:
    page = unescape(signed_in.get(place).text)
    assert "gửi qua" not in page, "there is no other account"
    with database.write() as session:
        other, foreign, closed = (
            Account(unit_id=unit_id, channel="sms", name=name, settings=SETTINGS, limits={}, state=state)
            for unit_id, name, state in (
                (province.unit_id, "Tin dự phòng", AccountState.ACTIVE),
                (province.commune_id, "Tin xã", AccountState.ACTIVE),
                (province.unit_id, "Tin cũ", AccountState.CLOSED),
            )
        )
        session.add_all((other, foreign, closed))
        session.flush()
        ids = {one.name: str(identity(one.id)) for one in (other, foreign, closed)}
    networks = ("viettel", "vinaphone", "mobifone", "vietnamobile", "gmobile", "itel", "wintel")
    usual = dict.fromkeys(("fallback", *(f"route_{network}" for network in networks)), "-")
    page = unescape(signed_in.get(place).text)
    assert "Số Viettel gửi qua" in page
    assert f'<option value="{ids["Tin dự phòng"]}">Tin dự phòng</option>' in page
    for name in ("Tin xã", "Tin cũ"):
        refused = send(signed_in, place, **{**usual, "fallback": ids[name]})
        assert refused.status_code == 400
        assert "không có lựa chọn này" in unescape(refused.text)
    wish = {"fallback": ids["Tin dự phòng"], "route_viettel": ids["Tin dự phòng"]}
    assert send(signed_in, place, **{**usual, **wish}).status_code == 303
    assert settings_of(database, place) == {**SETTINGS, **{name: int(value) for name, value in wish.items()}}
    assert noted(database) == [["fallback", "route_viettel"]]
    send(signed_in, place, **usual)
    assert settings_of(database, place) == SETTINGS
