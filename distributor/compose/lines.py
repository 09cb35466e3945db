"""The lines of a long text, with words that several of them begin with said once. Pure."""

from collections.abc import Sequence

LEAST_LEAD = 5
"""Words that open two lines in a row, from which they are said once."""


def under_one_lead(lines: Sequence[str]) -> list[str]:
    """Return lines in which what stands behind one opener stands behind it once: "Mức giảm: 80% đối với …; 40% đối với …"."""
    told: list[str] = []
    for line in lines:
        lead = _lead_in_common(told[-1], line) if told else ""
        if lead:
            told[-1] = f"{told[-1].rstrip('. ')}; {line[len(lead) :]}"
        else:
            told.append(line)
    return told


def _lead_in_common(one: str, other: str) -> str:
    """Return the words up to a colon that both begin with, the longest of them; empty where they are few."""
    ends = [
        place + 2 for place in range(len(other)) if other.startswith(": ", place) and one.startswith(other[: place + 2])
    ]
    lead = other[: ends[-1]] if ends else ""
    single = ". " not in lead and ". " not in one[len(lead) :].rstrip(". ")
    return lead if len(lead.split()) >= LEAST_LEAD and single else ""
