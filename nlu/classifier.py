"""The Rasa classifier: intent, signs with evidence, stressors and safety in one reading."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Text, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.decision import Reading, Thresholds, decide, kinds_told
from nlu.evidence import Clause, best_clause, clauses, trimmed
from nlu.heads import Head, fit_exclusive, fit_independent, load_heads, log_odds, save_heads
from nlu.importer import example_labels
from nlu.labels import (
    FALLBACK_INTENT, FOREIGN, KIND_ENTITY, KINDS, OTHER_INTENT, PARTS, PLAIN, READINGS, SAFETY,
    SIGN_ENTITY, SIGNS, STRESSOR_ENTITY, STRESSORS,
)
from nlu.language import is_english
from nlu.parts import Part
from nlu.spacy_pipeline import SPAN_KEY
from nlu.words import Words

HEADS_FILE = "heads.npz"
WORDS_FILE = "words.npz"
# Against a vector whose values are mostly below one; chosen on held-out batches.
NAMED_WEIGHT = 2.0
# What a sentence's words add to the log-odds of danger; below it the encoder, which takes most of
# the time, is spared: four of five sentences of the messages that we measure on, and none that
# counts as danger.
WORTH_ENCODING = 0.0
GROUPS = {"signs": SIGNS, "stressors": STRESSORS, "safety": SAFETY,
          "kinds": tuple(kind for kinds in KINDS.values() for kind in kinds)}
TOLD = tuple(label for labels in GROUPS.values() for label in labels)  # by the head on words
COLUMNS = {group: [TOLD.index(label) for label in labels] for group, labels in GROUPS.items()}
NAMED = {group: labels for group, labels in GROUPS.items() if group != "signs"}  # by phrases


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER,
     DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR],
    is_trainable=True)
class MeaningClassifier(GraphComponent, EntityExtractorMixin):
    """Reads intent, signs, stressors and safety off the sentence vector, and all but the
    intent off the words themselves, too: the log-odds of the two are added.

    Signs and stressors become entities `sign` and `stressor` whose spans are the words
    that show them; who is in danger becomes entities `kind`. An example's signs, stressors and
    kinds stand in its metadata.
    """

    def __init__(self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource,
                 heads: Optional[Dict[Text, Head]] = None,
                 words: Optional[Words] = None) -> None:
        """A classifier, untrained where `heads` and `words` are left out."""
        self._config = config
        self._storage = storage
        self._resource = resource
        self._heads = heads
        self._words = words
        self._thresholds = Thresholds(
            *({**dict.fromkeys(GROUPS[group], 0.5), **config["thresholds"].get(group, {})}
              for group in ("signs", "stressors", "safety")))

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`strength`, `words_strength`: inverse regularisation of the heads on the vector and
        on the words; `thresholds`: per label; `apart`: from where on danger in one part of a
        message counts, `apart_named` where a phrase of the part names it; 0.5 where unset."""
        return {"strength": 1.0, "words_strength": 10.0, "random_seed": 42, "thresholds": {},
                "apart": 0.5, "apart_named": 0.5}

    @classmethod
    def required_components(cls) -> List[Type]:
        """See the parent class."""
        return [Featurizer]

    @classmethod
    def create(cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> MeaningClassifier:
        """See the parent class."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
             execution_context: ExecutionContext, **kwargs: Any) -> MeaningClassifier:
        """See the parent class."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, load_heads(Path(folder) / HEADS_FILE),
                       Words.load(Path(folder) / WORDS_FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Fits a head each for intents, signs, stressors, safety and kinds of danger on the
        vectors of the examples that the featurizer drew, and one on the words of all examples
        for all but intents."""
        examples = training_data.intent_examples
        encoded = [example for example in examples if _has_vector(example)]
        vectors = np.concatenate([_sentence_vector(example) for example in encoded])
        strength, seed = self._config["strength"], self._config["random_seed"]
        # The draw has more of what is rare; how common a label is, is told by all examples.
        intents = fit_exclusive(vectors, [e.get(INTENT) for e in encoded], strength, seed)
        self._heads = {"intents": intents._replace(
            bias=intents.bias + np.log(_shares(examples, intents.labels))
            - np.log(_shares(encoded, intents.labels)))}
        targets, drawn = _targets(examples), _targets(encoded)
        common = log_odds(TOLD, targets)
        docs = [example.get(SPACY_DOCS[TEXT]) for example in encoded]
        for group, labels in GROUPS.items():
            named = np.concatenate([_named(doc, Clause(0, len(doc)), group) for doc in docs])
            head = fit_independent(
                np.concatenate([vectors, named], axis=1), drawn, labels, strength, seed)
            self._heads[group] = head._replace(
                bias=head.bias + common[COLUMNS[group]] - log_odds(labels, drawn))
        texts = [example.get(TEXT) for example in examples]
        self._words = Words.fitted(texts)
        told = fit_independent(self._words.weights(texts), targets, TOLD,
                               self._config["words_strength"], seed)
        # How common a label is counts once, not in both.
        self._heads["words"] = told._replace(bias=told.bias - common)
        with self._storage.write_to(self._resource) as folder:
            save_heads(Path(folder) / HEADS_FILE, self._heads)
            self._words.save(Path(folder) / WORDS_FILE)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets intent, ranking and entities of messages in place."""
        for message in messages:
            text = (message.get(TEXT) or "").strip()
            readable = bool(text) and not text.isdigit()  # a bare number answers a question
            if readable and is_english(message.get(SPACY_DOCS[TEXT])):
                self._read(message)
                continue
            intent = {"name": OTHER_INTENT, "confidence": 1.0}
            message.set(INTENT, intent, True)
            message.set(INTENT_RANKING_KEY, [intent], True)
            message.set(FOREIGN, readable, True)
        return messages

    def _scores(self, doc: Any, span: Clause, told: np.ndarray, vector: np.ndarray,
                groups: Sequence[Text]) -> Dict[Text, Dict[Text, float]]:
        """Probabilities by group and label of a stretch of a message: what its words add to
        the log-odds (labels,), and its vector (1, dimensions)."""
        scores = {}
        for group in groups:
            head = self._heads[group]
            seen = np.concatenate([vector, _named(doc, span, group)], axis=1)
            beside = told[COLUMNS[group]] if group in COLUMNS else 0.0
            scores[group] = dict(zip(
                head.labels, map(float, head.probabilities(seen, beside)[0])))
        # Two readings of one danger, each label by itself and against all intents: their mean
        # flags a third fewer harmless messages while it finds as many of the others.
        scores["safety"] = {label: (p + scores["intents"].get(label, 0.0)) / 2
                            for label, p in scores["safety"].items()}
        return scores

    def _danger_apart(self, doc: Any, part: Part, told: np.ndarray) -> Dict[Text, float]:
        """Probabilities of safety labels of a part read by itself, where they count.

        A sentence of danger is lost among harmless ones. Alone it lacks what stands around it,
        so it has to be surer than a whole message.
        """
        if told[COLUMNS["safety"]].max() < WORTH_ENCODING:
            return {}
        named = _named(doc, part.span, "safety").any()
        least = self._config["apart_named" if named else "apart"]
        return {label: p for label, p in self._safety_of(doc, part, told).items() if p >= least}

    def _safety_of(self, doc: Any, part: Part, told: np.ndarray) -> Dict[Text, float]:
        """Probabilities of the safety labels of a part, which is encoded for it."""
        return self._scores(
            doc, part.span, told, part.encode()[None], ("intents", "safety"))["safety"]

    def _without_idioms(
        self, doc: Any, part: Part, safety: Dict[Text, float]
    ) -> Dict[Text, float]:
        """Of each safety label the lesser probability, with the message's idioms and without."""
        told, = self._heads["words"].logits(self._words.weights([part.text]))
        without = self._safety_of(doc, part, told)
        return {label: min(p, without[label]) for label, p in safety.items()}

    def _read(self, message: Message) -> None:
        doc = message.get(SPACY_DOCS[TEXT])
        parts = message.get(PARTS) or []
        whole, *apart = self._heads["words"].logits(
            self._words.weights([message.get(TEXT), *(part.text for part in parts)]))
        scores = self._scores(doc, Clause(0, len(doc)), whole, _sentence_vector(message),
                              ("intents", *GROUPS))
        if message.get(PLAIN):
            scores["safety"] = self._without_idioms(doc, message.get(PLAIN), scores["safety"])
        for part, told in zip(parts, apart):
            for label, p in self._danger_apart(doc, part, told).items():
                scores["safety"][label] = max(scores["safety"][label], p)
        reading = decide(scores["intents"], scores["signs"], scores["stressors"],
                         scores["safety"], self._thresholds)
        intent = {"name": reading.intent, "confidence": reading.confidence}
        ranking = [intent, *({"name": name, "confidence": p} for name, p in sorted(
            scores["intents"].items(), key=lambda pair: -pair[1]) if name != reading.intent)]
        if reading.unsure:
            # As Rasa's FallbackClassifier does it: the fallback goes before the ranking.
            intent = {"name": FALLBACK_INTENT, "confidence": 1 - reading.confidence}
            ranking.insert(0, intent)
        message.set(INTENT, intent, True)
        message.set(INTENT_RANKING_KEY, ranking[:10], True)
        message.set(READINGS, reading.readings, True)
        entities = self.add_extractor_name([
            *self._entities(message, reading),
            *({"entity": KIND_ENTITY, "value": kind, "start": 0, "end": len(message.get(TEXT))}
              for kind in kinds_told(reading.intent, scores["kinds"]))])
        message.set(ENTITIES, (message.get(ENTITIES) or []) + entities, True)

    def _entities(self, message: Message, reading: Reading) -> List[Dict[Text, Any]]:
        if not reading.signs and not reading.stressors:
            return []
        doc = message.get(SPACY_DOCS[TEXT])
        parts = clauses(doc)
        sequence = message.get_dense_features(TEXT, [])[0].features
        text = message.get(TEXT)

        def entity(kind: Text, group: Text, name: Text, p: float) -> Dict[Text, Any]:
            clause = _matched(doc, name) if kind == STRESSOR_ENTITY else None
            if clause is None:
                head = self._heads[group]
                row = head.weights[head.labels.index(name)][:sequence.shape[1]]
                clause = trimmed(doc, best_clause(parts, sequence, row))
            start = doc[clause.first].idx
            end = doc[clause.last - 1].idx + len(doc[clause.last - 1])
            return {"entity": kind, "value": name, "start": start, "end": end,
                    "confidence_entity": p, "evidence": text[start:end]}

        return ([entity(SIGN_ENTITY, "signs", *pair) for pair in reading.signs]
                + [entity(STRESSOR_ENTITY, "stressors", *pair) for pair in reading.stressors])


def _matched(doc, label: Text) -> Optional[Clause]:
    """The first stretch that spaCy's patterns name with the label."""
    for span in doc.spans.get(SPAN_KEY, []):
        if span.label_ == label:
            return Clause(span.start, span.end)
    return None


def _named(doc: Any, span: Clause, group: Text) -> np.ndarray:
    """(1, labels that phrases can name): whether a phrase of the stretch names the label. Words
    alone do not say that money weighs on somebody, but they are strong evidence beside the
    vector."""
    found = {named.label_ for named in doc.spans.get(SPAN_KEY, [])
             if span.first <= named.start and named.end <= span.last}
    return np.array([[NAMED_WEIGHT * (label in found) for label in NAMED.get(group, ())]],
                    np.float32)


def _targets(examples: List[Message]) -> List[List[Text]]:
    """What is true of each example; no label has the name of an intent but those of safety."""
    return [[*(label for key in ("signs", "stressors", "kinds")
               for label in example_labels(example, key)), example.get(INTENT)]
            for example in examples]


def _shares(examples: List[Message], intents: Sequence[Text]) -> np.ndarray:
    counts = Counter(example.get(INTENT) for example in examples)
    return np.array([counts[intent] for intent in intents], np.float32) / len(examples)


def _has_vector(message: Message) -> bool:
    return message.get_dense_features(TEXT, [])[1] is not None


def _sentence_vector(message: Message) -> np.ndarray:
    """(1, dimensions) of a featurized message."""
    return message.get_dense_features(TEXT, [])[1].features
