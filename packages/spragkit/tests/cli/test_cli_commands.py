"""The commands as a person types them: in processes of their own, on scaffolded projects."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sprag.cli.new import create_project
from typer.testing import CliRunner

QUIET = {**os.environ, "NO_COLOR": "1", "COLUMNS": "160", "CI": "1"}
pytestmark = pytest.mark.slow


def sprag(project: Path, *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of one command."""
    command = [sys.executable, "-m", "sprag", *words]
    result = subprocess.run(
        command, cwd=project, env=QUIET, capture_output=True, text=True, check=False, timeout=120
    )
    return result.returncode, result.stdout, result.stderr


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that the tests only read."""
    return create_project("shop", tmp_path_factory.mktemp("cli"), "default")[0]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A project that a test may break."""
    return create_project("shop", tmp_path, "default")[0]


def test_routes_lists_pages_and_actions(shop: Path) -> None:
    code, out, _ = sprag(shop, "routes")

    assert code == 0
    assert out.splitlines() == [
        "/about [document] -> AboutController / AboutScreen",
        "/counter [hybrid] -> CounterController / CounterScreen",
        "  @increment(count: int [required])",
        "  @reset()",
        "/ [document] -> HomeController / HomeScreen",
    ]


def test_routes_as_json_names_the_declaring_line(shop: Path) -> None:
    code, out, _ = sprag(shop, "routes", "--json")

    counter = next(one for one in json.loads(out) if one["path"] == "/counter")
    assert code == 0
    assert counter["file"].startswith("app/routes/counter/page.py:")
    assert counter["actions"][0] == {
        "name": "increment",
        "defer": False,
        "fields": {"count": {"type": "int", "required": True}},
    }


def test_types_writes_literals_of_every_name(mine: Path) -> None:
    code, _, err = sprag(mine, "types")

    assert code == 0, err
    stub = (mine / ".sprag/sprag_project_types.pyi").read_text()
    assert 'RoutePath = Literal["/", "/about", "/counter"]' in stub
    assert 'CounterAction = Literal["increment", "reset"]' in stub
    assert ".sprag" in json.loads((mine / "pyrightconfig.json").read_text())["extraPaths"]


def test_inspect_shows_sizes_and_both_languages(shop: Path) -> None:
    code, out, _ = sprag(shop, "inspect", "/counter")

    assert code == 0
    assert "class CounterModule(Module):" in out
    assert "export class CounterModule extends" in out
    facts = json.loads(sprag(shop, "inspect", "/counter", "--json")[1])
    assert [part["source"] for part in facts["parts"]] == [
        "app/routes/counter/components.py",
        "app/routes/counter/modules.py",
    ]


def test_inspect_of_an_unknown_path_names_the_known_ones(shop: Path) -> None:
    code, _, err = sprag(shop, "inspect", "/nope")

    assert code == 1
    assert err == "[SPRAG] no page or mount at '/nope'; this project has /about, /counter, /\n"


def test_doctor_is_content_with_a_fresh_project(shop: Path) -> None:
    code, out, err = sprag(shop, "doctor")

    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "[SPRAG] doctor healthy (8/8 checks passed)."


def test_doctor_fixes_a_route_that_disagrees_and_keeps_the_comments(mine: Path) -> None:
    server = mine / "app/routes/about/server.py"
    text = server.read_text().replace('route = "/about"', 'route = "/abuot"  # a typing error')
    server.write_text(text)

    code, out, _ = sprag(mine, "doctor", "--fix")

    assert code == 1
    assert "fixed: set route in app/routes/about/server.py" in out
    assert server.read_text() == text.replace("/abuot", "/about")
    assert sprag(mine, "doctor")[0] == 0


def test_doctor_tells_every_problem_of_browser_code(mine: Path) -> None:
    module = mine / "app/routes/counter/modules.py"
    module.write_text(module.read_text() + "\n    def broken(self):\n        eval('1')\n")

    code, out, _ = sprag(mine, "doctor", "--json")

    found = next(one for one in json.loads(out) if one["code"] == "SPD05")
    assert code == 1
    assert found["ok"] is False
    assert any("modules.py" in line for line in found["details"])


def test_doctor_names_a_page_that_fails_and_shows_its_traceback_only_when_asked(mine: Path) -> None:
    server = mine / "app/routes/about/server.py"
    server.write_text(server.read_text() + "\n    def load(self):\n        return {}['<team>']\n")

    code, out, err = sprag(mine, "doctor")

    assert (code, err) == (1, "")
    assert "  - /about answers 500: KeyError: '<team>'" in out.splitlines()
    assert "Traceback" in sprag(mine, "doctor", "--verbose")[2]


def test_deployment_checks_have_codes_of_their_own(shop: Path) -> None:
    code, out, _ = sprag(shop, "doctor", "--deploy", "--json")

    assert code == 1
    codes = [one["code"] for one in json.loads(out)]
    assert codes[-7:] == ["SPD20", "SPD21", "SPD22", "SPD23", "SPD24", "SPD25", "SPD26"]


