"""What just happened, told on the page that a form leads to: signed, in a cookie of a minute, shown once."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from channels.errors import ChannelError
from distributor.errors import LoaError, NotThere
from distributor.staff.permissions import NotAllowed
from phrases import in_language
from web.cookies import cookie, drop_cookie, set_cookie
from web.kept_pages import HEADER, keep_header, may_keep
from web.language import language, words_of
from web.pages import page
from web.people import Visitor
from web.surroundings import Surroundings

COOKIE = "loa_bao"
LONGEST = 900
"""Characters: a cookie holds 4 kB."""


@dataclass(frozen=True)
class Notification:
    """`good`: done as wished. `undo`: where a form goes that takes it back, sending `undo_does` and `undo_id`."""

    words: str
    good: bool = True
    undo: str = ""
    undo_does: str = ""
    undo_id: int = 0
    undo_label: str = ""


def refused(error: LoaError | ChannelError) -> Notification:
    """Return what was not done, and why. Raises the error where the page itself is not for this person, which is no message on
    it."""
    if isinstance(error, NotAllowed | NotThere):
        raise error
    return Notification(words_of(error), good=False)


def on_with(around: Surroundings, person: Visitor, path: str, said: Notification) -> RedirectResponse:
    """Lead on to `path`, which tells it."""
    body = json.dumps({**asdict(said), "words": in_language(said.words, language())[:LONGEST]}, ensure_ascii=False)
    packed = base64.urlsafe_b64encode(body.encode()).decode()
    answer = RedirectResponse(path, 303, {"Cache-Control": "no-store"})
    set_cookie(around, answer, COOKIE, f"{packed}.{_signature(person, packed)}", max_age=60)
    return answer


def page_for(
    request: Request,
    around: Surroundings,
    person: Visitor,
    template: str,
    values: Mapping[str, object],
    *,
    status: int = 200,
    said: Notification | None = None,
) -> HTMLResponse:
    """A page of the console, with what was just said on top; a message is shown once."""
    kept = cookie(request, COOKIE)
    shown = said or (_read(person, kept) if kept else None)
    path, is_on = request.url.path, around.settings.values.offline_pages
    saved_at = around.clock.now() if is_on and may_keep(path) else None
    told = {"person": person, "said": shown, "is_kept": is_on, "saved_at": saved_at, **values}
    answer = page(template, around.settings, told, status=status)
    body = bytes(answer.body).decode() if saved_at else ""
    answer.headers[HEADER] = keep_header(path, person, body, status=status, is_on=is_on)
    if kept:
        drop_cookie(around, answer, COOKIE)
    return answer


def _read(person: Visitor, kept: str) -> Notification | None:
    """None for what this person's session did not sign."""
    packed, _, signature = kept.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(person, packed).encode()):
        return None
    return Notification(**json.loads(base64.urlsafe_b64decode(packed)))


def _signature(person: Visitor, packed: str) -> str:
    return hmac.new(person.token.encode(), packed.encode(), hashlib.sha256).hexdigest()
