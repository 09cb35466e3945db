"""What a standing approval covers of the templates: each by name and content kind, at the version of its day.

Where an account's posts end by a wish of its own, by that account too: no other one's approval lapses with it.
"""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from distributor.compose.templates import TemplateProblem, Templates

EVERY_KIND = "*"
NO_ACCOUNTS: Mapping[int, str] = MappingProxyType({})


def holds_kind(kinds: Collection[str], kind: str) -> bool:
    """Return True if an approval of these kinds is one of this kind."""
    return EVERY_KIND in kinds or kind in kinds


def template_key(name: str, kind: str) -> str:
    """The words for a kind are part of a template's version, so both name it."""
    return f"{name}#{kind}"


def of_account(key: str, account_id: int) -> str:
    return f"{key}@{account_id}"


def covered_version(covered: Mapping[str, str], key: str, account_id: int) -> str:
    """The version of that account's own template, where it had one on the day of the approval; empty for none."""
    return covered.get(of_account(key, account_id), covered.get(key, ""))


def template_versions(
    templates: Templates,
    channels: Iterable[str],
    kinds: Iterable[str],
    purpose: str,
    accounts: Mapping[int, str] = NO_ACCOUNTS,
) -> dict[str, str]:
    """Every template that may be used now, key → version; a channel without one is left out.

    `accounts`: those whose own endings count, each with its channel.
    """
    kinds = list(kinds)
    versions = _versions(templates, channels, kinds, purpose)
    for account_id in sorted(templates.accounts_with_endings() & accounts.keys()):
        own = _versions(templates.speaking_as(account_id), [accounts[account_id]], kinds, purpose)
        versions |= {of_account(key, account_id): version for key, version in own.items()}
    return versions


def _versions(templates: Templates, channels: Iterable[str], kinds: Iterable[str], purpose: str) -> dict[str, str]:
    versions: dict[str, str] = {}
    for channel in channels:
        for kind in kinds:
            for variant in ("", *templates.variants(channel, purpose, kind)):
                try:
                    template = templates.find(channel, purpose, kind, variant)
                except TemplateProblem:
                    continue
                versions[template_key(template.name, kind)] = template.version
    return versions
