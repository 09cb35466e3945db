"""What staff are handed: one zip with the text to copy, the files to attach, and what to do with them.

- `text.txt`: exactly the approved text
- `anh-1.png`, `video-1.mp4`, `anh-bia.png`, `phu-de-vi.srt`: its files, in order
- `huong-dan.txt`: where to publish it, step by step, and how to record that it is done

The same post always becomes the same bytes: nothing of the day or the machine goes in. Text files are for Windows' Notepad, which
offices have: UTF-8 with its mark, lines ending in CR LF.
"""

import io
import zipfile
from dataclasses import dataclass
from datetime import timedelta, timezone

from channels.base import MediaFile, OutgoingPost
from channels.media import approved_bytes

TEXT, GUIDE = "text.txt", "huong-dan.txt"

_VIETNAM = timezone(timedelta(hours=7))
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "application/x-subrip": "srt",
    "text/vtt": "vtt",
}


@dataclass(frozen=True)
class Destination:
    """The place where people publish it. `post`: the number by which it is recorded. `instructions`: of the place, may be
    empty."""

    post: int
    place: str
    instructions: str = ""


@dataclass(frozen=True)
class Attached:
    """A file under the name that staff see. `role`: what it is, in Vietnamese. `alt_text`: may be empty."""

    name: str
    role: str
    alt_text: str
    content: bytes


def attachments(post: OutgoingPost) -> list[Attached]:
    """The files of a post, exactly as approved. Raises Rejected or Retryable (`channels.media.approved_bytes`)."""
    found: list[Attached] = []
    counts = {"anh": 0, "video": 0}
    for file in post.media:
        kind = "video" if file.is_video else "anh"
        counts[kind] += 1
        role = "Video" if file.is_video else f"Ảnh {counts[kind]}"
        found.append(_attached(f"{kind}-{counts[kind]}", role, file))
    if post.cover is not None:
        found.append(_attached("anh-bia", "Ảnh bìa", post.cover))
    for captions in post.captions:
        # Its bytes are checked as those of a picture are.
        file = MediaFile(captions.path, captions.sha256, captions.mime, 0, 0, 0, "")
        found.append(_attached(f"phu-de-{captions.language}", f"Phụ đề ({captions.language})", file))
    return found


def package(post: OutgoingPost, destination: Destination) -> bytes:
    """The zip. Raises as `attachments`."""
    files = attachments(post)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, content in (
            (TEXT, _for_notepad(post.text)),
            (GUIDE, _for_notepad(guide(post, destination, files))),
            *((file.name, file.content) for file in files),
        ):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return written.getvalue()


def guide(post: OutgoingPost, destination: Destination, files: list[Attached]) -> str:
    """Return text such as `huong-dan.txt`, in words for a clerk."""
    head = ["BÀN GIAO ĐĂNG TAY", "", f"Nơi đăng: {destination.place}", f"Bài: {post.title}"]
    if post.slot_at is not None:
        head.append(f"Giờ dự kiến: {post.slot_at.astimezone(_VIETNAM):%H:%M ngày %d/%m/%Y}")
    steps = [f"Mở {destination.place} và tạo bài mới.", f"Chép toàn bộ nội dung trong tệp {TEXT}, không sửa chữ nào."]
    if post.link:
        steps[-1] += f" Giữ nguyên đường dẫn {post.link} để người dân mở được bản đầy đủ."
    if files:
        steps.append(f"Đính kèm theo thứ tự: {', '.join(file.name for file in files)}.")
    steps.append(
        "Đăng xong, ghi địa chỉ của bài vào Loa để sổ theo dõi khép lại: trên trang Bàn giao, hoặc bằng lệnh\n"
        f"   loa handover {destination.post} --done ĐỊA_CHỈ --by TÊN_ĐĂNG_NHẬP\n"
        "   Nơi không có địa chỉ (loa truyền thanh, bảng tin): ghi nơi và giờ phát thay cho địa chỉ, ví dụ\n"
        "   “Đài truyền thanh xã, 06:00 ngày 25/11/2026”."
    )
    body = [*head, "", "CÁC BƯỚC", *(f"{number}. {step}" for number, step in enumerate(steps, start=1))]
    if destination.instructions.strip():
        body += ["", "LƯU Ý CỦA NƠI ĐĂNG", destination.instructions.strip()]
    if described := [file for file in files if file.alt_text]:
        body += ["", "MÔ TẢ ẢNH (dán vào ô mô tả, cho người dùng trình đọc màn hình)"]
        body += [f"{file.role}, {file.name}: {file.alt_text}" for file in described]
    body += ["", "Đây là bản đã được duyệt. Nếu thấy sai, đừng đăng; hãy báo người duyệt.", ""]
    return "\n".join(body)


def _attached(stem: str, role: str, file: MediaFile) -> Attached:
    ending = _ENDINGS.get(file.mime) or file.path.suffix.removeprefix(".") or "bin"
    return Attached(f"{stem}.{ending}", role, file.alt_text, approved_bytes(file))


def _for_notepad(text: str) -> bytes:
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8-sig")
