from __future__ import annotations

from typing import Any

from sprag import Controller, Field, Schema, action


class UploadController(Controller):
    route = "/upload-demo"

    def load(self) -> dict[str, Any]:
        return {"files": self.request.session.get("files", [])}

    @action(schema=Schema("store", {"title": Field(str, default="Untitled")}))
    def store(self, title: str) -> dict[str, Any]:
        """Keep what is worth knowing about the files; a real app would `file.save(path)`."""
        received = [
            {"title": title, "name": file.filename, "size": file.size}
            for file in self.request.files_list("files")
        ]
        files = [*received, *self.request.session.get("files", [])][:8]
        self.request.session.set("files", files)
        self.emit_to_session("lab:upload.changed", {"count": len(files)})
        return {"files": files}

    @action
    def listing(self) -> dict[str, Any]:
        return {"files": self.request.session.get("files", [])}