def test_build_and_pack_report_as_json(mine: Path) -> None:
    code, out, err = sprag(mine, "build", "--json")
    assert code == 0, err
    built = json.loads(out)
    assert built["routes"] == ["/about", "/counter", "/"]
    assert set(built["scripts"]) == {"/about", "/counter", "/"}
    assert built["scripts"]["/about"] == 0

    code, out, err = sprag(mine, "pack", "--json", "--zip")
    assert code == 0, err
    assert json.loads(out)["modules"] > 0
    assert (mine / "dist.zip").is_file()


def test_a_failed_build_exits_with_1_and_leaves_the_old_output(mine: Path) -> None:
    assert sprag(mine, "build", "--quiet")[0] == 0
    before = sorted(path.name for path in (mine / "dist").rglob("*"))
    module = mine / "app/routes/counter/modules.py"
    module.write_text(module.read_text() + "\n    def broken(self):\n        eval('1')\n")

    code, _, err = sprag(mine, "build")

    assert code == 1
    assert "app/routes/counter/modules.py" in err
    assert "Traceback" not in err
    assert sorted(path.name for path in (mine / "dist").rglob("*")) == before


def test_an_app_that_fails_to_import_names_file_and_line(mine: Path) -> None:
    server = mine / "app/routes/about/server.py"
    server.write_text("import nothing_like_this\n" + server.read_text())

    code, _, err = sprag(mine, "dev", "--port", "0")

    assert code == 1
    assert "app/routes/about/server.py:1: ModuleNotFoundError: No module named 'nothing_like_this'" in err
    assert "Traceback" not in err


def test_outside_of_a_project_it_says_what_to_do(tmp_path: Path) -> None:
    code, _, err = sprag(tmp_path, "routes")

    assert code == 1
    assert "no app/ folder in" in err
    assert "sprag new NAME" in err


def test_start_without_a_build_says_what_to_run(shop: Path, tmp_path: Path) -> None:
    assert sprag(tmp_path, "start")[::2] == (
        1,
        "[SPRAG] dist holds no build: run 'sprag build' first, or name the build with --dist\n",
    )


def test_a_port_in_use_is_one_sentence(shop: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        code, _, err = sprag(shop, "dev", "--port", str(port))

    assert code == 1
    assert f"port {port} on 127.0.0.1 is in use" in err
    assert "Traceback" not in err


def test_verbose_shows_the_traceback(tmp_path: Path) -> None:
    code, _, err = sprag(tmp_path, "routes", "--verbose")

    assert code == 1
    assert "Traceback (most recent call last)" in err


def test_no_command_shows_the_help_and_exits_with_2(tmp_path: Path) -> None:
    code, out, err = sprag(tmp_path)

    assert code == 2
    assert "sprag new myapp" in out + err


@pytest.mark.parametrize("words", [("add", "route"), ("inspect",)])
def test_brackets_in_the_help_are_shown_as_they_are_typed(words: tuple[str, ...], tmp_path: Path) -> None:
    assert "blog/[slug]." in sprag(tmp_path, *words, "--help")[1]


def test_commands_are_listed_in_the_order_in_which_a_project_needs_them(tmp_path: Path) -> None:
    out = sprag(tmp_path, "--help")[1]

    listed = re.findall(r"^│ (\w+)  ", out, re.MULTILINE)
    assert listed == ["new", "add", "dev", "routes", "inspect", "types", "doctor", "build", "pack", "start"]


def test_a_name_alone_adds_a_route(mine: Path) -> None:
    code, out, err = sprag(mine, "add", "pricing", "--mode=hybrid")

    assert (code, err) == (0, "")
    assert out.startswith("[SPRAG] created hybrid-mode route /pricing\n  app/routes/pricing/__init__.py\n")
    assert (mine / "app/routes/pricing/modules.py").is_file()


def test_the_version_names_all_three(tmp_path: Path) -> None:
    from sprag import __version__ as version

    assert sprag(tmp_path, "--version")[1] == f"sprag {version} | specter {version} | ragot {version}\n"


WORDS = st.sampled_from(
    [
        "new",
        "add",
        "route",
        "mount",
        "content",
        "routes",
        "types",
        "inspect",
        "doctor",
        "build",
        "static",
        "pack",
    ]
    + [
        "--json",
        "--port",
        "--mode",
        "--template",
        "--app",
        "--output",
        "--quiet",
        "-x",
        "--",
        "dev static",
        "8000",
        "-1",
    ]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(words=st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=5))
def test_any_words_give_a_message_and_never_a_traceback(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sprag.cli.commands import app

    monkeypatch.chdir(tmp_path)

    result: Any = CliRunner().invoke(app, words)

    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (0, 1, 2)
