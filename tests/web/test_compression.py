"""Answers are compressed for whoever reads that, and are the same for everybody."""

import gzip

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import Media
from distributor.settings import Settings
from tests.web.desk_cases import fill_desk
from tests.web.province import Province
from web.compression import LONGEST_PADDING

GZIP = {"accept-encoding": "br, gzip;q=0.8"}
PLAIN = {"accept-encoding": "identity"}
FONT = "/static/fonts/BeVietnamPro-Regular.ttf"


def raw(client: TestClient, path: str, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    """As it went over the line."""
    with client.stream("GET", path, headers=headers) as answer:
        return b"".join(answer.iter_raw()), dict(answer.headers)


@pytest.mark.parametrize("path", ["/", "/static/loa.css", "/static/live.js", FONT, "/khong-co-trang-nay"])
def test_compressed_or_plain_it_is_the_same(signed_in: TestClient, path: str) -> None:
    plain, facts = raw(signed_in, path, PLAIN)
    small, headers = raw(signed_in, path, GZIP)
    assert headers["content-encoding"] == "gzip"
    assert int(headers["content-length"]) == len(small) < len(plain)
    assert gzip.decompress(small) == plain
    assert "content-encoding" not in facts
    assert "Accept-Encoding" in headers["vary"]
    assert "Accept-Encoding" in facts["vary"], "a cache must not give the one to the reader of the other"


@pytest.mark.parametrize("offer", ["gzip;q=0", "br", "gzip; q=0.0", "identity", ""])
def test_not_for_whoever_does_not_read_it(signed_in: TestClient, offer: str) -> None:
    assert "content-encoding" not in raw(signed_in, "/static/loa.css", {"accept-encoding": offer})[1]


def test_other_bytes_have_no_strong_tag_and_are_still_known_again(client: TestClient) -> None:
    tag = raw(client, FONT, GZIP)[1]["etag"]
    assert tag.startswith('W/"')
    assert client.get(FONT, headers={**GZIP, "if-none-match": tag}).status_code == 304
    assert client.get(FONT, headers={**PLAIN, "if-none-match": tag}).status_code == 304


@pytest.mark.parametrize("path", ["/feeds/phap-luat.rss", "/health"])
def test_what_programs_read_is_left_alone(client: TestClient, path: str) -> None:
    body, headers = raw(client, path, GZIP)
    assert body
    assert "content-encoding" not in headers


def test_pictures_are_left_alone(
    signed_in: TestClient, database: Database, province: Province, settings: Settings
) -> None:
    with database.write() as session:
        desk = fill_desk(session, province, MediaStore(settings.media_folder))
        sha256 = session.exec(select(Media.sha256)).one()
    headers = raw(signed_in, f"/noi-dung/{desk.item}/tep/{sha256}.png", GZIP)[1]
    assert headers["content-type"] == "image/png"
    assert "content-encoding" not in headers


def test_how_long_a_page_is_tells_nothing_of_what_it_holds(signed_in: TestClient) -> None:
    """Beside the token of its forms stands what an address asked for: whoever guesses letters of the one must not see a gain."""
    lengths = {len(raw(signed_in, "/?tim=form_token", GZIP)[0]) for _ in range(12)}
    assert len(lengths) > 3
    assert max(lengths) - min(lengths) <= LONGEST_PADDING
