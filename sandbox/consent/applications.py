"""The applications that an office would have registered at each platform, as `/_sandbox/accounts.json` lists them."""

from __future__ import annotations

from sandbox.calls import Json
from sandbox.consent import x
from sandbox.store import Store


def applications(store: Store, base_url: str) -> list[Json]:
    """`method`: where a platform knows several ways. `endpoint`: what stands in for all of its hosts. `post_address`: where the
    screens show a post, with `{account}` and `{id}`."""
    facebook, profile, channel, official = (
        store.accounts_on(platform)[0].credentials for platform in ("facebook", "x", "youtube", "zalo")
    )
    screens = f"{base_url}/man-hinh"
    posts = f"{screens}/x/{{account}}/status/{{id}}"
    rows = (
        ("facebook", "", facebook["app_id"], facebook["app_secret"], "graph", f"{screens}/facebook/{{account}}/{{id}}"),
        ("youtube", "", channel["client_id"], channel["client_secret"], "youtube", ""),
        ("x", "oauth1", profile["consumer_key"], profile["consumer_secret"], "x", posts),
        ("x", "oauth2", x.CLIENT_ID, x.CLIENT_SECRET, "x", posts),
        ("zalo", "", official["app_id"], official["app_secret"], "zalo", f"{screens}/zalo/{{account}}"),
    )
    return [
        {
            "platform": platform,
            "method": method,
            "client_id": client_id,
            "client_secret": client_secret,
            "endpoint": f"{base_url}/{endpoint}",
            "post_address": post_address,
            **({"webhook_secret": official["webhook_secret"]} if platform == "zalo" else {}),
        }
        for platform, method, client_id, client_secret, endpoint, post_address in rows
    ]
