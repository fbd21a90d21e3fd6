"""How a visitor walks through each lab: what is pressed, and what is then on the screen."""

from __future__ import annotations

import re
from typing import Any, Callable

from playwright.sync_api import Page, expect

Walk = Callable[[Page], None]
WALKS: dict[str, Walk] = {}


def walk(path: str) -> Callable[[Walk], Walk]:
    def note(function: Walk) -> Walk:
        WALKS[path] = function
        return function

    return note


def role(page: Page, name: str) -> Any:
    return page.locator(f"[data-role='{name}']")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@walk("/")
def overview(page: Page) -> None:
    expect(page.locator(".lab-card")).to_have_count(21)
    page.get_by_role("link", name="Counter", exact=False).first.click()
    expect(page).to_have_url(re.compile(r"/counter$"))


@walk("/counter")
def counter(page: Page) -> None:
    press(page, "+1")
    expect(role(page, "count")).to_have_text("1")
    press(page, "+10")
    expect(role(page, "count")).to_have_text("11")
    press(page, "-1")
    expect(role(page, "count")).to_have_text("10")
    press(page, "Reset")
    expect(role(page, "count")).to_have_text("0")


@walk("/list-demo")
def keyed_lists(page: Page) -> None:
    trees = page.locator(".tree strong")
    names = ["Oak", "Yew", "Elm", "Ash", "Fir", "Bay"]
    expect(trees).to_have_text(names)
    page.get_by_label("Note on Oak").fill("by the gate")
    press(page, "Reverse")
    expect(trees).to_have_text(names[::-1])
    assert page.get_by_label("Note on Oak").input_value() == "by the gate"
    press(page, "By age")
    expect(trees).to_have_text(["Bay", "Ash", "Elm", "Fir", "Oak", "Yew"])
    press(page, "Plant one")
    expect(trees.first).to_have_text("Sapling 1")
    page.locator("[data-remove='yew']").click()
    expect(trees).to_have_text(["Sapling 1", "Bay", "Ash", "Elm", "Fir", "Oak"])
    expect(role(page, "sum")).to_have_text("6 trees, 1571 years together")
    assert page.get_by_label("Note on Oak").input_value() == "by the gate"


@walk("/form-demo")
def forms(page: Page) -> None:
    page.get_by_label("Title").fill("On")
    expect(role(page, "saved")).to_have_text("Draft saved (2 letters)")
    press(page, "Publish")
    expect(role(page, "title-error")).to_have_text("'title' failed validation")
    page.get_by_label("Title").fill("On looms and engines")
    page.get_by_label("looms").check()
    page.get_by_label("For everybody").check()
    press(page, "Publish")
    page.wait_for_url("**/form-demo/success")
    expect(page.get_by_role("heading", level=1)).to_have_text("On looms and engines")
    expect(page.locator(".lead")).to_have_text("For everybody, about looms.")


@walk("/a11y-demo")
def keyboard(page: Page) -> None:
    kilometres = page.get_by_role("tab", name="Kilometres")
    miles = page.get_by_role("tab", name="Miles")
    kilometres.focus()
    page.keyboard.press("ArrowRight")
    expect(miles).to_be_focused()
    expect(miles).to_have_attribute("aria-selected", "true")
    press(page, "Convert")
    expect(page.get_by_role("status")).to_have_text("26.2 miles are 42.16 km")
    miles.focus()
    page.keyboard.press("ArrowLeft")
    press(page, "Convert")
    expect(page.get_by_role("status")).to_have_text("26.2 km are 16.28 miles")


@walk("/store-demo")
def flat_store(page: Page) -> None:
    press(page, "Bump")
    press(page, "Bump by 5")
    expect(role(page, "count")).to_have_text("6")
    expect(role(page, "bumps")).to_have_text("2 bumps")
    press(page, "Reset")
    expect(role(page, "count")).to_have_text("0")
    expect(role(page, "bumps")).to_have_text("0 bumps")


