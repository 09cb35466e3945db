"""«Thư»: the mails that came, with what they carry."""

from __future__ import annotations

import urllib.parse

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.mail.service import MailService
from sandbox.mail.state import Mail, Mailbox
from sandbox.templates import render

_SHOWN = 50


class MailScreens:
    def __init__(self, box: Mailbox, service: MailService) -> None:
        self._box = box
        self._service = service

    def routes(self) -> list[Route]:
        return [
            Route("/man-hinh/thu", self.mails),
            Route("/man-hinh/thu/{number:int}", self.mail),
            Route("/man-hinh/thu/{number:int}/tep/{place:int}", self.attachment),
            Route("/_sandbox/mail.json", self.show),
        ]

    async def mails(self, _request: Request) -> Response:
        return _page("mails.html", mails=self._box.newest_first(_SHOWN), count=self._box.count)

    async def mail(self, request: Request) -> Response:
        found = self._box.find(request.path_params["number"])
        return _page("missing.html", 404) if found is None else _page("mail.html", mail=found)

    async def attachment(self, request: Request) -> Response:
        """To keep, never to be shown in the page: its content is the sender's."""
        found = self._box.find(request.path_params["number"])
        place = request.path_params["place"]
        if found is None or not 1 <= place <= len(found.attachments):
            return _page("missing.html", 404)
        file = found.attachments[place - 1]
        headers = {
            "content-disposition": f"attachment; filename*=UTF-8''{urllib.parse.quote(file.name, safe='')}",
            "x-content-type-options": "nosniff",
        }
        return Response(file.content, media_type="application/octet-stream", headers=headers)

    async def show(self, _request: Request) -> Response:
        mails = [_told(mail) for mail in self._box.newest_first(_SHOWN)]
        return JSONResponse({"host": "127.0.0.1", "port": self._service.port, "count": self._box.count, "mails": mails})


def _told(mail: Mail) -> dict[str, object]:
    return {
        "number": mail.taken.number,
        "id": mail.id,
        "subject": mail.subject,
        "from": mail.taken.sender,
        "to": list(mail.taken.recipients),
        "attachments": [{"name": file.name, "type": file.mime, "size": len(file.content)} for file in mail.attachments],
    }


def _page(name: str, status: int = 200, **values: object) -> Response:
    return HTMLResponse(render(name, **values), status)
