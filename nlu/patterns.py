"""A Rasa extractor for what spaCy's patterns find: entities such as topic and depth."""

from __future__ import annotations

from typing import Any, Dict, List, Text, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.tokenizers.spacy_tokenizer import SpacyTokenizer
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.age import says_minor
from nlu.spacy_pipeline import SPAN_KEY


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PatternExtractor(GraphComponent, EntityExtractorMixin):
    """Turns pattern spans labelled "entity=value" into entities; other labels are left."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """See the parent class."""
        return [SpacyTokenizer]

    @classmethod
    def create(cls, config: Dict[Text, Any], model_storage: ModelStorage,
               resource: Resource, execution_context: ExecutionContext) -> PatternExtractor:
        """See the parent class."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the entities to messages in place, each value once."""
        for message in messages:
            doc = message.get(SPACY_DOCS[TEXT])
            found: Dict[Text, Dict[Text, Any]] = {}
            for span in doc.spans.get(SPAN_KEY, []) if doc is not None else []:
                entity, _, value = span.label_.partition("=")
                if value:
                    found.setdefault(span.label_, {
                        "entity": entity, "value": value,
                        "start": span.start_char, "end": span.end_char})
            young = says_minor(message.get(TEXT) or "")
            if young:
                found["minor"] = {"entity": "minor", "value": "yes",
                                  "start": young[0], "end": young[1]}
            entities = self.add_extractor_name(list(found.values()))
            message.set(ENTITIES, (message.get(ENTITIES) or []) + entities, True)
        return messages
