"""The stand-in's videos, reels and comments, with plain requests: what Graph's guides say, and what it refuses."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest
import requests

from sandbox.graph.comments import COMMENT_FIELDS
from sandbox.graph.video_reading import VIDEO_FIELDS
from tests.sandbox.running import Page, Starter, page_of, picture, until
from tests.sandbox.test_contracts import node
from tests.sandbox.test_graph import error_of
from tests.support.contracts import ABSENT, are_here

SRT = "1\n00:00:00,000 --> 00:00:02,000\nĐiều 5\n".encode()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A real upright video of four seconds."""
    path: Path = tmp_path_factory.mktemp("film") / "film.mp4"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-f", "lavfi"]
    source = "testsrc=size=540x960:rate=24:duration=4"
    subprocess.run([*command, "-i", source, "-pix_fmt", "yuv420p", "-c:v", "libx264", str(path)], check=True)
    return path.read_bytes()


def videos(page: Page, files: Mapping[str, Any] | None = None, /, **fields: str) -> requests.Response:
    return page.call("POST", f"{page.id}/videos", data=fields, files=files)


def reels(page: Page, **fields: str) -> requests.Response:
    return page.call("POST", f"{page.id}/video_reels", data=fields)


def upload(page: Page, video_id: str, content: bytes, offset: int, size: int) -> requests.Response:
    headers = {"Authorization": f"OAuth {page.token}", "offset": str(offset), "file_size": str(size)}
    address = f"{page.sandbox.base_url}/graph/video-upload/v26.0/{video_id}"
    return requests.post(address, data=content, headers=headers, timeout=10)


def status_of(page: Page, video_id: str) -> dict[str, Any]:
    answer = page.call("GET", video_id, params={"fields": "status,published,post_id"}).json()
    return {**answer["status"], "published": answer["published"], "post_id": answer.get("post_id")}


def test_a_video_in_phases(page: Page, film: bytes) -> None:
    page.sandbox.control("PUT", "/graph", {"processing_s": 0.4, "chunk_bytes": 2_000})
    begun = videos(page, upload_phase="start", file_size=str(len(film))).json()
    assert (begun["start_offset"], begun["end_offset"]) == ("0", "2000")
    session, video_id = {"upload_session_id": begun["upload_session_id"]}, begun["video_id"]
    misplaced = videos(page, {"video_file_chunk": film[5:9]}, upload_phase="transfer", start_offset="5", **session)
    assert error_of(misplaced)["error_subcode"] == 1363037
    assert error_of(misplaced)["error_data"] == {"start_offset": "0", "end_offset": "2000"}
    early = videos(page, upload_phase="finish", **session)
    assert error_of(early)["error_subcode"] == 1363033
    wanted = begun
    while wanted["start_offset"] != wanted["end_offset"]:
        begin, end = int(wanted["start_offset"]), int(wanted["end_offset"])
        wanted = videos(
            page, {"video_file_chunk": film[begin:end]}, upload_phase="transfer", start_offset=str(begin), **session
        ).json()
    assert status_of(page, video_id)["publishing_phase"]["status"] == "not_started"
    thumb = {"thumb": ("a.png", picture(), "image/png")}
    assert videos(page, thumb, upload_phase="finish", title="Bìa", description="Mô tả", **session).json() == {
        "success": True
    }
    assert status_of(page, video_id)["video_status"] == "processing"
    assert page.sandbox.ledger("facebook") == []
    done = until(lambda: (found := status_of(page, video_id))["video_status"] == "ready" and found)
    assert done["publishing_phase"]["publish_status"] == "published"
    [entry] = page.sandbox.ledger("facebook")
    assert entry["id"] == f"{page.id}_{done['post_id']}"
    assert entry["media"][0]["mime"] == "video/mp4"
    listed = page.call("GET", f"{page.id}/videos", params={"type": "uploaded", "fields": "id,description"}).json()[
        "data"
    ]
    assert listed == [{"id": video_id, "description": "Mô tả"}]
    fields = {"fields": "message,attachments{media_type,target},status_type"}
    [post] = page.call("GET", f"{page.id}/published_posts", params=fields).json()["data"]
    assert post["attachments"]["data"][0]["media_type"] == "video"
    assert post["attachments"]["data"][0]["target"]["id"] == video_id
    screen = requests.get(f"{page.sandbox.base_url}/man-hinh/facebook/{page.id}", timeout=10).text
    assert f'src="/man-hinh/media/{entry["media"][0]["sha256"]}"' in screen
    assert error_of(videos(page, upload_phase="finish", **session))["code"] == 100


