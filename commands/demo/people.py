"""The rest of the demo province: communes below the Department with channels of their own, and staff of every role."""

from datetime import date

from sqlmodel import Session

from commands.demo.accounts import Given, at_sandbox
from dispatch.runtime import Runtime
from distributor.models import Account, Role, Staff, Unit, UnitLevel, UnitName

MERGED = date(2025, 7, 1)
"""Since when the communes are what they are: two levels of local government."""
COMMUNES = (("thach-huong", "Ủy ban nhân dân xã Thạch Hương"), ("vinh-giang", "Ủy ban nhân dân phường Vĩnh Giang"))
WITH_A_PAGE = "thach-huong"
AT_THE_DEPARTMENT = (
    ("quantri", "Quản trị hệ thống (mẫu)", Role.ADMINISTRATOR),
    ("vanthu", "Văn thư Sở (mẫu)", Role.VIEWER),
)
IN_COMMUNES = {
    "thach-huong": (("thachhuong", "Chủ tịch xã Thạch Hương (mẫu)", Role.APPROVER),),
    "vinh-giang": (
        ("vinhgiang", "Phó Chủ tịch phường Vĩnh Giang (mẫu)", Role.APPROVER),
        ("vinhgiang.bientap", "Công chức tư pháp phường Vĩnh Giang (mẫu)", Role.AUTHOR),
    ),
}


PAGE_NAME = dict(COMMUNES)[WITH_A_PAGE]


def add_people(session: Session, runtime: Runtime, unit_id: int, password_hash: str, page: Given) -> None:
    """Add people, all with the demo staff's one password. `page`: the stand-in's Page that is the one commune's."""
    _add_staff(session, unit_id, AT_THE_DEPARTMENT, password_hash)
    for code, name in COMMUNES:
        commune = Unit(level=UnitLevel.COMMUNE, parent_id=unit_id, code=code)
        session.add(commune)
        session.flush()
        assert commune.id is not None  # noqa: S101 - flushed
        session.add(UnitName(unit_id=commune.id, name=name, valid_from=MERGED))
        _add_staff(session, commune.id, IN_COMMUNES[code], password_hash)
        session.add(_feed(runtime, commune.id, code, name))
        if code == WITH_A_PAGE and page:
            session.add(at_sandbox(commune.id, page, runtime.carrier.vault, runtime.settings))
    session.flush()


def _add_staff(session: Session, unit_id: int, people: tuple[tuple[str, str, Role], ...], password_hash: str) -> None:
    session.add_all(
        Staff(unit_id=unit_id, login=login, full_name=full_name, role=role, password_hash=password_hash)
        for login, full_name, role in people
    )


def _feed(runtime: Runtime, unit_id: int, slug: str, name: str) -> Account:
    return Account(
        unit_id=unit_id,
        channel="rss",
        name=f"Bản tin pháp luật – {name}",
        settings={"slug": slug, "feed_url": f"{runtime.settings.public_url}/feeds/{slug}.rss"},
    )
