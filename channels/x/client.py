"""The one typed wrapper round tweepy: JSON objects come out, `channels.errors` are raised, nothing else.

tweepy has no v2 media upload, asks for fields by one name only (`channels.x.fields`), and does not know all that a post may say.
So everything goes through its `request`, which signs, and parts of an upload through its session. Failures are read from the
transport's answer: tweepy's exceptions themselves fail on unexpected JSON.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import requests

from channels.answers import JsonObject, object_in, parsed
from channels.base import Clock
from channels.http import Transport
from channels.outcome import Stage
from channels.redaction import Redactor
from channels.x.credentials import OAUTH1, XCredentials
from channels.x.failures import failure_of, words_of
from channels.x.pace import RateLimitPace

if TYPE_CHECKING:
    from requests_oauthlib import OAuth1

API = "https://api.twitter.com"
"""As tweepy has it."""
NOTHING: Mapping[str, object] = {}
"""The body of a request that has none to send: X has refused one without (trypostit/trypost pull 202)."""
IN_JSON = "in_json"
"""Of a walk's progress: the server takes parts of an upload in JSON alone."""


class XClient:
    """Calls of one account. Every method is one request. `pace` learns from the answers to those that publishing needs."""

    def __init__(
        self, credentials: XCredentials, transport: Transport, clock: Clock, label: str, pace: RateLimitPace
    ) -> None:
        import tweepy  # noqa: PLC0415 - who asks what channels there are loads this file, and is to stay small

        self._transport = transport
        self._clock = clock
        self._label = label
        self._pace = pace
        self._redactor = Redactor.of(credentials)
        # `user_auth`: signed by OAuth 1.0a; otherwise the access token of OAuth 2.0 goes along as it is.
        self._signs = not credentials.is_oauth2
        self._tweepy = tweepy.Client(**_keys(credentials), return_type=dict, wait_on_rate_limit=False)
        self._tweepy.session = _SigningSession(transport.session, clock)

    def create_post(
        self, text: str, media_ids: Sequence[str], *, made_with_ai: bool = False, answering: str = ""
    ) -> JsonObject:
        """POST that makes the post public: whatever is unclear about it is an unknown outcome. `answering`: a post's id."""
        body: dict[str, object] = {"text": text}
        if media_ids:
            body["media"] = {"media_ids": list(media_ids)}
        if made_with_ai:
            body["made_with_ai"] = True
        if answering:
            body["reply"] = {"in_reply_to_tweet_id": answering}
        return self._call(Stage.PUBLISHING, "posts", lambda: self._answered("POST", "/2/tweets", None, body))

    def read(self, route: str, parameters: Mapping[str, str]) -> JsonObject:
        return self._call(Stage.REVERSIBLE, "", lambda: self._answered("GET", route, parameters, None))

    def prepare(self, route: str, body: Mapping[str, object] | None = None) -> JsonObject:
        """POST that publishes nothing, such as a part of an upload."""
        return self._call(Stage.REVERSIBLE, route.rpartition("/")[2], lambda: self._answered("POST", route, None, body))

    def append(self, route: str, part: bytes, segment: int, *, in_json: bool = False) -> JsonObject:
        """POST of one part of an upload, as it is; `in_json`, a third larger, where the server takes nothing else."""
        if in_json:
            return self.prepare(route, {"media": b64encode(part).decode(), "segment_index": segment})
        return self._call(Stage.REVERSIBLE, "append", lambda: self._sent(route, part, segment))

    def _sent(self, route: str, part: bytes, segment: int) -> object:
        from tweepy import OAuth1UserHandler  # noqa: PLC0415 - as above

        keys = self._tweepy
        auth, headers = None, {}
        if self._signs:
            signer = OAuth1UserHandler(
                keys.consumer_key, keys.consumer_secret, keys.access_token, keys.access_token_secret
            )
            auth = signer.apply_auth()
        else:
            headers["Authorization"] = f"Bearer {keys.bearer_token}"
        with keys.session.request(
            "POST",
            f"{API}{route}",
            data={"segment_index": str(segment)},
            files={"media": ("part", part, "application/octet-stream")},
            headers=headers,
            auth=auth,
        ) as response:
            if not response.ok:
                raise ValueError("not a success")
            return response.json() if response.content else {}

    def delete(self, route: str) -> JsonObject:
        return self._call(Stage.REVERSIBLE, "", lambda: self._answered("DELETE", route, None, None))

    def _answered(
        self, method: str, route: str, parameters: Mapping[str, str] | None, body: Mapping[str, object] | None
    ) -> object:
        response = self._tweepy.request(
            method, route, params=parameters, json=None if body is None else dict(body), user_auth=self._signs
        )
        # An append answers 200 or 204, with or without a body.
        return response.json() if response.content else {}

    def _call(self, stage: Stage, endpoint: str, request: Callable[[], object]) -> JsonObject:
        """Make one call. `endpoint`: whose limit the answer tells; empty for one that publishing does not need."""
        self._transport.forget()
        error: Exception | None = None
        result: object = None
        try:
            result = request()
        except Exception as raised:  # tweepy lets requests, JSON and attribute errors through
            error = raised
        if endpoint and self._transport.last is not None:
            self._pace.learn(endpoint, self._transport.last.headers)
        if error is None:
            return object_in(result)
        # Raised outside the `except`: the SDK's exception holds the signed request and must not be chained.
        answer = self._transport.last
        failure = failure_of(error, answer, stage, self.now(), self._label, self.evidence(error), signed=self._signs)
        raise failure.quoting(self._redactor.clean(words_of(answer) if answer is not None else ""))

    def now(self) -> datetime:
        return self._clock.now()

    def evidence(self, error: Exception | None = None) -> str:
        """Return what the platform answered, without secrets."""
        answer = self._transport.last
        said = answer.body.decode("utf-8", "replace") if answer else ""
        status = f"HTTP {answer.status}" if answer else ""
        raised = f"{type(error).__name__}: {error}" if error and not parsed(answer.body if answer else b"") else ""
        return self._redactor.evidence(status, raised, said)


class _SigningSession:
    """The transport's session for tweepy, which dates each signature by the clock that is passed in.

    oauthlib would take this machine's: a worker whose clock is wrong by minutes has every signature refused, and would hold all
    accounts of X to be signed out.
    """

    def __init__(self, session: requests.Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def request(
        self, method: str, url: str, *, auth: "OAuth1 | None" = None, **more: Any
    ) -> AbstractContextManager[requests.Response]:
        if auth is not None:
            auth.client.timestamp = str(int(self._clock.now().timestamp()))
        return self._session.request(method, url, auth=auth, **more)


def _keys(credentials: XCredentials) -> dict[str, str]:
    """Return what tweepy signs with. An access token that is not there yet is refused by the platform, and then asked for."""
    if credentials.is_oauth2:
        return {"bearer_token": credentials.secret("access_token") or "none"}
    return {name: credentials.secret(name) for name in OAUTH1}
