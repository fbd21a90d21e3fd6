"""nginx before a server, with the lines that the documentation gives."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs/app/content/docs/deployment.md"
STARTS_WITHIN = 30.0
CONFIG = """
daemon off;
user {user};
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        {location}
    }}
}}
"""


class Nginx:
    """Forwards `url`, which ends in `prefix`, to a server's port. `stop` it."""

    def __init__(self, port: int, prefix: str, folder: Path) -> None:
        program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        assert program, "nginx is not installed: python tools/install_nginx.py"
        documented = re.search(r"```text\n(location / \{.*?\n\})\n```", DOCS.read_text("utf-8"), re.DOTALL)
        assert documented, f"{DOCS.name} shows no location for nginx"
        location = documented[1].replace("location /", f"location {prefix}/").replace(":8000;", f":{port};")
        own = _free_port()
        config = folder / "nginx.conf"
        config.write_text(CONFIG.format(user=getpass.getuser(), folder=folder, port=own, location=location))
        self.url = f"http://127.0.0.1:{own}{prefix}"
        self._process = subprocess.Popen([program, "-p", str(folder), "-c", str(config)])
        deadline = time.monotonic() + STARTS_WITHIN
        while not _answers(own):
            if time.monotonic() > deadline or self._process.poll() is not None:
                self.stop()
                raise AssertionError("nginx did not start")
            time.sleep(0.05)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(15)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
