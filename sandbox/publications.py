"""What the platforms have accepted: publications, pictures and uploads on their way."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.accounts import Platform


@dataclass(frozen=True)
class Picture:
    """One picture as a publication carries it; the bytes lie in the media folder under their SHA-256."""

    id: str
    sha256: str
    size: int
    mime: str
    width: int
    height: int
    alt_text: str = ""


@dataclass(frozen=True)
class Photo:
    """A photo that a Page holds. Unpublished ones wait to be attached to a post."""

    account: str
    picture: Picture
    caption: str
    time: float
    published: bool
    post_id: str = ""
    deleted: bool = False


@dataclass(frozen=True)
class Upload:
    """A media upload of X: open until finalised; `picture` is set then. `subtitles`: language and SHA-256 of a video's."""

    account: str
    id: str
    media_type: str
    category: str
    total_bytes: int
    started: float
    picture: Picture | None = None
    subtitles: str = ""


@dataclass(frozen=True)
class Publication:
    """One accepted post.

    `text` is what the client submitted. `time` is when it is (or will be) public, in seconds since 1970;
    `accepted` is when the sandbox took it. `hidden` marks an unpublished post that never becomes public by itself.
    `answers`: of X, the post that this one replies to, in the `conversation` whose first post has that id.
    """

    platform: Platform
    account: str
    id: str
    text: str
    link: str
    pictures: tuple[Picture, ...]
    time: float
    accepted: float
    kind: str = "status"
    hidden: bool = False
    deleted: float | None = None
    edited: float | None = None
    answers: str = ""
    conversation: str = ""

    def is_public(self, moment: float) -> bool:
        return not self.hidden and self.time <= moment
