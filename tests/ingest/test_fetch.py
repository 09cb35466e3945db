"""The fetcher against a real server on loopback: manners, bounds, refusals."""

import gzip
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socket import gaierror
from typing import Any

import pytest

from channels.addresses import LOOPBACK, WayOut, is_public
from distributor.ingest.fetch import Fetched, Fetcher, FetchError, NotModified
from tests.ingest.site import Site, says, serving

HERE = WayOut.to(networks=LOOPBACK)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as running:
        yield running


def fetcher(site: Site, **how: Any) -> Fetcher:
    return Fetcher(**{"way_out": WayOut.to(origins=[site.address]), "timeout_s": 10.0, **how})


def refusal(fetching: Fetcher, address: str) -> str:
    with pytest.raises(FetchError) as raised:
        fetching.fetch(address)
    assert address in str(raised.value)
    return str(raised.value)


def test_a_plain_fetch_and_its_manners(site: Site) -> None:
    site.answers["/rss"] = says(
        b"<rss/>", Content_Type="text/XML; charset=UTF-8", ETag='"a"', Last_Modified="x", Set_Cookie="c=1"
    )
    fetching = fetcher(site)
    found = fetching.fetch(f"{site.address}/rss")
    assert isinstance(found, Fetched)
    assert found.dated is not None, "its clock is compared with ours"
    assert replace(found, dated=None) == Fetched(b"<rss/>", "text/xml", "UTF-8", '"a"', "x", f"{site.address}/rss")
    fetching.fetch(f"{site.address}/rss")
    headers = site.asked[-1][1]
    assert headers["user-agent"].startswith("Loa/")
    assert "cookie" not in headers
    assert "if-none-match" not in headers


def test_conditional_get(site: Site) -> None:
    site.answers["/rss"] = says(b"", 304)
    assert (
        fetcher(site).fetch(f"{site.address}/rss", etag='"a"', last_modified="hôm qua".encode().hex()) == NotModified()
    )
    assert site.asked[0][1]["if-none-match"] == '"a"'
    assert "if-modified-since" in site.asked[0][1]


def test_redirects_are_followed_and_the_end_is_named(site: Site) -> None:
    site.answers |= {"/a": says(b"", 301, Location="/b"), "/b": says(b"", 307, Location="c"), "/c": says(b"x")}
    answer = fetcher(site).fetch(f"{site.address}/a")
    assert isinstance(answer, Fetched)
    assert (answer.body, answer.final_address) == (b"x", f"{site.address}/c")


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("/a", "vòng"),
        ("file:///etc/passwd", "http/https"),
        ("ftp://a.example/x", "http/https"),
        ("http://169.254.169.254/latest/meta-data/", "nội bộ"),
        ("http://localhost:1/", "nội bộ"),
        ("http://[::1]:1/", "nội bộ"),
        ("http://2130706433:1/", "nội bộ"),
        ("http://[::ffff:10.0.0.1]/", "nội bộ"),
    ],
)
def test_redirects_into_the_office_are_refused(site: Site, location: str, words: str) -> None:
    site.answers["/a"] = says(b"", 302, Location=location)
    with pytest.raises(FetchError, match=words):
        fetcher(site).fetch(f"{site.address}/a")


def test_what_is_allowed_is_decided_where_the_request_goes(site: Site) -> None:
    """An address that one parser reads as the allowed server's, behind its `@`, and another as that before it."""
    with serving(Site()) as inner:
        site.answers["/a"] = says(b"", 302, Location=f"{inner.address}\\@{site.address[7:]}/x")
        with pytest.raises(FetchError, match="nội bộ"):
            fetcher(site).fetch(f"{site.address}/a")
    assert inner.asked == []


def test_too_many_redirects(site: Site) -> None:
    site.answers |= {f"/{number}": says(b"", 302, Location=f"/{number + 1}") for number in range(20)}
    assert "5 lần" in refusal(fetcher(site), f"{site.address}/0")
    assert len(site.asked) == 6


