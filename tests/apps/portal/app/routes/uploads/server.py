from __future__ import annotations

import hashlib
from typing import Any

from sprag import Controller, Field, HTTPError, Schema, action


class UploadsController(Controller):
    route = "/uploads"

    @action(schema=Schema("upload_asset", {"title": Field(str, required=True)}))
    def upload_asset(self, title: str) -> Any:
        primary = self.request.file("asset")
        extras = self.request.files_list("gallery")
        if primary is None:
            raise HTTPError("Choose a file.", status=400)
        return {
            "title": title,
            "filename": primary.filename,
            "size": primary.size,
            "digest": hashlib.sha256(primary.read()).hexdigest(),
            "extras": [extra.filename for extra in extras],
        }

    @action
    def upload_one(self, note: str = "") -> Any:
        file = self.request.file("file")
        return {
            "title": note,
            "filename": file.filename,
            "size": file.size,
            "digest": hashlib.sha256(file.read()).hexdigest(),
            "extras": [],
        }
