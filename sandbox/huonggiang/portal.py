"""The old portal's pages: each is `default.aspx` with a query, laid out in tables, the emblem put forward on all of them."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageDraw
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from sandbox.huonggiang.communes import Portal
from sandbox.huonggiang.province import content_type
from sandbox.huonggiang.river import river
from sandbox.templates import render

IN_LISTING = 4
"""Entries of a page of the listing; older ones are on the next."""
_EMBLEM = "dai-dien.png"


def portal_routes(portal: Portal) -> list[Route]:
    async def page(request: Request) -> Response:
        query = request.query_params
        if number := _number(query.get("tc")):
            notice = portal.notice(number)
            if notice is None:
                return _missing(portal)
            others = [each for each in portal.notices(notice.section) if each.number != number]
            return _html(render("huonggiang_old_article.html", portal=portal, notice=notice, others=others))
        section = _number(query.get("cn"))
        if section is not None and section not in portal.sections:
            return _missing(portal)
        notices = portal.notices(section)
        start = (max(_number(query.get("trang")) or 1, 1) - 1) * IN_LISTING
        following = start // IN_LISTING + 2 if len(notices) > start + IN_LISTING else None
        return _html(
            render(
                "huonggiang_old_listing.html",
                portal=portal,
                section=section,
                notices=notices[start : start + IN_LISTING],
                following=following,
            )
        )

    async def attachment(request: Request) -> Response:
        path = await portal.attachment_path(request.path_params["name"])
        if path is None:
            return Response("Không có tệp này.", 404, media_type="text/plain")
        return FileResponse(path, media_type=content_type(path))

    async def picture(request: Request) -> Response:
        name = request.path_params["name"]
        known = {_EMBLEM, *(each.picture for each in portal.notices() if each.picture)}
        if name not in known:
            return Response("Không có ảnh này.", 404, media_type="text/plain")
        return Response(_drawn(name), media_type="image/png")

    return [
        Route("/huonggiang/xa/", page),
        Route("/huonggiang/xa/default.aspx", page),
        Route("/huonggiang/xa/tep/{name}", attachment),
        Route("/huonggiang/xa/anh/{name}", picture),
    ]


def _html(page: str) -> Response:
    return Response(page, media_type="text/html; charset=utf-8")


def _missing(portal: Portal) -> Response:
    return Response(render("huonggiang_missing.html", province=portal.province), 404, media_type="text/html")


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 9 else None


@cache
def _drawn(name: str) -> bytes:
    """A picture that shows nothing real: the emblem, or a river, which says "Dữ liệu mẫu"."""
    picture = _emblem() if name == _EMBLEM else river(960, 640, "Dữ liệu mẫu")
    stored = io.BytesIO()
    picture.save(stored, "PNG")
    return stored.getvalue()


def _emblem() -> Image.Image:
    picture = Image.new("RGB", (240, 240), (150, 36, 32))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((30, 30, 210, 210), outline=(246, 205, 80), width=10)
    points = (
        (120, 62),
        (135, 108),
        (182, 108),
        (144, 136),
        (158, 182),
        (120, 154),
        (82, 182),
        (96, 136),
        (58, 108),
        (105, 108),
    )
    draw.polygon(points, fill=(246, 205, 80))
    return picture
