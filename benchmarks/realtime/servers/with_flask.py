"""Flask and flask-sock on gevent."""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import json
from typing import Any

import gevent
from flask import Flask, Response, jsonify, request
from flask_sock import Sock
from gevent.pywsgi import WSGIServer
from gevent.queue import Queue
from shared import PORT, event, said
from simple_websocket import ConnectionClosed

app = Flask("bench")
sock = Sock(app)
members: set[Any] = set()
streams: set[Any] = set()
waiting: Any = Queue()
finished = 0


@sock.route("/ws")
def talk(ws: Any) -> None:
    members.add(ws)
    try:
        while True:
            text = said(ws.receive())
            for member in list(members):
                member.send(text)
    except ConnectionClosed:
        members.discard(ws)


@app.get("/events")
def events() -> Response:
    queue: Any = Queue()
    streams.add(queue)

    def follow() -> Any:
        try:
            yield "retry: 1000\n\n"
            while True:
                yield f"data: {queue.get()}\n\n"
        finally:
            streams.discard(queue)

    return Response(follow(), mimetype="text/event-stream")


@app.post("/publish")
def publish() -> Response:
    for number in range(request.get_json()["count"]):
        text = json.dumps(event(number))
        for queue in list(streams):
            queue.put(text)
        gevent.sleep(0)
    return jsonify(None)


def work() -> None:
    global finished
    while True:
        waiting.get()
        finished += 1


@app.post("/jobs")
def add_job() -> Response:
    waiting.put(request.get_json()["n"])
    return jsonify(accepted=True)


@app.post("/done")
def done() -> Response:
    return jsonify(value=finished)


gevent.spawn(work)
WSGIServer(("127.0.0.1", PORT), app, log=None).serve_forever()
