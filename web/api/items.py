"""Items: a page of them, one, and a new one by its address or by what it says."""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from distributor.errors import LoaError, NotThere
from distributor.ingest.address import canonical_address, is_web_address
from distributor.ingest.fetch import Fetcher
from distributor.ingest.given import GivenFile, GivenItem, give_item
from distributor.ingest.page_files import MOST_ATTACHMENTS
from distributor.ingest.paste import paste_for
from distributor.inputs import Instant
from distributor.labels import kinds
from distributor.models import Intake
from distributor.report.exchange.items import ItemsWanted, document_of_units, full_item, items_page, units_told
from distributor.report.exchange.shapes import DocumentShape, FullItemShape, ItemShape, UnitShape
from distributor.staff.api_calls import Begun, keep_answer
from distributor.staff.deeds import Actor
from distributor.staff.permissions import NotAllowed
from web.addresses import LARGEST_ID
from web.api.caller import Reads, WritesItems
from web.api.once import Name, answer_once, known_answer
from web.api.paging import Cursor, Id, Limit, Page, id_of, page_of
from web.api.problems import ApiProblem, FieldProblem
from web.surroundings import Around, Surroundings

router = APIRouter(tags=["Tin"])

LONGEST_TEXT = 500_000


def _web_address(address: str) -> str:
    if not is_web_address(address) or not canonical_address(address):
        raise ValueError(f"«{address[:200]}» không phải địa chỉ http hoặc https.")
    return address


def _known_kind(kind: str) -> str:
    if kind and kind not in kinds():
        raise ValueError(f"Không có loại nội dung «{kind}». Các loại: {', '.join(kinds())}.")
    return kind


Address = Annotated[str, Field(max_length=2000), AfterValidator(_web_address)]
MaybeAddress = Annotated[str, Field(max_length=2000), AfterValidator(lambda address: address and _web_address(address))]


class GivenFileBody(BaseModel):
    """Tệp kèm theo: Loa tải từ địa chỉ và đọc."""

    model_config = ConfigDict(extra="forbid")
    address: Address
    title: str = Field("", max_length=500)
    mime: str = Field("", max_length=100)


class ContentBody(BaseModel):
    """Nội dung tin. Chỉ một trong text và html."""

    model_config = ConfigDict(extra="forbid")
    title: str = Field(min_length=1, max_length=1000)
    external_id: str = Field(
        "", max_length=500, description="Mã của tin ở hệ thống gửi. Gửi lại cùng mã với nội dung khác là sửa tin."
    )
    summary: str = Field("", max_length=20_000)
    text: str = Field("", max_length=LONGEST_TEXT, description="Chữ thuần; dòng trống ngăn các đoạn.")
    html: str = Field("", max_length=LONGEST_TEXT, description="Được làm sạch trước khi giữ.")
    address: MaybeAddress = Field("", description="Trang công khai của tin.")
    picture_url: MaybeAddress = ""
    kind: Annotated[str, AfterValidator(_known_kind)] = Field(
        "", max_length=40, description="Loại nội dung; bỏ trống để Loa nhận biết."
    )
    published_at: Instant | None = None
    attachments: list[GivenFileBody] = Field(default_factory=list, max_length=MOST_ATTACHMENTS)

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if self.text and self.html:
            raise ValueError("Chỉ gửi một trong text và html.")
        return self

    def given(self) -> GivenItem:
        return GivenItem(
            title=self.title,
            external_id=self.external_id.strip(),
            summary=self.summary,
            text=self.text,
            html=self.html,
            address=self.address,
            picture_url=self.picture_url,
            kind=self.kind,
            published_at=self.published_at,
            files=tuple(GivenFile(each.address, each.title, each.mime) for each in self.attachments),
        )


class NewItemBody(BaseModel):
    """Một tin mới: địa chỉ trang để Loa đọc, hoặc chính nội dung."""

    model_config = ConfigDict(extra="forbid")
    address: Address | None = Field(None, description="Trang của tin; Loa đọc ngay trong lần gọi này.")
    content: ContentBody | None = None
    unit_id: int | None = Field(None, ge=1, le=LARGEST_ID, description="Bỏ trống: đơn vị của khóa.")

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.address is None) == (self.content is None):
            raise ValueError("Gửi đúng một trong address và content.")
        return self


