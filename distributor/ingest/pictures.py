"""Which picture is an item's own: never the logo of a site, a stand-in, a button or a counting pixel. Pure."""

import re
from collections.abc import Iterable

from distributor.ingest.address import address_identity, canonical_address
from distributor.text.cued import in_lower

_GENERIC = re.compile(
    r"(?:logo|favicon|no[-_]?image|default|blank|spacer|pixel|1x1|captcha|loading|sprite)[^/]*$"
    # Shorter words only where they stand alone: a picture of silicon is not an icon.
    r"|(?<![a-z])(?:banner|placeholder|quoc[-_]?(?:huy|ky)|co[-_]?to[-_]?quoc|icons?|no[-_]?(?:img|photo|thumb)|qr(?:[-_]?code)?|flag|btn|button|"
    r"share|og[-_]?image|header|footer|background|bg|thoi[-_]?tiet|weather|hotline|widget|quang[-_]?cao|"
    r"hoa[-_]?(?:mai|dao)|phao[-_]?hoa|lich[-_]?(?:van[-_]?nien|tet))(?![a-z])[^/]*$"
    r"|(?<![a-z])(?:(?:chuc[-_]?)?mung[-_]?(?:nam[-_]?moi|xuan|dang|giang[-_]?sinh|dai[-_]?hoi|ngay)|happy[-_]?new[-_]?year|merry[-_]?(?:x|christ)mas)"
    r"|/(?:themes?|templates?|skins?|_layouts|smileys?|emoticons?|plugins|weather|thoitiet|avatars?|banners?|ads|flags?|icons?|lienket|quangcao)/"
)
"""Of an address in lower case, where it is found in less than half the time."""
_DECORATES = re.compile(
    r"(?:chúc\s+)?mừng\s+(?:năm\s+mới|xuân|đảng|giáng\s+sinh|đại\s+hội|ngày)|happy\s+new\s+year|(?<!\w)(?:logo|banner|quảng\s+cáo|quốc\s+(?:kỳ|huy)|mã\s+qr|"
    r"qr\s*code|thời\s+tiết|biểu\s+tượng|ảnh\s+đại\s+diện|avatar|icon)(?!\w)",
    re.IGNORECASE,
)
MOST_ASPECT = 3.5
"""Of the declared sides: a picture that is so much wider than high, or higher than wide, is a banner."""
LEAST_SIDE = 120
"""Pixels that a page must declare, where it declares any: below it is a button or an icon."""


def is_generic_picture(address: str) -> bool:
    """Return True if an absolute address names a logo, banner or stand-in rather than a picture of something."""
    return bool(_GENERIC.search(in_lower(address.partition("?")[0])))


def is_tiny(width: str, height: str) -> bool:
    """Return True if a side is declared (attributes of an `img`, as they are written) and too small for a picture."""
    return any(0 < side < LEAST_SIDE for side in (_pixels(width), _pixels(height)))


def is_decoration(words: str, width: str = "", height: str = "") -> bool:
    """Return True if an `img` is a greeting of the season, a flag or a banner, by its `alt` and `title` or its declared sides."""
    across, down = _pixels(width), _pixels(height)
    is_banner = bool(across and down) and max(across, down) > MOST_ASPECT * min(across, down)
    return is_banner or _DECORATES.search(words) is not None


def picture_identity(address: str) -> str:
    """Return what two addresses of one picture share: sizes and versions in the query do not make it another."""
    return address_identity(canonical_address(address.partition("?")[0].partition("#")[0]) or address)


def shared_pictures(pictures_of_pages: Iterable[str]) -> frozenset[str]:
    """Identities of pictures that several pages show as theirs: such a picture is the site's and nobody's. One entry a page."""
    seen: set[str] = set()
    shared: set[str] = set()
    for address in pictures_of_pages:
        if address:
            identity = picture_identity(address)
            (shared if identity in seen else seen).add(identity)
    return frozenset(shared)


_PIXELS = re.compile(r"\s*(\d{1,5})\s*(?:px)?\s*$")


def _pixels(value: str) -> int:
    match = _PIXELS.match(value)
    return int(match[1]) if match else 0
