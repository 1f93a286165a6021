"""Choosing is a pure function: unseen first, best fit next, the same for the same person."""

from hypothesis import given, strategies as st

from actions.choosing import next_for, starters_for, step_fit, steps_for, text_id
from actions.library import knowledge

PRACTICES_OF_SIGN = {"time": ["accessible", "engaged"], "needs": ["responsive"]}
NAMES = st.lists(st.sampled_from("abcdefgh"), min_size=1, unique=True)


def _give(person, candidates, rounds, fit=lambda c: 0.0):
    past, order = {}, []
    for now in range(rounds):
        chosen = next_for(person, candidates, past, lambda c: c, fit)
        past[chosen] = (past.get(chosen, (0, 0))[0] + 1, float(now))
        order.append(chosen)
    return order


@given(NAMES, st.text(max_size=5))
def test_nothing_comes_twice_before_everything_has_come_once(names, person):
    order = _give(person, names, 2 * len(names))
    assert sorted(order[:len(names)]) == sorted(names)
    assert sorted(order[len(names):]) == sorted(names)


@given(NAMES)
def test_a_repeat_is_the_one_seen_longest_ago(names):
    order = _give("p", names, 2 * len(names))
    assert order[len(names):] == order[:len(names)]


def test_of_the_unseen_the_best_fit_comes_first():
    fit = {"a": 0.0, "b": 2.0, "c": 1.0}
    assert _give("p", list("abc"), 3, fit.get) == ["b", "c", "a"]


def test_two_people_do_not_get_the_same_order():
    names = list("abcdefgh")
    assert len({tuple(_give(f"person {i}", names, 8)) for i in range(20)}) > 15


def test_steps_answer_at_least_one_of_the_signs_and_without_signs_all_qualify():
    steps = knowledge("steps")
    for _, step in steps_for(steps, ["time"]):
        assert "time" in step["signs"]
    assert len(steps_for(steps, [])) == sum(len(group) for group in steps.values())


def test_a_step_made_for_the_pressure_fits_better_and_one_made_for_another_worse():
    plain = {"signs": ["time"]}
    work = {"signs": ["time"], "stressors": ["work"]}

    def fit(step, stressors):
        return step_fit("accessible", step, ["time"], stressors, PRACTICES_OF_SIGN)

    assert fit(work, ["work"]) > fit(plain, ["work"])
    assert fit(work, ["money"]) < fit(plain, ["money"])


def test_the_practice_that_answers_the_sign_best_is_preferred():
    step = {"signs": ["time"]}
    scores = [step_fit(p, step, ["time"], [], PRACTICES_OF_SIGN)
              for p in ("accessible", "engaged", "responsive")]
    assert scores == sorted(scores, reverse=True) and len(set(scores)) == 3


def test_starters_match_the_wishes_and_give_way_where_nothing_matches_all():
    starters = [{"topic": "fun", "depth": "light", "signs": ["time"]},
                {"topic": "fun", "depth": "deeper", "signs": ["needs"]}]
    assert starters_for(starters, "fun", "deeper") == starters[1:]
    assert starters_for(starters, "fun", "vulnerable") == starters
    assert starters_for(starters, "fun", "light", "needs") == starters[:1]


def test_a_text_is_remembered_by_its_words_and_not_by_its_place():
    assert text_id("one") == text_id("one") != text_id("two")
