from sprag import Component, Controller, Module, Screen, env, hydrate, page, public_env, ui


class SettingsController(Controller):
    route = "/settings"

    def load(self):
        app_name = env("APP_NAME", "SPRAG")
        debug = env("GALLERY_DEBUG", False, cast=bool)
        port = env("GALLERY_PORT", 8000, cast=int)
        return {"server": f"{app_name} {debug} {port}"}


class Settings(Component):
    def render(self, props=None):
        return ui.div(
            ui.p(self.state["server"], class_="server"),
            ui.p(self.state["api_url"], class_="api"),
            ui.p(self.state["site_name"], class_="site"),
            ui.p(self.state["missing"], class_="missing"),
        )


class SettingsModule(Module):
    def on_start(self):
        api_url = env("SPRAG_PUBLIC_API_URL", "/api")
        flags = public_env()
        self.set_state(
            {
                "api_url": api_url,
                "site_name": flags.get("SPRAG_PUBLIC_SITE_NAME", "SPRAG"),
                "missing": env("SPRAG_PUBLIC_NOT_THERE", "default"),
            }
        )


class SettingsScreen(Screen):
    modules = [SettingsModule]

    def render(self, data):
        settings = self.module(SettingsModule)
        settings.set_state({"server": data["server"], "api_url": "", "site_name": "", "missing": ""})
        return hydrate(Settings, module=settings)


settings = page(path="/settings", controller=SettingsController, screen=SettingsScreen)
