"""The bounded children of a worker (`distributor.children`) as copies of a process that has read what they load."""

import os
from pathlib import Path

from distributor.children import PROGRAM, Begun, begin_by, begin_plainly
from supervisor.forker import Forker

MODULES = (
    *("distributor.child", "distributor.media.photo", "distributor.render.drawing"),
    *("distributor.ingest.article", "distributor.ingest.parsing", "distributor.understand.bounded"),
)


def fork_children() -> None:
    """Fork children from now on, if this process can be copied: it has no threads yet, and nothing open."""
    forker = Forker.begin(MODULES, ())
    if forker is None:
        return

    def begin(arguments: list[str]) -> Begun:
        hears, to = os.pipe()
        its, says = os.pipe()
        pipes = os.fdopen(to, "wb", buffering=0), os.fdopen(its, "rb", buffering=0)
        try:
            process = forker.fork(
                PROGRAM,
                [PROGRAM, *arguments, "copied"],
                {**os.environ, "PYTHONUTF8": "1"},
                Path(os.devnull),
                (hears, says),
            )
        finally:
            os.close(hears)
            os.close(says)
        if process is None:
            for pipe in pipes:
                pipe.close()
            return begin_plainly(arguments)
        return process, *pipes

    begin_by(begin)
