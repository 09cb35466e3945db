"""Words of the engine that hold dates and numbers, in the page's language: what no catalogue can list."""

import re

from web.language import language, ngettext


def quota_window(words: str) -> str:
    """`15 phút` of a forecast."""
    if language() == "vi":
        return words
    if spell := _SPELL.fullmatch(words):
        return _lasting(1 if spell["count"] == "một" else int(spell["count"]), spell["unit"])
    return words


_SPELL = re.compile(r"(?P<count>\d+|một) (?P<unit>ngày|giờ|phút|giây)")


def _lasting(count: int, unit: str) -> str:
    match unit:
        case "ngày":
            said = ngettext("%(num)s ngày", "%(num)s ngày", count)
        case "giờ":
            said = ngettext("%(num)s giờ", "%(num)s giờ", count)
        case "phút":
            said = ngettext("%(num)s phút", "%(num)s phút", count)
        case _:
            said = ngettext("%(num)s giây", "%(num)s giây", count)
    return said % {"num": count}
