"""Text to vectors: the exported model on onnxruntime, without torch.

The one door to onnxruntime and tokenizers.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

# Since 1.29 onnxruntime writes a device id and uploads usage unless told not to before its import.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime  # type: ignore[import-untyped]

from sidecar.errors import BadSetting

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
MANIFEST_FILE = "manifest.json"
MAX_TOKENS = 256  # the length the model was trained on; longer makes it worse (measured)

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ModelName:
    """What made a vector; vectors of two names can't be compared."""

    name: str
    precision: str
    dimensions: int
    fingerprint: str

    def __str__(self) -> str:
        return f"{self.name} {self.precision} {self.fingerprint[:12]}"


class Embedder:
    """A loaded model; made by `Embedder.open`, safe to use from many threads."""

    def __init__(
        self,
        model: ModelName,
        session: Any,
        tokenizer: Tokenizer,
        thread_count: int,
        kept_count: int = 0,
    ) -> None:
        self.model = model
        self.tokenizer = tokenizer
        self._session = session
        self._thread_count = thread_count
        self._kept = _Kept(kept_count)
        self._first, self._last = tokenizer.encode("").ids

    @classmethod
    def open(cls, folder: Path, thread_count: int = 1, kept_count: int = 0) -> Embedder:
        """Loads the model in `folder`; `thread_count` texts are embedded at the same time.

        The vectors of the last `kept_count` texts are kept for whoever asks again, or meanwhile.

        Errors: BadSetting naming model_dir when files are missing or not the manifest's.
        """
        try:
            manifest = json.loads((folder / MANIFEST_FILE).read_text())
            contents = {name: (folder / name).read_bytes() for name in manifest["files"]}
            for name, content in contents.items():
                if hashlib.sha256(content).hexdigest() != manifest["files"][name]:
                    raise BadSetting(f"model_dir {folder}: {name} is damaged; run scripts/setup.")
            model = ModelName(
                manifest["name"],
                manifest["precision"],
                manifest["dimensions"],
                manifest["files"][MODEL_FILE],
            )
            tokenizer = Tokenizer.from_buffer(contents[TOKENIZER_FILE])
        except (OSError, ValueError, KeyError) as cause:
            raise BadSetting(
                f"model_dir {folder} holds no exported model; run scripts/setup."
            ) from cause
        return cls(model, _session(folder / MODEL_FILE), tokenizer, thread_count, kept_count)

    def embed(self, texts: Sequence[str]) -> Rows:
        """(n, 384) float32, unit rows, in the order of `texts`; each is cut at 256 tokens."""
        return self.embed_tokens([self.tokens(text) for text in texts])

    def tokens(self, text: str) -> list[int]:
        """The token ids of `text`, whole, without the marks around it."""
        ids: list[int] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def embed_tokens(self, rows: Sequence[Sequence[int]]) -> Rows:
        """(n, 384) float32, unit rows, of texts given as token ids; each is cut at 256.

        One row a run: int8 scales are per run, so a vector depends on its text alone, and on
        two cores two single runs are as fast as any batch (measured November 2026).
        """
        if self._thread_count == 1 or len(rows) == 1:
            vectors = [self._run(row) for row in rows]
        else:
            with ThreadPoolExecutor(self._thread_count) as pool:
                vectors = list(pool.map(self._run, rows))
        return np.concatenate([np.empty((0, self.model.dimensions), np.float32), *vectors])

    def _run(self, row: Sequence[int]) -> Rows:
        return self._kept.of(tuple(row[: MAX_TOKENS - 2]), self._embedded)

    def _embedded(self, row: tuple[int, ...]) -> Rows:
        ids = np.array([[self._first, *row, self._last]], np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        vectors: Rows = self._session.run(None, inputs)[0]
        return vectors


class _Kept:
    """What was made of the last `most` rows; who asks while one is made waits for that."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._made: OrderedDict[tuple[int, ...], Future[Rows]] = OrderedDict()

    def of(self, row: tuple[int, ...], make: Callable[[tuple[int, ...]], Rows]) -> Rows:
        """What `make` gives or gave; what it raises is kept for nobody who comes later."""
        if not self._most:
            return make(row)
        with self._lock:
            known = self._made.get(row)
            made = self._made.setdefault(row, Future())
            self._made.move_to_end(row)
            if len(self._made) > self._most:
                self._made.popitem(last=False)
        if known is not None:
            return known.result()
        try:
            made.set_result(make(row))
        except BaseException as cause:
            with self._lock:
                self._made.pop(row, None)
            made.set_exception(cause)
        return made.result()


def stated_fingerprint(folder: Path) -> str:
    """What the manifest in `folder` calls its model, before that is loaded. Errors: BadSetting."""
    try:
        return str(json.loads((folder / MANIFEST_FILE).read_text())["files"][MODEL_FILE])
    except (OSError, ValueError, KeyError) as cause:
        raise BadSetting(
            f"model_dir {folder} holds no exported model; run scripts/setup."
        ) from cause


def _session(model: Path) -> Any:
    """One thread a run, no spinning: with the defaults P95 on two cores is four times as long."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    # glibc keeps what reading the model needed: 12 MB that go back to the system when asked.
    if (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)) is not None:
        trim(0)
    return session
