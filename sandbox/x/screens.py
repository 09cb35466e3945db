"""Where a tester or a citizen answers under a post of X, and what a program read of such answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.rules import wishes_of
from sandbox.x.conversations import CitizensPost, Conversations


class XScreens:
    def __init__(self, talk: Conversations) -> None:
        self._talk = talk

    def routes(self) -> list[Route]:
        return [
            Route("/_sandbox/x", self.show),
            Route("/_sandbox/x/replies", self.reply, methods=["POST"]),
            Route("/man-hinh/x/{account}/status/{post}/tra-loi", self.citizen, methods=["POST"]),
        ]

    async def show(self, _request: Request) -> Response:
        """What stands in conversations, and how many posts of others were told to programs: X is paid for each."""
        return JSONResponse(
            {"posts": [asdict(one) for one in self._talk.posts.values()], "charged": self._talk.charged}
        )

    async def reply(self, request: Request) -> Response:
        """`{"post", "text", "author", "mentions"}`: what a citizen answers. `mentions` false: the account's name is taken out."""
        try:
            said = self._say(await wishes_of(request))
        except ValueError as problem:
            return JSONResponse({"error": str(problem)}, 400)
        return JSONResponse({"id": said.id}, 201)

    async def citizen(self, request: Request) -> Response:
        """On the post's screen a citizen answers, or takes their answer back."""
        form: dict[str, object] = {name: str(value) for name, value in (await request.form()).items()}
        if gone := str(form.pop("delete", "")):
            self._talk.take_back(gone)
        else:
            try:
                self._say({**form, "mentions": "without" not in form})
            except ValueError:
                return Response("", 404)
        account, post = request.path_params["account"], request.path_params["post"]
        return RedirectResponse(f"/man-hinh/x/{account}/status/{post}", 303)

    def _say(self, wishes: Mapping[str, object]) -> CitizensPost:
        """Raises ValueError."""
        author = str(wishes.get("author", "")).strip()[:80] or "Người dân"
        answered, text = str(wishes.get("post", "")), str(wishes.get("text", ""))
        return self._talk.say(answered, text, author, mentions=wishes.get("mentions") is not False)