def test_loopback_is_refused_unless_allowed(site: Site) -> None:
    site.answers["/rss"] = says(b"x")
    assert "allowed_hosts" in refusal(Fetcher(), f"{site.address}/rss")
    assert site.asked == []
    other_port = site.address.rsplit(":", 1)[0] + ":1"
    refusal(Fetcher(way_out=WayOut.to(origins=[other_port])), f"{site.address}/rss")
    assert isinstance(Fetcher(way_out=HERE).fetch(f"{site.address}/rss"), Fetched)


def test_the_checked_address_is_the_one_connected_to(site: Site) -> None:
    answers = iter([["93.184.216.34", "127.0.0.1"], ["127.0.0.1"]])
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        del port
        asked.append(host)
        return next(answers)

    port = site.address.rsplit(":", 1)[1]
    site.answers["/rss"] = says(b"secret")
    refusal(Fetcher(way_out=WayOut(resolver=rebinding)), f"http://feed.example:{port}/rss")
    assert (asked, site.asked) == (["feed.example"], [])
    # Resolved once: the connection goes to what that answer said, with the name in the Host header.
    allowed = Fetcher(way_out=WayOut.to(origins=[f"http://feed.example:{port}"], resolver=rebinding))
    assert isinstance(allowed.fetch(f"http://feed.example:{port}/rss"), Fetched)
    assert asked == ["feed.example"] * 2
    assert site.asked[0][1]["host"] == f"feed.example:{port}"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1::1", True), ("10.0.0.1", False), ("127.0.0.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("224.0.0.1", False), ("::1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("fd00:ec2::254", False), ("fe80::1%eth0", False), ("::ffff:192.168.1.1", False), ("64:ff9b::a00:1", False),
        ("2002:0a00:0001::", False), ("192.168.1.1", False), ("nonsense", False), ("fec0::1", False),
        ("64:ff9b::5db8:d822", False), ("2002:5db8:d822::", False), ("::ffff:93.184.216.34", True), ("::5db8:d822", False),
        ("168.63.129.16", False), ("192.0.0.192", False), ("198.18.0.1", False), ("ff02::1", False), ("2001:0:1::1", False),
    ],
)  # fmt: skip
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "địa chỉ mới"), (410, "địa chỉ mới"), (401, "mở quyền"), (403, "mở quyền"), (500, "thử lại"), (418, "418")],
)
def test_refusals_say_the_way_out(site: Site, status: int, words: str) -> None:
    site.answers["/rss"] = says(b"", status)
    assert words in refusal(fetcher(site), f"{site.address}/rss")


def test_retry_after_is_handed_on(site: Site) -> None:
    site.answers["/rss"] = says(b"", 429, Retry_After="120")
    with pytest.raises(FetchError) as raised:
        fetcher(site).fetch(f"{site.address}/rss")
    assert raised.value.wait_s == 120


def test_unreachable_and_unknown_names() -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise gaierror(f"{host}:{port}")

    assert "tên miền" in refusal(Fetcher(way_out=WayOut(resolver=nowhere)), "http://feed.example/rss")
    assert "tên miền" in refusal(Fetcher(), f"http://{'a' * 64}.example/rss")
    assert "kết nối" in refusal(Fetcher(way_out=HERE), "http://127.0.0.1:1/rss")
    assert "không hợp lệ" in refusal(Fetcher(), "http://[/rss")


def test_a_bad_certificate_is_named(site: Site) -> None:
    site.answers["/rss"] = says(b"")
    address = site.address.replace("http://", "https://")
    assert "TLS" in refusal(Fetcher(way_out=HERE), f"{address}/rss")


def test_a_large_body_is_cut_short(site: Site) -> None:
    sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.end_headers()
        while sent < 50_000_000:
            handler.wfile.write(b"x" * 100_000)
            sent += 100_000

    site.answers["/rss"] = endless
    assert "1 MB" in refusal(fetcher(site, max_bytes=1_000_000), f"{site.address}/rss")
    assert sent < 40_000_000


def test_an_announced_large_body_is_not_read(site: Site) -> None:
    site.answers["/rss"] = says(b"x", Content_Length="60000000")
    assert "50 MB" in refusal(fetcher(site, max_bytes=50_000_000), f"{site.address}/rss")


