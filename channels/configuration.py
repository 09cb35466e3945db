"""What `config/channels.toml` says of Facebook, X and RSS, read once and checked. Raises `Misconfigured`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from channels.tables import CHANNELS_FILE, Common, Listing, Table, common_of, listing_of, table_of


@dataclass(frozen=True)
class FacebookErrorCodes:
    """The platform's codes by what they mean for us; a code in none of them is not understood."""

    throttled: frozenset[int]
    cool_down: frozenset[int]
    signed_out: frozenset[int]
    transient: frozenset[int]
    refused: frozenset[int]
    duplicate: frozenset[int]
    gone: frozenset[int]
    gone_subcodes: frozenset[int]


@dataclass(frozen=True)
class FacebookConfiguration:
    common: Common
    listing: Listing
    metrics_batch: int
    insight_metrics: tuple[str, ...]
    cool_down_s: int
    error_codes: FacebookErrorCodes


@dataclass(frozen=True)
class XConfiguration:
    """`light_ranges`: code points that weigh 1; every other weighs `default_weight`."""

    common: Common
    listing: Listing
    metrics_batch: int
    url_weight: int
    default_weight: int
    light_ranges: tuple[tuple[int, int], ...]
    append_chunk_bytes: int
    media_expiry_margin_s: int
    price_post_usd: float
    price_post_with_url_usd: float


@dataclass(frozen=True)
class RssConfiguration:
    common: Common


@dataclass(frozen=True)
class Configuration:
    facebook: FacebookConfiguration
    x: XConfiguration
    rss: RssConfiguration


def _facebook(table: Table) -> FacebookConfiguration:
    codes = table.table("error_codes")

    def group(name: str) -> frozenset[int]:
        return frozenset(codes.wholes(name))

    return FacebookConfiguration(
        common=common_of(table),
        listing=listing_of(table),
        metrics_batch=table.whole("metrics_batch", 1),
        insight_metrics=table.texts("insight_metrics"),
        cool_down_s=table.whole("cool_down_s"),
        error_codes=FacebookErrorCodes(
            throttled=group("throttled"),
            cool_down=group("cool_down"),
            signed_out=group("signed_out"),
            transient=group("transient"),
            refused=group("refused"),
            duplicate=group("duplicate"),
            gone=group("gone"),
            gone_subcodes=group("gone_subcodes"),
        ),
    )


def _x(table: Table) -> XConfiguration:
    return XConfiguration(
        common=common_of(table),
        listing=listing_of(table),
        metrics_batch=table.whole("metrics_batch", 1),
        url_weight=table.whole("url_weight", 1),
        default_weight=table.whole("default_weight", 1),
        light_ranges=table.ranges("light_ranges"),
        append_chunk_bytes=table.whole("append_chunk_bytes", 1),
        media_expiry_margin_s=table.whole("media_expiry_margin_s"),
        price_post_usd=table.number("price_post_usd"),
        price_post_with_url_usd=table.number("price_post_with_url_usd"),
    )


def _rss(table: Table) -> RssConfiguration:
    return RssConfiguration(common=common_of(table))


def read_configuration(file: Path) -> Configuration:
    """Read and check `file`."""
    return Configuration(_facebook(table_of(file, "facebook")), _x(table_of(file, "x")), _rss(table_of(file, "rss")))


@cache
def configuration() -> Configuration:
    """What `config/channels.toml` says, read once a process."""
    return read_configuration(CHANNELS_FILE)
