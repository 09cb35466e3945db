"""One call as the exchange carries it: it tells who calls, does what the office's program commands, and knows what was heard.

As Asterisk's manual has AGI: commands in lines, answers `200 result=…`; a sound is named without its ending.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import shlex
import struct
import wave
from dataclasses import dataclass, field
from pathlib import Path

LONGEST_COMMAND = 2_000
_RATE = 8_000


@dataclass
class Heard:
    """Something of the call, as its page shows it. `sound`: a file that was played. `keys`: what the caller pressed."""

    text: str = ""
    sound: Path | None = None
    keys: str = ""


@dataclass
class Call:
    """`speaks_s`: how long the caller speaks when they are recorded. `handed_on`: the plan puts them through to a person."""

    id: int
    number: str
    heard: list[Heard] = field(default_factory=list)
    over: bool = False
    handed_on: bool = False
    is_recording: bool = False
    speaks_s: float = 0.0
    commands: list[str] = field(default_factory=list)
    _keys: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    _gone: asyncio.Event = field(default_factory=asyncio.Event)
    _variables: dict[str, str] = field(default_factory=dict)

    def press(self, keys: str) -> None:
        for key in keys:
            if key in "0123456789*#":
                self._keys.put_nowait(key)
                self.heard.append(Heard(keys=key))

    def hang_up(self) -> None:
        self._gone.set()

    async def carry(self, host: str, port: int, path: str = "") -> None:
        """Until either side ends it."""
        try:
            reader, writer = await asyncio.open_connection(host, port, limit=LONGEST_COMMAND)
        except OSError:
            self.heard.append(Heard("(tổng đài không trả lời)"))
            self.over = True
            return
        try:
            writer.write(self._greeting(host, path).encode())
            while not self.over and (line := (await reader.readline()).decode("ascii", "replace").strip()):
                self.commands.append(line)
                writer.write(f"{await self._do(line)}\n".encode())
                await writer.drain()
        except (OSError, ValueError):
            pass
        finally:
            self.handed_on = self._variables.get("LOA_NEXT") == "person"
            self.heard.append(Heard("(nối máy tới cán bộ)" if self.handed_on else "(cuộc gọi kết thúc)"))
            self.over = True
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def _greeting(self, host: str, path: str) -> str:
        said = {
            "agi_network": "yes",
            "agi_network_script": path,
            "agi_request": f"agi://{host}/{path}",
            "agi_channel": f"SIP/sandbox-{self.id:08x}",
            "agi_language": "vi",
            "agi_type": "SIP",
            "agi_uniqueid": f"{self.id}.0",
            "agi_callerid": self.number or "unknown",
            "agi_calleridname": "unknown",
            "agi_dnid": "1900",
            "agi_context": "from-network",
            "agi_extension": "1900",
            "agi_priority": "1",
            "agi_enhanced": "0.0",
            "agi_accountcode": "",
        }
        return "".join(f"{name}: {value}\n" for name, value in said.items()) + "\n"

    async def _do(self, line: str) -> str:
        try:
            words = shlex.split(line)
        except ValueError:
            return "520 Invalid command syntax."
        match words:
            case ["ANSWER"]:
                return "200 result=0"
            case ["STREAM", "FILE", name, keys]:
                return await self._stream(name, keys)
            case ["WAIT", "FOR", "DIGIT", milliseconds]:
                key = await self._key(int(milliseconds) / 1000)
                return f"200 result={-1 if key is None else ord(key) if key else 0}"
            case ["RECORD", "FILE", name, "wav", ends, milliseconds, "0", "BEEP", *_]:
                return await self._record(name, ends, int(milliseconds) / 1000)
            case ["SET", "VARIABLE", name, value]:
                self._variables[name] = value
                return "200 result=1"
            case ["HANGUP"]:
                self.over = True
                return "200 result=1"
        return "510 Invalid or unknown command"

    async def _stream(self, name: str, keys: str) -> str:
        sound = Path(f"{name}.wav")
        if not sound.exists():
            return "200 result=-1 endpos=0"
        text = sound.with_suffix(".txt")
        words = text.read_text(encoding="utf-8") if text.exists() else sound.stem
        self.heard.append(Heard(words, sound))
        key = await self._key(_seconds(sound), keys)
        return f"200 result={-1 if key is None else ord(key) if key else 0} endpos=8000"

    async def _key(self, seconds: float, among: str = "0123456789*#") -> str | None:
        """Empty where none came in time, None where the caller hung up."""
        waits = asyncio.ensure_future(self._keys.get())
        gone = asyncio.ensure_future(self._gone.wait())
        try:
            await asyncio.wait({waits, gone}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if waits.done() and waits.result() in among:
                return waits.result()
            return None if gone.done() else ""
        finally:
            waits.cancel()
            gone.cancel()

    async def _record(self, name: str, ends: str, seconds: float) -> str:
        self.is_recording = True
        self.heard.append(Heard("(tiếng bíp, máy đang ghi âm)"))
        key = await self._key(seconds, ends)
        self.is_recording = False
        _write_tone(Path(f"{name}.wav"), self.speaks_s or 5.0)
        return (
            f"200 result={-1 if key is None else ord(key) if key else 0} endpos={int((self.speaks_s or 5.0) * _RATE)}"
        )


def _seconds(sound: Path) -> float:
    try:
        with wave.open(str(sound), "rb") as content:
            return content.getnframes() / content.getframerate()
    except (OSError, EOFError, wave.Error):
        return 0.0


def _write_tone(place: Path, seconds: float) -> None:
    """What a caller says, here a tone."""
    samples = (int(9_000 * math.sin(2 * math.pi * 220 * at / _RATE)) for at in range(int(seconds * _RATE)))
    with wave.open(str(place), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(_RATE)
        out.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
