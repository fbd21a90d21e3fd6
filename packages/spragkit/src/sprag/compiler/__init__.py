"""The compiler: Python browser code to JavaScript that means the same.

parse -> resolve names -> infer light types -> lower to JavaScript nodes (or refuse, with advice) -> print. See
`pipeline`.
"""

from __future__ import annotations

from . import lower
from .diagnostics import Diagnostic, JSCodegenError
from .pipeline import Program, Root, compile_app
from .unit import Unit

__all__ = ["Diagnostic", "JSCodegenError", "Program", "Root", "Unit", "compile_app", "lower"]
