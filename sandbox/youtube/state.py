"""What the stand-in YouTube holds: an index in memory over one journal, beside the folder with uploads on their way.

A change is written to the journal first and applied second; a restart applies the journal again. How many bytes an upload has is
the size of its file. Nothing here judges a request.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from sandbox.clock import now
from sandbox.journal import Journal, Record
from sandbox.rules import TestersRules


@dataclass(frozen=True)
class Video:
    """`fate`: what its processing ends with: empty for success, else `failed:REASON`, `rejected:REASON` or `processing:REASON`.

    `snippet` and `status` hold what the owner may write. Times in seconds since 1970.
    """

    id: str
    account: str
    snippet: Mapping[str, Any]
    status: Mapping[str, Any]
    sha256: str
    size: int
    mime: str
    width: int
    height: int
    duration: float
    uploaded: float
    processing_s: float
    fate: str = ""
    published: float | None = None
    edited: float | None = None
    deleted: float | None = None
    thumbnail: str = ""
    thumbnail_mime: str = ""

    @property
    def privacy(self) -> str:
        return str(self.status.get("privacyStatus", "public"))

    @property
    def title(self) -> str:
        return str(self.snippet.get("title", ""))

    @property
    def description(self) -> str:
        return str(self.snippet.get("description", ""))

    @property
    def is_short(self) -> bool:
        return 0 < self.duration <= 180.0 and self.width <= self.height

    def progress(self, moment: float) -> float:
        """How much of it is processed, 0 to 1."""
        age = moment - self.uploaded
        return 1.0 if age >= self.processing_s else max(0.0, age / self.processing_s)

    def is_shown(self, moment: float) -> bool:
        """Whether a citizen finds it on the channel."""
        return self.deleted is None and self.privacy == "public" and not self.fate and self.progress(moment) >= 1.0


@dataclass(frozen=True)
class Session:
    """A resumable upload. `received`: bytes that arrived in all, kept or not; `puts`: the requests that brought them, `broken`
    those of them that broke off."""

    id: str
    account: str
    size: int
    mime: str
    metadata: Mapping[str, Any]
    parts: str
    started: float
    received: int = 0
    puts: int = 0
    broken: int = 0
    video: str = ""
    ended: bool = False


@dataclass(frozen=True)
class Caption:
    id: str
    video: str
    language: str
    name: str
    sha256: str
    updated: float
    is_readable: bool
    is_draft: bool = False
    deleted: bool = False


@dataclass(frozen=True)
class Playlist:
    id: str
    account: str
    title: str
    description: str
    privacy: str
    made: float
    items: tuple[tuple[str, str, float], ...] = ()
    """Item id, video id, and when it was added."""
    deleted: bool = False


@dataclass(frozen=True)
class VideoComment:
    """What somebody wrote under a video; `author_id` is the channel's own for its answers. `status`: of its moderation."""

    id: str
    video: str
    parent: str
    author_id: str
    author: str
    text: str
    written: float
    status: str = "published"
    deleted: bool = False


FATES = (
    "",
    *(
        f"failed:{reason}"
        for reason in ("conversion", "invalidFile", "emptyFile", "tooSmall", "codec", "uploadAborted")
    ),
    *(
        f"rejected:{reason}"
        for reason in ("copyright", "inappropriate", "duplicate", "termsOfUse", "uploaderAccountSuspended", "length")
    ),
    *(f"rejected:{reason}" for reason in ("claim", "uploaderAccountClosed", "trademark", "legal")),
    *(f"processing:{reason}" for reason in ("uploadFailed", "transcodeFailed", "streamingFailed", "other")),
)


@dataclass(frozen=True)
class Rules(TestersRules):
    """What a tester may change. Seconds for durations; `next_fate`: see `Video.fate`, for the next video alone."""

    words: ClassVar[Mapping[str, Sequence[str]]] = {"next_fate": FATES}

    processing_s: float = 4.0
    next_fate: str = ""
    locked_private: bool = False
    comments_disabled: bool = False
    session_s: float = 604_800.0
    token_s: float = 3_600.0


Kept = TypeVar("Kept", Video, Session, Caption, Playlist, VideoComment)


@dataclass
class Use:
    """Units of one account in one bucket since the last midnight Pacific."""

    day: str = ""
    spent: int = 0


@dataclass(frozen=True)
class Token:
    account: str
    expires: float


