"""HTTP gateways, a case a row: what is asked, what is answered, what it means. And: a dropped POST is one request."""

import base64
from pathlib import Path

import pytest

from channels.errors import Misconfigured
from channels.http import Transport
from channels.messenger import Message, Taken, Verdict
from channels.sms.account import open_messenger
from channels.sms.configuration import SMS_FILE, GatewayConfiguration, gateway_configurations
from channels.sms.credentials import SmsCredentials
from channels.sms.described import DescribedMessenger, origin_of
from tests.channels.server import Reply, Server, answer, closed_address, drop, html, truncated

SECRETS = {"api_key": "KEY-1234567", "secret_key": "SECRET-1234567", "access_token": "TOKEN-1234567"}
CREDENTIALS = SmsCredentials.model_validate(SECRETS)
MESSAGE = Message("abc-1-2", "+84912345678", 'Từ 01/01/2027 "mức mới"\n50 m²', "STP-HGIANG")

DESCRIBED = """
[gateways.tinh]
as_of = 2026-11-24
source = "Tài liệu của nhà cung cấp"
label = "Cổng tin của tỉnh"
method = "POST"
url = "https://sms.example/gui?ma={key}"
phone = "+84"
body = "to={phone}&noidung={text}&ten={sender}"
content_type = "application/x-www-form-urlencoded"
headers = { X-Api-Key = "{api_key}" }
result = "ket_qua.ma"
success = ["0"]
id = "ket_qua.id"
words = "ket_qua.loi"
deadline_s = 5.0
batch = 10
account = { 5 = "hết hạn mức" }
refused = { 7 = "số trong danh sách từ chối" }
"""


def described(tmp_path: Path) -> GatewayConfiguration:
    file = tmp_path / "sms.toml"
    file.write_text(DESCRIBED, encoding="utf-8")
    return gateway_configurations(file)["tinh"]


def messenger(server: Server, name: str) -> DescribedMessenger:
    made = open_messenger(CREDENTIALS, {"gateway": name, "endpoint": server.address})
    assert isinstance(made, DescribedMessenger)
    return made


def esms(code: str, **more: object) -> dict[str, object]:
    return {"CodeResult": code, "CountRegenerate": 0, **more}


def speedsms(code: str, **more: object) -> dict[str, object]:
    return {"status": "success" if code == "00" else "error", "code": code, **more}


CASES: list[tuple[str, str, Reply, Verdict, str, str]] = [
    ("accepted", "esms", answer(200, esms("100", SMSID="s-1")), Verdict.TAKEN, "100", ""),
    (
        "wrong key",
        "esms",
        answer(200, esms("101", ErrorMessage="Authorize Failed")),
        Verdict.NOT_TAKEN,
        "101",
        "sai ApiKey",
    ),
    ("no money", "esms", answer(200, esms("103")), Verdict.NOT_TAKEN, "103", "số dư"),
    ("brand name", "esms", answer(200, esms("104")), Verdict.NOT_TAKEN, "104", "brandname"),
    ("template", "esms", answer(200, esms("146")), Verdict.REFUSED, "146", "mẫu"),
    ("seen before", "esms", answer(200, esms("124")), Verdict.UNKNOWN, "124", "trước đó"),
    ("unclear", "esms", answer(200, esms("99")), Verdict.UNKNOWN, "99", "không rõ"),
    ("a new code", "esms", answer(200, esms("555", ErrorMessage="Novelty")), Verdict.UNKNOWN, "555", "Novelty"),
    ("no code", "esms", answer(200, {"ok": True}), Verdict.UNKNOWN, "", "HTTP 200"),
    ("a list", "esms", answer(200, [1]), Verdict.UNKNOWN, "", "HTTP 200"),
    ("html 502", "esms", html(502), Verdict.UNKNOWN, "", "HTTP 502"),
    ("cut short", "esms", truncated(200, b'{"CodeResult":"100"'), Verdict.UNKNOWN, "", "không trả lời"),
    (
        "redirect",
        "esms",
        answer(302, b"", {"Location": "https://elsewhere.example/"}),
        Verdict.UNKNOWN,
        "",
        "không trả lời",
    ),
    ("throttled", "esms", answer(429, b"slow", {"Retry-After": "7"}), Verdict.NOT_TAKEN, "429", "quá nhanh"),
    ("dropped", "esms", drop, Verdict.UNKNOWN, "", "không trả lời"),
    ("accepted", "speedsms", answer(200, speedsms("00", data={"tranId": 77})), Verdict.TAKEN, "00", ""),
    ("no money", "speedsms", answer(200, speedsms("300", message="Balance")), Verdict.NOT_TAKEN, "300", "số dư"),
    (
        "number",
        "speedsms",
        answer(200, speedsms("105", invalidPhone=["84912345678"])),
        Verdict.REFUSED,
        "105",
        "số điện thoại",
    ),
    ("unauthorised", "speedsms", answer(401, b""), Verdict.NOT_TAKEN, "401", "đăng nhập"),
    ("dropped", "speedsms", drop, Verdict.UNKNOWN, "", "không trả lời"),
]


