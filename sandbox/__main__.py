"""`python -m sandbox --port N --state DIR`: starts the stand-ins and says when they are ready."""

from __future__ import annotations

import argparse
import signal
import sys
import urllib.parse
from pathlib import Path
from types import FrameType

from sandbox.app import StateInUse, create_app
from sandbox.server import bind, serve
from sandbox.settings import Settings, is_loopback

DEMO_PUBLISH_EVERY_S = 45.0


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    for address in options.follow:
        if not is_loopback(_host(address)):
            print(f"sandbox: follows feeds on loopback only, not {address}", file=sys.stderr)
            return 2
    try:
        listener = bind(options.host, options.port)
    except (ValueError, OSError) as problem:
        print(f"sandbox: {problem}", file=sys.stderr)
        return 2
    host, port = listener.getsockname()[:2]
    base_url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    # A demo needs news; a later start keeps what an earlier one was told.
    is_new = not (options.state / "journal.jsonl").exists()
    publish_every = DEMO_PUBLISH_EVERY_S if is_new and options.publish_every is None else options.publish_every
    settings = Settings(
        state=options.state,
        base_url=base_url,
        speed=options.speed,
        publish_every=publish_every,
        read_lag=options.read_lag,
        clicks=False if options.no_clicks else None,
        follow=tuple(options.follow),
        follow_every=options.follow_every,
        smpp_port=options.smpp_port,
        past=options.past,
        telephone=options.telephone,
        hours=tuple(options.hours) if options.hours else None,
    )
    try:
        app = create_app(settings)
    except StateInUse as problem:
        print(f"sandbox: {problem}", file=sys.stderr)
        return 2
    # The server restores these handlers at its end and raises the signal again: it must then mean a clean exit.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    serve(app, listener, lambda: print(f"sandbox ready {base_url}", flush=True))
    return 0


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _host(address: str) -> str:
    return urllib.parse.urlsplit(address).hostname or ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--state", type=Path, required=True, help="folder that keeps everything")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--speed", type=float, help="how many times faster than real time the audience lives")
    parser.add_argument(
        "--publish-every",
        type=float,
        help="seconds between new provincial items (45 in a new state folder); 0 is never",
    )
    parser.add_argument("--read-lag", type=float, help="seconds until a new post shows up in reads")
    parser.add_argument("--follow", action="append", default=[], metavar="FEED_URL", help="a feed to read")
    parser.add_argument("--follow-every", type=float, default=5.0, help="seconds between two readings of a feed")
    parser.add_argument("--smpp-port", type=int, help="of the message centre; unsaid: the last one, else a free one")
    parser.add_argument("--past", type=int, default=0, help="items of the three weeks before, in a new state folder")
    parser.add_argument(
        "--hours", nargs=2, metavar="HH:MM", help="of messages; a demo keeps its own clock outside them"
    )
    parser.add_argument("--telephone", type=int, help="the port of the office's telephone line, by FastAGI")
    parser.add_argument("--no-clicks", action="store_true", help="nobody visits the links of publications")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
