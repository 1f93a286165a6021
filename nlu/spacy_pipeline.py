"""The spaCy pipeline: tokens, sentences, lemmas, and patterns for stressors and safety.

spaCy's trained English pipelines are not on the package index, so this one is put
together from rules and from the lemma tables of spacy-lookups-data.
"""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Tuple

import spacy
import yaml
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language

from nlu.importer import example_labels

PATTERNS = Path(__file__).with_name("phrases")
SPAN_KEY = "patterns"
# Where one of these stands between "i" and what is done, somebody else may be who does it.
OTHERS = ["he", "she", "they", "you", "who", "him", "her", "them", ",", ".", "?", "!"]
# By their share alone a rare question would be known by some forty examples.
LEAST = 150


def read_patterns() -> List[Dict[Text, Any]]:
    """All patterns of `nlu/phrases/*.yml` for spaCy's span ruler.

    Each file maps a label to phrases; a phrase is matched by the lemmas of its words, in any
    case, so "argue about money" also finds "argued about money". In a phrase "hit|slap" stands
    for either word, "_" for any one word or none that is not about somebody else.
    """
    lemmatizer = _lemmatizing_language()
    return [{"label": label, "pattern": [
                token for word in phrase.split() for token in _tokens(word, lemmatizer)]}
            for path in sorted(PATTERNS.glob("*.yml"))
            for label, phrases in yaml.safe_load(path.read_text(encoding="utf-8")).items()
            for phrase in phrases]


def _tokens(word: Text, lemmatizer: Language) -> List[Dict[Text, Any]]:
    """The patterns of the tokens that a word of a phrase stands for."""
    if word == "_":
        return [{"LOWER": {"NOT_IN": OTHERS}, "OP": "?"}]
    if "|" in word:
        return [{"LEMMA": {"IN": [lemmatizer(one)[0].lemma_ for one in word.split("|")]}}]
    return [{"LEMMA": token.lemma_} for token in lemmatizer(word)]


def _lemmatizing_language() -> Language:
    language = spacy.blank("en")
    language.add_pipe("lemmatizer", config={"mode": "lookup"})
    language.initialize()
    return language


@lru_cache(maxsize=1)
def build_language() -> Language:
    """The pipeline, ready to use: about half a second the first time."""
    language = _lemmatizing_language()
    language.add_pipe("sentencizer", first=True)
    ruler = language.add_pipe("span_ruler", config={"spans_key": SPAN_KEY})
    ruler.add_patterns(read_patterns())
    return language


def drawn(examples: List[Message], number: int, seed: int) -> List[Message]:
    """About so many of the examples, as common in the draw as among all, but of each intent and
    kind of danger at least `LEAST` or all that there are."""
    by_intent: Dict[Tuple[Text, ...], List[Message]] = {}
    for example in examples:
        kinds = example_labels(example, "kinds")
        by_intent.setdefault((example.get(INTENT), *kinds), []).append(example)
    share = min(1.0, number / len(examples))
    rng = random.Random(seed)
    return [example for _, group in sorted(by_intent.items())
            for example in rng.sample(
                group, min(len(group), max(LEAST, round(share * len(group)))))]


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MODEL_LOADER,
     DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER],
    is_trainable=False,
    model_from="CoachSpacyNLP",
)
class CoachSpacyNLP(SpacyNLP):
    """Rasa's SpacyNLP over the pipeline above instead of a trained one.

    Of the training examples it reads a draw. What comes after it has tokens of those alone, and
    so only those get a vector: the heads on the vector learn no more from twice as many
    (nlu/README.md, round 14), and reading them all was most of the training's time.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`examples`: about how many training examples are read, a draw by `random_seed`;
        all of them where unset."""
        return {**SpacyNLP.get_default_config(), "examples": None, "random_seed": 42}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CoachSpacyNLP:
        """See the parent class.

        Raises:
            InvalidConfigException: `examples` is not a whole number above zero.
        """
        examples = config.get("examples")
        if examples is not None and (not isinstance(examples, int) or examples < 1):
            raise InvalidConfigException("`examples` must be a whole number above zero.")
        model = SpacyModel(model=build_language(), model_name="coach")
        return cls(model, {**cls.get_default_config(), **config})

    def process_training_data(
        self, training_data: TrainingData, model: SpacyModel
    ) -> TrainingData:
        """Sets the spaCy documents of a draw of the training examples in place."""
        examples = training_data.intent_examples
        if self._config["examples"]:
            examples = drawn(examples, self._config["examples"], self._config["random_seed"])
        super().process_training_data(TrainingData(examples), model)
        return training_data

    def _preprocess_text(self, text: Optional[Text]) -> Text:
        """Lower case, as the lemma tables want it, where that moves no character."""
        text = text or ""
        lowered = text.lower()
        return lowered if len(lowered) == len(text) else text

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Text:
        """Changed patterns make Rasa train anew."""
        return "".join(p.read_text(encoding="utf-8") for p in sorted(PATTERNS.glob("*.yml")))
