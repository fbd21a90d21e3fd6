"""`browser`, `imports` and `dom`: names that exist only in generated browser code."""

from __future__ import annotations

from typing import Any, NoReturn


class BrowserName:
    """A name such as `browser.document.body`; using its value in Python is an error."""

    __slots__ = ("_path",)
    _path: str

    def __init__(self, path: str) -> None:
        object.__setattr__(self, "_path", path)

    def __getattr__(self, name: str) -> BrowserName:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return BrowserName(f"{self._path}.{name}")

    def __getitem__(self, key: Any) -> BrowserName:
        return BrowserName(f"{self._path}[{key!r}]")

    def __repr__(self) -> str:
        return f"<generated-only {self._path}>"

    def __call__(self, *_args: Any, **_kwargs: Any) -> Any:
        self._refuse(f"{self._path}()")

    def __bool__(self) -> bool:  # noqa: PLE0304
        self._refuse(self._path)

    def __iter__(self) -> Any:
        self._refuse(self._path)

    def __setattr__(self, name: str, value: Any) -> None:
        self._refuse(f"{self._path}.{name}")

    @staticmethod
    def _refuse(what: str) -> NoReturn:
        raise RuntimeError(
            f"sprag.{what} is only available in generated browser code; "
            "use it inside the methods of a Module or Component that run in the browser"
        )


browser: Any = BrowserName("browser")
imports: Any = BrowserName("imports")
dom: Any = BrowserName("dom")
createStateStore: Any = BrowserName("createStateStore")
createSelector: Any = BrowserName("createSelector")
