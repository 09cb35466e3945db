"""Objects that a process and its copies share in memory for good: a copy that only uses one does not write to it.

CPython counts inside each object who refers to it. A copy that does no more than call a function so gets pages of its own for the
function, its code and its names. What is immortal (PEP 683) is not counted; what was imported stays as it is anyway.
Where Python does not know immortal objects as they are known here nothing is done, and copies hold more.
"""

import ctypes
import gc
import sys
import sysconfig
from collections.abc import Iterator
from types import CodeType, CoroutineType, FrameType, GeneratorType
from typing import Any

_KNOWN = ((3, 12), (3, 13))
"""Versions whose objects begin with their count, and are immortal by a count like that of None."""
_UNDER_WAY = (FrameType, GeneratorType, CoroutineType)
"""What runs comes to its end, and lets go of what it holds."""
_count_of = ctypes.c_ssize_t.from_address


def share_objects() -> bool:
    """Make immortal what there is; what was frozen (`gc.freeze`) at an earlier call is so already. Return whether that can be.

    Called by a process with one thread, before it is copied and while it holds nothing that is closed only by being forgotten.
    """
    if not _is_known():
        return False
    immortal, never = _count_of(id(None)).value, sys.getrefcount(None)
    for each in gc.get_objects():
        if not isinstance(each, _UNDER_WAY):
            _count_of(id(each)).value = immortal
            for part in _parts_of(each, never):
                _count_of(id(part)).value = immortal
    return True


def _is_known() -> bool:
    """Return True if an object with the count of None is counted no more."""
    known = sys.implementation.name == "cpython" and sys.version_info[:2] in _KNOWN
    if not known or sysconfig.get_config_var("Py_GIL_DISABLED"):
        return False
    tried = object()
    _count_of(id(tried)).value = _count_of(id(None)).value
    others = [tried] * 3
    return all(sys.getrefcount(each) == sys.getrefcount(None) for each in others)


def _parts_of(whole: Any, never: int) -> Iterator[Any]:
    """Walk through what an object refers to and collection of garbage does not list: names, numbers, code. What has the count
    `never` was met before."""
    parts = gc.get_referents(whole)
    while parts:
        part = parts.pop()
        if sys.getrefcount(part) == never or gc.is_tracked(part) or isinstance(part, _UNDER_WAY):
            continue
        yield part
        if isinstance(part, CodeType):
            parts += (part.co_consts, part.co_names, *part.co_consts, *part.co_names)
        else:
            parts += gc.get_referents(part)
