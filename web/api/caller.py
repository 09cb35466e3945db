"""Who calls: the key, what it reaches, and the person who made it, whose role a key never goes beyond."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from sqlmodel import col, select

from distributor.models import ApiKey, Staff
from distributor.staff.api_keys import KeyHolder, KeyRefused, key_holder, note_use
from distributor.staff.deeds import Actor
from distributor.staff.permissions import require
from distributor.staff.visibility import visible_to
from web.api.limits import Allowance
from web.api.problems import ApiProblem
from web.client_address import address_of
from web.surroundings import Around, Surroundings

_BEARER = HTTPBearer(auto_error=False, scheme_name="khoa", description="Khóa do quản trị viên của đơn vị tạo: loa_…")


@dataclass(frozen=True)
class Caller:
    """`maker`: None where the person who made the key no longer works here, or where the key's unit is not theirs any more."""

    holder: KeyHolder
    maker: Staff | None
    address: str = ""

    @property
    def unit_ids(self) -> tuple[int, ...]:
        return self.holder.unit_ids

    def acting(self, action: str) -> Staff:
        """Return in whose right the key acts. Raises NotAllowed or Problem 403."""
        staff = self.person()
        require(staff, action)
        return staff

    def acts(self, around: Surroundings, right: str = "") -> Actor:
        """The maker as far as the key reaches, now, for a deed of the engine. Raises Problem 403.

        `right`: asked here already, where something else would answer before the deed asks it; raises NotAllowed.
        """
        return Actor(self.acting(right) if right else self.person(), around.clock.now(), self.address)

    def acts_at_home(self, around: Surroundings, right: str = "") -> Actor:
        """Return the actor for what a unit's own people decide in its name: the maker must be one of them. Raises Problem 403."""
        actor = self.acts(around, right)
        if self.maker is None or self.maker.unit_id != self.holder.unit_id:
            raise ApiProblem(
                403, "Việc này do người của chính đơn vị quyết định; khóa này do người của đơn vị khác lập."
            )
        return actor

    def person(self) -> Staff:
        """The maker as far as the key reaches: of its unit, and named `khoa:ID`. No row of a session. Raises Problem 403."""
        if self.maker is None:
            raise ApiProblem(403, "Người lập khóa không còn phụ trách đơn vị này nên khóa không làm được việc này.")
        return Staff(
            id=self.maker.id,
            unit_id=self.holder.unit_id,
            login=self.holder.actor,
            full_name=self.maker.full_name,
            role=self.maker.role,
            password_hash="",
        )

    def unit_of(self, unit_id: int | None) -> int:
        """The unit that is meant: its own if none is named. Raises Problem 404 for one that it does not see."""
        if unit_id is None:
            return self.holder.unit_id
        if unit_id not in self.unit_ids:
            raise ApiProblem(404, f"Không có đơn vị số {unit_id}, hoặc khóa không thuộc đơn vị đó.")
        return unit_id


def allowance(request: Request) -> Allowance:
    return cast(Allowance, request.app.state.allowance)


def caller_of(
    request: Request,
    scopes: SecurityScopes,
    around: Around,
    allowed: Annotated[Allowance, Depends(allowance)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
) -> Caller:
    now = around.clock.now()
    (scope,) = scopes.scopes
    try:
        with around.database.read() as session:
            holder = key_holder(session, bearer.credentials if bearer else "", scope, now)
            maker = session.exec(
                select(Staff)
                .join(ApiKey, col(ApiKey.created_by) == col(Staff.login))
                .where(ApiKey.id == holder.key_id, col(Staff.disabled).is_(False))
            ).first()
            if maker is not None and holder.unit_id not in visible_to(session, maker):
                maker = None
    except KeyRefused as error:
        if error.reason == "scope":
            challenge = f'Bearer realm="loa", error="insufficient_scope", scope="{scope}"'
            raise ApiProblem(403, str(error), headers={"WWW-Authenticate": challenge}) from error
        told = "" if error.reason == "missing" else ', error="invalid_token"'
        raise ApiProblem(401, str(error), headers={"WWW-Authenticate": f'Bearer realm="loa"{told}'}) from error
    allowed.spend(holder.key_id, now)
    if holder.use_is_news(now):
        with around.database.write() as session:
            note_use(session, holder, now)
    return Caller(holder, maker, address_of(request, around.trusted_proxies))


Reads = Annotated[Caller, Security(caller_of, scopes=["read"])]
WritesItems = Annotated[Caller, Security(caller_of, scopes=["items:write"])]
WritesPosts = Annotated[Caller, Security(caller_of, scopes=["posts:write"])]
Holds = Annotated[Caller, Security(caller_of, scopes=["holds:write"])]
WritesCampaigns = Annotated[Caller, Security(caller_of, scopes=["campaigns:write"])]
WritesCorrections = Annotated[Caller, Security(caller_of, scopes=["corrections:write"])]
HandsOver = Annotated[Caller, Security(caller_of, scopes=["handover:write"])]
WritesAccounts = Annotated[Caller, Security(caller_of, scopes=["accounts:write"])]
ReadsCases = Annotated[Caller, Security(caller_of, scopes=["cases:read"])]
WritesCases = Annotated[Caller, Security(caller_of, scopes=["cases:write"])]
WritesOffers = Annotated[Caller, Security(caller_of, scopes=["offers:write"])]
WritesWebhooks = Annotated[Caller, Security(caller_of, scopes=["webhooks:write"])]
