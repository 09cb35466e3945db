"""Selectors of `config/sources.toml`: XPath as it stands, or the everyday part of CSS turned into XPath.

CSS here: `tag`, `.class`, `#id`, `[name]`, `[name=value]`, `[name*=value]`, `[name^=value]`, `[name$=value]`, a blank or `>`
between them, commas between alternatives, and `@name` at the end for an attribute's value (`time@datetime`).
"""

import re
from dataclasses import dataclass

from lxml import etree

_XPATH_START = re.compile(
    r"\.{0,2}/|\(|descendant|ancestor|following|preceding|self::|child::|string\(|normalize-space"
)
_COMPOUND = re.compile(
    r"""(?P<tag>\*|[a-zA-Z][\w-]*)?
        (?P<rest>(?:\.[\w-]+|\#[\w:-]+|\[[\w:-]+(?:[*^$~]?=(?:"[^"\]]*"|'[^'\]]*'|[^"'\]]*))?\])*)""",
    re.VERBOSE,
)
_PART = re.compile(r"""\.([\w-]+)|\#([\w:-]+)|\[([\w:-]+)(?:([*^$~]?)=(?:"([^"]*)"|'([^']*)'|([^"'\]]*)))?\]""")
_ATTRIBUTE_END = re.compile(r"\s*@([\w:-]+)$")
_COMBINATOR = re.compile(r"\s*>\s*|\s+")


class BadSelector(ValueError):
    """Neither XPath nor CSS that can be read; the message says so in Vietnamese."""


@dataclass(frozen=True)
class Selector:
    """`written`: as in the file, `xpath`: what is searched for, relative to a node."""

    written: str
    xpath: str


def selector(written: str) -> Selector:
    """Raises `BadSelector`."""
    written = written.strip()
    if not written:
        raise BadSelector("bộ chọn để trống")
    xpath = written if _XPATH_START.match(written) else "|".join(_alternative(each) for each in _split(written))
    if xpath.startswith("/"):
        xpath = f".{xpath}"
    try:
        etree.XPath(xpath)
    except etree.XPathError as error:
        raise BadSelector(f"«{written}» không phải XPath hợp lệ ({error})") from error
    return Selector(written, xpath)


def _split(css: str) -> list[str]:
    """At the commas that stand outside of brackets and quotes."""
    return re.split(r""",(?=(?:[^"'\]]|"[^"]*"|'[^']*')*(?:\[|$))""", css)


def _alternative(css: str) -> str:
    rest = css.strip()
    ending = ""
    if found := _ATTRIBUTE_END.search(rest):
        rest, ending = rest[: found.start()], f"/@{found[1]}"
    xpath, axis = ".", "//"
    while rest:
        match = _COMPOUND.match(rest)
        if match is None or not match[0]:
            raise BadSelector(f"«{css.strip()}» dùng cú pháp CSS chưa hỗ trợ; hãy viết bằng XPath (bắt đầu bằng .//)")
        xpath += f"{axis}{match['tag'] or '*'}{''.join(_predicates(match['rest']))}"
        rest = rest[match.end() :]
        if not rest.strip():
            break
        joint = _COMBINATOR.match(rest)
        if joint is None:
            raise BadSelector(f"«{css.strip()}» dùng cú pháp CSS chưa hỗ trợ; hãy viết bằng XPath (bắt đầu bằng .//)")
        axis = "/" if ">" in joint[0] else "//"
        rest = rest[joint.end() :]
        if not rest:
            raise BadSelector(f"«{css.strip()}» kết thúc dở dang")
    if xpath == ".":
        return f".{ending}" if ending else "."
    return xpath + ending


def _predicates(parts: str) -> list[str]:
    found = []
    for name, identity, attribute, operator, *values in _PART.findall(parts):
        value = next((each for each in values if each), "")
        if name:
            found.append(f"[contains(concat(' ', normalize-space(@class), ' '), {_quoted(f' {name} ')})]")
        elif identity:
            found.append(f"[@id={_quoted(identity)}]")
        elif not value:
            found.append(f"[@{attribute}]")
        else:
            found.append(f"[{_comparison(attribute, operator, value)}]")
    return found


def _comparison(attribute: str, operator: str, value: str) -> str:
    quoted = _quoted(value)
    if operator == "*":
        return f"contains(@{attribute}, {quoted})"
    if operator == "^":
        return f"starts-with(@{attribute}, {quoted})"
    if operator == "$":
        return f"substring(@{attribute}, string-length(@{attribute}) - {len(value) - 1}) = {quoted}"
    if operator == "~":
        return f"contains(concat(' ', normalize-space(@{attribute}), ' '), {_quoted(f' {value} ')})"
    return f"@{attribute}={quoted}"


def _quoted(value: str) -> str:
    return f"'{value}'" if "'" not in value else f'"{value}"'