@pytest.mark.parametrize(
    ("gateway", "reply", "verdict", "code", "words"),
    [case[1:] for case in CASES],
    ids=[f"{c[1]} {c[0]}" for c in CASES],
)
def test_what_an_answer_means(
    server: Server, gateway: str, reply: Reply, verdict: Verdict, code: str, words: str
) -> None:
    server.script(reply)
    made = messenger(server, gateway)
    (outcome,) = made.submit([MESSAGE])
    made.close()
    assert (outcome.verdict, outcome.code) == (verdict, code)
    assert words in outcome.words
    assert len(server.requests) == 1
    assert (outcome.after is not None) == (verdict is Verdict.NOT_TAKEN)
    told = f"{outcome.words} {outcome.evidence}"
    assert not any(secret in told for secret in (*SECRETS.values(), "912345678", "mức mới"))


def test_nobody_there_is_certain() -> None:
    made = open_messenger(CREDENTIALS, {"gateway": "esms", "endpoint": closed_address()})
    first, second = made.submit([MESSAGE, MESSAGE])
    assert (first.verdict, second.verdict) == (Verdict.NOT_TAKEN, Verdict.NOT_TAKEN)
    made.close()


def test_after_trouble_with_the_account_the_rest_is_not_sent(server: Server) -> None:
    server.script(answer(200, esms("103")))
    made = messenger(server, "esms")
    outcomes = made.submit([MESSAGE] * 3)
    made.close()
    assert [outcome.verdict for outcome in outcomes] == [Verdict.NOT_TAKEN] * 3
    assert len(server.requests) == 1


def test_what_esms_is_asked(server: Server) -> None:
    server.script(answer(200, esms("100", SMSID="s-1")))
    made = messenger(server, "esms")
    assert made.submit([MESSAGE])[0].parts == (Taken(1, "s-1"),)
    made.close()
    (request,) = server.requests
    assert request.path == "/MainService.svc/json/SendMultipleMessage_V4_post_json/"
    assert request.headers["host"] == "rest.esms.vn"
    assert request.json == {
        "ApiKey": "KEY-1234567",
        "SecretKey": "SECRET-1234567",
        "Phone": "0912345678",
        "Content": MESSAGE.text,
        "Brandname": "STP-HGIANG",
        "SmsType": "2",
        "IsUnicode": "1",
        "Sandbox": "0",
        "RequestId": "abc-1-2",
        "CallbackUrl": "",
    }


def test_what_speedsms_is_asked(server: Server) -> None:
    server.script(answer(200, speedsms("00", data={"tranId": 77})))
    made = messenger(server, "speedsms")
    assert made.submit([MESSAGE])[0].parts == (Taken(1, "77"),)
    made.close()
    (request,) = server.requests
    assert request.path == "/index.php/sms/send"
    assert base64.b64decode(request.headers["authorization"].split()[1]) == b"TOKEN-1234567:x"
    assert request.json == {"to": ["84912345678"], "content": MESSAGE.text, "sms_type": 3, "sender": "STP-HGIANG"}


def test_a_gateway_described_in_configuration(server: Server, tmp_path: Path) -> None:
    configuration = described(tmp_path)
    server.script(answer(200, {"ket_qua": {"ma": 0, "id": "T9"}}), answer(200, {"ket_qua": {"ma": 7}}))
    made = DescribedMessenger(configuration, CREDENTIALS, Transport(rebase={origin_of(configuration): server.address}))
    first, second = made.submit([MESSAGE, MESSAGE])
    made.close()
    assert (first.verdict, first.parts) == (Verdict.TAKEN, (Taken(1, "T9"),))
    assert (second.verdict, second.words) == (Verdict.REFUSED, "Cổng tin của tỉnh: số trong danh sách từ chối.")
    request = server.requests[0]
    assert request.fields == {"to": "+84912345678", "noidung": MESSAGE.text, "ten": "STP-HGIANG"}
    assert (request.query, request.headers["x-api-key"]) == ({"ma": "abc-1-2"}, "KEY-1234567")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('method = "POST"', 'method = "PUT"', "method"),
        ('phone = "+84"', 'phone = "84-"', "phone"),
        ('result = "ket_qua.ma"', "", "result"),
        ("success = [", "success = 0 #", "success"),
        ("as_of = 2026-11-24", "", "as_of"),
        ('{ 5 = "hết hạn mức" }', "{ 5 = 5 }", "account"),
    ],
)
def test_a_wrong_description_is_named(tmp_path: Path, before: str, after: str, told: str) -> None:
    file = tmp_path / "sms.toml"
    file.write_text(DESCRIBED.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(Misconfigured, match=told):
        gateway_configurations(file)


def test_a_placeholder_nobody_fills_is_told_before_any_call(tmp_path: Path) -> None:
    file = tmp_path / "sms.toml"
    file.write_text(DESCRIBED.replace("{sender}", "{nguoi_gui}"), encoding="utf-8")
    with pytest.raises(Misconfigured, match="nguoi_gui"):
        DescribedMessenger(gateway_configurations(file)["tinh"], CREDENTIALS, Transport())


def test_the_built_in_descriptions_are_dated_and_sourced() -> None:
    assert set(gateway_configurations(SMS_FILE)) == {"esms", "speedsms"}
