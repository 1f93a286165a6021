"""The parts that the pipeline is made of: spaCy, encoder, heads, words, evidence."""

from collections import Counter

import numpy as np
import pytest
from rasa.nlu.tokenizers.spacy_tokenizer import SpacyTokenizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu import spacy_pipeline
from nlu.encoder import weights
from nlu.encoder.graph import build_int8
from nlu.encoder.runtime import MAX_PASSES, MAX_PIECES, Encoder
from nlu.encoder.weights import HIDDEN as HIDDEN_SIZE
from nlu.evidence import Clause, best_clause, clauses, trimmed
from nlu.featurizer import SentenceEncoderFeaturizer, align
from nlu.heads import fit_exclusive, fit_independent, load_heads, save_heads
from nlu.spacy_pipeline import SPAN_KEY, CoachSpacyNLP, build_language, drawn
from nlu.words import RAREST, TERMS, Words


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    """The int8 encoder as training builds it."""
    path = tmp_path_factory.mktemp("encoder") / "encoder.onnx"
    build_int8(path)
    assert path.stat().st_size < 40_000_000
    return Encoder(path)


def _alike(encoder, left, right):
    a, b = encoder.encode(left).pooled, encoder.encode(right).pooled
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def test_messages_of_one_meaning_lie_closer_than_others(encoder):
    near = _alike(encoder, "he never talks to me", "my husband hardly says a word")
    far = _alike(encoder, "he never talks to me", "what is a good lasagna recipe")
    assert near > far + 0.2


@pytest.mark.parametrize("text", ["", "a", "\u200b", "🙂" * 100, "word " * 5000])
def test_any_text_is_encoded_in_bounded_work(encoder, text):
    encoding = encoder.encode(text)
    assert encoding.pooled.shape == (HIDDEN_SIZE,) and np.isfinite(encoding.pooled).all()
    assert len(encoding.offsets) == len(encoding.hidden) <= MAX_PIECES * MAX_PASSES


def test_altered_weights_are_refused(tmp_path, monkeypatch):
    (tmp_path / "model.onnx").write_bytes(b"something else")
    monkeypatch.setattr(weights, "published_folder", lambda: tmp_path)
    with pytest.raises(weights.WeightsError):
        weights.merged_weights()


def test_each_token_gets_the_vectors_of_its_own_pieces(encoder):
    text = "unbelievable quietness, again"
    doc = build_language()(text)

    class Token:
        def __init__(self, token):
            self.start, self.end = token.idx, token.idx + len(token)

    encoding = encoder.encode(text)
    vectors = align(encoding, [Token(t) for t in doc])
    own = [h for h, (a, b) in zip(encoding.hidden, encoding.offsets)
           if a >= doc[1].idx and b <= doc[1].idx + len(doc[1])]
    assert vectors.shape == (len(doc), HIDDEN_SIZE)
    assert np.allclose(vectors[1], np.mean(own, axis=0), atol=1e-5)


def test_the_draw_is_always_the_same_and_leaves_enough_of_what_is_rare():
    examples = ([Message.build(f"we talked for {n} minutes", "sign") for n in range(900)]
                + [Message.build(f"hello {n}", "greet") for n in range(200)]
                + [Message.build(f"bye {n}", "goodbye") for n in range(20)])

    def texts(number, seed=1):
        return [m.get("text") for m in drawn(examples, number, seed)]

    assert texts(560) == texts(560) != texts(560, seed=2)
    counts = Counter(m.get("intent") for m in drawn(examples, 560, 1))
    assert counts == {"sign": 450, "greet": 150, "goodbye": 20}
    assert sorted(texts(2000)) == sorted(m.get("text") for m in examples)


def test_training_encodes_the_draw_alone(encoder, monkeypatch):
    monkeypatch.setattr(spacy_pipeline, "LEAST", 1)
    nlp = CoachSpacyNLP.create({"examples": 6}, None, None, None)
    featurizer = SentenceEncoderFeaturizer(
        SentenceEncoderFeaturizer.get_default_config(), "featurizer", None, None)
    featurizer._encoder = encoder
    data = TrainingData([Message.build(f"we talked for {n} minutes", "sign") for n in range(20)])
    nlp.process_training_data(data, nlp.provide())
    SpacyTokenizer(SpacyTokenizer.get_default_config()).process_training_data(data)
    featurizer.process_training_data(data)
    assert sum(bool(m.get_dense_features("text")[1]) for m in data.intent_examples) == 6
    with pytest.raises(InvalidConfigException):
        CoachSpacyNLP.create({"examples": 0}, None, None, None)


