"""Passwords: Argon2id hashes, made and checked off the hub because they are slow on purpose."""

from __future__ import annotations

import gevent
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """A hash to store; it carries its own salt and parameters."""
    hashed: str = gevent.get_hub().threadpool.apply(_hasher.hash, (password,))
    return hashed


def verify_password(hashed: str, password: str) -> bool:
    """Whether `password` is the one that was hashed; False for a text that is no hash."""
    return bool(gevent.get_hub().threadpool.apply(_verify, (hashed, password)))


def needs_rehash(hashed: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(hashed)


def _verify(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
