"""Tokens of X's OAuth 2.0: an access token lives two hours, and **each refresh token works once**.

So only a request that certainly did not reach X may be made again; when an answer is lost, a person must sign in.
"""

import requests
from pydantic import SecretStr

from channels.answers import parsed, text_in
from channels.errors import AuthExpired, Misconfigured, RateLimited, Retryable
from channels.http import Transport, certainly_not_sent
from channels.redaction import Redactor
from channels.x.credentials import XCredentials
from phrases import phrase

TOKENS = "https://api.x.com/2/oauth2/token"


def ask_for_tokens(transport: Transport, client_id: str, client_secret: str, form: dict[str, str]) -> requests.Response:
    """One call to the token endpoint, as a confidential client (docs.x.com, OAuth 2.0, D)."""
    return transport.session.post(TOKENS, data=form, auth=(client_id, client_secret), allow_redirects=False)


def refreshed(credentials: XCredentials, transport: Transport) -> XCredentials:
    """The same credentials with both tokens new.

    Raises Retryable or RateLimited if the refresh token was certainly not used, Misconfigured if the application is not known,
    and AuthExpired for anything else: a person must sign in.
    """
    if not credentials.is_oauth2:
        raise AuthExpired(phrase("x.signed-out-token"))
    form = {"grant_type": "refresh_token", "refresh_token": credentials.secret("refresh_token")}
    transport.forget()
    error: Exception | None = None
    try:
        ask_for_tokens(transport, credentials.secret("client_id"), credentials.secret("client_secret"), form)
    except Exception as raised:  # whatever requests lets through
        error = raised
    answer = transport.last
    body = answer.body if answer else b""
    said = parsed(body)
    evidence = Redactor.of(credentials).evidence(
        f"HTTP {answer.status}" if answer else "",
        type(error).__name__ if error else "",
        body.decode("utf-8", "replace"),
    )
    access, refresh = text_in(said, "access_token"), text_in(said, "refresh_token")
    if error is None and answer is not None and answer.status == 200 and access and refresh:
        return credentials.model_copy(update={"access_token": SecretStr(access), "refresh_token": SecretStr(refresh)})
    reason = text_in(said, "error")
    if answer is None and error is not None and certainly_not_sent(error):
        raise Retryable(phrase("x.refresh-unconnected"), evidence=evidence)
    if answer is not None and answer.status == 429:
        raise RateLimited(phrase("x.refresh-throttled"), code="429", evidence=evidence)
    if reason in ("unauthorized_client", "invalid_client"):
        raise Misconfigured(phrase("x.application-wrong"), code=reason, evidence=evidence)
    if reason:
        raise AuthExpired(phrase("x.refresh-refused"), code=reason, evidence=evidence)
    raise AuthExpired(phrase("x.refresh-unclear"), evidence=evidence)
