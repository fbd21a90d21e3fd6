"""The list of labs: what the start page, the side bar and every lab's heading are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lab:
    path: str
    title: str
    group: str
    summary: str
    folder: str
    points: tuple[str, ...] = ()


LABS = (
    Lab(
        "/counter",
        "Counter",
        "First steps",
        "A number on the page, a typed action on the server, one text node that changes.",
        "routes/counter",
        (
            "The number is in the HTML before any script runs.",
            "The payload is checked against a Schema before the action is entered.",
            "The browser adopts the server's elements; none is made twice.",
        ),
    ),
    Lab(
        "/list-demo",
        "Keyed lists",
        "First steps",
        "Rows known by a key keep their element, their focus and what you typed when they move.",
        "routes/list_demo",
        (
            "ui.For and ui.Grid add no wrapper elements of their own.",
            "Type into a note, then shuffle: the text moves with its row.",
        ),
    ),
    Lab(
        "/form-demo",
        "Forms",
        "First steps",
        "Validation with messages beside the fields, a draft that saves itself, and a redirect.",
        "routes/form_demo",
        (
            "@debounce waits until you stop typing before it saves.",
            "A failed schema answers with one message for each field.",
            "Publishing redirects to a document page.",
        ),
    ),
    Lab(
        "/a11y-demo",
        "Keyboard and screen reader",
        "First steps",
        "Tabs that follow the arrow keys, and results announced in a live region.",
        "routes/a11y_demo",
        ("derive=True makes the schema from the action's signature.",),
    ),
    Lab(
        "/store-demo",
        "Flat store",
        "State",
        "One store, two components that know nothing of each other.",
        "routes/store_demo",
        ("store(...) is declared once, in app/stores.py, for both runtimes.",),
    ),
    Lab(
        "/nested-store-demo",
        "Nested store",
        "State",
        "Paths, patches and selectors: a subscriber wakes only when its own slice changes.",
        "routes/nested_store_demo",
        ("The theme subscriber does not count a change of the name.",),
    ),
    Lab(
        "/provider-demo",
        "Browser providers",
        "State",
        "A module that the page starts first and lends to the others by name.",
        "routes/provider_demo",
        ("page(providers={...}) on one side, self.provider(...) on the other.",),
    ),
    Lab(
        "/queue-demo",
        "Queue",
        "Work and events",
        "A job with progress, a result, and a button to cancel it.",
        "routes/queue_demo",
        (
            "The queue owns the record of the job; the page only asks for it.",
            "A small signal says that something changed; an action fetches what.",
        ),
    ),
    Lab(
        "/watcher-demo",
        "Watcher",
        "Work and events",
        "A service polls every 0.4 seconds and broadcasts to every open page.",
        "routes/watcher_demo",
        ("Server-sent events end up in self.listen(...).",),
    ),
    Lab(
        "/socket-demo",
        "Websocket",
        "Work and events",
        "A message there, a message back, and a refetch on request of the server.",
        "routes/socket_demo",
        ("build_events() on the controller, on_socket() in the module.",),
    ),
    Lab(
        "/defer-demo",
        "Deferred action",
        "Work and events",
        "The action answers at once and goes on; its result arrives over the socket.",
        "routes/defer_demo",
        ("@action(defer=True)",),
    ),
    Lab(
        "/cross-wired-demo",
        "Queue to store",
        "Work and events",
        "A worker writes to a server store, a broadcast carries it to the browser's store.",
        "routes/cross_wired_demo",
        ("Open this page twice: both follow.",),
    ),
    Lab(
        "/operation-demo",
        "Operation",
        "Server",
        "Validate, then perform: an outcome either way, never a stray exception.",
        "routes/operation_demo",
        ("OperationError becomes an answer with a status and a message.",),
    ),
    Lab(
        "/upload-demo",
        "Uploads",
        "Server",
        "Files with progress; large ones travel in pieces.",
        "routes/upload_demo",
        ("The other tabs of this session hear of it over a topic.",),
    ),
    Lab(
        "/auth-demo/protected",
        "Sign in",
        "Server",
        "A page for members only, profiles, and an action that needs a permission.",
        "routes/auth_demo/protected",
        (
            "The guard stands on the class: load() and every action.",
            "Sign in as ada / analytical-engine (may publish) or grace / nanosecond (may not).",
        ),
    ),
    Lab(
        "/animation-demo",
        "Animation",
        "Browser",
        "Enter and leave with CSS classes; ref() finds the element.",
        "routes/animation_demo",
        ("Leaving waits for the transition, then entering begins.",),
    ),
    Lab(
        "/virtual-scroll",
        "Virtual scroll",
        "Browser",
        "A list of thousands with a few hundred elements.",
        "routes/virtual_scroll",
        ("Chunks outside the window are replaced by a measured gap.",),
    ),
    Lab(
        "/metadata-demo",
        "Metadata",
        "Browser",
        "The title and the description, from load() first, from the browser later.",
        "routes/metadata_demo",
        ("Watch the tab's title.",),
    ),
    Lab(
        "/js-global-demo",
        "A classic script",
        "Browser",
        "A library that puts itself on window, used through browser.*",
        "routes/js_global_demo",
        ("Made in on_start(), destroyed in on_stop().",),
    ),
    Lab(
        "/js-module-demo",
        "An ES module",
        "Browser",
        "A library with exports, declared on the page and used through imports.*",
        "routes/js_module_demo",
        ("An alias that the page does not declare fails the build.",),
    ),
    Lab(
        "/lifecycle-mount",
        "Lifecycle",
        "Browser",
        "A surface that the browser owns, with children that start and stop.",
        "mounts/lifecycle_mount",
        ("Every child cleans up what it started.",),
    ),
)

GROUPS = tuple(dict.fromkeys(lab.group for lab in LABS))


def lab_at(path: str) -> Lab:
    return next(lab for lab in LABS if lab.path == path)
