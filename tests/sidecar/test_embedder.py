from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from sidecar.embedder import MAX_TOKENS, Embedder, Rows
from sidecar.errors import BadSetting
from tests.sidecar.shop import MODEL_DIR


def test_rows_are_unit_vectors_in_the_order_of_the_texts(embedder: Embedder) -> None:
    texts = ["warranty", "", "🎉", "How do I send it back?", "שלום"]
    rows = embedder.embed(texts)
    assert rows.shape == (5, 384) and rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)
    for number, text in enumerate(texts):
        assert np.array_equal(rows[number], embedder.embed([text])[0])


def test_threads_give_the_same_rows(embedder: Embedder) -> None:
    texts = [f"parcel number {number}" for number in range(9)]
    assert np.array_equal(Embedder.open(MODEL_DIR, 3).embed(texts), embedder.embed(texts))


def test_what_is_asked_again_and_meanwhile_is_embedded_once(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping = Embedder.open(MODEL_DIR, kept_count=2)
    runs: list[tuple[int, ...]] = []
    embedded, begun = keeping._embedded, threading.Barrier(2)

    def slow(row: tuple[int, ...]) -> Rows:
        runs.append(row)
        begun.wait(5)  # until the other has asked, too
        return embedded(row)

    monkeypatch.setattr(keeping, "_embedded", slow)
    with ThreadPoolExecutor(2) as pool:
        first, second = (pool.submit(keeping.embed, ["warranty"]) for _ in range(2))
        while not second.running():
            time.sleep(0.001)
        begun.wait(5)
        assert np.array_equal(first.result(), second.result())
    assert np.array_equal(keeping.embed(["warranty"]), embedder.embed(["warranty"]))
    assert len(runs) == 1
    begun.abort()


def test_only_the_last_texts_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    keeping = Embedder.open(MODEL_DIR, kept_count=2)
    embedded, runs = keeping._embedded, []
    monkeypatch.setattr(keeping, "_embedded", lambda row: [runs.append(row), embedded(row)][1])
    keeping.embed(["one", "two", "one", "three", "one", "two"])
    assert len(runs) == 4  # "two" had to go for "three"


def test_a_failure_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    keeping = Embedder.open(MODEL_DIR, kept_count=2)
    with monkeypatch.context() as broken:
        broken.setattr(keeping, "_embedded", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            keeping.embed(["warranty"])
    assert keeping.embed(["warranty"]).shape == (1, 384)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, 384)


def test_alike_texts_are_nearer_than_others(embedder: Embedder) -> None:
    question, answer, other = embedder.embed(
        ["How do I return a jacket?", "You may send back any jacket.", "Blue cheese is strong."]
    )
    assert question @ answer > 0.5 > 0.2 > question @ other


def test_a_long_text_is_cut_at_the_model_s_length(embedder: Embedder) -> None:
    words = "parcel " * (MAX_TOKENS - 2)
    assert np.array_equal(embedder.embed([words])[0], embedder.embed([words + "tent " * 900])[0])


def test_a_folder_without_a_model_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="model_dir"):
        Embedder.open(tmp_path)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_damaged_model_is_refused(tmp_path: Path, name: str) -> None:
    shutil.copytree(MODEL_DIR, tmp_path / "model")
    content = bytearray((tmp_path / "model" / name).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "model" / name).write_bytes(content)
    with pytest.raises(BadSetting, match="damaged"):
        Embedder.open(tmp_path / "model")


def test_the_runtime_keeps_no_device_id_and_has_nothing_to_send(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from sidecar.embedder import Embedder;"
        "Embedder.open(Path(sys.argv[1])).embed(['warranty'])"
    )
    command = [sys.executable, "-c", code, str(MODEL_DIR.resolve())]
    subprocess.run(command, env={"HOME": str(tmp_path)}, check=True)
    assert list(tmp_path.rglob("*")) == []
