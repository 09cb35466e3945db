"""Idempotency of a POST, which makes what it makes once: the same `Idempotency-Key` gets the same answer."""

import hashlib
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Header
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from distributor.staff.api_calls import AnotherRequest, Begun, StoredAnswer, UnderWay, begin_answer, forget_answer
from web.api.caller import Caller
from web.api.problems import ApiProblem, FieldProblem
from web.surroundings import Surroundings

Name = Annotated[
    str, Header(alias="Idempotency-Key", min_length=1, max_length=200, description="Tự đặt, mỗi yêu cầu một khóa.")
]
Making = Callable[[Begun], tuple[int, dict[str, Any]]]
"""Status and body; keeps them with `keep_answer`, in the transaction that makes the thing where there is one."""


def known_answer(model: object) -> dict[int | str, dict[str, Any]]:
    """Return the described answer for `responses` of an operation."""
    return {200: {"model": model, "description": "Đã có từ trước, hoặc cùng Idempotency-Key đã trả lời."}}


def answer_once(
    around: Surroundings, caller: Caller, operation: str, body: BaseModel, name: str, make: Making
) -> JSONResponse:
    """Answer a call once, and the same again when it comes again. `operation`: what is asked, with the ids in its address.
    Raises Problem 409 while the first call goes on, 422."""
    begun = _begin(around, caller, f"{operation}\n{body.model_dump_json()}", name)
    if isinstance(begun, StoredAnswer):
        return JSONResponse(begun.body, 200, {"Idempotency-Replayed": "true"})
    try:
        status, answer = make(begun)
    except Exception:
        with around.database.write() as session:
            forget_answer(session, begun)
        raise
    return JSONResponse(answer, status)


def _begin(around: Surroundings, caller: Caller, said: str, name: str) -> Begun | StoredAnswer:
    asked = hashlib.sha256(said.encode()).hexdigest()
    try:
        with around.database.write() as session:
            return begin_answer(session, caller.holder.key_id, name, asked, around.clock.now())
    except AnotherRequest as error:
        raise ApiProblem(422, errors=[FieldProblem(field="header.Idempotency-Key", detail=str(error))]) from error
    except UnderWay as error:
        raise ApiProblem(409, str(error), headers={"Retry-After": "5"}) from error
