"""The public names, parameters and defaults that users of the older product know are ours too; we may only add.

Where we differ on purpose stands in docs/decisions/0007.
"""

from __future__ import annotations

import ast
import inspect
from typing import Any

import pytest
import specter
import sprag

SPRAG = """
    App Page page Mount mount Shell shell Request UploadedFile Redirect redirect Script script ModuleImport module ContentDocument
    load_markdown_document load_markdown_tree slugify join_url env public_env AnonymousAuthService InMemorySessionStore SessionPolicy
    requires_auth action socket_target Component Module Screen hydrate ssr ui dom browser imports ref debounce throttle animate
    virtual_scroll infinite_scroll createStateStore createSelector store StoreBridge declared_stores Controller Service QueueService
    Schema Field Outcome registry bus HTTPError Router route expect_json json_endpoint require_fields Operation OperationError Cache
    Model Store create_cache create_model create_store Handler SocketIngress ManagedProcess start_process Watcher WatcherError
    ServiceManager boot
"""
SPECTER = """
    Service QueueService Controller ManagedProcess start_process Watcher WatcherError Outcome Operation OperationError Router route
    Handler ServiceManager SocketIngress boot Model create_model Store create_store Cache create_cache Schema Field SchemaError
    EventBus bus SPECTERRegistry registry HTTPError json_endpoint expect_json require_fields
"""
# `Class(...)` is its constructor, `Class.method(...)` goes without self.
SIGNATURES = """
    App(providers=None, routes='app.routes', mounts_package='app.mounts', project_root=None, shell=None, modules=None, metadata=None, server_mode='auto', session_policy=None, upload_chunk_size=2097152, upload_temp_dir=None, *, session_store=None, auth_service=None)
    page(*, path=None, controller=None, screen, mode='hybrid', name=None, metadata=None, shell=None, css=None, js=None, modules=None, static_paths=None, providers=None)
    mount(path=None, *, component, module=None, boot=None, name=None, metadata=None, shell=None, css=None, js=None, modules=None, providers=None)
    shell(base=None, *, template=None, css=None, js=None, modules=None, slot='{{ sprag_slot }}')
    script(src, *, module=False)
    module(src, export='default')
    redirect(location, *, status=302, replace=None)
    action(fn=None, *, schema=None, name=None, defer=False, derive=False)
    socket_target(*, route=None, client_id=None, session_id=None, topic=None)
    hydrate(component, *, module=None, props=None)
    env(name, default=..., *, cast=None, required=False)
    public_env(prefix='SPRAG_PUBLIC_')
    join_url(base_url='/', *parts, trailing_slash=False)
    store(name, *, initial=None, debug=False)
    load_markdown_document(path, *, url_path=None, slug=None, path_parts=None)
    load_markdown_tree(root, *, base_url='/')
    debounce(seconds)
    throttle(seconds)
    animate(class_name)
    virtual_scroll(*, chunk, max_chunks=5, initial_chunks=1, root=None, root_margin='1200px 0px', container_class=None, pool_size=0, child_pool_size=0, axis='auto')
    infinite_scroll(*, at, root=None, root_margin='600px', top_at=None, visible_chunks=None)
    ref(selector)
    SessionPolicy(idle_ttl_seconds=None, absolute_ttl_seconds=None, remember_me_ttl_seconds=None)
    UploadedFile(name, filename, content_type=None, data=b'', headers=None)
    UploadedFile.text(encoding='utf-8', errors='strict')
    UploadedFile.save(path)
    Request.file(name, default=None)
    Request.files_list(name)
    Schema(name, fields, *, strict=False)
    Field(type=str, *, required=False, default=None, choices=None, validator=None, label=None)
    OperationError(message, *, status=400, meta=None)
    HTTPError(message, status_code=400, *, status=None, payload=None, log_message=None, log_level=30)
    json_endpoint(error_message=None, *, logger=None, include_trace=True)
    expect_json(*, required=None, error='Request body is required', allow_empty=False)
    require_fields(payload, required, *, error=None, blank_is_missing=True)
    Router(name=None, *, url_prefix=None, import_name=None)
    route(rule, *, methods=None, endpoint=None, json_errors=None)
    Service(name=None, initial_state=None)
    Service.interval(fn, seconds)
    Service.timeout(fn, seconds)
    Service.spawn(fn, *args, label=None, **kwargs)
    Service.spawn_later(seconds, fn, *args, label=None, **kwargs)
    Service.listen(event, handler)
    Service.emit(event, data=None)
    Service.adopt(child, start=True)
    Service.own(resource, stop_method=None)
    Service.add_cleanup(fn)
    Service.start_process(args, *, name=None, **popen)
    Service.watch(fn, immediate=True)
    Service.emit_socket(event, data=None, *, target=None, route=None, client_id=None, session_id=None, topic=None)
    Service.emit_socket_refetch(action, payload=None, *, event='sprag:refetch')
    QueueService(name=None, *, worker_count=None, maxsize=None, poll_interval=None, initial_state=None, job_history_limit=None)
    QueueService.enqueue(item, block=False, timeout=None)
    QueueService.enqueue_job(payload, *, job_id=None, label=None, meta=None, route=None, session_id=None, client_id=None, topic=None)
    QueueService.report_progress(*, current=None, total=None, percent=None, message=None, result=None, job_id=None)
    QueueService.check_cancelled(*, job_id=None, message=None)
    QueueService.cancel_requested(job_id=None)
    QueueService.complete_job(*, result=None, message=None, job_id=None)
    QueueService.fail_job(*, error=None, message=None, job_id=None)
    QueueService.cancel_job(*, message=None, job_id=None)
    QueueService.request_cancel(job_id, *, message=None)
    QueueService.get_job(job_id)
    QueueService.latest_job(*, session_id=None)
    QueueService.emit_job_signal(job_id, *, event=None, payload=None)
    Controller(name=None)
    Controller.enqueue(queue_name, payload, *, job_id=None, label=None, meta=None)
    Controller.redirect(location, *, status=302, replace=None)
    Controller.emit_to_session(event, data=None, *, topic=None)
    Controller.emit_to_caller(event, data=None)
    Controller.set_active_profile(profile, *, extra_session=None)
    Controller.build_blueprint(url_prefix=None)
    Controller.build_handler(socketio=None)
    Handler.setup(socketio)
    SocketIngress(socketio=None, *, name='socket_ingress')
    SocketIngress.subscribe(event, callback, *, owner=None, priority=100)
    SocketIngress.on(event, callback=None, *, owner=None, priority=100)
    SocketIngress.dispatch(event, *args, **kwargs)
    ServiceManager(app=None, socketio=None)
    ServiceManager.register_controller(controller, *, url_prefix=None)
    boot(app=None, socketio=None, *, services=None, handlers=None, controllers=None)
    Store(name, initial_state=None, *, emit_events=False, change_event=None)
    Model(name, initial_state=None, *, emit_events=False, change_event=None)
    Model.get(path=None, default=None)
    Model.subscribe(fn, *, selector=None, immediate=False, owner=None)
    Cache(name, ttl=0, depends_on=None)
    Cache.get_or_compute(factory, ttl=None)
    Watcher(name, *, poll=None, stream=None, interval=5.0, retry=True, max_backoff=30.0, dedupe=False, transform=None)
    ManagedProcess(name, *, terminate_timeout=5.0, kill_timeout=1.0)
    ManagedProcess.start(args, *, owner=None, **popen)
    start_process(name, args, *, owner=None, **popen)
    Operation(*, logger_instance=None)
"""


