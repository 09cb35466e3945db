"""Tập làm: in a home of sample data, the tasks of a person's own role, each told as done by what the log of actions says of them.

Nothing is made up for it: a task is the real thing on the real screen, and the demo province is the place where it harms nobody.
"""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from distributor.report.audit_log import last_done
from distributor.staff.permissions import may
from web.flash import page_for
from web.language import mark
from web.people import SignedIn
from web.surroundings import Around

router = APIRouter()
PATH = "/tap-lam"
LATELY = timedelta(hours=24)
"""What was done longer ago counts no more, so that tomorrow's class begins anew."""


@dataclass(frozen=True)
class TrainingTask:
    """`right`: who lacks it has no such task. `actions`: as the log calls them; all of them make it done. `path`: its screen."""

    right: str
    actions: tuple[str, ...]
    path: str
    title: str
    how: str


TASKS = (
    TrainingTask(
        "approve",
        ("approve",),
        "/cho-duyet",
        mark("Duyệt một bài"),
        mark(
            "Đọc ảnh và lời của từng kênh, so với trích dẫn, rồi bấm «Duyệt». Trong một phút còn bấm «Rút lại lượt duyệt» được."
        ),
    ),
    TrainingTask(
        "return",
        ("return",),
        "/cho-duyet",
        mark("Trả lại một bài kèm lý do"),
        mark("Mở một bài đang chờ, bấm «Trả lại» và viết điều cần sửa. Người soạn thấy lý do ngay trên bài."),
    ),
    TrainingTask(
        "edit",
        ("edit",),
        "/cho-duyet",
        mark("Sửa lời một bài trước khi đăng"),
        mark("Mở một bài chưa đăng, bấm «Sửa bài này», đổi một câu và lưu. Bài được kiểm tra lại và chờ duyệt lại."),
    ),
    TrainingTask(
        "write",
        ("write",),
        "/bai-moi",
        mark("Tự soạn một bài"),
        mark("Viết lời, thêm ảnh và mô tả ảnh, chọn hai kênh và giờ đăng rồi bấm «Tạo bài và chờ duyệt»."),
    ),
    TrainingTask(
        "move",
        ("move",),
        "/lich",
        mark("Dời giờ một bài trong lịch"),
        mark("Trong Lịch, chọn một bài đã lên lịch và đổi sang giờ khác. Giờ ban đêm không được nhận."),
    ),
    TrainingTask(
        "campaign",
        ("campaign.create", "campaign.start"),
        "/chien-dich/moi",
        mark("Lập và bắt đầu một chiến dịch"),
        mark("Trả lời năm câu hỏi, xem giờ của từng bài, lưu, rồi bấm «Bắt đầu»."),
    ),
    TrainingTask(
        "correct",
        ("correct",),
        "/dinh-chinh",
        mark("Sửa sai một bài đã đăng"),
        mark(
            "Mở bài đã đăng, bấm «Sửa sai», ghi điều sai và điều đúng; xem trước và sau trên mọi kênh rồi quyết định một lần."
        ),
    ),
    TrainingTask(
        "handle_case",
        ("case.reply",),
        "/can-phan-hoi",
        mark("Trả lời một người dân"),
        mark("Mở một câu hỏi, bấm «Nhận việc này», viết câu trả lời có căn cứ. Chỉ người phát ngôn mới gửi đi được."),
    ),
    TrainingTask(
        "hold",
        ("hold", "lift"),
        "/tam-dung",
        mark("Tạm dừng mọi bài rồi cho chạy lại"),
        mark("Đặt một lệnh tạm dừng có lý do, xem bài đến giờ đứng chờ, rồi bấm «Bỏ tạm dừng». Không bài nào mất."),
    ),
    TrainingTask(
        "word",
        ("wording.propose",),
        "/mau-bai",
        mark("Đề nghị lời mới cho một mẫu"),
        mark("Chọn một mẫu, bấm «Sửa lời», thử trên một tin thật rồi gửi duyệt."),
    ),
)


@router.get(PATH)
def show_tasks(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    """404 in a real home: there everything is in earnest."""
    if not around.settings.values.sandbox:
        raise HTTPException(404)
    tasks = [task for task in TASKS if may(person.staff, task.right)]
    actions = {action for task in tasks for action in task.actions}
    with around.database.read() as session:
        done = last_done(session, person.staff.login, actions, around.clock.now() - LATELY)
    told = [
        (task, max(done[one] for one in task.actions) if done.keys() >= set(task.actions) else None) for task in tasks
    ]
    values = {"tasks": told, "done": sum(at is not None for _task, at in told)}
    return page_for(request, around, person, "training.html", values)
