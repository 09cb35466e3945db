"""`loa webhooks`: what staff enter at a platform so that it tells us of changes."""

from commands.guard import show
from distributor.measure.nudges import verify_token, webhook_address
from distributor.settings import load_settings

CHANNELS = {
    "facebook": "Facebook (ứng dụng của đơn vị, mục Webhooks, đối tượng Page, trường feed)",
    "zalo": "Zalo (developers.zalo.me, ứng dụng của đơn vị, mục Webhook; chép khóa ở đó vào [connect.zalo] webhook_secret)",
}
NO_TOKEN = ("zalo",)
"""They sign with a secret of their own and ask for no token."""


def webhooks(*, as_json: bool) -> int:
    settings = load_settings()
    found = [
        {
            "channel": channel,
            "where": where,
            "address": webhook_address(settings, channel),
            "verify_token": "" if channel in NO_TOKEN else verify_token(settings.home, channel),
        }
        for channel, where in CHANNELS.items()
    ]
    if as_json:
        show({"webhooks": found})
        return 0
    for each in found:
        print(f"{each['where']}\n  Callback URL: {each['address']}")
        if each["verify_token"]:
            print(f"  Verify token: {each['verify_token']}")
    if not settings.public_url.startswith("https://"):
        print("Facebook và Zalo chỉ gọi địa chỉ https công khai: đặt public_url của cổng vào trước khi đăng ký.")
    return 0
