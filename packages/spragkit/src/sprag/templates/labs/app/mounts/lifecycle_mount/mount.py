from sprag import mount

from .modules import LifecycleModule
from .server import LifecycleBoot
from .web import LifecycleRoot

lifecycle_mount = mount(
    "/lifecycle-mount",
    component=LifecycleRoot,
    module=LifecycleModule,
    boot=LifecycleBoot,
    metadata={"title": "Lifecycle - PROJECT_TITLE"},
    css=["app/mounts/lifecycle_mount/lifecycle.css"],
)
