"""What staff may change of an account by themselves: how its posts look, where hands put them, whom its messages go to.

What says which account it is, and where its platform is, stays with connecting. Everything else in `Account.settings` is kept.
"""

from collections.abc import Mapping, Sequence

from channels.addresses import OPEN_INTERNET
from channels.base import ChannelSpec
from channels.errors import Misconfigured
from channels.registry import spec_of
from distributor.clock import Clock
from distributor.compose.templates import Templates
from distributor.connect.network_settings import network_settings
from distributor.connect.own_setting import AS_CHANNEL, COMMENTS_CAP, OwnSetting, check_value
from distributor.draft.compose import ADDRESS_IN_PICTURE
from distributor.draft.targets import BEST, to_choose_from
from distributor.errors import LoaError
from distributor.labels import wording_label
from distributor.models import Account
from distributor.outgoing.carrier import open_account
from distributor.outgoing.post import account_view
from distributor.vault import Vault
from phrases import phrase

SHAPES = tuple((shape, phrase(f"connect.own.{shape}")) for shape in ("9x16", "16x9"))
NO_VIDEO = "khong"


def own_settings(
    account: Account,
    templates: Templates,
    audiences: Sequence[tuple[int, str]],
    siblings: Sequence[tuple[int, str]] = (),
) -> list[OwnSetting]:
    """Those that this account has. `audiences`: open lists of its unit, for an account that broadcasts. `siblings`: its unit's
    other accounts of the channel."""
    spec, has = spec_of(account.channel), account.settings
    found: list[OwnSetting] = []
    if account.channel == "manual":
        found += [
            OwnSetting(
                "place", phrase("connect.own.place"), "text", _text(has, "place"), phrase("connect.own.place-hint")
            ),
            OwnSetting(
                "instructions",
                phrase("connect.own.instructions"),
                "lines",
                _text(has, "instructions"),
                phrase("connect.own.instructions-hint"),
                longest=2000,
            ),
        ]
    if account.channel == "zalo":
        found += [
            OwnSetting(
                "author",
                phrase("connect.own.author"),
                "text",
                _text(has, "author"),
                phrase("connect.own.author-hint"),
                longest=50,
            ),
            OwnSetting(
                "cover_address",
                phrase("connect.own.cover"),
                "text",
                _text(has, "cover_address"),
                phrase("connect.own.cover-hint"),
                longest=1000,
            ),
            OwnSetting("comments", phrase("connect.own.comments"), "flag", "1" if has.get("comments") is True else ""),
        ]
    if account.channel == "x":
        on = "1" if has.get(ADDRESS_IN_PICTURE) is True else ""
        hint = phrase("connect.own.address-in-picture-hint")
        found.append(OwnSetting(ADDRESS_IN_PICTURE, phrase("connect.own.address-in-picture"), "flag", on, hint))
        label, cap = phrase("connect.own.comments-cap"), str(has.get(COMMENTS_CAP) or "")
        found.append(OwnSetting(COMMENTS_CAP, label, "text", cap, phrase("connect.own.comments-cap-hint"), longest=12))
    if account.channel == "youtube":
        by_topic = "1" if has.get("playlists_by_topic") is True else ""
        hint = phrase("connect.own.playlists-by-topic-hint")
        found.append(OwnSetting("playlists_by_topic", phrase("connect.own.playlists-by-topic"), "flag", by_topic, hint))
    if spec.broadcasts:
        lists = (
            (AS_CHANNEL, phrase("connect.own.not-chosen")),
            *((str(audience_id), name) for audience_id, name in audiences),
        )
        found.append(
            OwnSetting(
                "audience",
                phrase("connect.own.audience"),
                "choice",
                str(has.get("audience", AS_CHANNEL)),
                choices=lists,
                is_whole=True,
            )
        )
    if account.channel == "sms":
        found += network_settings(has, siblings)
    variants = templates.variants(account.channel, "announce", "")
    if variants:
        choices = ((AS_CHANNEL, wording_label("")), *((variant, wording_label(variant)) for variant in variants))
        advice: str = ""
        if to_choose_from(variants):
            choices = (*choices, (BEST, phrase("connect.own.best")))
            advice = phrase("connect.own.best-hint")
        wanted = _text(has, "variant") or AS_CHANNEL
        found.append(OwnSetting("variant", phrase("connect.own.wording"), "choice", wanted, advice, choices=choices))
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
        check_value(setting, value)
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
    elif setting.is_whole:
        after[setting.name] = int(value)
    else:
        after[setting.name] = "" if value == NO_VIDEO else value


def _problem(account: Account, settings: Mapping[str, object], vault: Vault, clock: Clock) -> str:
    view = account_view(account.model_copy(update={"settings": dict(settings)}))
    try:
        open_account(view, vault, clock, OPEN_INTERNET).close()
    except Misconfigured as error:
        return error.message
    return ""


def _video(spec: ChannelSpec, has: Mapping[str, object]) -> OwnSetting:
    usual = dict(SHAPES).get(spec.video_shape, phrase("connect.own.no-video"))
    value = AS_CHANNEL if "video" not in has else _text(has, "video") or NO_VIDEO
    choices = (
        (AS_CHANNEL, phrase("connect.own.as-channel", usual=usual)),
        *SHAPES,
        (NO_VIDEO, phrase("connect.own.without-video")),
    )
    return OwnSetting("video", phrase("connect.own.video"), "choice", value, choices=choices)


def _text(settings: Mapping[str, object], name: str) -> str:
    value = settings.get(name)
    return value if isinstance(value, str) else ""
