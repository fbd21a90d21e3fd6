"""ROUTE_PATH: a surface that the browser owns."""

from sprag import mount

from .modules import ROUTE_CLASSModule
from .server import ROUTE_CLASSBoot
from .web import ROUTE_CLASSRoot

ROUTE_VAR = mount(
    "ROUTE_PATH",
    component=ROUTE_CLASSRoot,
    module=ROUTE_CLASSModule,
    boot=ROUTE_CLASSBoot,
    metadata={"title": "ROUTE_TITLE"},
    css=["app/mountsROUTE_FOLDER/mount.css"],
)
