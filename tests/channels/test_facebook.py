"""Facebook: a table of cases."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from channels.base import Finds, MediaFile, Next, OutgoingPost, Published
from channels.errors import AuthExpired, ChannelError, OutcomeUnknown, RateLimited, Rejected, Retryable
from channels.facebook.configuration import facebook_configuration
from channels.facebook.failures import regain_access_at
from tests.channels.platforms import (
    FACEBOOK,
    LINK,
    NOW,
    PLAIN_POST,
    UNLINKED_POST,
    FixedClock,
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


def real_png() -> bytes:
    written = BytesIO()
    Image.new("RGB", (40, 30), "#17457a").save(written, "PNG")
    return written.getvalue()


PICTURE_BYTES = len(real_png())


def photo(folder: Path, number: int = 0, alt_text: str = "Thẻ tóm tắt quy định tách thửa") -> MediaFile:
    """A real picture; `number` bytes longer, so that no two are the same."""
    content = real_png() + bytes(number)
    path = folder / f"{number}.png"
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return MediaFile(path, digest, "image/png", len(content), 40, 30, alt_text)


def fields(request: Request) -> dict[str, str]:
    return request.fields


def parts(request: Request) -> tuple[dict[str, str], dict[str, int]]:
    return request.fields, {name: len(content) for name, content in request.files.items()}


def plain(_folder: Path) -> OutgoingPost:
    return PLAIN_POST


def with_picture(folder: Path) -> OutgoingPost:
    return replace(PLAIN_POST, media=(photo(folder),))


def with_undescribed_picture(folder: Path) -> OutgoingPost:
    return replace(PLAIN_POST, media=(photo(folder, alt_text=""),))


def with_three_pictures(folder: Path) -> OutgoingPost:
    return replace(PLAIN_POST, media=tuple(photo(folder, number, f"Ảnh {number}") for number in (1, 2, 3)))


def broken(content: bytes) -> Callable[[Path], OutgoingPost]:
    def post(folder: Path) -> OutgoingPost:
        file = photo(folder)
        file.path.write_bytes(content)
        return replace(PLAIN_POST, media=(replace(file, sha256=hashlib.sha256(content).hexdigest()),))

    return post


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
                ({**CAPTIONED, "alt_text_custom": "Thẻ tóm tắt quy định tách thửa"}, {"source": PICTURE_BYTES}),
            ),
        ),
        Published(f"{PAGE}_8", f"https://www.facebook.com/{PAGE}_8"),
    ),
    Case(
        "a picture without alt text",
        with_undescribed_picture,
        (answer(200, {"id": "44", "post_id": f"{PAGE}_8"}),),
        (Expected("POST", PHOTOS, parts, (CAPTIONED, {"source": PICTURE_BYTES})),),
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
    Case(
        "three pictures: uploaded unseen, then one post",
        with_three_pictures,
        (*(answer(200, {"id": str(number)}) for number in (44, 45, 46)), answer(200, {"id": f"{PAGE}_9"})),
        (
            *(
                Expected(
                    "POST",
                    PHOTOS,
                    parts,
                    (
                        {"published": "false", "alt_text_custom": f"Ảnh {number}", **SIGNED},
                        {"source": PICTURE_BYTES + number},
                    ),
                )
                for number in (1, 2, 3)
            ),
            Expected(
                "POST",
                FEED,
                lambda request: (request.fields["message"], json.loads(request.fields["attached_media"])),
                (PLAIN_POST.text, [{"media_fbid": "44"}, {"media_fbid": "45"}, {"media_fbid": "46"}]),
            ),
        ),
        Published(f"{PAGE}_9", f"https://www.facebook.com/{PAGE}_9"),
    ),
    Case(
        "the second of three pictures is refused",
        with_three_pictures,
        (answer(200, {"id": "44"}), answer(400, graph_error(324))),
        (Expected("POST", PHOTOS), Expected("POST", PHOTOS)),
        (Rejected, "324"),
    ),
    Case(
        "an upload whose answer has no id",
        with_three_pictures,
        (answer(200, {"success": True}),),
        (Expected("POST", PHOTOS),),
        (Retryable, ""),
    ),
    Case(
        "the post of three pictures gets no clear answer",
        with_three_pictures,
        (*(answer(200, {"id": str(number)}) for number in (44, 45, 46)), answer(502, b"<html>", kind="text/html")),
        (*[Expected("POST", PHOTOS)] * 3, Expected("POST", FEED)),
        (OutcomeUnknown, ""),
    ),
    *(
        Case(f"a picture that is {label} is not sent", broken(content), (), (), (Rejected, "media_broken"))
        for label, content in (
            ("empty", b""),
            ("cut short", real_png()[:-30]),
            ("something else under its name", b"GIF89a" + bytes(60)),
            ("a JPEG cut short", b"\xff\xd8\xff\xe0" + bytes(4_000)),
        )
    ),
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
        (
            {"X-Business-Use-Case-Usage": '{"1": [{"estimated_time_to_regain_access": 9999999999999}]}'},
            NOW + timedelta(days=1),
        ),
    ],
)
def test_a_throttle_ends_when_the_header_says(headers: Mapping[str, str], until: datetime | None) -> None:
    assert regain_access_at(headers, NOW) == until


def test_a_cool_down_without_a_time_gets_ours(server: Server) -> None:
    server.script(answer(400, graph_error(368)))
    outcome, _steps = walk("facebook", server, PLAIN_POST)
    assert isinstance(outcome, RateLimited)
    assert outcome.until == NOW + timedelta(seconds=facebook_configuration().cool_down_s)


def test_a_picture_needs_its_link_in_the_text(server: Server, folder: Path) -> None:
    with opened("facebook", server.address) as account:
        post = replace(PLAIN_POST, text="Không có đường dẫn", media=(picture(folder),))
        assert [problem.field for problem in account.adapter.check(post)] == ["text"]
        assert account.adapter.check(replace(post, media=())) == []


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ({"code": 190, "error_subcode": 463}, "hết hạn"),
        ({"code": 190, "error_subcode": 460}, "đổi mật khẩu"),
        ({"code": 190, "error_subcode": 492}, "không còn quản lý Trang"),
        ({"code": 190}, "kết nối lại Trang"),
        ({"code": 21}, "kết nối Trang mới"),
        ({"code": 200}, "đúng Trang"),
        ({"code": 10}, "chưa được cấp quyền"),
        ({"code": 803}, "không còn trên Facebook"),
        ({"code": 368}, "Chất lượng Trang"),
        ({"code": 100, "message": "Param link is wrong"}, "Param link is wrong"),
    ],
)
def test_a_refusal_says_what_to_do(problem: dict[str, object], words: str, server: Server) -> None:
    server.script(answer(400, {"error": {"message": "no", "type": "OAuthException", **problem}}))
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        with pytest.raises(ChannelError, match=words):
            adapter.find(PLAIN_POST, NOW)


def test_photos_that_are_too_old_are_uploaded_again(server: Server, folder: Path) -> None:
    post = with_three_pictures(folder)
    clock = FixedClock()
    server.script(*[answer(200, {"id": "44"})] * 4)
    with opened("facebook", server.address, clock) as account:
        step = account.adapter.advance(post, account.adapter.begin(post).progress)
        assert isinstance(step, Next)
        clock.moment = NOW + timedelta(seconds=facebook_configuration().upload.lives_s + 1)
        again = account.adapter.advance(post, step.progress)
    assert again == account.adapter.begin(post)
    assert len(server.requests) == 1


def test_photos_of_another_choice_are_not_used(server: Server, folder: Path) -> None:
    post = with_three_pictures(folder)
    server.script(answer(200, {"id": "44"}))
    with opened("facebook", server.address) as account:
        step = account.adapter.advance(post, account.adapter.begin(post).progress)
        assert isinstance(step, Next)
        other = replace(post, media=post.media[::-1])
        assert account.adapter.advance(other, step.progress) == account.adapter.begin(other)
    assert len(server.requests) == 1
