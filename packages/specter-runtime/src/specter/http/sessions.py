"""Sessions: what the server remembers of a visitor between requests, and where it is kept.

An id without data has no record anywhere: it is valid because it is signed. A record exists once something was put
into the session, and a record that was closed is never written again by a request that was late.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, Protocol

import gevent
import msgspec

from specter.errors import Conflict
from specter.http.response import encode_json
from specter.storage.interfaces import KV
from specter.storage.memory import MemoryKV

log = logging.getLogger(__name__)

META = "__sprag_session__"
DEFAULT_TTL = 14 * 24 * 3600
_ATTEMPTS = 50
_PORTION = 1000
#: Seconds that a record which is being closed may take to go.
_CLOSING = 60.0


@dataclass(frozen=True)
class SessionPolicy:
    """How long sessions live, in seconds; None: no limit of this kind."""

    idle_ttl_seconds: int | None = None
    absolute_ttl_seconds: int | None = None
    remember_me_ttl_seconds: int | None = None

    def __post_init__(self) -> None:
        for name in ("idle_ttl_seconds", "absolute_ttl_seconds", "remember_me_ttl_seconds"):
            value = getattr(self, name)
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
                raise ValueError(
                    f"SessionPolicy {name} must be a whole number of seconds >= 1 or None, got {value!r}"
                )

    @property
    def limits(self) -> bool:
        return self != SessionPolicy()

    def expired(self, meta: Mapping[str, Any], now: float) -> bool:
        """Whether a session with this meta record has ended."""
        idle, end = self.idle_ttl_seconds, self.ends_at(meta)
        if idle is not None and meta.get("last_seen", now) + idle <= now and not meta.get("remember_me"):
            return True
        return end is not None and end <= now

    def ends_at(self, meta: Mapping[str, Any]) -> float | None:
        """When the session ends however much it is used; epoch seconds."""
        created = meta.get("created_at")
        ends = [meta.get("absolute_expiry")]
        if created is not None and meta.get("remember_me") and self.remember_me_ttl_seconds is not None:
            ends.append(created + self.remember_me_ttl_seconds)
        elif created is not None and self.absolute_ttl_seconds is not None:
            ends.append(created + self.absolute_ttl_seconds)
        known = [end for end in ends if end is not None]
        return min(known) if known else None

    def stamp(self, session: Session, *, remember: bool, now: float) -> None:
        """At login: from now on the session's limits count."""
        remembered = remember and self.remember_me_ttl_seconds is not None
        lifetime = self.remember_me_ttl_seconds if remembered else self.absolute_ttl_seconds
        session.set(
            META,
            {
                "created_at": int(now),
                "last_seen": ceil(now),
                "absolute_expiry": None if lifetime is None else int(now) + lifetime,
                "remember_me": remembered,
            },
        )

    def touch(self, session: Session, now: float) -> None:
        """Note that the session is used. A write every request would cost more than the precision is worth."""
        meta = session.get(META)
        if self.idle_ttl_seconds is None or not isinstance(meta, dict):
            return
        # Upwards: whole seconds must not end a session early.
        seen = ceil(now)
        if seen - meta.get("last_seen", 0) >= min(60, max(1, self.idle_ttl_seconds // 10)):
            session.set(META, {**meta, "last_seen": seen})


class Session:
    """A visitor's values by key; values are JSON. Changes are stored when the response is sent."""

    __slots__ = (
        "_changed",
        "_data",
        "_deleted",
        "_id",
        "_known",
        "_max_age",
        "_wanted",
        "invalidated_from",
        "rotated_from",
        "version",
    )

    def __init__(
        self, session_id: str | None = None, data: Mapping[str, Any] | None = None, *, known: bool = False
    ) -> None:
        self._id = session_id or new_session_id()
        self._data: dict[str, Any] = dict(data or {})
        self._changed: set[str] = set()
        self._deleted: set[str] = set()
        #: The browser has this id.
        self._known = known
        self._wanted = False
        self._max_age: int | None = None
        self.version: int = 0
        self.rotated_from: str | None = None
        self.invalidated_from: str | None = None

    @property
    def id(self) -> str:
        """The session's id. Who asks needs one, so the browser gets its cookie."""
        self._wanted = True
        return self._id

    def get(self, key: str, default: Any = None) -> Any:
        return self._data.get(key, default)

    def set(self, key: str, value: Any) -> None:
        self._data[key] = value
        self._changed.add(key)
        self._deleted.discard(key)

    def patch(self, values: Mapping[str, Any]) -> None:
        if not isinstance(values, Mapping):
            raise TypeError(f"session.patch() takes a dict, got {type(values).__name__}")
        for key, value in values.items():
            self.set(key, value)

    def delete(self, key: str) -> None:
        if self._data.pop(key, None) is not None:
            self._changed.discard(key)
            self._deleted.add(key)

    def clear(self) -> None:
        for key in list(self._data):
            self.delete(key)

    def snapshot(self) -> dict[str, Any]:
        return dict(self._data)

    def rotate(self) -> str:
        """Move the values under a new id; returns it. The old id is dead once the response is sent."""
        if self.rotated_from is None and self.invalidated_from is None:
            self.rotated_from = self._id
        self._id = new_session_id()
        return self._id

    def invalidate(self) -> str:
        """Forget the values and the id; returns a new one."""
        if self.invalidated_from is None:
            self.invalidated_from = self.rotated_from or self._id
            self.rotated_from = None
        self._data.clear()
        self._changed.clear()
        self._deleted.clear()
        self._max_age = None
        self.version = 0
        self._id = new_session_id()
        return self._id

    def dirty(self) -> bool:
        return bool(self._changed or self._deleted or self.rotated_from or self.invalidated_from)

    def has_data(self) -> bool:
        return bool(self._data)

    def should_set_cookie(self) -> bool:
        if self.rotated_from or self.invalidated_from:
            return True
        return not self._known and (self._wanted or self.has_data())

    def mark_committed(self) -> None:
        self._changed.clear()
        self._deleted.clear()
        self.rotated_from = self.invalidated_from = None
        self._known = True

    def bind(self, request: Any) -> Session:
        """Make this the session of a request (for tests and stores of your own)."""
        request._session = self
        return self

    def merged_over(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """The stored values with this request's own changes."""
        merged = {key: value for key, value in stored.items() if key not in self._deleted}
        merged.update((key, self._data[key]) for key in self._changed if key in self._data)
        return merged

    def __repr__(self) -> str:
        return f"<Session {len(self._data)} values>"  # never the id: this reaches logs


def new_session_id() -> str:
    return secrets.token_urlsafe(24)


class SessionStore(Protocol):
    """Where sessions are kept. What `save` must promise: a session that was deleted stays deleted."""

    def load(self, session_id: str) -> Mapping[str, Any]: ...

    def save(self, session: Session) -> None: ...

    def delete(self, session_id: str) -> None: ...

    def rotate(self, session: Session) -> None: ...


class KVSessionStore:
    """Sessions in a KV. Two requests that change different keys at the same time both count."""

    name = "session_store"

    def __init__(self, kv: KV, ttl: float = DEFAULT_TTL, prefix: str = "session:") -> None:
        self.kv = kv
        self.ttl = ttl
        self._prefix = prefix

    def load(self, session_id: str) -> dict[str, Any]:
        return self.load_versioned(session_id)[0]

    def load_versioned(self, session_id: str) -> tuple[dict[str, Any], int]:
        """The values and the version of their record; version 0: there is none."""
        found = self.kv.get(self._key(session_id))
        if found is None:
            return {}, 0
        return msgspec.json.decode(found[0], type=dict[str, Any]), found[1]

    def save(self, session: Session) -> None:
        """Write the session's changes over what is stored now."""
        key = self._key(session._id)
        for _ in range(_ATTEMPTS):
            stored, version = self.load_versioned(session._id)
            if version == 0 and session.version:
                log.info("[SPECTER:http] a session that was closed meanwhile was not written again")
                return
            merged = session.merged_over(stored)
            if not merged:
                if version:
                    self.kv.delete(key)
                return
            try:
                session.version = self.kv.put(key, encode_json(merged), expect=version, ttl=self.ttl)
            except Conflict:
                if version == 0 and self.kv.get(key) is None:
                    log.info("[SPECTER:http] a session that was closed meanwhile was not written again")
                    return
                continue
            return
        raise Conflict(f"a session was written by others {_ATTEMPTS} times in a row")

    def delete(self, session_id: str) -> None:
        self.kv.delete(self._key(session_id))

    def rotate(self, session: Session) -> None:
        """Move the record to the session's new id, with what others wrote under the old one meanwhile."""
        stored: dict[str, Any] = {}
        if session.rotated_from is not None:
            # When the record is gone somebody logged out meanwhile: only what this request itself changed goes on.
            stored = self._take(session.rotated_from)
        session.version = 0
        merged = session.merged_over(stored)
        if merged:
            session.version = self.kv.put(self._key(session._id), encode_json(merged), expect=0, ttl=self.ttl)

    def _take(self, session_id: str) -> dict[str, Any]:
        """Close a record and return all that was written to it before it closed."""
        key = self._key(session_id)
        for _ in range(_ATTEMPTS):
            stored, version = self.load_versioned(session_id)
            if version == 0:
                return {}
            try:
                # Whoever writes between our look and the delete is heard.
                self.kv.put(key, b"{}", expect=version, ttl=_CLOSING)
            except Conflict:
                continue
            self.kv.delete(key)
            return stored
        raise Conflict(f"a session was written by others {_ATTEMPTS} times in a row")

    def sweep(self) -> None:
        """Drop the sessions whose time is over, in portions that let others get on."""
        while self.kv.sweep(_PORTION) == _PORTION:
            gevent.sleep(0)

    def _key(self, session_id: str) -> str:
        return f"{self._prefix}{session_id}"


class InMemorySessionStore(KVSessionStore):
    """Sessions that end with the process."""

    def __init__(self, ttl: float = DEFAULT_TTL) -> None:
        super().__init__(MemoryKV(), ttl)


def signing_secret(store: Any) -> str:
    """The signing secret that every process on this storage shares; made when there is none."""
    kv = getattr(store, "kv", None)
    if kv is None:
        return secrets.token_urlsafe(32)
    found = kv.get("secret:session")
    if found is None:
        try:
            kv.put("secret:session", secrets.token_urlsafe(32).encode(), expect=0, ttl=None)
        except Conflict:
            pass  # another process was first
        found = kv.get("secret:session")
    return found[0].decode()  # type: ignore[no-any-return]


class SessionKeeper:
    """Opens the session of a request and stores it with the response."""

    def __init__(self, store: Any, policy: SessionPolicy, cookies: Any) -> None:
        self.store = store
        self.policy = policy
        self.cookies = cookies

    def open(self, session_id: str | None) -> Session:
        """The session of a verified id, or a new one; an expired session is closed first."""
        if session_id is None:
            return Session()
        versioned = getattr(self.store, "load_versioned", None)
        if versioned is not None:
            data, version = versioned(session_id)
        else:
            data, version = self.store.load(session_id), 0
        session = Session(session_id, data, known=True)
        session.version = version
        meta = session.get(META)
        if isinstance(meta, dict):
            now = time.time()
            if self.policy.expired(meta, now):
                session.invalidate()
            else:
                self.policy.touch(session, now)
        return session

    def commit(self, session: Session, *, secure: bool) -> str | None:
        """Store what changed; returns the Set-Cookie value, if the browser needs one."""
        if session.rotated_from is not None:
            self.store.rotate(session)
        else:
            if session.invalidated_from is not None:
                self.store.delete(session.invalidated_from)
            if session._changed or session._deleted:
                self.store.save(session)
        cookie = None
        if session.should_set_cookie():
            cookie = self.cookies.header(session._id, max_age=self._max_age(session), secure=secure)
        session.mark_committed()
        return cookie

    def _max_age(self, session: Session) -> int | None:
        meta = session.get(META)
        if not isinstance(meta, dict) or not meta.get("remember_me"):
            return None
        end = self.policy.ends_at(meta)
        return None if end is None else max(0, int(end - time.time()))
