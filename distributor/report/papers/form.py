"""The form of an administrative document as data: margins, sizes, lines under names, out of `config/paper_form.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from distributor.settings import CONFIG_FOLDER


@dataclass(frozen=True)
class PaperForm:
    """`margin`, `indent`: millimetres. `size`, `between`: points. `line`: shares of the text above. `lines`: of a single one.

    `words`: what stands on every paper. `by_name`: what follows from a unit's name.
    """

    margin: Mapping[str, float]
    size: Mapping[str, float]
    line: Mapping[str, float]
    indent: float
    between: float
    lines: float
    words: Mapping[str, str]
    by_name: Mapping[str, str]


@cache
def paper_form() -> PaperForm:
    told = tomllib.loads((CONFIG_FOLDER / "paper_form.toml").read_text(encoding="utf-8"))
    margin, size, line, paragraph = (
        {name: float(part["value"]) for name, part in told[table].items()}
        for table in ("margin", "size", "line", "paragraph")
    )
    return PaperForm(
        margin,
        size,
        line,
        paragraph["indent"],
        paragraph["between"],
        paragraph["lines"],
        told["words"],
        told["by_name"],
    )
