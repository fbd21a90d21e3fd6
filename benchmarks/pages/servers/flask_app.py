"""Flask with its Jinja2, on gevent's server."""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import os  # noqa: E402

from flask import Flask, render_template  # noqa: E402
from gevent.pywsgi import WSGIServer  # noqa: E402
from rows import TEMPLATES, rows  # noqa: E402

app = Flask(__name__, template_folder=str(TEMPLATES))


@app.get("/table")
def table() -> str:
    return render_template("table.html", rows=rows())


if __name__ == "__main__":
    WSGIServer(("127.0.0.1", int(os.environ["PORT"])), app, log=None).serve_forever()
