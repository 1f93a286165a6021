"""Builds the encoder's ONNX graph in int8 out of its tensors.

The graph is written with ONNX Runtime's fused operators (attention, skip + layer
norm, bias + GELU), which is what its own optimizer would arrive at, so neither torch
nor an exporter is needed. Input ``ids`` (1, n) int64; output ``hidden`` (1, n, 384)
float32. One message a run, so there is no padding and no mask.
"""

import tempfile
from pathlib import Path
from typing import Dict, List

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from nlu.encoder.weights import HEADS, HIDDEN, LAYER_NORM_EPSILON, LAYERS, merged_weights

FUSED = "com.microsoft"


class _Graph:
    """Nodes and initializers under construction."""

    def __init__(self, tensors: Dict[str, np.ndarray]) -> None:
        self.tensors = tensors
        self.nodes: List = []
        self.constants: Dict[str, np.ndarray] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants[name] = np.ascontiguousarray(value)
        return name

    def tensor(self, name: str, transpose: bool = False) -> str:
        value = self.tensors[name]
        return self.constant(name, value.T if transpose else value)

    def node(self, operator: str, inputs: List[str], output: str, **attributes) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def layer_norm(self, left: str, right: str, bias: str, prefix: str, output: str) -> str:
        inputs = [left, right, self.tensor(f"{prefix}.weight"),
                  self.tensor(f"{prefix}.bias"), bias]
        return self.node("SkipLayerNormalization", inputs, output, domain=FUSED,
                         epsilon=LAYER_NORM_EPSILON)


def _embeddings(graph: _Graph) -> str:
    tensors = graph.tensors
    positions = (tensors["embeddings.position_embeddings.weight"]
                 + tensors["embeddings.token_type_embeddings.weight"][0])
    words = graph.node(
        "Gather", [graph.tensor("embeddings.word_embeddings.weight"), "ids"], "words")
    graph.constant("zero", np.array([0], np.int64))
    graph.constant("second", np.array([1], np.int64))
    shape = graph.node("Shape", ["ids"], "shape")
    length = graph.node("Gather", [shape, "second"], "length")
    places = graph.node(
        "Slice", [graph.constant("positions", positions[None]), "zero", length, "second"],
        "places")
    # The operator wants both inputs of one shape; a single message gives that.
    return graph.layer_norm(words, places, graph.constant("no_bias", np.zeros(HIDDEN, np.float32)),
                            "embeddings.LayerNorm", "embedded")


def _layer(graph: _Graph, number: int, hidden: str) -> str:
    prefix = f"encoder.layer.{number}"
    parts = [f"{prefix}.attention.self.{part}" for part in ("query", "key", "value")]
    weight = np.concatenate([graph.tensors[f"{p}.weight"].T for p in parts], axis=1)
    bias = np.concatenate([graph.tensors[f"{p}.bias"] for p in parts])
    attended = graph.node(
        "Attention",
        [hidden, graph.constant(f"{prefix}.qkv", weight), graph.constant(f"{prefix}.qkv_bias", bias)],
        f"{prefix}.attended", domain=FUSED, num_heads=HEADS)
    dense = f"{prefix}.attention.output.dense"
    projected = graph.node(
        "MatMul", [attended, graph.tensor(f"{dense}.weight", True)], f"{prefix}.projected")
    middle = graph.layer_norm(projected, hidden, graph.tensor(f"{dense}.bias"),
                              f"{prefix}.attention.output.LayerNorm", f"{prefix}.middle")
    wide = graph.node(
        "MatMul", [middle, graph.tensor(f"{prefix}.intermediate.dense.weight", True)],
        f"{prefix}.wide")
    active = graph.node(
        "BiasGelu", [wide, graph.tensor(f"{prefix}.intermediate.dense.bias")],
        f"{prefix}.active", domain=FUSED)
    narrow = graph.node(
        "MatMul", [active, graph.tensor(f"{prefix}.output.dense.weight", True)],
        f"{prefix}.narrow")
    output = "hidden" if number == LAYERS - 1 else f"{prefix}.hidden"
    return graph.layer_norm(narrow, middle, graph.tensor(f"{prefix}.output.dense.bias"),
                            f"{prefix}.output.LayerNorm", output)


def build_model(tensors: Dict[str, np.ndarray]):
    """The float32 ONNX model of the encoder."""
    graph = _Graph(tensors)
    hidden = _embeddings(graph)
    for number in range(LAYERS):
        hidden = _layer(graph, number, hidden)
    return helper.make_model(
        helper.make_graph(
            graph.nodes, "encoder",
            [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "n"])],
            [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [1, "n", HIDDEN])],
            [numpy_helper.from_array(v, name) for name, v in graph.constants.items()]),
        opset_imports=[helper.make_opsetid("", 14), helper.make_opsetid(FUSED, 1)],
        ir_version=8)


def build_int8(target: Path) -> None:
    """Writes the encoder, adapter merged, quantised to int8, to `target` (about 34 MB).

    Raises:
        WeightsError: the published weights are missing or altered.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "float32.onnx"
        source.write_bytes(build_model(merged_weights()).SerializeToString())
        quantize_dynamic(
            source, target, weight_type=QuantType.QInt8, per_channel=True,
            # Shapes are not inferred through fused operators; all they carry is float.
            extra_options={"DefaultTensorType": TensorProto.FLOAT})
