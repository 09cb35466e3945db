"""`loa correct`: what was said and is no longer true, or never was, put right on every channel by one decision.

1. Loa proposes, when the source revises or withdraws an item that is out; for our own error a person does (`--wrong`, `--right`).
2. A person looks at the proposal, may choose another way for a post (`--choose POST=WAY`), and decides it by naming its mark
   (`--approve MARK`, or `--dismiss`).
3. Where no program can do it, a person does, and records that (`--done POST`, with `--gone` where the post was taken away).
"""

from difflib import ndiff

from sqlmodel import Session, col, select

from commands.guard import show
from commands.home import existing_database
from distributor.clock import SystemClock, vietnam_time
from distributor.compose.erratum import Erratum
from distributor.correct.choose import choose_way
from distributor.correct.desk import Desk
from distributor.correct.propose import report_error
from distributor.correct.store import approve_correction, dismiss_correction, record_by_hand
from distributor.correct.words import CAUSE_WORDS
from distributor.errors import LoaError
from distributor.labels import state_label
from distributor.media.store import MediaStore
from distributor.models import Correction, CorrectionAct, CorrectionState, Item, StepState
from distributor.report.correction_desk import CorrectionView, StepView, corrections_of_item
from distributor.settings import Settings, load_settings
from distributor.staff.deeds import actor_named
from distributor.vault import open_vault


def correct(
    item: int | None,
    *,
    approve: str,
    dismiss: bool,
    wrong: str,
    right: str,
    choose: str,
    done: int | None,
    gone: bool,
    by: str,
    as_json: bool,
) -> int:
    """One of: list, show, propose, choose a way, approve, dismiss, record. Raises LoaError."""
    settings = load_settings()
    if done is not None:
        return _record(settings, done, gone=gone, by=by, as_json=as_json)
    if item is None:
        return _list(settings, as_json=as_json)
    touched: list[int] = []
    if right or wrong:
        touched = _propose(settings, item, Erratum(wrong, right), by)
    elif choose:
        touched = [_choose(settings, item, choose, by)]
    elif approve or dismiss:
        touched = [_decide(settings, item, approve, by)]
    with existing_database(settings) as database, database.read() as session:
        first, *others = _asked_about(session, settings, item, touched)
    if as_json:
        show({**_object(first), "others": [_object(other) for other in others]})
    else:
        print("\n\n".join(_in_words(each, names_unit=bool(others)) for each in (first, *others)))
    return 0


def _propose(settings: Settings, item_id: int, erratum: Erratum, by: str) -> list[int]:
    clock = SystemClock()
    with existing_database(settings) as database:
        with database.read() as session:
            actor = actor_named(session, by, clock.now())
        with Desk(settings, database, clock, open_vault(settings.home, database=database)) as desk:
            return report_error(desk, actor, item_id, desk.making(), erratum)


def _choose(settings: Settings, item_id: int, choose: str, by: str) -> int:
    """`POST=WAY`, before the decision. The correction that it stands in."""
    number, _sign, act = choose.partition("=")
    if not number.isdecimal() or not act:
        raise LoaError("Ghi --choose BÀI=CÁCH, chẳng hạn --choose 12=erratum. Số bài và các cách hiện khi xem đề nghị.")
    with existing_database(settings) as database, database.write() as session:
        actor = actor_named(session, by, SystemClock().now())
        return choose_way(session, actor, item_id, act, post_id=int(number)).correction_id


def _decide(settings: Settings, item_id: int, approve: str, by: str) -> int:
    with existing_database(settings) as database, database.write() as session:
        actor = actor_named(session, by, SystemClock().now())
        if approve:
            return approve_correction(session, actor, item_id, seen=approve).id or 0
        return dismiss_correction(session, actor, item_id).id or 0


def _record(settings: Settings, post_id: int, *, gone: bool, by: str, as_json: bool) -> int:
    with existing_database(settings) as database, database.write() as session:
        actor = actor_named(session, by, SystemClock().now())
        step = record_by_hand(session, actor, post_id, taken_away=gone)
        facts = {"post": post_id, "state": step.state, "message": step.reason, "by": actor.login}
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


