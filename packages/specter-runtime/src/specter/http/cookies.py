"""The session cookie: a signed id. Its `__Host-` name over HTTPS keeps other hosts and paths from setting it."""

from __future__ import annotations

import hashlib
import time
from email.utils import formatdate
from functools import lru_cache

from itsdangerous import BadSignature, Signer

HOST_PREFIX = "__Host-"


class SessionCookies:
    """Reads and writes the session cookie."""

    def __init__(self, name: str, secret: str) -> None:
        self.name = name
        self.secure_name = HOST_PREFIX + name
        self._signer = Signer(
            secret, salt="specter.session", digest_method=hashlib.sha256, key_derivation="hmac"
        )
        self._verified = lru_cache(maxsize=4096)(self._verify)

    def read(self, headers: list[tuple[bytes, bytes]], *, secure: bool) -> str | None:
        """The session id of a request, when the cookie is one that we have issued."""
        name = self.secure_name if secure else self.name
        for header, value in headers:
            if header != b"cookie":
                continue
            for item in value.decode("latin-1").split(";"):
                key, _, text = item.partition("=")
                if key.strip() == name:
                    return self._verified(text.strip())
        return None

    def sign(self, session_id: str) -> str:
        return self._signer.sign(session_id).decode()

    def header(self, session_id: str, *, max_age: int | None, secure: bool) -> str:
        """The value of a Set-Cookie header."""
        parts = [f"{self.secure_name if secure else self.name}={self.sign(session_id)}", "Path=/"]
        if max_age is not None:
            parts += [f"Max-Age={max_age}", f"Expires={formatdate(time.time() + max_age, usegmt=True)}"]
        parts += ["HttpOnly", "SameSite=Lax"]
        if secure:
            parts.append("Secure")
        return "; ".join(parts)

    def _verify(self, text: str) -> str | None:
        if len(text) > 200:
            return None
        try:
            return self._signer.unsign(text).decode()
        except (BadSignature, UnicodeDecodeError):
            return None
