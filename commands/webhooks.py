"""`loa webhooks`: what staff enter at a platform so that it tells us of changes."""

from commands.guard import show
from distributor.measure.nudges import verify_token, webhook_address
from distributor.settings import load_settings

CHANNELS = {"facebook": "Facebook (ứng dụng của đơn vị, mục Webhooks, đối tượng Page, trường feed)"}


def webhooks(*, as_json: bool) -> int:
    settings = load_settings()
    found = [
        {
            "channel": channel,
            "where": where,
            "address": webhook_address(settings, channel),
            "verify_token": verify_token(settings.home, channel),
        }
        for channel, where in CHANNELS.items()
    ]
    if as_json:
        show({"webhooks": found})
        return 0
    for each in found:
        print(f"{each['where']}\n  Callback URL: {each['address']}\n  Verify token: {each['verify_token']}")
    if not settings.public_url.startswith("https://"):
        print("Facebook chỉ gọi địa chỉ https công khai: đặt public_url của cổng vào trước khi đăng ký.")
    return 0
