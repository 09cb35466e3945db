"""`/cam-ket`: what the house promises the public, and how it was kept; `/cam-ket.json` for whoever reckons it up again."""

import json
from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.responses import Response

from distributor.report.promise import promise_kept
from web.citizens import citizen_answer, house_name, pay
from web.conditional import answer_bytes
from web.surroundings import Around

router = APIRouter()
TEN_MINUTES = "public, max-age=600"


@router.get("/cam-ket")
def show_promise(request: Request, around: Around) -> Response:
    pay(request, around, around.budgets.looks)
    with around.database.read() as session:
        values = {"kept": promise_kept(session, around.clock.now()), "house": house_name(session)}
    return citizen_answer(request, around, "citizen_promise.html", values)


@router.get("/cam-ket.json")
def show_figures(request: Request, around: Around) -> Response:
    pay(request, around, around.budgets.looks)
    with around.database.read() as session:
        kept = promise_kept(session, around.clock.now())
    said = {
        "promise": kept.rules.model_dump(mode="json"),
        "first": kept.first.isoformat(),
        "last": kept.last.isoformat(),
        "days": [{**asdict(day), "day": day.day.isoformat()} for day in kept.days],
        "channels": [asdict(one) for one in kept.channels],
        "answers": asdict(kept.answers),
    }
    content = json.dumps(said, ensure_ascii=False, indent=1, default=str).encode()
    return answer_bytes(request, content, "application/json", cache_control=TEN_MINUTES)
