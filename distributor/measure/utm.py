"""utm_source, utm_medium and utm_campaign on the address that a short link leads to. Pure; `config/links.toml`.

The rest of the address stays as it is, to the letter. Left alone: what already carries one of them, what is signed, what is no
web address, and the hosts and units that asked for it.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import unquote_plus, urlencode, urlsplit

from channels.outside import brought_by, likeness
from distributor.measure.link_rules import LinkRules

LONGEST_NAME = 60


@dataclass(frozen=True)
class Told:
    """The origin of a reader. `campaign`: its name, empty for one that takes all items; `number`: of the item's document."""

    channel: str
    unit_code: str
    campaign: str
    number: str
    item_id: int


def tagged(target: str, told: Told, rules: LinkRules, plain_hosts: Collection[str] = ()) -> str:
    """Return the address with its tags (`utm_…`). `plain_hosts`: what the operator adds to those of the rules."""
    if not rules.enabled or told.unit_code in rules.plain_units or not target.startswith(("http://", "https://")):
        return target
    before, hash_mark, fragment = target.partition("#")
    address, question_mark, query = before.partition("?")
    try:
        host = (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return target
    if any(host == plain or host.endswith(f".{plain}") for plain in (*rules.plain_hosts, *plain_hosts)):
        return target
    names = [unquote_plus(pair.partition("=")[0]).strip().lower() for pair in re.split("[&;]", query)]
    if any(name.startswith("utm_") or rules.signed.fullmatch(name) for name in names):
        return target
    tags = urlencode(
        {
            "utm_source": told.channel,
            "utm_medium": brought_by(told.channel).link_medium
            or rules.medium.get(likeness(told.channel), rules.medium["*"]),
            "utm_campaign": slug(told.campaign) or slug(told.number) or f"tin-{told.item_id}",
        }
    )
    joint = "?" if not question_mark else "" if query[-1:] in ("", "&") else "&"
    return f"{address}{question_mark}{query}{joint}{tags}{hash_mark}{fragment}"


def slug(name: str) -> str:
    """A name as an address has it: lower-case letters without accents, digits and hyphens."""
    plain = unicodedata.normalize("NFD", name.casefold()).replace("đ", "d").encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_NAME].strip("-")
