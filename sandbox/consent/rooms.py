"""The consents put together: one ticket store, a door before each gateway, and what testers may do."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.accounts import PLATFORMS, Platform
from sandbox.consent.facebook import FacebookConsent
from sandbox.consent.google import GoogleConsent
from sandbox.consent.screen import Consent, ConsentDoor, Consenting
from sandbox.consent.tickets import Tickets
from sandbox.consent.x import XConsent
from sandbox.consent.zalo import ZaloConsent
from sandbox.gateway import Service
from sandbox.store import Store
from sandbox.youtube.state import State as YouTubeState
from sandbox.zalo.state import State as ZaloState


class Consents:
    def __init__(self, store: Store, videos: YouTubeState, articles: ZaloState) -> None:
        self._tickets = Tickets(store.folder)
        self._of: dict[Platform, Consent] = {
            "facebook": FacebookConsent(store, self._tickets),
            "youtube": GoogleConsent(store, videos, self._tickets),
            "x": XConsent(store, self._tickets),
            "zalo": ZaloConsent(store, articles, self._tickets),
        }

    def asking(self, service: Service) -> Consenting:
        """The platform with its consent's endpoints."""
        return Consenting(service, self._of[service.name])

    def door(self, platform: Platform, gateway: ASGIApp, prefix: str) -> ConsentDoor:
        return ConsentDoor(self._of[platform], gateway, prefix)

    def close(self) -> None:
        self._tickets.close()

    def routes(self) -> list[Route]:
        return [Route("/_sandbox/consent/{platform}/age", self.age, methods=["POST"])]

    async def age(self, request: Request) -> Response:
        """Ends at once every code and token of a platform that would end some day."""
        platform = request.path_params["platform"]
        if platform not in PLATFORMS:
            return JSONResponse({"error": "no such platform"}, 404)
        self._tickets.age(platform)
        return JSONResponse({"aged": platform})
