"""What a compiled template shows in Chromium is what the server prints: made, adopted and patched."""

from __future__ import annotations

import http.server
import importlib.util
import json
import os
import random
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import ragot_js
from playwright.sync_api import Browser, Page
from sprag.compiler import Root, compile_app
from sprag.rendering import tree

pytestmark = pytest.mark.browser
PROJECT = Path(__file__).parent / "trees"
#: States per component; a long run sets more.
CASES = int(os.environ.get("SPRAG_TEMPLATE_CASES", "25"))

# Empty text nodes hold places and print nothing; the order of attributes is not kept when one comes back.
CHECK = """
async ([cases, name]) => {
  const { [name]: Card } = await import('/app/components.js')
  const { hydrate } = await import('/ragot/hydrate.js')
  const normal = (node) => {
    const copy = node.cloneNode(true)
    const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT)
    const empty = []
    while (walker.nextNode()) if (!walker.currentNode.data) empty.push(walker.currentNode)
    for (const one of empty) one.remove()
    for (const one of [copy, ...copy.querySelectorAll('*')]) {
      const listed = [...one.attributes].sort((a, b) => a.name < b.name ? -1 : 1)
      for (const { name } of listed) one.removeAttribute(name)
      for (const { name, value } of listed) one.setAttribute(name, value)
    }
    return copy
  }
  const parsed = (html) => Object.assign(document.createElement('div'), { innerHTML: html })
  const differs = (what, made, html) => {
    const a = normal(made), b = normal(parsed(html))
    return a.isEqualNode(b) ? [] : [[what, a.innerHTML, b.innerHTML]]
  }
  const problems = []
  const plain = (value) => JSON.parse(JSON.stringify(value))
  for (const [state, html] of cases) {
    const made = document.createElement('div')
    document.body.append(made)
    const fresh = new Card(plain(state), { props: {} })
    fresh.mount(made)
    problems.push(...differs('made', made, html))

    const server = parsed(html)
    document.body.append(server)
    const before = [...server.querySelectorAll('*')]
    const adopted = new Card(plain(state), { props: {} })
    hydrate(adopted, server)
    problems.push(...differs('adopted', server, html))
    const after = [...server.querySelectorAll('*')]
    if (before.length !== after.length || before.some((one, i) => one !== after[i])) problems.push(['nodes', '', html])

    for (const [next, expected] of cases.slice(0, 4)) {
      for (const [what, component, root] of [['patched', fresh, made], ['patched after adopting', adopted, server]]) {
        component.setStateSync(plain(next))
        problems.push(...differs(what, root, expected))
      }
    }
    // The same rows, changed inside: lists have to look into what they know.
    for (const [next, expected] of cases.slice(0, 4).reverse()) {
      const { rows, ...rest } = plain(next)
      rows.forEach((row, i) => (fresh.state.rows[i] = Object.assign(fresh.state.rows[i] ?? {}, row)))
      fresh.state.rows.length = rows.length
      fresh.setStateSync(rest)
      problems.push(...differs('changed inside', made, expected))
    }
    fresh.unmount(); adopted.unmount(); made.remove(); server.remove()
    if (problems.length > 3) break
  }
  return problems
}
"""


@pytest.fixture(scope="module")
def components() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("trees_components", PROJECT / "app/components.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["trees_components"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["trees_components"]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Page]:
    """A blank page beside the compiled components and the runtime."""
    root = tmp_path_factory.mktemp("trees")
    names = ["Card", "Rows", "Lines", "Numbers", "Kept", "Inputs"]
    program = compile_app([Root(PROJECT / "app/components.py", name) for name in names], PROJECT)
    program.raise_if_any()
    for unit in program.units.values():
        file = root / unit.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(unit.code, encoding="utf-8")
    (root / "ragot").symlink_to(ragot_js.dist() / "esm")
    (root / "index.html").write_text("<!DOCTYPE html><html><body></body></html>")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    opened = chromium.new_page()
    opened.goto(f"http://127.0.0.1:{server.server_port}/index.html")
    yield opened
    opened.close()
    server.shutdown()
    thread.join()
    server.server_close()


def text(source: random.Random) -> str:
    return "".join(source.choice("ab<>&\"' é{}%") for _ in range(source.randrange(5)))


def state(source: random.Random) -> dict[str, Any]:
    rows = [
        {
            "id": number,
            "n": source.randrange(4),
            "label": text(source),
            "more": source.choice([None, True, 0, 2.5, "x", ["y", [1]]]),
            "parts": [text(source) for _ in range(source.randrange(3))],
        }
        for number in range(source.randrange(5))
    ]
    source.shuffle(rows)
    return {
        "name": text(source),
        "n": source.randrange(10),
        "tags": [text(source) for _ in range(source.randrange(4))],
        "rows": rows,
        "half": source.choice([0.5, -1e-7, 3, 1.25]),  # JSON forgets that 2.0 is a float
    }


@pytest.mark.parametrize("name", ["Card", "Rows", "Lines", "Numbers", "Inputs"])
def test_the_browser_shows_what_the_server_prints(page: Page, components: ModuleType, name: str) -> None:
    source = random.Random(20)
    states = [state(source) for _ in range(CASES)]
    cases = [[one, tree.to_html(getattr(components, name)(state=one))] for one in states]

    problems = page.evaluate(CHECK, [cases, name])

    assert problems == [], json.dumps(problems[0], indent=1)


def test_parts_of_the_state_stay_the_objects_that_they_are(page: Page) -> None:
    rows = [{"id": number, "label": str(number)} for number in range(3)]

    seen = page.evaluate(
        """async (rows) => {
          const { Kept } = await import('/app/components.js')
          const card = new Kept({ rows })
          card.drop(1)
          const dropped = card.state.rows
          card.add({ id: 3, label: 'new' })
          const { rows: all, last } = card.state
          return [dropped[0] === rows[0], dropped[1] === rows[2], all[1] === rows[2], last === rows[2], all.map((row) => row.id)]
        }""",
        rows,
    )

    assert seen == [True, True, True, True, [0, 2, 3, 3]]
