"""The HTTP application: guard, sessions, auth, actions, uploads, sockets, streams, routers."""

from __future__ import annotations

from specter.access import AuthError, AuthRule, authorize, requires_auth
from specter.errors import HTTPError, Redirect, redirect
from specter.http.app import HttpApp
from specter.http.auth import AnonymousAuthService, AuthService
from specter.http.config import HttpConfig
from specter.http.files import FileRule, UploadedFile, accepts_files
from specter.http.links import safe_next
from specter.http.passwords import hash_password, needs_rehash, verify_password
from specter.http.request import Request
from specter.http.response import Response, encode_json
from specter.http.routing import Router, RouteSpec, route
from specter.http.sessions import InMemorySessionStore, KVSessionStore, Session, SessionPolicy
from specter.http.surfaces import Failure, Surfaces, Target
from specter.http.views import expect_json, json_endpoint, require_fields

__all__ = [
    "AnonymousAuthService",
    "AuthError",
    "AuthRule",
    "AuthService",
    "Failure",
    "FileRule",
    "HTTPError",
    "HttpApp",
    "HttpConfig",
    "InMemorySessionStore",
    "KVSessionStore",
    "Redirect",
    "Request",
    "Response",
    "RouteSpec",
    "Router",
    "Session",
    "SessionPolicy",
    "Surfaces",
    "Target",
    "UploadedFile",
    "accepts_files",
    "authorize",
    "encode_json",
    "expect_json",
    "hash_password",
    "json_endpoint",
    "needs_rehash",
    "redirect",
    "require_fields",
    "requires_auth",
    "route",
    "safe_next",
    "verify_password",
]
