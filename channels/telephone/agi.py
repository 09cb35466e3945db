"""FastAGI, the interface of Asterisk and of exchanges like it: one TCP connection a call, lines of text. As its manual describes.

The exchange first says what the call is (`agi_callerid: 84912345678`, ended by an empty line). Then we command and it answers:
`200 result=49 endpos=8000`. `result` is the code of a key, 0 for none, -1 for a call that is over; 510 and 520 are commands that
it does not know, 511 is said of a call that is over, and a line `HANGUP` may come at any time.
"""

import re
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from channels.telephone.exchange import CallOver

LONGEST_LINE = 1_000
MOST_VARIABLES = 80
GREETING_S = 5.0
"""Until the exchange has said what the call is."""
ANSWER_S = 15.0
"""Until it answers a command, beside what the command itself takes."""
LONGEST_SOUND_S = 300.0
KEYS = "0123456789*#"
NEXT = "LOA_NEXT"
"""The channel's variable that tells the exchange's plan what follows: `person`."""
_VARIABLE = re.compile(r"(agi_[a-z0-9_]{1,40}):[ \t]*(.*)")
_ANSWER = re.compile(r"(\d{3})[ -](.*)")
_RESULT = re.compile(r"result=(-?\d+)")
_PATH = re.compile(r"[\w./-]+")


class AgiCall:
    """One connection. `read_greeting` comes first. Raises CallOver from every method."""

    def __init__(self, connection: socket.socket, clock: Callable[[], float] = time.monotonic) -> None:
        self._connection, self._clock = connection, clock
        self._held = b""
        self._over = False
        self._said: Mapping[str, str] = {}

    @property
    def caller(self) -> str:
        number = self._said.get("agi_callerid", "")
        return "" if number in ("unknown", "anonymous") else number[:40]

    @property
    def line(self) -> str:
        """The path of the address that the exchange called (`agi://host/huong-giang`)."""
        return self._said.get("agi_network_script", "").strip("/")[:60]

    def read_greeting(self) -> None:
        until = self._clock() + GREETING_S
        said: dict[str, str] = {}
        while line := self._line(until):
            found = _VARIABLE.fullmatch(line)
            if found is None or len(said) >= MOST_VARIABLES:
                raise CallOver
            said[found[1]] = found[2].strip()
        if "agi_network" not in said and "agi_request" not in said:
            raise CallOver
        self._said = said

    def answer(self) -> None:
        self._command("ANSWER", ANSWER_S)

    def play(self, sound: Path) -> str:
        return _key_of(self._command(f'STREAM FILE "{_plain(sound)}" "{KEYS}"', LONGEST_SOUND_S))

    def key(self, seconds: float) -> str:
        return _key_of(self._command(f"WAIT FOR DIGIT {int(seconds * 1000)}", seconds))

    def record(self, sound: Path, seconds: int, quiet_s: int) -> None:
        words = f'RECORD FILE "{_plain(sound)}" wav "#" {seconds * 1000} 0 BEEP s={quiet_s}'
        self._command(words, float(seconds))

    def hand_over(self) -> None:
        self._command(f'SET VARIABLE {NEXT} "person"', 0.0)

    def hang_up(self) -> None:
        self._command("HANGUP", 0.0)

    def _command(self, words: str, takes_s: float) -> int:
        if self._over:
            raise CallOver
        until = self._clock() + takes_s + ANSWER_S
        try:
            self._connection.sendall(f"{words}\n".encode("ascii"))
        except OSError as error:
            raise CallOver from error
        while True:
            line = self._line(until)
            if line == "HANGUP":
                # What the command did until then is told still.
                self._over = True
                continue
            found = _ANSWER.fullmatch(line)
            if found is None:
                raise CallOver
            code, told = found.groups()
            result = _RESULT.match(told)
            if code != "200" or result is None or result[1] == "-1":
                self._over = True
                raise CallOver
            return int(result[1])

    def _line(self, until: float) -> str:
        while b"\n" not in self._held:
            left = until - self._clock()
            if left <= 0 or len(self._held) > LONGEST_LINE:
                raise CallOver
            self._connection.settimeout(left)
            try:
                octets = self._connection.recv(LONGEST_LINE)
            except OSError as error:
                raise CallOver from error
            if not octets:
                raise CallOver
            self._held += octets
        line, _, self._held = self._held.partition(b"\n")
        if len(line) > LONGEST_LINE:
            raise CallOver
        return line.decode("utf-8", "replace").strip("\r")


def _key_of(result: int) -> str:
    key = chr(result) if 0 < result < 128 else ""
    return key if key in KEYS else ""


def _plain(sound: Path) -> str:
    """Nothing of a name may end a command and begin another."""
    name = str(sound)
    if not _PATH.fullmatch(name):
        raise ValueError(name)
    return name
