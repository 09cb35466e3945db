"""What `loa doctor` found of one thing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`ok` None: could not be looked at. `mend`: what to do where something is wrong and the message does not say it."""

    name: str
    ok: bool | None
    message: str
    mend: str = ""
