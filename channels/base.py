"""The contract between the engine and a channel: what a channel is, what it is given, and what it answers.

A channel is a `ChannelSpec` (data, no I/O) and an adapter made by `spec.open(...)`. Publishing is a walk of steps:

1. `adapter.begin(post)` says, without any I/O, what the first step is.
2. The engine stores `Next.progress`. If `Next.irreversible`, it commits the mark `calling` first.
3. `adapter.advance(post, progress)` performs exactly that one step: at most one irreversible request, and answers with the
   following `Next`, or with `Published`. It raises one of `channels.errors` and nothing else.

Died before the mark: due again. Died after it: unknown, and the engine looks with `find`.

An adapter never sleeps, retries, follows a redirect after a POST, or touches a database. Preview and publish use the same
text and media, for both are an `OutgoingPost`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from pydantic import BaseModel

if TYPE_CHECKING:  # what only draws asks what channels there are, and should not load what calls
    from channels.connect import ConnectSpec, FormField
    from channels.http import Transport

Progress = Mapping[str, str | int | float | bool | None]
"""What an adapter must remember between steps; plain JSON scalars, never a secret. `step` names the step to perform."""


@dataclass(frozen=True)
class Quota:
    """A limit of the platform: at most `limit` posts in any `window_s` seconds, as the platform counts them under the name
    `bucket`.

    `resets_in`: the time zone at whose midnight the platform gives everything back; a window is then a day there.
    """

    bucket: str
    limit: int
    window_s: int
    resets_in: str = ""


@dataclass(frozen=True)
class VideoLimits:
    """Limits of a channel for a video. `aspect`: least and most of width over height. Seconds, bytes."""

    max_bytes: int
    min_s: float
    max_s: float
    aspect: tuple[float, float]
    mime_types: tuple[str, ...] = ("video/mp4",)


@dataclass(frozen=True)
class MediaLimits:
    """Limits of a channel for media: pictures a post, bytes a picture, and MIME types. `video` None: it takes none.

    `mixes`: a post may carry a video beside its pictures. `text_limit`: of a text beside a picture or video; 0: as of any.
    """

    max_count: int
    max_bytes: int
    mime_types: tuple[str, ...]
    alt_text_limit: int
    video: VideoLimits | None = None
    mixes: bool = False
    text_limit: int = 0


@dataclass(frozen=True)
class MediaFile:
    """One picture or video as it lies on disk. `sha256`: hex of its bytes; width and height in pixels, duration in seconds."""

    path: Path
    sha256: str
    mime: str
    bytes: int
    width: int
    height: int
    alt_text: str
    duration_s: float = 0.0

    @property
    def is_video(self) -> bool:
        return self.mime.startswith("video/")


@dataclass(frozen=True)
class Captions:
    """The captions of a post's video. `language`: `vi`. `mime`: `application/x-subrip` or `text/vtt`."""

    path: Path
    sha256: str
    mime: str
    language: str


