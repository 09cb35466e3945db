"""Every route of the web, and who gets an answer there. A new route is declared here with one line, or the walk fails.

    asks("GET /cho-duyet", SIGNED_IN)
    asks("POST /cho-duyet/{post_id}", "skip", {"viec": "bo-qua", "ly_do": "Trùng"})   # an action of the table of permissions
    asks("GET /api/items", KEY)                                                       # programs, by their key

Path parameters are filled with rows of the walk's province by their names (`USUAL`); `at` chooses other ones. So may the values
of a form, in braces. A route whose path names a row answers 404 to another unit; `elsewhere` says so of a row in a form.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

ANYBODY, SIGNED_IN, KEY = "anybody", "signed in", "key"

USUAL = {
    "post_id": "post",
    "item_id": "item",
    "staff_id": "staff",
    "unit_id": "unit",
    "account_id": "account",
    "sign_in_id": "sign_in",
    "sha256": "picture",
    "ending": "png",
    "channel": "facebook",
    "name": "phap-luat",
    "name:path": "loa.css",
    "code": "code",
    "key": "key",
}
"""Path parameter → a row of the walk's province, or the value itself."""


@dataclass(frozen=True)
class Ask:
    """`who`: ANYBODY, SIGNED_IN, KEY, or an action of MAY. `also`: answers that here, too, mean that somebody was let in."""

    route: str
    who: str
    form: Mapping[str, str] = field(default_factory=dict)
    at: Mapping[str, str] = field(default_factory=dict)
    also: tuple[int, ...] = ()
    elsewhere: int | None = None

    @property
    def method(self) -> str:
        return self.route.partition(" ")[0]

    def path(self, rows: Mapping[str, str]) -> str:
        def value(found: re.Match[str]) -> str:
            name = self.at.get(found[1]) or USUAL[found[1]]
            return rows.get(name, name)

        return re.sub(r"\{([^}]+)\}", value, self.route.partition(" ")[2])

    def fields(self, rows: Mapping[str, str]) -> dict[str, str]:
        return {name: value.format(**rows) for name, value in self.form.items()}

    @property
    def for_another_unit(self) -> int | None:
        """What somebody of another unit is told, if this route knows units at all."""
        if self.elsewhere is not None or self.who in (ANYBODY, KEY):
            return self.elsewhere
        return 404 if "_id}" in self.route else None


def asks(
    route: str,
    who: str,
    form: Mapping[str, str] | None = None,
    *,
    at: Mapping[str, str] | None = None,
    also: tuple[int, ...] = (),
    elsewhere: int | None = None,
) -> Ask:
    return Ask(route, who, form or {}, at or {}, also, elsewhere)


CORRECTED, MANUAL = {"item_id": "corrected_item"}, {"post_id": "manual"}