@pytest.mark.parametrize(
    ("fields", "code", "subcode"),
    [
        ({"upload_phase": "start", "file_size": "100"}, 6000, 1363022),
        ({"upload_phase": "start", "file_size": str(3 * 1024**3)}, 6000, 1363023),
        ({"upload_phase": "start"}, 100, None),
        ({"upload_phase": "finish", "upload_session_id": "1"}, 100, 33),
        ({"file_url": "http://127.0.0.1/a.mp4"}, 100, None),
        ({"upload_phase": "start", "file_size": "5000", "tite": "x"}, 100, None),
    ],
)
def test_faulty_uploads_are_refused(page: Page, fields: dict[str, str], code: int, subcode: int | None) -> None:
    refused = videos(page, None, **fields)
    assert (error_of(refused)["code"], error_of(refused).get("error_subcode")) == (code, subcode)


def test_a_file_that_is_no_video_is_refused(page: Page) -> None:
    content = bytes(2_000)
    begun = videos(page, upload_phase="start", file_size="2000").json()
    session = {"upload_session_id": begun["upload_session_id"]}
    videos(page, {"video_file_chunk": content}, upload_phase="transfer", start_offset="0", **session)
    assert error_of(videos(page, upload_phase="finish", **session))["code"] == 352
    reel = reels(page, upload_phase="start").json()
    assert upload(page, reel["video_id"], content, 0, 2_000).json()["debug_info"]["type"] == "ProcessingFailedError"
    assert page.sandbox.ledger("facebook") == []


def test_a_reel(page: Page, film: bytes) -> None:
    page.sandbox.control("PUT", "/graph", {"processing_s": 0})
    begun = reels(page, upload_phase="start").json()
    video_id, size, half = begun["video_id"], len(film), len(film) // 2
    assert begun["upload_url"].endswith(f"/video-upload/v26.0/{video_id}")
    assert upload(page, video_id, film[:half], 0, size).json()["debug_info"]["type"] == "PartialRequestError"
    assert status_of(page, video_id)["uploading_phase"]["bytes_transfered"] == half
    assert upload(page, video_id, film, 0, size).json()["debug_info"]["type"] == "OffsetInvalidError"
    early = reels(page, upload_phase="finish", video_id=video_id, video_state="PUBLISHED")
    assert error_of(early)["code"] == 100
    assert upload(page, video_id, film[half:], half, size).json() == {"success": True}
    finish = {"upload_phase": "finish", "video_id": video_id, "description": "Thước phim"}
    assert error_of(reels(page, video_state="DRAFT", **finish))["code"] == 100
    assert page.call(
        "POST", f"{video_id}/thumbnails", data={"is_preferred": "true"}, files={"source": picture()}
    ).json()
    assert reels(page, video_state="PUBLISHED", **finish).json() == {"success": True}
    [entry] = page.sandbox.ledger("facebook")
    assert entry["text"] == "Thước phim"
    listed = page.call("GET", f"{page.id}/video_reels", params={"fields": "id,description"}).json()["data"]
    assert listed == [{"id": video_id, "description": "Thước phim"}]
    other = Page(page.sandbox, page.id, page.sandbox.new_account("facebook")["credentials"]["page_access_token"])
    assert error_of(other.call("DELETE", video_id))["code"] == 200
    assert page.call("DELETE", video_id).json() == {"success": True}
    assert page.sandbox.ledger("facebook")[0]["deleted"]


def test_captions_say_their_language_in_their_name(page: Page, film: bytes) -> None:
    begun = reels(page, upload_phase="start").json()
    upload(page, begun["video_id"], film, 0, len(film))

    def captions(name: str, content: bytes = SRT) -> requests.Response:
        files = {"captions_file": (name, content, "application/x-subrip")}
        return page.call("POST", f"{begun['video_id']}/captions", data={"default_locale": "vi_VN"}, files=files)

    assert captions("bai.vi_VN.srt").json() == {"success": True}
    assert error_of(captions("bai.srt"))["code"] == 386
    assert error_of(captions("bai.vi_VN.srt", b"\xff\xfe"))["code"] == 385
    [video] = page.sandbox.get("/_sandbox/graph")["videos"]
    assert [locale for locale, _digest in video["captions"]] == ["vi_VN"]


