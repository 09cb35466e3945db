"""Endpoints of outgoing webhooks: listed, added, stopped, given another secret; their log, and sending again."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from distributor.models import WebhookEndpoint
from distributor.report.webhook_log import DeliveryLine, EndpointLine, delivery_lines, endpoint_line, endpoint_lines
from distributor.vault import open_vault
from distributor.webhooks.endpoints import (
    add_endpoint,
    endpoint_of_units,
    ping_endpoint,
    remove_endpoint,
    rotate_secret,
    send_again,
    start_endpoint,
    stop_endpoint,
)
from web.addresses import LARGEST_ID
from web.api.caller import Caller, Reads, WritesWebhooks
from web.api.paging import Cursor, Id, Limit, Page, id_of, page_of
from web.api.problems import ApiProblem
from web.surroundings import Around, Surroundings

router = APIRouter(tags=["Webhook"])


class EndpointBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    url: str = Field(min_length=1, max_length=1000, description="https://…")
    kinds: list[str] = Field(default_factory=list, max_length=50, description="Sự kiện; bỏ trống: tất cả.")
    note: str = Field("", max_length=200)
    unit_id: int | None = Field(None, ge=1, le=LARGEST_ID, description="Bỏ trống: đơn vị của khóa.")


class EndpointSecret(BaseModel):
    """Nơi nhận cùng khóa ký, chỉ cho xem lần này."""

    endpoint: EndpointLine
    secret: str = Field(description="whsec_…: để kiểm tra webhook-signature (Standard Webhooks).")


@router.get("/webhooks", summary="Các nơi nhận thông báo")
def list_endpoints(around: Around, caller: Reads) -> list[EndpointLine]:
    """Chỉ với khóa do quản trị viên lập, như trang Webhook: địa chỉ nhận có thể chứa mã riêng."""
    caller.acting("webhook")
    with around.database.read() as session:
        return endpoint_lines(session, caller.unit_ids)


@router.post("/webhooks", summary="Thêm nơi nhận", status_code=201)
def add(around: Around, caller: WritesWebhooks, body: EndpointBody) -> EndpointSecret:
    caller.acting("webhook")
    unit_id, now = caller.unit_of(body.unit_id), around.clock.now()
    vault = open_vault(around.settings.home)
    with around.database.write() as session:
        endpoint, secret = add_endpoint(
            session,
            around.settings,
            vault,
            unit_id=unit_id,
            url=body.url,
            kinds=body.kinds,
            note=body.note,
            by=caller.holder.actor,
            now=now,
        )
        caller.note(session, "webhook", f"webhook:{endpoint.id}", now, *sorted(body.model_fields_set), unit_id=unit_id)
    return EndpointSecret(endpoint=endpoint_line(endpoint), secret=secret)


@router.post("/webhooks/{endpoint_id}/secret", summary="Đổi khóa ký; khóa cũ còn ký kèm trong một ngày")
def rotate(around: Around, caller: WritesWebhooks, endpoint_id: Id) -> EndpointSecret:
    vault, made = open_vault(around.settings.home), [""]

    def do(session: Session, endpoint: WebhookEndpoint, now: datetime) -> None:
        made[0] = rotate_secret(session, vault, endpoint, now)

    return EndpointSecret(endpoint=_change(around, caller, endpoint_id, do, "secret"), secret=made[0])


@router.post("/webhooks/{endpoint_id}/stop", summary="Tạm ngừng gửi")
def stop(around: Around, caller: WritesWebhooks, endpoint_id: Id) -> EndpointLine:
    def do(session: Session, endpoint: WebhookEndpoint, _: datetime) -> None:
        stop_endpoint(session, endpoint, by=caller.holder.actor)

    return _change(around, caller, endpoint_id, do, "active")


@router.post("/webhooks/{endpoint_id}/start", summary="Gửi tiếp")
def start(around: Around, caller: WritesWebhooks, endpoint_id: Id) -> EndpointLine:
    return _change(around, caller, endpoint_id, start_endpoint, "active")


@router.post("/webhooks/{endpoint_id}/ping", summary="Gửi thử", status_code=202)
def ping(around: Around, caller: WritesWebhooks, endpoint_id: Id) -> EndpointLine:
    return _change(around, caller, endpoint_id, ping_endpoint)


@router.delete("/webhooks/{endpoint_id}", summary="Bỏ nơi nhận cùng nhật ký của nó", status_code=204)
def remove(around: Around, caller: WritesWebhooks, endpoint_id: Id) -> Response:
    _change(around, caller, endpoint_id, remove_endpoint)
    return Response(status_code=204)


@router.get("/webhooks/{endpoint_id}/deliveries", summary="Nhật ký gửi, mới nhất trước")
def log(around: Around, caller: Reads, endpoint_id: Id, limit: Limit = 50, cursor: Cursor = "") -> Page[DeliveryLine]:
    caller.acting("webhook")
    with around.database.read() as session:
        if endpoint_id not in {each.id for each in endpoint_lines(session, caller.unit_ids)}:
            raise ApiProblem(404)
        rows = delivery_lines(session, endpoint_id, before=id_of(cursor), limit=limit + 1)
    return page_of(rows, limit, lambda row: str(row.id))


@router.post("/webhooks/{endpoint_id}/deliveries/{delivery_id}/again", summary="Gửi lại một thông báo", status_code=202)
def again(around: Around, caller: WritesWebhooks, endpoint_id: Id, delivery_id: Id) -> EndpointLine:
    def do(session: Session, endpoint: WebhookEndpoint, now: datetime) -> None:
        send_again(session, endpoint, delivery_id, now)

    return _change(around, caller, endpoint_id, do)


def _change(
    around: Surroundings,
    caller: Caller,
    endpoint_id: int,
    do: Callable[[Session, WebhookEndpoint, datetime], None],
    *fields: str,
) -> EndpointLine:
    now = around.clock.now()
    with around.database.write() as session:
        endpoint = endpoint_of_units(session, endpoint_id, caller.unit_ids)
        if endpoint is None:
            raise ApiProblem(404, f"Không có nơi nhận số {endpoint_id}, hoặc nơi nhận thuộc đơn vị khác.")
        caller.acting("webhook")
        do(session, endpoint, now)
        line = endpoint_line(endpoint)
        caller.note(session, "webhook", f"webhook:{endpoint_id}", now, *fields, unit_id=line.unit_id)
    return line
