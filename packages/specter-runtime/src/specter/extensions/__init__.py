"""Extensions: parts of an application that are found, configured, loaded, unloaded and reloaded while it runs."""

from __future__ import annotations

from specter.errors import (
    ApplicationExit,
    ApplicationRestart,
    ExtensionError,
    InvalidConfigurationError,
    InvalidConfigurationSchemaError,
    NoSuchExtension,
    NotLoadableError,
    NotSupportedError,
)
from specter.extensions.api import EnabledState, ExtensionAPIProxy
from specter.extensions.base import ExtensionBase, TypedConfigExtensionBase
from specter.extensions.discovery import ExtensionModuleFinder
from specter.extensions.manager import ExtensionManager
from specter.extensions.nursery import Nursery, TaskStatus

__all__ = [
    "ApplicationExit",
    "ApplicationRestart",
    "EnabledState",
    "ExtensionAPIProxy",
    "ExtensionBase",
    "ExtensionError",
    "ExtensionManager",
    "ExtensionModuleFinder",
    "InvalidConfigurationError",
    "InvalidConfigurationSchemaError",
    "NoSuchExtension",
    "NotLoadableError",
    "NotSupportedError",
    "Nursery",
    "TaskStatus",
    "TypedConfigExtensionBase",
]
