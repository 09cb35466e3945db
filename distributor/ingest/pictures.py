"""Which picture is an item's own: never the logo of a site, a stand-in, a button or a counting pixel. Pure."""

import re
from collections.abc import Iterable

from distributor.ingest.address import address_identity, canonical_address

_GENERIC = re.compile(
    r"(?:logo|favicon|no[-_]?image|default|blank|spacer|pixel|1x1)[^/]*$"
    # Shorter words only where they stand alone: a picture of silicon is not an icon.
    r"|(?<![a-z])(?:banner|placeholder|quoc[-_]?huy|icons?|no[-_]?(?:img|photo|thumb))(?![a-z])[^/]*$",
    re.IGNORECASE,
)
LEAST_SIDE = 120
"""Pixels that a page must declare, where it declares any: below it is a button or an icon."""


def is_generic_picture(address: str) -> bool:
    """Whether an absolute address names a logo, banner or stand-in rather than a picture of something."""
    return bool(_GENERIC.search(address.partition("?")[0]))


def is_tiny(width: str, height: str) -> bool:
    """Whether a side is declared (attributes of an `img`, as they are written) and too small for a picture."""
    return any(0 < side < LEAST_SIDE for side in (_pixels(width), _pixels(height)))


def picture_identity(address: str) -> str:
    """What two addresses of one picture share: sizes and versions in the query do not make it another."""
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


def _pixels(value: str) -> int:
    match = re.match(r"\s*(\d{1,5})\s*(?:px)?\s*$", value)
    return int(match[1]) if match else 0
