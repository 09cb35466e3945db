"""What a standing approval covers of the templates: each by name and content kind, at the version of its day."""

from collections.abc import Collection, Iterable

from distributor.compose.templates import TemplateProblem, Templates

EVERY_KIND = "*"


def holds_kind(kinds: Collection[str], kind: str) -> bool:
    """Whether an approval of these kinds is one of this kind."""
    return EVERY_KIND in kinds or kind in kinds


def template_key(name: str, kind: str) -> str:
    """The words for a kind are part of a template's version, so both name it."""
    return f"{name}#{kind}"


def template_versions(
    templates: Templates, channels: Iterable[str], kinds: Iterable[str], purpose: str
) -> dict[str, str]:
    """Every template that may be used now, key → version; a channel without one is left out."""
    versions: dict[str, str] = {}
    kinds = list(kinds)
    for channel in channels:
        for kind in kinds:
            for variant in ("", *templates.variants(channel, purpose, kind)):
                try:
                    template = templates.find(channel, purpose, kind, variant)
                except TemplateProblem:
                    continue
                versions[template_key(template.name, kind)] = template.version
    return versions
