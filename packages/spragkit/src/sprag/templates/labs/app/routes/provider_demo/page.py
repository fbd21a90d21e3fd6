from sprag import page

from .modules import LabRuntime
from .server import ProviderController
from .web import ProviderScreen

provider_demo = page(
    path="/provider-demo",
    controller=ProviderController,
    screen=ProviderScreen,
    mode="hybrid",
    metadata={"title": "Browser providers - PROJECT_TITLE"},
    providers={"labRuntime": LabRuntime},
)
