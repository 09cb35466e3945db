"""The ways in which one post may be put right, each worked out to the last word and picture, so that staff choose what they see.

A way is kept in its step as JSON; choosing another puts it in the step's place, which changes the mark that is approved.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from channels.base import Adapter, MediaFile, OutgoingPost
from distributor.correct.pictures import PICTURE
from distributor.media.store import StoredMedia
from distributor.models import CorrectionAct, CorrectionStep, Post
from distributor.models.base import JsonObject
from distributor.outgoing.post import CAPTIONS, COVER
from phrases import listed, read_phrase, to_stored

HEADLINE = "headline"
"""In a step's settings: the large words on a waiting post's card."""
OURS = frozenset({PICTURE, HEADLINE})
"""What a step's settings hold that no post's do."""
ORDER = (
    CorrectionAct.RENEW,
    CorrectionAct.EDIT,
    CorrectionAct.REPLACE,
    CorrectionAct.ERRATUM,
    CorrectionAct.WITHDRAW,
    CorrectionAct.DROP,
    CorrectionAct.BY_HAND,
    CorrectionAct.NONE,
)
"""As staff are shown them: the least first."""
_OF_FILES = frozenset({"media", "cover", "captions"})


@dataclass(frozen=True)
class Way:
    """`problem`: why it cannot be done, as far as can be known without calling anybody; empty where it is proved.

    `picture`, `alt_text`: what a new post carries, or takes the place of the post's own.
    """

    act: CorrectionAct
    title: str = ""
    text: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""
    picture: StoredMedia | None = None
    alt_text: str = ""
    problem: str = ""


def said_hash(post: Post) -> str:
    """The hash of the words that a proposal was made for."""
    return hashlib.sha256(f"{post.title}\n{post.text}".encode()).hexdigest()


def to_json(way: Way, picture: Mapping[str, Any]) -> JsonObject:
    """Return a way as JSON. `picture`: as `pictures.name_picture` names it, empty without one."""
    return {
        "title": way.title,
        "text": way.text,
        "settings": {**way.settings, **picture},
        "link": way.link,
        "problem": to_stored(way.problem, None),
    }


def problem_of(step: CorrectionStep, act: CorrectionAct) -> str:
    return read_phrase(step.ways[act]["problem"])


def offered(step: CorrectionStep) -> list[tuple[CorrectionAct, str]]:
    """Acts that staff may choose for this step, and why one of them cannot be done (empty: it can)."""
    running = CorrectionAct.ERRATUM in step.ways  # there RENEW is what a running broadcast says on, beside the erratum
    return [
        (act, problem_of(step, act))
        for act in ORDER
        if act in step.ways and not (running and act is CorrectionAct.RENEW)
    ]


def put_way(step: CorrectionStep, act: CorrectionAct, reason: str) -> None:
    """Make this way the step's own."""
    way = step.ways[act]
    step.act, step.reason = act, reason
    step.title, step.text, step.settings, step.link = way["title"], way["text"], dict(way["settings"]), way["link"]


def prove(adapter: Adapter, way: Way, *, key: str, whole: bool) -> Way:
    """The way with what its platform would refuse of it, asked of the account's own adapter without calling anybody.

    `whole` false: a video is still to be made for it, which settles by itself whatever is missing of files.
    """
    picture = way.picture
    files = (
        (
            MediaFile(
                picture.path, picture.sha256, picture.mime, picture.bytes, picture.width, picture.height, way.alt_text
            ),
        )
        if picture
        else ()
    )
    told = {name: value for name, value in way.settings.items() if name not in (COVER, CAPTIONS, *OURS)}
    found = adapter.check(OutgoingPost(key, way.title, way.text, way.link or None, files, settings=told))
    problems = [each.message for each in found if whole or each.field not in _OF_FILES]
    return replace(way, problem=listed(problems))
