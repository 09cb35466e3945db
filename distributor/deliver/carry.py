"""Carrying one claimed post, step by step: read, mark, call, record. No transaction is open during a call.

1. Read the post; check that it is what was approved, and that the bytes of its pictures are too.
2. Before each step store what the adapter must remember; before an irreversible one commit the mark `calling`, durably.
3. Perform the step under a total deadline that is shorter than the lease.
4. Record the answer. A claim that was lost meanwhile records nothing but a late "published".

`work.claims.carry` holds it together, as it does all claimed work; the claim and what is recorded are a post's own statements.
"""

import hashlib
import time
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy import ColumnElement
from sqlmodel import Session, select

from channels.base import ChannelSpec, Next, Published, Slows
from channels.connect import Ability
from channels.errors import AuthExpired, ChannelError, Misconfigured
from channels.registry import OpenedAccount, spec_of
from distributor.db import DATABASE_AWAY
from distributor.deliver.accounts import heed_losses, heed_refusal, refresh_credentials
from distributor.deliver.claim import Claim, NothingToClaim, claim_next
from distributor.deliver.decide import Decision, Situation, decide_error
from distributor.deliver.record import (
    AttemptResult,
    ForeignReceipt,
    code_in,
    record_decision,
    record_known,
    record_published,
    record_waiting,
    rest_account,
    restored_step,
    store_progress,
)
from distributor.journal import MARK, note
from distributor.logs import fault_of
from distributor.models import PostState, Receipt
from distributor.notices import open_notice
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.post import Loaded, load_outgoing, seen_at
from distributor.work.claims import ClaimedCall, ClaimLost, carry
from phrases import listed, phrase

log = structlog.get_logger()


@dataclass
class _Walk:
    """The progress of carrying one claimed post. `began`: by a clock that nobody sets. `called`: the mark `calling` stands for
    the step in hand.

    `moved_on`: steps were performed since the claim, so that what fails now is no repetition of what failed before.
    `published`: one of them may have made the post public.
    """

    claim: Claim
    loaded: Loaded | None = None
    opened: OpenedAccount | None = None
    step: Next = field(default_factory=lambda: Next(progress={}))
    began: float = field(default_factory=time.monotonic)
    called: bool = False
    moved_on: bool = False
    published: bool = False

    @property
    def token(self) -> str:
        return self.claim.token

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
    work = _Carrying(carrier, account_id, spec, begin_broadcast)
    tried = carry(work)
    if tried is not None and (walk := tried.held).opened is not None:
        _heed_limits(carrier, account_id, walk.opened)
        heed_losses(carrier, account_id, walk.opened)
    return tried is not None


