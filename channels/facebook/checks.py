"""What Facebook would refuse about a post, in words that say what to change. No I/O: the files themselves are looked at
when sent."""

from channels.base import MediaFile, OutgoingPost, Problem
from channels.checks import link_problems, media_problems, text_problems, video_wishes
from channels.facebook.configuration import FacebookConfiguration
from channels.facebook.form import reel_wishes
from channels.fingerprint import carries

_MB = 1_000_000


def problems_of(post: OutgoingPost, settings: FacebookConfiguration) -> list[Problem]:
    """Everything wrong with `post`."""
    common = settings.common
    problems = [*text_problems(common.label, post.text, common.text_limit, len), *link_problems(post.link)]
    if post.video is None:
        problems += media_problems(common.label, post.media, common.media)
        problems += [
            Problem("media", f"Ảnh {number}: tệp trống (0 byte). Hãy tạo lại ảnh.")
            for number, file in enumerate(post.media, start=1)
            if file.bytes <= 0
        ]
    else:
        problems += _video_problems(post, post.video, settings)
    if post.media and post.link and not carries(post.text, post.link):
        problems.append(
            Problem("text", "Bài có ảnh hoặc video trên Facebook cần chứa đường dẫn ngay trong nội dung, hãy thêm vào.")
        )
    return problems


def _video_problems(post: OutgoingPost, video: MediaFile, settings: FacebookConfiguration) -> list[Problem]:
    if len(post.media) > 1:
        videos = sum(file.is_video for file in post.media)
        return [
            Problem(
                "media",
                f"Một bài trên Facebook có một video hoặc nhiều ảnh, bài này có {videos} video và "
                f"{len(post.media) - videos} ảnh. Hãy tách thành nhiều bài; ảnh bìa được đính kèm riêng.",
            )
        ]
    common = settings.common
    wishes = video_wishes(common.label, video, settings.video, common.media.alt_text_limit)
    problems = [Problem("media", wish) for wish in wishes]
    if not problems and post.settings.get("kind") == "reel":
        problems = [Problem("media", wish) for wish in reel_wishes(video, settings.reel)]
    if len(post.title) > settings.title_limit:
        excess = len(post.title) - settings.title_limit
        problems.append(
            Problem(
                "title",
                f"Tiêu đề video dài {len(post.title)} ký tự, Facebook chỉ nhận {settings.title_limit}. "
                f"Hãy rút bớt ít nhất {excess} ký tự.",
            )
        )
    return [*problems, *_cover_problems(post.cover, settings), *_captions_problems(post, settings)]


def _cover_problems(cover: MediaFile | None, settings: FacebookConfiguration) -> list[Problem]:
    if cover is None:
        return []
    limits = settings.common.media
    wishes = []
    if cover.mime not in limits.mime_types:
        wishes.append(f"Ảnh bìa kiểu {cover.mime} không dùng được trên Facebook, hãy dùng JPG hoặc PNG.")
    if not 0 < cover.bytes <= limits.max_bytes:
        wishes.append(
            f"Ảnh bìa phải nặng từ 1 byte đến {limits.max_bytes // _MB} MB. Hãy tạo lại hoặc nén ảnh nhỏ lại."
        )
    return [Problem("cover", wish) for wish in wishes]


def _captions_problems(post: OutgoingPost, settings: FacebookConfiguration) -> list[Problem]:
    limits = settings.captions
    wishes = []
    for captions in post.captions:
        if captions.mime not in limits.mime_types:
            wishes.append(f"Phụ đề kiểu {captions.mime} không dùng được trên Facebook, hãy dùng SRT.")
        if captions.language not in limits.locales:
            known = ", ".join(limits.locales)
            wishes.append(f"Phụ đề tiếng “{captions.language}” chưa được hỗ trợ, hãy chọn một trong: {known}.")
    languages = [captions.language for captions in post.captions]
    if len(set(languages)) < len(languages):
        wishes.append("Có hai tệp phụ đề cùng một ngôn ngữ, hãy giữ lại một tệp.")
    return [Problem("captions", wish) for wish in wishes]


def captions_fault(content: bytes, most: int) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "Tệp phụ đề không phải chữ UTF-8. Hãy lưu lại phụ đề ở dạng SRT, UTF-8 rồi duyệt lại bài."
    if "-->" not in text:
        return "Tệp phụ đề trống hoặc không có mốc thời gian. Hãy tạo lại phụ đề ở dạng SRT rồi duyệt lại bài."
    if len(content) > most:
        return f"Tệp phụ đề nặng {len(content)} byte, chỉ dùng được đến {most}. Hãy tạo lại phụ đề rồi duyệt lại bài."
    return ""
