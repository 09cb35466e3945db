"""What is done about a part that lives without progress: a table of signs and deeds."""

import pytest

from supervisor.verdict import PartSigns, Remedy, judge

WELL = PartSigns(running_s=600, proof_age_s=2)
DEAF = PartSigns(running_s=600, proof_age_s=2, deaf_s=10.1)
FROZEN = PartSigns(running_s=600, proof_age_s=13, idle_s=13)
STOPPED = PartSigns(running_s=600, proof_age_s=5, stopped_s=5.5, idle_s=5.5)


def but(signs: PartSigns, **changed: float | bool) -> PartSigns:
    return PartSigns(**{**vars(signs), **changed})


@pytest.mark.parametrize(
    ("signs", "deed", "why"),
    [
        pytest.param(WELL, Remedy.NOTHING, "", id="it works"),
        pytest.param(but(WELL, proof_age_s=11.9), Remedy.NOTHING, "", id="three beats missed"),
        pytest.param(but(WELL, deaf_s=9.9), Remedy.NOTHING, "", id="messages wait a while"),
        pytest.param(but(STOPPED, idle_s=0.9), Remedy.NOTHING, "", id="held to a share of a core by stop and go"),
        pytest.param(but(WELL, stopped_s=4.9), Remedy.NOTHING, "", id="a moment's pause"),
        pytest.param(but(WELL, gone_s=4), Remedy.NOTHING, "", id="its address was away for a moment"),
        pytest.param(but(WELL, gone_s=6, keeps=True), Remedy.RESTART, "gone", id="nobody finds it any more"),
        pytest.param(PartSigns(running_s=39), Remedy.NOTHING, "", id="it has just begun"),
        pytest.param(PartSigns(running_s=41, idle_s=20), Remedy.RESTART, "frozen", id="it never began"),
        pytest.param(PartSigns(running_s=60), Remedy.NOTHING, "", id="a slow machine begins slowly"),
        pytest.param(
            PartSigns(running_s=91), Remedy.RESTART, "hung", id="it works at nothing and never proved anything"
        ),
        pytest.param(DEAF, Remedy.RESTART, "deaf", id="deaf"),
        pytest.param(but(DEAF, work_waits=False), Remedy.SAY, "deaf", id="deaf while nothing waits"),
        pytest.param(but(DEAF, open_s=3), Remedy.SAY, "deaf", id="deaf with a call open"),
        pytest.param(but(DEAF, open_s=-1), Remedy.RESTART, "deaf", id="deaf with a call over its own time"),
        pytest.param(but(DEAF, grounds_s=0), Remedy.NOTHING, "", id="deaf while Valkey is away"),
        pytest.param(but(DEAF, grounds_s=5.9), Remedy.NOTHING, "", id="deaf, and Valkey just came back"),
        pytest.param(but(DEAF, grounds_s=6.1), Remedy.RESTART, "deaf", id="deaf since before Valkey came back"),
        pytest.param(FROZEN, Remedy.RESTART, "frozen", id="frozen"),
        pytest.param(but(FROZEN, open_s=3), Remedy.SAY, "frozen", id="frozen with a call open"),
        pytest.param(but(FROZEN, grounds_s=0), Remedy.SAY, "frozen", id="frozen while the database is down"),
        pytest.param(but(FROZEN, idle_s=0), Remedy.NOTHING, "", id="silent, and at work: it cannot write"),
        pytest.param(but(FROZEN, idle_s=0, proof_age_s=91), Remedy.RESTART, "hung", id="silent at work for long"),
        pytest.param(but(FROZEN, restarts=1, restarted_s=19), Remedy.SAY, "frozen", id="again, too soon"),
        pytest.param(but(FROZEN, restarts=1, restarted_s=21), Remedy.RESTART, "frozen", id="again, later"),
        pytest.param(but(FROZEN, restarts=9, restarted_s=299), Remedy.SAY, "frozen", id="for the tenth time, too soon"),
        pytest.param(but(FROZEN, restarts=9, restarted_s=301), Remedy.RESTART, "frozen", id="for the tenth time"),
        pytest.param(STOPPED, Remedy.RESTART, "stopped", id="stopped"),
        pytest.param(but(STOPPED, open_s=3), Remedy.WAKE, "stopped", id="stopped with a call open goes on with it"),
        pytest.param(but(STOPPED, keeps=True), Remedy.WAKE, "stopped", id="stopped Valkey keeps what it holds"),
        pytest.param(
            but(STOPPED, restarts=2, restarted_s=9), Remedy.WAKE, "stopped", id="stopped again, just started anew"
        ),
        pytest.param(but(STOPPED, restarts=2, restarted_s=61), Remedy.RESTART, "stopped", id="stopped again, later"),
        pytest.param(but(STOPPED, grounds_s=0), Remedy.SAY, "stopped", id="stopped while the database is down"),
        pytest.param(but(STOPPED, work_waits=False), Remedy.SAY, "stopped", id="stopped while nothing waits"),
    ],
)
def test_the_verdict(signs: PartSigns, deed: Remedy, why: str) -> None:
    verdict = judge(signs)
    assert (verdict.remedy, verdict.why) == (deed, why)
    assert bool(verdict.but) == (deed is Remedy.SAY)