def _asked_about(session: Session, settings: Settings, item_id: int, touched: list[int]) -> list[CorrectionView]:
    """Return what was just proposed or decided; else what waits for a decision; else the newest; newest first."""
    if session.get(Item, item_id) is None:
        raise LoaError(f"Không có tin số {item_id}. Xem số của tin ở trang Tổng quan.")
    found = corrections_of_item(session, item_id, None, MediaStore(settings.media_folder).path_of)
    if not found:
        raise LoaError(
            f"Tin {item_id} không có đề nghị đính chính nào. Nếu bài đăng của ta sai: thêm --wrong «…» --right «…»."
        )
    return [each for each in found if (each.id in touched if touched else each.waits)] or found[:1]


def _object(found: CorrectionView) -> dict[str, object]:
    return {
        "item": found.item_id,
        "unit": found.unit,
        "title": found.title,
        "cause": found.cause,
        "state": found.state,
        "wrong": found.wrong,
        "right": found.right,
        "changes": list(found.changes),
        "mark": found.mark,
        "decided_by": found.decided_by,
        "decided_at": vietnam_time(found.decided_at) if found.decided_at else "",
        "steps": [_step(step) for step in found.steps],
    }


def _step(step: StepView) -> dict[str, object]:
    new = step.new_post
    return {
        "post": step.post_id,
        "channel": step.channel,
        "account": step.account,
        "act": step.act,
        "waiting": step.waiting,
        "held": step.held,
        "ways": {way.act: way.problem for way in step.ways},
        "state": step.state,
        "reason": step.reason,
        "post_state": step.post_state,
        "old_text": step.old_text,
        "new_text": step.new_text,
        "new_picture": step.new_picture.alt_text if step.new_picture else "",
        "erratum": new.id if new else None,
        "erratum_state": new.state if new else None,
        "erratum_reason": new.reason if new else "",
        "erratum_url": new.url if new else "",
    }


def _in_words(found: CorrectionView, *, names_unit: bool) -> str:
    cause = f"{found.cause_label} «{found.wrong}» → «{found.right}»." if found.right else found.cause_label
    standing = [cause, *(f"{change}." for change in found.changes), f"Tình trạng: {found.state_label}."]
    if found.decided_at:
        standing.append(f"{found.decided_by} quyết định lúc {vietnam_time(found.decided_at)}.")
    lines = [f"«{found.title}»", *([f"Bài của {found.unit}."] if names_unit else []), " ".join(standing)]
    for step in found.steps:
        lines += [
            "",
            f"Bài {step.post_id} trên {step.channel_label} ({step.account}), {state_label(step.post_state).lower()}: "
            f"{step.act_label.upper()} – {step.state_label}. {step.reason}",
            *(["  Bài được giữ lại, không đăng, cho tới khi có quyết định."] if step.held else []),
            *_new_words(step),
            *_ways(step),
        ]
        if step.needs_hands:
            recorded = f"loa correct --done {step.post_id} --by TÊN_ĐĂNG_NHẬP"
            lines.append(f"  Làm xong, ghi nhận: {recorded} (thêm --gone nếu đã gỡ bài)")
    if found.waits:
        lines += [
            "",
            f"Đồng ý: loa correct {found.item_id} --approve {found.mark} --by TÊN_ĐĂNG_NHẬP",
            f"Giữ nguyên các bài: loa correct {found.item_id} --dismiss --by TÊN_ĐĂNG_NHẬP",
        ]
    return "\n".join(lines)


def _ways(step: StepView) -> list[str]:
    """Return what else may be chosen, and how."""
    others = [way for way in step.ways if not way.chosen]
    if not others:
        return []
    said = "; ".join(f"{way.act} ({way.problem or way.label})" for way in others)
    return [f"  Cách khác (--choose {step.post_id}=CÁCH): {said}"]


def _new_words(step: StepView) -> list[str]:
    """Return what would be said, line by line against what is said now; once it is done, what came of it."""
    if step.state == StepState.DONE:
        new = step.new_post
        if new is None:
            return []
        came = [f"Bài mới số {new.id}: {state_label(new.state).lower()}", new.reason, new.url]
        return ["  " + " – ".join(part for part in came if part)]
    if not step.new_text:
        return []
    old = [] if step.act == CorrectionAct.ERRATUM else step.old_text.split("\n")
    compared = ndiff(old, step.new_text.split("\n"))
    marks = {"  ": "│", "+ ": "+", "- ": "−"} if old else {"+ ": "│"}
    heading = "Nội dung mới (+ thêm, − bỏ):" if old else "Nội dung mới:"
    lines = [f"  {marks[line[:2]]} {line[2:]}" for line in compared if line[:2] in marks]
    if step.new_picture:
        lines.append(f"  Ảnh mới: {step.new_picture.alt_text}")
    return [f"  {heading}", *lines]
