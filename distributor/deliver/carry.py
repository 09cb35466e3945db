"""Carrying one claimed post, step by step: read, mark, call, record. No transaction is open during a call.

1. Read the post; check that it is what was approved, and that the bytes of its pictures are too.
2. Before each step store what the adapter must remember; before an irreversible one commit the mark `calling`, durably.
3. Perform the step under a total deadline that is shorter than the lease.
4. Record the answer. A claim that was lost meanwhile records nothing but a late "published".
"""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

import structlog
from sqlmodel import Session

from channels.base import ChannelSpec, Next, Published, Slows
from channels.errors import AuthExpired, ChannelError, Misconfigured
from channels.registry import OpenedAccount, spec_of
from distributor.deliver.accounts import refresh_credentials
from distributor.deliver.claim import Claim, NothingToClaim, claim_next
from distributor.deliver.decide import Decision, Situation, decide_error
from distributor.deliver.record import (
    AttemptResult,
    ForeignReceipt,
    record_decision,
    record_known,
    record_published,
    record_waiting,
    rest_account,
    restored_step,
    store_progress,
)
from distributor.logs import fault_of
from distributor.models import PostState
from distributor.notices import open_notice
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.post import Loaded, load_outgoing, seen_at
from distributor.work.claims import ClaimLost

log = structlog.get_logger()

LATE_ANSWER = "Nền tảng xác nhận muộn rằng bài đã đăng."


@dataclass
class _Walk:
    """How far the carrying of one post has come. `called`: the mark `calling` stands for the step in hand.

    `moved_on`: steps were performed since the claim, so that what fails now is no repetition of what failed before.
    `published`: one of them may have made the post public.
    """

    loaded: Loaded | None = None
    step: Next = field(default_factory=lambda: Next(progress={}))
    called: bool = False
    moved_on: bool = False
    published: bool = False

    @property
    def step_name(self) -> str:
        return str(self.step.progress.get("step", ""))


class BeginsBroadcast(Protocol):
    """Turns a claimed post of a channel that writes to people one by one into its broadcast (`broadcast.posting`)."""

    def __call__(self, session: Session, claim: Claim, *, now: datetime) -> None: ...


def carry_next(
    carrier: Carrier, account_id: int, spec: ChannelSpec, begin_broadcast: BeginsBroadcast | None = None
) -> bool:
    """Claim and carry the account's next due post. False when there is nothing to do now."""
    token = ""
    try:
        with carrier.database.write() as session:
            claim = claim_next(
                session,
                account_id=account_id,
                spec=spec,
                incarnation_id=carrier.incarnation.id,
                lease_s=carrier.settings.values.lease,
                now=carrier.clock.now(),
                channel_in_flight=carrier.channel_in_flight,
            )
            if isinstance(claim, NothingToClaim):
                return False
            # Before the commit: no judge may ever see the claim without seeing that somebody here acts on it.
            token = claim.token
            carrier.in_flight.add(token)
        carry(carrier, claim, spec, begin_broadcast)
    finally:
        carrier.in_flight.discard(token)
    return True


def carry(carrier: Carrier, claim: Claim, spec: ChannelSpec, begin_broadcast: BeginsBroadcast | None = None) -> None:
    """Carry a claimed post as far as it goes now, and record where that is."""
    walk = _Walk()
    try:
        with carrier.database.read() as session:
            walk.loaded = load_outgoing(session, claim.post_id, carrier.media_path)
        # What the platform may show already is gone on with: it can only be put right afterwards.
        if not claim.under_way and (mismatch := _content_mismatch(walk.loaded)):
            _return_to_review(carrier, claim, walk, mismatch)
        else:
            _walk_steps(carrier, claim, walk, walk.loaded, begin_broadcast)
    except ClaimLost:
        log.warning("claim lost", post=claim.post_id, step=walk.step_name)
    except ForeignReceipt as error:
        _record(carrier, claim, walk, _foreign(str(error)), AttemptResult(walk.step_name, "ForeignReceipt"))
    except Exception as error:
        _record_error(carrier, claim, walk, error, spec)


def _walk_steps(
    carrier: Carrier, claim: Claim, walk: _Walk, loaded: Loaded, begin_broadcast: BeginsBroadcast | None
) -> None:
    opened = carrier.open(loaded.account)
    try:
        if not claim.under_way and (problems := opened.adapter.check(loaded.outgoing)):
            raise Misconfigured("; ".join(problem.message for problem in problems))
        if not spec_of(loaded.account.channel).broadcasts:
            _perform(carrier, claim, walk, loaded, opened)
        elif begin_broadcast is None:
            raise Misconfigured("Tiến trình này không gửi tin nhắn SMS. Hãy khởi động Loa bằng `loa up`.")
        else:
            with carrier.database.write() as session:
                begin_broadcast(session, claim, now=carrier.clock.now())
    finally:
        _heed_limits(carrier, claim.account_id, opened)


def _perform(carrier: Carrier, claim: Claim, walk: _Walk, loaded: Loaded, opened: OpenedAccount) -> None:
    post = loaded.outgoing
    answer: Next | Published = restored_step(claim.progress) or opened.adapter.begin(post)
    while isinstance(answer, Next):
        # `called` stays until the next mark or step is committed: what failed in between must not repeat the last call.
        walk.step = answer
        if answer.after > 0 or answer.waits_for or (walk.moved_on and carrier.stopping.is_set()):
            waiting = AttemptResult(walk.step_name, "next")
            with carrier.database.write() as session:
                record_waiting(session, claim, answer, now=carrier.clock.now(), answer=waiting)
            return
        _store(carrier, claim, walk)
        with opened.transport.deadline(claim.limits.call_deadline_s):
            answer = opened.adapter.advance(post, walk.step.progress)
        walk.moved_on |= isinstance(answer, Next) and answer.progress != walk.step.progress
        walk.published |= walk.called
    _record_published(carrier, claim, walk, seen_at(loaded.account, answer))


