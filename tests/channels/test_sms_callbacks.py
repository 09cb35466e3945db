"""What HTTP gateways report, read as `config/sms.toml` describes it: a table of cases, and a described one that signs."""

import hashlib
import hmac
import json
from pathlib import Path

import pytest

from channels.errors import Misconfigured
from channels.messenger import ReceiptReport
from channels.sms.callback import LONGEST_TEXT, NotOurs, check_signature, fields_of, heard_in, receipt_in
from channels.sms.configuration import CallbackConfiguration, gateway_configurations
from channels.sms.credentials import SmsCredentials

JSON = "application/json"


def described(name: str) -> CallbackConfiguration:
    found = gateway_configurations()[name].callback
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("gateway", "told", "report"),
    [
        ("esms", "SMSID=a1&SendStatus=5&SendSuccess=1&SendFailed=0", ("a1", "DELIVRD", "5")),
        ("esms", "SMSID=a1&SendStatus=5&SendSuccess=0&SendFailed=1", ("a1", "UNDELIV", "5")),
        ("esms", "SMSID=a1&SendStatus=5&SendSuccess=0&SendFailed=0", None),
        ("esms", "SMSID=a1&SendStatus=4&SendSuccess=0&SendFailed=0", ("a1", "REJECTD", "4")),
        ("esms", "SMSID=a1&SendStatus=7&SendSuccess=0&SendFailed=0", None),
        ("esms", "SMSID=a1&SendStatus=2", None),
        ("esms", "SMSID=&SendStatus=5&SendSuccess=1", None),
        ("esms", "SMSID=a1&SendStatus=5&SendSuccess=-1", None),
        ("esms", "SMSID=a1&SendStatus=5&SendSuccess=²", None),
        ("speedsms", {"type": "report", "tranId": 77, "phone": "84900000001", "status": 0}, ("77", "DELIVRD", "0")),
        ("speedsms", {"type": "report", "tranId": 77, "status": 63}, None),
        ("speedsms", {"type": "report", "tranId": 77, "status": 64}, ("77", "UNDELIV", "64")),
        ("speedsms", {"type": "sms", "tranId": 77, "status": 0}, None),
        ("speedsms", {"type": "report", "tranId": True, "status": 0}, None),
    ],
)
def test_reports(gateway: str, told: str | dict[str, object], report: tuple[str, str, str] | None) -> None:
    fields = fields_of(told, b"", "") if isinstance(told, str) else fields_of("", json.dumps(told).encode(), JSON)
    assert receipt_in(described(gateway), fields) == (ReceiptReport(*report) if report else None)


def test_a_citizens_message_has_one_fingerprint_however_often_it_comes() -> None:
    body = json.dumps({"type": "sms", "phone": "84912345678", "content": "TC"}).encode()
    first, second = (heard_in(described("speedsms"), fields_of("", body, JSON)) for _ in range(2))
    assert first is not None
    assert first == second
    assert (first.sender, first.text) == ("+84912345678", "TC")
    long = json.dumps({"type": "sms", "phone": "0912345678", "content": "ế" * 60_000}).encode()
    shortened = heard_in(described("speedsms"), fields_of("", long, JSON))
    assert shortened is not None
    assert len(shortened.text) == LONGEST_TEXT
    assert heard_in(described("speedsms"), {"type": "sms", "phone": "84912345678", "content": " "}) is None
    assert heard_in(described("esms"), {"type": "sms", "phone": "84912345678", "content": "TC"}) is None


GENERIC = """
[gateways.mot_cong]
as_of = 2026-11-25
source = "thử"
label = "Một cổng"
method = "POST"
url = "https://gateway.example/send"
phone = "+84"
body = "to={phone}&text={text}&report={callback}"
content_type = "application/x-www-form-urlencoded"
result = "status"
success = ["ok"]
deadline_s = 5.0
batch = 1

[gateways.mot_cong.callback]
id = "message.id"
cases = [{ status = "EXPIRED", when = { "message.state" = "3-4" } }]
signature_header = "X-Signature"
signature_secret = "secret_key"
"""


def generic(folder: Path, text: str = GENERIC) -> CallbackConfiguration:
    (folder / "sms.toml").write_text(text, encoding="utf-8")
    found = gateway_configurations(folder / "sms.toml")["mot_cong"].callback
    assert found is not None
    return found


def test_a_described_gateway_that_signs(tmp_path: Path) -> None:
    callback = generic(tmp_path)
    body = b'{"message": {"id": "m-1", "state": 4}}'
    assert receipt_in(callback, fields_of("", body, "")) == ReceiptReport("m-1", "EXPIRED")
    credentials = SmsCredentials.model_validate({"secret_key": "bí mật"})
    signature = hmac.new("bí mật".encode(), body, hashlib.sha256).hexdigest()
    check_signature(callback, credentials, body, {"x-signature": f"sha256={signature.upper()}"})
    for headers, secret in (
        ({}, credentials),
        ({"x-signature": "0" * 64}, credentials),
        ({"x-signature": signature}, None),
    ):
        with pytest.raises(NotOurs):
            check_signature(callback, secret or SmsCredentials(), body, headers)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('"EXPIRED"', '"XONG"', "status"),
        ('signature_secret = "secret_key"', 'signature_secret = "mat_khau"', "signature_secret"),
        ('id = "message.id"', "", "`id`"),
        ('cases = [{ status = "EXPIRED", when = { "message.state" = "3-4" } }]', "cases = 3", "cases"),
        ('{ "message.state" = "3-4" }', "{ state = 3 }", "`when` phải ghi"),
        ('{ "message.state" = "3-4" }', "{}", "`when` phải ghi"),
    ],
)
def test_a_wrong_description_is_named(tmp_path: Path, before: str, after: str, told: str) -> None:
    with pytest.raises(Misconfigured, match=told):
        generic(tmp_path, GENERIC.replace(before, after))
