"""Twenty posts of five items that wait for a yes on four channels, as Loa composes them from whole news; and five made wrong."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlmodel import Session

from channels.forms import form_of
from distributor.compose.item import ItemView
from distributor.compose.templates import Templates
from distributor.draft.compose import compose
from distributor.draft.targets import ANNOUNCE
from distributor.media.store import MediaStore
from distributor.models import Account, Item, Post, PostState, Role
from tests.understand.sources import PUBLISHED, UNIT, Told, demo_items
from tests.web.desk_cases import LOGINS, WHY, person_of, with_picture
from tests.web.province import NOON, Province, add_item, add_post, identity

TITLES = (
    "Quyết định số 27/2026/QĐ-UBND",
    "Quyết định số 22/2026/QĐ-UBND",
    "Cảnh báo: Giả danh cán bộ tư pháp",
    "Lấy ý kiến dự thảo Nghị quyết",
    "Chương trình phối hợp số 05/CTPH-STP-SGDĐT",
)
"""How the titles of the five begin: those of the fictional province of which most is said."""
LEAST_SAID = 700
"""Characters that each says on Facebook: with less the measure would be of nothing."""
WRONG = (
    ("facebook", 0, "50 m²", "30 m²"),
    ("x", 1, "2.400.000 đồng", "24.000.000 đồng"),
    ("zalo", 2, "không gọi điện yêu cầu", "gọi điện yêu cầu"),
    ("rss", 3, "14/12/2026", "14/11/2026"),
    ("facebook", 4, "30 tháng 6", "30 tháng 9"),
)
"""Channel, item, what stood there, what a slip made of it."""


@dataclass
class Approvals:
    """`posts`: (channel, place of the item) → post."""

    items: list[int] = field(default_factory=list)
    posts: dict[tuple[str, int], int] = field(default_factory=dict)


def fill_approvals(session: Session, province: Province, store: MediaStore) -> Approvals:
    zalo = Account(unit_id=province.unit_id, channel="zalo", name=UNIT, settings={"broadcast": False}, limits={})
    session.add(zalo)
    session.add(person_of(province.unit_id, LOGINS[Role.APPROVER], Role.APPROVER))
    session.flush()
    accounts = {"facebook": province.facebook, "x": province.x, "zalo": identity(zalo.id), "rss": province.rss}
    made, templates = Approvals(), Templates()
    for place, told in enumerate(_five()):
        item_id = add_item(
            session, province, told.title, kind=told.facts.kind, text=told.text, at=NOON - timedelta(hours=place)
        )
        item = session.get_one(Item, item_id)
        item.summary, item.facts = told.summary, told.facts.to_json()
        session.add(item)
        made.items.append(item_id)
        for channel, account_id in accounts.items():
            post_id = add_post(
                session, account_id, item_id, PostState.AWAITING_REVIEW, reason=WHY, at=NOON - timedelta(days=2)
            )
            if channel != "rss":
                with_picture(session, store, post_id)
            post = session.get_one(Post, post_id)
            view = ItemView(
                item_id, told.title, told.summary, told.text, item.kind, PUBLISHED, item.address, UNIT, facts=told.facts
            )
            composed = compose(view, form_of(channel), ANNOUNCE, post.link, templates, sample=False)
            assert channel != "facebook" or len(composed.text) >= LEAST_SAID, told.title
            post.title, post.text = composed.title, _slipped(channel, place, composed.text)
            post.rendered, post.slot_at = True, None
            session.add(post)
            made.posts[channel, place] = post_id
    session.flush()
    return made


def _five() -> list[Told]:
    every = list(demo_items())
    return [next(one for one in every if one.title.startswith(title)) for title in TITLES]


def _slipped(channel: str, place: int, text: str) -> str:
    for its_channel, its_place, right, wrong in WRONG:
        if (its_channel, its_place) == (channel, place):
            assert right in text, f"{right}: {text}"
            text = text.replace(right, wrong)
    return text
