"""The form of a campaign: what a browser sends as a draft, and a draft as what a browser shows. Pure.

A field that cannot be read is a problem beside the field; what was typed stays.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from distributor.campaigns.draft import PURPOSES, TARGETS, Draft
from distributor.errors import LoaError
from distributor.models import Policy
from distributor.plan.cadence import EVERY_DAY, MOST_MINUTES, MOST_POSTS, MOST_WAIT_HOURS, rule_of
from distributor.plan.cadence_words import cadence_said
from web.deciding import SentForm, instant_of, local_of, number_of
from web.forms import LARGEST_LONG, MOST_FIELDS_LONG
from web.language import _, words_of

ALL = "tat-ca"
"""Stands for `*` in the names of fields."""
SOURCES, ALL_SOURCES, ITEMS = "nguon", "moi-nguon", "tin"
FIRST_POLICY = {"*": {"*": "review", "sms": "never"}}
"""Of a new campaign: a person sees everything; no message in every pocket unless somebody says so."""


class CampaignForm(SentForm):
    """`viec`: the button; `da_thay`: the state of the campaign that was on the screen; `da_tim`: the words last looked for.

    What is ticked, and the rules of each channel and kind, stand in `sent`: their names have an id, a channel or a kind in them.
    """

    largest, most_fields = LARGEST_LONG, MOST_FIELDS_LONG
    viec: str = ""
    da_thay: str = ""
    ten: str = ""
    muc_tieu: str = ""
    tu: str = ""
    den: str = ""
    noi_dung: str = ALL_SOURCES
    nhip: str = ""
    han: str = ""
    dich: str = ""
    dich_la: str = ""
    tim: str = ""
    da_tim: str = ""

    def with_fields(self, **fields: str) -> "CampaignForm":
        return CampaignForm.of({**self.sent, **fields})


def typed_of(draft: Draft, channels: Sequence[str]) -> dict[str, str]:
    """The fields of a form that would send this draft."""
    content = ITEMS if not draft.automatic else ALL_SOURCES if draft.all_sources else SOURCES
    typed = {
        "ten": draft.name,
        "muc_tieu": draft.goal,
        "tu": local_of(draft.starts_at) if draft.starts_at else "",
        "den": local_of(draft.ends_at) if draft.ends_at else "",
        "noi_dung": content,
        "han": str(draft.expiry_hours),
        "dich": str(draft.target or ""),
        "dich_la": draft.target_of,
    }
    typed |= {f"nguon_{one}": "1" for one in draft.source_ids}
    typed |= {f"tin_{one}": "1" for one in draft.item_ids}
    typed |= {f"tai_khoan_{one}": "1" for one in draft.account_ids}
    typed |= {f"viec_{purpose}": "1" for purpose in draft.purposes}
    typed |= {f"mau_{channel}": variant for channel, variant in draft.variants.items()}
    for kind, row in draft.policy.items():
        typed |= {cell(kind, channel): policy for channel, policy in row.items()}
    for channel in channels if "*" not in draft.cadence else [one for one in channels if one in draft.cadence]:
        typed |= _typed_cadence(draft.cadence, channel)
    return typed


def cell(kind: str, channel: str) -> str:
    """The name of a field of the policy."""
    return f"cs_{ALL if kind == '*' else kind}__{ALL if channel == '*' else channel}"


def _typed_cadence(cadence: Mapping[str, Mapping[str, Any]], channel: str) -> dict[str, str]:
    rule = rule_of(cadence, channel)
    start = f"nhip_{channel}_"
    typed = {
        f"{start}so": str(rule.per_day or rule.per_week or ""),
        f"{start}moi": "tuan" if rule.per_week and not rule.per_day else "ngay",
        f"{start}cach": f"{rule.minutes_between:.0f}" if rule.minutes_between else "",
        f"{start}tu": f"{rule.opens:%H:%M}" if rule.opens else "",
        f"{start}den": f"{rule.closes:%H:%M}" if rule.closes else "",
    }
    if rule.best:
        typed[f"{start}tot"] = "1"
        typed[f"{start}doi"] = f"{rule.within_hours:.0f}" if rule.within_hours else ""
    if rule.days != EVERY_DAY:
        typed |= {f"{start}t{day}": "1" for day in rule.days}
    return typed


def draft_from(form: CampaignForm, channels: Sequence[str], kinds: Sequence[str]) -> tuple[Draft, dict[str, str]]:
    """Return what was sent, and field → what could not be read of it."""
    problems: dict[str, str] = {}
    typed, content = form.sent, form.noi_dung
    items = ids_of(typed, "tin_") if content == ITEMS else ()
    starts_at = _instant(form.tu, "starts_at", problems)
    ends_at = _instant(form.den, "ends_at", problems)
    cadence = {channel: entry for channel in channels if (entry := _cadence(typed, channel, problems))}
    if said := _said(form.nhip, len(items), starts_at, ends_at, problems):
        cadence["*"] = said
    draft = Draft(
        name=" ".join(form.ten.split()),
        goal=form.muc_tieu.replace("\r\n", "\n").strip(),
        starts_at=starts_at,
        ends_at=ends_at,
        automatic=content != ITEMS,
        all_sources=content == ALL_SOURCES,
        source_ids=ids_of(typed, "nguon_") if content == SOURCES else (),
        item_ids=items,
        account_ids=ids_of(typed, "tai_khoan_"),
        cadence=cadence,
        policy=_policy(typed, channels, kinds),
        variants={channel: wanted for channel in channels if (wanted := typed.get(f"mau_{channel}", ""))},
        purposes=tuple(one for one in PURPOSES if typed.get(f"viec_{one}")) if content != ITEMS else ("announce",),
        expiry_hours=_count(form.han) or 0,
        target=_target(form.dich, problems),
        target_of=form.dich_la if form.dich_la in TARGETS and form.dich.strip() else "",
    )
    return draft, problems


def _said(
    words: str, items: int, starts_at: datetime | None, ends_at: datetime | None, problems: dict[str, str]
) -> dict[str, Any]:
    """Return how often in words, for every channel that has no rule of its own."""
    days = (ends_at - starts_at).days if starts_at and ends_at else 0
    try:
        return cadence_said(words[:300], items=items, days=days)
    except LoaError as error:
        problems["cadence"] = words_of(error)
        return {}


def _target(sent: str, problems: dict[str, str]) -> int | None:
    text = "".join(sign for sign in sent if sign not in " .,")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        problems["target"] = _("Con số muốn đạt là số nguyên, ví dụ 10.000.")
        return None
    return int(text)


def ids_of(typed: Mapping[str, str], start: str) -> tuple[int, ...]:
    """Return what was ticked: fields named by `start` and an id."""
    numbers = (number_of(name.removeprefix(start)) for name, value in typed.items() if name.startswith(start) and value)
    return tuple(sorted(set(numbers) - {0}))


def _instant(sent: str, called: str, problems: dict[str, str]) -> datetime | None:
    try:
        return instant_of(sent)
    except LoaError as error:
        problems[called] = words_of(error)
        return None


def _count(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def _cadence(typed: Mapping[str, str], channel: str, problems: dict[str, str]) -> dict[str, Any]:
    start, entry = f"nhip_{channel}_", dict[str, Any]()
    many, apart = typed.get(f"{start}so", "").strip(), typed.get(f"{start}cach", "").strip()
    opens, closes = typed.get(f"{start}tu", "").strip(), typed.get(f"{start}den", "").strip()
    wrong: list[str] = []
    if many:
        count = _count(many)
        if count is None or not 1 <= count <= MOST_POSTS:
            wrong.append(_("Số bài là số từ 1 đến 200."))
        entry["per_week" if typed.get(f"{start}moi") == "tuan" else "per_day"] = count
    if apart:
        minutes = _count(apart)
        if minutes is None or minutes > MOST_MINUTES:
            wrong.append(_("Khoảng cách là số phút, tối đa 44640 (31 ngày)."))
        entry["minutes_between"] = minutes
    if opens or closes:
        hours = [_clock(opens or "00:00"), _clock(closes or "23:59")]
        if None in hours or str(hours[0]) >= str(hours[1]):
            wrong.append(_("Giờ bắt đầu phải trước giờ kết thúc, ví dụ 07:30 đến 19:30."))
        entry["hours"] = hours
    days = [day for day in sorted(EVERY_DAY) if typed.get(f"{start}t{day}")]
    if 0 < len(days) < len(EVERY_DAY):
        entry["days"] = days
    if typed.get(f"{start}tot"):
        entry |= {"best": True, **_wait(typed.get(f"{start}doi", "").strip(), wrong)}
    if wrong:
        problems[f"cadence_{channel}"] = " ".join(wrong)
    return entry


def _wait(text: str, wrong: list[str]) -> dict[str, int]:
    """Return how long a post may wait for a better hour; empty: as usual."""
    if not text:
        return {}
    hours = _count(text)
    if hours is None or not 1 <= hours <= MOST_WAIT_HOURS:
        wrong.append(_("Số giờ đợi là số từ 1 đến 336 (14 ngày)."))
        return {}
    return {"within_hours": hours}


def _clock(text: str) -> str | None:
    try:
        return f"{time.fromisoformat(text):%H:%M}"
    except ValueError:
        return None


def _policy(typed: Mapping[str, str], channels: Sequence[str], kinds: Sequence[str]) -> dict[str, dict[str, str]]:
    policy: dict[str, dict[str, str]] = {}
    for kind in ("*", *kinds):
        for channel in ("*", *channels):
            if (wanted := typed.get(cell(kind, channel), "")) in list(Policy):
                policy.setdefault(kind, {})[channel] = wanted
    return policy
