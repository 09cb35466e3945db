"""The shapes in which posts, plans, accounts, campaigns and numbers are told to other programs."""

from datetime import datetime
from typing import Annotated, Any

from distributor.campaigns.state import CampaignState
from distributor.models import AccountState, PostState
from distributor.report.exchange.shapes import shape, told


@shape
class PostShape:
    """A post: an item as one account says it, for one purpose."""

    id: int
    unit_id: int
    item_id: int
    account_id: int
    account: Annotated[str, told("account-name")]
    channel: str
    campaign_id: int | None
    purpose: Annotated[str, told("purpose")]
    state: PostState
    state_label: str
    reason: str
    revision: Annotated[int, told("post-revision")]
    title: str
    text: str
    link: str
    url: Annotated[str, told("url")]
    slot_at: Annotated[datetime | None, told("slot")]
    expires_at: Annotated[datetime | None, told("expires-at")]
    published_at: datetime | None
    created_at: datetime


@shape
class MediaShape:
    """A picture or video of a post, in order."""

    sha256: str
    mime: str
    bytes: int
    width: int
    height: int
    seconds: Annotated[float | None, told("seconds")]
    alt_text: str


@shape
class TransitionShape:
    """One change of state, why and by whom."""

    at: datetime
    from_state: str
    to_state: str
    reason: str
    by: Annotated[str, told("by")]


@shape
class ReceiptShape:
    """The channel took it: the channel's id and address."""

    external_id: str
    url: str
    received_at: datetime
    found_by_look: Annotated[bool, told("found-by-look")]


@shape
class FullPostShape(PostShape):
    """A post with its pictures, the hash to approve it by, its history and receipt."""

    manifest_hash: Annotated[str, told("manifest-hash")]
    approvable: Annotated[bool, told("approvable")]
    dropped: Annotated[tuple[str, ...], told("dropped")]
    media: tuple[MediaShape, ...]
    transitions: tuple[TransitionShape, ...]
    receipt: ReceiptShape | None


@shape
class QuotaShape:
    """A channel's quota and what is used of it."""

    what: Annotated[str, told("what-is-counted")]
    used: int
    limit: int
    window: Annotated[str, told("quota-window")]


@shape
class ConditionShape:
    """The condition of an account."""

    health: Annotated[str, told("health")]
    why: str
    todo: Annotated[str, told("todo")]
    token: Annotated[str, told("token")]
    quotas: tuple[QuotaShape, ...]
    planned: Annotated[int, told("planned")]
    last_published_at: datetime | None
    connect_url: Annotated[str, told("connect-url")]


@shape
class AccountShape:
    """A channel's account, without secrets."""

    id: int
    unit_id: int
    channel: str
    channel_label: str
    name: str
    state: AccountState
    state_reason: str
    paused_until: datetime | None
    condition: Annotated[ConditionShape | None, told("condition")]


@shape
class CampaignShape:
    """A campaign. policy: content kind or * → channel or * → auto, review, never."""

    id: int
    unit_id: int
    name: str
    goal: str
    automatic: Annotated[bool, told("automatic")]
    active: bool
    all_sources: bool
    starts_at: datetime | None
    ends_at: datetime | None
    purposes: tuple[str, ...]
    policy: dict[str, dict[str, str]]
    account_ids: tuple[int, ...]
    source_ids: tuple[int, ...]


@shape
class CampaignProgress(CampaignShape):
    """A campaign with all its settings and its posts by state."""

    posts: Annotated[dict[PostState, int], told("posts-by-state")]
    state: CampaignState
    state_label: str
    item_ids: Annotated[tuple[int, ...], told("chosen-items")]
    cadence: Annotated[dict[str, dict[str, Any]], told("cadence")]
    variants: Annotated[dict[str, str], told("variants")]
    expiry_hours: Annotated[int, told("expiry-hours")]
    version: Annotated[str, told("version")]


@shape
class MetricShape:
    """A figure by the platform's own name. value null: the platform gave none, which is not 0."""

    name: str
    api_version: str
    asked_at: datetime
    value: int | None


@shape
class ClicksShape:
    """Openings of the short link. machines: scanners and previews."""

    people: int
    machines: int


@shape
class PostMetricsShape:
    """The newest figures of a post."""

    post_id: int
    account_id: int
    channel: str
    published_at: datetime | None
    clicks: Annotated[ClicksShape | None, told("clicks")]
    metrics: Annotated[tuple[MetricShape, ...], told("metrics")]
