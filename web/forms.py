"""Reading forms: small, plain, and only from our own pages (CSRF)."""

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self
from urllib.parse import parse_qsl, urlsplit

from fastapi import HTTPException, Request
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException as AnyHTTPException

LARGEST = 16_384
"""Bytes of a whole form."""
LARGEST_TEXT = 2_000_000
"""Bytes of a form in which a post is written: what a person pasted comes back to them with words, whatever its length."""
LARGEST_UPLOAD = 34_000_000
"""Bytes of a form with a picture."""
MOST_FILES = 10
LARGEST_LONG, MOST_FIELDS_LONG = 65_536, 1_000
"""Of a form with tables of fields."""
MOST_FIELDS = 200
_CONTROLS = dict.fromkeys(
    sign for sign in range(0xA0) if unicodedata.category(chr(sign)) == "Cc" and chr(sign) not in "\t\n\r"
)
"""No field means them, and PostgreSQL takes no NUL."""


class FilledForm(BaseModel):
    """A form, its fields named as pages send them, from whatever page. `sent`: all that was sent, for showing it again."""

    model_config = ConfigDict(frozen=True)
    largest: ClassVar[int] = LARGEST
    most_fields: ClassVar[int] = MOST_FIELDS
    sent: dict[str, str] = {}

    @classmethod
    async def read(cls, request: Request) -> Self:
        """400 for what no page of ours sends; a body that is too large is not read to its end."""
        return cls.of(await read_fields(request, cls.largest, cls.most_fields))

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> Self:
        try:
            return cls.model_validate({**sent, "sent": dict(sent)})
        except ValidationError as error:
            raise HTTPException(400) from error

    def ticked(self, beginning: str) -> tuple[str, ...]:
        """The ends of the names of ticked boxes that begin so."""
        return tuple(
            name.removeprefix(beginning) for name, value in self.sent.items() if name.startswith(beginning) and value
        )


@dataclass(frozen=True)
class UploadedForm:
    """A form with a file: its other fields, and the file's bytes. `is_chosen`: there is a file, maybe an empty one.

    `name`: of the file, as the browser told it, without folders.
    """

    fields: dict[str, str]
    content: bytes = b""
    is_chosen: bool = False
    name: str = ""
    more: tuple[tuple[str, bytes], ...] = ()
    """Names and bytes of the files after the first."""


async def read_upload(request: Request) -> UploadedForm:
    """A form in which a post is written, with files or without."""
    if _has_parts(request):
        return await read_file(request, LARGEST_UPLOAD, most_files=MOST_FILES)
    return UploadedForm(await read_fields(request, LARGEST_TEXT))


async def read_file(request: Request, largest: int, *, most_files: int = 1) -> UploadedForm:
    """A body that says it is larger than `largest`, or does not say how large it is, is not read: 413."""
    if not _has_parts(request):
        raise HTTPException(415)
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()) or int(length) > largest:
        raise HTTPException(413)
    try:
        async with request.form(max_files=most_files, max_fields=MOST_FIELDS, max_part_size=LARGEST_TEXT) as form:
            fields = {_clean(name): _clean(value) for name, value in form.items() if isinstance(value, str)}
            files = [
                (_clean(file.filename).replace("\\", "/").rpartition("/")[2][:200], await file.read())
                for _, file in form.multi_items()
                if isinstance(file, UploadFile) and file.filename
            ]
            if files:
                (name, content), *more = files
                return UploadedForm(fields, content, is_chosen=True, name=name, more=tuple(more))
            return UploadedForm(fields)
    except AnyHTTPException as error:
        raise HTTPException(400) from error  # its own words are the library's


def _has_parts(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("multipart/form-data")


async def read_body(request: Request, largest: int) -> bytes:
    """Return what came, in bytes; one that is too large is refused before its end."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise HTTPException(413)
    return bytes(body)


async def read_fields(request: Request, largest: int = LARGEST, most_fields: int = MOST_FIELDS) -> dict[str, str]:
    """The fields of a form; a body that is too large is not read to its end."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise HTTPException(415)
    body = await read_body(request, largest)
    try:
        sent = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=most_fields, errors="strict")
    except ValueError as error:
        raise HTTPException(400) from error
    return {_clean(name): _clean(value) for name, value in sent}


def _clean(sent: str) -> str:
    return sent.translate(_CONTROLS)


def form_token(secret: str) -> str:
    """Return what a form of ours carries. `secret`: a cookie that no other site can read, so none can make the token."""
    return hashlib.sha256(f"loa form {secret}".encode()).hexdigest()


def is_from_our_page(request: Request) -> bool:
    """Return True if the browser says nothing against this form's having been filled in on a page of ours."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc in _own_hosts(request)


def _own_hosts(request: Request) -> set[str | None]:
    """Return the hosts under which a browser knows us: a proxy may ask us by another name, or leave out the port."""
    app = request.scope.get("app")
    public = {urlsplit(app.state.surroundings.settings.public_url).netloc} if app is not None else set()
    return {request.headers.get("host"), *public}


def is_our_form(request: Request, form: Mapping[str, str], secret: str | None) -> bool:
    """Return True if this form was filled in on a page that we gave to this very browser."""
    token = form.get("form_token", "").encode()
    return is_from_our_page(request) and secret is not None and hmac.compare_digest(token, form_token(secret).encode())


def local_path(wanted: str) -> str:
    """Return `wanted` if it is a path on this very site, else `/`: a sign-in must not lead elsewhere."""
    parts = urlsplit(wanted)
    plain = wanted.isprintable() and "\\" not in wanted and not wanted.startswith("//")
    return wanted if wanted.startswith("/") and plain and not parts.netloc and not parts.scheme else "/"
