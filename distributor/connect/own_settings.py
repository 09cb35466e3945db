"""What staff may change of an account by themselves: how its posts look, where hands put them, whom its messages go to.

What says which account it is, and where its platform is, stays with connecting. Everything else in `Account.settings` is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from channels.base import ChannelSpec
from channels.errors import Misconfigured
from channels.registry import spec_of
from distributor.clock import Clock
from distributor.compose.templates import Templates
from distributor.draft.compose import ADDRESS_IN_PICTURE
from distributor.draft.targets import BEST, to_choose_from
from distributor.errors import LoaError
from distributor.labels import wording_label
from distributor.models import Account
from distributor.outgoing.carrier import open_account
from distributor.outgoing.post import account_view
from distributor.vault import Vault

SHAPES = (("9x16", "Dọc 9:16"), ("16x9", "Ngang 16:9"))
AS_CHANNEL = "-"
"""The choice that takes the setting away, so that the channel's own rule counts."""
NO_VIDEO = "khong"


@dataclass(frozen=True)
class OwnSetting:
    """`kind`: text, lines, flag or choice. `value`: as a form sends it; a flag is "1" or empty. `choices`: value and label."""

    name: str
    label: str
    kind: str
    value: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    longest: int = 200


def own_settings(account: Account, templates: Templates, audiences: Sequence[tuple[int, str]]) -> list[OwnSetting]:
    """Those that this account has. `audiences`: open lists of its unit, for an account that broadcasts."""
    spec, has = spec_of(account.channel), account.settings
    found: list[OwnSetting] = []
    if account.channel == "manual":
        found += [
            OwnSetting(
                "place", "Nơi đăng tay", "text", _text(has, "place"), "Ví dụ: TikTok của tỉnh, Đài truyền thanh xã."
            ),
            OwnSetting(
                "instructions",
                "Hướng dẫn cho người đăng",
                "lines",
                _text(has, "instructions"),
                "Hiện cạnh nội dung khi bàn giao.",
                longest=2000,
            ),
        ]
    if account.channel == "zalo":
        found += [
            OwnSetting(
                "author", "Tên tác giả", "text", _text(has, "author"), "Hiện dưới tiêu đề bài viết.", longest=50
            ),
            OwnSetting(
                "cover_address",
                "Ảnh bìa mặc định",
                "text",
                _text(has, "cover_address"),
                "Địa chỉ https:// của ảnh, dùng khi bài không có ảnh.",
                longest=1000,
            ),
            OwnSetting("comments", "Cho người đọc bình luận", "flag", "1" if has.get("comments") is True else ""),
        ]
    if account.channel == "x":
        on = "1" if has.get(ADDRESS_IN_PICTURE) is True else ""
        hint = "Bài có ảnh ghi địa chỉ ngay trên ảnh thay vì trong chữ: rẻ hơn nhiều theo giá của X."
        found.append(OwnSetting(ADDRESS_IN_PICTURE, "Đặt địa chỉ trên ảnh", "flag", on, hint))
    if spec.broadcasts:
        lists = ((AS_CHANNEL, "Chưa chọn"), *((str(audience_id), name) for audience_id, name in audiences))
        found.append(
            OwnSetting("audience", "Gửi tới danh sách", "choice", str(has.get("audience", AS_CHANNEL)), choices=lists)
        )
    variants = templates.variants(account.channel, "announce", "")
    if variants:
        choices = ((AS_CHANNEL, wording_label("")), *((variant, wording_label(variant)) for variant in variants))
        hint = ""
        if to_choose_from(variants):
            choices = (*choices, (BEST, "Loa chọn theo số lượt mở"))
            hint = "Loa chọn: mỗi tin mới một cách, cách nào được mở nhiều thì dùng nhiều hơn."
        wanted = _text(has, "variant") or AS_CHANNEL
        found.append(OwnSetting("variant", "Cách viết", "choice", wanted, hint, choices=choices))
    if spec.media.video is not None and not isinstance(has.get("video"), Mapping):
        found.append(_video(spec, has))
    return found


def changed_settings(
    account: Account, settings: Sequence[OwnSetting], form: Mapping[str, str], vault: Vault, clock: Clock
) -> tuple[dict[str, object], list[str]]:
    """The account's settings with what the form says, and the names of those that changed. Raises LoaError in words.

    What the account's adapter would refuse is refused here, unless it refuses the account as it is.
    """
    after: dict[str, object] = dict(account.settings)
    for setting in settings:
        value = form.get(setting.name, "").strip()
        if len(value) > setting.longest:
            raise LoaError(f"«{setting.label}» dài quá {setting.longest} ký tự.")
        if setting.kind == "choice" and value not in dict(setting.choices):
            raise LoaError(f"«{setting.label}»: không có lựa chọn này. Hãy tải lại trang rồi chọn lại.")
        if setting.name == "place" and not value:
            raise LoaError("Hãy ghi nơi cán bộ sẽ đăng tay, ví dụ «TikTok của tỉnh».")
        _put(after, setting, value)
    changed = sorted(name for name in {*after, *account.settings} if after.get(name) != account.settings.get(name))
    if (
        changed
        and (problem := _problem(account, after, vault, clock))
        and not _problem(account, account.settings, vault, clock)
    ):
        raise LoaError(problem)
    return after, changed


def _put(after: dict[str, object], setting: OwnSetting, value: str) -> None:
    if setting.value == (value or (AS_CHANNEL if setting.kind == "choice" else "")):
        return
    if setting.kind == "flag":
        after[setting.name] = bool(value)
    elif value in ("", AS_CHANNEL):
        after.pop(setting.name, None)
    elif setting.name == "audience":
        after[setting.name] = int(value)
    else:
        after[setting.name] = "" if value == NO_VIDEO else value


def _problem(account: Account, settings: Mapping[str, object], vault: Vault, clock: Clock) -> str:
    view = account_view(account.model_copy(update={"settings": dict(settings)}))
    try:
        open_account(view, vault, clock).close()
    except Misconfigured as error:
        return error.message
    return ""


def _video(spec: ChannelSpec, has: Mapping[str, object]) -> OwnSetting:
    usual = dict(SHAPES).get(spec.video_shape, "không có video")
    value = AS_CHANNEL if "video" not in has else _text(has, "video") or NO_VIDEO
    choices = ((AS_CHANNEL, f"Theo kênh ({usual})"), *SHAPES, (NO_VIDEO, "Không kèm video"))
    return OwnSetting("video", "Video kèm bài", "choice", value, choices=choices)


def _text(settings: Mapping[str, object], name: str) -> str:
    value = settings.get(name)
    return value if isinstance(value, str) else ""
