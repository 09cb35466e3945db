"""`loa correct` in a home: a proposal in words, decided by its mark, by those whose unit it is."""

import pytest

from distributor.models import CorrectionState, Post, PostState, Role
from tests.commands.office import Office, commands, office
from tests.web.desk_cases import COMMUNE, LOGINS
from tests.web.province import LOGIN

__all__ = ["commands", "office"]


def test_what_waits_is_listed_and_shown_line_by_line(office: Office) -> None:
    assert "Quyết định số 31/2026/QĐ-UBND về hạn mức giao đất ở" in office.loa("correct").out
    said = office.correct().out
    assert "Nguồn đã sửa nội dung sau khi đăng. Tình trạng: chờ quyết định." in said
    assert f"Bài {office.desk.edited} trên Facebook" in said
    assert "− Từ 07/12/2026, đất ở tại phường được tách thửa" in said
    assert "còn ít nhất 90 m²." in said
    assert f"Đồng ý: loa correct {office.desk.corrected_item} --approve {office.mark()} --by TÊN_ĐĂNG_NHẬP" in said


def test_approved_and_what_people_do_by_hand_recorded(office: Office) -> None:
    assert office.correct("--approve", office.mark(), "--by", LOGIN).code == 0
    assert office.state() is CorrectionState.APPROVED
    said = office.correct().out
    assert f"{LOGIN} quyết định lúc" in said
    assert f"loa correct --done {office.desk.by_hand} --by TÊN_ĐĂNG_NHẬP" in said
    recorded = office.loa("correct", "--done", office.desk.by_hand, "--by", LOGIN)
    assert recorded.out == f"{LOGIN} đã sửa bài bằng tay.\n"
    with office.database.read() as session:
        assert session.get_one(Post, office.desk.by_hand).state is PostState.EDITED
    assert "--done" not in office.correct().out


def test_dismissed_nothing_is_changed(office: Office) -> None:
    assert office.correct("--dismiss", "--by", LOGIN).code == 0
    assert office.state() is CorrectionState.DISMISSED


def test_our_own_error_is_proposed_without_a_worker(office: Office) -> None:
    said = office.correct("--wrong", "50 m²", "--right", "55 m²", "--by", LOGINS[Role.AUTHOR])
    assert said.code == 0, said.said
    assert "«50 m²» → «55 m²»" in said.out
    found = office.correct("--json").object
    assert (found["cause"], found["state"], len(found["steps"])) == ("ours", CorrectionState.PROPOSED, 2)


@pytest.mark.parametrize(
    ("arguments", "by", "said"),
    [
        (("--approve", "0" * 12), LOGIN, "đã khác với điều được xem"),
        (("--dismiss",), LOGINS[Role.AUTHOR], "không có quyền này. Người có quyền: người duyệt, quản trị viên."),
        (("--dismiss",), COMMUNE, "Không có tin số"),
        (("--wrong", "50 m²", "--right", "55 m²"), COMMUNE, "Không có tin số"),
        (("--dismiss",), "", "Không có cán bộ «»"),
    ],
)
def test_who_may_not_or_has_not_seen_it_decides_nothing(
    office: Office, arguments: tuple[str, ...], by: str, said: str
) -> None:
    answer = office.correct(*arguments, "--by", by)
    assert answer.code == 1
    assert said in answer.err
    assert office.state() is CorrectionState.PROPOSED
    assert "55 m²" not in office.correct().out


def test_posts_of_another_unit_are_not_there_for_a_commune(office: Office) -> None:
    """Every decision about one post asks whose it is."""
    post = office.desk.facebook
    for arguments in (
        ("approve", post, "--seen", "0" * 12),
        ("skip", post, "--reason", "Trùng."),
        ("handover", office.desk.manual, "--done", "https://www.tiktok.com/@mau/video/7"),
        ("correct", "--done", office.desk.by_hand),
    ):
        answer = office.loa(*arguments, "--by", COMMUNE)
        assert (answer.code, "Không có bài đăng số" in answer.err) == (1, True), answer.said
    assert "Không có nội dung số" in office.loa("take", office.desk.item, "--by", COMMUNE).err
    assert "Không có tin số" in office.loa("answer", office.desk.item, "--kind", "new_law", "--by", COMMUNE).err


def test_an_item_without_a_proposal_says_how_to_make_one(office: Office) -> None:
    assert "thêm --wrong «…» --right «…»" in office.loa("correct", office.desk.item).err
    assert "Không có tin số 99999" in office.loa("correct", 99999).err
