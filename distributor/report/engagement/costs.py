"""What the span's posts cost by the price lists in the configuration; the price of an SMS is the contract's: segments count."""

from collections.abc import Iterable
from functools import cache

from sqlalchemy import case, select
from sqlmodel import Session, col, func, or_

from channels.base import OutgoingPost
from channels.errors import ChannelError
from channels.registry import spec_of
from distributor.labels import channel_labels
from distributor.models import Account, Post
from distributor.report.engagement.chosen import joined, went_out
from distributor.report.engagement.messages import SMS
from distributor.report.engagement.shapes import Cost, CostLine, ReportQuery, SmsFigures
from phrases import phrase

LINK = "https://huonggiang.gov.vn/l/abcdefgh"


def read_cost(session: Session, wish: ReportQuery, sms: SmsFigures) -> Cost:
    """One query, none where no channel of the wish takes money for a post."""
    channels = [name for name in _priced() if wish.channel in (None, name)]
    lines = [*_posts(session, wish, channels)] if channels else []
    if sms.parts:
        lines.append(CostLine(SMS, "", phrase("report.cost.segments"), sms.parts, None, None))
    amounts = [line.amount_usd for line in lines if line.amount_usd is not None]
    return Cost(tuple(lines), round(sum(amounts), 4) if amounts else None, phrase("report.cost.basis"))


def _posts(session: Session, wish: ReportQuery, channels: list[str]) -> Iterable[CostLine]:
    by_contract = [name for name in channels if _price(name, with_address=True) is None]
    # An address with its scheme, as Loa writes them, or a bare one of the country.
    holds_address = or_(col(Post.text).contains("://"), col(Post.text).contains(".vn"))
    with_address = case((col(Account.channel).in_(by_contract), 0), (holds_address, 1), else_=0)
    counted = (
        select(col(Account.channel), col(Account.name), with_address, func.count())
        .select_from(Post)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(*went_out(wish, wish.span), col(Account.channel).in_(channels))
        .group_by(col(Account.id), col(Account.channel), col(Account.name), with_address)
        .order_by(col(Account.channel), col(Account.name), with_address)
    )
    rows = session.execute(joined(counted, wish))
    for channel, name, has_address, count in rows:
        price = _price(channel, with_address=bool(has_address))
        yield CostLine(
            channel, name, _what(price, has_address), count, price, None if price is None else round(price * count, 4)
        )


def _what(price: float | None, has_address: int) -> str:
    if price is None:
        return phrase("report.cost.in-package")
    return phrase("report.cost.with-link") if has_address else phrase("report.cost.without-link")


@cache
def _priced() -> tuple[str, ...]:
    """Channels that take money for posts, each by itself or in a package; SMS is counted by its segments."""
    prices = {
        name: [_price(name, with_address=each) for each in (True, False)] for name in channel_labels() if name != SMS
    }
    return tuple(name for name, either in prices.items() if None in either or any(either))


@cache
def _price(channel: str, *, with_address: bool) -> float | None:
    try:
        spec = spec_of(channel)
    except ChannelError:
        return 0.0  # no adapter, so nothing is posted there
    text = f"Tin mới. {LINK}" if with_address else "Tin mới."
    return None if spec.price is None else spec.price(OutgoingPost("report", "", text, LINK))
