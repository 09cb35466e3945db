"""`/api`: the interface for other programs, told to people; the same as its OpenAPI, without any script."""

from dataclasses import dataclass

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse
from starlette.routing import Mount

from distributor.events import EVENTS
from distributor.staff.api_keys import SCOPES
from web.api.app import described
from web.api.problems import WORDS
from web.pages import page
from web.people import person_of
from web.surroundings import Around

router = APIRouter()


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    summary: str
    about: str
    scope: str
    parameters: tuple[tuple[str, str, bool], ...]
    """Name, what it is, whether it must be given."""


@router.get("/api")
def show(request: Request, around: Around) -> HTMLResponse:
    person = person_of(request, around, on_a_page=True)
    groups: dict[str, list[Operation]] = {}
    for path, operations in described(_api(request.app))["paths"].items():
        for method, told in operations.items():
            (scope,) = told["security"][0]["khoa"]
            parameters = tuple(
                (each["name"], each.get("description", ""), each.get("required", False))
                for each in told.get("parameters", ())
                if each["in"] != "path"
            )
            operation = Operation(
                method.upper(), f"/api{path}", told["summary"], told.get("description", ""), scope, parameters
            )
            groups.setdefault(told["tags"][0], []).append(operation)
    values = {"person": person, "groups": groups, "scopes": SCOPES, "problems": WORDS, "events": EVENTS}
    return page("api.html", around.settings, values)


def _api(app: FastAPI) -> FastAPI:
    (mounted,) = (route.app for route in app.routes if isinstance(route, Mount) and route.path == "/api")
    assert isinstance(mounted, FastAPI)  # noqa: S101 - mounted by web.app
    return mounted
