"""The dev loop: serve, watch, rebuild what changed, tell the open pages."""

from __future__ import annotations