class _Carrying(ClaimedCall[_Walk, Published | None]):
    """The account's next post, as far as it goes now. The answer: it is published; None where it waits, which is recorded."""

    def __init__(
        self, carrier: Carrier, account_id: int, spec: ChannelSpec, begin_broadcast: BeginsBroadcast | None
    ) -> None:
        super().__init__(carrier.database, carrier.clock, carrier.in_flight)
        self._carrier, self._account_id, self._spec = carrier, account_id, spec
        self._begin_broadcast = begin_broadcast

    def claim(self, session: Session, now: datetime, *which: ColumnElement[bool]) -> _Walk | None:  # noqa: ARG002
        claim = claim_next(
            session,
            account_id=self._account_id,
            spec=self._spec,
            incarnation_id=self._carrier.incarnation.id,
            lease_s=self._carrier.settings.values.lease,
            now=now,
            channel_in_flight=self._carrier.channel_in_flight,
        )
        return None if isinstance(claim, NothingToClaim) else _Walk(claim)

    def names(self, held: _Walk) -> dict[str, object]:
        claim = held.claim
        return {"post": claim.post_id, "account": claim.account_id, "attempt": claim.attempt_id}

    def call(self, held: _Walk) -> Published | None:
        carrier, claim = self._carrier, held.claim
        log.info("call", channel=self._spec.name, tries=claim.tries)
        carrier.watch.begun(claim.post_id, claim.account_id, claim.attempt_id, claim.tries)
        with carrier.database.read() as session:
            held.loaded = loaded = load_outgoing(session, claim.post_id, carrier.media_path)
        # What the platform may show already is gone on with: it can only be put right afterwards.
        if not claim.under_way and (mismatch := _content_mismatch(loaded)):
            _return_to_review(carrier, held, mismatch)
            return None
        held.opened = opened = carrier.open(loaded.account)
        if not claim.under_way and (problems := opened.adapter.check(loaded.outgoing)):
            raise Misconfigured(listed((problem.message for problem in problems), "; "))
        if not spec_of(loaded.account.channel).broadcasts:
            return _perform(carrier, held, loaded, opened)
        if self._begin_broadcast is None:
            raise Misconfigured(phrase("deliver.no-sms-here"))
        with carrier.database.write() as session:
            self._begin_broadcast(session, claim, now=carrier.clock.now())
        return None

    def succeeded(self, held: _Walk, answer: Published | None) -> None:
        try:
            if answer is not None:
                _record_published(self._carrier, held, answer)
        except ForeignReceipt as error:
            _record(self._carrier, held, _foreign(str(error)), AttemptResult(held.step_name, "ForeignReceipt"))
        except DATABASE_AWAY:
            raise  # and is recorded when it is back
        except Exception as error:  # it could not be written down: the platform may show it, and is asked
            log.error("fault while recording", post=held.claim.post_id, step=held.step_name, **fault_of(error))
            self.failed(held, error)
            return
        self._tell(held, "published" if answer is not None else "waits")

    def failed(self, held: _Walk, error: Exception) -> None:
        _record_error(self._carrier, held, error, self._spec)
        self._tell(held, "", error=type(error).__name__)

    def _tell(self, held: _Walk, result: str, *, error: str = "") -> None:
        self._carrier.watch.ended(held.claim.attempt_id, result, error, time.monotonic() - held.began)


def _perform(carrier: Carrier, walk: _Walk, loaded: Loaded, opened: OpenedAccount) -> Published | None:
    """Walk the steps. None: it goes on later, which is recorded."""
    claim, post = walk.claim, loaded.outgoing
    answer: Next | Published = restored_step(claim.progress) or opened.adapter.begin(post)
    while isinstance(answer, Next):
        # `called` stays until the next mark or step is committed: what failed in between must not repeat the last call.
        walk.step = answer
        if answer.after > 0 or answer.waits_for or (walk.moved_on and carrier.stopping.is_set()):
            waiting = AttemptResult(walk.step_name, "next")
            with carrier.database.write() as session:
                record_waiting(session, claim, answer, now=carrier.clock.now(), answer=waiting)
            return None
        _store(carrier, walk)
        log.info("step", step=walk.step_name)
        with opened.transport.deadline(claim.limits.call_deadline_s):
            answer = opened.adapter.advance(post, walk.step.progress)
        walk.moved_on |= isinstance(answer, Next) and answer.progress != walk.step.progress
        walk.published |= walk.called
    return seen_at(loaded.account, answer)


def _heed_limits(carrier: Carrier, account_id: int, opened: OpenedAccount) -> None:
    """Rest the account where the platform says that calls grow scarce, before it is told to."""
    if isinstance(opened.adapter, Slows) and (rest := opened.adapter.rest()) is not None:
        with carrier.database.write() as session:
            rest_account(session, account_id, rest.until, rest.reason)


def _record_published(carrier: Carrier, walk: _Walk, published: Published) -> None:
    """The platform has it. If the claim was taken from us meanwhile, that still counts unless somebody sends it again."""
    claim, now = walk.claim, carrier.clock.now()
    try:
        with carrier.database.write() as session:
            record_published(session, claim, published, AttemptResult(walk.step_name, "published"), now=now)
    except ClaimLost:
        log.warning("claim lost", post=claim.post_id, step=walk.step_name)
        try:
            with carrier.database.write() as session:
                late = phrase("deliver.late-answer")
                record_known(session, claim.post_id, published, now=now, reason=late, by_look=False)
        except ClaimLost:
            if not _stands(carrier, claim.post_id, published):
                warn_of_second_post(carrier, claim.post_id, published.url)


def _stands(carrier: Carrier, post_id: int, published: Published) -> bool:
    """Return True if just this is recorded already: the database took it, and was gone before it said so."""
    with carrier.database.read() as session:
        found = select(Receipt.external_id).where(Receipt.post_id == post_id)
        return session.exec(found).first() == published.external_id


