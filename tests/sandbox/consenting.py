"""A person before a consent screen of the sandbox: what they tick, and where the browser is sent back to."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import requests

PATIENCE_S = 60.0


@dataclass(frozen=True)
class Back:
    """Where the browser goes back to."""

    address: str

    @property
    def returned(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.address).query))


def look_at(address: str) -> tuple[list[str], list[str]]:
    """The accounts and the scopes that the screen shows."""
    answer = requests.get(address, timeout=PATIENCE_S)
    assert answer.status_code == 200, re.sub("<[^>]+>", " ", answer.text)[-400:]
    values = re.findall(r'<input[^>]* name="(account|scope)" value="([^"]*)"', answer.text)
    return (
        [html.unescape(value) for name, value in values if name == "account"],
        [html.unescape(value) for name, value in values if name == "scope"],
    )


def decide(address: str, *, yes: bool = True, accounts: list[str] | None = None, without: tuple[str, ...] = ()) -> Back:
    """Looks, ticks and presses. `accounts`: None for the first. `without`: scopes that are not ticked."""
    shown, scopes = look_at(address)
    form = [("account", one) for one in (shown[:1] if accounts is None else accounts)]
    form += [("scope", one) for one in scopes if one not in without]
    form.append(("decision", "yes" if yes else "no"))
    answer = requests.post(address, data=form, allow_redirects=False, timeout=PATIENCE_S)
    assert answer.status_code == 303, answer.text
    return Back(answer.headers["Location"])
