"""The pretrained sentence encoder: published weights, our adapter, an int8 ONNX graph."""
