"""What route functions say and hear: the request of now, JSON bodies, JSON errors, and results of many kinds."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from specter.context import current_request
from specter.errors import HTTPError
from specter.http.failures import UNEXPECTED
from specter.http.response import HTML, JSON, Response, encode_json
from specter.outcome import Outcome

log = logging.getLogger("specter.http.views")


class RequestProxy:
    """The request that is being answered here, whatever the depth; RuntimeError outside of any."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        found = current_request.get()
        if found is None:
            raise RuntimeError("there is no request here; `request` works in handlers and what they call")
        return getattr(found, name)

    def __bool__(self) -> bool:
        return current_request.get() is not None

    def __repr__(self) -> str:
        return repr(current_request.get())


request = RequestProxy()


def expect_json(
    *,
    required: Iterable[str] | None = None,
    error: str = "Request body is required",
    allow_empty: bool = False,
) -> dict[str, Any]:
    """The JSON object in the request's body; HTTPError 400 when there is none."""
    kind = (request.content_type or "").split(";")[0].strip().lower()
    if not request.body:
        if allow_empty:
            return {}
        raise HTTPError(error, 400)
    if kind != "application/json" and not kind.endswith("+json"):
        raise HTTPError(f"{error}: Content-Type must be application/json", 400)
    try:
        body = request.get_json()
    except ValueError:
        raise HTTPError("The request body is not valid JSON", 400) from None
    if not isinstance(body, dict):
        raise HTTPError("JSON body must be an object", 400)
    if not body and not allow_empty:
        raise HTTPError(error, 400)
    require_fields(body, required or ())
    return body


def require_fields(
    payload: Mapping[str, Any],
    required: Iterable[str],
    *,
    error: str | None = None,
    blank_is_missing: bool = True,
) -> Mapping[str, Any]:
    """`payload`, when it has all of `required`; HTTPError 400 with `missing` otherwise."""
    missing = [name for name in required if _is_missing(payload.get(name), blank_is_missing)]
    if missing:
        message = error or f"Missing required field(s): {', '.join(missing)}"
        raise HTTPError(message, 400, payload={"missing": missing})
    return payload


def json_endpoint(
    error_message: Any = None, *, logger: logging.Logger | None = None, include_trace: bool = True
) -> Any:
    """A function whose every failure, whatever it raises, is JSON: `HTTPError` as it says, anything else 500 with
    `error_message`.
    """
    if callable(error_message):
        return _json_endpoint(error_message, UNEXPECTED, logger or log, include_trace)
    return lambda function: _json_endpoint(
        function, error_message or UNEXPECTED, logger or log, include_trace
    )


def _json_endpoint(
    function: Callable[..., Any], message: str, logger: logging.Logger, include_trace: bool
) -> Callable[..., Any]:
    def failed(error: Exception) -> Any:
        if isinstance(error, HTTPError):
            if error.log_message:
                logger.log(error.log_level, "%s", error.log_message)
            return error.to_response()
        logger.error("%s: %s", message, error, exc_info=error if include_trace else None)
        return {"error": message}, 500

    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def answer_later(*args: Any, **kwargs: Any) -> Any:
            try:
                return await function(*args, **kwargs)
            except Exception as error:
                return failed(error)

        return answer_later

    @functools.wraps(function)
    def answer(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            return failed(error)

    return answer


def to_response(value: Any) -> Any:
    """A Response (or an ASGI response, as it is) of what a route function returned."""
    if isinstance(value, Response) or _is_asgi(value):
        return value
    if isinstance(value, tuple) and len(value) in (2, 3) and isinstance(value[1], int):
        response = to_response(value[0])
        response.status = value[1]
        for name, text in _pairs(value[2] if len(value) == 3 else ()):
            response.set(name, text)
        return response
    if isinstance(value, Outcome):
        return Response(encode_json(value.to_dict()), value.status, media_type=JSON)
    if isinstance(value, str):
        return Response(value, media_type=HTML)
    if isinstance(value, bytes):
        return Response(value, media_type="application/octet-stream")
    if value is None:
        raise TypeError("the route function returned None; return a body, or Response(status=204)")
    return Response.json(value)


def _pairs(headers: Any) -> Iterable[tuple[str, str]]:
    return headers.items() if isinstance(headers, Mapping) else headers


def _is_asgi(value: Any) -> bool:
    # Starlette's responses are callables with a status code; nothing of ours is.
    return callable(value) and hasattr(value, "status_code") and not isinstance(value, Exception)


def _is_missing(value: Any, blank_is_missing: bool) -> bool:
    return value is None or (blank_is_missing and isinstance(value, str) and not value.strip())
