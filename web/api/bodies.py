"""Bodies before anything reads them: JSON only, and not larger than 1 MB."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.api.problems import problem_answer

LARGEST = 1_000_000


class BoundedBodies:
    """A plain ASGI layer. A body is read here, whole and bounded, and given on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return  # the caller went
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > LARGEST:
                await problem_answer(path, 413)(scope, receive, send)
                return
        kind = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
        if body and kind != "application/json" and not kind.endswith("+json"):
            await problem_answer(path, 415)(scope, receive, send)
            return
        whole: Message = {"type": "http.request", "body": bytes(body), "more_body": False}
        given = False

        async def receive_whole() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return whole

        await self._app(scope, receive_whole, send)
