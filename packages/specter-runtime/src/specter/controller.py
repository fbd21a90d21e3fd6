"""Controller: the server side of a page: its data, its actions, its socket events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Callable, ClassVar, TypeVar

# HTTP is a layer above; only who serves it loads it, by the package's lazy name.
import specter
from specter.actions import Action, action, actions_of
from specter.context import current_app, current_request
from specter.errors import ActionDispatchError, Redirect
from specter.handlers import EventHandler
from specter.queues import QueueService
from specter.registry import registry
from specter.schema import Schema
from specter.service import Service
from specter.sockets import REFETCH_EVENT
from specter.state import Model, Store

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from specter.access import Demands, SignIn
    from specter.http.routing import Router

__all__ = ["Action", "Controller", "action"]

Self = TypeVar("Self", bound="Controller")


class Controller(Service):
    """A service that answers for one route.

    Override ``load`` and mark methods with ``@action``. One instance serves every request, so what belongs to a
    request stands in ``self.request``, never in an attribute.
    """

    schemas: ClassVar[Mapping[str, Schema]] = {}
    url_prefix: str | None = None

    _actions: ClassVar[dict[str, Action] | None] = None

    def __init__(self, name: str | None = None, initial_state: Mapping[str, Any] | None = None) -> None:
        super().__init__(name, initial_state)
        self._own_request: Any = None
        self._own_app: Any = None
        self._handler: EventHandler | None = None
        self._router: Router | None = None

    # --- what a request sees

    @property
    def request(self) -> Any:
        """The request that is being answered, or the one that a test has set; None outside of any."""
        return self._own_request if self._own_request is not None else current_request.get()

    @request.setter
    def request(self, value: Any) -> None:
        self._own_request = value

    @property
    def app(self) -> Any:
        """The application that serves the request, or the one that a test has set."""
        return self._own_app if self._own_app is not None else current_app.get()

    @app.setter
    def app(self, value: Any) -> None:
        self._own_app = value

    def load(self) -> Any:
        """The page's data: a dict, or a Redirect."""
        return {}

    def redirect(self, location: str, *, status: int = 302, replace: bool | None = None) -> Redirect:
        return Redirect(location, status, replace)

    # --- actions

    @classmethod
    def actions(cls) -> dict[str, Action]:
        """The table of actions, by name."""
        # In the class's own dict: a subclass may add actions.
        if "_actions" not in cls.__dict__ or cls._actions is None:
            cls._actions = actions_of(cls)
        return cls._actions

    @classmethod
    def sprag_actions(cls) -> dict[str, Callable[..., Any]]:
        """The functions of the actions, by action name."""
        return {name: row.function for name, row in cls.actions().items()}

    # --- services and queues

    def service(self, name: str) -> Any:
        """The provider registered under ``name``; KeyError when there is none."""
        return registry.require(name)

    def queue(self, name: str) -> QueueService:
        found = registry.require(name)
        if not isinstance(found, QueueService):
            raise ActionDispatchError(
                f"Service {name!r} is a {type(found).__name__}, not a QueueService.", status_code=500
            )
        return found

    def enqueue(
        self,
        queue_name: str,
        payload: Any,
        *,
        job_id: str | None = None,
        label: str | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Queue a job for this route and session: ``{"accepted", "job", "queue", "message"}``."""
        return self.queue(queue_name).enqueue_job(
            payload,
            job_id=job_id,
            label=label,
            meta=meta,
            route=self.route,
            session_id=getattr(self.request, "session_id", None),
        )

    def job_status(self, queue_name: str, job_id: str) -> dict[str, Any]:
        """The job as ``enqueue`` gave it, with its present state; ActionDispatchError 404 for an unknown id."""
        queue = self.queue(queue_name)
        self._check_job(queue, queue_name, job_id)
        return queue.job_action_result(job_id)

    def request_job_cancel(self, queue_name: str, job_id: str) -> dict[str, Any]:
        """Ask the job to stop; ActionDispatchError 404 for an unknown id."""
        queue = self.queue(queue_name)
        self._check_job(queue, queue_name, job_id)
        return queue.request_cancel(job_id)

    def _check_job(self, queue: QueueService, queue_name: str, job_id: str) -> None:
        """A job that was queued for a session is nobody else's: others get the answer for an unknown id."""
        job = queue.get_job(job_id)
        owner = None if job is None else job["target"]["session_id"]
        stranger = owner is not None and self.request is not None and self.request.session_id != owner
        if job is None or stranger:
            raise ActionDispatchError(f"Unknown job {job_id!r} for queue {queue_name!r}.", status_code=404)

    # --- session and sign-in, which the request knows

    def login(self, user: Any, **how: Unpack[SignIn]) -> Any:
        """Sign ``user`` in, in a session with a new id; returns the user."""
        return self._present_request("login").login(user, **how)

    def logout(self) -> None:
        self._present_request("logout").logout()

    def set_active_profile(self, profile: Any, *, extra_session: Mapping[str, Any] | None = None) -> Any:
        """Switch the signed-in user's profile; returns it as the auth provider resolves it."""
        return self._present_request("set_active_profile").set_active_profile(
            profile, extra_session=extra_session
        )

    def require_auth(self, **demands: Unpack[Demands]) -> Any:
        """Refuse the request unless its user may, as ``@requires_auth(...)`` would; returns the user."""
        return self._present_request("require_auth").require_auth(**demands)

    def _present_request(self, call: str) -> Any:
        request = self.request
        if request is None:
            raise RuntimeError(f"{call}() needs a request; call it from load(), an action or a socket event")
        return request

    # --- sockets

    def build_events(self, handler: Any) -> None:
        """Say ``handler.on(event, self.method)`` for the socket events that this controller answers."""

    def create_handler(self) -> EventHandler:
        """The handler with this controller's socket events; made once, ended with the controller."""
        if self._handler is None:
            handler = EventHandler(f"{self.name}_events")
            self.build_events(handler)
            self._handler = handler
            self.defer(self._drop_handler)
        return self._handler

    def build_handler(self, socketio: Any = None) -> EventHandler:
        """As ``create_handler``, and set up on a transport when one is given."""
        handler = self.create_handler()
        if socketio is not None:
            handler.setup(socketio)
        return handler

    @property
    def socketio(self) -> Any:
        """The transport that this controller's events come from, or None."""
        if self._handler is not None and self._handler.socketio is not None:
            return self._handler.socketio
        return getattr(registry.resolve("service_manager"), "socketio", None)

    def emit_to_session(self, event: str, data: Any = None, *, topic: str | None = None) -> bool:
        """Send to every tab of the request's session."""
        request = self._present_request("emit_to_session")
        return self.emit_socket(event, data, session_id=request.session_id, topic=topic)

    def emit_to_caller(self, event: str, data: Any = None) -> bool:
        """Send to the socket whose message is being answered, else to the request's session."""
        request = self._present_request("emit_to_caller")
        client = getattr(request, "client_id", None)
        if client is not None:
            return self.emit_socket(event, data, client_id=client)
        return self.emit_socket(event, data, session_id=request.session_id)

    def refetch_session(self, name: str, payload: Any = None, *, event: str = REFETCH_EVENT) -> bool:
        """Ask every tab of the request's session to call the action ``name`` again."""
        request = self._present_request("refetch_session")
        return self.emit_socket_refetch(name, payload, event=event, session_id=request.session_id)

    def _drop_handler(self) -> None:
        handler, self._handler = self._handler, None
        if handler is not None:
            handler.teardown()

    # --- contracts and state

    def schema(self, name: str) -> Schema:
        """The schema ``name`` of this class; KeyError with the known names."""
        if name not in self.schemas:
            raise KeyError(f"{self.name} has no schema {name!r}; known: {', '.join(self.schemas) or 'none'}")
        return self.schemas[name]

    def create_model(self, name: str, init: Mapping[str, Any] | None = None) -> Model:
        """A Model that ends with this controller."""
        return self.own(Model(name, init))

    def create_store(self, name: str, init: Mapping[str, Any] | None = None, **options: Any) -> Store:
        """A Store that ends with this controller."""
        return self.own(Store(name, init, **options))

    # --- routes of its own

    def build_routes(self, router: Any) -> None:
        """Say ``router.route(...)`` for plain HTTP endpoints beside the page."""

    def build_blueprint(self, url_prefix: str | None = None) -> Router:
        """A Router with the routes of ``build_routes`` below ``url_prefix``, else the class's; made once, ended with
        the controller."""
        if self._router is None:
            router = specter.Router(
                self.name, url_prefix=url_prefix or self.url_prefix, import_name=type(self).__module__
            )
            self.build_routes(router)
            self._router = router
            self.defer(self._drop_router)
        return self._router

    def _drop_router(self) -> None:
        router, self._router = self._router, None
        if router is not None:
            router.teardown()

    def stop(self: Self) -> Self:
        """Stop; the socket events go first, so that none arrives at a controller that is half gone."""
        self._drop_handler()
        return super().stop()

    def health(self) -> dict[str, Any]:
        return {
            **super().health(),
            "has_blueprint": self._router is not None,
            "has_handler": self._handler is not None,
            **({"schemas": sorted(self.schemas)} if self.schemas else {}),
        }
