"""Sitemaps: indexes, gzip, bombs, and being taken in bit by bit."""

import gzip
from collections.abc import Callable

import pytest

from distributor.ingest.sitemap import read_sitemap
from distributor.models import Intake, SourceKind
from tests.ingest.site import says
from tests.ingest.web import Web, article


def sitemap(*entries: tuple[str, str]) -> bytes:
    urls = "".join(f"<url><loc>{loc}</loc><lastmod>{date}</lastmod></url>" for loc, date in entries)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


def bomb() -> bytes:
    return gzip.compress(b"<urlset>" + b" " * 60_000_000)


def test_a_sitemap_through_an_index_and_gzip(web: Web) -> None:
    web.publish(2, 1)
    here = web.site.address
    parts = [
        (f"{here}/tin/1.html", "2026-11-20"),
        (f"{here}/tin/2.html", "2026-11-23T08:00:00+07:00"),
        (f"{here}/", "2026-11-24"),
    ]
    web.site.answers |= {
        "/sitemap.xml": says(
            f"<sitemapindex><sitemap><loc>{here}/a.xml.gz</loc></sitemap><sitemap><loc>{here}/khong.xml</loc></sitemap>"
            "</sitemapindex>".encode()
        ),
        "/a.xml.gz": says(gzip.compress(sitemap(*parts))),
    }
    source = web.source("/sitemap.xml", None)
    outcome = web.read(source)
    assert web.room.get_source(source).kind is SourceKind.SITEMAP
    assert (outcome.found, web.room.titles()) == (2, [web.title(2), web.title(1)])
    assert "khong.xml" in outcome.warnings[0]


def test_a_sitemap_taken_in_bit_by_bit_stays_backlog(web: Web) -> None:
    web.publish(*range(1, 31))
    entries = [(f"{web.site.address}/tin/{number}.html", "2026-11-20") for number in range(1, 31)]
    web.site.answers["/sitemap.xml"] = says(sitemap(*entries))
    source = web.source("/sitemap.xml", None, take_all=False)
    assert (web.read(source).new, web.read(source).new) == (20, 10)
    assert {each.intake for each in web.room.items()} == {Intake.BACKLOG}
    web.publish(31)
    web.site.answers["/sitemap.xml"] = says(sitemap(*entries, (f"{web.site.address}/tin/31.html", "2026-11-25")))
    web.site.answers["/tin/31.html"] = says(article(web.title(31), date="Thứ Tư, 25/11/2026 08:00"))
    web.read(source)
    assert web.room.items()[-1].intake is Intake.TAKEN


def test_a_flood_from_a_sitemap_stays_one_to_its_end(web: Web) -> None:
    web.publish(1, 2)
    old = [(f"{web.site.address}/tin/{number}.html", "2026-11-20") for number in (1, 2)]
    web.site.answers["/sitemap.xml"] = says(sitemap(*old))
    source = web.source("/sitemap.xml", None, take_all=False, flood_limit=22)
    web.read(source)
    new = [(f"{web.site.address}/tin/{number}.html", "2026-11-25") for number in range(3, 33)]
    for number in range(3, 33):
        page = article(web.title(number), date="Thứ Tư, 25/11/2026 08:00")
        web.site.answers[f"/tin/{number}.html"] = says(page)
    web.site.answers["/sitemap.xml"] = says(sitemap(*old, *new))
    assert (web.read(source).new, web.read(source).new) == (20, 10)
    assert {each.intake for each in web.room.items()[2:]} == {Intake.FLOOD}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (bomb, "MB"),
        (gzip.compress(sitemap(("https://a.example/1", "2026-11-20")))[:-20], "nén hỏng"),
        (b'<!DOCTYPE urlset [<!ENTITY a "aaaa">]><urlset><url><loc>&a;</loc></url></urlset>', "<!ENTITY"),
        (b"<urlset", "hỏng"),
        (b"<html></html>", "không phải sơ đồ trang"),
    ],
)
def test_bad_sitemaps_are_named(body: bytes | Callable[[], bytes], words: str) -> None:
    octets = body() if callable(body) else body
    with pytest.raises(Exception, match=words):
        read_sitemap(octets, "https://a.example/sitemap.xml", lambda _: b"", 100)


def test_a_sitemap_cut_off_keeps_what_was_whole() -> None:
    body = sitemap(("https://a.example/1", "2026-11-20"), ("https://a.example/2", "2026-11-21"))
    rows, _ = read_sitemap(body[: body.index(b"/2<")], "https://a.example/s.xml", lambda _: b"", 100)
    assert [row.link for row in rows] == ["https://a.example/1"]
