"""Runs within a child: files of a paper become one file, by typst, which keeps some 30 MB for as long as its process lives."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from distributor.report.papers.typeface import PaperProblem, typeface_folder
from phrases import phrase


def typeset(files: dict[str, bytes], how: dict[str, Any]) -> bytes:
    """Typeset files in a folder of its own, out of which nothing can be read. Raises PaperProblem."""
    try:
        with TemporaryDirectory(prefix="loa-paper-") as folder:
            for name, content in files.items():
                (Path(folder) / name).write_bytes(content)
            made = typst.compile(Path(folder) / "main.typ", root=folder, font_paths=_fonts(), **how)
    except (RuntimeError, ValueError, OSError) as error:
        raise PaperProblem(phrase("report.paper.not-set", why=type(error).__name__)) from error
    assert isinstance(made, bytes)  # noqa: S101 - a single page, or a PDF
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(typeface_folder())])