@walk("/nested-store-demo")
def nested_store(page: Page) -> None:
    def command(name: str) -> None:
        page.locator(f"[data-do='{name}']").click()

    expect(role(page, "theme-wakes")).to_have_text("woke 1 times")
    command("rename")
    expect(role(page, "name")).to_have_text("Grace")
    expect(role(page, "name-wakes")).to_have_text("woke 1 times")
    expect(role(page, "theme-wakes")).to_have_text("woke 1 times")
    command("theme")
    expect(role(page, "theme")).to_have_text("light")
    expect(role(page, "theme-wakes")).to_have_text("woke 2 times")
    command("move")
    expect(role(page, "snapshot")).to_contain_text('"city": "Paris"')
    command("discard")
    expect(role(page, "snapshot")).not_to_contain_text("draft")
    command("clear")
    expect(role(page, "snapshot")).to_have_text("{}")
    expect(role(page, "theme")).to_have_text("None")
    command("reset")
    expect(role(page, "snapshot")).to_contain_text('"draft": "unsaved"')
    expect(role(page, "name")).to_have_text("Ada")


@walk("/provider-demo")
def providers(page: Page) -> None:
    expect(role(page, "seconds")).to_have_text("0")
    press(page, "Start")
    expect(role(page, "seconds")).not_to_have_text("0")
    press(page, "Stop")
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()


@walk("/queue-demo")
def queue(page: Page) -> None:
    press(page, "Build something")
    expect(role(page, "message")).to_contain_text("Building house 1")
    expect(role(page, "status")).to_have_text("completed")
    expect(role(page, "result")).to_have_text("Result: 8 steps")
    press(page, "Build something")
    expect(role(page, "message")).to_contain_text("Building house 2")
    press(page, "Cancel")
    expect(role(page, "status")).to_have_text("cancelled")
    expect(role(page, "message")).to_have_text("Cancelled house 2.")


@walk("/watcher-demo")
def watcher(page: Page) -> None:
    before = int(role(page, "ticks").inner_text())
    expect(role(page, "heard")).to_have_text(re.compile(r"^\d+ pulses heard by this page$"))
    assert int(role(page, "ticks").inner_text()) > before


@walk("/socket-demo")
def websocket(page: Page) -> None:
    expect(role(page, "connection")).to_have_text("connected")
    press(page, "Ping")
    expect(role(page, "answered")).to_have_text("1")
    expect(role(page, "stored")).to_have_text("1")
    press(page, "Ping")
    expect(role(page, "stored")).to_have_text("2")


@walk("/defer-demo")
def deferred(page: Page) -> None:
    lines = role(page, "log").locator("li")
    steps = [f"step {step} of 4" for step in (1, 2, 3, 4)]
    press(page, "Start")
    expect(lines).to_have_count(7)
    texts = lines.all_inner_texts()
    assert (texts[0], sorted(texts[1:-1]), texts[-1]) == (
        "asked the server",
        sorted(["accepted, status 202", *steps]),
        "done: 4 steps",
    )
    press(page, "Start one that fails")
    expect(lines.last).to_contain_text("failed:")


@walk("/cross-wired-demo")
def queue_to_store(page: Page) -> None:
    before = int(role(page, "runs").inner_text())
    press(page, "Run")
    expect(role(page, "runs")).to_have_text(str(before + 1))
    expect(role(page, "status")).to_have_text(f"idle, last: run {before + 1}")
    page.reload()
    expect(role(page, "runs")).to_have_text(str(before + 1))


@walk("/operation-demo")
def operation(page: Page) -> None:
    press(page, "Normalize")
    expect(role(page, "message")).to_have_text("The Difference Engine (3 words)")
    page.get_by_label("A title").fill("no")
    press(page, "Normalize")
    expect(role(page, "message")).to_have_text("Use at least three characters.")
    expect(role(page, "outcome")).to_have_text("failed, 400")
    page.get_by_label("A title").fill("Loud!")
    press(page, "Normalize")
    expect(role(page, "outcome")).to_have_text("failed, 422")


@walk("/upload-demo")
def uploads(page: Page) -> None:
    small = {"name": "note.txt", "mimeType": "text/plain", "buffer": b"hello"}
    large = {"name": "film.bin", "mimeType": "application/octet-stream", "buffer": b"\0" * (5 * 1024 * 512)}
    page.get_by_label("Files").set_input_files([small])
    press(page, "Send")
    expect(role(page, "files").locator("li")).to_have_text(["note.txtHoliday, 5 bytes"])
    page.get_by_label("Files").set_input_files([large])
    page.get_by_label("Title").fill("Film")
    press(page, "Send")
    expect(role(page, "files").locator("li")).to_have_text(
        ["film.binFilm, 2.5 MB", "note.txtHoliday, 5 bytes"]
    )


