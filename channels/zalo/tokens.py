"""New tokens in exchange for the refresh token, which works **once**: the moment Zalo has read it, the old one is dead.

So only a request that certainly did not reach Zalo may be made again. When an answer is lost, nobody knows whether the token was
used up: a person is asked to sign in, and it is never sent again by itself. The engine stores both new tokens, under a lease and
over the version it started from, before anything else uses them (`distributor.deliver.accounts`).
"""

from pydantic import SecretStr

from channels.answers import parsed, text_in
from channels.errors import AuthExpired, ChannelError, Misconfigured, Retryable
from channels.http import Answer, Transport, certainly_not_sent
from channels.redaction import Redactor
from channels.zalo.client import TOKENS
from channels.zalo.configuration import Means, ZaloConfiguration
from channels.zalo.credentials import ZaloCredentials
from channels.zalo.failures import code_of
from phrases import phrase

_WRONG_APPLICATION = (-14002, -14003, -14004)


def refreshed(credentials: ZaloCredentials, transport: Transport, settings: ZaloConfiguration) -> ZaloCredentials:
    """The same credentials with both tokens new.

    Raises Retryable if the refresh token was certainly not used, Misconfigured if the application is not known, and AuthExpired
    for anything else: a person must sign in.
    """
    form = {
        "grant_type": "refresh_token",
        "app_id": credentials.app_id.get_secret_value(),
        "refresh_token": credentials.refresh_token.get_secret_value(),
    }
    headers = {"secret_key": credentials.app_secret.get_secret_value()}
    transport.forget()
    error: Exception | None = None
    try:
        transport.session.post(f"{TOKENS}/v4/oa/access_token", data=form, headers=headers, allow_redirects=False)
    except Exception as raised:  # whatever requests lets through
        error = raised
    answer = transport.last
    body = answer.body if answer else b""
    evidence = Redactor.of(credentials).evidence(
        f"HTTP {answer.status}" if answer else "",
        type(error).__name__ if error else "",
        body.decode("utf-8", "replace"),
    )
    said = parsed(body)
    access, refresh = text_in(said, "access_token"), text_in(said, "refresh_token")
    if error is None and answer is not None and 200 <= answer.status < 300 and access and refresh:
        return credentials.model_copy(update={"access_token": SecretStr(access), "refresh_token": SecretStr(refresh)})
    raise _failure(error, answer, settings, evidence)


def _failure(
    error: Exception | None, answer: Answer | None, settings: ZaloConfiguration, evidence: str
) -> ChannelError:
    code = code_of(parsed(answer.body)) if answer is not None else None
    known = settings.errors.get(code) if code else None
    if answer is None and error is not None and certainly_not_sent(error):
        return Retryable(phrase("zalo.refresh-unconnected"), evidence=evidence)
    shown = "" if code is None else str(code)
    if known is not None and known.means is Means.THROTTLED:
        # Turned away before it was read. Not RateLimited: the account's posts are not to blame.
        return Retryable(phrase("zalo.refresh-throttled", why=known.words), code=shown, evidence=evidence)
    if code in _WRONG_APPLICATION:
        return Misconfigured(phrase("zalo.application-wrong"), code=shown, evidence=evidence)
    if code:
        return AuthExpired(phrase("zalo.refresh-refused", code=code), code=shown, evidence=evidence)
    return AuthExpired(phrase("zalo.refresh-unclear"), evidence=evidence)
