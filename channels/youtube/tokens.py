"""A new access token in exchange for the refresh token, at Google's token endpoint.

google-auth's own refresh repeats its request and sleeps in between, so one plain request is made here (RFC 6749, section 6).
"""

from pydantic import SecretStr

from channels.answers import parsed, text_in
from channels.errors import AuthExpired, ChannelError, Misconfigured, RateLimited
from channels.http import Transport
from channels.outcome import Stage, not_answered, unclear
from channels.redaction import Redactor
from channels.youtube.client import TOKENS
from channels.youtube.credentials import YouTubeCredentials
from phrases import phrase


def refreshed(credentials: YouTubeCredentials, transport: Transport, label: str) -> YouTubeCredentials:
    """The same credentials with a new access token. Raises AuthExpired if Google wants a person, Retryable for a blip."""
    form = {
        "grant_type": "refresh_token",
        "client_id": credentials.client_id.get_secret_value(),
        "client_secret": credentials.client_secret.get_secret_value(),
        "refresh_token": credentials.refresh_token.get_secret_value(),
    }
    transport.forget()
    error: Exception | None = None
    try:
        transport.session.post(f"{TOKENS}/token", data=form, allow_redirects=False)
    except Exception as raised:
        error = raised
    answer = transport.last
    redactor = Redactor.of(credentials)
    body = answer.body.decode("utf-8", "replace") if answer else ""
    evidence = redactor.evidence(f"HTTP {answer.status}" if answer else "", type(error).__name__ if error else "", body)
    if answer is None:
        raise not_answered(error or RuntimeError("no answer"), Stage.REVERSIBLE, label, evidence)
    said = parsed(answer.body)
    token = text_in(said, "access_token")
    if error is None and answer.status == 200 and token:
        changes: dict[str, object] = {"access_token": SecretStr(token)}
        if renewed := text_in(said, "refresh_token"):
            changes["refresh_token"] = SecretStr(renewed)
        return credentials.model_copy(update=changes)
    raise _failure(answer.status, text_in(said, "error"), label, evidence)


def _failure(status: int, reason: str, label: str, evidence: str) -> ChannelError:
    code = f"{status} {reason}".strip()
    if status == 429:
        return RateLimited(phrase("youtube.tokens-throttled", label=label), code=code, evidence=evidence)
    if reason == "invalid_grant":
        return AuthExpired(
            phrase("youtube.grant-gone"),
            code=code,
            evidence=evidence,
        )
    if reason in ("invalid_client", "unauthorized_client"):
        return Misconfigured(
            phrase("youtube.application-refused"),
            code=code,
            evidence=evidence,
        )
    return unclear(Stage.REVERSIBLE, label, code=code, evidence=evidence)
