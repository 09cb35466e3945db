"""Which pages of staff's a browser may keep to be read without a network, whose they are and until when (docs/decisions/0037).

The server decides: without its header nothing is kept. `static/sw_desk.js` keeps, shows and forgets.
"""

import hashlib
import hmac
import re
import tomllib
from functools import cache

from distributor.settings import CONFIG_FOLDER
from web.people import Visitor

HEADER, FORGET = "Loa-Keep", "none"
"""`MARK UNTIL keep` or `MARK UNTIL pass`: of which sign-in, until which second, whether this page is kept. FORGET: nobody's."""
UNKEPT = "<!--khong-luu-->"
"""What a template says that shows something too delicate."""
_KEPT = re.compile(
    r"/|/lich|/lich/bai/\d+|/cho-duyet|/cho-duyet/\d+|/noi-dung/\d+|/bai-dang/\d+|/chien-dich|/chien-dich/\d+"
    r"|/ban-giao|/ban-giao/\d+|/dinh-chinh|/dinh-chinh/\d+|/bao-cao|/gio-dang|/thu-vien"
)
"""What staff read about items, posts and plans. No citizens' cases and numbers, no people, no accounts, keys and settings."""


def may_keep(path: str) -> bool:
    return _KEPT.fullmatch(path) is not None


def keep_header(path: str, person: Visitor, body: str, *, status: int, is_on: bool) -> str:
    """Return what the answer says. A page of somebody else's sign-in ends what was kept of the one before."""
    if not is_on or person.ends_at is None:
        return FORGET
    kept = status == 200 and may_keep(path) and UNKEPT not in body and not _delicate().search(body)
    return f"{_mark(person)} {int(person.ends_at.timestamp())} {'keep' if kept else 'pass'}"


@cache
def _delicate() -> re.Pattern[str]:
    told = tomllib.loads((CONFIG_FOLDER / "kept_pages.toml").read_text(encoding="utf-8"))
    return re.compile("|".join(re.escape(words) for words in told["delicate"]), re.IGNORECASE)


def _mark(person: Visitor) -> str:
    """Another one with each sign-in; says nothing of its token."""
    return hmac.new(person.token.encode(), b"kept pages", hashlib.sha256).hexdigest()[:24]
