"""Who may decide what: one table, role × action. The console and the command line both ask here."""

from sqlmodel import Session, col, select

from distributor.errors import LoaError
from distributor.models import Role, Staff

EVERYBODY = frozenset(Role)
ADMINISTERS = frozenset({Role.ADMINISTRATOR})
WRITES = frozenset({Role.AUTHOR, Role.APPROVER, Role.ADMINISTRATOR})
ANSWERS = frozenset({Role.APPROVER, Role.ADMINISTRATOR})

MAY: dict[str, frozenset[Role]] = {
    "approve": ANSWERS,
    "hold": ANSWERS,
    "lift": ANSWERS,
    "take": ANSWERS,
    "connect": ANSWERS,
    "correct": ANSWERS,
    "propose": WRITES,
    "resolve": WRITES,
    "retry": WRITES,
    "redo": WRITES,
    "edit": WRITES,
    "write": WRITES,
    "answer": WRITES,
    "paste": WRITES,
    "hand_over": WRITES,
    "skip": WRITES,
    "restore": WRITES,
    "recall": WRITES,
    "cancel": WRITES,
    "move": WRITES,
    # Plans, starts, pauses, ends.
    "campaign": WRITES,
    # A yes by rule.
    "standing": ANSWERS,
    # Not enough by itself: the unit's spokesperson, or a delegate, answers (`distributor.cases.speakers`).
    "reply": WRITES,
    "handle_case": WRITES,
    "save_reply": WRITES,
    "name_speaker": frozenset({Role.ADMINISTRATOR}),
    "check": WRITES,
    "pause": ANSWERS,
    "configure": ANSWERS,
    "audience": ANSWERS,
    "see_number": frozenset({Role.ADMINISTRATOR}),
    "import": WRITES,
    "people": ADMINISTERS,
    "units": ADMINISTERS,
    "settings": ADMINISTERS,
    "keys": ADMINISTERS,
    "see_log": ANSWERS,
    "webhook": ADMINISTERS,
}
"""`take` sends on what was held back, so it wants the same yes as an approval. `restore`: a post that was skipped is reviewed
again; `recall`: one that was approved waits again. Whoever is signed in may look."""


class NotAllowed(LoaError):
    """This person's role does not reach so far."""


def person_who_may(session: Session, login: str, action: str) -> Staff:
    """Who decides, by login. Raises LoaError if there is nobody of that name, or their role does not reach so far."""
    staff = session.exec(select(Staff).where(Staff.login == login, col(Staff.disabled).is_(False))).first()
    if staff is None:
        raise LoaError(f"Không có cán bộ «{login}». Quyết định phải mang tên một cán bộ đang hoạt động (--by).")
    require(staff, action)
    return staff


def may(staff: Staff, action: str) -> bool:
    return staff.role in MAY[action]


def require(staff: Staff, action: str) -> None:
    """Raises NotAllowed, naming who may."""
    if not may(staff, action):
        wanted = ", ".join(ROLE_LABELS[role] for role in Role if role in MAY[action])
        raise NotAllowed(
            f"{staff.full_name} ({ROLE_LABELS[Role(staff.role)]}) không có quyền này. Người có quyền: {wanted}."
        )


ROLE_LABELS: dict[Role, str] = {
    Role.VIEWER: "người xem",
    Role.AUTHOR: "người soạn",
    Role.APPROVER: "người duyệt",
    Role.ADMINISTRATOR: "quản trị viên",
}