ROUTES: tuple[Ask, ...] = (
    asks("GET /health", ANYBODY),
    asks("GET /dang-nhap", ANYBODY),
    asks("POST /dang-nhap", ANYBODY),
    asks("GET /dang-nhap/ma", ANYBODY),
    asks("POST /dang-nhap/ma", ANYBODY),
    asks("POST /dang-xuat", ANYBODY),
    asks("POST /ngon-ngu", ANYBODY, {"ngon_ngu": "vi"}),
    asks("GET /feeds/{name}.rss", ANYBODY),
    asks("GET /feeds/{name}.atom", ANYBODY),
    asks("GET /feeds/{name}.json", ANYBODY),
    asks("GET /media/{sha256}.{ending}", ANYBODY),
    asks("GET /l/{code}", ANYBODY),
    asks("GET /tin/{item_id}", ANYBODY),
    asks("GET /sms/bao-cao/{account_id}/{key}", ANYBODY),
    asks("POST /sms/bao-cao/{account_id}/{key}", ANYBODY),
    asks("GET /moc/facebook", ANYBODY),
    asks("POST /moc/facebook", ANYBODY),
    asks("GET /static/{name:path}", ANYBODY),
    asks("GET /", SIGNED_IN),
    asks("GET /tong-quan/bang", SIGNED_IN),
    asks("GET /song", SIGNED_IN),
    asks("GET /noi-dung/{item_id}", SIGNED_IN),
    asks("GET /noi-dung/{item_id}/bang", SIGNED_IN),
    asks("GET /noi-dung/{item_id}/tep/{sha256}.{ending}", SIGNED_IN),
    asks("GET /lich", SIGNED_IN),
    asks("GET /lich/bai/{post_id}", SIGNED_IN),
    asks("POST /lich/bai/{post_id}", "move", {"viec": "doi-gio", "ngay": "2026-11-27", "gio": "09:00"}, also=(409,)),
    asks("GET /cho-duyet", SIGNED_IN),
    asks("GET /cho-duyet/{post_id}", SIGNED_IN),
    asks("POST /cho-duyet/{post_id}", "approve", {"viec": "duyet"}),
    asks("POST /cho-duyet/{post_id}", "skip", {"viec": "bo-qua", "ly_do": "Trùng"}),
    asks("POST /cho-duyet/{post_id}", "redo", {"viec": "soan-lai"}),
    asks("POST /cho-duyet/{post_id}", "recall", {"viec": "rut-lai"}),
    asks("POST /cho-duyet/{post_id}", "restore", {"viec": "khoi-phuc"}),
    asks("GET /dinh-chinh", SIGNED_IN),
    asks("GET /dinh-chinh/{item_id}", SIGNED_IN, at=CORRECTED),
    asks("POST /dinh-chinh/{item_id}", "correct", {"viec": "duyet", "ma": "0"}, at=CORRECTED),
    asks("POST /dinh-chinh/{item_id}", "hand_over", {"viec": "da-sua", "bai": "{by_hand}"}, at=CORRECTED),
    asks("GET /dinh-chinh/{item_id}/moi", "propose", at=CORRECTED),
    asks("POST /dinh-chinh/{item_id}/moi", "propose", {"sai": "", "dung": ""}, at=CORRECTED, also=(400,)),
    asks("GET /dinh-chinh/{item_id}/tep/{sha256}.{ending}", SIGNED_IN),
    asks("GET /ban-giao", SIGNED_IN),
    asks("GET /ban-giao/{post_id}", SIGNED_IN, at=MANUAL),
    asks("POST /ban-giao/{post_id}", "hand_over", {"noi": "ở đâu đó"}, at=MANUAL, also=(400,)),
    asks("GET /ban-giao/{post_id}/goi.zip", SIGNED_IN, at=MANUAL),
    asks("GET /tam-dung", SIGNED_IN),
    asks("POST /tam-dung", "hold", {"viec": "dat", "ly_do": "Quốc tang", "theo_lenh": "Chủ tịch tỉnh"}),
    asks("POST /tam-dung", "lift", {"viec": "bo", "lenh": "1"}),
    asks("GET /ket-noi", "connect"),
    asks("POST /ket-noi/{channel}", "connect", also=(400,)),
    asks("GET /ket-noi/{channel}/tro-ve", "connect", also=(400, 409)),
    asks("GET /ket-noi/luot/{sign_in_id}", "connect", also=(404,)),
    asks("POST /ket-noi/luot/{sign_in_id}", "connect", {"chon": "1"}, also=(404,)),
    asks("GET /nguoi-dung", SIGNED_IN),
    asks("GET /nguoi-dung/moi", "people"),
    asks("POST /nguoi-dung", "people", {"ten": "", "ho_ten": "Lê Thị Mới"}, also=(400,)),
    asks("GET /nguoi-dung/{staff_id}", "people"),
    asks("POST /nguoi-dung/{staff_id}", "people", {"viec": "khoa"}),
    asks("POST /nguoi-dung/{staff_id}", "people", {"viec": "mo"}),
    asks("POST /nguoi-dung/{staff_id}", "people", {"viec": "mat-khau"}),
    asks("POST /nguoi-dung/{staff_id}", "people", {"viec": "bo-hai-buoc"}),
    asks("POST /nguoi-dung/{staff_id}", "people", {"viec": "luu"}, also=(400,)),
    asks("GET /don-vi", SIGNED_IN),
    asks("GET /don-vi/moi", "units"),
    asks("POST /don-vi", "units", also=(400,)),
    asks("GET /don-vi/{unit_id}", SIGNED_IN),
    asks("POST /don-vi/{unit_id}", "units", {"viec": "doi-ten", "ten": "Sở Tư pháp", "tu_ngay": "2026-11-01"}),
    asks("POST /don-vi/{unit_id}", "units", {"viec": "sap-nhap"}, also=(400,)),
    asks("GET /cai-dat", "settings"),
    asks("POST /cai-dat", "settings", {"gio": "12"}),
    asks("GET /khoa-api", "keys"),
    asks("POST /khoa-api", "keys", {"viec": "tao"}, also=(400,)),
    asks("POST /khoa-api", "keys", {"viec": "thu-hoi", "lenh": "{api_key}"}, elsewhere=404),
    asks("GET /nhat-ky", "see_log"),
    asks("GET /nhat-ky.csv", "see_log"),
    asks("GET /ca-nhan", SIGNED_IN),
    asks("POST /ca-nhan/thiet-bi", SIGNED_IN, {"viec": "khac"}),
    asks("GET /ca-nhan/mat-khau", SIGNED_IN),
    asks("POST /ca-nhan/mat-khau", SIGNED_IN, also=(400,)),
    asks("GET /ca-nhan/hai-buoc", SIGNED_IN),
    asks("POST /ca-nhan/hai-buoc", SIGNED_IN, {"viec": "bat-dau"}),
)
