from sprag import Component, Controller, Module, Screen, browser, hydrate, imports, module, page, ui


class AnalyticsController(Controller):
    route = "/analytics"


class Report(Component):
    def render(self, props=None):
        return ui.dl(
            ui.dt("today"),
            ui.dd(self.state["today"], class_="today"),
            ui.dt("id"),
            ui.dd(self.state["id"], class_="id"),
            ui.dt("worker"),
            ui.dd(str(self.state["doubled"]), class_="worker"),
            ui.dt("wasm"),
            ui.dd(str(self.state["sum"]), class_="wasm"),
        )


class AnalyticsModule(Module):
    def __init__(self, screen=None, state=None):
        super().__init__(screen=screen, state=state or {"today": "", "id": "", "doubled": 0, "sum": 0})

    def on_start(self):
        dayjs = imports.dayjs
        nanoid = imports.nanoid
        self.set_state(
            {
                "today": dayjs().format("YYYY-MM-DD"),
                "id": nanoid(),
            }
        )
        self.worker = browser.Worker("/static/worker.js")
        self.worker.onmessage = self.on_worker
        self.worker.postMessage(21)
        browser.WebAssembly.instantiateStreaming(browser.fetch("/static/add.wasm")).then(self.on_wasm)

    def on_worker(self, event):
        self.set_state({"doubled": event.data})

    def on_wasm(self, loaded):
        self.set_state({"sum": loaded.instance.exports.add(2, 3)})

    def on_stop(self):
        self.worker.terminate()


class AnalyticsScreen(Screen):
    modules = [AnalyticsModule]

    def render(self, data):
        return hydrate(Report, module=self.module(AnalyticsModule))


analytics = page(
    path="/analytics",
    controller=AnalyticsController,
    screen=AnalyticsScreen,
    modules={
        "dayjs": module("app/static/vendor/dayjs.mjs"),
        "nanoid": module("app/static/vendor/nanoid.mjs", export="nanoid"),
    },
)
