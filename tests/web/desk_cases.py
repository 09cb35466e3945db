"""Posts, a correction and a hand-over to decide about, in the filled province, with people of every role."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from distributor.media.store import MediaStore
from distributor.models import (
    Account,
    Correction,
    CorrectionAct,
    CorrectionCause,
    CorrectionState,
    CorrectionStep,
    Delivery,
    Media,
    Post,
    PostMedia,
    PostState,
    Role,
    Staff,
    StepState,
)
from distributor.outgoing.manifest import manifest_of, media_of
from phrases import phrase
from tests.web.province import NOON, PASSWORD_HASH, Province, add_item, add_post, identity
from tests.web.test_item_browser import drawn

SAID = (
    "Từ 07/12/2026, đất ở tại phường được tách thửa khi mỗi thửa còn ít nhất 50 m², tại xã còn ít nhất 80 m².\n\n"
    "Người dân nộp hồ sơ tại Trung tâm Phục vụ hành chính công xã, phường nơi có đất.\n\n#PhápLuật #HươngGiang"
)
RIGHT = SAID.replace("80 m²", "90 m²")
LOGINS = {
    Role.VIEWER: "xem",
    Role.AUTHOR: "soan",
    Role.APPROVER: "duyet",
    Role.ADMINISTRATOR: "tran.ha",
}
COMMUNE = "xa.duyet"


@dataclass
class Desk:
    item: int
    facebook: int
    manual: int
    corrected_item: int
    correction: int
    edited: int
    by_hand: int


def fill_desk(session: Session, province: Province, store: MediaStore) -> Desk:
    """`facebook` waits for a yes; `manual` for hands; the correction changes `edited` and asks people for `by_hand`."""
    for role, login in LOGINS.items():
        if role is not Role.ADMINISTRATOR:
            session.add(person_of(province.unit_id, login, role))
    session.add(person_of(province.commune_id, COMMUNE, Role.APPROVER))
    tiktok = Account(
        unit_id=province.unit_id,
        channel="manual",
        name="TikTok tỉnh",
        settings={"place": "TikTok của tỉnh", "instructions": "Bật phụ đề, để chế độ công khai."},
        limits={},
    )
    session.add(tiktok)
    session.flush()
    item = add_item(session, province, "Quyết định số 27/2026/QĐ-UBND quy định diện tích tách thửa đất ở")
    facebook = with_picture(
        session,
        store,
        add_post(session, province.facebook, item, PostState.AWAITING_REVIEW, reason=WHY, text=SAID, at=NOON),
    )
    manual = with_picture(
        session, store, add_post(session, identity(tiktok.id), item, PostState.PROCESSING, text=SAID, at=NOON)
    )
    other = add_item(session, province, "Quyết định số 31/2026/QĐ-UBND về hạn mức giao đất ở", at=NOON)
    edited = with_picture(
        session,
        store,
        add_post(session, province.facebook, other, PostState.PUBLISHED, text=SAID, url="https://facebook.example/7"),
    )
    by_hand = with_picture(
        session, store, add_post(session, identity(tiktok.id), other, PostState.PUBLISHED, text=SAID, at=NOON)
    )
    correction = Correction(
        unit_id=province.unit_id,
        item_id=other,
        cause=CorrectionCause.REVISED,
        round=1,
        created_at=NOON,
        state=CorrectionState.PROPOSED,
    )
    session.add(correction)
    session.flush()
    for post_id, act, reason in (
        (edited, CorrectionAct.EDIT, phrase("correct.can-edit")),
        (by_hand, CorrectionAct.BY_HAND, phrase("correct.posted-by-people")),
    ):
        post = session.get_one(Post, post_id)
        session.add(
            CorrectionStep(
                correction_id=identity(correction.id),
                post_id=post_id,
                account_id=post.account_id,
                act=act,
                state=StepState.PROPOSED,
                reason=reason,
                title=post.title,
                text=RIGHT,
                settings={},
                link=f"http://127.0.0.1:8600/l/moi{post_id}",
            )
        )
    session.flush()
    return Desk(item, facebook, manual, other, identity(correction.id), edited, by_hand)


WHY = "chính sách chiến dịch: phải có người duyệt"


def person_of(unit_id: int, login: str, role: Role) -> Staff:
    return Staff(unit_id=unit_id, login=login, full_name=f"Cán bộ {login}", role=role, password_hash=PASSWORD_HASH)


def with_picture(session: Session, store: MediaStore, post_id: int) -> int:
    kept = store.put(drawn(1200, 630), "image/png")
    session.merge(Media(sha256=kept.sha256, mime="image/png", bytes=kept.bytes, width=1200, height=630, made_at=NOON))
    session.flush()
    session.add(PostMedia(post_id=post_id, position=0, sha256=kept.sha256, alt_text="Thẻ chữ về tách thửa đất."))
    post = session.get_one(Post, post_id)
    post.rendered, post.slot_at = True, None
    if post.state is PostState.PROCESSING:
        post.slot_at = NOON - timedelta(hours=1)
        session.add(Delivery(post_id=post_id, first_call_at=post.slot_at, progress={}))
    session.add(post)
    session.flush()
    post.manifest_hash = manifest_of(post, media_of(session, [post_id])[post_id]).hash()
    session.add(post)
    session.flush()
    return post_id
