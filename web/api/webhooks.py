"""Endpoints of outgoing webhooks: listed, added, stopped, given another secret; their log, and sending again."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from distributor.models import WebhookEndpoint
from distributor.report.webhook_log import DeliveryLine, EndpointLine, delivery_lines, endpoint_line, endpoint_lines
from distributor.webhooks.endpoints import (
    EndpointWish,
    add_endpoint,
    change_endpoint,
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
T = TypeVar("T")


class EndpointBody(EndpointWish):
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
    actor, unit_id, vault = caller.acts(around), caller.unit_of(body.unit_id), around.vault
    with around.database.write() as session:
        endpoint, secret = add_endpoint(session, actor, around.settings, vault, unit_id, body)
    return EndpointSecret(endpoint=endpoint_line(endpoint), secret=secret)


@router.post("/webhooks/{endpoint_id}/secret", summary="Đổi khóa ký; khóa cũ còn ký kèm trong một ngày")
def rotate(around: Around, caller: WritesWebhooks, endpoint_id: Id) -> EndpointSecret:
    rotate = partial(rotate_secret, vault=around.vault)
    line, secret = _change(around, caller, endpoint_id, rotate, "secret")
    return EndpointSecret(endpoint=line, secret=secret)


@router.post("/webhooks/{endpoint_id}/stop", summary="Tạm ngừng gửi")
def stop(around: Around, caller: WritesWebhooks, endpoint_id: Id) -> EndpointLine:
    return _change(around, caller, endpoint_id, partial(stop_endpoint, by=caller.holder.actor), "active")[0]


@router.post("/webhooks/{endpoint_id}/start", summary="Gửi tiếp")
def start(around: Around, caller: WritesWebhooks, endpoint_id: Id) -> EndpointLine:
    return _change(around, caller, endpoint_id, start_endpoint, "active")[0]


@router.post("/webhooks/{endpoint_id}/ping", summary="Gửi thử", status_code=202)
def ping(around: Around, caller: WritesWebhooks, endpoint_id: Id) -> EndpointLine:
    return _change(around, caller, endpoint_id, ping_endpoint)[0]


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
    return _change(around, caller, endpoint_id, partial(send_again, delivery_id=delivery_id))[0]


def _change(
    around: Surroundings,
    caller: Caller,
    endpoint_id: int,
    change: Callable[[Session, WebhookEndpoint, datetime], T],
    *fields: str,
) -> tuple[EndpointLine, T]:
    with around.database.write() as session:
        endpoint, changed = change_endpoint(session, caller.acts(around), endpoint_id, change, *fields)
        return endpoint_line(endpoint), changed
