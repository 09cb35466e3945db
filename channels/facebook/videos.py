"""The walk of a video, from its first byte to what citizens see.

    ordinary:  the steps of `channels.facebook.sessions` → watch … → captions …
       older:  video_start → video_chunk … → video_finish → watch … → captions …
    reel:      reel_start → reel_send … (→ reel_cover) → reel_finish → watch … → captions …

**The platform says where an upload is.** A chunk of an ordinary video goes where the last answer pointed; a worker that
died, or one that is late, is told by error 1363037 which bytes are wanted. The rest of a reel is sent from the byte
that its status names. So nothing but what was on its way is sent twice.

**Finishing publishes.** It is the one irreversible step. When its answer is lost the video is asked about by its id,
and finished again only if the platform says that it was not: that concerns one known video, and cannot make a second
one.

**What is public is published.** Captions come last, for the platform takes them for a whole video. If it does not take
them, or the cover, the post is still published, and says so (`channels.optional`).

What the steps must know of each other is in the progress:

- `step`; `media`: tells the files, for with others the walk begins anew; `anew`: how often it did, because the upload was lost
- `begun`, `since`: when the upload and the watching began, in seconds since 1970
- `video_id`, `session`; `offset`, `end`: the chunk wanted next (of a reel or session, from where the last try sent); `handle`
- `doubt`: the answer to finishing was lost
- `bare`: finishing was refused with the cover; it goes on without
- `external_id`, `url`, `caption`: of the captions' steps
"""

from collections.abc import Callable

from channels.answers import JsonObject, text_in, value_in
from channels.base import MediaFile, Next, OutgoingPost, Progress, Published
from channels.checks import suffix_of
from channels.errors import OutcomeUnknown, Rejected, Retryable
from channels.facebook.checks import captions_fault
from channels.facebook.client import File, GraphClient
from channels.facebook.configuration import FacebookConfiguration
from channels.facebook.failures import is_gone, is_lost_upload, offsets_in, window_in
from channels.facebook.form import is_reel, media_mark
from channels.facebook.in_hand import VideoInHand, told_of
from channels.facebook.processing import FIELDS, VideoStand, identity_of, is_unfinished, progress_of
from channels.facebook.sessions import PUBLISH, SEND, START, UploadSessions
from channels.media import CAPTIONS, COVER, VIDEO, ApprovedFiles, picture_fault, video_fault
from channels.optional import attempted, told_missing, without
from channels.outcome import Stage, unclear
from phrases import phrase

_HANDLE_LOST, _ANEW_FOR_A_HANDLE = "handle_lost", 5
"""On a bad line the one answer that brings a handle may be lost again."""


