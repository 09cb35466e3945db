"""The captions of a video on X: uploaded as a file of their own, then tied to the video before it is posted.

    subtitles_begin → subtitles_send → subtitles_end → subtitles_tie

A post can do without them (`channels.optional`): what is refused is told, and the video goes out.
"""

from channels.answers import text_in
from channels.base import Captions, Next, OutgoingPost, Progress
from channels.media import ApprovedFiles
from channels.optional import MISSING, attempted
from channels.outcome import Stage, unclear
from channels.x.client import IN_JSON, NOTHING, XClient
from phrases import phrase

BEGIN, SEND, END, TIE = "subtitles_begin", "subtitles_send", "subtitles_end", "subtitles_tie"
STEPS = (BEGIN, SEND, END, TIE)
_KINDS = {"application/x-subrip": "text/srt", "text/vtt": "text/vtt"}
_NAMES = {"vi": "Tiếng Việt", "en": "English"}
_AGAIN_S = 5.0
_WHAT = phrase("x.captions")


class Subtitles:
    """Performs these steps. `following`: the step after them."""

    def __init__(self, client: XClient, label: str, following: Next) -> None:
        self._client = client
        self._label = label
        self._following = following
        self._files = ApprovedFiles()

    def perform(self, post: OutgoingPost, progress: Progress) -> Next:
        number = progress.get("caption")
        number = number if isinstance(number, int) else 0
        if number >= len(post.captions):
            return self._on(progress)
        captions, step = post.captions[number], str(progress["step"])
        content = self._files.read(captions.path, captions.sha256, _WHAT)
        found: dict[str, str] = {}

        def act() -> None:
            match step:
                case "subtitles_begin":
                    found["subtitles"] = self._begin(captions, len(content))
                case "subtitles_send":
                    self._client.append(
                        f"/2/media/upload/{progress['subtitles']}/append",
                        content,
                        0,
                        in_json=progress.get(IN_JSON) is True,
                    )
                case "subtitles_end":
                    self._client.prepare(f"/2/media/upload/{progress['subtitles']}/finalize", NOTHING)
                case _:
                    self._tie(captions, progress)

        done = attempted(progress, _WHAT, act, again_s=_AGAIN_S)
        if isinstance(done, Next):
            return done
        refused = done.get(MISSING) != progress.get(MISSING)
        if step != TIE and not refused:
            return Next({**done, **found, "step": STEPS[STEPS.index(step) + 1]})
        if number + 1 < len(post.captions):
            return Next({**done, "step": BEGIN, "caption": number + 1})
        return self._on(done)

    def _on(self, progress: Progress) -> Next:
        kept = {name: value for name, value in progress.items() if name not in ("caption", "subtitles")}
        return Next({**kept, **self._following.progress}, irreversible=self._following.irreversible)

    def _begin(self, captions: Captions, size: int) -> str:
        body = {"media_type": _KINDS.get(captions.mime, "text/srt"), "total_bytes": size, "media_category": "subtitles"}
        media_id = text_in(self._client.prepare("/2/media/upload/initialize", body), "data", "id")
        if not media_id.isdigit():
            raise unclear(Stage.REVERSIBLE, self._label, evidence=self._client.evidence())
        return media_id

    def _tie(self, captions: Captions, progress: Progress) -> None:
        language = captions.language.partition("-")[0].lower()
        track = {
            "id": str(progress["subtitles"]),
            "language_code": language.upper(),
            "display_name": _NAMES.get(language, language),
        }
        video_id = str(progress.get("media_ids") or "").partition(",")[0]
        body = {"id": video_id, "media_category": "TweetVideo", "subtitles": track}
        self._client.prepare("/2/media/subtitles", body)