def test_gzip_is_read_and_a_gzip_bomb_is_not(site: Site) -> None:
    site.answers |= {
        "/good": says(gzip.compress(b"<rss/>"), Content_Encoding="gzip"),
        "/deflate": says(zlib.compress(b"<rss/>")[2:-4], Content_Encoding="deflate"),
        "/two": says(gzip.compress(b"<rss") + gzip.compress(b"/>"), Content_Encoding="gzip"),
        "/bomb": says(gzip.compress(b"x" * 100_000_000), Content_Encoding="gzip"),
        "/cut": says(gzip.compress(b"x" * 1000)[:-12], Content_Encoding="gzip"),
        "/odd": says(b"x", Content_Encoding="br"),
    }
    fetching = fetcher(site, max_bytes=1_000_000)
    for path in ("/good", "/deflate", "/two"):
        answer = fetching.fetch(site.address + path)
        assert isinstance(answer, Fetched)
        assert answer.body == b"<rss/>"
    assert "1 MB" in refusal(fetching, f"{site.address}/bomb")
    assert "ngắt" in refusal(fetching, f"{site.address}/cut")
    assert "nén lạ" in refusal(fetching, f"{site.address}/odd")


EMPTY_MEMBER = gzip.compress(b"", mtime=0)


def test_many_empty_members_cost_no_more_than_their_length(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each leaves the rest behind it to be copied."""
    packed = EMPTY_MEMBER * 5000
    given = 0

    class Counting:
        def __init__(self, wbits: int) -> None:
            self.machine = decompressobj(wbits)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.machine, name)

        def decompress(self, data: bytes, most: int) -> bytes:
            nonlocal given
            given += len(data)
            return self.machine.decompress(data, most)

    decompressobj = zlib.decompressobj
    monkeypatch.setattr(zlib, "decompressobj", Counting)
    site.answers["/rss"] = says(packed + gzip.compress(b"<rss/>"), Content_Encoding="gzip")
    answer = fetcher(site).fetch(f"{site.address}/rss")
    assert isinstance(answer, Fetched)
    assert answer.body == b"<rss/>"
    assert given < 250 * len(packed)


def test_unpacking_ends_with_the_time_of_the_fetch(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = 0

    def late(wbits: int) -> Any:
        nonlocal begun
        begun += 1
        monkeypatch.setattr("channels.deadline.monotonic", lambda: time.monotonic() + 1000)
        return decompressobj(wbits)

    decompressobj = zlib.decompressobj
    monkeypatch.setattr(zlib, "decompressobj", late)
    site.answers["/rss"] = says(EMPTY_MEMBER * 100, Content_Encoding="gzip")
    assert "10 giây" in refusal(fetcher(site), f"{site.address}/rss")
    assert begun == 1


def test_a_broken_header_of_the_server_is_no_wrong_address(site: Site) -> None:
    site.answers["/rss"] = says(b"x", Content_Length="5, 6")
    assert "ngắt" in refusal(fetcher(site), f"{site.address}/rss")


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_slow_trickle_ends_in_time(site: Site, start: bytes) -> None:
    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(start)
        while not site.stop.wait(0.02):
            handler.wfile.write(b"x")
            handler.wfile.flush()

    site.answers["/rss"] = trickle
    started = time.monotonic()
    assert "0.5 giây" in refusal(fetcher(site, timeout_s=0.5), f"{site.address}/rss")
    assert time.monotonic() - started < 60


def test_a_resolver_that_hangs_ends_in_time() -> None:
    stop = threading.Event()

    def hanging(host: str, port: int) -> list[str]:
        stop.wait()
        return []

    try:
        assert "giây" in refusal(Fetcher(way_out=WayOut(resolver=hanging), timeout_s=0.2), "http://feed.example/rss")
    finally:
        stop.set()


def test_files(tmp_path: Path) -> None:
    file = tmp_path / "tin có dấu.xml"
    file.write_bytes(b"<rss/>")
    fetching = Fetcher(max_bytes=10)
    for address in (str(file), file.as_uri()):
        answer = fetching.fetch(address)
        assert isinstance(answer, Fetched)
        assert answer.body == b"<rss/>"
    file.write_bytes(b"x" * 11)
    assert "giới hạn" in refusal(fetching, str(file))
    assert "Không thấy" in refusal(fetching, str(tmp_path / "không có"))
    assert "tệp thường" in refusal(fetching, str(tmp_path))
