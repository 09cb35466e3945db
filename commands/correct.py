"""`loa correct`: what was said and is no longer true, or never was, put right on every channel by one decision.

1. Loa proposes, when the source revises or withdraws an item that is out; for our own error a person does (`--wrong`, `--right`).
2. A person looks at the proposal, and decides it by naming its mark (`--approve MARK`, or `--dismiss`).
3. Where no program can do it, a person does, and records that (`--done POST`, with `--gone` where the post was taken away).
"""

from difflib import ndiff

from sqlmodel import Session, col, select

from commands.guard import show
from commands.home import existing_database, opened_runtime
from distributor.clock import SystemClock, vietnam_time
from distributor.compose.erratum import Erratum
from distributor.correct.pictures import PICTURE
from distributor.correct.store import (
    MARK,
    approve_correction,
    dismiss_correction,
    mark_of,
    newest_correction,
    record_by_hand,
    steps_of,
)
from distributor.correct.words import ACT_WORDS, CAUSE_WORDS, CORRECTION_WORDS, STEP_WORDS
from distributor.errors import LoaError
from distributor.models import (
    Account,
    Act,
    Correction,
    CorrectionCause,
    CorrectionState,
    CorrectionStep,
    Item,
    Post,
    Revision,
    StepState,
)
from distributor.report.words import channel_label, state_label
from distributor.settings import Settings, load_settings
from distributor.staff.permissions import person_who_may

NEW_WORDS = (Act.EDIT, Act.REPLACE, Act.ERRATUM, Act.BY_HAND)


def correct(
    item: int | None,
    *,
    approve: str,
    dismiss: bool,
    wrong: str,
    right: str,
    done: int | None,
    gone: bool,
    by: str,
    as_json: bool,
) -> int:
    """One of: list, show, propose, approve, dismiss, record. Raises LoaError."""
    settings = load_settings()
    if done is not None:
        return _record(settings, done, gone=gone, by=by, as_json=as_json)
    if item is None:
        return _list(settings, as_json=as_json)
    if right or wrong:
        _propose(settings, item, Erratum(wrong, right), by)
    elif approve or dismiss:
        _decide(settings, item, approve, by)
    with existing_database(settings) as database, database.read() as session:
        found = _object(session, item)
    if as_json:
        show(found)
    else:
        print(_in_words(found))
    return 0


def _propose(settings: Settings, item_id: int, erratum: Erratum, by: str) -> None:
    from dispatch.steps import making_of
    from distributor.correct.propose import propose_correction

    with opened_runtime(settings) as runtime:
        with runtime.database.read() as session:
            person_who_may(session, by, "propose")
            _item(session, item_id)
        if propose_correction(runtime.carrier, item_id, making_of(runtime), erratum=erratum) is None:
            raise LoaError(f"Tin {item_id} chưa có bài nào đã đăng, nên không có gì để đính chính.")


def _decide(settings: Settings, item_id: int, approve: str, by: str) -> None:
    with existing_database(settings) as database, database.write() as session:
        staff = person_who_may(session, by, "correct")
        now = SystemClock().now()
        if approve:
            approve_correction(session, item_id, staff, seen=approve, now=now)
        else:
            dismiss_correction(session, item_id, staff, now=now)


def _record(settings: Settings, post_id: int, *, gone: bool, by: str, as_json: bool) -> int:
    with existing_database(settings) as database, database.write() as session:
        staff = person_who_may(session, by, "hand_over")
        step = record_by_hand(session, post_id, staff, taken_away=gone, now=SystemClock().now())
        facts = {"post": post_id, "state": step.state, "message": step.reason, "by": staff.login}
    if as_json:
        show(facts)
    else:
        print(facts["message"])
    return 0


def _list(settings: Settings, *, as_json: bool) -> int:
    with existing_database(settings) as database, database.read() as session:
        rows = session.exec(
            select(Correction, Item)
            .join(Item, col(Item.id) == col(Correction.item_id))
            .where(Correction.state == CorrectionState.PROPOSED)
            .order_by(col(Correction.id))
        ).all()
    waiting = [{"item": item.id, "title": item.title, "cause": correction.cause} for correction, item in rows]
    if as_json:
        show({"waiting": waiting})
    elif not waiting:
        print("Không có đề nghị đính chính nào chờ quyết định.")
    else:
        for correction, item in rows:
            print(f"{item.id:>6}  {CAUSE_WORDS[correction.cause]} «{item.title}»")
    return 0


def _item(session: Session, item_id: int) -> Item:
    item = session.get(Item, item_id)
    if item is None:
        raise LoaError(f"Không có tin số {item_id}. Xem số của tin ở trang Tổng quan.")
    return item