def test_phrases_are_found_by_the_lemmas_of_their_words():
    doc = build_language()("we argued about our debts and the kids")
    assert {"money", "children"} <= {span.label_ for span in doc.spans[SPAN_KEY]}


def test_short_sentences_are_one_clause_and_long_ones_are_cut_at_their_joints():
    nlp = build_language()
    assert len(clauses(nlp("he never talks, not even at dinner"))) == 1
    long = ("the washing machine broke again on monday and we had to drive to my mother, "
            "but he never says a word to me in the car anymore")
    found = clauses(nlp(long))
    assert len(found) >= 3
    assert [c.first for c in found[1:]] == [c.last for c in found[:-1]]


def test_the_clause_whose_words_speak_for_the_label_is_the_evidence():
    sequence = np.array([[0.1], [0.2], [3.0], [2.0], [0.0]])
    assert best_clause([Clause(0, 2), Clause(2, 4), Clause(4, 5)], sequence,
                       np.array([1.0])) == Clause(2, 4)


def test_evidence_does_not_begin_with_a_joint_or_end_with_a_comma():
    doc = build_language()("but he never talks,")
    assert doc[slice(*trimmed(doc, Clause(0, len(doc))))].text == "he never talks"


def test_heads_tell_what_they_were_fitted_to_and_survive_storage(tmp_path):
    vectors = np.eye(6, dtype=np.float32)
    exclusive = fit_exclusive(vectors, list("aabbcc"), 100.0, 0)
    independent = fit_independent(vectors, [["x"], ["x"], [], ["y"], ["x", "y"], []],
                                  ["x", "y"], 100.0, 0)
    save_heads(tmp_path / "heads.npz", {"e": exclusive, "i": independent})
    loaded = load_heads(tmp_path / "heads.npz")
    assert [loaded["e"].labels[i] for i in
            loaded["e"].probabilities(vectors).argmax(axis=1)] == list("aabbcc")
    assert (loaded["i"].probabilities(vectors) > 0.5).tolist() == [
        [True, False], [True, False], [False, False], [False, True], [True, True], [False, False]]


def test_a_label_without_examples_is_named(tmp_path):
    with pytest.raises(ValueError, match="guard"):
        fit_independent(np.eye(2), [["x"], []], ["x", "guard"], 1.0, 0)


def test_a_word_as_common_with_a_label_as_without_it_counts_for_nothing_beside_a_telling_one():
    shown = ["talk alone", "talk alone", "talk dinner alone", "dinner alone", "night alone"]
    other = ["talk dinner", "talk dinner", "talk night", "dinner night", "night talk"]
    taught = Words.fitted(shown + other)
    head = fit_independent(taught.weights(shown + other), [["x"]] * 5 + [[]] * 5, ["x"], 10.0, 0)
    alone, talk, both = head.logits(taught.weights(["alone", "talk", "talk alone"]))[:, 0]
    assert alone > 1 > 0 > talk and 0 < both < alone


def test_words_weigh_what_the_library_says_they_weigh():
    texts = ["we don't talk and don't eat", "they talk and talk and eat", "i don't talk",
             "talk, and eat alone", "don't eat alone", "alone"]
    plain = TfidfVectorizer(min_df=RAREST, sublinear_tf=True, **TERMS).fit_transform(texts)
    assert len(set(plain.data.round(6))) > 6
    assert np.allclose(plain.toarray(), Words.fitted(texts).weights(texts).toarray())


def test_words_weigh_the_same_after_saving_and_loading(tmp_path):
    """Words and pairs that stand in three texts count, whatever the case and the quotes."""
    taught = Words.fitted(["We don't talk", "they don't talk", "I don't talk much", "once"])
    taught.save(tmp_path / "words.npz")
    loaded = Words.load(tmp_path / "words.npz")
    texts = ["WE DON’T TALK", "once upon a time", "", "🙂"]
    assert (loaded.weights(texts) != taught.weights(texts)).nnz == 0
    assert loaded.weights(texts).getnnz(axis=1).tolist() == [3, 0, 0, 0]
