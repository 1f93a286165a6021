"""The order of precedence, as a pure function of probabilities."""

from nlu.decision import Thresholds, decide
from nlu.labels import SAFETY, SIGNS, STRESSORS

THRESHOLDS = Thresholds(dict.fromkeys(SIGNS, 0.5), dict.fromkeys(STRESSORS, 0.5),
                        dict.fromkeys(SAFETY, 0.5))


def _decide(intents, signs=(), stressors=(), safety=()):
    def scores(labels, given):
        return {**dict.fromkeys(labels, 0.0), **dict(given)}

    return decide(intents, scores(SIGNS, signs), scores(STRESSORS, stressors),
                  scores(SAFETY, safety), THRESHOLDS)


def test_safety_comes_before_everything_and_signs_are_still_told():
    reading = _decide({"ask_starter": 0.9, "out_of_scope": 0.1}, [("guard", 0.8)],
                      safety=[("abuse", 0.6)])
    assert reading.intent == "abuse" and reading.signs == [("guard", 0.8)]


def test_crisis_comes_before_abuse_where_it_is_surer():
    assert _decide({"sign": 1.0}, safety=[("abuse", 0.6), ("crisis", 0.9)]).intent == "crisis"


def test_a_safety_intent_below_its_threshold_is_not_told():
    reading = _decide({"abuse": 0.6, "out_of_scope": 0.4}, safety=[("abuse", 0.2)])
    assert reading.intent == "out_of_scope"


def test_the_intent_sign_needs_a_sign():
    reading = _decide({"sign": 0.8, "good_news": 0.2}, [("time", 0.1)])
    assert reading.intent == "good_news" and reading.signs == []


def test_where_the_intent_is_surely_sign_its_likeliest_sign_counts():
    reading = _decide({"sign": 0.8, "good_news": 0.2}, [("time", 0.3), ("needs", 0.4)])
    assert reading.intent == "sign" and reading.signs == [("needs", 0.4)]


def test_signs_make_an_unrelated_message_one_of_sign():
    reading = _decide({"out_of_scope": 0.7, "sign": 0.3}, [("time", 0.9)])
    assert reading.intent == "sign"


def test_a_thing_asked_for_wins_over_sign_and_the_signs_are_listed():
    reading = _decide({"ask_starter": 0.6, "sign": 0.4}, [("communication", 0.9)])
    assert reading.intent == "ask_starter" and reading.signs == [("communication", 0.9)]


def test_a_faint_reading_is_asked_about_and_a_plain_one_is_answered():
    faint = _decide({"out_of_scope": 0.3, "ask_practice": 0.25, "sign": 0.3}, [("time", 0.2)])
    assert faint.unsure and faint.readings[:2] == ["ask_practice", "time"]
    assert not _decide({"out_of_scope": 0.6}).unsure
    assert not _decide({"out_of_scope": 0.3, "sign": 0.3}, [("time", 0.6)]).unsure


def test_somebody_unsafe_is_never_asked_which():
    assert not _decide({"out_of_scope": 0.2}, safety=[("crisis", 0.6)]).unsure


def test_signs_come_strongest_first():
    reading = _decide({"sign": 1.0}, [("time", 0.6), ("needs", 0.9), ("guard", 0.7)])
    assert [name for name, _ in reading.signs] == ["needs", "guard", "time"]
