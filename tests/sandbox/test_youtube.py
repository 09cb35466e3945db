"""The YouTube stand-in over plain HTTP: the resumable protocol to the letter, Google's refusals, ageing, and what survives."""

from __future__ import annotations

import hashlib
import json
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import imageio_ffmpeg
import pytest
import requests

from tests.sandbox.running import PATIENCE_S, Sandbox, Starter, picture, until

PIECE = 262_144
SNIPPET = {"title": "Tách thửa", "description": "Xem: http://127.0.0.1:9/l/abc", "categoryId": "25"}


@dataclass
class Channel:
    """YouTube calls for one channel."""

    sandbox: Sandbox
    credentials: dict[str, str]

    @property
    def id(self) -> str:
        return self.credentials["channel_id"]

    def call(self, method: str, path: str, token: str | None = None, **values: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {token or self.credentials['access_token']}", **values.pop("headers", {})}
        address = f"{self.sandbox.base_url}/youtube{path}"
        return requests.request(method, address, headers=headers, timeout=PATIENCE_S, allow_redirects=False, **values)

    def start(self, size: int, body: dict[str, Any] | None = None, **query: str) -> requests.Response:
        return self.call(
            "POST",
            "/upload/youtube/v3/videos",
            params={"uploadType": "resumable", "part": "snippet,status", **query},
            json={"snippet": SNIPPET, "status": {"privacyStatus": "private"}} if body is None else body,
            headers={"X-Upload-Content-Length": str(size), "X-Upload-Content-Type": "video/mp4"},
        )

    def put(self, session: str, content: bytes, content_range: str) -> requests.Response:
        parts = urlsplit(session)
        return self.call(
            "PUT",
            f"{parts.path.removeprefix('/youtube')}?{parts.query}",
            data=content,
            headers={"Content-Range": content_range, "Content-Length": str(len(content))},
        )

    def upload(self, content: bytes, **status: object) -> dict[str, Any]:
        session = self.start(len(content), {"snippet": SNIPPET, "status": {"privacyStatus": "private", **status}})
        sent = self.put(session.headers["Location"], content, f"bytes 0-{len(content) - 1}/{len(content)}")
        assert sent.status_code == 200, sent.text
        video: dict[str, Any] = sent.json()
        return video

    def publish(self, video: str, **changes: object) -> requests.Response:
        body = {"id": video, "snippet": {**SNIPPET, **changes}, "status": {"privacyStatus": "public"}}
        return self.call("PUT", "/youtube/v3/videos", params={"part": "snippet,status"}, json=body)

    def seen(self) -> dict[str, Any]:
        found: dict[str, Any] = self.sandbox.get("/_sandbox/youtube")
        return found

    def rules(self, **wishes: object) -> None:
        self.sandbox.control("PUT", "/youtube", wishes)

    def reason(self, answer: requests.Response) -> str:
        error = answer.json()["error"]
        assert error["code"] == answer.status_code
        return str(error["errors"][0]["reason"])


def channel_of(sandbox: Sandbox) -> Channel:
    return Channel(sandbox, sandbox.account("youtube")["credentials"])


def fresh_channel(channel: Channel) -> Channel:
    """With a new access token: another test may have ended the first one."""
    known = channel.credentials
    form = {name: known[name] for name in ("client_id", "client_secret", "refresh_token")}
    token = channel.call("POST", "/token", data={"grant_type": "refresh_token", **form}).json()["access_token"]
    return Channel(channel.sandbox, {**known, "access_token": token})


@pytest.fixture
def channel(sandbox: Sandbox) -> Iterator[Channel]:
    ready = fresh_channel(channel_of(sandbox))
    ready.rules(processing_s=0)
    account = ready.id
    yield ready
    sandbox.control("PATCH", f"/accounts/{account}", {"limits": {"units_per_day": 10_000, "uploads_per_day": 100}})


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A real video of two seconds, upright."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    source = "testsrc=size=144x256:rate=12:duration=2"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-f", "lavfi", "-i", source]
    subprocess.run([*command, "-pix_fmt", "yuv420p", "-c:v", "libx264", str(path)], check=True)
    return path.read_bytes()


