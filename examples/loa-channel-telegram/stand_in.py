"""A stand-in for the Bot API on loopback: what it takes, refuses and answers, as its page describes.

It takes nothing that the page does not know: an unknown method or parameter is an error here. `python stand_in.py` serves one
channel until it is interrupted, and prints where; the account's setting `endpoint` then leads to it.
"""

import itertools
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

TEXT, CAPTION, ALBUM = 4_096, 1_024, range(2, 11)
KNOWN: dict[str, set[str]] = {
    "getChat": set(),
    "getChatMemberCount": set(),
    "sendMessage": {"text"},
    "sendPhoto": {"caption", "photo"},
    "sendVideo": {"caption", "video", "width", "height", "duration", "supports_streaming"},
    "sendMediaGroup": {"media"},
    "editMessageText": {"message_id", "text"},
    "editMessageCaption": {"message_id", "caption"},
    "deleteMessages": {"message_ids"},
}


class Refused(Exception):
    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status, self.parameters = status, parameters


@dataclass
class Channel:
    """What stands on it: message id → text, and how many files. `next_fault`: raised once, before anything is done."""

    token: str
    name: str
    title: str = "Kênh của Sở Tư pháp"
    members: int = 1_204
    texts: dict[int, str] = field(default_factory=dict)
    files: dict[int, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    next_fault: Refused | None = None
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(101))

    def answer(self, path: str, told: dict[str, str], files: dict[str, int]) -> object:
        found = re.fullmatch(r"/bot([^/]+)/(\w+)", path)
        if found is None or found[1] != self.token:
            raise Refused(401, "Unauthorized")
        method = found[2]
        self.asked.append(method)
        if self.next_fault is not None:
            fault, self.next_fault = self.next_fault, None
            raise fault
        if method not in KNOWN:
            raise Refused(404, "Not Found: method not found")
        if told.pop("chat_id", "") != f"@{self.name}":
            raise Refused(400, "Bad Request: chat not found")
        attached = {"media"} if method == "sendMediaGroup" else KNOWN[method]
        if unknown := (set(told) | (set(files) if method != "sendMediaGroup" else set())) - (KNOWN[method] | attached):
            raise Refused(400, f"Bad Request: unknown parameter {min(unknown)}")
        return getattr(self, f"_{method}")(told, files)

    def _getChat(self, _told: dict[str, str], _files: dict[str, int]) -> object:
        return {"id": -1001234567890, "type": "channel", "title": self.title, "username": self.name}

    def _getChatMemberCount(self, _told: dict[str, str], _files: dict[str, int]) -> object:
        return self.members

    def _sendMessage(self, told: dict[str, str], _files: dict[str, int]) -> object:
        return self._keep(_within(told.get("text", ""), TEXT, "message is too long"), 0)

    def _sendPhoto(self, told: dict[str, str], files: dict[str, int]) -> object:
        return self._file("photo", 10_000_000, told, files)

    def _sendVideo(self, told: dict[str, str], files: dict[str, int]) -> object:
        return self._file("video", 50_000_000, told, files)

    def _file(self, name: str, most: int, told: dict[str, str], files: dict[str, int]) -> object:
        if not files.get(name):
            raise Refused(400, f"Bad Request: there is no {name} in the request")
        if files[name] > most:
            raise Refused(413, "Request Entity Too Large")
        return self._keep(_within(told.get("caption", ""), CAPTION, "message caption is too long"), 1)

    def _sendMediaGroup(self, told: dict[str, str], files: dict[str, int]) -> object:
        media: list[dict[str, Any]] = json.loads(told["media"])
        if len(media) not in ALBUM or {each["media"].removeprefix("attach://") for each in media} != set(files):
            raise Refused(400, "Bad Request: wrong file identifier or number of items")
        texts = [_within(each.get("caption", ""), CAPTION, "message caption is too long") for each in media]
        return [self._keep(text, 1) for text in texts]

    def _editMessageText(self, told: dict[str, str], _files: dict[str, int]) -> object:
        return self._edit(told, _within(told.get("text", ""), TEXT, "message is too long"), 0)

    def _editMessageCaption(self, told: dict[str, str], _files: dict[str, int]) -> object:
        return self._edit(told, _within(told.get("caption", ""), CAPTION, "message caption is too long"), 1)

    def _edit(self, told: dict[str, str], text: str, files: int) -> object:
        number = int(told["message_id"])
        if number not in self.texts:
            raise Refused(400, "Bad Request: message to edit not found")
        if self.files[number] != files:
            raise Refused(400, "Bad Request: there is no text in the message to edit")
        if self.texts[number] == text:
            raise Refused(400, "Bad Request: message is not modified")
        self.texts[number] = text
        return self._message(number)

    def _deleteMessages(self, told: dict[str, str], _files: dict[str, int]) -> object:
        for number in json.loads(told["message_ids"]):
            self.texts.pop(number, None)
        return True

    def _keep(self, text: str, files: int) -> object:
        number = next(self.numbers)
        self.texts[number], self.files[number] = text, files
        return self._message(number)

    def _message(self, number: int) -> object:
        said = {"caption" if self.files[number] else "text": self.texts[number]}
        return {"message_id": number, "date": 1795000000, "chat": self._getChat({}, {}), **said}


def _within(text: str, most: int, otherwise: str) -> str:
    if len(text) > most:
        raise Refused(400, f"Bad Request: {otherwise}")
    if most == TEXT and not text:
        raise Refused(400, "Bad Request: message text is empty")
    return text


class _Handler(BaseHTTPRequestHandler):
    channel: Channel
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        told, files = _form(self.headers.get("Content-Type", ""), body)
        try:
            status, said = 200, {"ok": True, "result": self.channel.answer(self.path, told, files)}
        except Refused as refusal:
            status = refusal.status
            said = {"ok": False, "error_code": status, "description": str(refusal)}
            if refusal.parameters:
                said["parameters"] = refusal.parameters
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_of: object) -> None:
        """Addresses hold the token."""


def _form(kind: str, body: bytes) -> tuple[dict[str, str], dict[str, int]]:
    """Fields, and the size of each file."""
    if not kind.startswith("multipart/form-data"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}
    told, files = {}, {}
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    for part in message.iter_parts():
        name, content = str(part.get_param("name", header="content-disposition")), part.get_payload(decode=True)
        if isinstance(content, bytes) and part.get_filename() is None:
            told[name] = content.decode()
        elif isinstance(content, bytes):
            files[name] = len(content)
    return told, files


@contextmanager
def serving(channel: Channel, port: int = 0) -> Iterator[str]:
    """Its address, inside a `with`."""
    server = ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {"channel": channel}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


if __name__ == "__main__":
    with serving(Channel("123456:stand-in-token", "so_tu_phap")) as address:
        print(f"{address} (token 123456:stand-in-token, chat @so_tu_phap)", flush=True)
        threading.Event().wait()
