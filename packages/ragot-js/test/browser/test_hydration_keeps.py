"""What a visitor did before the script arrived goes on through hydration: focus, selection, scroll, typing, a sound."""

from __future__ import annotations

import io
import math
import wave
from typing import Any

import pytest
from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

HTML = """<!doctype html><meta charset="utf-8"><title>player</title><link rel="icon" href="data:,">
<style>#list { height: 80px; overflow: auto } #list i { display: block; height: 900px }</style>
<div id="target"><main><input value="server"><textarea></textarea><input type="checkbox">
<div id="list"><i></i></div><audio src="/tone.wav" loop muted></audio><video src="/tone.wav" loop muted></video>
<details><summary>more</summary>text</details><p>0</p><button data-h="click">+</button></main></div>
<script type="module" src="/late.js"></script>""".replace("\n<", "<")
# What the compiler makes of it, by hand.
SCRIPT = """
import { block, hears, view } from '/dist/esm/block.js'
import { Component } from '/dist/esm/component.js'
import { hydrate } from '/dist/esm/hydrate.js'
const B = block('<main><input value=""><textarea></textarea><input type="checkbox"><div id="list"><i></i></div>' +
  '<audio src="/tone.wav" loop muted></audio><video src="/tone.wav" loop muted></video><details><summary>more</summary>text</details>' +
  '<p> </p><button data-h="click">+</button></main>',
  [[2, [0], 'value'], [2, [1], 'value'], [2, [2], 'checked'], [0, [7, 0]]], hears([[[8], 'click', (self) => self.setState({ n: self.state.n + 1 })]]))
class Player extends Component { $view() { const { name, text, on, n } = this.state; return view(B, [name, text, on, String(n)]) } }
hydrate(new Player({ name: 'server', text: '', on: false, n: 0 }), document.querySelector('#target'))
window.hydrated = true
"""
SEEN = """() => {
  const [name, text, box] = ['input', 'textarea', '[type=checkbox]'].map((one) => document.querySelector(one))
  return {
    focus: document.activeElement === text, selection: [text.selectionStart, text.selectionEnd], name: name.value, text: text.value, checked: box.checked,
    scroll: document.querySelector('#list').scrollTop, open: document.querySelector('details').open,
    same: window.nodes.every((node) => node.isConnected) && document.querySelectorAll('main, main *').length === window.nodes.length,
    media: [...document.querySelectorAll('audio, video')].map((one) => !one.paused && !one.error), interrupted: window.interrupted,
  }
}"""


def tone() -> bytes:
    """Two seconds of a quiet note."""
    data = io.BytesIO()
    with wave.open(data, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(8000)
        out.writeframes(bytes(128 + int(20 * math.sin(i * math.tau * 440 / 8000)) for i in range(16_000)))
    return data.getvalue()


def test_focus_selection_scroll_typed_input_and_playing_media_go_on_through_hydration(
    page: Page,
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/player", lambda route: route.fulfill(body=HTML, content_type="text/html"))
    page.route("**/tone.wav", lambda route: route.fulfill(body=tone(), content_type="audio/wav"))
    page.route("**/late.js", hold)
    page.goto(page.url.rstrip("/") + "/player", wait_until="commit")

    page.fill("input:not([type])", "typed")
    page.check("input[type=checkbox]")
    page.click("summary")
    page.fill("textarea", "a longer text")
    page.evaluate(
        """async () => {
        document.querySelector('textarea').setSelectionRange(2, 8)
        document.querySelector('#list').scrollTop = 300
        window.interrupted = []
        for (const one of document.querySelectorAll('audio, video')) {
          await one.play()
          for (const type of ['pause', 'emptied', 'abort', 'loadstart', 'error']) one.addEventListener(type, () => window.interrupted.push(type))
        }
        window.nodes = [...document.querySelectorAll('main, main *')]
        }"""
    )
    before: dict[str, Any] = page.evaluate(SEEN)
    held[0].fulfill(body=SCRIPT, content_type="text/javascript")
    page.wait_for_function("() => window.hydrated")
    after = page.evaluate(SEEN)
    at = page.evaluate("() => [...document.querySelectorAll('audio, video')].map((one) => one.currentTime)")
    page.wait_for_function(
        "(at) => [...document.querySelectorAll('audio, video')].every((one, i) => one.currentTime !== at[i])",
        arg=at,
    )
    page.evaluate("() => document.querySelector('button').click()")
    page.wait_for_function("() => document.querySelector('main > p').textContent === '1'")

    assert before == {
        "focus": True,
        "selection": [2, 8],
        "name": "typed",
        "text": "a longer text",
        "checked": True,
        "scroll": 300,
        "open": True,
        "same": True,
        "media": [True, True],
        "interrupted": [],
    }
    assert after == before
    assert page.evaluate(SEEN) == before
