"""What SQLite promises beyond the interfaces: files, processes, crashes."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import gevent
import psutil
import pytest
from specter.errors import Conflict, StorageError
from specter.storage import open_storage
from waiting import eventually


def test_what_a_killed_process_was_told_is_written_is_there(tmp_path: Path) -> None:
    script = (
        "import sys, os, signal\n"
        "from specter.storage import open_storage\n"
        f"storage = open_storage('sqlite:///{tmp_path}/data.db')\n"
        "for number in range(1000):\n"
        "    storage.kv.put(f'k{number}', b'x')\n"
        "    storage.log.append('t', str(number).encode())\n"
        "    storage.jobs.enqueue('k', number, queue='q', id=str(number))\n"
        "    print(number, flush=True)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd="/")
    assert process.stdout is not None
    told = -1
    while told < 30:
        told = int(process.stdout.readline())
    process.kill()
    told = max([told, *(int(line) for line in process.stdout.read().split())])
    process.wait()
    process.stdout.close()

    storage = open_storage(f"sqlite:///{tmp_path}/data.db")
    assert [storage.kv.get(f"k{number}") is not None for number in range(told + 1)] == [True] * (told + 1)
    assert storage.log.read("t", limit=2000).items[told].body == str(told).encode()
    assert len(storage.jobs.list(queue="q", limit=2000)) >= told + 1
    storage.close()


def test_processes_share_one_file_and_hear_of_each_other(tmp_path: Path) -> None:
    storage = open_storage(f"sqlite:////{tmp_path}/data.db")
    heard: list[str] = []
    stop = storage.log.watch(heard.extend)
    script = (
        "from specter.storage import open_storage\n"
        f"storage = open_storage('sqlite:////{tmp_path}/data.db')\n"
        "storage.log.append('from afar', b'hi')\nstorage.kv.put('k', b'1')\nstorage.close()"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    eventually(lambda: heard == ["from afar"])
    stop()

    assert storage.kv.get("k") is not None
    storage.close()


def test_other_greenlets_run_while_a_write_waits_for_the_disk(tmp_path: Path) -> None:
    storage = open_storage(f"sqlite:////{tmp_path}/data.db?durable=1")
    ticks: list[int] = []
    ticking = gevent.spawn(lambda: [(ticks.append(1), gevent.sleep(0)) for _ in range(1000)])
    for number in range(20):
        storage.kv.put(str(number), b"x" * 1000)
    ticking.kill()
    storage.close()

    assert len(ticks) >= 20


def test_a_write_that_fails_leaves_nothing_half_done(tmp_path: Path) -> None:
    storage = open_storage(f"sqlite:////{tmp_path}/data.db")
    with pytest.raises(StorageError, match="must be plain data"):
        storage.jobs.enqueue("k", object(), queue="q")
    with pytest.raises(Conflict):
        storage.kv.put("k", b"1", expect=9)
    storage.kv.put("k", b"1", expect=0)
    storage.close()


@pytest.mark.parametrize("url", ["redis://x", "sqlite://", "sqlite://host/x", "nonsense", "sqlite:///"])
def test_a_wrong_url_says_what_is_right(url: str) -> None:
    with pytest.raises(StorageError, match=r"memory:// or sqlite:///|sqlite:///relative/file"):
        open_storage(url)


def test_a_file_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    (tmp_path / "data.db").mkdir()
    with pytest.raises(StorageError, match="cannot open the SQLite file"):
        open_storage(f"sqlite:////{tmp_path}/data.db")
    assert open_storage("memory://").shared is False


def test_a_storage_that_is_dropped_lets_its_file_go(tmp_path: Path) -> None:
    def use() -> None:
        storage = open_storage(f"sqlite:////{tmp_path}/data.db")
        storage.kv.put("k", b"1")

    use()
    gc.collect()

    assert [file.path for file in psutil.Process().open_files() if str(tmp_path) in file.path] == []