def _heed_limits(carrier: Carrier, account_id: int, opened: OpenedAccount) -> None:
    """Where the platform says that calls grow scarce the account rests, before it is told to."""
    if isinstance(opened.adapter, Slows) and (rest := opened.adapter.rest()) is not None:
        with carrier.database.write() as session:
            rest_account(session, account_id, rest.until, rest.reason)


def _record_published(carrier: Carrier, claim: Claim, walk: _Walk, published: Published) -> None:
    """The platform has it. If the claim was taken from us meanwhile, that still counts unless somebody sends it again."""
    try:
        with carrier.database.write() as session:
            record_published(
                session, claim, published, AttemptResult(walk.step_name, "published"), now=carrier.clock.now()
            )
    except ClaimLost:
        try:
            with carrier.database.write() as session:
                record_known(
                    session, claim.post_id, published, now=carrier.clock.now(), reason=LATE_ANSWER, by_look=False
                )
        except ClaimLost:
            warn_of_second_post(carrier, claim.post_id, published.url)
            raise


def _store(carrier: Carrier, claim: Claim, walk: _Walk) -> None:
    """Commit what the adapter must remember; the mark before an irreversible step survives even a power cut."""
    database = carrier.database
    calling = walk.step.irreversible
    with database.write_durably() if calling else database.write() as session:
        store_progress(session, claim, walk.step, now=carrier.clock.now(), lease_s=claim.lease_s, calling=calling)
    walk.called = calling


def _content_mismatch(loaded: Loaded) -> str:
    """Why this is not what was approved; empty if it is. The claim has compared the hashes; here the content itself is."""
    if loaded.manifest.hash() != loaded.approved_hash:
        return "Nội dung đã thay đổi sau khi được duyệt; cần duyệt lại."
    post = loaded.outgoing
    covers = () if post.cover is None else (post.cover,)
    for file in (*post.media, *covers, *post.captions):
        try:
            with file.path.open("rb") as content:
                if hashlib.file_digest(content, "sha256").hexdigest() != file.sha256:
                    return f"Tệp {file.sha256[:12]}… đã bị thay đổi sau khi được duyệt; cần dựng lại và duyệt lại."
        except OSError:
            return f"Không đọc được tệp {file.sha256[:12]}…; cần dựng lại và duyệt lại."
    return ""


def _return_to_review(carrier: Carrier, claim: Claim, walk: _Walk, mismatch: str) -> None:
    decision = Decision(
        PostState.AWAITING_REVIEW, mismatch, None, counts_as_try=False, keep_progress=False, notice=mismatch
    )
    _record(carrier, claim, walk, decision, AttemptResult("", "changed", message=mismatch))


def _foreign(external_id: str) -> Decision:
    reason = f"Nền tảng trả về mã {external_id} của một bài khác. Cán bộ hãy kiểm tra trên nền tảng rồi quyết định."
    return Decision(PostState.UNKNOWN, reason, None, notice=reason)


def _record_error(carrier: Carrier, claim: Claim, walk: _Walk, error: Exception, spec: ChannelSpec) -> None:
    if walk.moved_on:
        # A long upload that goes on after each fault is not given up: this is the first try of this step.
        claim = replace(claim, tries=1)
    situation = Situation(
        post_id=claim.post_id,
        now=carrier.clock.now(),
        tries=claim.tries,
        max_tries=carrier.settings.values.max_tries,
        called=walk.called,
        lag_s=claim.limits.read_back_lag_s,
        throttle_wait_s=claim.limits.throttle_wait_s,
        has_read_back=spec.has_read_back,
        begun=claim.state_before is PostState.PROCESSING,
        under_way=claim.under_way or walk.published,
    )
    decision = decide_error(error, situation)
    if isinstance(error, ChannelError):
        answer = AttemptResult(walk.step_name, type(error).__name__, error.code, error.message, error.evidence)
    else:
        # Only its kind and place: its text, and the values around it, may hold what must not be logged.
        log.error("fault while carrying", post=claim.post_id, step=walk.step_name, **fault_of(error))
        answer = AttemptResult(walk.step_name, "fault", type(error).__name__, decision.reason)
    _record(carrier, claim, walk, decision, answer)
    if decision.refresh and isinstance(error, AuthExpired) and walk.loaded is not None:
        refresh_credentials(carrier, walk.loaded.account, error.message)


def _record(carrier: Carrier, claim: Claim, walk: _Walk, decision: Decision, answer: AttemptResult) -> None:
    try:
        with carrier.database.write() as session:
            record_decision(session, claim, decision, answer, now=carrier.clock.now())
    except ClaimLost:
        log.warning("claim lost", post=claim.post_id, step=walk.step_name, answer=answer.outcome)


def warn_of_second_post(carrier: Carrier, post_id: int, address: str) -> None:
    """The platform has the post, but it is being sent again at this moment: a person must look for a second one."""
    with carrier.database.write() as session:
        open_notice(
            session,
            kind="late_answer",
            subject=f"post:{post_id}",
            now=carrier.clock.now(),
            text=f"Nền tảng xác nhận muộn rằng bài đã đăng ({address}). Hãy kiểm tra xem có bài trùng không.",
        )
