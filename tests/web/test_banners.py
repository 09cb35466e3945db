"""The banner on agencies' sites: what it shows, that nothing of the page around it reaches it, and where it was seen."""

import re
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from distributor.db import Database
from distributor.measure.banner_sites import plain_host
from distributor.models import BannerSite, UnitName, UnitSite
from distributor.report.banners import SIZES
from tests.web.forms import form_token
from tests.web.province import Province
from web.banner_picture import wrapped

NEWEST = "Đối thoại chính sách với doanh nghiệp nhỏ và vừa tháng 11"


def sites(database: Database) -> dict[str, str]:
    with database.read() as session:
        return {site.host: site.shows for site in session.exec(select(BannerSite))}


@pytest.mark.parametrize("size", SIZES)
def test_a_banner_shows_the_newest_and_may_stand_on_any_site(client: TestClient, size: str) -> None:
    frame = client.get(f"/bieu-ngu/{size}.html")
    assert re.search(r'href="http://127\.0\.0\.1:8600/tin/\d+"', frame.text)
    assert "frame-ancestors *" in frame.headers["content-security-policy"]
    assert "x-frame-options" not in frame.headers
    picture = client.get(f"/bieu-ngu/{size}.svg")
    drawn = ElementTree.fromstring(picture.content)  # noqa: S314 - our own
    assert (drawn.get("width"), drawn.get("height")) == tuple(size.split("x"))
    assert len(drawn.findall(".//{http://www.w3.org/2000/svg}text")) > 1
    for answer in (frame, picture):
        assert "Dữ liệu mẫu" in answer.text
        assert answer.headers["cache-control"] == "public, max-age=300"
        assert "set-cookie" not in answer.headers
        assert "<script" not in answer.text
        assert client.get(answer.url.path, headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    assert re.fullmatch(r"/tin/\d+", client.get(f"/bieu-ngu/{size}").headers["location"])


def test_other_pages_stay_out_of_frames(client: TestClient) -> None:
    for path in ("/", "/kenh-chinh-thuc", "/dang-nhap", "/bieu-ngu/1x1.html"):
        assert client.get(path).headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "path",
    [
        "/bieu-ngu/1x1.html",
        "/bieu-ngu/300x250.html?chu_de=khong-co",
        "/bieu-ngu/300x250.svg?co_quan=khong-co",
        "/bieu-ngu/300x250.html?chu_de=giao-thong&co_quan=huong-giang",
    ],
)
def test_what_we_have_not_got_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_of_a_topic_or_an_office(client: TestClient) -> None:
    office = client.get("/bieu-ngu/300x600.html?co_quan=huong-giang").text
    assert 'href="http://127.0.0.1:8600/co-quan/huong-giang"' in office
    assert "Chưa có tin nào được đăng." in client.get("/bieu-ngu/300x250.html?chu_de=moi-truong").text
    assert client.get("/bieu-ngu/728x90?chu_de=moi-truong").headers["location"] == "/chu-de/moi-truong"


def test_a_site_is_noted_by_its_host_alone(client: TestClient, database: Database) -> None:
    for referer in (
        "https://www.stp.hg.example/bi-mat?ten=lan",
        "https://stp.hg.example/",
        "javascript:alert(1)",
        "x" * 900,
    ):
        client.get("/bieu-ngu/300x250.html?chu_de=giao-thong", headers={"referer": referer})
    client.get("/bieu-ngu/300x250.html", headers={"referer": "http://127.0.0.1:8600/bieu-ngu-trang"})
    assert sites(database) == {"stp.hg.example": "chu_de=giao-thong"}


@pytest.mark.parametrize(
    ("said", "host"),
    [
        ("WWW.Tinh.GOV.vn", "tinh.gov.vn"),
        ("stp.tinh.gov.vn:8443", "stp.tinh.gov.vn:8443"),
        ("localhost", ""),
        ("a..b", ""),
        ("-a.vn", ""),
        ("<script>.vn", ""),
        ("a." * 130 + "vn", ""),
        ("", ""),
    ],
)
def test_a_host_is_plain(said: str, host: str) -> None:
    assert plain_host(said) == host


def test_an_agency_takes_its_snippet_and_who_lacks_it_is_told(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    page = signed_in.get("/bieu-ngu-trang?co=728x90&co_quan=huong-giang").text
    for snippet in ("&lt;iframe src=", "bieu-ngu/728x90.svg?co_quan=huong-giang", "/bieu-ngu.js&#34; async"):
        assert snippet in page, snippet
    fields = {"don_vi": str(province.unit_id), "form_token": form_token(page)}
    refused = signed_in.post("/bieu-ngu-trang", data={**fields, "trang": "không phải trang"})
    assert refused.status_code == 400
    assert (
        signed_in.post("/bieu-ngu-trang", data={**fields, "trang": "https://www.stp.hg.example/gioi-thieu"}).status_code
        == 303
    )
    with database.read() as session:
        assert one_site(session) == "stp.hg.example"
    assert "chưa thấy trong 30 ngày" in signed_in.get("/bieu-ngu-trang").text
    signed_in.get("/bieu-ngu/300x250.html", headers={"referer": "https://stp.hg.example/"})
    page = signed_in.get("/bieu-ngu-trang").text
    assert "chưa thấy trong 30 ngày" not in page
    with database.read() as session:
        units = session.exec(select(UnitName.name)).all()
    assert len(units) > 1
    for name in units:
        assert f'<th scope="row">{name}</th>' in page
    assert f"{len(units) - 1} trong {len(units)} cơ quan chưa thấy biểu ngữ trong 30 ngày" in page
    signed_in.get("/bieu-ngu/300x250.html", headers={"referer": "https://bao.hg.example/"})
    page = signed_in.get("/bieu-ngu-trang").text
    assert "chưa gắn với cơ quan nào; từ" in page.partition("bao.hg.example")[2]
    assert signed_in.post("/bieu-ngu-trang", data={**fields, "don_vi": "999", "trang": "a.vn"}).status_code == 404


def one_site(session: Session) -> str:
    return session.exec(select(UnitSite.host)).one()


@pytest.mark.parametrize(
    ("text", "letters", "most", "lines"),
    [
        ("Một hai ba bốn", 7, 2, ["Một hai", "ba bốn"]),
        ("Một hai ba bốn năm sáu", 7, 2, ["Một hai", "ba bốn…"]),
        ("Mộttừdàilắmlắm", 6, 2, ["Mộttừ…"]),
        ("", 6, 2, []),
    ],
)
def test_a_title_is_cut_at_words(text: str, letters: int, most: int, lines: list[str]) -> None:
    assert wrapped(text, letters, most) == lines
