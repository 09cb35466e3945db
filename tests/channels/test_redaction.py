"""No secret and no phone number gets through, however it is spelled; identifiers and numbers of acts stay."""

import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.redaction import EVIDENCE_LIMIT, REMOVED, Redactor, secrets_of
from channels.registry import parse_credentials, spec_of
from tests.channels.platforms import PLATFORMS

NOTHING_KNOWN = Redactor()


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("GET /v26.0/me?access_token=EAAshort&fields=id", "EAAshort"),
        ("GET /v26.0/me?fields=id&appsecret_proof=0af3", "0af3"),
        ('{"access_token": "abc\\u0111", "x": 1}', "abc"),
        ("{'access_token': 'abcdef'}", "abcdef"),
        ('{\\"refresh_token\\": \\"abcdef\\"}', "abcdef"),
        ("Authorization: Bearer abcdef", "abcdef"),
        ("'Authorization': 'OAuth oauth_token=\"abc\", oauth_signature=\"def\"'", "abc"),
        ('OAuth oauth_consumer_key="ckey", oauth_signature="s%2Fig"', "s%2Fig"),
        ("oauth_token_secret=xyz123", "xyz123"),
        ("client_secret=xyz123&grant_type=x", "xyz123"),
        ("bearer AAAAAAAAAAAAAAAAAAAAAxyz", "AAAAxyz"),
        ("token EAAGm0PX4ZCpsBAabcdefgh is old", "EAAGm0PX4ZCpsBAabcdefgh"),
        ("gọi 0912345678 ngay", "0912345678"),
        ("gọi +84 912 345 678", "912 345 678"),
        ("gọi (+84) 912-345-678", "912-345-678"),
        ("84912345678", "912345678"),
        ("máy bàn 0234.382.1234", "382.1234"),
    ],
)
def test_secrets_nobody_told_us_of(text: str, secret: str) -> None:
    cleaned = NOTHING_KNOWN.clean(text)
    assert secret not in cleaned
    assert REMOVED in cleaned


@pytest.mark.parametrize(
    "text",
    [
        "HTTP 400 | (#100) Invalid parameter",
        "27/2026/QĐ-UBND ngày 24/11/2026",
        "post 1000000000001_122103456789012345 not found",
        "1999123456789012345",
        "error_subcode 463, fbtrace_id A1b2C3",
        "the token is old",
        "reset at 1795508100",
    ],
)
def test_what_engineers_need_stays(text: str) -> None:
    assert NOTHING_KNOWN.clean(text) == text


@pytest.mark.parametrize("channel", ["facebook", "x"])
def test_known_secrets_are_removed_in_every_spelling(channel: str) -> None:
    credentials = parse_credentials(spec_of(channel), PLATFORMS[channel].credentials)
    redactor = Redactor.of(credentials)
    assert set(secrets_of(credentials)) == set(PLATFORMS[channel].credentials.values())
    for secret in secrets_of(credentials):
        for spelling in (secret, quote(secret, safe=""), quote(secret), quote_plus(secret), json.dumps(secret)):
            assert redactor.clean(f"trước {spelling} sau") in (f"trước {REMOVED} sau", f'trước "{REMOVED}" sau')


@given(st.text(min_size=4, max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_a_known_secret_never_stays(secret: str, before: str, after: str) -> None:
    cleaned = Redactor((secret,)).clean(before + secret + after)
    assert secret not in cleaned.replace(REMOVED, "\x00") or secret in REMOVED


def test_evidence_is_cut_after_it_was_cleaned() -> None:
    secret = "s3cr3t" * 10
    evidence = Redactor((secret,)).evidence("HTTP 400", "", "x" * (EVIDENCE_LIMIT - 20) + secret)
    assert len(evidence) <= EVIDENCE_LIMIT
    assert "s3cr3t" not in evidence
    assert evidence.startswith("HTTP 400 | x")