def test_comments(page: Page) -> None:
    post = page.post("Hỏi đáp")
    for text in ("Một", "Hai"):
        page.sandbox.control("POST", "/graph/comments", {"post": post, "text": text})
    listed = page.call("GET", f"{post}/comments", params={"fields": "id,message,from", "summary": "true"}).json()
    first, second = listed["data"]
    assert (first["message"], second["message"]) == ("Một", "Hai")
    assert listed["summary"]["total_count"] >= 2
    answer = page.call("POST", f"{first['id']}/comments", data={"message": "Sở trả lời"}).json()["id"]
    toplevel = page.call("GET", f"{post}/comments", params={"fields": "id"}).json()["data"]
    assert [one["id"] for one in toplevel] == [first["id"], second["id"]]
    stream = page.call("GET", f"{post}/comments", params={"filter": "stream", "fields": "id,parent"}).json()["data"]
    assert [one["id"] for one in stream] == [first["id"], second["id"], answer]
    assert stream[2]["parent"]["id"] == first["id"]
    pages = page.call("GET", f"{post}/comments", params={"filter": "stream", "limit": "2", "fields": "id"}).json()
    after = pages["paging"]["cursors"]["after"]
    assert pages["paging"]["next"].startswith("https://graph.facebook.com/v26.0/")
    rest = page.call("GET", f"{post}/comments", params={"filter": "stream", "after": after, "fields": "id"}).json()
    assert [one["id"] for one in rest["data"]] == [answer]
    assert page.call("POST", second["id"], data={"is_hidden": "true"}).json() == {"success": True}
    assert page.call("GET", second["id"], params={"fields": "is_hidden"}).json()["is_hidden"]
    assert error_of(page.call("POST", second["id"], data={"hidden": "true"}))["code"] == 100
    assert error_of(page.call("GET", f"{post}/comments", params={"order": "ranked"}))["code"] == 100
    assert error_of(page.call("GET", second["id"], params={"fields": "mesage"}))["code"] == 100
    assert page.call("DELETE", second["id"]).json() == {"success": True}
    assert error_of(page.call("GET", second["id"]))["error_subcode"] == 33


def test_a_restart_and_a_kill_lose_nothing(start: Starter, film: bytes) -> None:
    first = start("--read-lag", "0")
    page = page_of(first)
    begun = reels(page, upload_phase="start").json()
    half = len(film) // 2
    upload(page, begun["video_id"], film[:half], 0, len(film))
    post = page.post("Hỏi đáp")
    first.control("POST", "/graph/comments", {"post": post, "text": "Còn đây"})
    first.kill()
    again = page_of(start("--read-lag", "0", state=first.state))
    assert status_of(again, begun["video_id"])["uploading_phase"]["bytes_transfered"] == half
    assert upload(again, begun["video_id"], film[half:], half, len(film)).json() == {"success": True}
    [comment] = again.call("GET", f"{post}/comments").json()["data"]
    assert comment["message"] == "Còn đây"
    assert int(again.post("Bài mới").rpartition("_")[2]) > int(comment["id"].rpartition("_")[2])


def test_a_tester_changes_the_rules(page: Page) -> None:
    address = f"{page.sandbox.base_url}/dieu-khien/facebook"
    form = {"action": "rules", "processing_s": "7.5", "next_fate": "format"}
    assert requests.post(address, data=form, timeout=10).status_code == 200
    rules = page.sandbox.get("/_sandbox/graph")["rules"]
    assert (rules["processing_s"], rules["next_fate"]) == (7.5, "format")
    wrong = requests.post(address, data={"action": "webhook", "callback": "http://192.0.2.1/"}, timeout=10)
    assert wrong.status_code == 400
    assert "loopback" in wrong.text
    assert requests.put(f"{page.sandbox.base_url}/_sandbox/graph", json={"speed": 1}, timeout=10).status_code == 400
    page.sandbox.control("POST", "/reset")
    assert page.sandbox.get("/_sandbox/graph")["rules"]["next_fate"] == ""


@pytest.mark.skipif(not are_here(), reason=ABSENT)
def test_the_fields_are_those_of_the_description() -> None:
    assert {field["name"] for field in node("AdVideo")["fields"]} == VIDEO_FIELDS
    assert {field["name"] for field in node("Comment")["fields"]} == COMMENT_FIELDS
