from sprag import Component, Controller, Module, Screen, browser, hydrate, page, ui


class ChartController(Controller):
    route = "/charts"


class ChartCard(Component):
    def render(self, props=None):
        return ui.div(ui.canvas(width=10, height=10), ui.button("Stop", type="button"))


class ChartModule(Module):
    def on_start(self):
        Chart = browser.Chart
        canvas = self.element.query_selector("canvas")
        self.chart = Chart(canvas, {"type": "line", "data": [1, 2, 3]})
        self.delegate(self.element, "click", "button", self.on_click)

    def on_click(self, event):
        self.stop()

    def on_stop(self):
        if self.chart and self.chart.destroy:
            self.chart.destroy()


class ChartScreen(Screen):
    modules = [ChartModule]

    def render(self, data):
        return hydrate(ChartCard, module=self.module(ChartModule))


chart_page = page(
    path="/charts",
    controller=ChartController,
    screen=ChartScreen,
    js=["app/static/vendor/chart.umd.js"],
)
