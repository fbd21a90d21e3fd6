"""What goes wrong in a declaration, told at the place of the mistake."""

from __future__ import annotations


class DeclarationError(ValueError):
    """A page, mount, shell, store … is declared in a way that cannot work."""
