"""Uploads: a form with files in one request, or large files in chunks. Both end in an ordinary action."""

from __future__ import annotations

import tempfile
from typing import Any

import msgspec

from specter import hub
from specter.access import authorize
from specter.errors import HTTPError
from specter.http.actions import Actions
from specter.http.body import ClientGone
from specter.http.chunked import Chunked
from specter.http.files import Files, rule_for_files
from specter.http.multipart import Form, FormLimits, read_form
from specter.http.request import Request
from specter.http.site import Site
from specter.http.temporary import TemporaryFolder, remove_orphans
from specter.service import Service
from specter.wire import ActionCall

_FOLDER = "sprag-uploads-"


class Uploads(Service):
    """The endpoints below `/__sprag__/uploads`, and the folder of their temporary files."""

    name = "sprag.uploads"

    def __init__(self, site: Site, actions: Actions) -> None:
        super().__init__()
        self.site = site
        self.actions = actions
        self.chunked = Chunked(site, actions)
        self.folder = ""

    def on_start(self) -> None:
        parent = self.site.config.upload_folder or tempfile.gettempdir()
        remove_orphans(parent, _FOLDER)
        folder = TemporaryFolder(parent, _FOLDER)
        self.add_cleanup(folder.remove)
        self.add_cleanup(self.chunked.forget)
        self.folder = self.chunked.folder = folder.path
        self.interval(self._tidy, 60.0)

    def endpoints(self) -> dict[str, Any]:
        return {"uploads": (("POST",), self.whole), **self.chunked.endpoints()}

    async def whole(self, scope: Any, receive: Any, send: Any) -> None:
        """A form with files: `__sprag_route`, `__sprag_action` and `__sprag_payload` say what it is for."""
        config = self.site.config
        request = self.site.request(scope)
        limits = FormLimits(
            config.max_form, config.max_json, config.max_form_fields, config.max_files, config.spool
        )
        form: Form | None = None
        gate = _Gate(self.actions, request)
        try:
            form = await read_form(scope, receive, limits, self.folder, gate)
            call = _call_of(form)
            self._check_files(call, form.files)
        except ClientGone:
            raise
        # The auth service is the app's: it may raise anything.
        except Exception as error:
            response = self.actions.failure(request, gate.call, error)
            response.close()
        else:
            request.files = form.files
            request.form = _own_fields(form)
            response = await self.actions.perform(request, call, receive)
        finally:
            if form is not None:
                request.after_action(form.discard)
        await self.site.send(request, response, send)

    def health(self) -> dict[str, Any]:
        return {**super().health(), "uploads": len(self.chunked)}

    def figures(self) -> dict[str, float]:
        return {"specter_uploads": len(self.chunked)}

    def _check_files(self, call: ActionCall, files: Files) -> None:
        if not call.route or not call.action:
            return  # `perform` says what is missing
        rule = rule_for_files(self.actions.find(call.route, call.action)[1].function)
        flat = _flat(files)
        for file in flat:
            rule.check(len(flat), file.filename, file.content_type, file.size)

    def _tidy(self) -> None:
        self.chunked.tidy()
        remove_orphans(self.site.config.upload_folder or tempfile.gettempdir(), _FOLDER)


class _Gate:
    """Refuses files of a form before they are read; so they have to come after what says which action they are for."""

    def __init__(self, actions: Actions, request: Request) -> None:
        self._actions = actions
        self._request = request
        self._admitted = False
        #: As far as the form says it.
        self.call = ActionCall()

    def file(self, form: Form, filename: str, kind: str | None) -> int | None:
        self.call = _named_in(form)
        _, action = self._actions.resolve(self.call)
        rule = rule_for_files(action.function)
        rule.check(len(_flat(form.files)) + 1, filename, kind, None)
        return rule.max_size

    async def form(self, form: Form) -> None:
        self.call = call = _named_in(form)
        if call.route and call.action and not self._admitted:
            target, action = self._actions.resolve(call)
            await hub.call(lambda: authorize(action.function, self._request, owner=target.controller))
            self._admitted = True


def _named_in(form: Form) -> ActionCall:
    return ActionCall(form.text("__sprag_route"), form.text("__sprag_action"))


def _flat(files: Files) -> list[Any]:
    return [one for found in files.values() for one in (found if isinstance(found, list) else [found])]


def _own_fields(form: Form) -> dict[str, Any]:
    return {name: value for name, value in form.fields.items() if not name.startswith("__sprag_")}


def _call_of(form: Form) -> ActionCall:
    text = form.text("__sprag_payload")
    try:
        payload = msgspec.json.decode(text) if text else _own_fields(form)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise HTTPError("Invalid upload payload JSON.", 400) from None
    call = _named_in(form)
    call.payload = payload
    return call
