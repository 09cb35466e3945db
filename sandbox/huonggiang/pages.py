"""The province's web pages: home, articles, feed, sitemap, attachments. Feed and pages answer conditional GETs honestly."""

from __future__ import annotations

import hashlib
from email.utils import formatdate, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from sandbox.huonggiang.communes import Portal
from sandbox.huonggiang.portal import portal_routes
from sandbox.huonggiang.province import Province, content_type
from sandbox.templates import render


def province_routes(province: Province) -> list[Route]:
    async def home(request: Request) -> Response:
        shown = [issue for issue in province.issues() if not issue.withdrawn]
        page = render("huonggiang_home.html", province=province, issues=shown[:60])
        return _conditional(request, page.encode(), "text/html; charset=utf-8", province.modified)

    async def article(request: Request) -> Response:
        issue = province.issue(request.path_params["slug"])
        if issue is None:
            page = render("huonggiang_missing.html", province=province)
            return Response(page, 404, media_type="text/html")
        if issue.withdrawn:
            page = render("huonggiang_missing.html", province=province)
            return Response(page, 410, media_type="text/html")
        others = [other for other in province.issues() if other.item.slug != issue.item.slug and not other.withdrawn][
            :6
        ]
        page = render("huonggiang_article.html", province=province, issue=issue, others=others)
        return _conditional(request, page.encode(), "text/html; charset=utf-8", max(issue.time, issue.changed))

    async def feed(request: Request) -> Response:
        document = await province.feed()
        return _conditional(
            request, document.content, "application/rss+xml; charset=utf-8", document.modified, document.etag
        )

    async def sitemap(request: Request) -> Response:
        document = province.sitemap()
        return _conditional(
            request, document.content, "application/xml; charset=utf-8", document.modified, document.etag
        )

    async def attachment(request: Request) -> Response:
        path = await province.attachment_path(request.path_params["name"])
        if path is None:
            return Response("Không có tệp này.", 404, media_type="text/plain")
        return FileResponse(path, media_type=content_type(path))

    return [
        Route("/huonggiang/", home),
        Route("/huonggiang/rss.xml", feed),
        Route("/huonggiang/sitemap.xml", sitemap),
        Route("/huonggiang/tin/{slug}.html", article),
        Route("/huonggiang/dinh-kem/{name}", attachment),
        *portal_routes(Portal(province)),
    ]


def _conditional(
    request: Request, content: bytes, media_type: str, modified: float, etag: str | None = None
) -> Response:
    """304 when the client's copy is current. If-None-Match wins over If-Modified-Since (RFC 9110, 13.2.2)."""
    tag = etag or f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {
        "etag": tag,
        "last-modified": formatdate(int(modified), usegmt=True),
        "cache-control": "no-cache",
    }
    given = request.headers.get("if-none-match")
    since = request.headers.get("if-modified-since")
    if given is not None:
        current = given.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in given.split(",")]
    else:
        current = since is not None and _not_newer(modified, since)
    if current:
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type)


def _not_newer(modified: float, since: str) -> bool:
    try:
        return int(modified) <= parsedate_to_datetime(since).timestamp()
    except (ValueError, TypeError):
        return False
