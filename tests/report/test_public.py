"""Which of an item's posts stands for it where only posts may be read."""

from datetime import UTC, datetime

import pytest

from distributor.models import Post, PostState
from distributor.report.public import speaking_post

NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)


def post(text: str, template: str = "facebook/announce.j2", *, purpose: str = "announce", edited: bool = False) -> Post:
    state = PostState.EDITED if edited else PostState.PUBLISHED
    return Post(
        unit_id=1,
        account_id=1,
        item_id=1,
        purpose=purpose,
        revision=1,
        state=state,
        text=text,
        template=template,
        created_at=NOW,
    )


LONG, SHORT = post("Giá đò ngang mới, áp dụng từ ngày 12/12/2026."), post("Giá đò mới.")
SCRIPT = post("Kính thưa bà con! " * 20, "manual/announce.j2", edited=True)
ERRATUM = post("Đính chính: " * 30, purpose="erratum:7")
CORRECTED = post("Giá đò.", edited=True)


@pytest.mark.parametrize(
    ("posts", "chosen"),
    [
        ([SHORT, LONG], LONG),
        ([LONG, SCRIPT], LONG),
        ([LONG, CORRECTED, SCRIPT], CORRECTED),
        ([SCRIPT, ERRATUM], SCRIPT),
        ([SHORT, ERRATUM], SHORT),
        ([ERRATUM], ERRATUM),
    ],
)
def test_what_citizens_read_is_no_script_and_no_erratum_while_there_is_better(posts: list[Post], chosen: Post) -> None:
    assert speaking_post(posts) is chosen