def test_the_resumable_protocol(channel: Channel, clip: bytes) -> None:
    content = clip + bytes(2 * PIECE + 1000)
    total = len(content)
    session = channel.start(total).headers["Location"]
    nothing = channel.put(session, b"", f"bytes */{total}")
    assert (nothing.status_code, nothing.headers.get("Range"), nothing.content) == (308, None, b"")
    first = channel.put(session, content[:PIECE], f"bytes 0-{PIECE - 1}/{total}")
    assert (first.status_code, first.headers["Range"]) == (308, f"bytes=0-{PIECE - 1}")
    assert channel.put(session, b"", f"bytes */{total}").headers["Range"] == f"bytes=0-{PIECE - 1}"
    for begin, end, content_range in (
        (PIECE, PIECE + 1000, f"bytes {PIECE}-{PIECE + 999}/{total}"),  # no multiple
        (0, PIECE, f"bytes 0-{PIECE - 1}/{total}"),  # again
        (2 * PIECE, total, f"bytes {2 * PIECE}-{total - 1}/{total}"),  # a gap
        (PIECE, total, f"bytes {PIECE}-{total - 1}/{total + 1}"),  # another length
        (PIECE, 2 * PIECE, f"bytes {PIECE}-{total - 1}/{total}"),  # less than it says
    ):
        refused = channel.put(session, content[begin:end], content_range)
        assert refused.status_code == 400, content_range
    last = channel.put(session, content[PIECE:], f"bytes {PIECE}-{total - 1}/{total}")
    assert last.status_code == 200
    assert last.json()["status"]["uploadStatus"] == "processed"
    again = channel.put(session, b"", f"bytes */{total}")
    assert (again.status_code, again.json()["id"]) == (200, last.json()["id"])
    video = channel.seen()["videos"][0]
    assert (video["sha256"], video["bytes"]) == (hashlib.sha256(content).hexdigest(), total)
    assert (video["width"], video["height"], video["short"], round(video["duration"])) == (144, 256, True, 2)


