"""A page as the server sends it, brought to life by the client: boot, early clicks, forms, head tags, imports."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

PAGE: dict[str, Any] = {
    "path": "/counter",
    "pattern": "/counter",
    "params": {},
    "mode": "hybrid",
    "name": "counter",
    "controller": "CounterController",
    "actions": ["increment"],
    "action_endpoint": "/__sprag__/actions",
    "upload_endpoint": "/__sprag__/uploads",
    "events_endpoint": None,
    "socket_endpoint": None,
    "topics": [],
    "modules": {},
    "providers": {},
    "base": "",
    "dev": False,
}
COUNTER = (
    '<div data-sprag-hydrate="CounterCard" data-sprag-hydrate-id="sprag-h1" data-sprag-module="CounterModule">'
    '<div class="card"><p id="count">0</p><button type="button">More</button></div></div>'
)
HYDRATION = [{"id": "sprag-h1", "component": "CounterCard", "module": "CounterModule", "state": {"count": 0}}]
# What the compiler makes of the counter, by hand.
CLASSES = """
import { boot } from '/dist/esm/client/boot.js'
import { live } from '/dist/esm/client/alive.js'
import { block, view } from '/dist/esm/block.js'
import { Component } from '/dist/esm/component.js'
import { Module } from '/dist/esm/module.js'
const B = block('<div class="card"><p id="count"> </p><button type="button">More</button></div>', [[0, [0, 0]]])
class CounterCard extends Component { $view() { return view(B, [String(this.state.count)]) } }
class CounterModule extends Module {
  onStart() { this.delegate(this.element, 'click', 'button', () => this.setState({ count: this.state.count + 1 })) }
}
window.live = live
"""
POLICY = "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'"


def document(body: str, *, page: Any = None, head: str = "", **payload: Any) -> str:
    whole = {
        "auth": None,
        "env": {"SPRAG_PUBLIC_X": "1"},
        "hydration": [],
        "metadata": {},
        "page": {**PAGE, **(page or {})},
        "routeData": {},
        "stores": {},
        **payload,
    }
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>Start</title><link rel="icon" href="data:,">{head}</head>'
        f'<body><div id="app-root">{body}</div>'
        f'<script type="application/json" id="sprag-payload">{json.dumps(whole)}</script>'
        '<script type="module" src="/entry.js"></script></body></html>'
    )


def show(page: Page, html: str, entry: str, path: str = "/counter") -> None:
    """Opens `html` with `entry` as its script, under a strict policy, and waits until it has run."""

    def send_page(route: Route) -> None:
        route.fulfill(
            body=html,
            content_type="text/html",
            headers={"content-security-policy": POLICY + "; img-src data:"},
        )

    page.route(f"**{path}", send_page)
    page.route("**/entry.js", lambda route: route.fulfill(body=entry, content_type="text/javascript"))
    page.goto(page.url.rstrip("/") + path)


BOOT = CLASSES + "await boot({ CounterCard }, { CounterModule }); window.booted = true"


def test_the_servers_nodes_are_adopted_and_the_module_drives_them(page: Page) -> None:
    mark = "window.first = document.querySelector('button');"
    show(page, document(COUNTER, hydration=HYDRATION), BOOT.replace("await boot", mark + "await boot"))
    page.wait_for_function("() => window.booted")
    page.get_by_role("button").click()

    assert page.inner_text("#count") == "1"
    assert page.evaluate("document.querySelector('button') === window.first")
    assert page.evaluate("[window.__SPRAG_ENV__, window.__SPRAG_PAYLOAD__.page.path]") == [
        {"SPRAG_PUBLIC_X": "1"},
        "/counter",
    ]


def open_late(page: Page, before: Callable[[], None]) -> None:
    """Opens the counter; its script arrives when `before` has been done to the server's HTML."""

    def late(route: Route) -> None:
        before()
        route.fulfill(body=BOOT, content_type="text/javascript")

    html = document(COUNTER, hydration=HYDRATION)
    page.route("**/counter", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.route("**/entry.js", late)
    page.goto(page.url.rstrip("/") + "/counter")
    page.wait_for_function("() => window.booted")


def test_a_click_before_the_script_has_loaded_counts(page: Page) -> None:
    open_late(page, lambda: page.get_by_role("button").click())

    page.wait_for_function("() => document.querySelector('#count').textContent === '1'")
    page.get_by_role("button").click()
    assert page.inner_text("#count") == "2"


def test_a_button_that_is_held_while_the_script_arrives_is_clicked_once(page: Page) -> None:
    def hold() -> None:
        page.get_by_role("button").hover()
        page.mouse.down()

    open_late(page, hold)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.mouse.up()
    page.wait_for_function("() => document.querySelector('#count').textContent !== '0'")

    assert page.inner_text("#count") == "1"


def test_a_module_that_cannot_start_is_named_and_the_others_start(chromium: Browser, origin: str) -> None:
    page = chromium.new_context().new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(origin)
    body = COUNTER + COUNTER.replace("sprag-h1", "sprag-h2").replace("count", "other")
    entries = [{**HYDRATION[0], "module": "Missing"}, {**HYDRATION[0], "id": "sprag-h2"}]
    show(page, document(body, hydration=entries), BOOT)
    page.wait_for_function("() => window.booted")
    page.locator("button").nth(1).click()

    assert page.evaluate("live.length") == 1
    assert said == [
        "[SPRAG] starting Missing failed Error: the page's script has no class Missing\n"
        + said[0].split("\n", 1)[1]
    ]
    page.context.close()


def test_a_mount_builds_its_component_from_the_boot_data(page: Page) -> None:
    mount = {**PAGE, "component": "CounterCard", "module": "CounterModule"}
    entry = BOOT.replace("/client/boot.js", "/client/mount.js")
    show(page, document("", boot={"count": 7}, mount=mount), entry)
    page.wait_for_function("() => window.booted")

    assert (
        page.inner_html("#app-root")
        == '<div class="card"><p id="count">7</p><button type="button">More</button></div>'
    )


def test_leaving_the_page_stops_what_runs(page: Page) -> None:
    entry = BOOT + "; live[0].module.addCleanup(() => sessionStorage.setItem('stopped', 'yes'))"
    show(page, document(COUNTER, hydration=HYDRATION), entry)
    page.wait_for_function("() => window.booted")
    page.goto(page.url.replace("/counter", "/"))

    assert page.evaluate("sessionStorage.getItem('stopped')") == "yes"


FORM = """
<form id="f"><input name="title" value="A"><input name="agree" type="checkbox" checked><input name="no" type="checkbox">
<input name="plan" type="checkbox" value="gold"><input name="plus" type="checkbox" value="yes" checked>
<input name="tags" type="checkbox" value="x" checked><input name="tags" type="checkbox" value="y">
<input name="none" type="checkbox" value="x"><input name="none" type="checkbox" value="y">
<input name="size" type="radio" value="s"><input name="size" type="radio" value="m" checked>
<input name="unset" type="radio" value="a"><input name="unset" type="radio" value="b">
<select name="many" multiple><option value="1" selected><option value="2"><option value="3" selected></select>
<select name="one"><option value="1"><option value="2" selected></select>
<input name="line" value="1"><input name="line" value="2"><input name="off" value="x" disabled>
<fieldset disabled><input name="inside" value="x"></fieldset><textarea name="body">t
u</textarea><input name="__proto__" value="p"><input value="nameless"><input name="file" type="file">
<input type="hidden" name="h" value=""><button name="b" value="x"><i id="deep">ok</i></button></form>
<input form="f" name="far" value="away">"""


def test_a_forms_values_are_plain_data(page: Page) -> None:
    page.evaluate("html => { document.body.innerHTML = html }", FORM)
    script = """async () => {
      const { formData } = await import('/dist/esm/client/forms.js')
      const of = (selector) => formData(document.querySelector(selector))
      const submitted = await new Promise((done) => {
        document.body.addEventListener('submit', (e) => { e.preventDefault(); done(formData(e)) }, { once: true })
        document.querySelector('form').requestSubmit()
      })
      const whole = of('form')
      const entries = (values) => JSON.stringify(Object.entries(values))
      return [Object.entries(whole), entries(whole) === entries(of('#deep')) && entries(whole) === entries(submitted)]
    }"""
    entries, same = page.evaluate(script)

    assert same
    assert dict(entries) == {
        "title": "A",
        "agree": True,
        "no": False,
        "plus": "yes",
        "tags": ["x"],
        "none": [],
        "size": "m",
        "many": ["1", "3"],
        "one": "2",
        "line": ["1", "2"],
        "body": "t\nu",
        "__proto__": "p",
        "h": "",
        "far": "away",
    }


def test_a_chosen_file_is_sent_to_the_upload_path(page: Page) -> None:
    page.evaluate("html => { document.body.innerHTML = html }", FORM)
    page.set_input_files("[type=file]", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"})
    message = page.evaluate(
        "async () => { const { formData } = await import('/dist/esm/client/forms.js');"
        " try { formData(document.querySelector('form')) } catch (e) { return e.message } }"
    )

    assert (
        message
        == "the field 'file' holds a file; send the form with upload_form(…), form_data is for plain values"
    )


HEAD = (
    '<meta name="description" content="Old" data-sprag-head="true" data-sprag-head-key="description">'
    '<meta name="theme-color" content="red">'
    '<link rel="icon" href="data:,a" data-sprag-head="true">'
)


def head_of(page: Page) -> list[str]:
    tags = "[...document.head.querySelectorAll('meta,link[data-sprag-head]')].map((tag) => tag.outerHTML)"
    found: list[str] = page.evaluate(tags)
    return found


def test_metadata_changes_its_own_tags_and_leaves_icons_and_foreign_ones(page: Page) -> None:
    entry = (
        CLASSES + "import { metadata } from '/dist/esm/client/metadata.js';"
        "await boot({ CounterCard }, { CounterModule }, [metadata]); window.booted = true"
    )
    given = {"title": "Start", "description": "Old", "icons": ["data:,a"]}
    show(page, document(COUNTER, hydration=HYDRATION, metadata=given, head=HEAD), entry)
    page.wait_for_function("() => window.booted")
    set_ = "([changes, options]) => live[0].module.setMetadata(changes, options)"

    page.evaluate(
        set_,
        [{"title": "Next", "description": 'New "one"', "og:title": "Shared", "canonical": "/counter"}, None],
    )
    assert page.title() == "Next"
    managed = 'data-sprag-head="true"'
    icon = f'<link rel="icon" href="data:,a" {managed}>'
    foreign = '<meta name="theme-color" content="red">'
    assert head_of(page) == [
        f'<meta name="description" content="New &quot;one&quot;" {managed} data-sprag-head-key="description">',
        foreign,
        icon,
        f'<meta property="og:title" content="Shared" data-sprag-head-key="og:title" {managed}>',
        f'<link rel="canonical" href="/counter" data-sprag-head-key="canonical" {managed}>',
    ]

    page.evaluate(set_, [{"og:title": "", "canonical": None}, None])
    page.evaluate(set_, [{"description": "Only"}, {"replace": True}])
    assert page.title() == "Start"
    assert head_of(page) == [
        '<meta name="description" content="Only" data-sprag-head="true" data-sprag-head-key="description">',
        foreign,
        icon,
    ]

    page.evaluate(set_, [{"icons": [{"href": "data:,b", "type": "image/png"}]}, None])
    assert head_of(page)[-1] == '<link rel="icon" href="data:,b" type="image/png" data-sprag-head="true">'


def test_paths_get_the_prefix_and_urls_that_run_code_are_refused(page: Page) -> None:
    entry = CLASSES + (
        "import { navigation } from '/dist/esm/client/navigate.js';"
        "import { locate } from '/dist/esm/client/location.js';"
        "await boot({ CounterCard }, { CounterModule }, [navigation]); window.locate = locate; window.booted = true"
    )
    show(page, document(COUNTER, page={"base": "/shop"}, hydration=HYDRATION), entry)
    page.wait_for_function("() => window.booted")

    targets = ["/forms?x=1", "//evil.example/x", "/\\\\evil.example", "https://a.example/", "#part", "other"]
    assert page.evaluate("targets => targets.map(locate)", targets) == ["/shop/forms?x=1", *targets[1:]]
    # An href as it was rendered has the prefix already.
    assert page.evaluate("['/shop/forms', '/shop', '/shopping'].map(locate)") == [
        "/shop/forms",
        "/shop",
        "/shop/shopping",
    ]
    refused = page.evaluate(
        """() => ['javascript:alert(1)', ' JaVaScRiPt:alert(1)', 'data:text/html,x', '', ' '].map((target) => {
          try { live[0].module.navigate(target) } catch (error) { return error.message }
        })"""
    )
    assert refused == [
        "navigate: cannot go to a javascript: URL",
        "navigate: cannot go to a javascript: URL",
        "navigate: cannot go to a data: URL",
        'navigate: expected a path or URL, got ""',
        'navigate: expected a path or URL, got " "',
    ]
    with page.expect_navigation(url="**/shop/forms"):
        page.route("**/shop/forms", lambda route: route.fulfill(body="there", content_type="text/html"))
        page.evaluate("live[0].module.navigate('/forms')")


def test_declared_modules_are_there_before_the_first_module_starts(page: Page) -> None:
    entry = CLASSES + (
        "import { imports } from '/dist/esm/client/imports.js';"
        "class Reader extends CounterModule { onStart() { window.read = __SPRAG_IMPORTS__.double(21) } }"
        "await boot({ CounterCard }, { CounterModule: Reader }, [imports]); window.booted = true"
    )
    modules = {"double": {"src": "/static/double.mjs", "export": "twice"}}
    page.route(
        "**/static/double.mjs",
        lambda route: route.fulfill(body="export const twice = (n) => 2 * n", content_type="text/javascript"),
    )
    show(page, document(COUNTER, page={"modules": modules}, hydration=HYDRATION), entry)
    page.wait_for_function("() => window.booted")

    assert page.evaluate("window.read") == 42
