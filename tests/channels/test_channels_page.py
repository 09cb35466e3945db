"""`docs/channels.md` says what the code says: limits, abilities, rights, and what each channel was checked against.

`python -m tests.channels.test_channels_page` writes the two tables that are the code's own anew.
"""

import re

import pytest

from channels.abilities import abilities_of
from channels.base import ChannelSpec
from channels.connectors import CONNECTABLE
from channels.registry import spec_of
from channels.tables import CHANNELS_FILE, content_of
from tests.support.servers import ROOT
from web.language import _, speaking

FILE = ROOT / "docs" / "channels.md"
PAGE = FILE.read_text("utf-8")
COLUMNS = ("facebook", "youtube", "x", "rss", "sms", "zalo", "manual")
"""Of the page's first table, in its order."""
ROWS = {
    cells[0]: dict(zip(COLUMNS, cells[1:], strict=True))
    for line in PAGE.split("\n\n")[3].splitlines()[2:]
    if (cells := [cell.strip() for cell in line.strip("|").split("|")])
}


def numbers_in(cell: str) -> list[float]:
    """`63.206` and `0,5` as the page writes them."""
    return [float(found.replace(".", "").replace(",", ".")) for found in re.findall(r"\d[\d.]*(?:,\d+)?", cell)]


@pytest.mark.parametrize("channel", COLUMNS)
def test_the_limits_are_those_of_the_code(channel: str) -> None:
    spec = spec_of(channel)
    assert spec.text_limit in numbers_in(ROWS["text"][channel]), ROWS["text"][channel]
    pictures = ROWS["pictures"][channel]
    assert (pictures == "none") == (spec.media.max_count == 0)
    if pictures != "none":
        *count, size = numbers_in(pictures)[:1] if pictures.startswith("a cover") else numbers_in(pictures)[:2]
        assert (count or [1]) == [spec.media.max_count]
        assert spec.media.max_bytes == size * (2**20 if "MiB" in pictures else 1_000_000)
    video = spec.media.video
    assert (ROWS["video"][channel] == "none") == (video is None)
    if video is not None:
        [most, unit] = re.findall(r"(\d+) (GB|MB)", ROWS["video"][channel])[0]
        size = int(most) * (1_000_000_000 if unit == "GB" else 1_000_000)
        assert video.max_bytes == pytest.approx(size, rel=0.08), "GB and GiB are both written so"


@pytest.mark.parametrize("channel", COLUMNS)
def test_the_abilities_are_those_of_the_adapters(channel: str) -> None:
    spec, able = spec_of(channel), abilities_of(spec_of(channel))
    people = {"needs none", "people", "people say", "none", "short links", "receipts", "replies of citizens"}

    def says(row: str) -> bool:
        return ROWS[row][channel] != "no" and ROWS[row][channel] not in people

    assert says("edit") == ("edit" in able)
    assert says("take away") == ("withdraw" in able)
    assert says("comments") == ("comments" in able) == spec.converses
    assert says("numbers") == ("metrics" in able)
    assert says("read back") == ("find" in able)


@pytest.mark.parametrize("channel", COLUMNS)
def test_how_many_rights_a_connection_needs_is_said(channel: str) -> None:
    cell = ROWS["[rights](#what-each-right-is-for)"][channel]
    told = [
        (int(needed), int(optional or 0)) for needed, optional in re.findall(r"(\d) needed(?:, (\d) optional)?", cell)
    ]
    counted = [
        (sum(one.is_needed for one in way.permissions), sum(not one.is_needed for one in way.permissions))
        for way in CONNECTABLE
        if way.channel == channel
    ]
    assert told == counted


def rights() -> str:
    """The table of rights, from the ways to connect."""
    lines = ["| way | right | needed to post | what it is for |", "|---|---|---|---|"]
    with speaking("en"):
        for way in CONNECTABLE:
            for one in way.permissions:
                needed = "yes" if one.is_needed else "no"
                lines.append(f"| {way.key} | `{one.name}` | {needed} | {_(one.words)} |")
    return "\n".join(lines)


def checked() -> str:
    """The table of what each channel was checked against, from `config/channels.toml`."""
    lines = ["| channel | version | as of | against |", "|---|---|---|---|"]
    for name, table in content_of(CHANNELS_FILE).items():
        if isinstance(table, dict):
            version, source = table.get("api_version") or "", " ".join(str(table["source"]).split())
            lines.append(f"| {name} | {version} | {table['as_of']} | {source} |")
    return "\n".join(lines)


@pytest.mark.parametrize("expected", [rights(), checked()], ids=["rights", "checked"])
def test_the_tables_are_those_of_the_code(expected: str) -> None:
    assert expected in PAGE, f"python -m {__name__} writes into docs/channels.md:\n\n{expected}\n"


def spec_with_money() -> list[ChannelSpec]:
    return [spec for name in COLUMNS if (spec := spec_of(name)).price is None]


def test_what_costs_by_contract_is_said_so() -> None:
    assert {spec.name for spec in spec_with_money()} == {"sms", "zalo"}
    assert (ROWS["price"]["sms"], ROWS["price"]["zalo"]) == ("contract", "package")


def main() -> None:
    page = PAGE
    for table in (rights(), checked()):
        before, head, rest = page.partition(table.splitlines()[0])
        page = before + table + "\n\n" + rest.partition("\n\n")[2] if head else page
    FILE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
