"""Reading a form with a file: bounded before anything is parsed, and only from our own pages."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from distributor.importing.sheet import LARGEST
from web.language import _

BESIDES = 65_536
"""Bytes of a form besides its file."""


@dataclass(frozen=True)
class Upload:
    """`name`: as the browser told it, without folders; empty where no file was chosen."""

    fields: dict[str, str]
    name: str
    octets: bytes


async def read_upload(request: Request) -> Upload:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise HTTPException(415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST + BESIDES:
            words = _("Tệp lớn hơn %(size)s MB. Hãy tách thành nhiều tệp.", size=LARGEST // 1_000_000)
            raise HTTPException(413, words)

    async def stream() -> AsyncGenerator[bytes, None]:
        yield bytes(body)

    fields: dict[str, str] = {}
    name, octets = "", b""
    try:
        form = await MultiPartParser(request.headers, stream(), max_files=1, max_fields=20).parse()
    except MultiPartException as error:
        raise HTTPException(400) from error
    for key, value in form.multi_items():
        if isinstance(value, UploadFile):
            name = (value.filename or "").replace("\\", "/").rpartition("/")[2][:200]
            octets = await value.read()
        else:
            fields[key] = value
    await form.close()
    return Upload(fields, name, octets)


Uploaded = Annotated[Upload, Depends(read_upload)]
