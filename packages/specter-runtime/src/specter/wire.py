"""Every message between server and browser, as a Struct. Decoding is the validation.

`tools/gen_wire.py` writes the TypeScript twin of this file; `contracts/` holds an example of each message.
Names that end in `Frame` travel on the websocket.
"""

from __future__ import annotations

from typing import Any, Optional, Union

import msgspec

Position = tuple[str, int]


class ActionCall(msgspec.Struct):
    """POST /__sprag__/actions. A missing route or action has an answer of its own."""

    route: Optional[str] = None
    action: Optional[str] = None
    payload: Any = None


class RedirectTo(msgspec.Struct):
    location: str
    replace: bool
    status: int


class ActionResult(msgspec.Struct):
    """The answer to an action that ran; `status` is the outcome's own."""

    action: str
    error: Optional[str]
    ok: bool
    redirect: Optional[RedirectTo]
    route: str
    status: int
    value: Any


class ActionFailure(msgspec.Struct, omit_defaults=True):
    """The answer to an action that could not run; the HTTP status says why."""

    error: str
    ok: bool
    route: Optional[str] = None
    action: Optional[str] = None
    errors: Optional[dict[str, Any]] = None
    request_id: Optional[str] = None
    traceback: Optional[str] = None


class UploadNegotiation(msgspec.Struct):
    """GET /__sprag__/uploads/negotiate. Files from `threshold` bytes on are sent in chunks."""

    chunk_size: int
    threshold: int


class FileAnnounced(msgspec.Struct):
    name: str
    filename: str
    size: int
    content_type: Optional[str] = None


class UploadInit(msgspec.Struct):
    """POST /__sprag__/uploads/init."""

    route: Optional[str] = None
    action: Optional[str] = None
    payload: Any = None
    files: list[FileAnnounced] = []


class UploadAccepted(msgspec.Struct):
    ok: bool
    upload_id: str
    chunk_size: int
    chunks_expected: int


class ChunkAccepted(msgspec.Struct):
    """The answer to a chunk that is not the last."""

    ok: bool
    chunks_received: int
    chunks_expected: int


class UploadCancel(msgspec.Struct):
    """POST /__sprag__/uploads/cancel."""

    upload_id: Optional[str] = None


class Resume(msgspec.Struct):
    """What a view had when its connection was lost."""

    token: str
    streams: dict[str, Position] = {}


class ClientFrame(msgspec.Struct):
    """Anything that a browser sends; `type` says which of the other fields count."""

    type: str = "emit"
    id: Optional[int] = None
    route: Optional[str] = None
    resume: Optional[Resume] = None
    action: Optional[str] = None
    topic: Optional[str] = None
    event: Any = None
    payload: Any = None


class HelloFrame(msgspec.Struct, tag_field="type", tag="hello"):
    id: str


class ReadyFrame(msgspec.Struct, tag_field="type", tag="ready"):
    id: str
    route: Optional[str]
    token: str
    streams: dict[str, Position]
    resumed: bool


class TopicFrame(msgspec.Struct, tag_field="type", tag="topic", omit_defaults=True):
    action: str
    topic: str
    id: Optional[int] = None
    stream: Optional[str] = None
    pos: Optional[Position] = None


class AckFrame(msgspec.Struct, tag_field="type", tag="ack"):
    id: int
    value: Any


class ErrorFrame(msgspec.Struct, tag_field="type", tag="error", omit_defaults=True):
    error: str
    id: Optional[int] = None
    status: Optional[int] = None
    errors: Optional[dict[str, Any]] = None


class EventFrame(msgspec.Struct, tag_field="type", tag="event", omit_defaults=True):
    event: str
    payload: Any
    stream: Optional[str] = None
    pos: Optional[Position] = None


class GapFrame(msgspec.Struct, tag_field="type", tag="gap"):
    stream: str
    pos: Position


class PongFrame(msgspec.Struct, tag_field="type", tag="pong"):
    pass


ServerFrame = Union[HelloFrame, ReadyFrame, TopicFrame, AckFrame, ErrorFrame, EventFrame, GapFrame, PongFrame]


class ActionResolved(msgspec.Struct):
    """Payload of the event `sprag:action.resolved`."""

    action: str
    task_id: str
    ok: bool
    value: Any = None
    error: Optional[str] = None
    redirect: Optional[RedirectTo] = None


class ActionFailed(msgspec.Struct):
    """Payload of the event `sprag:action.failed`."""

    action: str
    task_id: str
    ok: bool
    error: str


class Broadcast(msgspec.Struct):
    """One message of GET /__sprag__/events."""

    event: str
    payload: Any = None
