"""A paper as a PDF: our template, typeset by typst. Same paper, same bytes: no clock, and only the typeface that we bring."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from distributor.children import Bounds, ChildFailed, ChildFault, Children
from distributor.report.papers.chart import chart_svg, chart_words
from distributor.report.papers.form import paper_form
from distributor.report.papers.outline import (
    Block,
    Chart,
    Example,
    Heading,
    Paper,
    PaperTable,
    Paragraph,
    Pictures,
    Summary,
)
from distributor.report.papers.typeface import PaperProblem
from distributor.report.papers.wording import dated
from phrases import phrase

TEMPLATE = Path(__file__).with_name("paper.typ")
SAMPLE = phrase("report.paper.sample")
PICTURE_PPI = 200.0
SUMMED = 10_000
"""Numbers of the files of a summary's charts begin here: no paper has as many blocks."""
_BOUNDS = Bounds(processor_s=60.0, wall_s=120.0, memory=2_000_000_000)
_TYPESETTER = Children(1, warm_s=20.0)
"""One after the other, in a process that gives back what typst keeps."""


def make_pdf(paper: Paper, pictures: Pictures) -> bytes:
    """Make a PDF of a paper. Raises PaperProblem."""
    files: dict[str, bytes] = {}
    blocks = [_told(block, files, pictures, number) for number, block in enumerate(paper.blocks)]
    head = paper.letterhead
    data = {
        "title": paper.title,
        "subject": paper.subject,
        "dated": dated(paper.day),
        "sample": SAMPLE if paper.is_sample else "",
        "letterhead": {
            **asdict(head),
            "offices": head.office_lines,
            "addressees": head.addressee_lines,
            "title": head.title_lines,
            "recipients": head.recipient_lines,
        },
        "form": asdict(paper_form()),
        "blocks": blocks,
        "closing": paper.closing,
    }
    files["main.typ"] = TEMPLATE.read_bytes()
    files["paper.json"] = json.dumps(data, ensure_ascii=False).encode()
    return _compile(files, format="pdf", timestamp=int(paper.made_at.timestamp()))


def chart_png(chart: Chart) -> bytes:
    """Draw a chart as PNG for where no SVG can stand."""
    program = '#set page(width: auto, height: auto, margin: 2pt)\n#image("chart.svg", width: 480pt)'
    return _compile(
        {"main.typ": program.encode(), "chart.svg": chart_svg(chart).encode()}, format="png", ppi=PICTURE_PPI
    )


def _compile(files: dict[str, bytes], **how: Any) -> bytes:
    try:
        made: bytes = _TYPESETTER.call("distributor.report.papers.typeset:typeset", files, how, bounds=_BOUNDS)
    except (ChildFailed, ChildFault) as error:
        raise PaperProblem(phrase("report.paper.not-set", why=str(error))) from None
    return made


def _told(block: Block, files: dict[str, bytes], pictures: Pictures, number: int) -> dict[str, Any]:
    """Return a block for the template; what is a file goes into `files`."""
    match block:
        case Heading(level, text):
            return {"is": "heading", "level": level, "text": text}
        case Paragraph(text):
            return {"is": "paragraph", "text": text}
        case PaperTable(caption, columns, rows):
            told = [{"title": each.title, "share": each.share, "number": each.is_number} for each in columns]
            return {"is": "table", "caption": caption, "columns": told, "rows": rows, "small": block.is_small}
        case Chart(caption):
            files[f"{number}.svg"] = chart_svg(block).encode()
            name = f"{number}.svg"
            return {"is": "chart", "caption": caption, "file": name, "lying": block.lying, "alt": chart_words(block)}
        case Summary():
            charts = [_told(each, files, pictures, SUMMED + place) for place, each in enumerate(block.charts)]
            return {**asdict(block), "is": "summary", "charts": charts}
        case Example():
            picture = pictures.get(block.picture, b"")
            name = f"{number}.{_ending(picture)}" if picture else ""
            if name:
                files[name] = picture
            return {
                "is": "example",
                "title": block.title,
                "lines": block.lines,
                "link": block.link,
                "file": name,
                "alt": block.picture_alt or block.title,
            }


def _ending(picture: bytes) -> str:
    return "png" if picture.startswith(b"\x89PNG") else "jpg"
