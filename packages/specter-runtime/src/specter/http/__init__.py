"""The HTTP application: guard, sessions, auth, actions, uploads, sockets, streams, routers."""

from __future__ import annotations

from specter.errors import HTTPError, Redirect, redirect
from specter.http.app import HttpApp
from specter.http.auth import AnonymousAuthService, AuthError, AuthRule, authorize, requires_auth, safe_next
from specter.http.config import HttpConfig
from specter.http.passwords import hash_password, needs_rehash, verify_password
from specter.http.request import Request, UploadedFile
from specter.http.response import Response, encode_json
from specter.http.sessions import InMemorySessionStore, KVSessionStore, Session, SessionPolicy
from specter.http.surfaces import Failure, Surfaces, Target
from specter.http.uploads import FileRule, accepts_files

__all__ = [
    "AnonymousAuthService",
    "AuthError",
    "AuthRule",
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
    "Session",
    "SessionPolicy",
    "Surfaces",
    "Target",
    "UploadedFile",
    "accepts_files",
    "authorize",
    "encode_json",
    "hash_password",
    "needs_rehash",
    "redirect",
    "requires_auth",
    "safe_next",
    "verify_password",
]
