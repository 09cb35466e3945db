"""Rendering pages: Jinja with everything escaped, and the few words and times that all templates share."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from distributor.clock import VIETNAM, SystemClock
from distributor.labels import STATE_MEANINGS
from distributor.settings import Settings
from distributor.sms_rules import demo_time
from distributor.staff.permissions import ROLE_LABELS, may
from web import formats
from web.assets import asset_url
from web.channel_icons import channel_icons
from web.language import LANGUAGES, _, language, ngettext, own_path, spoken
from web.likeness import coloured, file_facts, fold, size_text, unbroken
from web.navigation import Navigation
from web.report_cells import cell_text

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=["jinja2.ext.i18n"],
    finalize=spoken,
)
_ENVIRONMENT.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]


def _iso(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")


def _by_language(said: Callable[[Any], str]) -> Callable[[Context, Any], str]:
    """A filter over a constant is worked out once, when the template is compiled, unless it asks for the context."""

    @pass_context
    def filtered(_context: Context, value: Any) -> str:
        return said(value)

    return filtered


def _of_phrases(made: Any) -> Any:
    """Return what joins, cuts or fills in texts, such that phrases of the engine among them are in the page's language too."""

    @wraps(made)
    def said(*given: object, **options: object) -> Any:
        parts = ([spoken(each) for each in one] if isinstance(one, list | tuple) else spoken(one) for one in given)
        return made(*parts, **{name: spoken(option) for name, option in options.items()})

    return said


for _name in ("gettext", "ngettext"):
    _ENVIRONMENT.globals[_name] = _of_phrases(_ENVIRONMENT.globals[_name])
for _name in ("join", "lower", "upper", "capitalize", "truncate"):
    _ENVIRONMENT.filters[_name] = _of_phrases(_ENVIRONMENT.filters[_name])
_ENVIRONMENT.filters.update(iso=_iso, fold=fold, coloured=coloured, unbroken=unbroken)
_ENVIRONMENT.filters.update(
    vietnam_time=_by_language(formats.time),
    vietnam_hour=formats.hour,
    vietnam_day=_by_language(formats.day_of_instant),
    number=_by_language(formats.number),
    day=_by_language(formats.day),
    local_day=formats.local_day,
    month_of_day=_by_language(formats.month_of_day),
    price=_by_language(formats.price),
    file_facts=_by_language(file_facts),
    size=_by_language(size_text),
    period_before=_by_language(formats.period_before),
    period_after=_by_language(formats.period_after),
    translated=_by_language(formats.translated),
    state_label=_by_language(formats.state),
    kind_label=_by_language(formats.kind),
    channel_label=_by_language(formats.channel),
    with_note=_by_language(formats.with_note_of_ours),
    report_cell=cell_text,
)
_ENVIRONMENT.globals.update(
    asset_url=asset_url,
    may=may,
    role_labels=ROLE_LABELS,
    meanings=STATE_MEANINGS,
    navigation=Navigation,
    language=language,
    languages=LANGUAGES,
    own_path=own_path,
    channel_icons=channel_icons,
)


def _demo_clock() -> str:
    """Return what the demo's clock says, by which it keeps the hours of messages; empty by day, when it says what every clock
    does."""
    now = SystemClock().now()
    shown = demo_time(now)
    return "" if shown == now else f"{shown.astimezone(VIETNAM):%H:%M}"


def page(
    template: str,
    settings: Settings,
    values: Mapping[str, object],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A page that no cache keeps, unless `headers` say otherwise: it may show what only staff may see."""
    sandbox = settings.values.sandbox
    told = {"person": None, "sandbox": sandbox, "demo_clock": _demo_clock() if sandbox else "", **values}
    body = _ENVIRONMENT.get_template(template).render(told)
    return HTMLResponse(body, status, {"Cache-Control": "no-store", **(headers or {})})
