"""The application that is mounted at `/api`."""

from typing import Any

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.openapi.utils import get_openapi

from web.addresses import refuse_nul
from web.api import (
    accounts,
    best_times,
    campaigns,
    cases,
    corrections,
    hand_overs,
    holds,
    items,
    offers,
    overview,
    plans,
    posts,
    reports,
    webhooks,
)
from web.api.bodies import BoundedBodies
from web.api.limits import Allowance
from web.api.problems import MEDIA_TYPE, WORDS, ApiProblem, ProblemShape, add_problems
from web.surroundings import Surroundings

ABOUT = """Việc của bảng điều khiển Loa, cho phần mềm của cơ quan khác.

Gửi khóa trong `Authorization: Bearer loa_…`. Giờ theo ISO 8601 có múi giờ; câu trả lời ghi giờ UTC. Lỗi theo RFC 9457
(`application/problem+json`). Trường đã có thì giữ nguyên tên và nghĩa; phiên bản sau chỉ thêm trường.

Không khóa nào thay người để duyệt bài, duyệt đính chính, phê duyệt sẵn, bắt đầu chiến dịch, trả lời người dân hay kết nối tài
khoản: những việc ấy làm trên bảng điều khiển, và câu trả lời ghi địa chỉ trang."""
OF_EVERY = (401, 403, 422, 429, 500, 503)
"""Problems that any operation may answer with."""
PARTICULAR = {"post": (400, 409, 413, 415), "patch": (400, 409, 413, 415), "delete": (409,)}


def create_api(around: Surroundings) -> FastAPI:
    api = FastAPI(
        title="Loa",
        version="1.0",
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
        dependencies=[Depends(_refuse_nul)],
    )
    api.state.surroundings = around
    api.state.allowance = Allowance(around.settings, around.database)
    api.add_middleware(BoundedBodies)
    add_problems(api)
    api.state.operations = []
    for room in (
        items,
        posts,
        plans,
        corrections,
        hand_overs,
        campaigns,
        overview,
        reports,
        accounts,
        best_times,
        offers,
        cases,
        holds,
        webhooks,
    ):
        api.include_router(room.router)
        api.state.operations += room.router.routes
    api.openapi = lambda: described(api)  # type: ignore[method-assign]
    return api


async def _refuse_nul(request: Request) -> None:
    try:
        await refuse_nul(request)
    except HTTPException as error:
        raise ApiProblem(error.status_code, "Địa chỉ vừa gọi có ký tự NUL (%00). Hãy bỏ ký tự đó.") from error


def described(api: FastAPI) -> dict[str, Any]:
    """OpenAPI 3.1, with the problems that each operation may answer with."""
    if api.openapi_schema is None:
        document = get_openapi(
            title=api.title,
            version=api.version,
            description=api.description,
            routes=api.routes,
            servers=[{"url": "/api"}],
        )
        document["components"]["schemas"] |= _problem_schemas()
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                statuses = {*OF_EVERY, *PARTICULAR.get(method, ())} | ({404} if "{" in path else set())
                statuses |= {int(named) for named in operation["responses"] if named >= "400"}
                if path in ("/items", "/offers", "/webhooks") and method == "post":
                    statuses.add(404)
                for status in sorted(statuses):
                    operation["responses"][str(status)] = _told(status)
        for name in ("HTTPValidationError", "ValidationError"):
            document["components"]["schemas"].pop(name, None)
        api.openapi_schema = document
    return api.openapi_schema


def _told(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": WORDS[status][0],
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemShape"}}},
    }
    if status == 429:
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Giây phải đợi."}}
    if status == 401:
        answer["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return answer


def _problem_schemas() -> dict[str, Any]:
    schema = ProblemShape.model_json_schema(ref_template="#/components/schemas/{model}")
    inner: dict[str, Any] = schema.pop("$defs")
    return {"ProblemShape": schema, **inner}
