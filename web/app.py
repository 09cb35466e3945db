"""The web application: all routes, put together round one home's settings and database."""

from fastapi import FastAPI

from distributor.clock import Clock
from distributor.db import Database
from distributor.report.version import ledger_version
from distributor.settings import Settings
from web.compression import Compression
from web.errors import add_error_answers
from web.headers import SecurityHeaders
from web.language import SpeaksTheReadersLanguage
from web.pulse import Pulse
from web.routes import (
    calendar,
    connect,
    corrections,
    feeds,
    hand_over,
    health,
    holds,
    items,
    languages,
    live,
    media,
    news,
    overview,
    review,
    short_links,
    sign_in,
    sms_receipts,
    static,
    webhooks,
)
from web.surroundings import Surroundings


def create_app(settings: Settings, database: Database, clock: Clock) -> FastAPI:
    """The database stays the caller's: it is not disposed of here."""

    def read_version() -> str:
        with database.read() as session:
            return ledger_version(session)

    app = FastAPI(title="Loa", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.surroundings = Surroundings(settings, database, clock, Pulse(read_version))
    app.add_middleware(Compression)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(SpeaksTheReadersLanguage)
    add_error_answers(app)
    for room in (
        health,
        sign_in,
        overview,
        items,
        calendar,
        review,
        corrections,
        hand_over,
        holds,
        connect,
        languages,
        live,
        feeds,
        media,
        short_links,
        news,
        sms_receipts,
        webhooks,
        static,
    ):
        app.include_router(room.router)
    return app
