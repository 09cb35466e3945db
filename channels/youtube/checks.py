"""What YouTube would refuse about a post, in words that say what to change. No I/O."""

import sys
from unicodedata import normalize

from channels.base import MediaFile, OutgoingPost, Problem
from channels.checks import bytes_in_words, link_problems, seconds_in_words, text_problems, video_wishes
from channels.fingerprint import carries
from channels.youtube.configuration import YouTubeConfiguration
from channels.youtube.metadata import PRIVACIES, is_short, privacy_of, tags_length, tags_of


def utf8_bytes(text: str) -> int:
    """YouTube counts a description in bytes: a Vietnamese letter with marks is two or three."""
    return len(text.encode())


def problems_of(post: OutgoingPost, settings: YouTubeConfiguration) -> list[Problem]:
    """Everything wrong with `post`."""
    return [
        *_title_problems(post, settings),
        *_text_problems(post, settings),
        *link_problems(post.link),
        *_video_problems(post, settings),
        *_cover_problems(post.cover, settings),
        *_captions_problems(post, settings),
        *_settings_problems(post, settings),
    ]


def _title_problems(post: OutgoingPost, settings: YouTubeConfiguration) -> list[Problem]:
    title = post.title
    if not title.strip():
        return [Problem("title", "Video trên YouTube cần có tiêu đề, hãy đặt tiêu đề.")]
    wishes = []
    if normalize("NFC", title) != title:
        wishes.append("Tiêu đề dùng dấu tiếng Việt tổ hợp rời, hãy lưu lại ở dạng dựng sẵn (NFC).")
    if len(title) > settings.title_limit:
        wishes.append(
            f"Tiêu đề dài {len(title)} ký tự, YouTube chỉ nhận {settings.title_limit}. "
            f"Hãy rút bớt ít nhất {len(title) - settings.title_limit} ký tự."
        )
    if _has_angle(title):
        wishes.append("Tiêu đề trên YouTube không được có dấu < hoặc >, hãy viết bằng chữ.")
    return [Problem("title", wish) for wish in wishes]


def _text_problems(post: OutgoingPost, settings: YouTubeConfiguration) -> list[Problem]:
    limit = settings.common.text_limit
    # Without its own words on length: here bytes are counted.
    problems = text_problems(settings.common.label, post.text, sys.maxsize, utf8_bytes)
    length = utf8_bytes(post.text)
    if length > limit:
        problems.append(
            Problem(
                "text",
                f"Mô tả dài {length} byte, YouTube chỉ nhận {limit} (chữ có dấu tính 2 đến 3 byte). "
                f"Hãy rút bớt khoảng {-(-(length - limit) // 2)} chữ.",
            )
        )
    if _has_angle(post.text):
        problems.append(Problem("text", "Mô tả trên YouTube không được có dấu < hoặc >, hãy viết bằng chữ."))
    if post.link and post.text.strip() and not carries(post.text, post.link):
        problems.append(Problem("text", "Mô tả video cần chứa đường dẫn của bài, hãy thêm vào."))
    return problems


def _has_angle(text: str) -> bool:
    return "<" in text or ">" in text


def _video_problems(post: OutgoingPost, settings: YouTubeConfiguration) -> list[Problem]:
    videos = [file for file in post.media if file.is_video]
    if len(videos) != 1 or len(post.media) != 1:
        pictures = len(post.media) - len(videos)
        found = f"đang có {len(videos)} video và {pictures} ảnh" if post.media else "chưa có video"
        return [
            Problem("media", f"Bài cho YouTube cần đúng một video, {found}. Ảnh bìa và phụ đề được đính kèm riêng.")
        ]
    return [Problem("media", wish) for wish in _video_wishes(videos[0], post, settings)]


def _video_wishes(video: MediaFile, post: OutgoingPost, settings: YouTubeConfiguration) -> list[str]:
    advice = ", hoặc xác minh kênh tại youtube.com/verify để đăng video dài"
    alt_text_limit = settings.common.media.alt_text_limit
    wishes = video_wishes(settings.common.label, video, settings.video, alt_text_limit, advice)
    if post.settings.get("form") == "short" and not is_short(video, settings.short):
        wishes.append(
            f"Video này sẽ không vào mục Shorts: cần vuông hoặc dọc và không quá {seconds_in_words(settings.short.max_s)}, "
            f"đang là {video.width}×{video.height}, dài {seconds_in_words(video.duration_s)}. "
            "Hãy dựng bản dọc ngắn hơn, hoặc đăng như video thường."
        )
    return wishes


def _cover_problems(cover: MediaFile | None, settings: YouTubeConfiguration) -> list[Problem]:
    if cover is None:
        return []
    limits = settings.common.media
    wishes = []
    if cover.mime not in limits.mime_types:
        wishes.append(f"Ảnh bìa kiểu {cover.mime} không dùng được trên YouTube, hãy dùng JPG hoặc PNG.")
    if cover.bytes > limits.max_bytes:
        wishes.append(
            f"Ảnh bìa nặng {bytes_in_words(cover.bytes)}, YouTube chỉ nhận {bytes_in_words(limits.max_bytes)}. "
            "Hãy nén ảnh nhỏ lại."
        )
    if cover.width < settings.cover_min_width:
        wishes.append(
            f"Ảnh bìa rộng {cover.width} điểm ảnh, YouTube cần ít nhất {settings.cover_min_width}. Hãy dùng ảnh lớn hơn."
        )
    return [Problem("cover", wish) for wish in wishes]


def _captions_problems(post: OutgoingPost, settings: YouTubeConfiguration) -> list[Problem]:
    wishes = [
        f"Phụ đề kiểu {captions.mime} không dùng được trên YouTube, hãy dùng SRT hoặc WebVTT."
        for captions in post.captions
        if captions.mime not in settings.caption_types
    ]
    languages = [captions.language for captions in post.captions]
    if len(set(languages)) < len(languages):
        wishes.append("Có hai tệp phụ đề cùng một ngôn ngữ, hãy giữ lại một tệp.")
    return [Problem("captions", wish) for wish in wishes]


def _settings_problems(post: OutgoingPost, settings: YouTubeConfiguration) -> list[Problem]:
    wishes = []
    if privacy_of(post) not in PRIVACIES:
        wishes.append(f"Chế độ hiển thị “{privacy_of(post)}” không có trên YouTube, hãy chọn: {', '.join(PRIVACIES)}.")
    tags = tags_of(post)
    length = tags_length(tags)
    if length > settings.tags_limit:
        wishes.append(f"Các thẻ từ khoá dài {length} ký tự, YouTube chỉ nhận {settings.tags_limit}. Hãy bỏ bớt thẻ.")
    if any(_has_angle(tag) for tag in tags):
        wishes.append("Thẻ từ khoá không được có dấu < hoặc >, hãy bỏ các dấu đó.")
    return [Problem("settings", wish) for wish in wishes]
