"""Actions: from a JSON call to a controller's method and back to an envelope."""

from __future__ import annotations

import inspect
import logging
import secrets
import traceback
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, Callable, TypeVar

import msgspec

from specter import hub
from specter.access import authorize
from specter.context import current_app, current_request
from specter.errors import HTTPError, Redirect
from specter.http.body import read_body
from specter.http.failures import known_failure, shown
from specter.http.request import Request
from specter.http.response import JSON, Response, encode_json
from specter.http.sending import access
from specter.http.site import Site
from specter.http.surfaces import Target
from specter.http.topics import SocketTransport
from specter.lifetime import Lifetime
from specter.outcome import Outcome
from specter.service import Service
from specter.wire import ActionCall, ActionFailed, ActionFailure, ActionResolved, ActionResult, RedirectTo

if TYPE_CHECKING:
    from specter.controller import Action

log = logging.getLogger("specter.http.actions")

Message = TypeVar("Message")

#: Takes the request's `receive`; the answer of a handler that has blocked.
Late = Callable[[Any], Awaitable[Response]]

_PLAIN = frozenset({dict, list, tuple, str, int, float, bool, type(None), Outcome})

_calls = msgspec.json.Decoder(ActionCall)
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")


class Actions:
    """The endpoint `POST /__sprag__/actions`, and the dispatch that uploads share with it."""

    def __init__(self, site: Site, transport: SocketTransport, background: Service) -> None:
        self.site = site
        #: Where the outcome of a deferred action goes, and what it runs in.
        self.transport = transport
        self.background = background

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = self.site.request(scope)
        call = ActionCall()
        try:
            refuse_forms(scope["headers"])
            request.body = await read_body(scope, receive, self.site.config.max_json)
            call = decode(_calls, request.body)
        except HTTPError as error:
            response = self.failure(request, call, error)
        else:
            response = await self.perform(request, call, receive)
        await self.site.send(request, response, send)

    async def perform(self, request: Request, call: ActionCall, receive: Any = None) -> Response:
        """Run the action that `call` names for `request`; every outcome is a response.

        With `receive` it is stopped when the client goes away.
        """
        request.method = "POST"
        try:
            target, action = self.resolve(call)
            gone = None if receive is None else disconnected(receive)
            return await hub.call_while(
                gone, self._deadline(action), self._run, request, call, target, action
            )
        # What an action raises is the app's business; here it becomes an answer.
        except (Exception, hub.HandlerTimeout, hub.CallerGone) as error:
            return self.failure(request, call, error)

    def begin(self, request: Request) -> Response | Late:
        """As `__call__` for a request whose body is here: its answer, or what to wait for when its handler blocks."""
        call = ActionCall()
        try:
            call = decode(_calls, request.body)
            target, action = self.resolve(call)
            worker = hub.begin(self._run, request, call, target, action)
            future = worker.future
            if future is None:
                done: Response = worker.take()
                return done
        # As in `perform`.
        except (Exception, hub.HandlerTimeout, hub.CallerGone) as error:
            return self.failure(request, call, error)

        async def late(receive: Any) -> Response:
            try:
                found: Response = await hub.finish(
                    worker, future, disconnected(receive), self._deadline(action)
                )
                return found
            except (Exception, hub.HandlerTimeout, hub.CallerGone) as error:
                return self.failure(request, call, error)

        return late

    def _deadline(self, action: Action) -> float:
        return self.site.config.action_timeout if action.timeout is None else action.timeout

    def _run(self, request: Request, call: ActionCall, target: Target, action: Action) -> Response:
        """In a handler greenlet: everything from authorisation to the stored session."""
        try:
            response = self.result(call, self._dispatch(request, call, target, action))
        except Redirect as redirect:
            response = self.result(call, redirect)
        # As in `perform`: here the session is stored with the answer.
        except Exception as error:
            response = self.failure(request, call, error)
        self.site.commit(request, response)
        return response

    def resolve(self, call: ActionCall) -> tuple[Target, Action]:
        """The surface and the action that `call` names; HTTPError 400 or 404."""
        if not call.route:
            raise HTTPError("Missing SPRAG route path.", 400)
        if not call.action:
            raise HTTPError("Missing SPRAG action name.", 400)
        return self.find(call.route, call.action)

    def _dispatch(self, request: Request, call: ActionCall, target: Target, action: Action) -> Any:
        request.path = call.route or ""
        request.params = dict(target.params)
        if access.isEnabledFor(logging.INFO):
            request.scope["specter.call"] = call  # type: ignore[index]
        current_request.set(request)
        current_app.set(self.site.app)
        controller = target.controller
        authorize(action.function, request, owner=controller)
        args, kwargs = action.arguments(controller, call.payload)
        if action.defer:
            return self._defer(request, call, action, controller, args, kwargs)
        return _called(action, controller, args, kwargs)

    def find(self, route: str, name: str) -> tuple[Target, Action]:
        """The surface at `route` and its action; HTTPError 404 when there is none."""
        target = self.site.surfaces.find(route)
        if target is None or target.controller is None:
            raise HTTPError(f"Unknown route {shown(route)}.", 404)
        action = type(target.controller).actions().get(name)
        if action is None:
            raise HTTPError(f"Unknown action {shown(name)} for route {shown(route)}.", 404)
        return target, action

    def _defer(
        self, request: Request, call: ActionCall, action: Action, controller: Any, args: Any, kwargs: Any
    ) -> Outcome[Any]:
        task_id = f"deferred-{secrets.token_hex(6)}"
        session_id, route = request.session_id, request.path
        ending = Lifetime()

        def called() -> Any:
            try:
                return _called(action, controller, args, kwargs)
            except Redirect as redirect:
                return redirect
            finally:
                ending.close()

        def run() -> None:
            current_request.set(request)
            current_app.set(self.site.app)
            name = call.action or ""
            try:
                whole = msgspec.json.decode(self.result(call, called()).body, type=ActionResult)
                payload: Any = ActionResolved(
                    name, task_id, whole.ok, whole.value, whole.error, whole.redirect
                )
                event = "sprag:action.resolved"
            # Nobody waits for a deferred action: its browser is told, or nobody is.
            except Exception as error:
                known = known_failure(error)
                if known is None:
                    log.exception("deferred action %r failed, request %s", name, request.request_id)
                message = known[1] if known else self.site.unexpected(request, error)
                payload, event = ActionFailed(name, task_id, False, message), "sprag:action.failed"
            self.site.commit(request, None)
            self.transport.emit(event, payload, session_id=session_id, route=route)

        self.background.spawn(run, label=task_id)
        request.deferred = ending
        return Outcome.success({"deferred": True, "task_id": task_id}, status=202)

    def result(self, call: ActionCall, value: Any) -> Response:
        """The envelope of what an action returned."""
        error, ok, status, redirect = None, True, 200, None
        if isinstance(value, Outcome):
            ok, status, error = value.ok, value.status, value.error
            value = value.value
        if isinstance(value, Redirect):
            redirect = RedirectTo(value.location, value.browser_replace, value.status)
            status, value, ok, error = value.status, None, True, None
        envelope = ActionResult(call.action or "", error, ok, redirect, call.route or "", status, value)
        return Response(encode_json(envelope), 200, media_type=JSON)

    def failure(self, request: Request, call: ActionCall, error: BaseException) -> Response:
        """The envelope of an action that could not run. What we did not expect names nothing in production."""
        failure = ActionFailure("", False, call.route, call.action)
        known = known_failure(error)
        if known is not None:
            status, failure.error, extra = known
            failure.errors = extra.get("errors")
            level = getattr(error, "log_message", None)
            if level:
                log.log(getattr(error, "log_level", logging.WARNING), "%s", level)
        else:
            status = 500
            log.error("action %r failed, request %s", call.action, request.request_id, exc_info=error)
            failure.error = self.site.unexpected(request, error)
            failure.request_id = request.request_id
            if not self.site.config.production:
                failure.traceback = "".join(
                    traceback.format_exception(type(error), error, error.__traceback__)
                )
        return Response(encode_json(failure), status, media_type=JSON)


def decode(decoder: msgspec.json.Decoder[Message], body: bytes) -> Message:
    """A message from JSON; HTTPError 400 naming the field when it is another."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise HTTPError(f"Invalid request body: {error}", 400) from None
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise HTTPError("Invalid JSON request body.", 400) from None


def refuse_forms(headers: list[tuple[bytes, bytes]]) -> None:
    """A form can post across sites without asking; JSON cannot."""
    for name, value in headers:
        if name == b"content-type":
            kind = value.split(b";")[0].strip().lower().decode("latin-1")
            if kind in _FORM_TYPES:
                raise HTTPError("SPRAG actions require application/json.", 415)
            return


def disconnected(receive: Any) -> Any:
    """What ends when the client closes its connection."""

    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    return gone


def _called(action: Action, controller: Any, args: Any, kwargs: Any) -> Any:
    value = action.function(controller, *args, **kwargs)
    # Asking whether something is awaitable takes longer than most actions.
    if type(value) in _PLAIN or not inspect.isawaitable(value):
        return value
    return hub.wait(value)
