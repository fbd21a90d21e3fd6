"""Settings of an operator, read from the environment."""

from __future__ import annotations

import json
import logging

import pytest
from sprag.serve.settings import from_environment, log_as_asked


def test_the_environment_gives_fields_of_the_http_config() -> None:
    assert from_environment(
        {
            "SPRAG_ALLOWED_HOSTS": "example.org, *.example.org",
            "SPRAG_BASE": "/shop/",
            "SPRAG_BEHIND_PROXY": "yes",
            "SPRAG_ACTION_TIMEOUT": "2.5",
            "UNRELATED": "x",
        }
    ) == {
        "allowed_hosts": ("example.org", "*.example.org"),
        "base": "/shop",
        "behind_proxy": True,
        "action_timeout": 2.5,
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SPRAG_BEHIND_PROXY", "maybe"),
        ("SPRAG_MAX_JSON", "1 MB"),
        ("SPRAG_BASE", "shop"),
        ("SPRAG_BASE", "//evil"),
    ],
)
def test_a_value_that_cannot_be_read_is_named(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=f"^{name}='{text}' cannot be read: "):
        from_environment({name: text})


def test_a_log_in_json_is_one_object_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logging, "root", logging.RootLogger(logging.WARNING))

    log_as_asked({"SPRAG_LOG": "json"})
    logging.root.info("hello")

    assert json.loads(capsys.readouterr().err)["event"] == "hello"
    with pytest.raises(ValueError, match=r"^SPRAG_LOG='text' cannot be read: expected json"):
        log_as_asked({"SPRAG_LOG": "text"})
