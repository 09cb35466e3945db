"""The console's language: Vietnamese as it is written, English from `locale/en.po`, chosen by each reader.

Templates say `{{ _("…") }}` and `{% trans %}…{% endtrans %}`; Python says `_("…")` where a page is made, and `mark("…")` where a
text is only kept for one. What the engine says (errors, reasons, labels) are phrases with catalogues of their own
(`phrases`): a template that shows one shows it in the page's language.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from channels.outside import all_brought
from distributor.errors import said_by
from phrases import Phrase, in_language

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
COOKIE = "loa_ngon_ngu"
CATALOGUES = Path(__file__).resolve().parent / "locale"
_language: ContextVar[str] = ContextVar("language", default="vi")
_own_path: ContextVar[str] = ContextVar("own_path", default="")


def language() -> str:
    """Return the language of the page that is being made: `vi` or `en`."""
    return _language.get()


def own_path() -> str:
    """Return the address of the page that is being made, without its query, which may hold what a platform sent; empty where a
    form was sent."""
    return _own_path.get()


@contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """Pages made within are in this language; one that we do not have is Vietnamese."""
    token = _language.set(wanted if wanted in LANGUAGES else "vi")
    try:
        yield
    finally:
        _language.reset(token)


class SpeaksTheReadersLanguage:
    """A plain ASGI layer: the language of the reader's cookie and the path of the page, for all that is made in answering."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = "vi"
        if scope["type"] == "http":
            for name, value in scope["headers"]:
                if name == b"cookie":
                    wanted = cookie_parser(value.decode("latin-1")).get(COOKIE, wanted)
        token = _own_path.set(scope["path"] if scope.get("method") in ("GET", "HEAD") else "")
        try:
            with speaking(wanted):
                await self._app(scope, receive, send)
        finally:
            _own_path.reset(token)


def _(text: str, **values: object) -> str:
    """Say a text in the page's language, with `%(name)s` filled in; a text that nobody has translated yet stays Vietnamese.

    Of the engine's phrases too, which have catalogues of their own.
    """
    if isinstance(text, Phrase):
        return text.in_language(language())
    said = _translations(language()).gettext(text)
    return said % {name: spoken(value) for name, value in values.items()} if values else said


def spoken(shown: object) -> object:
    """Return what a template shows: a phrase of the engine in the page's language, anything else as it is."""
    return shown.in_language(language()) if isinstance(shown, Phrase) else shown


def words_of(error: Exception) -> str:
    """Return what went wrong, in the page's language; of an error that is not the engine's, its own words."""
    return in_language(said_by(error), language())


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """The form for `count`; templates fill in its `%(num)s` themselves."""
    said = _translations(language()).ngettext(one, many, count)
    return said % values if values else said


def mark(text: str) -> str:
    """A text that is kept now and said later with `_`: for the catalogue to find."""
    return text


@cache
def _translations(wanted: str) -> NullTranslations:
    file = CATALOGUES / f"{wanted}.po"
    if not file.exists():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=wanted))
    compiled.seek(0)
    translations = GNUTranslations(compiled)
    translations.add_fallback(_Outside())
    return translations


class _Outside(NullTranslations):
    """The words of channels of third parties, whose packages bring their English."""

    def gettext(self, message: str) -> str:
        return next((each.english[message] for each in all_brought().values() if message in each.english), message)
