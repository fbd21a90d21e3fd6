"""SPRAG: one Python language, two runtimes."""

__version__ = "0.2.0"
