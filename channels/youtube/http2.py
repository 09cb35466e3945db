"""The transport that the SDK is given: httplib2's `request()` over the account's one `Transport`.

httplib2 itself sends a POST again when the connection drops after it. Through this one each call is sent once, ends within the
running deadline, and follows no redirect. `308` without a `Location` is not a redirect here but "Resume Incomplete".
"""

from collections.abc import Mapping

from channels.http import RedirectRefused, Transport

RESUME_INCOMPLETE = 308


class Response(dict[str, str]):
    """A response as httplib2's: headers by names in lower case, and the status."""

    def __init__(self, status: int, headers: Mapping[str, str]) -> None:
        super().__init__({name.lower(): value for name, value in headers.items()})
        self.status = status
        self.reason = ""


class OneRequest:
    """`request()` for one account. `token` goes as bearer into every call."""

    def __init__(self, transport: Transport, token: str) -> None:
        self._transport = transport
        self._token = token

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_options: object,
    ) -> tuple[Response, bytes]:
        """One request. Raises `requests.RequestException`."""
        sent = {**(headers or {}), "Authorization": f"Bearer {self._token}"}
        content = body.encode() if isinstance(body, str) else body
        try:
            answer = self._transport.session.request(method, uri, data=content, headers=sent, allow_redirects=False)
        except RedirectRefused:
            last = self._transport.last
            if last is None or last.status != RESUME_INCOMPLETE or method != "PUT" or "Location" in last.headers:
                raise
            return Response(last.status, last.headers), b""
        return Response(answer.status_code, answer.headers), answer.content
