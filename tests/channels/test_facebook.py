"""Facebook: a table of cases."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from channels.base import OutgoingPost, Published
from channels.configuration import configuration
from channels.errors import AuthExpired, OutcomeUnknown, RateLimited, Rejected
from channels.facebook.failures import regain_access_at
from tests.channels.platforms import (
    FACEBOOK,
    LINK,
    NOW,
    PLAIN_POST,
    UNLINKED_POST,
    graph_error,
    opened,
    picture,
)
from tests.channels.server import Reply, Request, Server, answer
from tests.channels.walks import Case, Expected, run, walk

PAGE = FACEBOOK.settings["page_id"]
FEED = f"/v26.0/{PAGE}/feed"
PHOTOS = f"/v26.0/{PAGE}/photos"
TOKEN, APP_SECRET = FACEBOOK.credentials["page_access_token"], FACEBOOK.credentials["app_secret"]
PROOF = hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
SIGNED = {"access_token": TOKEN, "appsecret_proof": PROOF}


def fields(request: Request) -> dict[str, str]:
    return request.fields


def parts(request: Request) -> tuple[dict[str, str], dict[str, int]]:
    return request.fields, {name: len(content) for name, content in request.files.items()}


def plain(_folder: Path) -> OutgoingPost:
    return PLAIN_POST


def with_picture(folder: Path) -> OutgoingPost:
    return replace(PLAIN_POST, media=(picture(folder),))


def with_undescribed_picture(folder: Path) -> OutgoingPost:
    return replace(PLAIN_POST, media=(picture(folder, alt_text=""),))


def refused(label: str, reply: Reply, kind: type[Exception], code: str) -> Case:
    return Case(label, plain, (reply,), (Expected("POST", FEED),), (kind, code))  # type: ignore[arg-type]


CAPTIONED = {"caption": PLAIN_POST.text, "published": "true", **SIGNED}

CASES = (
    Case(
        "a link",
        plain,
        (answer(200, {"id": f"{PAGE}_7"}),),
        (Expected("POST", FEED, fields, {"message": PLAIN_POST.text, "link": LINK, **SIGNED}),),
        Published(f"{PAGE}_7", f"https://www.facebook.com/{PAGE}_7"),
    ),
    Case(
        "text without a link",
        lambda _folder: UNLINKED_POST,
        (answer(200, {"id": f"{PAGE}_7"}),),
        (Expected("POST", FEED, fields, {"message": UNLINKED_POST.text, **SIGNED}),),
        Published(f"{PAGE}_7", f"https://www.facebook.com/{PAGE}_7"),
    ),
    Case(
        "the platform tells the address",
        plain,
        (answer(200, {"id": f"{PAGE}_7", "permalink_url": "https://www.facebook.com/p/7"}),),
        (Expected("POST", FEED),),
        Published(f"{PAGE}_7", "https://www.facebook.com/p/7"),
    ),
    Case(
        "a picture is known by its post, not by itself",
        with_picture,
        (answer(200, {"id": "44", "post_id": f"{PAGE}_8"}),),
        (
            Expected(
                "POST",
                PHOTOS,
                parts,
                ({**CAPTIONED, "alt_text_custom": "Thẻ tóm tắt quy định tách thửa"}, {"source": 600}),
            ),
        ),
        Published(f"{PAGE}_8", f"https://www.facebook.com/{PAGE}_8"),
    ),
    Case(
        "a picture without alt text",
        with_undescribed_picture,
        (answer(200, {"id": "44", "post_id": f"{PAGE}_8"}),),
        (Expected("POST", PHOTOS, parts, (CAPTIONED, {"source": 600})),),
        Published(f"{PAGE}_8", f"https://www.facebook.com/{PAGE}_8"),
    ),
    *(
        refused(f"code {code} throttles", answer(400, graph_error(code, is_transient=True)), RateLimited, str(code))
        for code in (4, 17, 32, 613, 80001)
    ),
    *(
        refused(f"code {code} cools down", answer(400, graph_error(code)), RateLimited, str(code))
        for code in (341, 368)
    ),
    refused("code 102 signs out", answer(401, graph_error(102)), AuthExpired, "102"),
    *(
        refused(
            f"code 190 subcode {subcode} signs out",
            answer(400, graph_error(190, error_subcode=subcode)),
            AuthExpired,
            f"190/{subcode}",
        )
        for subcode in (458, 459, 460, 463, 464, 467, 492)
    ),
    *(
        refused(f"code {code} is refused for good", answer(400, graph_error(code)), Rejected, str(code))
        for code in (10, 100, 200, 324, 1609005)
    ),
    refused("code 506 is a duplicate", answer(400, graph_error(506)), OutcomeUnknown, "506"),
    *(
        refused(f"code {code} is unclear", answer(400, graph_error(code)), OutcomeUnknown, str(code))
        for code in (1, 2, 99999)
    ),
    refused("a transient refusal is unclear", answer(400, graph_error(100, is_transient=True)), OutcomeUnknown, "100"),
    refused("200 with a refusal inside", answer(200, graph_error(100)), Rejected, "100"),
    refused("200 with an unclear error inside", answer(200, graph_error(1)), OutcomeUnknown, "1"),
    refused("500 with a refusal inside is unclear", answer(500, graph_error(100)), OutcomeUnknown, "100"),
    refused("an error without a code is unclear", answer(400, graph_error(None)), OutcomeUnknown, ""),
    refused("200 without an id is unclear", answer(200, {"success": True}), OutcomeUnknown, ""),
    refused("400 with an id is unclear", answer(400, {"id": "1"}), OutcomeUnknown, ""),
    refused("a query string instead of JSON", answer(200, b"access_token=abc", kind="text/plain"), OutcomeUnknown, ""),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_case(case: Case, server: Server, folder: Path) -> None:
    run("facebook", case, server, folder)


def test_a_duplicate_says_so(server: Server) -> None:
    server.script(answer(400, graph_error(506)))
    outcome, _steps = walk("facebook", server, PLAIN_POST)
    assert isinstance(outcome, OutcomeUnknown)
    assert outcome.duplicate


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({}, None),
        ({"Retry-After": "30"}, NOW + timedelta(seconds=30)),
        ({"X-Business-Use-Case-Usage": "not json"}, None),
        ({"X-Business-Use-Case-Usage": '{"1": [{"estimated_time_to_regain_access": 0}]}'}, None),
        (
            {
                "X-Business-Use-Case-Usage": '{"1": [{"estimated_time_to_regain_access": 5}, '
                '{"estimated_time_to_regain_access": 60}], "2": "odd"}'
            },
            NOW + timedelta(minutes=60),
        ),
    ],
)
def test_a_throttle_ends_when_the_header_says(headers: Mapping[str, str], until: datetime | None) -> None:
    assert regain_access_at(headers, NOW) == until


def test_a_cool_down_without_a_time_gets_ours(server: Server) -> None:
    server.script(answer(400, graph_error(368)))
    outcome, _steps = walk("facebook", server, PLAIN_POST)
    assert isinstance(outcome, RateLimited)
    assert outcome.until == NOW + timedelta(seconds=configuration().facebook.cool_down_s)


def test_a_picture_needs_its_link_in_the_text(server: Server, folder: Path) -> None:
    with opened("facebook", server.address) as account:
        post = replace(PLAIN_POST, text="Không có đường dẫn", media=(picture(folder),))
        assert [problem.field for problem in account.adapter.check(post)] == ["text"]
        assert account.adapter.check(replace(post, media=())) == []
