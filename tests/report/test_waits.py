"""What the navigation counts: a post for review is counted once, and not while it is with its author."""

from datetime import UTC, datetime

from distributor.db import Database
from distributor.models import CommentKind, PostComment, PostState
from distributor.report.waits import waits
from tests.web.province import Province, add_item, add_post

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)


def test_a_returned_post_does_not_wait_for_a_yes(database: Database, bare_province: Province) -> None:
    def said(post_id: int, kind: CommentKind, *, ended: bool = False) -> PostComment:
        return PostComment(
            post_id=post_id, at=NOW, by="lanhdao", kind=kind, text="Sửa ngày.", ended_at=NOW if ended else None
        )

    with database.write() as session:
        items = [add_item(session, bare_province, f"Quyết định {number}/2026/QĐ-UBND") for number in range(5)]
        fresh, twice, again, spoken = (
            add_post(session, bare_province.facebook, item_id, PostState.AWAITING_REVIEW) for item_id in items[:4]
        )
        gone = add_post(session, bare_province.facebook, items[4], PostState.PLANNED)
        session.add_all(
            [
                *(said(twice, CommentKind.RETURN, ended=True), said(twice, CommentKind.RETURN)),
                *(said(twice, CommentKind.RETURN), said(again, CommentKind.RETURN, ended=True)),
                *(said(spoken, CommentKind.COMMENT), said(gone, CommentKind.RETURN)),
            ]
        )
    with database.read() as session:
        assert waits(session, (bare_province.unit_id,), NOW).review == len({fresh, again, spoken})
        assert waits(session, (bare_province.commune_id,), NOW).review == 0
