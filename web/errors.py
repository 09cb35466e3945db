"""Every error is a clear page in the reader's language, or the same words as JSON for machines; never a traceback."""

from collections.abc import Mapping
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from distributor.errors import LoaError, NotThere
from distributor.staff.permissions import NotAllowed
from web.addresses import came_from
from web.headers import SECURITY_HEADERS
from web.language import COOKIE, _, mark, speaking, words_of
from web.pages import page
from web.people import NeedsSignIn, NeedsSomethingFirst, Visitor, person_of
from web.surroundings import surroundings

log = structlog.get_logger()

_WORDS: dict[int, tuple[str, str]] = {
    400: (
        mark("Yêu cầu không hợp lệ"),
        mark("Địa chỉ hoặc biểu mẫu có phần không đọc được. Hãy quay lại và thử lần nữa."),
    ),
    401: (mark("Cần đăng nhập"), mark("Phiên làm việc đã hết hoặc bạn chưa đăng nhập. Hãy đăng nhập rồi thử lại.")),
    403: (
        mark("Không được phép"),
        mark("Bạn không có quyền làm việc này. Nếu cần, hãy liên hệ người quản trị của đơn vị."),
    ),
    404: (mark("Không tìm thấy trang"), mark("Địa chỉ có thể đã gõ sai, hoặc nội dung không còn ở đây.")),
    405: (mark("Không thực hiện được"), mark("Địa chỉ này không nhận thao tác vừa gửi. Hãy quay lại trang trước.")),
    410: (mark("Nội dung đã được gỡ"), mark("Cơ quan đăng tin đã gỡ nội dung này.")),
    413: (mark("Nội dung gửi quá lớn"), mark("Biểu mẫu vừa gửi vượt quá kích thước cho phép.")),
    415: (mark("Không đọc được nội dung gửi"), mark("Biểu mẫu vừa gửi có định dạng không được hỗ trợ.")),
    429: (mark("Quá nhiều lượt"), mark("Từ mạng của bạn vừa có quá nhiều lượt. Hãy đợi ít phút rồi thử lại.")),
    500: (mark("Hệ thống gặp lỗi"), mark("Lỗi đã được ghi lại để khắc phục. Hãy thử lại sau ít phút.")),
    503: (mark("Hệ thống tạm thời bận"), mark("Chưa kết nối được cơ sở dữ liệu. Hãy thử lại sau ít phút.")),
}


def error_answer(
    request: Request, status: int, *, text: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """Return the page of an error. `text`: words more particular than those of the status."""
    title, usual = _WORDS.get(status) or (HTTPStatus(status).phrase, _WORDS[500 if status >= 500 else 400][1])
    title, words = _(title), text or _(usual)
    headers = {**SECURITY_HEADERS, "Cache-Control": "no-store", **(headers or {})}
    if request.url.path.startswith("/health") or _wants_json(request):
        return JSONResponse({"error": title, "detail": words}, status, headers)
    back = came_from(request)
    if request.method in ("GET", "HEAD") and back == request.url.path:
        back = ""
    values = {"title": title, "text": words, "status": status, "back": back}
    settings = surroundings(request).settings
    if person := _reader(request, status):
        # Whatever fails in showing a person the menu must not stand in the way of the plain page.
        try:
            return page("error.html", settings, {**values, "person": person}, status=status, headers=headers)
        except Exception as error:
            log.error("an error page cannot be shown with its menu", exc_info=error)
    return page("error.html", settings, values, status=status, headers=headers)


def _reader(request: Request, status: int) -> Visitor | None:
    """Return who is signed in, where a page is asked for and the database answers; None too where that cannot be read."""
    if status == 503 or "text/html" not in request.headers.get("accept", ""):
        return None
    try:
        return person_of(request, surroundings(request), with_waits=True)
    except Exception as error:
        log.error("who reads an error page is not known", exc_info=error)
        return None


def _wants_json(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def _on_http_exception(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return error_answer(request, 500)
    # Starlette fills `detail` with English phrases of the status; only words of ours are shown.
    ours = error.detail if error.detail != HTTPStatus(error.status_code).phrase else ""
    return error_answer(request, error.status_code, text=ours, headers=error.headers)


def _on_invalid(request: Request, error: Exception) -> Response:
    """Answer an invalid request: of an address that has no number where one belongs there is no page, as of a number that
    nothing has."""
    wrong = error.errors() if isinstance(error, RequestValidationError) else ()
    return error_answer(request, 404 if any(each["loc"][0] == "path" for each in wrong) else 400)


def _on_loa_error(request: Request, error: Exception) -> Response:
    return error_answer(request, 400, text=words_of(error))


def _on_not_allowed(request: Request, error: Exception) -> Response:
    return error_answer(request, 403, text=words_of(error))


def _on_not_there(request: Request, _error: Exception) -> Response:
    return error_answer(request, 404)


def _on_database_away(request: Request, error: Exception) -> Response:
    log.error("the database does not answer", exc_info=error)
    return error_answer(request, 503, headers={"Retry-After": "10"})


def _on_needs_sign_in(request: Request, error: Exception) -> Response:
    if isinstance(error, NeedsSignIn) and error.path is not None and not _wants_json(request):
        return RedirectResponse(error.sign_in_url, 303)
    return error_answer(request, 401)


def _on_needs_something_first(request: Request, error: Exception) -> Response:
    if isinstance(error, NeedsSomethingFirst) and not _wants_json(request):
        return RedirectResponse(error.path, 303, {"Cache-Control": "no-store"})
    return error_answer(request, 403)


def _on_anything(request: Request, _error: Exception) -> Response:
    # The server logs the traceback itself. What answers here stands outside of the layer that knows the reader's language.
    with speaking(request.cookies.get(COOKIE, "")):
        return error_answer(request, 500)


def add_error_answers(app: FastAPI) -> None:
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(NotAllowed, _on_not_allowed)
    app.add_exception_handler(NotThere, _on_not_there)
    app.add_exception_handler(LoaError, _on_loa_error)
    app.add_exception_handler(OperationalError, _on_database_away)
    app.add_exception_handler(NeedsSignIn, _on_needs_sign_in)
    app.add_exception_handler(NeedsSomethingFirst, _on_needs_something_first)
    app.add_exception_handler(Exception, _on_anything)
