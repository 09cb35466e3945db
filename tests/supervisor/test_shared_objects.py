"""What a copy shares with its maker: what it only uses stays one page for both; what comes later ends as ever."""

import json
import os
import subprocess
import sys
import textwrap

import pytest

from supervisor.parts import ROOT, python_path

KNOWN = sys.implementation.name == "cpython" and sys.version_info[:2] in ((3, 12), (3, 13))
MAKER = """
    import gc, json, os, sys, weakref
    from pathlib import Path
    from supervisor.shared_objects import share_objects

    class Kept:
        pass

    def use(values):
        return [sorted(each) for each in values] and "a word of the code"

    def own():
        lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty")) / 1000

    before = [(f"word {each}", each + 1e6) for each in range(200_000)]
    of_before = Kept()
    told = {"shared": sys.argv[1] == "shared" and share_objects()}
    if told["shared"]:
        never = sys.getrefcount(None)
        code = use.__code__
        parts = [use, code, Kept, of_before, before, before[7], *before[7], *code.co_consts, *code.co_names]
        told["uncounted"] = all(sys.getrefcount(each) == never for each in parts)
        later, again = Kept(), weakref.ref(of_before)
        ended = weakref.ref(later)
        del later, of_before
        gc.collect()
        told["later ends"], told["before stays"] = ended() is None, again() is not None
        told["twice"] = share_objects()
    gc.freeze()
    hears, says = os.pipe()
    if not os.fork():
        first = own()
        kept = [(each, words, number) for each in before for words, number in (each,)]
        os.write(says, str(own() - first).encode())
        os._exit(0)
    os.wait()
    told["own MB"] = float(os.read(hears, 50))
    print(json.dumps(told))
"""


def run(kind: str) -> dict[str, float]:
    said = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(MAKER), kind],
        env={**os.environ, "PYTHONPATH": python_path()},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, float] = json.loads(said.stdout)
    return told


@pytest.mark.skipif(sys.platform != "linux", reason="programs are forked on Linux only")
@pytest.mark.skipif(not KNOWN, reason="this Python counts every object")
def test_a_copy_that_uses_what_its_maker_has_keeps_no_pages_of_it() -> None:
    told = run("shared")
    assert [told[each] for each in ("shared", "uncounted", "later ends", "before stays", "twice")] == [True] * 5
    assert told["own MB"] < 0.6 * run("counted")["own MB"]


@pytest.mark.skipif(KNOWN, reason="this Python knows immortal objects")
def test_another_python_is_left_as_it_is() -> None:
    assert not run("shared")["shared"]
