"""The baseline of `bench/delivery.py`: the same posts through the same SDKs in a bare loop of threads, and nothing else.

Reads jobs as JSON on standard input, prints the seconds from the first call to the last answer.
"""

import base64
import json
import queue
import sys
import threading
import time
from pathlib import Path
from typing import Any

import facebook
import requests
import tweepy
from requests.adapters import HTTPAdapter


class Rebase(HTTPAdapter):
    """Sends what is meant for the platform to the sandbox, under the platform's own host name."""

    def __init__(self, host: str, base: str) -> None:
        super().__init__(pool_maxsize=1)
        self._host, self._base = host, base

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        assert request.url is not None
        request.headers["Host"] = self._host
        request.url = self._base + request.url.split(self._host, 1)[1]
        kwargs["proxies"] = {}
        return super().send(request, *args, **kwargs)


def session_for(host: str, base: str) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.mount(f"https://{host}", Rebase(host, base))
    return session


def post_to_facebook(account: dict[str, Any], jobs: "queue.SimpleQueue[dict[str, Any] | None]") -> None:
    graph = facebook.GraphAPI(account["token"], session=session_for("graph.facebook.com", account["endpoint"]))
    graph.version = "v26.0"
    while job := jobs.get():
        if job["picture"]:
            picture = Path(job["picture"]).read_bytes()
            graph.put_photo(picture, f"{account['id']}/photos", message=job["text"], alt_text_custom=job["alt"])
        else:
            graph.put_object(account["id"], "feed", message=job["text"], link=job["link"])


def post_to_x(account: dict[str, Any], jobs: "queue.SimpleQueue[dict[str, Any] | None]") -> None:
    client = tweepy.Client(**account["keys"], return_type=dict)
    client.session = session_for("api.twitter.com", account["endpoint"])
    while job := jobs.get():
        media = None
        if job["picture"]:
            picture = Path(job["picture"]).read_bytes()
            begun = client.request(
                "POST", "/2/media/upload/initialize", user_auth=True,
                json={"media_type": "image/png", "total_bytes": len(picture), "media_category": "tweet_image"},
            ).json()["data"]["id"]  # fmt: skip
            part = {"media": base64.b64encode(picture).decode(), "segment_index": 0}
            client.request("POST", f"/2/media/upload/{begun}/append", json=part, user_auth=True)
            client.request("POST", f"/2/media/upload/{begun}/finalize", user_auth=True)
            described = {"id": begun, "metadata": {"alt_text": {"text": job["alt"]}}}
            client.request("POST", "/2/media/metadata", json=described, user_auth=True)
            media = [begun]
        client.create_tweet(text=job["text"], media_ids=media, user_auth=True)


LOOPS = {"facebook": post_to_facebook, "x": post_to_x}


def main() -> None:
    given = json.load(sys.stdin)
    threads = []
    for account in given["accounts"]:
        jobs: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        for job in account["jobs"]:
            jobs.put(job)
        for _ in range(given["parallel"]):
            jobs.put(None)
            threads.append(threading.Thread(target=LOOPS[account["channel"]], args=(account, jobs)))
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(time.monotonic() - started)


if __name__ == "__main__":
    main()
