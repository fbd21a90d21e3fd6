"""The browser code of the product's description compiles, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest
from sprag.compiler import Root, compile_app

BLOCKS = {
    "ChartModule": '''
from sprag import Module, browser


class ChartModule(Module):
    def on_start(self):
        Chart = browser.Chart
        canvas = self.element.query_selector("canvas")
        self.chart = Chart(canvas, {"type": "line"})

    def on_stop(self):
        if self.chart and self.chart.destroy:
            self.chart.destroy()
''',
    "AnalyticsModule": '''
from sprag import Module, imports


class AnalyticsModule(Module):
    def on_start(self):
        dayjs = imports.dayjs
        nanoid = imports.nanoid
        self.set_state({
            "today": dayjs().format("YYYY-MM-DD"),
            "id": nanoid(),
        })
''',
    "SettingsModule": '''
from sprag import Module, env, public_env


class SettingsModule(Module):
    def on_start(self):
        api_url = env("SPRAG_PUBLIC_API_URL", "/api")
        flags = public_env()
        self.set_state({
            "api_url": api_url,
            "site_name": flags.get("SPRAG_PUBLIC_SITE_NAME", "SPRAG"),
        })
''',
    "AssetModule": '''
from sprag import Module


class AssetModule(Module):
    def on_submit(self, event):
        event.prevent_default()
        self.upload_form("upload_asset", event, self.on_progress).then(self.on_uploaded)

    def on_progress(self, progress):
        self.set_state({"progress": progress})

    def on_uploaded(self, result):
        self.set_state(result.value)
''',
    "JobModule": '''
from sprag import Module


class JobModule(Module):
    def on_start(self):
        self.listen("lab:job.done", self.on_job_done)

    def on_job_done(self, payload):
        self.set_state({"done": payload["id"]})
''',
    "ChatModule": '''
from sprag import Module


class ChatModule(Module):
    def on_start(self):
        self.on_socket("chat:reply", self.on_reply)

    def on_reply(self, reply):
        self.set_state({"reply": reply})

    def send(self, text):
        self.emit_socket("chat:message", {"text": text})
''',
    "UploadModule": '''
from sprag import Module


class UploadModule(Module):
    def on_start(self):
        self.join_topic("upload:123")
        self.on_socket("upload:changed", self.on_changed)

    def on_changed(self, payload):
        self.call_action("status", {}).then(self.on_status)

    def on_status(self, result):
        self.set_state(result.value)
''',
    "SessionModule": '''
from sprag import Module, store

session = store("session", initial={
    "user": {"name": "Ada"},
    "prefs": {"theme": "dark"},
})


class SessionModule(Module):
    def on_start(self):
        session.set("user.name", "Grace")
        session.patch({"prefs": {"theme": "light"}})
        session.subscribe(
            lambda user: print(user["name"]),
            selector=lambda s: s["user"],
            immediate=True,
        )
''',
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_a_block_of_the_description_compiles(name: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(BLOCKS[name], encoding="utf-8")

    program = compile_app([Root(tmp_path / "app.py", name)], tmp_path)

    program.raise_if_any()
    assert program.units["app.js"].exports == [name]


def test_what_the_description_rejects_is_rejected(tmp_path: Path) -> None:
    rejected = {
        "[y for x in [1] if (y := x)]": "SPR102",
        "(lambda: (y := 1))()": "SPR102",
        "open('x')": "SPR111",
        "exec('x')": "SPR111",
    }
    for text, code in rejected.items():
        (tmp_path / "app.py").write_text(f"def case():\n    return {text}\n", encoding="utf-8")
        program = compile_app([Root(tmp_path / "app.py", "case")], tmp_path)
        assert [d.code for d in program.diagnostics] == [code]


@pytest.mark.parametrize("pattern", ["Point(x=0)", "[a, *rest]", '{"a": 1, **rest}', "[a] | a"])
def test_patterns_outside_of_the_subset_are_rejected(pattern: str, tmp_path: Path) -> None:
    import sys

    if sys.version_info < (3, 10):
        return
    text = f"class Point:\n    pass\n\n\ndef case(v):\n    match v:\n        case {pattern}:\n            return 1\n"
    (tmp_path / "app.py").write_text(text, encoding="utf-8")
    program = compile_app([Root(tmp_path / "app.py", "case")], tmp_path)

    assert [d.code for d in program.diagnostics] in (["SPR103"], ["SPR001"])