@dataclass
class State:
    """All of it. `folder` is the sandbox's."""

    folder: Path
    videos: dict[str, Video] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    captions: dict[str, Caption] = field(default_factory=dict)
    playlists: dict[str, Playlist] = field(default_factory=dict)
    comments: dict[str, VideoComment] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    uses: dict[tuple[str, str], Use] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    tokens_dead_before: float = 0.0

    def __post_init__(self) -> None:
        self.upload_folder = self.folder / "youtube-uploads"
        self.upload_folder.mkdir(parents=True, exist_ok=True)
        self._journal = Journal(self.folder / "youtube.jsonl")
        for record in self._journal.records():
            self._apply(record)

    def close(self) -> None:
        self._journal.close()

    def keep(self, value: Kept) -> Kept:
        """Add it, or replace the one of its id."""
        self._write({"event": type(value).__name__, **asdict(value)})
        return value

    def keep_token(self, token: str, account: str, expires: float) -> None:
        self._write({"event": "token", "token": token, "account": account, "expires": expires})

    def set_rules(self, rules: Rules) -> None:
        self._write({"event": "rules", "rules": asdict(rules)})

    def age(self, *, tokens: bool, sessions: bool) -> None:
        """End all access tokens, or all upload sessions, at once."""
        self._write({"event": "age", "tokens": tokens, "sessions": sessions, "time": now()})

    def spend(self, account: str, bucket: str, day: str, units: int) -> None:
        self._write({"event": "use", "account": account, "bucket": bucket, "day": day, "units": units})

    def spent(self, account: str, bucket: str, day: str) -> int:
        use = self.uses.get((account, bucket))
        return use.spent if use is not None and use.day == day else 0

    def forget(self) -> None:
        """Forget all but tokens."""
        self._write({"event": "reset"})
        for path in self.upload_folder.iterdir():
            path.unlink(missing_ok=True)

    def videos_of(self, account: str) -> list[Video]:
        """Those that are not deleted, newest first."""
        mine = [video for video in self.videos.values() if video.account == account and video.deleted is None]
        return mine[::-1]

    def captions_of(self, video: str) -> list[Caption]:
        return [one for one in self.captions.values() if one.video == video and not one.deleted]

    def playlists_of(self, account: str) -> list[Playlist]:
        return [one for one in self.playlists.values() if one.account == account and not one.deleted][::-1]

    def path_of(self, session: str) -> Path:
        return self.upload_folder / hashlib.sha256(session.encode()).hexdigest()[:32]

    def kept_bytes(self, session: str) -> int:
        path = self.path_of(session)
        return path.stat().st_size if path.exists() else 0

    def _write(self, record: Record) -> None:
        self._journal.append(record)
        self._apply(record)

    def _apply(self, record: Record) -> None:  # noqa: PLR0912 - a line of the journal a kind
        values: dict[str, Any] = {name: value for name, value in record.items() if name != "event"}
        match record["event"]:
            case "Video":
                self.videos[values["id"]] = Video(**values)
            case "Session":
                self.sessions[values["id"]] = Session(**values)
            case "Caption":
                self.captions[values["id"]] = Caption(**values)
            case "Playlist":
                items = tuple((item[0], item[1], item[2]) for item in values["items"])
                self.playlists[values["id"]] = Playlist(**{**values, "items": items})
            case "token":
                self.tokens[values["token"]] = Token(values["account"], values["expires"])
            case "rules":
                self.rules = Rules().changed(values["rules"])
            case "use":
                use = self.uses.setdefault((values["account"], values["bucket"]), Use())
                if use.day != values["day"]:
                    use.day, use.spent = values["day"], 0
                use.spent += values["units"]
            case "VideoComment":
                self.comments[values["id"]] = VideoComment(**values)
            case "age":
                self._age(values)
            case "reset":
                for held in (self.videos, self.sessions, self.captions, self.playlists, self.comments, self.uses):
                    held.clear()
                self.rules = Rules()
            case unknown:
                raise ValueError(f"a journal line of unknown kind {unknown!r}")

    def _age(self, values: Mapping[str, Any]) -> None:
        if values["tokens"]:
            self.tokens.clear()
            self.tokens_dead_before = values["time"]
        if values["sessions"]:
            self.sessions = {name: replace(session, ended=True) for name, session in self.sessions.items()}


def new_id(length: int) -> str:
    """Letters as in YouTube's ids; never the same twice."""
    return base64.urlsafe_b64encode(os.urandom(length)).decode()[:length]
