"""Templates compiled for speed, with the meaning they have in plain Jinja.

Three things are done once, when a template is compiled, instead of each time it is shown: every
language has its own compiled form, so fixed texts are a part of the page like its tags; what an
expression prints is escaped without a wrapper around each piece; and the macros of a file are
made once, because all templates share one set of globals.
"""

from __future__ import annotations

import re
from typing import Any, Self, TypeGuard, cast

from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.runtime import Context
from markupsafe import Markup, escape

from council import language

_has_markup = re.compile("[&<>\"']").search


def printed(value: Any) -> str:
    """What an expression prints: ``escape(value)``, without its wrapper where there is nothing
    to escape.
    """
    kind = type(value)
    if kind is Markup or (kind is str and _has_markup(value) is None):
        return cast("str", value)
    return str(escape(value))


class _Generator(CodeGenerator):
    """Writes cheaper Python for the two things that every template does most."""

    environment: HouseEnvironment

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.printed(")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        """A fixed text is a constant of its language."""
        if self._is_text(node, frame) and not node.kwargs:
            text = node.args[0].as_const()
            return str(language.translate_into(self.environment.speaks, text))
        return super()._output_child_to_const(node, frame, finalize)

    def visit_Call(  # noqa: N802 - Jinja's name
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """``_(…)`` is called with the language, and not by way of the context."""
        if not self._is_text(node, frame):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write("environment.translate(environment.speaks")
        self.signature(node, frame)
        self.write(")")

    def _is_text(self, node: nodes.Expr, frame: Frame) -> TypeGuard[nodes.Call]:
        """Whether this calls the house's ``_()`` with a text that stands in the template."""
        if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
            return False
        if node.node.name != "_" or node.dyn_args or node.dyn_kwargs or not self.environment.speaks:
            return False
        meant = frame.symbols.find_load(frame.symbols.ref("_"))
        fixed = len(node.args) == 1 and isinstance(node.args[0], nodes.Const)
        return fixed and meant == (VAR_LOAD_RESOLVE, "_")


class _Template(Template):
    def _get_default_module(self, _ctx: Context | None = None) -> Any:
        """The macros of this file: there are no globals but the environment's."""
        return super()._get_default_module()


class HouseEnvironment(Environment):
    """Flask's environment with one compiled form of each template per language."""

    code_generator_class = _Generator
    template_class = _Template
    speaks = ""
    printed = staticmethod(printed)
    translate = staticmethod(language.translate_into)

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: Any = None,  # noqa: A002
    ) -> Template:
        """The template in the language of this request."""
        if self.speaks:
            return super().get_template(name, parent, globals)
        return self.of_language(language.current()).get_template(name, parent, globals)

    def make_globals(self, d: Any) -> Any:
        """The environment's own globals: a copy for each template costs at every page."""
        return super().make_globals(d) if d else self.globals

    def of_language(self, lang: str) -> Self:
        """This environment speaking one language; its fixed texts are compiled in."""
        made: dict[str, Self] = self.__dict__.setdefault("languages", {})
        if lang not in made:
            speaking = self.overlay()
            speaking.speaks = lang
            made[lang] = speaking
        return made[lang]
