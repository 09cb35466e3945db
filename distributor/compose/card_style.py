"""What a unit's cards look like beside the house style; a child that draws loads it without the tables."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CardStyle:
    """`colour`: `#RRGGBB`, from which the card's colours are made. `logo`: SHA-256 in the media store. `letters`: at most three,
    in a roundel where there is no logo. Each empty: as the house has it.
    """

    colour: str = ""
    logo: str = ""
    letters: str = ""
