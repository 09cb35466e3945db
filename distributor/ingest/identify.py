"""Identity: what makes two entries the same item, inside a source and across the sources of a unit. Pure.

Inside a source the guid wins: many feeds link every entry to the home page, and an article may move. Without a guid the
canonical address names the entry, unless it is the channel's own home or serves several entries; then title and date do.
Across sources only what the whole web shares counts: an http(s) guid or an address.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from distributor.errors import LoaError
from distributor.ingest.address import address_identity, canonical_address, is_site_root
from distributor.ingest.entry import Entry, ParsedSource, RawEntry
from distributor.text.tidy import one_line
from phrases import phrase


@dataclass(frozen=True)
class Key:
    """One name. `kind`: guid, address, title or document. Equal pages have equal digests, whichever kind named them."""

    kind: str
    scope: str
    value: str

    @cached_property
    def digest(self) -> str:
        return _digest(self.scope, self.value)


@dataclass(frozen=True)
class Identified:
    """An entry and its names.

    `entry_key`: inside its source. `former_keys`: under which this source may have shown it before (without a guid, say).
    `title_name`: for an entry without a guid that its link names, the name it has while other entries share that link.
    `by_guid`: whether the guid names it. `keys`: of its item in the whole unit, strongest first. `address`: the canonical
    link, '' if it has none. `entry`: read already, where its title was needed to name it.
    """

    raw: RawEntry
    entry_key: str
    former_keys: tuple[str, ...]
    by_guid: bool
    keys: tuple[Key, ...]
    address: str
    entry: Entry | None = None
    title_name: str = ""


@dataclass(frozen=True)
class Skipped:
    """An entry that did not become an item, and why, in words for staff."""

    title: str
    reason: str


@dataclass(frozen=True)
class Identities:
    entries: tuple[Identified, ...]
    skipped: tuple[Skipped, ...]
    warnings: tuple[str, ...]


def identify(parsed: ParsedSource, source_id: int) -> Identities:
    """Name every entry. The same name twice in one feed counts once; a lost entry of another title is reported."""
    home = address_identity(canonical_address(parsed.link))
    addresses = [canonical_address(raw.link) for raw in parsed.entries]
    weak = _unreliable_guids(parsed.entries, addresses, home)
    shared = _shared_addresses(parsed.entries, addresses)
    entries: dict[str, Identified] = {}
    skipped: list[Skipped] = []
    for raw, address in zip(parsed.entries, addresses, strict=True):
        identity = address_identity(address)
        usable = (
            address if address and identity not in shared and identity != home and not is_site_root(address) else ""
        )
        try:
            if raw.guid and raw.guid not in weak:
                named = _by_guid(raw, address, usable, source_id)
            else:
                named = _without_guid(raw, address, usable, source_id)
        except Exception as error:
            said = error.said if isinstance(error, LoaError) else unreadable(error)
            skipped.append(Skipped(one_line(raw.title), said))
            continue
        first = entries.setdefault(named.entry_key, named)
        if first is not named and one_line(first.raw.title) != one_line(raw.title):
            skipped.append(Skipped(one_line(raw.title), phrase("ingest.entry.same-identity")))
    warnings = [phrase("ingest.entry.weak-guid")] if weak - {""} else []
    return Identities(tuple(entries.values()), tuple(skipped), tuple(warnings))


def unreadable(error: Exception) -> str:
    """Return why an entry could not be read, without a traceback."""
    return phrase("ingest.entry.unreadable", error=type(error).__name__, why=str(error)[:200])


def _by_guid(raw: RawEntry, address: str, usable: str, source_id: int) -> Identified:
    # The guid is the link in most feeds: then its canonical form is known already.
    web = address if raw.guid == raw.link and "#" not in raw.guid else canonical_address(raw.guid, keep_fragment=True)
    guid = address_identity(web) if web else raw.guid
    keys = {}
    named = Key("guid", "address", guid) if web else Key("guid", f"source:{source_id}", guid)
    keys[named.digest] = named
    former: tuple[str, ...] = ()
    if usable:
        page = Key("address", "address", address_identity(usable))
        keys.setdefault(page.digest, page)
        former = (_entry_key("address", page.value),)
    return Identified(raw, _entry_key("guid", guid), former, True, tuple(keys.values()), address)


def _without_guid(raw: RawEntry, address: str, usable: str, source_id: int) -> Identified:
    entry = raw.read()
    date = entry.published.isoformat() if entry.published else ""
    words = entry.title or _digest("", entry.content_html or entry.summary_html)
    title = Key("title", f"source:{source_id}", f"{words}\n{date}")
    by_title = _entry_key("title", title.value)
    if not usable:
        return Identified(raw, by_title, (), False, (title,), address, entry)
    page = Key("address", "address", address_identity(usable))
    return Identified(raw, _entry_key("address", page.value), (), False, (page, title), address, entry, by_title)


def _unreliable_guids(entries: Sequence[RawEntry], addresses: Sequence[str], home: str) -> set[str]:
    """Guids that name nothing: a broken CMS gives every entry the same one, or its home page."""
    links: dict[str, set[str]] = defaultdict(set)
    for raw, address in zip(entries, addresses, strict=True):
        if raw.guid and address:
            links[raw.guid].add(address_identity(address))
    weak = {guid for guid, pages in links.items() if len(pages) > 1}
    own_pages = {raw.guid for raw in entries if raw.guid == raw.link}
    for guid, pages in links.items():
        if guid in own_pages:
            continue
        web = canonical_address(guid, keep_fragment=True)
        if web and (is_site_root(web) or address_identity(web) == home) and pages != {address_identity(web)}:
            weak.add(guid)
    return weak


def _shared_addresses(entries: Sequence[RawEntry], addresses: Sequence[str]) -> set[str]:
    """Addresses that several different entries of one feed carry, so that they name none of them."""
    bearers: dict[str, tuple[str, str]] = {}
    shared = set()
    for raw, address in zip(entries, addresses, strict=True):
        if address:
            bearer = (raw.guid, "" if raw.guid else one_line(raw.title))
            if bearers.setdefault(address_identity(address), bearer) != bearer:
                shared.add(address_identity(address))
    return shared


def _entry_key(kind: str, value: str) -> str:
    return _digest(kind, value)


def _digest(scope: str, value: str) -> str:
    return sha256(f"{scope}\n{value}".encode("utf-8", "surrogatepass")).hexdigest()
