"""Where a tester changes what the stand-in Graph does: rules of videos, comments of citizens, the webhook's subscription."""

from __future__ import annotations

import hashlib
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.calls import Json
from sandbox.clock import now
from sandbox.graph.errors import GraphRefused
from sandbox.graph.service import GraphService
from sandbox.graph.state import FATES, State
from sandbox.graph.webhooks import Webhooks
from sandbox.publications import Publication
from sandbox.rules import wishes_of
from sandbox.store import Store
from sandbox.templates import render

_FATES = {
    "": "xử lý xong bình thường",
    "aspect": "lỗi: khung hình",
    "resolution": "lỗi: độ phân giải",
    "duration": "lỗi: thời lượng",
    "frame_rate": "lỗi: số khung hình mỗi giây",
    "format": "lỗi: kiểu video",
    "unknown": "lỗi không rõ lý do",
}
_CITIZEN = "Người dân (mẫu)"


class GraphScreens:
    def __init__(self, store: Store, state: State, service: GraphService, webhooks: Webhooks) -> None:
        self._store = store
        self._state = state
        self._service = service
        self._webhooks = webhooks

    def routes(self) -> list[Route]:
        return [
            Route("/dieu-khien/facebook", self.form, methods=["GET", "POST"]),
            Route("/man-hinh/facebook/{account}/{post}/binh-luan", self.citizen, methods=["POST"]),
            Route("/_sandbox/graph", self.show, methods=["GET"]),
            Route("/_sandbox/graph", self.set_rules, methods=["PUT"]),
            Route("/_sandbox/graph/comments", self.comment, methods=["POST"]),
            Route("/_sandbox/graph/webhook", self.subscribe, methods=["PUT"]),
            Route("/_sandbox/graph/webhook", self.unsubscribe, methods=["DELETE"]),
        ]

    async def form(self, request: Request) -> Response:
        problem = ""
        if request.method == "POST":
            form = {name: str(value) for name, value in (await request.form()).items()}
            try:
                if form.get("action") == "webhook":
                    await self._subscribe(form.get("callback", ""), form.get("verify_token", ""))
                else:
                    wishes = {
                        "processing_s": float(form.get("processing_s") or 0),
                        "next_fate": form.get("next_fate", ""),
                    }
                    self._state.set_rules(self._state.rules.changed(wishes))
            except ValueError as wrong:
                problem = str(wrong)
            else:
                return RedirectResponse("/dieu-khien/facebook", 303)
        page = render(
            "facebook_rules.html",
            problem=problem,
            rules=self._state.rules,
            fates=list(_FATES.items()),
            callback=self._state.subscription.callback,
            told=self._webhooks.told,
        )
        return HTMLResponse(page, 400 if problem else 200)

    async def show(self, _request: Request) -> Response:
        return JSONResponse(self._described())

    async def set_rules(self, request: Request) -> Response:
        try:
            self._state.set_rules(self._state.rules.changed(await wishes_of(request)))
        except ValueError as problem:
            return _refuse(problem)
        return JSONResponse(self._described())

    async def comment(self, request: Request) -> Response:
        """`{"post": id, "text": …, "author": …, "parent": id}`: a citizen writes. An empty author: Graph does not name them."""
        try:
            wishes = await wishes_of(request)
            post = self._post(str(wishes.get("post", "")))
            author = str(wishes.get("author", _CITIZEN))
            written = self._service.comments.write(
                post, str(wishes.get("text", "")), _citizen(author), author, str(wishes.get("parent", ""))
            )
        except ValueError as problem:
            return _refuse(problem)
        except GraphRefused as refused:
            return Response(refused.answer.body, refused.answer.status, media_type="application/json")
        return JSONResponse({"id": written.id}, 201)

    async def citizen(self, request: Request) -> Response:
        """On the Page's screen a citizen writes a comment, answers one, or deletes their own."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        account, identifier = request.path_params["account"], request.path_params["post"]
        try:
            post = self._post(identifier)
            author = form.get("author", "").strip()[:80]
            if (gone := self._state.comments.get(form.get("delete", ""))) is not None:
                if gone.post == post.id and gone.author_id != post.account:
                    self._service.comments.delete(gone)
            else:
                text, parent = form.get("text", ""), form.get("parent", "")
                self._service.comments.write(post, text, _citizen(author), author, parent)
        except ValueError:
            return Response("", 404)
        except GraphRefused as refused:
            return Response(refused.answer.body, refused.answer.status, media_type="application/json")
        return RedirectResponse(f"/man-hinh/facebook/{account}/{identifier}", 303)

    async def subscribe(self, request: Request) -> Response:
        """`{"callback": "http://127.0.0.1:…", "verify_token": …}`; the callback must answer the challenge."""
        try:
            wishes = await wishes_of(request)
            await self._subscribe(str(wishes.get("callback", "")), str(wishes.get("verify_token", "")))
        except ValueError as problem:
            return _refuse(problem)
        return JSONResponse(self._described())

    async def unsubscribe(self, _request: Request) -> Response:
        self._webhooks.unsubscribe()
        return JSONResponse(self._described())

    async def _subscribe(self, callback: str, verify_token: str) -> None:
        if callback:
            await self._webhooks.subscribe(callback, verify_token)
        else:
            self._webhooks.unsubscribe()

    def _post(self, identifier: str) -> Publication:
        """Raises ValueError."""
        post = self._store.publication(identifier)
        if post is None or post.platform != "facebook" or post.deleted is not None:
            raise ValueError("no such post")
        return post

    def _described(self) -> Json:
        """For tests: rules, videos with how many bytes arrived, comments, and what the subscriber was told. No token."""
        moment = now()
        return {
            "rules": asdict(self._state.rules),
            "videos": [
                {
                    **asdict(video),
                    "session": bool(video.session),
                    "kept": video.size if video.whole else self._state.kept_bytes(video.id),
                    "ready": video.is_ready(moment),
                }
                for video in self._state.videos.values()
            ],
            "comments": [asdict(comment) for comment in self._state.comments.values()],
            "webhook": {"callback": self._state.subscription.callback, **asdict(self._webhooks.told)},
        }


def _citizen(name: str) -> str:
    """Who writes under the same name is the same person; whom Graph does not name has no id."""
    return str(7_000_000_000_000 + int(hashlib.sha256(name.encode()).hexdigest()[:9], 16)) if name else ""


def _refuse(problem: ValueError) -> Response:
    return JSONResponse({"error": str(problem)}, 400)


assert set(_FATES) == set(FATES)  # noqa: S101 - each fate has its words
