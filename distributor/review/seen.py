"""What a person had before them, part by part, so that they can be told what changed since. Pure."""

import hashlib
import json

from distributor.outgoing.manifest import Manifest
from phrases import phrase

PART = 8
"""Characters of one part's mark."""


def parts_seen(manifest: Manifest) -> str:
    """The marks of all parts, for a form to carry: `1f3a…-0b77…-…`."""
    return "-".join(_mark(part) for _name, part in _parts(manifest))


def changed_parts(seen: str, manifest: Manifest) -> tuple[str, ...]:
    """Return what differs now, in words for staff. Empty if nothing does, or if `seen` is no such list of marks."""
    marks, parts = seen.split("-"), _parts(manifest)
    if len(marks) != len(parts):
        return ()
    return tuple(
        phrase(f"review.part.{name}") for mark, (name, part) in zip(marks, parts, strict=True) if mark != _mark(part)
    )


def _parts(manifest: Manifest) -> tuple[tuple[str, object], ...]:
    return (
        ("account", manifest.account_id),
        ("title", manifest.title),
        ("text", manifest.text),
        ("link", manifest.link),
        ("media", [one.sha256 for one in manifest.media]),
        ("alt-text", [one.alt_text for one in manifest.media]),
        ("settings", dict(manifest.settings)),
    )


def _mark(part: object) -> str:
    return hashlib.sha256(json.dumps(part, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:PART]
