"""The cage in which templates run: they may read the texts they are given, and nothing they do can grow without bound.

A template is named blocks with white space between them. Inside a block stand text, names, conditions and the filters listed
here. What is not listed does not exist: no loops, calls, attributes, slices (which would cut numbers) or other files.
"""

from collections.abc import Iterable, Mapping
from types import TracebackType

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from distributor.errors import LoaError
from distributor.text.plain import capital
from phrases import phrase

LONGEST_SOURCE = 20_000
LONGEST_BLOCK = 500_000
"""Characters that a block may give: more than any text, less than any harm."""
FILTERS = ("capital", "default", "lower", "trim", "upper")
ALLOWED_NODES: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Block,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
    nodes.Concat,
)


class TemplateProblem(LoaError):
    """A template is missing or wrong. Names file, line and what to change."""


class CagedTemplate:
    """One compiled template: `separators` maps its blocks, in reading order, to the white space before each.

    `literals`: the words of its own, with their lines.
    """

    def __init__(self, source: str, shown_name: str) -> None:
        """Compile a template. Raises `TemplateProblem`. `shown_name`: how messages call the file."""
        self._shown_name = shown_name
        if len(source) > LONGEST_SOURCE:
            raise TemplateProblem(phrase("compose.template.too-long", name=shown_name, most=LONGEST_SOURCE))
        environment = _environment()
        try:
            tree = environment.parse(source)
            self.separators = self._separators(tree)
            self.literals = _literals(tree)
            self._template: Template = environment.from_string(source)
        except TemplateSyntaxError as error:
            raise self.problem(error.lineno, error.message or "sai cú pháp") from error
        except TemplateError as error:
            raise self.problem(None, error.message or "sai cú pháp") from error

    def render(self, words: Mapping[str, str]) -> dict[str, str]:
        """The text of each block. Raises `TemplateProblem` that names the line."""
        context = self._template.new_context(dict(words))
        try:
            return {name: self._bounded(self._template.blocks[name](context), name) for name in self.separators}
        except (TemplateError, TypeError, ValueError) as error:
            raise self.problem(self._line_of(error.__traceback__), str(error)) from error

    def _bounded(self, pieces: Iterable[str], name: str) -> str:
        text = ""
        for piece in pieces:
            text += piece
            if len(text) > LONGEST_BLOCK:
                raise TemplateProblem(phrase("compose.template.block-too-long", block=name, name=self._shown_name))
        return text

    def _separators(self, tree: nodes.Template) -> dict[str, str]:
        separators: dict[str, str] = {}
        space = ""
        for part in tree.body:
            if isinstance(part, nodes.Output) and all(isinstance(data, nodes.TemplateData) for data in part.nodes):
                space += "".join(data.data for data in part.nodes if isinstance(data, nodes.TemplateData))
                if space.strip():
                    raise self.problem(part.lineno, phrase("compose.template.outside", words=space.strip()[:40]))
            elif isinstance(part, nodes.Block):
                self._check(part)
                separators[part.name] = space
                space = ""
            else:
                raise self.problem(part.lineno, phrase("compose.template.only-blocks"))
        if not separators:
            raise self.problem(1, phrase("compose.template.no-block"))
        return separators

    def _check(self, block: nodes.Block) -> None:
        for node in block.find_all(nodes.Node):
            if isinstance(node, nodes.Block) or not isinstance(node, ALLOWED_NODES):
                raise self.problem(node.lineno, phrase("compose.template.forbidden", what=type(node).__name__))
            if isinstance(node, nodes.Filter) and node.name not in FILTERS:
                raise self.problem(
                    node.lineno, phrase("compose.template.no-filter", name=node.name, filters=", ".join(FILTERS))
                )

    def _line_of(self, traceback: TracebackType | None) -> int | None:
        line = None
        while traceback is not None:
            if traceback.tb_frame.f_globals.get("__jinja_template__") is self._template:
                line = self._template.get_corresponding_lineno(traceback.tb_lineno)
            traceback = traceback.tb_next
        return line

    def problem(self, line: int | None, what: str) -> TemplateProblem:
        """An error in this template, for raising."""
        place = phrase("compose.template.line", line=line) if line else ""
        return TemplateProblem(phrase("compose.template.not-usable", name=self._shown_name, place=place, what=what))


def _literals(tree: nodes.Template) -> tuple[tuple[int, str], ...]:
    written = [(node.lineno, node.data) for node in tree.find_all(nodes.TemplateData)]
    return (
        *written,
        *((node.lineno, node.value) for node in tree.find_all(nodes.Const) if isinstance(node.value, str)),
    )


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    environment.filters["capital"] = capital
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.globals = {}
    return environment
