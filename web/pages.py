"""Rendering pages: Jinja with everything escaped, and the few words and times that all templates share."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from distributor.clock import VIETNAM, vietnam_time
from distributor.compose.preview import price_text
from distributor.report.words import STATE_MEANINGS, kind_label, state_label
from distributor.settings import Settings
from distributor.staff.permissions import may
from web.assets import asset_url
from web.language import LANGUAGES, _, language, ngettext
from web.likeness import coloured, file_facts, fold, size_text, unbroken
from web.navigation import Navigation

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=["jinja2.ext.i18n"],
)
_ENVIRONMENT.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]


def _number(value: int) -> str:
    """`12.345`, as Vietnamese texts write it."""
    return f"{value:,}".replace(",", ".")


def _day(value: date | None) -> str:
    """`24/11/2026`; empty for none."""
    return f"{value:%d/%m/%Y}" if value else ""


def _local_day(instant: datetime) -> str:
    """`2026-11-24`: the day there, by Vietnam's clock, for addresses."""
    return f"{instant.astimezone(VIETNAM):%Y-%m-%d}"


def _iso(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")


_ENVIRONMENT.filters.update(
    vietnam_time=vietnam_time,
    iso=_iso,
    number=_number,
    day=_day,
    local_day=_local_day,
    price=price_text,
    fold=fold,
    coloured=coloured,
    file_facts=file_facts,
    size=size_text,
    unbroken=unbroken,
    state_label=state_label,
    kind_label=kind_label,
)
_ENVIRONMENT.globals.update(
    asset_url=asset_url, may=may, meanings=STATE_MEANINGS, navigation=Navigation, language=language, languages=LANGUAGES
)


def page(
    template: str,
    settings: Settings,
    values: Mapping[str, object],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A page that no cache keeps, unless `headers` say otherwise: it may show what only staff may see."""
    body = _ENVIRONMENT.get_template(template).render({"person": None, "sandbox": settings.values.sandbox, **values})
    return HTMLResponse(body, status, {"Cache-Control": "no-store", **(headers or {})})
