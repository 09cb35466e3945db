"""Facebook Login for Pages: code → short-lived user token → long-lived one → the person's Pages with a token each.

A Page's token that comes from a long-lived user token does not end by itself; `debug_token` says so (`expires_at` 0).
Source: developers.facebook.com, "Get Long-Lived Tokens" (PLATFORM_FACTS 2); facebook-sdk makes the calls.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import facebook

from channels.answers import JsonObject, objects_in, parsed, text_in, value_in, whole_in
from channels.base import Clock
from channels.connect import (
    Ability,
    Application,
    ConnectableAccount,
    ConnectFailure,
    Connector,
    ConnectSpec,
    ConsentScreen,
    Office,
    Permission,
    code_of,
    failed,
    missing_permissions,
    no_answer,
    withheld,
)
from channels.errors import ChannelError, Rejected
from channels.exchange import Exchange
from channels.facebook.configuration import facebook_configuration
from channels.http import Answer, Transport
from phrases import listed, phrase

GRAPH, DIALOG = "https://graph.facebook.com", "https://www.facebook.com"
PAGE_SIZE, LONGEST_LIST = 50, 40
"""Pages of a person: at most so many an answer, and so many answers."""
PAGE_FIELDS = "id,name,access_token,tasks"
POSTING = "CREATE_CONTENT"
"""The task on a Page without which nobody may post there."""
PORTFOLIO = "business_management"
_NO_PAGE, _NO_TOKEN = phrase("facebook.no-page"), phrase("facebook.no-token")
_NO_PORTFOLIO = phrase("facebook.no-portfolio", right=PORTFOLIO)

_SETTINGS = facebook_configuration()
_COMMON = _SETTINGS.common
# Codes of the token endpoint, as its answers carry them; none is in a specification (PLATFORM_FACTS 2: 3/K).
_CODE_SUBCODES = (36007, 36009)
_REDIRECT_SUBCODES = (36008,)
_APPLICATION_CODES = (1, 101)
_THROTTLED = _SETTINGS.error_codes.throttled


class FacebookConnector:
    """One consent."""

    def __init__(self, application: Application, transport: Transport) -> None:
        self._id = application.client_id
        self._secret = application.client_secret.get_secret_value()
        self._transport = transport
        self._exchange = Exchange(SPEC, transport, [self._secret])
        self._graph = facebook.GraphAPI(session=transport.session)
        # The constructor knows no version newer than 3.1.
        self._graph.version = _COMMON.api_version

    def begin(self, redirect: str, state: str) -> ConsentScreen:
        names = [one.name for one in PERMISSIONS]
        return ConsentScreen(
            self._graph.get_auth_url(self._id, redirect, names, state=state, response_type="code"), state
        )

    def finish(self, redirect: str, kept: Mapping[str, str], returned: Mapping[str, str]) -> list[ConnectableAccount]:
        code = code_of(SPEC, returned)
        self._exchange.hide(code)
        short = self._token(lambda: self._graph.get_access_token_from_code(code, redirect, self._id, self._secret))
        self._graph.access_token = short
        self._graph.access_token = self._token(lambda: self._graph.extend_access_token(self._id, self._secret))
        granted = self._granted()
        found = [self._candidate(page, granted) for page in self._pages(granted)]
        if not found:
            raise Rejected(
                _NO_PAGE if PORTFOLIO in granted else listed([_NO_PAGE, _NO_PORTFOLIO]),
                evidence=self._exchange.evidence(),
            )
        return found

    def _token(self, request: Callable[[], object]) -> str:
        answer = self._exchange.call(request, _judge)
        token = text_in(answer, "access_token")
        if not token:
            raise failed(ConnectFailure.UNCLEAR, SPEC, evidence=self._exchange.evidence())
        self._exchange.hide(token)
        return token

    def _granted(self) -> set[str]:
        """The rights that were given. Raises Rejected if one is missing without which nothing can be posted."""
        answer = self._get("me/permissions", {})
        if not isinstance(value_in(answer, "data"), list):
            raise failed(ConnectFailure.UNCLEAR, SPEC, evidence=self._exchange.evidence())
        granted = {
            text_in(one, "permission") for one in objects_in(answer, "data") if text_in(one, "status") == "granted"
        }
        if (missing := missing_permissions(SPEC, granted, self._exchange.evidence())) is not None:
            raise missing
        return granted

    def _pages(self, granted: set[str]) -> list[JsonObject]:
        """The person's own Pages and those of their portfolios, each once: `me/accounts` says nothing of the latter.

        A portfolio that cannot be read hides its own Pages only, an entry without an id itself. Raises where there are no others.
        """
        listed = self._listed("me/accounts", PAGE_FIELDS)
        failures: list[ChannelError] = []
        if PORTFOLIO in granted:
            for business in self._tried("me/businesses", "id", failures):
                if business_id := text_in(business, "id"):
                    for edge in ("owned_pages", "client_pages"):
                        listed += self._tried(f"{business_id}/{edge}", PAGE_FIELDS, failures)
        if failures and not listed:
            raise failures[0]
        found: dict[str, JsonObject] = {}
        named = [page for page in listed if text_in(page, "id")]
        if listed and not named:
            raise failed(ConnectFailure.UNCLEAR, SPEC, evidence=self._exchange.evidence())
        for page in named:
            known = found.get(text_in(page, "id"))
            if known is None or not text_in(known, "access_token"):
                found[text_in(page, "id")] = page
        return list(found.values())

    def _tried(self, path: str, names: str, failures: list[ChannelError]) -> list[JsonObject]:
        """Return what an edge lists that one can do without; why it does not is added to `failures`."""
        try:
            return self._listed(path, names)
        except ChannelError as failure:
            if failure.code in (ConnectFailure.CODE, ConnectFailure.THROTTLED):
                raise
            failures.append(failure)
            return []

    def _listed(self, path: str, names: str) -> list[JsonObject]:
        """All that an edge lists."""
        found: list[JsonObject] = []
        fields = {"fields": names, "limit": str(PAGE_SIZE)}
        for _ in range(LONGEST_LIST):
            answer = self._get(path, fields)
            if not isinstance(value_in(answer, "data"), list):
                raise failed(ConnectFailure.UNCLEAR, SPEC, evidence=self._exchange.evidence())
            found += objects_in(answer, "data")
            after = text_in(answer, "paging", "cursors", "after")
            if not text_in(answer, "paging", "next") or after in ("", fields.get("after")):
                break
            fields = {**fields, "after": after}
        return found

    def _candidate(self, page: JsonObject, granted: set[str]) -> ConnectableAccount:
        page_id, token = text_in(page, "id"), text_in(page, "access_token")
        name = text_in(page, "name") or page_id
        settings = {"page_id": page_id, "app_id": self._id, **withheld(SPEC, granted)}
        if not token:
            return ConnectableAccount(page_id, name, {}, settings, obstacle=_NO_TOKEN)
        self._exchange.hide(token)
        tasks = page.get("tasks")
        obstacle = ""
        if isinstance(tasks, list) and POSTING not in tasks:
            obstacle = phrase("facebook.no-task", task=POSTING)
        return ConnectableAccount(
            page_id,
            name,
            {"page_access_token": token, "app_secret": self._secret},
            settings,
            expires_at=self._end_of(token),
            obstacle=obstacle,
        )

    def _end_of(self, token: str) -> datetime | None:
        """Return when the platform says the token ends; None for never."""
        answer = self._exchange.call(lambda: self._graph.debug_access_token(token, self._id, self._secret), _judge)
        ends = whole_in(answer, "data", "expires_at")
        if value_in(answer, "data", "is_valid") is not True or ends is None:
            raise failed(ConnectFailure.UNCLEAR, SPEC, evidence=self._exchange.evidence())
        return datetime.fromtimestamp(ends, UTC) if ends else None

    def _get(self, path: str, fields: Mapping[str, str]) -> JsonObject:
        token = str(self._graph.access_token)
        proof = hmac.new(self._secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        self._exchange.hide(proof)
        given = {**fields, "appsecret_proof": proof}
        return self._exchange.call(lambda: self._graph.request(f"{_COMMON.api_version}/{path}", args=given), _judge)


def _judge(answer: Answer, evidence: str) -> ChannelError | None:
    said = parsed(answer.body)
    code, subcode = whole_in(said, "error", "code"), whole_in(said, "error", "error_subcode")
    if code is None:
        return None
    if code in _THROTTLED:
        return failed(ConnectFailure.THROTTLED, SPEC, evidence=evidence)
    if subcode in _REDIRECT_SUBCODES or code == 191:
        return failed(ConnectFailure.REDIRECT, SPEC, evidence=evidence)
    if subcode in _CODE_SUBCODES or code == 190:
        return failed(ConnectFailure.CODE, SPEC, evidence=evidence)
    if code in _APPLICATION_CODES and answer.status < 500:
        return failed(ConnectFailure.APPLICATION, SPEC, evidence=evidence)
    return no_answer(SPEC, None, answer, evidence)


def _open(application: Application, office: Office, transport: Transport, clock: Clock) -> Connector:
    return FacebookConnector(application, transport)


PERMISSIONS = (
    Permission("pages_show_list", phrase("facebook.right.pages_show_list")),
    Permission("pages_read_engagement", phrase("facebook.right.pages_read_engagement")),
    Permission("pages_manage_posts", phrase("facebook.right.pages_manage_posts"), serves=(Ability.PUBLISH,)),
    Permission(
        "pages_read_user_content",
        phrase("facebook.right.pages_read_user_content"),
        is_needed=False,
        serves=(Ability.COMMENTS,),
    ),
    Permission(
        "pages_manage_engagement",
        phrase("facebook.right.pages_manage_engagement"),
        is_needed=False,
        serves=(Ability.ANSWERS,),
    ),
    Permission(
        "pages_manage_metadata",
        phrase("facebook.right.pages_manage_metadata"),
        is_needed=False,
        serves=(Ability.NOTICES,),
    ),
    # Meta's Video API guide posts videos without it, its guide of Pages names it: so its lack stops nothing (PLATFORM_FACTS 9).
    Permission("publish_video", phrase("facebook.right.publish_video"), is_needed=False, serves=(Ability.VIDEO,)),
    Permission("read_insights", phrase("facebook.right.read_insights"), is_needed=False, serves=(Ability.INSIGHTS,)),
    Permission(PORTFOLIO, phrase("facebook.right.business_management"), is_needed=False),
)
"""Needed are those that Meta's Video API guide names. The other ones serve an ability each."""
SPEC = ConnectSpec(
    channel="facebook",
    label=_COMMON.label,
    method="",
    title=phrase("facebook.title"),
    identity="page_id",
    noun=phrase("facebook.noun"),
    consent_origin=DIALOG,
    hosts=(GRAPH,),
    permissions=PERMISSIONS,
    needs=(
        phrase("facebook.needs-account"),
        phrase("facebook.needs-application"),
    ),
    lasts=phrase("facebook.lasts"),
    secrets=("page_access_token", "app_secret"),
    open=_open,
)
