"""Where an SMPP bind leads, and what the protocol holds of it."""

from dataclasses import dataclass

from channels.errors import Misconfigured


@dataclass(frozen=True)
class BindPlace:
    """Where the bind leads."""

    host: str
    port: int
    system_id: str
    password: str
    system_type: str = ""
    tls: bool = False
    window: int = 10
    per_second: float = 0.0


def check_place(place: BindPlace) -> None:
    """smpplib would cut what is too long without a word. Raises Misconfigured."""
    faults = [
        words
        for text, most, words in (
            (place.system_id, 15, "tên đăng nhập SMPP (system_id) dài quá 15 ký tự"),
            (place.password, 8, "mật khẩu SMPP dài quá 8 ký tự"),
            (place.system_type, 12, "system_type dài quá 12 ký tự"),
        )
        if len(text) > most or not text.isascii()
    ]
    if not place.system_id:
        faults.append("thiếu tên đăng nhập SMPP (system_id)")
    if faults:
        raise Misconfigured(f"Tài khoản SMS: {'; '.join(faults)}. Hãy sửa trong phần Tài khoản.")
