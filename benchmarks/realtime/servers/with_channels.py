"""Django with channels."""

from __future__ import annotations

import json
from typing import Any

import django
from django.conf import settings
from shared import Jobs, Subscribers, said, serve

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["channels"],
    CHANNEL_LAYERS={
        "default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 20_000}}
    },
)
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.urls import path

subscribers, jobs = Subscribers(), Jobs()


class Room(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        await self.channel_layer.group_add("room", self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard("room", self.channel_name)

    async def receive(self, text_data: str = "", bytes_data: bytes = b"") -> None:
        await self.channel_layer.group_send("room", {"type": "room.said", "text": said(text_data)})

    async def room_said(self, message: dict[str, Any]) -> None:
        await self.send(text_data=message["text"])


async def events(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(subscribers.follow(), content_type="text/event-stream")


async def publish(request: HttpRequest) -> JsonResponse:
    await subscribers.publish(json.loads(request.body)["count"])
    return JsonResponse({})


async def add_job(request: HttpRequest) -> JsonResponse:
    jobs.add(json.loads(request.body)["n"])
    return JsonResponse({"accepted": True})


async def done(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"value": jobs.done})


urlpatterns = [path("events", events), path("publish", publish), path("jobs", add_job), path("done", done)]
serve(
    ProtocolTypeRouter({"http": get_asgi_application(), "websocket": URLRouter([path("ws", Room.as_asgi())])})
)
