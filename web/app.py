"""The web application: all routes, put together round one home's settings and database."""

from functools import cache

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from distributor.clock import Clock
from distributor.db import Database
from distributor.measure.openings import Openings, home_key
from distributor.report.version import ledger_version
from distributor.settings import Settings
from web.addresses import check_address
from web.api.app import create_api
from web.compression import Compression
from web.errors import add_error_answers
from web.headers import SecurityHeaders
from web.known_links import LinkCache
from web.language import SpeaksTheReadersLanguage
from web.people import SESSION_COOKIE
from web.pulse import Pulse
from web.redirects import FollowsLinks
from web.routes import (
    account,
    accounts,
    answers,
    api_keys,
    api_page,
    audit,
    banners,
    best_times,
    broadcasts,
    calendar,
    campaign_edit,
    campaigns,
    card_style,
    cases,
    chat_webhook,
    citizens,
    components,
    connect,
    corrections,
    delegation,
    feeds,
    find,
    following,
    following_page,
    hand_over,
    health,
    holds,
    imports,
    items,
    languages,
    late,
    letterhead,
    library,
    live,
    mail_following,
    media,
    messages,
    metrics,
    news,
    official,
    on_phones,
    opinions,
    overview,
    paste,
    people,
    posts,
    preferences,
    promise,
    questions,
    recordings,
    report_files,
    report_mail,
    reports,
    review,
    review_item,
    review_rules,
    review_talk,
    series,
    shared,
    short_links,
    sign_in,
    sms_receipts,
    sms_sign_up,
    sources,
    speaking,
    static,
    templates,
    training,
    unclear,
    unit_settings,
    units,
    watching,
    webhook_desk,
    webhooks,
    wordings,
    write,
    write_files,
    yearly,
)
from web.surroundings import Surroundings


def create_app(settings: Settings, database: Database, clock: Clock) -> FastAPI:
    """The database stays the caller's: it is not disposed of here."""

    def read_version() -> str:
        with database.read() as session:
            return ledger_version(session)

    app = FollowsLinks(
        title="Loa",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    secret = cache(lambda: home_key(settings.home, database))
    around = Surroundings(
        settings=settings,
        database=database,
        clock=clock,
        pulse=Pulse(read_version),
        openings=Openings(database, clock, secret),
        secret=secret,
        links=LinkCache(),
        trusted_proxies=settings.trusted_proxies,
    )
    app.state.surroundings = around
    app.add_middleware(Compression)
    app.add_middleware(SecurityHeaders, is_https=around.is_https, session_cookie=SESSION_COOKIE)
    app.add_middleware(SpeaksTheReadersLanguage)
    add_error_answers(app)
    app.router.routes.extend(_routes())
    app.mount("/api", create_api(around))
    return app


@cache
def _routes() -> list[BaseRoute]:
    """Return the routes of all rooms. What FastAPI works out of a route at its first request stays with it: once a process, not
    an application."""
    rooms = APIRouter(redirect_slashes=False, dependencies=[Depends(check_address)])
    for room in (
        health,
        metrics,
        short_links,
        sign_in,
        citizens,
        on_phones,
        official,
        questions,
        banners,
        mail_following,
        sms_sign_up,
        following_page,
        opinions,
        promise,
        overview,
        find,
        components,
        items,
        posts,
        unclear,
        late,
        write,
        write_files,
        paste,
        answers,
        calendar,
        campaign_edit,
        campaigns,
        review_item,
        review,
        review_talk,
        review_rules,
        delegation,
        shared,
        cases,
        speaking,
        corrections,
        hand_over,
        holds,
        reports,
        report_files,
        report_mail,
        yearly,
        connect,
        accounts,
        best_times,
        broadcasts,
        messages,
        imports,
        library,
        templates,
        training,
        wordings,
        people,
        recordings,
        series,
        units,
        unit_settings,
        card_style,
        letterhead,
        api_keys,
        audit,
        account,
        languages,
        live,
        feeds,
        following,
        media,
        news,
        preferences,
        sms_receipts,
        sources,
        chat_webhook,
        webhooks,
        watching,
        webhook_desk,
        api_page,
        static,
    ):
        rooms.include_router(_with_head(room.router))
    return rooms.routes


def _with_head(router: APIRouter) -> APIRouter:
    """HEAD is answered as GET is; the server leaves the body out. Not where the answer never ends."""
    for route in router.routes:
        if isinstance(route, APIRoute) and route.methods and "GET" in route.methods and router is not live.router:
            route.methods.add("HEAD")
    return router