def test_a_connection_that_breaks_leaves_whole_pieces(channel: Channel) -> None:
    total = 4 * PIECE
    parts = urlsplit(channel.start(total).headers["Location"])
    port = urlsplit(channel.sandbox.base_url).port
    head = (
        f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {channel.credentials['access_token']}\r\n"
        f"Content-Length: {total}\r\nContent-Range: bytes 0-{total - 1}/{total}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
        connection.sendall(head.encode() + bytes(2 * PIECE + 77))
    until(lambda: channel.seen()["sessions"][0]["received"])
    session = channel.seen()["sessions"][0]
    assert (session["received"], session["kept"]) == (2 * PIECE + 77, 2 * PIECE)
    standing = channel.put(f"{parts.path}?{parts.query}", b"", f"bytes */{total}")
    assert standing.headers["Range"] == f"bytes=0-{2 * PIECE - 1}"


def test_sessions_end(channel: Channel) -> None:
    session = channel.start(1000).headers["Location"]
    channel.sandbox.control("POST", "/youtube/age", {"sessions": True})
    assert channel.put(session, b"", "bytes */1000").status_code == 404
    assert channel.put(session.replace("upload_id=", "upload_id=x"), b"", "bytes */1000").status_code == 404


def test_the_address_of_a_session_is_on_the_host_that_was_asked(channel: Channel) -> None:
    assert channel.start(10).headers["Location"].startswith(f"{channel.sandbox.base_url}/youtube/upload/")
    google = channel.call(
        "POST",
        "/upload/youtube/v3/videos?uploadType=resumable&part=snippet",
        json={"snippet": SNIPPET},
        headers={
            "Host": "youtube.googleapis.com",
            "X-Upload-Content-Length": "1",
            "X-Upload-Content-Type": "video/mp4",
        },
    )
    assert google.headers["Location"].startswith("https://youtube.googleapis.com/upload/youtube/v3/videos?")


@pytest.mark.parametrize(
    ("query", "body", "reason"),
    [
        ({"colour": "red"}, None, "invalid"),
        ({"part": "snippet,weather"}, None, "unknownPart"),
        ({}, {"snippet": {**SNIPPET, "titel": "x"}}, "invalid"),
        ({}, {"snippet": SNIPPET, "status": {"privacyStatus": "friends"}}, "invalid"),
        ({}, {"snippet": {**SNIPPET, "title": 5}}, "invalid"),
        ({}, {"snippet": {**SNIPPET, "title": " "}}, "invalidTitle"),
        ({}, {"snippet": {**SNIPPET, "title": "ữ" * 101}}, "invalidTitle"),
        ({}, {"snippet": {**SNIPPET, "title": "<b>"}}, "invalidTitle"),
        ({}, {"snippet": {**SNIPPET, "description": "ữ" * 1667}}, "invalidDescription"),
        ({}, {"snippet": {**SNIPPET, "tags": ["a" * 300, "b" * 200]}}, "invalidTags"),
        ({}, {"snippet": {**SNIPPET, "categoryId": "99"}}, "invalidCategoryId"),
        (
            {},
            {"snippet": SNIPPET, "status": {"privacyStatus": "public", "publishAt": "2027-01-01T00:00:00Z"}},
            "invalidPublishAt",
        ),
    ],
)
def test_what_the_description_does_not_know_is_refused(
    channel: Channel, query: dict[str, str], body: dict[str, Any] | None, reason: str
) -> None:
    answer = channel.start(10, body, **query)
    assert answer.status_code == 400
    assert channel.reason(answer) == reason


def test_limits_at_the_border_are_taken(channel: Channel) -> None:
    body = {
        "snippet": {**SNIPPET, "title": "ữ" * 100, "description": "ữ" * 1666 + "aa", "tags": ["a" * 300, "b" * 199]}
    }
    assert channel.start(10, body).status_code == 200


def test_processing_goes_in_phases(channel: Channel, clip: bytes) -> None:
    channel.rules(processing_s=2)
    video = channel.upload(clip)["id"]

    def stand() -> dict[str, Any]:
        parts = {"part": "status,processingDetails", "id": video}
        found: dict[str, Any] = channel.call("GET", "/youtube/v3/videos", params=parts).json()["items"][0]
        return found

    begun = stand()
    assert begun["status"]["uploadStatus"] == "uploaded"
    assert begun["processingDetails"]["processingStatus"] == "processing"
    assert 0 < int(begun["processingDetails"]["processingProgress"]["timeLeftMs"]) <= 2000
    done = until(lambda: (found := stand())["status"]["uploadStatus"] == "processed" and found)
    assert done["processingDetails"]["processingStatus"] == "succeeded"


@pytest.mark.parametrize(
    ("fate", "status", "details"),
    [
        ("failed:codec", {"uploadStatus": "failed", "failureReason": "codec"}, {}),
        ("rejected:claim", {"uploadStatus": "rejected", "rejectionReason": "claim"}, {}),
        (
            "processing:other",
            {"uploadStatus": "uploaded"},
            {"processingStatus": "failed", "processingFailureReason": "other"},
        ),
    ],
)
def test_the_next_video_fails_as_told(
    channel: Channel, clip: bytes, fate: str, status: dict[str, str], details: dict[str, str]
) -> None:
    channel.rules(next_fate=fate)
    video = channel.upload(clip)["id"]
    found = channel.call("GET", "/youtube/v3/videos", params={"part": "status,processingDetails", "id": video}).json()
    assert status.items() <= found["items"][0]["status"].items()
    assert details.items() <= found["items"][0]["processingDetails"].items()
    assert channel.upload(clip + b"\0")["status"]["uploadStatus"] == "processed", "only the next one"


def test_what_is_no_video_fails_by_itself(channel: Channel) -> None:
    assert channel.upload(b"no video at all")["status"]["failureReason"] == "invalidFile"


def test_public_and_private_in_the_ledger(channel: Channel, clip: bytes) -> None:
    video = channel.upload(clip)["id"]
    assert channel.sandbox.ledger("youtube") == []
    assert channel.publish(video).json()["status"]["privacyStatus"] == "public"
    entry = channel.sandbox.ledger("youtube")[0]
    assert (entry["id"], entry["link"], entry["deleted"]) == (video, "http://127.0.0.1:9/l/abc", False)
    withdrawn = {"id": video, "status": {"privacyStatus": "private"}}
    channel.call("PUT", "/youtube/v3/videos", params={"part": "status"}, json=withdrawn)
    assert channel.sandbox.ledger("youtube")[0]["deleted"]
    channel.publish(video)
    assert [one["deleted"] for one in channel.sandbox.ledger("youtube")] == [False]


def test_an_update_deletes_what_it_leaves_out(channel: Channel, clip: bytes) -> None:
    video = channel.upload(clip)["id"]
    channel.publish(video, tags=["đất đai"])
    channel.publish(video)
    assert channel.seen()["videos"][0]["tags"] == []


def test_an_unaudited_project_stays_private(channel: Channel, clip: bytes) -> None:
    channel.rules(locked_private=True)
    video = channel.upload(clip)["id"]
    assert channel.publish(video).json()["status"]["privacyStatus"] == "private"
    assert channel.sandbox.ledger("youtube") == []


def test_tokens_age_and_are_renewed(channel: Channel) -> None:
    mine: dict[str, Any] = {"params": {"part": "snippet", "mine": "true"}}
    assert channel.call("GET", "/youtube/v3/channels", **mine).json()["items"][0]["id"] == channel.id
    channel.sandbox.control("POST", "/youtube/age", {"tokens": True})
    refused = channel.call("GET", "/youtube/v3/channels", **mine)
    assert (refused.status_code, channel.reason(refused)) == (401, "authError")
    known = channel.credentials
    form = {name: known[name] for name in ("client_id", "client_secret", "refresh_token")}

    def token(**changes: str) -> requests.Response:
        return channel.call("POST", "/token", data={"grant_type": "refresh_token", **form, **changes})

    fresh = token().json()
    assert (fresh["token_type"], fresh["expires_in"]) == ("Bearer", 3600)
    assert channel.call("GET", "/youtube/v3/channels", fresh["access_token"], **mine).status_code == 200
    assert token(refresh_token="x").json()["error"] == "invalid_grant"
    assert token(client_secret="x").json()["error"] == "invalid_client"
    channel.sandbox.control("PATCH", f"/accounts/{channel.id}", {"revoked": True})
    assert token().json()["error"] == "invalid_grant"
    assert channel.call("GET", "/youtube/v3/channels", fresh["access_token"], **mine).status_code == 401


def test_units_and_uploads_run_out(channel: Channel) -> None:
    channel.sandbox.control("PATCH", f"/accounts/{channel.id}", {"limits": {"units_per_day": 51, "uploads_per_day": 1}})
    assert channel.start(10).status_code == 200
    refused = channel.start(10)
    assert (refused.status_code, channel.reason(refused)) == (403, "quotaExceeded")
    lists: dict[str, Any] = {"params": {"part": "snippet", "mine": "true"}}
    made = channel.call(
        "POST", "/youtube/v3/playlists", params={"part": "snippet"}, json={"snippet": {"title": "Hỏi đáp"}}
    )
    assert made.status_code == 200
    assert channel.call("GET", "/youtube/v3/playlists", **lists).status_code == 200
    assert channel.reason(channel.call("GET", "/youtube/v3/playlists", **lists)) == "quotaExceeded"


def related(channel: Channel, method: str, body: dict[str, Any], content: bytes) -> requests.Response:
    head = b"--b\r\nContent-Type: application/json\r\n\r\n" + json.dumps(body).encode()
    kind = b"\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    raw = head + kind + content + b"\r\n--b--"
    headers = {"Content-Type": 'multipart/related; boundary="b"'}
    query = {"uploadType": "multipart", "part": "snippet"}
    return channel.call(method, "/upload/youtube/v3/captions", params=query, data=raw, headers=headers)


def test_covers_captions_and_playlists(channel: Channel, clip: bytes) -> None:
    video = channel.upload(clip)["id"]
    cover: dict[str, Any] = {
        "params": {"videoId": video, "uploadType": "media"},
        "headers": {"Content-Type": "image/png"},
    }
    assert channel.call("POST", "/upload/youtube/v3/thumbnails/set", data=picture(), **cover).status_code == 200
    refused = channel.call("POST", "/upload/youtube/v3/thumbnails/set", data=b"no picture", **cover)
    assert channel.reason(refused) == "invalidImage"
    channel.sandbox.control("PUT", "/weather", {"youtube": {"differs": ["unverified_channel"]}})
    refused = channel.call("POST", "/upload/youtube/v3/thumbnails/set", data=picture(), **cover)
    assert (refused.status_code, channel.reason(refused)) == (403, "forbidden")

    srt = "1\n00:00:00,000 --> 00:00:01,500\nĐiều 5, khoản 1\n".encode()
    snippet = {"snippet": {"videoId": video, "language": "vi", "name": ""}}
    made = related(channel, "POST", snippet, srt)
    assert made.json()["snippet"]["status"] == "serving"
    assert channel.reason(related(channel, "POST", snippet, srt)) == "captionExists"
    assert channel.reason(related(channel, "POST", {"snippet": {"videoId": video}}, srt)) == "invalidMetadata"
    assert related(channel, "PUT", {"id": made.json()["id"]}, srt + b"\n").status_code == 200

    item = {"snippet": {"playlistId": "PL0", "resourceId": {"kind": "youtube#video", "videoId": video}}}
    items = "/youtube/v3/playlistItems"
    refused = channel.call("POST", items, params={"part": "snippet"}, json=item)
    assert (refused.status_code, channel.reason(refused)) == (404, "playlistNotFound")
    playlist = channel.call(
        "POST", "/youtube/v3/playlists", params={"part": "snippet"}, json={"snippet": {"title": "Hỏi đáp pháp luật"}}
    ).json()["id"]
    item["snippet"]["playlistId"] = playlist
    assert channel.call("POST", items, params={"part": "snippet"}, json=item).status_code == 200
    listed = channel.call("GET", items, params={"part": "id", "playlistId": playlist, "videoId": video}).json()
    assert len(listed["items"]) == 1
    shown = channel.seen()["videos"][0]
    assert (shown["playlists"], [one["language"] for one in shown["captions"]]) == (["Hỏi đáp pháp luật"], ["vi"])


def test_a_person_sees_the_channel(channel: Channel, clip: bytes) -> None:
    video = channel.upload(clip)["id"]
    related(
        channel,
        "POST",
        {"snippet": {"videoId": video, "language": "vi", "name": ""}},
        b"1\n00:00:00,000 --> 00:00:01,000\nA\n",
    )
    address = f"{channel.sandbox.base_url}/man-hinh/youtube/{channel.id}"
    before = requests.get(address, timeout=PATIENCE_S).text
    assert "Riêng tư" in before
    assert "Kênh chưa có video nào" in before
    channel.publish(video, title="Hỏi đáp & trả lời")
    page = requests.get(address, timeout=PATIENCE_S).text
    assert "<h2>Shorts</h2>" in page
    assert "Hỏi đáp &amp; trả lời" in page
    assert "Riêng tư" not in page
    watch = requests.get(f"{address}/video/{video}", timeout=PATIENCE_S).text
    assert '<a href="http://127.0.0.1:9/l/abc">' in watch
    source = watch.partition('<source src="')[2].partition('"')[0]
    played = requests.get(channel.sandbox.base_url + source, headers={"Range": "bytes=4-7"}, timeout=PATIENCE_S)
    assert (played.status_code, played.content, played.headers["Content-Type"]) == (206, b"ftyp", "video/mp4")
    track = watch.partition('<track kind="captions" src="')[2].partition('"')[0]
    assert "00:00:00.000 --> 00:00:01.000" in requests.get(channel.sandbox.base_url + track, timeout=PATIENCE_S).text
    for missing in (
        f"{address}0",
        f"{address}/video/x",
        f"{channel.sandbox.base_url}/man-hinh/youtube/tep/..%2fjournal",
    ):
        assert requests.get(missing, timeout=PATIENCE_S).status_code == 404


def test_the_form_sets_the_rules(channel: Channel) -> None:
    form = {"processing_s": "2.5", "next_fate": "rejected:length", "locked_private": "on"}
    answer = requests.post(f"{channel.sandbox.base_url}/dieu-khien/youtube", data=form, timeout=PATIENCE_S)
    assert answer.status_code == 200
    rules = channel.seen()["rules"]
    assert (rules["processing_s"], rules["next_fate"]) == (2.5, "rejected:length")
    assert rules["locked_private"] is True
    bad = requests.put(f"{channel.sandbox.base_url}/_sandbox/youtube", json={"next_fate": "burnt"}, timeout=PATIENCE_S)
    assert bad.status_code == 400


def test_numbers_grow(channel: Channel, clip: bytes) -> None:
    video = channel.upload(clip)["id"]
    channel.publish(video)
    channel.sandbox.control("PUT", "/clock", {"speed": 1e7})

    def views() -> int:
        query = {"part": "id,statistics", "id": f"{video},gone"}
        items = channel.call("GET", "/youtube/v3/videos:batchGetStats", params=query).json()["items"]
        assert [item["id"] for item in items] == [video]
        return int(items[0]["statistics"]["viewCount"])

    assert until(views) > 0


def test_a_killed_sandbox_goes_on_with_an_upload(start: Starter, clip: bytes) -> None:
    first = start("--no-clicks", "--read-lag", "0")
    channel = channel_of(first)
    channel.rules(processing_s=0)
    video = channel.upload(clip)["id"]
    channel.publish(video)
    content = clip + bytes(PIECE)
    total = len(content)
    session = urlsplit(channel.start(total).headers["Location"])
    channel.put(f"{session.path}?{session.query}", content[:PIECE], f"bytes 0-{PIECE - 1}/{total}")
    seen, ledger = channel.seen(), first.ledger("youtube")
    first.kill()

    second = start()
    channel = channel_of(second)
    assert channel.seen() == seen
    assert second.ledger("youtube") == ledger
    path = f"{session.path}?{session.query}"
    assert channel.put(path, b"", f"bytes */{total}").headers["Range"] == f"bytes=0-{PIECE - 1}"
    assert channel.put(path, content[PIECE:], f"bytes {PIECE}-{total - 1}/{total}").status_code == 200
    assert channel.seen()["videos"][1]["sha256"] == hashlib.sha256(content).hexdigest()


def test_the_bytes_lie_where_they_survive(channel: Channel, clip: bytes) -> None:
    video = channel.upload(clip)
    kept: Path = channel.sandbox.state / "media" / hashlib.sha256(clip).hexdigest()
    assert kept.read_bytes() == clip
    assert video["id"]
