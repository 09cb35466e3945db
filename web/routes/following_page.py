"""`/theo-doi`: every way to follow, on one page: messages, mail, Zalo, a calendar, feeds; `?chu_de=SLUG`: of one topic."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from distributor.broadcast.sign_up import offices_by_sms
from distributor.report.citizen_lists import topic_page, topic_pages
from distributor.report.official import official_accounts
from web.citizens import citizen_answer, house_name
from web.surroundings import Around

router = APIRouter()
FOLLOWED_THERE = ("zalo", "facebook", "youtube", "x")
"""Channels whose own page has a button to follow, in the order in which they are offered."""


@router.get("/theo-doi")
def show_ways(request: Request, around: Around, chu_de: str = "") -> Response:
    with around.database.read() as session:
        known, house = official_accounts(session, around.settings.public_url), house_name(session)
        values = {
            "house": house,
            "topic": topic_page(chu_de),
            "topics": topic_pages(),
            "offices": offices_by_sms(session),
            "feeds": [one for one in known if one.channel == "rss" and one.unit == house and not one.closed],
            "accounts": [
                one
                for channel in FOLLOWED_THERE
                for one in known
                if one.channel == channel and (one.addresses or one.stand_in) and not one.closed
            ],
        }
    return citizen_answer(request, around, "citizen_follow.html", values)
