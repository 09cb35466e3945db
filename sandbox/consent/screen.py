"""What the consent screens of all platforms share: the door before a gateway, the page, and the way back.

A browser's question is answered by a screen; every other call goes to the platform's gateway, whose weather and log apply, and
there first to the consent's own endpoints.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.accounts import Account, Platform
from sandbox.calls import Answer, Call
from sandbox.gateway import Service
from sandbox.settings import is_loopback
from sandbox.templates import render

_RETURN = re.compile(r"/ket-noi/[a-z]+/tro-ve")


class Wrong(Exception):
    """The question is one that the platform would not even show a screen for; the words are the platform's."""


@dataclass(frozen=True)
class Question:
    """What the screen asks. `many`: several accounts may be ticked. `scopes`: name → what it lets the application do."""

    application: str
    accounts: list[Account]
    scopes: Mapping[str, str]
    noun: str
    many: bool = False


@dataclass(frozen=True)
class Said:
    """What the person chose. `yes` False: nothing."""

    yes: bool
    accounts: tuple[str, ...]
    scopes: tuple[str, ...]


class Consent(Protocol):
    """One platform's consent."""

    name: Platform

    def is_screen(self, path: str) -> bool:
        """`path` without the platform's prefix."""
        ...

    def ask(self, path: str, query: Mapping[str, str]) -> Question:
        """Raises Wrong."""
        ...

    def answer_person(self, path: str, query: Mapping[str, str], said: Said) -> str:
        """Where the browser goes back to."""
        ...

    def answer(self, call: Call) -> Answer | None:
        """A call to an endpoint of the consent; None for every other call."""
        ...


class Consenting:
    """A platform that knows its consent's endpoints and tokens."""

    def __init__(self, service: Service, consent: Consent) -> None:
        self._service = service
        self._consent = consent
        self.name = service.name

    def publishes(self, call: Call) -> bool:
        return self._service.publishes(call)

    async def answer(self, call: Call) -> Answer:
        return self._consent.answer(call) or await self._service.answer(call)

    def server_error(self, html: bool) -> Answer:
        return self._service.server_error(html)

    def throttled(self, call: Call, until: float, coin: bool, /) -> Answer:
        return self._service.throttled(call, until, coin)

    def revoked(self, coin: bool, /) -> Answer:
        return self._service.revoked(coin)


class ConsentDoor:
    """Shows the screens at their addresses under `prefix`; sends all else to the gateway."""

    def __init__(self, consent: Consent, gateway: ASGIApp, prefix: str) -> None:
        self._consent = consent
        self._gateway = gateway
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"].removeprefix(self._prefix)
        if scope["method"] in ("GET", "POST") and self._consent.is_screen(path):
            answer = await self._screen(Request(scope, receive), path)
            await answer(scope, receive, send)
            return
        await self._gateway(scope, receive, send)

    async def _screen(self, request: Request, path: str) -> Response:
        query = dict(request.query_params)
        try:
            question = self._consent.ask(path, query)
        except Wrong as wrong:
            return HTMLResponse(render("consent_wrong.html", platform=self._consent.name, problem=str(wrong)), 400)
        if request.method == "GET":
            return HTMLResponse(render("consent.html", platform=self._consent.name, question=question))
        form = await request.form()
        accounts = tuple(str(one) for one in form.getlist("account"))
        said = Said(
            yes=form.get("decision") == "yes" and bool(accounts or not question.accounts),
            accounts=tuple(one.id for one in question.accounts if one.id in accounts),
            scopes=tuple(name for name in question.scopes if name in {str(one) for one in form.getlist("scope")}),
        )
        return RedirectResponse(self._consent.answer_person(path, query, said), 303)


def only(query: Mapping[str, str], needed: set[str], possible: set[str]) -> None:
    """Raises Wrong for a parameter that is missing or unknown."""
    if missing := needed - {name for name, value in query.items() if value}:
        raise Wrong(f"Missing required parameter: {min(missing)}")
    if unknown := set(query) - needed - possible:
        raise Wrong(f"Unknown parameter: {min(unknown)}")


def check_return(address: str) -> None:
    """Applications of the sandbox have registered loopback's `/ket-noi/…/tro-ve` at every port. Raises Wrong."""
    parts = urllib.parse.urlsplit(address)
    if not (
        parts.scheme == "http"
        and is_loopback(parts.hostname or "")
        and _RETURN.fullmatch(parts.path)
        and not parts.query
        and not parts.fragment
    ):
        raise Wrong("URL blocked: the redirect URI is not registered for this application (redirect_uri_mismatch)")


def check_challenge(query: Mapping[str, str]) -> None:
    """Raises Wrong."""
    if query.get("code_challenge_method", "S256") != "S256" or not re.fullmatch(
        r"[\w\-]{43}", query.get("code_challenge", ""), re.ASCII
    ):
        raise Wrong("code_challenge must be 43 characters of S256")


def back_to(address: str, **values: str) -> str:
    return f"{address}?{urllib.parse.urlencode(values)}"
