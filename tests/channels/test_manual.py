"""Hand-over: the walk that ends at people, and the package they are given."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from channels.base import Captions, Next, OutgoingPost
from channels.errors import Misconfigured, Rejected
from channels.manual.adapter import WAITS_FOR
from channels.manual.configuration import read_manual
from channels.manual.package import GUIDE, TEXT, Destination, package
from tests.channels.platforms import LINK, PLAIN_POST, clip, opened, picture
from tests.channels.server import Server

TIKTOK = Destination(12, "TikTok của tỉnh", "Gắn nhãn “Nội dung do cơ quan nhà nước cung cấp”.")


def full(folder: Path) -> OutgoingPost:
    """Two pictures, a video, a cover and captions."""
    captions = folder / "vi.srt"
    captions.write_bytes("1\n00:00:00,000 --> 00:00:02,000\nĐiều 5\n".encode())
    return replace(
        PLAIN_POST,
        media=(picture(folder, 600), clip(folder), picture(folder, 700, alt_text="")),
        cover=picture(folder, 800),
        captions=(Captions(captions, sha256(captions.read_bytes()).hexdigest(), "application/x-subrip", "vi"),),
        slot_at=datetime(2026, 11, 24, 1, 5, tzinfo=UTC),
    )


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_walk_ends_at_people_and_stays_there(server: Server, folder: Path) -> None:
    with opened("manual", server.address) as account:
        step = account.adapter.begin(PLAIN_POST)
        assert (step.irreversible, step.waits_for) == (False, "")
        for _ in range(3):
            outcome = account.adapter.advance(full(folder), step.progress)
            assert isinstance(outcome, Next)
            step = outcome
            assert (step.progress, step.irreversible, step.waits_for) == ({"step": "wait"}, False, WAITS_FOR)
            assert step.after > 3600
    assert not server.requests


def test_people_are_not_called_to_files_that_were_not_approved(server: Server, folder: Path) -> None:
    post = full(folder)
    post.media[0].path.write_bytes(b"another")
    with opened("manual", server.address) as account, pytest.raises(Rejected, match="bản đã duyệt"):
        account.adapter.advance(post, {"step": "hand_over"})


def test_the_package_holds_everything_under_sensible_names(folder: Path) -> None:
    post = full(folder)
    files = unzipped(package(post, TIKTOK))
    assert list(files) == [TEXT, GUIDE, "anh-1.png", "video-1.mp4", "anh-2.png", "anh-bia.png", "phu-de-vi.srt"]
    assert files[TEXT].decode("utf-8-sig").replace("\r\n", "\n") == post.text
    assert b"\n" not in files[TEXT].replace(b"\r\n", b"")
    assert files["anh-1.png"] == post.media[0].path.read_bytes()
    assert files["video-1.mp4"] == post.media[1].path.read_bytes()


GUIDANCE = f"""BÀN GIAO ĐĂNG TAY

Nơi đăng: TikTok của tỉnh
Bài: Tách thửa
Giờ dự kiến: 08:05 ngày 24/11/2026

CÁC BƯỚC
1. Mở TikTok của tỉnh và tạo bài mới.
2. Chép toàn bộ nội dung trong tệp text.txt, không sửa chữ nào. Giữ nguyên đường dẫn {LINK} để người dân mở được bản đầy đủ.
3. Đính kèm theo thứ tự: anh-1.png, video-1.mp4, anh-2.png, anh-bia.png, phu-de-vi.srt.
4. Đăng xong, ghi địa chỉ của bài vào Loa để sổ theo dõi khép lại: trên trang Bàn giao, hoặc bằng lệnh
   loa handover 12 --done ĐỊA_CHỈ --by TÊN_ĐĂNG_NHẬP
   Nơi không có địa chỉ (loa truyền thanh, bảng tin): ghi nơi và giờ phát thay cho địa chỉ, ví dụ
   “Đài truyền thanh xã, 06:00 ngày 25/11/2026”.

LƯU Ý CỦA NƠI ĐĂNG
Gắn nhãn “Nội dung do cơ quan nhà nước cung cấp”.

MÔ TẢ ẢNH (dán vào ô mô tả, cho người dùng trình đọc màn hình)
Ảnh 1, anh-1.png: Thẻ tóm tắt quy định tách thửa
Video, video-1.mp4: Video
Ảnh bìa, anh-bia.png: Thẻ tóm tắt quy định tách thửa

Đây là bản đã được duyệt. Nếu thấy sai, đừng đăng; hãy báo người duyệt.
"""


def test_the_guide_is_for_a_clerk(folder: Path) -> None:
    files = unzipped(package(full(folder), TIKTOK))
    assert files[GUIDE].decode("utf-8-sig").replace("\r\n", "\n") == GUIDANCE


def test_a_loudspeaker_needs_no_files() -> None:
    files = unzipped(package(replace(PLAIN_POST, link=None), Destination(3, "Đài truyền thanh xã")))
    assert list(files) == [TEXT, GUIDE]
    words = files[GUIDE].decode("utf-8-sig")
    assert "Đính kèm" not in words
    assert "LƯU Ý" not in words
    assert "MÔ TẢ ẢNH" not in words


def test_the_same_post_is_the_same_bytes(folder: Path) -> None:
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    assert package(full(folder / "a"), TIKTOK) == package(full(folder / "b"), TIKTOK)


@pytest.mark.parametrize(
    ("media", "fields"),
    [
        (lambda folder: (clip(folder), picture(folder)), []),
        (lambda folder: (clip(folder), clip(folder)), ["media"]),
        (lambda folder: (picture(folder),) * 11, ["media"]),
        (lambda folder: (replace(clip(folder), bytes=0),), ["media"]),
    ],
)
def test_what_may_be_handed_over(media: object, fields: list[str], server: Server, folder: Path) -> None:
    assert callable(media)
    with opened("manual", server.address) as account:
        problems = account.adapter.check(replace(PLAIN_POST, media=media(folder)))
    assert [problem.field for problem in problems] == fields


def test_a_wrong_configuration_is_named(folder: Path) -> None:
    content = (Path(__file__).resolve().parents[2] / "config" / "channels.toml").read_text("utf-8")
    file = folder / "channels.toml"
    file.write_text(content.replace("wait_s = 86_400.0", "wait_s = -1", 1), "utf-8")
    with pytest.raises(Misconfigured, match=r"bảng \[manual\], mục `wait_s`"):
        read_manual(file)