class VideoWalk:
    """Performs the steps of one Page's videos."""

    def __init__(self, client: GraphClient, page_id: str, app_id: str, settings: FacebookConfiguration) -> None:
        self._client = client
        self._page_id = page_id
        self._settings = settings
        self._label = settings.common.label
        self._files = ApprovedFiles()
        self._sessions = UploadSessions(client, page_id, app_id, self._label)
        self._steps: dict[str, Callable[[VideoInHand], Next | Published]] = {
            START: self._start_session,
            SEND: self._send_session,
            PUBLISH: self._publish_session,
            "video_start": self._start,
            "video_chunk": self._chunk,
            "video_finish": self._finish,
            "reel_start": self._start_reel,
            "reel_send": self._send_reel,
            "reel_cover": self._cover_reel,
            "reel_finish": self._finish_reel,
            "watch": self._watch,
            "captions": self._captions,
        }

    def knows(self, step: object) -> bool:
        return step in self._steps

    def first(self, post: OutgoingPost) -> Next:
        """The first step; no I/O."""
        ordinary = START if self._client.now().date() >= self._settings.upload.sessions_from else "video_start"
        step = "reel_start" if is_reel(post, self._settings.reel) else ordinary
        return Next({"step": step, "media": media_mark(post)})

    def perform(self, post: OutgoingPost, video: MediaFile, progress: Progress) -> Next | Published:
        """The one step that the progress names. Raises ChannelError."""
        step = str(progress["step"])
        hand = VideoInHand(post, video, progress)
        if step in ("watch", "captions"):
            # What is on the platform already is looked at, whatever lies on our disk by now.
            return self._steps[step](hand)
        if progress.get("media") != media_mark(post) or self._is_too_old(hand):
            return self.first(post)
        self._size(hand)
        try:
            return self._steps[step](hand)
        except Rejected as refusal:
            if not self._is_lost(refusal) or not (hand.text("video_id") or hand.text("session")):
                raise
            return self._lost(hand, refusal)

    def _is_lost(self, refusal: Rejected) -> bool:
        return is_lost_upload(refusal, self._settings)

    def _lost(self, hand: VideoInHand, refusal: Rejected) -> Next:
        """The platform does not know the upload: not yet, or no more. Then it is begun anew, so often as that may help."""
        age = self._client.now().timestamp() - hand.number("begun")
        if hand.progress["step"] == "reel_send" and age <= self._settings.common.read_back_lag_s:
            return Next(dict(hand.progress), after=self._settings.watch.first_s)
        begun_anew = hand.whole("anew")
        if begun_anew >= (_ANEW_FOR_A_HANDLE if refusal.code == _HANDLE_LOST else 1):
            raise Rejected(phrase("facebook.upload-lost"), code=refusal.code, evidence=refusal.evidence)
        return Next({**self.first(hand.post).progress, "anew": begun_anew + 1})

    def _is_too_old(self, hand: VideoInHand) -> bool:
        begun = hand.number("begun")
        return bool(begun) and self._client.now().timestamp() - begun > self._settings.upload.lives_s

    def _size(self, hand: VideoInHand) -> int:
        return self._files.size_of(hand.video.path, hand.video.sha256, VIDEO)

    # Ordinary videos

    def _start_session(self, hand: VideoInHand) -> Next:
        self._inspect(hand)
        try:
            session = self._sessions.start(self._name(hand.video), self._size(hand), hand.video.mime)
        except Rejected:
            if self._client.now().date() > self._settings.upload.phases_until:
                raise
            return Next(hand.step("video_start"))
        return Next(hand.step(SEND, session=session, begun=self._client.now().timestamp(), offset=-1))

    def _send_session(self, hand: VideoInHand) -> Next:
        """Look how much the platform has, and send what is missing."""
        session = hand.text("session")
        received = self._sessions.received(session)
        if received >= self._size(hand):
            # The handle came with an answer that was lost.
            return self._lost(hand, Rejected("", code=_HANDLE_LOST, evidence=self._client.evidence()))
        following = hand.step(SEND, offset=received)
        with self._files.open(hand.video.path, hand.video.sha256, VIDEO, received) as content:
            try:
                handle = self._sessions.send(session, content, received)
            except Retryable:
                # A slow line brings a little with each try: that is no failure, so long as it does.
                if received <= hand.number("offset"):
                    raise
                return Next(following, after=self._settings.upload.retry_s)
        if handle:
            return Next(hand.step(PUBLISH, handle=handle), irreversible=True)
        if received <= hand.number("offset"):
            raise self._unclear(Stage.REVERSIBLE)
        return Next(following)

    def _publish_session(self, hand: VideoInHand) -> Next:
        cover = None if hand.progress.get("bare") else hand.post.cover
        try:
            file = None if cover is None else self._cover(cover)
            video_id = self._sessions.publish(hand.text("handle"), told_of(hand.post), file)
        except Rejected as refusal:
            return self._without_cover(hand, cover, refusal)
        since = self._client.now().timestamp()
        return Next(hand.step("watch", video_id=video_id, since=since), after=self._settings.watch.first_s)

    def _without_cover(self, hand: VideoInHand, cover: MediaFile | None, refusal: Rejected) -> Next:
        """Publish once more without the cover, where it may have been the reason: what is not is refused again."""
        if cover is None or self._is_lost(refusal):
            raise refusal
        return Next({**without(hand.progress, COVER, refusal), "bare": True}, irreversible=True)

    def _start(self, hand: VideoInHand) -> Next:
        self._inspect(hand)
        fields = {"upload_phase": "start", "file_size": str(self._size(hand))}
        answer = self._client.video(Stage.REVERSIBLE, f"{self._page_id}/videos", fields)
        session, video_id, window = text_in(answer, "upload_session_id"), text_in(answer, "video_id"), window_in(answer)
        if not session or not video_id or window is None:
            raise self._unclear(Stage.REVERSIBLE)
        begun = self._client.now().timestamp()
        return self._wanted(hand, window, session=session, video_id=video_id, begun=begun)

    def _chunk(self, hand: VideoInHand) -> Next:
        begin, end = hand.whole("offset"), hand.whole("end")
        length = min(end - begin, self._settings.upload.chunk_bytes)
        content = self._files.read(hand.video.path, hand.video.sha256, VIDEO, begin, length)
        fields = {"upload_phase": "transfer", "upload_session_id": hand.text("session"), "start_offset": str(begin)}
        chunk: File = (self._name(hand.video), content, "application/octet-stream")
        try:
            answer = self._client.video(
                Stage.REVERSIBLE, f"{self._page_id}/videos", fields, {"video_file_chunk": chunk}
            )
        except (Rejected, Retryable):
            window = offsets_in(self._client.body(), self._settings)
            # Another place than ours is an answer; the same one would be asked for without an end.
            if window is None or window[0] == begin:
                raise
        else:
            window = window_in(answer)
            if window is None or window[0] <= begin:
                raise self._unclear(Stage.REVERSIBLE)
        return self._wanted(hand, window)

    def _wanted(self, hand: VideoInHand, window: tuple[int, int], **more: str | int | float | bool) -> Next:
        begin, end = window
        if end > self._size(hand):
            raise self._unclear(Stage.REVERSIBLE)
        if begin == end:
            return Next(hand.step("video_finish", **more), irreversible=True)
        return Next(hand.step("video_chunk", offset=begin, end=end, **more))

    def _finish(self, hand: VideoInHand) -> Next:
        fields = {"upload_phase": "finish", "upload_session_id": hand.text("session"), **told_of(hand.post)}
        cover = None if hand.progress.get("bare") else hand.post.cover
        files = {"thumb": self._cover(cover)} if cover is not None else None
        try:
            answer = self._client.video(Stage.PUBLISHING, f"{self._page_id}/videos", fields, files)
        except OutcomeUnknown as error:
            return self._finished(hand, lost=error)
        except Rejected as refusal:
            return self._without_cover(hand, cover, refusal)
        return self._finished(hand, answer)

    # Reels

    def _start_reel(self, hand: VideoInHand) -> Next:
        self._inspect(hand)
        answer = self._client.change(f"{self._page_id}/video_reels", {"upload_phase": "start"})
        video_id = text_in(answer, "video_id")
        if not video_id.isdecimal():
            raise self._unclear(Stage.REVERSIBLE)
        begun = self._client.now().timestamp()
        return Next(hand.step("reel_send", video_id=video_id, begun=begun, offset=-1))

    def _send_reel(self, hand: VideoInHand) -> Next:
        """Look how much the platform has, and send what is missing."""
        size = self._size(hand)
        found = progress_of(self._read(hand), self._settings, self._client.evidence())
        received = found.received or 0
        if found.stand is not VideoStand.UPLOADING:
            if hand.post.cover is not None:
                return Next(hand.step("reel_cover"))
            return Next(hand.step("reel_finish"), irreversible=True)
        if received >= size:
            return Next(dict(hand.progress), after=self._settings.watch.first_s)
        following = hand.step("reel_send", offset=received)
        with self._files.open(hand.video.path, hand.video.sha256, VIDEO, received) as content:
            try:
                self._client.send_rest(hand.text("video_id"), content, received, size)
            except Retryable:
                # A slow line brings a little with each try: that is no failure, so long as it does.
                if received <= hand.number("offset"):
                    raise
                return Next(following, after=self._settings.upload.retry_s)
        return Next(following)

    def _cover_reel(self, hand: VideoInHand) -> Next:
        if (cover := hand.post.cover) is None:
            return Next(hand.step("reel_finish"), irreversible=True)
        path, file = f"{hand.text('video_id')}/thumbnails", self._cover(cover)
        covered = attempted(
            hand.progress,
            COVER,
            lambda: self._client.change(path, {"is_preferred": "true"}, {"source": file}),
            again_s=self._settings.watch.every_s,
            unless=self._is_lost,
        )
        if isinstance(covered, Next):
            return covered
        return Next({**covered, "step": "reel_finish"}, irreversible=True)

    def _finish_reel(self, hand: VideoInHand) -> Next:
        fields = {
            "upload_phase": "finish",
            "video_id": hand.text("video_id"),
            "video_state": "PUBLISHED",
            **told_of(hand.post),
        }
        try:
            answer = self._client.publish(f"{self._page_id}/video_reels", fields)
        except OutcomeUnknown as error:
            return self._finished(hand, lost=error)
        return self._finished(hand, answer)

    # Both

    def _finished(
        self, hand: VideoInHand, answer: JsonObject | None = None, lost: OutcomeUnknown | None = None
    ) -> Next:
        if lost is not None and lost.duplicate:
            raise lost
        if answer is not None and value_in(answer, "success") is False:
            raise Rejected(phrase("facebook.video-refused"), evidence=self._client.evidence())
        doubt = answer is None or value_in(answer, "success") is not True
        since = self._client.now().timestamp()
        return Next(hand.step("watch", since=since, doubt=doubt), after=self._settings.watch.first_s)

    def _watch(self, hand: VideoInHand) -> Next | Published:
        watch, watched = self._settings.watch, self._client.now().timestamp() - hand.number("since")
        again = Next(dict(hand.progress), after=watch.every_s)
        lag = self._settings.common.read_back_lag_s
        try:
            video = self._read(hand)
        except Retryable:
            video = {}
        except Rejected as refusal:
            if not is_gone(refusal, self._settings) or watched <= lag:
                return again if watched <= watch.limit_s else self._give_up()
            raise Rejected(
                phrase("facebook.video-gone"),
                code="video gone",
                evidence=self._client.evidence(),
            ) from None
        if video:
            found = progress_of(video, self._settings, self._client.evidence())
            if found.stand is VideoStand.PUBLIC:
                return self._public(hand, identity_of(video, self._page_id))
            if hand.progress.get("doubt") and watched > lag and is_unfinished(video):
                step = "video_finish" if hand.text("session") else "reel_finish"
                return Next(hand.step(step), irreversible=True)
        return again if watched <= watch.limit_s else self._give_up()

    def _give_up(self) -> Next:
        # The video is there and may become public yet: it is looked for, never sent again blindly.
        raise self._unclear(Stage.PUBLISHING)

    def _public(self, hand: VideoInHand, published: Published) -> Next | Published:
        known = {"external_id": published.external_id, "url": published.url}
        following = hand.step("captions", caption=0, **known)
        return Next(following) if hand.post.captions else self._published(following)

    def _captions(self, hand: VideoInHand) -> Next | Published:
        number = hand.whole("caption")
        if number >= len(hand.post.captions):
            return self._published(hand.progress)
        captions = hand.post.captions[number]
        locale = self._settings.captions.locales.get(captions.language, captions.language)

        def send() -> None:
            content = self._files.read(captions.path, captions.sha256, CAPTIONS)
            # The platform reads the language in the name.
            file: File = (f"{captions.sha256[:16]}.{locale}.srt", content, captions.mime)
            self._client.change(
                f"{hand.text('video_id')}/captions", {"default_locale": locale}, {"captions_file": file}
            )

        taken = attempted(hand.progress, CAPTIONS, send, again_s=self._settings.watch.every_s, is_public=True)
        if isinstance(taken, Next):
            return taken
        following = {**taken, "caption": number + 1}
        return Next(following) if number + 1 < len(hand.post.captions) else self._published(following)

    def _published(self, progress: Progress) -> Published:
        external_id, url = str(progress.get("external_id") or ""), str(progress.get("url") or "")
        return Published(external_id, url, told_missing(progress, self._label))

    def _read(self, hand: VideoInHand) -> JsonObject:
        return self._client.get(hand.text("video_id"), {"fields": FIELDS})

    def _inspect(self, hand: VideoInHand) -> None:
        """Look at the file. Raises Rejected for a file that the platform could not use, before any byte of it is sent."""
        video, cover = hand.video, hand.post.cover
        size = self._size(hand)
        with self._files.open(video.path, video.sha256, VIDEO) as file:
            fault = video_fault(file, size)
        if not fault and cover is not None:
            fault = picture_fault(self._files.read(cover.path, cover.sha256, COVER))
        for captions in hand.post.captions:
            content = self._files.read(captions.path, captions.sha256, CAPTIONS)
            fault = fault or captions_fault(content, self._settings.captions.max_bytes)
        if fault:
            raise Rejected(fault, code="media_broken")

    def _cover(self, cover: MediaFile) -> File:
        return (self._name(cover), self._files.read(cover.path, cover.sha256, COVER), cover.mime)

    def _name(self, file: MediaFile) -> str:
        return f"{file.sha256[:16]}{suffix_of(file.path, file.mime)}"

    def _unclear(self, stage: Stage) -> Exception:
        return unclear(stage, self._label, evidence=self._client.evidence())