def test_every_name_is_there() -> None:
    assert set(SPRAG.split()) - set(sprag.__all__) == set()
    assert set(SPECTER.split()) - set(specter.__all__) == set()


@pytest.mark.parametrize("line", [line.strip() for line in SIGNATURES.strip().splitlines()])
def test_every_parameter_is_there_with_its_kind_and_default(line: str) -> None:
    name, _, rest = line.partition("(")
    namespace: dict[str, Any] = {}
    exec(compile(ast.parse(f"def known({rest}: ..."), "contract", "exec"), namespace)
    ours: Any = sprag
    for part in name.split("."):
        ours = getattr(ours, part)
    is_method = "." in name
    given = [
        one for one in inspect.signature(ours).parameters.values() if not (is_method and one.name == "self")
    ]
    by_name = {one.name: one for one in given}

    for known in inspect.signature(namespace["known"]).parameters.values():
        found = by_name.pop(known.name)
        assert found.kind == known.kind or (known.kind, found.kind) == (
            inspect.Parameter.KEYWORD_ONLY,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
        )
        if known.default is not ...:
            assert found.default == known.default
        else:
            assert found.default is not inspect.Parameter.empty
    optional = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    assert [
        one.name for one in by_name.values() if one.default is one.empty and one.kind not in optional
    ] == []
