"""What the stand-in Graph holds beside posts and photos: videos, comments, the webhook's subscription, and the testers' rules.

An index in memory over one journal, as the sandbox's other states are. How many bytes an upload has is the size of its file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from sandbox.journal import Journal, Record
from sandbox.rules import TestersRules

FATES = ("", "aspect", "resolution", "duration", "frame_rate", "format", "unknown")
"""What the processing of a video ends with: empty for success, else what Graph complains of."""


@dataclass(frozen=True)
class Video:
    """A video of a Page, from the start of its upload. `kind`: `video` or `reel`; `finished`: when it was to be published.

    `received`: bytes that arrived in all, kept or not; `puts`: the requests that brought them.
    """

    id: str
    account: str
    kind: str
    started: float
    size: int = 0
    session: str = ""
    received: int = 0
    puts: int = 0
    whole: bool = False
    finished: float | None = None
    processing_s: float = 0.0
    fate: str = ""
    title: str = ""
    description: str = ""
    sha256: str = ""
    width: int = 0
    height: int = 0
    duration: float = 0.0
    thumbnail: str = ""
    post_id: str = ""
    captions: tuple[tuple[str, str], ...] = ()
    """Locale and SHA-256 of each."""
    deleted: bool = False

    def progress(self, moment: float) -> float:
        """How much of it is processed, 0 to 1; nothing before it was finished."""
        if self.finished is None:
            return 0.0
        age = moment - self.finished
        return 1.0 if age >= self.processing_s else max(0.0, age / self.processing_s)

    def is_ready(self, moment: float) -> bool:
        return self.finished is not None and not self.fate and self.progress(moment) >= 1.0


@dataclass(frozen=True)
class Comment:
    """What somebody wrote under a post; `author_id` is the Page's own for its answers."""

    id: str
    post: str
    parent: str
    author_id: str
    author: str
    text: str
    written: float
    hidden: bool = False
    deleted: bool = False


@dataclass(frozen=True)
class Subscription:
    """Where changes are told; an empty address: nowhere."""

    callback: str = ""
    verify_token: str = ""


@dataclass(frozen=True)
class Rules(TestersRules):
    """What a tester may change. `next_fate`: of the next video alone; `chunk_bytes`: what Graph wants at once."""

    words: ClassVar[Mapping[str, Sequence[str]]] = {"next_fate": FATES}

    processing_s: float = 4.0
    next_fate: str = ""
    chunk_bytes: float = 4_194_304.0
    reels_per_day: float = 30.0


Kept = TypeVar("Kept", Video, Comment)


@dataclass
class State:
    """All of it. `folder` is the sandbox's."""

    folder: Path
    videos: dict[str, Video] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    subscription: Subscription = field(default_factory=Subscription)
    installed: set[str] = field(default_factory=set)
    """Pages that have installed the application by `subscribed_apps`."""
    rules: Rules = field(default_factory=Rules)

    def __post_init__(self) -> None:
        self.upload_folder = self.folder / "graph-uploads"
        self.upload_folder.mkdir(parents=True, exist_ok=True)
        self._journal = Journal(self.folder / "graph.jsonl")
        for record in self._journal.records():
            self._apply(record)

    def close(self) -> None:
        self._journal.close()

    def keep(self, value: Kept) -> Kept:
        """Add it, or replace the one of its id."""
        self._write({"event": type(value).__name__, **asdict(value)})
        return value

    def set_rules(self, rules: Rules) -> None:
        self._write({"event": "rules", "rules": asdict(rules)})

    def subscribe(self, subscription: Subscription) -> None:
        self._write({"event": "subscription", **asdict(subscription)})

    def install(self, page: str) -> None:
        self._write({"event": "installed", "page": page})

    def forget(self) -> None:
        """Forget all but the subscription."""
        self._write({"event": "reset"})
        for path in self.upload_folder.iterdir():
            path.unlink(missing_ok=True)

    def videos_of(self, account: str) -> list[Video]:
        """Those that are not deleted, newest first."""
        return [one for one in self.videos.values() if one.account == account and not one.deleted][::-1]

    def video_of_session(self, session: str) -> Video | None:
        return next((one for one in self.videos.values() if session and one.session == session), None)

    def video_of_post(self, post_id: str) -> Video | None:
        return next((one for one in self.videos.values() if post_id and one.post_id == post_id), None)

    def comments_of(self, post: str) -> list[Comment]:
        """Oldest first, answers among them."""
        return [one for one in self.comments.values() if one.post == post and not one.deleted]

    def take_fate(self) -> str:
        """The fate that a tester set for the next video."""
        fate = self.rules.next_fate
        if fate:
            self.set_rules(replace(self.rules, next_fate=""))
        return fate

    def path_of(self, video: str) -> Path:
        return self.upload_folder / video

    def kept_bytes(self, video: str) -> int:
        path = self.path_of(video)
        return path.stat().st_size if path.exists() else 0

    def _write(self, record: Record) -> None:
        self._journal.append(record)
        self._apply(record)

    def _apply(self, record: Record) -> None:
        values: dict[str, Any] = {name: value for name, value in record.items() if name != "event"}
        match record["event"]:
            case "Video":
                captions = tuple((one[0], one[1]) for one in values["captions"])
                self.videos[values["id"]] = Video(**{**values, "captions": captions})
            case "Comment":
                self.comments[values["id"]] = Comment(**values)
            case "rules":
                self.rules = Rules().changed(values["rules"])
            case "subscription":
                self.subscription = Subscription(**values)
            case "installed":
                self.installed.add(values["page"])
            case "reset":
                self.installed.clear()
                self.videos.clear()
                self.comments.clear()
                self.rules = Rules()
            case unknown:
                raise ValueError(f"a journal line of unknown kind {unknown!r}")
