"""The Rasa featurizer over the sentence encoder: dense features of text."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS, SPACY_DOCS, TOKENS_NAMES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.encoder import weights
from nlu.encoder.runtime import Encoder, Encoding
from nlu.evidence import Clause
from nlu.labels import PARTS, PLAIN
from nlu.parts import Part, plain, stretches

MODEL_FILE = "encoder.onnx"


def align(encoding: Encoding, tokens: List[Any]) -> np.ndarray:
    """Word-piece vectors averaged into one vector a token, (tokens, 384) float32.

    A token beyond the encoder's reach, or of no word piece, gets zeros.
    """
    vectors = np.zeros((len(tokens), encoding.hidden.shape[1]), np.float32)
    piece = 0
    for number, token in enumerate(tokens):
        while piece < len(encoding.offsets) and encoding.offsets[piece][1] <= token.start:
            piece += 1
        last = piece
        while last < len(encoding.offsets) and encoding.offsets[last][0] < token.end:
            last += 1
        if last > piece:
            vectors[number] = encoding.hidden[piece:last].mean(axis=0)
    return vectors


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceEncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Sets sequence (tokens, 384) and sentence (1, 384) features of a message's text.

    "Training" it merges the adapter into the published weights and keeps the int8
    graph in the trained model, so that the model needs nothing beside itself.
    """

    def __init__(
        self, config: Dict[Text, Any], name: Text, storage: ModelStorage, resource: Resource
    ) -> None:
        """See the parent class."""
        super().__init__(name, config)
        self._storage = storage
        self._resource = resource
        self._encoder: Encoder = None

    @classmethod
    def create(
        cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoderFeaturizer:
        """See the parent class."""
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(
        cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> SentenceEncoderFeaturizer:
        """See the parent class."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            component._encoder = Encoder(Path(folder) / MODEL_FILE)
        return component

    @classmethod
    def required_components(cls) -> List[Type]:
        """See the parent class."""
        return [Tokenizer]

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Text:
        """Other weights make Rasa train anew."""
        return weights.fingerprint()

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Nothing in it can be wrong."""

    def train(self, training_data: TrainingData) -> Resource:
        """Builds the int8 encoder; the examples play no part in it."""
        from nlu.encoder.graph import build_int8  # onnx is needed for this alone

        with self._storage.write_to(self._resource) as folder:
            build_int8(Path(folder) / MODEL_FILE)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Sets the sentence features of the training examples that have tokens, in place.

        On all cores: ONNX Runtime frees the GIL.
        """
        tokenized = [example for example in training_data.training_examples
                     if example.get(TOKENS_NAMES[TEXT])]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(self._featurize_whole, tokenized))
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Featurizes messages in place, and sets the parts of those that have some."""
        for message in messages:
            self._featurize(message)
            doc = message.get(SPACY_DOCS[TEXT])
            if doc is not None:
                message.set(PARTS, [self._part(doc, span) for span in stretches(doc)])
                whole = self._part(doc, Clause(0, len(doc)))
                message.set(PLAIN, whole if whole.text != doc.text else None)
        return messages

    def _part(self, doc: Any, span: Clause) -> Part:
        text = plain(doc, span)
        return Part(span, text, lambda: self._encoder.encode(text).pooled)

    def _featurize(self, message: Message) -> None:
        encoding = self._featurize_whole(message)
        if encoding is not None:
            sequence = align(encoding, message.get(TOKENS_NAMES[TEXT]) or [])
            message.add_features(Features(
                sequence, FEATURE_TYPE_SEQUENCE, TEXT, self._config[FEATURIZER_CLASS_ALIAS]))

    def _featurize_whole(self, message: Message) -> Optional[Encoding]:
        text = message.get(TEXT)
        if text is None:
            return None
        encoding = self._encoder.encode(text)
        message.add_features(Features(encoding.pooled[None], FEATURE_TYPE_SENTENCE, TEXT,
                                      self._config[FEATURIZER_CLASS_ALIAS]))
        return encoding
