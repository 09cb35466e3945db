"""The walk of a video, from looking whether it is there already to being public.

    seek → start → chunk … finish → watch … → cover → captions … → playlist → publish (→ locked)

**Private first.** The video is uploaded as private and becomes visible by the last step alone. So only that step is irreversible;
it states an absolute wish about one known video, and whatever happened before it, nothing public is ever in doubt. An upload that
breaks off is gone on with: the session tells how many bytes it has. Only if the session is gone too is the list of uploads asked,
where a video of ours is known by its mark (`channels.youtube.metadata`).

What the steps must know of each other is in the progress:

- `step`; `media`: beginning of the video's SHA-256, for with another video the walk begins anew
- `session`, `offset`: address of the upload and the next byte; whoever knows the address may write to it, so it is in no log
- `video_id`, `since` (when watching began), `caption` (number of the captions in hand)
- `missing`: what was refused of what a video can do without (`channels.optional`)
- `caption_looks`: tracks looked for that YouTube says are there, and lists none
- `lost_looks`: looks for a video whose session is gone when it may have been complete
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from channels.answers import JsonObject, objects_in, text_in
from channels.base import MediaFile, Next, OutgoingPost, Progress, Published
from channels.errors import Rejected
from channels.media import CAPTIONS, COVER, VIDEO, ApprovedFiles
from channels.optional import MISSING, attempted, told_missing, without
from channels.outcome import Stage, unclear
from channels.youtube.client import Uploaded, YouTubeClient, is_session
from channels.youtube.configuration import YouTubeConfiguration
from channels.youtube.failures import is_gone
from channels.youtube.metadata import address_of, is_short, marked_again, privacy_of, published_as, uploaded_as
from channels.youtube.playlists import Playlists, WantedPlaylist
from channels.youtube.processing import GONE, ProcessingStand, stand_of, wait_for
from channels.youtube.uploads import Uploads
from phrases import phrase

_MEDIA = 16
_PLAYLIST = phrase("youtube.playlist")


def first(video: MediaFile | None) -> Next:
    """The first step."""
    return Next({"step": "seek", "media": video.sha256[:_MEDIA] if video else ""})


@dataclass(frozen=True)
class UploadInHand:
    """A post on its way: its video, the playlist of its kind, and how far it has come."""

    post: OutgoingPost
    video: MediaFile
    playlist: WantedPlaylist | None
    progress: Progress


class Walk:
    """Performs the steps of one account."""

    def __init__(self, client: YouTubeClient, uploads: Uploads, settings: YouTubeConfiguration) -> None:
        self._client = client
        self._uploads = uploads
        self._settings = settings
        self._files = ApprovedFiles()
        self._playlists = Playlists(client, settings.common.label, settings.language)
        # A session and its next byte as the platform itself said a moment ago: only then need it not be asked.
        self._known: tuple[str, int] = ("", 0)
        self._steps: dict[str, Callable[[UploadInHand], Next | Published]] = {
            "seek": self._seek,
            "start": self._start,
            "chunk": self._send,
            "finish": self._send,
            "watch": self._watch,
            "cover": self._cover,
            "captions": self._captions,
            "replace_captions": self._replace_captions,
            "playlist": self._playlist,
            "publish": self._publish,
            "locked": self._locked,
        }

    def knows(self, step: object) -> bool:
        return step in self._steps

    def perform(self, hand: UploadInHand) -> Next | Published:
        """The one step that the progress names; at most one of its requests writes. Raises ChannelError."""
        if hand.progress.get("media") != hand.video.sha256[:_MEDIA]:
            return first(hand.video)
        # Nothing is asked for a post whose video is not what was approved.
        self._size(hand)
        return self._steps[str(hand.progress["step"])](hand)

    def _size(self, hand: UploadInHand) -> int:
        return self._files.size_of(hand.video.path, hand.video.sha256, VIDEO)

    def _seek(self, hand: UploadInHand) -> Next:
        """Look whether an earlier try has uploaded the video: a refused cover, or an outcome that was unknown, leaves it
        there."""
        try:
            earlier = self._uploads.earlier(hand.post)
        except Rejected as refusal:
            # A channel without any video has no list of uploads yet.
            if not is_gone(refusal, self._settings):
                raise
            earlier = None
        known: Progress = {"media": hand.progress["media"]}
        if earlier is not None and earlier.is_finished:
            return Next({**known, "step": "publish", "video_id": earlier.video_id}, irreversible=True)
        if earlier is not None:
            since = self._client.now().timestamp()
            return Next({**known, "step": "watch", "video_id": earlier.video_id, "since": since})
        looks = _whole(hand.progress, "lost_looks")
        if 0 < looks < self._settings.upload.lost_looks:
            return Next({**known, "step": "seek", "lost_looks": looks + 1}, after=self._settings.common.read_back_lag_s)
        return Next({**known, "step": "start"})

    def _start(self, hand: UploadInHand) -> Next:
        size = self._size(hand)
        notify = {} if hand.post.settings.get("notify") is not False else {"notifySubscribers": False}
        session = self._client.start_upload(
            uploaded_as(hand.post, hand.video, self._settings), "snippet,status", hand.video.mime, size, **notify
        )
        if not is_session(session):
            raise unclear(Stage.REVERSIBLE, self._settings.common.label, code="no_session")
        self._known = (session, 0)
        return self._next_piece({"media": hand.progress["media"], "session": session}, 0, size)

    def _send(self, hand: UploadInHand) -> Next:
        """One chunk; or, where this process does not know how far the session is, only the question."""
        session, offset = str(hand.progress["session"]), _whole(hand.progress, "offset")
        size = self._size(hand)
        is_known = self._known == (session, offset)
        self._known = ("", 0)

        def read(begin: int, length: int) -> bytes:
            return self._files.read(hand.video.path, hand.video.sha256, VIDEO, begin, length)

        if is_known:
            uploaded = self._client.send_chunk(session, hand.video.mime, size, offset, read)
        else:
            uploaded = self._client.probe_upload(session, hand.video.mime, size)
        if uploaded.is_gone:
            return self._session_gone(hand.progress)
        return self._when_sent(hand.progress, session, size, uploaded)

    def _when_sent(self, progress: Progress, session: str, size: int, uploaded: Uploaded) -> Next:
        if video_id := text_in(uploaded.video, "id"):
            since = self._client.now().timestamp()
            known = {"media": progress["media"], "step": "watch", "video_id": video_id, "since": since}
            return Next(known, after=self._settings.watch.first_s)
        if uploaded.video or not 0 <= uploaded.offset < size:
            raise unclear(
                Stage.REVERSIBLE, self._settings.common.label, code="no_video_id", evidence=self._client.evidence()
            )
        self._known = (session, uploaded.offset)
        return self._next_piece({"media": progress["media"], "session": session}, uploaded.offset, size)

    def _session_gone(self, progress: Progress) -> Next:
        """A session ends after a week, or once its video is complete. Only if the last chunk was sent may there be a video."""
        known: Progress = {"media": progress["media"]}
        if progress["step"] == "finish":
            return Next({**known, "step": "seek", "lost_looks": 1}, after=self._settings.common.read_back_lag_s)
        return Next({**known, "step": "start"})

    def _next_piece(self, known: Progress, offset: int, size: int) -> Next:
        is_last = offset + self._settings.upload.chunk_bytes >= size
        return Next({**known, "step": "finish" if is_last else "chunk", "offset": offset})

    def _watch(self, hand: UploadInHand) -> Next:
        answer = self._client.read("videos.list", part="status,processingDetails", id=str(hand.progress["video_id"]))
        found: JsonObject = next(iter(objects_in(answer, "items")), {})
        if not found and not isinstance(answer.get("items"), list):
            raise unclear(Stage.REVERSIBLE, self._settings.common.label, evidence=self._client.evidence())
        stand = stand_of(found, self._client.evidence())
        watched = self._client.now().timestamp() - _number(hand.progress, "since")
        if stand is ProcessingStand.DONE:
            return self._dress(hand, "cover")
        if stand is ProcessingStand.GONE and watched > self._settings.common.read_back_lag_s:
            raise Rejected(GONE, code="video_gone", evidence=self._client.evidence())
        if watched > self._settings.watch.limit_s:
            raise Rejected(
                phrase("youtube.processing-long", hours=round(watched / 3600)),
                code="processing_timeout",
                evidence=self._client.evidence(),
            )
        return Next(dict(hand.progress), after=wait_for(found, self._settings.watch.every_s))

    def _dress(self, hand: UploadInHand, step: str) -> Next:
        """The first step from `step` on that this post needs."""
        known = {name: hand.progress[name] for name in ("media", "video_id", MISSING) if name in hand.progress}
        if step == "cover" and hand.post.cover is not None:
            return Next({**known, "step": "cover"})
        if step in ("cover", "captions") and hand.post.captions:
            return Next({**known, "step": "captions", "caption": 0})
        if step != "publish" and hand.playlist is not None:
            return Next({**known, "step": "playlist"})
        return Next({**known, "step": "publish"}, irreversible=True)

    def _cover(self, hand: UploadInHand) -> Next:
        if (cover := hand.post.cover) is not None:
            content, video_id = self._files.read(cover.path, cover.sha256, COVER), str(hand.progress["video_id"])

            def send() -> None:
                try:
                    self._client.send_file("thumbnails.set", content, cover.mime, None, videoId=video_id)
                except Rejected as refusal:
                    if refusal.code == "403 forbidden":
                        # The platform does not say why.
                        refusal.said = phrase("youtube.unverified")
                    raise

            return self._optional(hand, COVER, send, lambda hand: self._dress(hand, "captions"))
        return self._dress(hand, "captions")

    def _optional(
        self, hand: UploadInHand, what: str, act: Callable[[], object], following: Callable[[UploadInHand], Next]
    ) -> Next:
        """Perform a step that the video can do without, and go on as `following` says."""
        done = attempted(hand.progress, what, act, again_s=self._settings.watch.every_s)
        return done if isinstance(done, Next) else following(replace(hand, progress=done))

    def _captions(self, hand: UploadInHand) -> Next:
        number = _whole(hand.progress, "caption")
        if number >= len(hand.post.captions):
            return self._after_captions(hand, number)
        captions = hand.post.captions[number]
        content = self._files.read(captions.path, captions.sha256, CAPTIONS)
        body = {"snippet": {"videoId": str(hand.progress["video_id"]), "language": captions.language, "name": ""}}

        def insert() -> None:
            answer = self._client.send_file(
                "captions.insert", content, "application/octet-stream", body, part="snippet"
            )
            if not text_in(answer, "id"):
                raise unclear(Stage.REVERSIBLE, self._settings.common.label, evidence=self._client.evidence())

        def is_there(refusal: Rejected) -> bool:
            return refusal.code == "409 captionExists"

        try:
            done = attempted(hand.progress, CAPTIONS, insert, again_s=self._settings.watch.every_s, unless=is_there)
        except Rejected:
            # From a try that broke off; they may be of an older wording.
            return Next({**hand.progress, "step": "replace_captions"})
        return done if isinstance(done, Next) else self._after_captions(replace(hand, progress=done), number)

    def _replace_captions(self, hand: UploadInHand) -> Next:
        number = _whole(hand.progress, "caption")
        if number >= len(hand.post.captions):
            return self._after_captions(hand, number)
        captions = hand.post.captions[number]
        content = self._files.read(captions.path, captions.sha256, CAPTIONS)
        tracks: list[str] = []

        def update() -> None:
            answer = self._client.read("captions.list", part="snippet", videoId=str(hand.progress["video_id"]))
            tracks.extend(
                text_in(entry, "id")
                for entry in objects_in(answer, "items")
                if text_in(entry, "snippet", "language") == captions.language
                and text_in(entry, "snippet", "trackKind").lower() != "asr"
            )
            if tracks:
                body = {"id": tracks[0]}
                self._client.send_file("captions.update", content, "application/octet-stream", body, part="id")

        def following(after: UploadInHand) -> Next:
            if tracks or after.progress.get(MISSING) != hand.progress.get(MISSING):
                return self._after_captions(after, number)
            looks = _whole(after.progress, "caption_looks") + 1
            if looks > self._settings.upload.lost_looks:
                unlisted = without(after.progress, CAPTIONS, Rejected("…", code="captionExists"))
                return self._after_captions(replace(after, progress=unlisted), number)
            known = {**after.progress, "step": "captions", "caption_looks": looks}
            return Next(known, after=self._settings.common.read_back_lag_s)

        return self._optional(hand, CAPTIONS, update, following)

    def _after_captions(self, hand: UploadInHand, number: int) -> Next:
        if number + 1 < len(hand.post.captions):
            return Next({**hand.progress, "step": "captions", "caption": number + 1, "caption_looks": 0})
        return self._dress(hand, "playlist")

    def _playlist(self, hand: UploadInHand) -> Next:
        """Made if it is missing, and its id kept; then, as a step of its own, the video goes into it."""
        wanted = hand.playlist
        if wanted is None:
            return self._dress(hand, "publish")
        playlist_id = wanted.id or str(hand.progress.get("playlist_id") or "")
        made: list[str] = []

        def put() -> None:
            if playlist_id:
                self._playlists.add(playlist_id, str(hand.progress["video_id"]))
            else:
                made.append(self._playlists.find_or_make(wanted.title))

        def following(hand: UploadInHand) -> Next:
            return Next({**hand.progress, "playlist_id": made[0]}) if made else self._dress(hand, "publish")

        return self._optional(hand, _PLAYLIST, put, following)

    def _publish(self, hand: UploadInHand) -> Next | Published:
        video_id, wanted = str(hand.progress["video_id"]), privacy_of(hand.post)
        answer = self._client.publish(
            "videos.update", published_as(video_id, hand.post, self._settings), part="snippet,status"
        )
        privacy = text_in(answer, "status", "privacyStatus")
        if text_in(answer, "id") != video_id or not privacy:
            raise unclear(Stage.PUBLISHING, self._settings.common.label, evidence=self._client.evidence())
        if privacy == "private" and wanted != "private":
            return Next({**hand.progress, "step": "locked"})
        address = address_of(video_id, short=is_short(hand.video, self._settings.short))
        return Published(video_id, address, told_missing(hand.progress, self._settings.common.label))

    def _locked(self, hand: UploadInHand) -> Next:
        """The platform took everything but the visibility. The mark goes back on, so that the video is known when it opens."""
        body = marked_again(str(hand.progress["video_id"]), hand.post, hand.video, self._settings)
        self._client.change("videos.update", body, part="snippet,status")
        raise Rejected(
            phrase("youtube.locked-private"),
            code="locked_private",
            evidence=self._client.evidence(),
        )


def _whole(progress: Progress, name: str) -> int:
    return int(_number(progress, name))


def _number(progress: Progress, name: str) -> float:
    value = progress.get(name)
    return value if isinstance(value, int | float) else 0