@dataclass(frozen=True)
class OutgoingPost:
    """A post as one account will say it, complete. All text is NFC.

    `key`: stable and unique for the delivery, the same at every try. `link`: the post's own short link, which is also in
    `text` where the channel shows links in text; it is the fingerprint by which `find` knows the post again.
    `slot_at`: the planned time. `cover`, `captions`: of its video. `settings`: what else the platform is told, as it was
    approved (`kind`, `tags`, `privacy`, `synthetic`, …).
    """

    key: str
    title: str
    text: str
    link: str | None
    media: tuple[MediaFile, ...] = ()
    slot_at: datetime | None = None
    cover: MediaFile | None = None
    captions: tuple[Captions, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def video(self) -> MediaFile | None:
        return next((file for file in self.media if file.is_video), None)


@dataclass(frozen=True)
class Problem:
    """A reason why a post cannot go out as it is: `field` of OutgoingPost, and words for staff that say what to change."""

    field: str
    message: str


@dataclass(frozen=True)
class Next:
    """The next step. `after`: seconds to wait before it (0: at once). `irreversible`: it may make the post public.

    `waits_for`: what people must do before the post is published, in words for staff; empty where the platform does it. The post
    then waits without an end until somebody records where it is; a step that is still performed says the same again.
    """

    progress: Progress
    after: float = 0.0
    irreversible: bool = False
    waits_for: str = ""


@dataclass(frozen=True)
class Published:
    """The platform has it: its id, and the address at which a citizen sees it.

    `missing`: what it did not take of the post, such as the cover, in words for staff (`channels.optional`).
    """

    external_id: str
    url: str
    missing: str = ""


@dataclass(frozen=True)
class Look:
    """Result of `find`. `matches`: posts on the account that carry the fingerprint.

    `complete`: the listing reached back to `since`, and every entry carried every field asked for (`channels.listed`); an
    incomplete look never proves absence. `lacking`: what was asked and not told; such a look is never complete.
    """

    matches: tuple[Published, ...]
    complete: bool
    lacking: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.lacking and self.complete:
            raise ValueError("a look that lacks what was asked is not complete")


@dataclass(frozen=True)
class Reading:
    """One metric of one post as the platform states it. `value` None: the platform does not say."""

    external_id: str
    metric: str
    value: int | None
    api_version: str


@dataclass(frozen=True)
class Rest:
    """The platform says that calls grow scarce: none before `until` (aware UTC). `reason`: words for staff."""

    until: datetime
    reason: str


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC."""
        ...


class Credentials(BaseModel):
    """The secrets and names with which an account speaks to its platform. Secret fields are `SecretStr`: that drives form and
    redaction."""

    model_config = {"frozen": True, "extra": "forbid"}


class Adapter(Protocol):
    """One account on one platform, ready to publish. Used by one thread at a time."""

    def check(self, post: OutgoingPost) -> list[Problem]:
        """Everything about this post that the platform would refuse; no I/O."""
        ...

    def begin(self, post: OutgoingPost) -> Next:
        """The first step; no I/O."""
        ...

    def advance(self, post: OutgoingPost, progress: Progress) -> Next | Published:
        """Perform the step that `progress` names. Raises `channels.errors.ChannelError`."""
        ...


@runtime_checkable
class Finds(Protocol):
    def find(self, post: OutgoingPost, since: datetime) -> Look:
        """Look on the platform for a post that carries this one's fingerprint and is not older than `since`.

        The fingerprint is `post.link`; a post without one is known by its NFC text and number of media.
        """
        ...


@runtime_checkable
class Measures(Protocol):
    def metrics(self, external_ids: Sequence[str]) -> list[Reading]:
        """Today's numbers. A metric that the platform no longer knows costs only itself."""
        ...


@runtime_checkable
class HasFollowers(Protocol):
    def followers(self) -> list[Reading]:
        """Today's numbers of the account as a whole; `external_id` is empty."""
        ...


@runtime_checkable
class Refreshes(Protocol):
    def refresh(self) -> Credentials:
        """New credentials in exchange for the present ones. Raises AuthExpired if the platform wants a person."""
        ...


@runtime_checkable
class Probes(Protocol):
    def probe(self) -> str:
        """Ask the platform who we are: its name for the account. Raises `ChannelError`; used by `loa doctor`."""
        ...


@runtime_checkable
class Subscribes(Protocol):
    def subscribe(self) -> None:
        """Have the platform tell us of what happens on the account; asked once it is connected. Raises `ChannelError`."""
        ...


@runtime_checkable
class Loses(Protocol):
    @property
    def lost(self) -> frozenset[str]:
        """Return what the platform refused for want of a right and was done without, of `channels.connect.Ability`."""
        ...


@runtime_checkable
class Grants(Protocol):
    def granted(self) -> frozenset[str] | None:
        """The rights that the connection has now, by the platform's names; None where it cannot tell. Raises `ChannelError`."""
        ...


@runtime_checkable
class Edits(Protocol):
    def edit(self, external_id: str, post: OutgoingPost) -> Published:
        """Replace the text of a published post."""
        ...


@runtime_checkable
class Withdraws(Protocol):
    def withdraw(self, external_id: str) -> None:
        """Take a published post away. An id that is gone already is success."""
        ...


@runtime_checkable
class Pings(Protocol):
    def ping(self) -> None:
        """Tell whoever passes the account's posts on that there is something new; may be repeated. Says nothing of any post."""
        ...


@runtime_checkable
class Slows(Protocol):
    def rest(self) -> Rest | None:
        """Return what the answers so far say about how close the account is to a limit; None while there is room. No I/O."""
        ...


class Open(Protocol):
    def __call__(
        self, credentials: Credentials, transport: "Transport", clock: Clock, settings: Mapping[str, Any]
    ) -> Adapter: ...


def no_price(_post: OutgoingPost) -> float:
    return 0.0


def as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True)
class ChannelSpec:
    """The description of a channel. Numbers come from `config/channels.toml`, dated and with their source.

    `count`: the platform's own way to count text, compared with `text_limit`. `read_back_lag_s`: how long after accepting
    a post the platform may still not show it to `find`. `call_deadline_s`: total time of one step, everything included.
    `parallel`: requests in flight on one account. `price`: of one post, in US dollars; None where a contract says it and not we.
    `hosts`: the origins that the SDK calls (`https://graph.facebook.com`); an account's setting `endpoint` stands in for all.
    `broadcasts`: a post goes to an audience, a number at a time, through a `Messenger`; the adapter only checks it.
    `replaces_media`: an edit brings the post's pictures along. `converses`: the adapter reads and answers citizens' comments.
    `video_shape`: of the video without which there is no post here. `unseen`: a post's settings that hide it from readers.
    `placed`: where a post that got so far stands, from its progress and its account's settings; None if that is not known.
    `read_back_of`: whether an account with such settings can be looked at (`Finds`), where not all of a channel are alike.
    `adapter`: the class of its adapters, which says what it is able to. `identity`: the setting that names the account there.
    `fields`: what is typed to set an account up by hand, besides its secrets. `ended`: a text of Loa's, with what the
    account's texts end with; doing it twice changes nothing. Of a third party: `ways` to connect by consent,
    `folder` with its words and numbers (`channels.outside`), and the channel that it `writes_like` where it brings none.
    """

    name: str
    label: str
    text_limit: int
    count: Callable[[str], int]
    media: MediaLimits
    open: Open
    credentials: type[Credentials]
    hosts: tuple[str, ...] = ()
    quotas: tuple[Quota, ...] = ()
    minimum_interval_s: float = 0.0
    read_back_lag_s: float = 60.0
    call_deadline_s: float = 30.0
    parallel: int = 4
    price: Callable[[OutgoingPost], float] | None = field(default=no_price)
    has_read_back: bool = True
    broadcasts: bool = False
    video_shape: str = ""
    replaces_media: bool = False
    converses: bool = False
    placed: Callable[[Progress, Mapping[str, Any]], Published | None] | None = None
    read_back_of: Callable[[Mapping[str, Any]], bool] | None = None
    adapter: type[Adapter] | None = None
    identity: str = ""
    fields: "tuple[FormField, ...]" = ()
    ways: "tuple[ConnectSpec, ...]" = ()
    folder: Path | None = None
    writes_like: str = ""
    unseen: Mapping[str, Any] | None = None
    ended: Callable[[str], str] = field(default=as_it_is)

    def reads_back(self, settings: Mapping[str, Any]) -> bool:
        """Return True if posts of unknown outcome can be looked for on an account with these settings."""
        return self.has_read_back if self.read_back_of is None else self.read_back_of(settings)
