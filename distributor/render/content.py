"""What a card shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CardContent:
    """`kind`: of `config/kinds.toml`, chooses colours and pattern. `date_text`: as shown, maybe empty.

    `sample`: demonstration data; the card says so.
    """

    kind: str
    kind_label: str
    title: str
    unit_name: str
    date_text: str
    sample: bool = False