def _store(carrier: Carrier, walk: _Walk) -> None:
    """Commit what the adapter must remember; the mark before an irreversible step survives even a power cut."""
    claim, calling, database = walk.claim, walk.step.irreversible, carrier.database
    with database.write_durably() if calling else database.write() as session:
        now = carrier.clock.now()
        store_progress(session, claim, walk.step, now=now, lease_s=claim.lease_s, calling=calling)
        if calling and walk.loaded is not None:
            note(session, MARK, now, post=claim.post_id, code=code_in(walk.loaded.outgoing.link))
    walk.called = calling


def _content_mismatch(loaded: Loaded) -> str:
    """Return why this is not what was approved; empty if it is. The claim has compared the hashes; here the content itself is."""
    if loaded.manifest.hash() != loaded.approved_hash:
        return phrase("deliver.content-changed")
    post = loaded.outgoing
    covers = () if post.cover is None else (post.cover,)
    for file in (*post.media, *covers, *post.captions):
        try:
            with file.path.open("rb") as content:
                if hashlib.file_digest(content, "sha256").hexdigest() != file.sha256:
                    return phrase("deliver.file-changed", file=file.sha256[:12])
        except OSError:
            return phrase("deliver.file-unreadable", file=file.sha256[:12])
    return ""


def _return_to_review(carrier: Carrier, walk: _Walk, mismatch: str) -> None:
    decision = Decision(
        PostState.AWAITING_REVIEW, mismatch, None, counts_as_try=False, keep_progress=False, notice=mismatch
    )
    _record(carrier, walk, decision, AttemptResult("", "changed", message=mismatch))


def _foreign(external_id: str) -> Decision:
    reason = phrase("deliver.foreign-id", id=external_id)
    return Decision(PostState.UNKNOWN, reason, None, notice=reason)


def _record_error(carrier: Carrier, walk: _Walk, error: Exception, spec: ChannelSpec) -> None:
    if walk.moved_on:
        # A long upload that goes on after each fault is not given up: this is the first try of this step.
        walk.claim = replace(walk.claim, tries=1)
    claim = walk.claim
    situation = Situation(
        post_id=claim.post_id,
        now=carrier.clock.now(),
        tries=claim.tries,
        max_tries=carrier.settings.values.max_tries,
        called=walk.called,
        lag_s=claim.limits.read_back_lag_s,
        throttle_wait_s=claim.limits.throttle_wait_s,
        has_read_back=spec.has_read_back if walk.loaded is None else spec.reads_back(walk.loaded.account.settings),
        begun=claim.state_before is PostState.PROCESSING,
        under_way=claim.under_way or walk.published,
    )
    decision = decide_error(error, situation)
    if isinstance(error, ChannelError):
        answer = AttemptResult(walk.step_name, type(error).__name__, error.code, error.message, error.evidence)
    else:
        answer = AttemptResult(walk.step_name, "fault", type(error).__name__, decision.reason)
    told = {"step": walk.step_name, "code": answer.code}
    log.info("call failed", outcome=answer.outcome, becomes=decision.state.value, **told)
    _record(carrier, walk, decision, answer)
    if decision.refresh and isinstance(error, AuthExpired) and walk.loaded is not None:
        refresh_credentials(carrier, walk.loaded.account, error.message)
    has_video = walk.loaded is not None and walk.loaded.outgoing.video is not None
    heed_refusal(carrier, claim.account_id, error, Ability.VIDEO if has_video else Ability.PUBLISH)


def _record(carrier: Carrier, walk: _Walk, decision: Decision, answer: AttemptResult) -> None:
    try:
        with carrier.database.write() as session:
            record_decision(session, walk.claim, decision, answer, now=carrier.clock.now())
    except ClaimLost:
        log.warning("claim lost", post=walk.claim.post_id, step=walk.step_name, answer=answer.outcome)


def warn_of_second_post(carrier: Carrier, post_id: int, address: str) -> None:
    """Warn staff: the platform has the post, but it is being sent again at this moment, so a person must look for a second
    one."""
    with carrier.database.write() as session:
        open_notice(
            session,
            kind="late_answer",
            subject=f"post:{post_id}",
            now=carrier.clock.now(),
            text=phrase("deliver.late-answer-at", address=address),
        )
