"""Errors as RFC 9457 problem details, in Vietnamese; never a traceback."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from channels.errors import ChannelError
from distributor.campaigns.draft import NoSuchCampaign
from distributor.connect.manage import NoSuchAccount
from distributor.errors import LoaError, NotThere, SettingsError, WrongValue
from distributor.inputs import mistake
from distributor.staff.permissions import NotAllowed
from web.headers import SECURITY_HEADERS

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
WORDS: dict[int, tuple[str, str]] = {
    400: ("Yêu cầu không đọc được", "Phần thân không phải JSON hợp lệ."),
    401: ("Cần khóa", "Gửi khóa trong phần đầu Authorization: Bearer loa_…."),
    403: ("Không được phép", "Khóa này không được làm việc này."),
    404: ("Không tìm thấy", "Không có dữ liệu này, hoặc dữ liệu thuộc đơn vị khác."),
    405: ("Không có thao tác này", "Địa chỉ này không nhận phương thức vừa gửi."),
    409: ("Trái với hiện trạng", "Dữ liệu đang ở trạng thái không cho phép việc này."),
    413: ("Nội dung quá lớn", "Phần thân vượt quá 1 MB."),
    415: ("Sai định dạng", "Phần thân phải là application/json."),
    422: ("Giá trị không hợp lệ", "Có trường sai; xem errors."),
    429: ("Gọi quá nhanh", "Khóa đã hết lượt gọi trong phút này. Hãy đợi hết Retry-After giây."),
    500: ("Hệ thống gặp lỗi", "Lỗi đã được ghi lại để khắc phục. Hãy thử lại sau ít phút."),
    503: ("Tạm thời bận", "Chưa kết nối được cơ sở dữ liệu. Hãy thử lại sau ít phút."),
}
"""Status → title and the usual words, where there are none more particular."""


class FieldProblem(BaseModel):
    """Một trường sai."""

    field: str = Field(description="Đường dẫn tới trường, ví dụ body.content.title hoặc query.limit.")
    detail: str


class ProblemShape(BaseModel):
    """Lỗi theo RFC 9457."""

    type: str = Field(description="Địa chỉ trang nói về loại lỗi này.")
    title: str
    status: int
    detail: str
    instance: str = Field(description="Địa chỉ đã gọi.")
    errors: list[FieldProblem] | None = Field(None, description="Chỉ có khi một số trường sai.")


class ApiProblem(Exception):
    """Answered as problem details. `detail` empty: the usual words of the status."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        errors: Sequence[FieldProblem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = headers


def problem_answer(
    path: str,
    status: int,
    detail: str = "",
    *,
    errors: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    title, usual = WORDS.get(status) or (HTTPStatus(status).phrase, WORDS[500 if status >= 500 else 400][1])
    body: dict[str, Any] = {
        "type": f"/api#loi-{status}",
        "title": title,
        "status": status,
        "detail": detail or usual,
        "instance": path,
    }
    if errors:
        body["errors"] = [each.model_dump() for each in errors]
    every = {**SECURITY_HEADERS, "Cache-Control": "no-store", **(headers or {})}
    return JSONResponse(body, status, every, MEDIA_TYPE)


def add_problems(api: FastAPI) -> None:
    api.add_exception_handler(ApiProblem, _on_problem)
    api.add_exception_handler(HTTPException, _on_http_exception)
    api.add_exception_handler(RequestValidationError, _on_invalid)
    api.add_exception_handler(NotAllowed, _on_not_allowed)
    api.add_exception_handler(SettingsError, _on_anything)
    for absent in (NotThere, NoSuchCampaign, NoSuchAccount):
        api.add_exception_handler(absent, _on_absent)
    api.add_exception_handler(WrongValue, _on_wrong_value)
    api.add_exception_handler(LoaError, _on_refused)
    api.add_exception_handler(ChannelError, _on_refused)
    api.add_exception_handler(OperationalError, _on_database_away)
    api.add_exception_handler(Exception, _on_anything)


def _on_problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiProblem)  # noqa: S101 - registered for it
    return problem_answer(request.url.path, error.status, error.detail, errors=error.errors, headers=error.headers)


def _on_http_exception(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    # Starlette fills `detail` with English phrases of the status; only words of ours are shown.
    headers = {**(error.headers or {}), "Allow": _allowed(request)} if error.status_code == 405 else error.headers
    return problem_answer(request.url.path, error.status_code, headers=headers)


def _allowed(request: Request) -> str:
    """Return what the address takes by any of its operations; Starlette names those of the first alone."""
    found = (route for route in request.app.state.operations if route.matches(request.scope)[0] is not Match.NONE)
    return ", ".join(sorted({method for route in found for method in route.methods}))


def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    found = error.errors()
    if any(each["type"] == "json_invalid" for each in found):
        return problem_answer(request.url.path, 400)
    errors = [
        FieldProblem(field=".".join(str(part) for part in each["loc"]), detail=str(mistake(each))) for each in found
    ]
    return problem_answer(request.url.path, 422, errors=errors)


def _on_not_allowed(request: Request, error: Exception) -> JSONResponse:
    return problem_answer(request.url.path, 403, str(error))


def _on_absent(request: Request, error: Exception) -> JSONResponse:
    return problem_answer(request.url.path, 404, str(error))


def _on_wrong_value(request: Request, error: Exception) -> JSONResponse:
    """A field of the body that only the engine can judge."""
    assert isinstance(error, WrongValue)  # noqa: S101 - registered for it
    wrong = FieldProblem(field=f"body.{error.field}", detail=str(error))
    return problem_answer(request.url.path, 422, errors=[wrong])


def _on_refused(request: Request, error: Exception) -> JSONResponse:
    """Answer what the engine refuses, which it refuses for how things stand."""
    words = error.message if isinstance(error, ChannelError) else str(error)
    return problem_answer(request.url.path, 409, words)


def _on_database_away(request: Request, error: Exception) -> JSONResponse:
    log.error("the database does not answer", exc_info=error)
    return problem_answer(request.url.path, 503, headers={"Retry-After": "10"})


def _on_anything(request: Request, _error: Exception) -> JSONResponse:
    return problem_answer(request.url.path, 500)  # the server logs the traceback itself
