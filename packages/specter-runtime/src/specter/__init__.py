"""Specter: the server runtime."""

__version__ = "0.2.0"
