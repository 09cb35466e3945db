"""Files that browsers load: our style sheet and script, and Be Vietnam Pro as its package installs it.

Addresses carry a hash of the content, so that browsers keep a file for a year and yet see a new one at once.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import fontpkg_be_vietnam_pro

STATIC_FOLDER = Path(__file__).resolve().parent / "static"
FONT_FOLDER = Path(fontpkg_be_vietnam_pro.ROOT) / "files"

_OWN = {
    "loa.css": "text/css; charset=utf-8",
    "citizens.css": "text/css; charset=utf-8",
    "banner.css": "text/css; charset=utf-8",
    "banner.js": "text/javascript; charset=utf-8",
    "item.css": "text/css; charset=utf-8",
    "connect.css": "text/css; charset=utf-8",
    "calendar.css": "text/css; charset=utf-8",
    "campaigns.css": "text/css; charset=utf-8",
    "drag.js": "text/javascript; charset=utf-8",
    "fold.js": "text/javascript; charset=utf-8",
    "composer.css": "text/css; charset=utf-8",
    "composer.js": "text/javascript; charset=utf-8",
    "components.css": "text/css; charset=utf-8",
    "front.css": "text/css; charset=utf-8",
    "desk.css": "text/css; charset=utf-8",
    "review.css": "text/css; charset=utf-8",
    "cases.css": "text/css; charset=utf-8",
    "numbers.css": "text/css; charset=utf-8",
    "reports.css": "text/css; charset=utf-8",
    "report_mail.css": "text/css; charset=utf-8",
    "rooms.css": "text/css; charset=utf-8",
    "times.css": "text/css; charset=utf-8",
    "progress.js": "text/javascript; charset=utf-8",
    "people.css": "text/css; charset=utf-8",
    "api.css": "text/css; charset=utf-8",
    "keep.css": "text/css; charset=utf-8",
    "keep.js": "text/javascript; charset=utf-8",
    "keys.js": "text/javascript; charset=utf-8",
    "write.css": "text/css; charset=utf-8",
    "write.js": "text/javascript; charset=utf-8",
    "write_files.js": "text/javascript; charset=utf-8",
    "pick.js": "text/javascript; charset=utf-8",
    "copy.js": "text/javascript; charset=utf-8",
    "live.js": "text/javascript; charset=utf-8",
    "find.js": "text/javascript; charset=utf-8",
    "menu.js": "text/javascript; charset=utf-8",
    "offline.js": "text/javascript; charset=utf-8",
    "sw.js": "text/javascript; charset=utf-8",
    "sw_desk.js": "text/javascript; charset=utf-8",
    "calls.js": "text/javascript; charset=utf-8",
    "calls_worker.js": "text/javascript; charset=utf-8",
    "console.webmanifest": "application/manifest+json",
    "icon.svg": "image/svg+xml",
}
_GROUND = ("loa.css", "citizens.css", "banner.css")
"""What each page loads first: with it come the colours and sizes that all sheets name (`tokens.css`)."""
_FONTS = {f"fonts/BeVietnamPro-{weight}.ttf": "font/ttf" for weight in ("Regular", "SemiBold")}


@dataclass(frozen=True)
class Asset:
    content: bytes
    media_type: str
    version: str


@cache
def asset(name: str) -> Asset | None:
    """Return the asset of a name such as `loa.css`, `fonts/BeVietnamPro-Regular.ttf`; None for any other name."""
    if name in _OWN:
        content, media_type = (STATIC_FOLDER / name).read_bytes(), _OWN[name]
        if name in _GROUND:
            content = (STATIC_FOLDER / "tokens.css").read_bytes() + content
    elif name in _FONTS:
        content, media_type = (FONT_FOLDER / name.removeprefix("fonts/")).read_bytes(), _FONTS[name]
    else:
        return None
    return Asset(content, media_type, hashlib.sha256(content).hexdigest()[:12])


def asset_url(name: str) -> str:
    """Return an asset's address for templates. A name that does not exist is a mistake in a template: KeyError."""
    found = asset(name)
    if found is None:
        raise KeyError(name)
    return f"/static/{name}?v={found.version}"