@walk("/auth-demo/protected")
def sign_in(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"/login\?next="))
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill("wrong")
    press(page, "Sign in")
    expect(role(page, "error")).to_have_text("Name or password is wrong.")
    page.get_by_label("Password").fill("analytical-engine")
    press(page, "Sign in")
    page.wait_for_url("**/auth-demo/protected")
    expect(role(page, "who")).to_have_text("Ada Lovelace")
    page.get_by_label("editor").check()
    expect(role(page, "message")).to_have_text("Now acting as editor.")
    press(page, "Publish the report")
    expect(role(page, "message")).to_have_text("Published by Ada Lovelace.")
    press(page, "Sign out")
    page.wait_for_url("**/login")
    page.get_by_label("Name").fill("grace")
    page.get_by_label("Password").fill("nanosecond")
    page.get_by_label("Remember me").check()
    press(page, "Sign in")
    page.wait_for_url("**/auth-demo/protected")
    expect(role(page, "who")).to_have_text("Grace Hopper")
    press(page, "Publish the report")
    expect(role(page, "message")).to_have_text("Forbidden.")


@walk("/animation-demo")
def animation(page: Page) -> None:
    words = role(page, "words")
    expect(words).to_have_text("The engine weaves")
    expect(page.locator(".enter")).to_have_class("stack centre enter is-visible")
    press(page, "Next")
    expect(page.locator(".flip")).not_to_have_class("flip is-visible")
    expect(words).to_have_text("algebraical patterns")
    expect(page.locator(".flip")).to_have_class("flip is-visible")


@walk("/virtual-scroll")
def virtual_scroll(page: Page) -> None:
    rows = page.locator(".ledger-row")
    expect(rows.first).to_contain_text("Entry 1")
    assert 50 <= rows.count() <= 250
    page.locator(".vs-outer").evaluate("box => { box.scrollTop = box.scrollHeight }")
    expect(page.get_by_text("Entry 10000", exact=True)).to_be_attached()
    assert rows.count() <= 250
    page.locator(".vs-outer").evaluate("box => { box.scrollTop = 0 }")
    expect(page.get_by_text("Entry 1", exact=True)).to_be_attached()
    assert rows.count() <= 250


@walk("/metadata-demo")
def metadata(page: Page) -> None:
    expect(page).to_have_title("Given by load()")
    page.get_by_label("Title of this tab").fill("Mine")
    press(page, "Set")
    expect(page).to_have_title("Mine")
    expect(page.locator("meta[name=description]")).to_have_attribute("content", "A page called Mine")
    expect(page.locator("link[rel=icon]")).to_have_count(1)
    press(page, "Back to load()'s")
    expect(page).to_have_title("Given by load()")


@walk("/js-global-demo")
def classic_script(page: Page) -> None:
    canvas = page.locator("canvas")
    expect(canvas).to_have_attribute("data-points", "8")
    press(page, "Another value")
    expect(canvas).to_have_attribute("data-points", "9")
    expect(role(page, "last")).to_contain_text("9 values")


@walk("/js-module-demo")
def es_module(page: Page) -> None:
    expect(role(page, "period")).to_have_text("one every 833 ms")
    press(page, "Faster")
    expect(role(page, "bpm")).to_have_text("84")
    expect(role(page, "period")).to_have_text("one every 714 ms")


@walk("/lifecycle-mount")
def lifecycle(page: Page) -> None:
    lines = role(page, "log").locator("li")
    expect(role(page, "ticks")).not_to_have_text("0")
    press(page, "Notes")
    expect(lines).to_have_text(["started clock", "stopped clock", "started notes"])
    page.locator("[data-role=note]").fill("gone soon")
    press(page, "Nothing")
    expect(page.locator(".slot")).to_be_empty()
    press(page, "Clock")
    expect(role(page, "ticks")).not_to_have_text("0")
    assert lines.all_inner_texts()[-1] == "started clock"