class NewItemAnswer(BaseModel):
    """Tin đã nhận. is_new: tin mới. is_revised: tin đã có, nay được sửa."""

    is_new: bool
    is_revised: bool
    warnings: list[str]
    item: FullItemShape


@router.get("/items", summary="Danh sách tin, mới nhất trước")
def list_items(
    around: Around,
    caller: Reads,
    kind: Annotated[str, Query(max_length=40)] = "",
    intake: Intake | None = None,
    document_number: Annotated[str, Query(max_length=100, description="Số, ký hiệu đúng như ghi.")] = "",
    seen_from: Annotated[Instant | None, Query(description="Thấy lần đầu từ giờ này.")] = None,
    q: Annotated[str, Query(max_length=200, description="Chữ trong tên tin hoặc số văn bản, không kể dấu.")] = "",
    unit_id: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[ItemShape]:
    wanted = ItemsWanted(kind, intake, document_number, seen_from, q)
    units = caller.unit_ids if unit_id is None else (caller.unit_of(unit_id),)
    with around.database.read() as session:
        rows = items_page(session, units, wanted, before=id_of(cursor), limit=limit + 1)
    return page_of(rows, limit, lambda row: str(row.id))


@router.get("/items/{item_id}", summary="Một tin, toàn văn")
def one_item(around: Around, caller: Reads, item_id: Id) -> FullItemShape:
    with around.database.read() as session:
        return _found(full_item(session, item_id, caller.unit_ids), item_id)


@router.get("/documents/{document_id}", summary="Một văn bản")
def one_document(around: Around, caller: Reads, document_id: Id) -> DocumentShape:
    with around.database.read() as session:
        found = document_of_units(session, document_id, caller.unit_ids)
    if found is None:
        raise ApiProblem(404)
    return found


@router.get("/units", summary="Các đơn vị mà khóa thấy", tags=["Đơn vị"])
def list_units(around: Around, caller: Reads) -> list[UnitShape]:
    with around.database.read() as session:
        return units_told(session, caller.unit_ids)


@router.post(
    "/items",
    summary="Gửi một tin",
    status_code=201,
    responses=known_answer(NewItemAnswer),
    response_model=NewItemAnswer,
)
def new_item(
    around: Around,
    caller: WritesItems,
    body: NewItemBody,
    idempotency_key: Name,
) -> JSONResponse:
    actor, unit_id = caller.acts(around, "paste"), caller.unit_of(body.unit_id)
    return answer_once(
        around,
        caller,
        "POST /items",
        body,
        idempotency_key,
        lambda begun: _take(around, actor, body, unit_id, begun),
    )


def _take(
    around: Surroundings, actor: Actor, body: NewItemBody, unit_id: int, begun: Begun
) -> tuple[int, dict[str, Any]]:
    warnings: tuple[str, ...] = ()
    fields = sorted(body.model_fields_set)
    try:
        if body.content is not None:
            given = give_item(around.database, actor, unit_id, body.content.given(), around.clock, *fields)
            item_id, is_new, is_revised = given.item_id, given.is_new, given.is_revised
        else:
            fetcher = Fetcher.from_settings(around.settings)
            pasted = paste_for(around.database, actor, unit_id, body.address or "", around.clock, fetcher, *fields)
            item_id, is_new, is_revised = pasted.item_id, pasted.is_new, pasted.is_revised
            warnings = pasted.warnings
    except (NotAllowed, NotThere):
        raise
    except LoaError as error:
        field = "body.address" if body.content is None else "body.content"
        raise ApiProblem(422, str(error), errors=[FieldProblem(field=field, detail=str(error))]) from error
    with around.database.read() as session:
        item = _found(full_item(session, item_id, (unit_id,)), item_id)
    answer = NewItemAnswer(is_new=is_new, is_revised=is_revised, warnings=list(warnings), item=item)
    told: dict[str, Any] = _ANSWER.dump_python(answer, mode="json")
    status = 201 if is_new else 200
    with around.database.write() as session:
        keep_answer(session, begun, status, told)
    return status, told


_ANSWER = TypeAdapter(NewItemAnswer)


def _found(item: FullItemShape | None, item_id: int) -> FullItemShape:
    if item is None:
        raise ApiProblem(404, f"Không có tin số {item_id}, hoặc tin thuộc đơn vị khác.")
    return item