def _object(session: Session, item_id: int) -> dict[str, object]:
    item = _item(session, item_id)
    correction = newest_correction(session, item_id)
    if correction is None:
        raise LoaError(
            f"Tin {item_id} không có đề nghị đính chính nào. Nếu bài đăng của ta sai: thêm --wrong «…» --right «…»."
        )
    steps = steps_of(session, correction.id)
    return {
        "item": item_id,
        "title": item.title,
        "cause": correction.cause,
        "state": correction.state,
        "wrong": correction.wrong,
        "right": correction.right,
        "changes": _changes(session, correction),
        "mark": mark_of(steps)[:MARK],
        "decided_by": correction.decided_by,
        "decided_at": vietnam_time(correction.decided_at) if correction.decided_at else "",
        "steps": [_step(session, step) for step in steps],
    }


def _changes(session: Session, correction: Correction) -> list[str]:
    """What the source changed, in words."""
    if correction.cause is CorrectionCause.OURS:
        return []
    asked = select(Revision.changes).where(Revision.item_id == correction.item_id, Revision.number == correction.round)
    return list(session.exec(asked).first() or ())


def _step(session: Session, step: CorrectionStep) -> dict[str, object]:
    post, account = session.get_one(Post, step.post_id), session.get_one(Account, step.account_id)
    new = session.get_one(Post, step.erratum_id) if step.erratum_id is not None else None
    return {
        "post": step.post_id,
        "channel": account.channel,
        "account": account.name,
        "act": step.act,
        "state": step.state,
        "reason": step.reason,
        "post_state": post.state,
        "old_text": post.text,
        "new_text": step.text if step.act in NEW_WORDS else "",
        "new_picture": step.settings[PICTURE]["alt_text"] if PICTURE in step.settings else "",
        "erratum": step.erratum_id,
        "erratum_state": new.state if new is not None else None,
        "erratum_reason": new.reason if new is not None else "",
        "erratum_url": new.external_url if new is not None else "",
    }


def _in_words(found: dict[str, object]) -> str:
    steps = found["steps"]
    assert isinstance(steps, list)  # noqa: S101 - as made above
    cause, state = _cause_in_words(found), CORRECTION_WORDS[CorrectionState(str(found["state"]))]
    changes = found["changes"]
    assert isinstance(changes, list)  # noqa: S101 - as made above
    lines = [f"«{found['title']}»", " ".join([cause, *(f"{change}." for change in changes), f"Tình trạng: {state}."])]
    if found["decided_by"]:
        lines[-1] += f" {found['decided_by']} quyết định lúc {found['decided_at']}."
    for step in steps:
        label = channel_label(str(step["channel"]))
        act, stands = ACT_WORDS[Act(step["act"])], STEP_WORDS[StepState(step["state"])]
        lines += [
            "",
            f"Bài {step['post']} trên {label} ({step['account']}), {state_label(step['post_state']).lower()}: "
            f"{act.upper()} – {stands}. {step['reason']}",
        ]
        lines += _new_words(step)
        by_hand = step["act"] == Act.BY_HAND and step["state"] == StepState.WAITING
        if by_hand or step["state"] == StepState.FAILED:
            recorded = f"loa correct --done {step['post']} --by TÊN_ĐĂNG_NHẬP"
            lines.append(f"  Làm xong, ghi nhận: {recorded} (thêm --gone nếu đã gỡ bài)")
    if found["state"] == CorrectionState.PROPOSED:
        lines += [
            "",
            f"Đồng ý: loa correct {found['item']} --approve {found['mark']} --by TÊN_ĐĂNG_NHẬP",
            f"Giữ nguyên các bài: loa correct {found['item']} --dismiss --by TÊN_ĐĂNG_NHẬP",
        ]
    return "\n".join(lines)


def _new_words(step: dict[str, object]) -> list[str]:
    """What would be said, line by line against what is said now; once it is done, what came of it."""
    if step["state"] == StepState.DONE:
        if step["erratum"] is None:
            return []
        came = [f"Bài mới số {step['erratum']}: {state_label(str(step['erratum_state'])).lower()}"]
        return [
            "  " + " – ".join([*came, *(str(step[name]) for name in ("erratum_reason", "erratum_url") if step[name])])
        ]
    if not step["new_text"]:
        return []
    old = [] if step["act"] == Act.ERRATUM else str(step["old_text"]).split("\n")
    compared = ndiff(old, str(step["new_text"]).split("\n"))
    marks = {"  ": "│", "+ ": "+", "- ": "−"} if old else {"+ ": "│"}
    heading = "Nội dung mới (+ thêm, − bỏ):" if old else "Nội dung mới:"
    lines = [f"  {marks[line[:2]]} {line[2:]}" for line in compared if line[:2] in marks]
    if step["new_picture"]:
        lines.append(f"  Ảnh mới: {step['new_picture']}")
    return [f"  {heading}", *lines]


def _cause_in_words(found: dict[str, object]) -> str:
    words = CAUSE_WORDS[CorrectionCause(str(found["cause"]))]
    return f"{words} «{found['wrong']}» → «{found['right']}»." if found["right"] else words
