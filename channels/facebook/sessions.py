"""An ordinary video through the Resumable Upload API: its bytes under a session of the application, one request with its handle.

    session_start → session_send … → session_publish → watch …

Meta's Video API guide knows no other way any more, and calls the host of the older one deprecated (PLATFORM_FACTS 9). Whose token
may begin a session is told differently there and by those who use it: where it is refused, the older phases are tried until the
day that the configuration names.

What broke off is kept: the session says from which byte it goes on. The handle comes with the last byte; where that answer was
lost the upload begins anew. Before the handle is published nothing of it is on the Page, not even an id: an answer to
publishing that is lost is for `find`.
"""

import re
from typing import BinaryIO

from channels.answers import text_in, whole_in
from channels.errors import ChannelError
from channels.facebook.client import File, GraphClient
from channels.outcome import Stage, unclear

START, SEND, PUBLISH = "session_start", "session_send", "session_publish"
_SESSION = re.compile(r"upload:[\w\-=:.~%+/]{1,1000}(?:\?sig=[\w\-=.~%+/]{1,400})?")


class UploadSessions:
    """The requests of one Page's sessions. `app_id`: of the application; Graph also knows the token's by `app`."""

    def __init__(self, client: GraphClient, page_id: str, app_id: str, label: str) -> None:
        self._client = client
        self._page_id = page_id
        self._app_id = app_id
        self._label = label

    def start(self, name: str, size: int, mime: str) -> str:
        """The session. Raises ChannelError."""
        fields = {"file_name": name, "file_length": str(size), "file_type": mime}
        session = text_in(self._client.change(f"{self._app_id}/uploads", fields), "id")
        if not _SESSION.fullmatch(session) or ".." in session:
            raise self._unclear(Stage.REVERSIBLE)
        return session

    def received(self, session: str) -> int:
        """Bytes that the platform has."""
        answer = self._client.session(session)
        text = text_in(answer, "file_offset")
        offset = int(text) if text.isdecimal() else whole_in(answer, "file_offset")
        if offset is None:
            raise self._unclear(Stage.REVERSIBLE)
        return offset

    def send(self, session: str, content: BinaryIO, offset: int) -> str:
        """Send the rest of the file from `offset` on; return the handle, empty where the platform wants more."""
        return text_in(self._client.send_session(session, content, offset), "h")

    def publish(self, handle: str, told: dict[str, str], cover: File | None) -> str:
        """Make the video public: its id."""
        fields = {**told, "fbuploader_video_file_chunk": handle}
        files = None if cover is None else {"thumb": cover}
        answer = self._client.publish(f"{self._page_id}/videos", fields, files)
        video_id = text_in(answer, "id") or text_in(answer, "video_id")
        if not video_id.isdecimal():
            raise self._unclear(Stage.PUBLISHING)
        return video_id

    def _unclear(self, stage: Stage) -> ChannelError:
        return unclear(stage, self._label, evidence=self._client.evidence())
