"""Raw updates: every one finds its chat, and several short messages become one thought."""

import pytest
from hypothesis import given, strategies as st

from bot.telegram.updates import Heard, chat_of, entry
from bot.telegram.worker import MERGED_CHARACTERS, first_turn

JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(
                        st.sampled_from(["chat", "message", "id", "from", "x"]), inner), max_leaves=8)


@pytest.mark.parametrize("update, chat", [
    ({"message": {"chat": {"id": 1}}}, "1"), ({"my_chat_member": {"chat": {"id": -2}}}, "-2"),
    ({"callback_query": {"message": {"chat": {"id": 3}}}}, "3"),
    ({"callback_query": {"inline_message_id": "x"}}, "0"), ({"poll": {}}, "0")])
def test_the_chat_is_found_wherever_it_stands(update, chat):
    assert chat_of({"update_id": 1, **update}) == chat


@given(st.dictionaries(st.sampled_from(["message", "callback_query", "update_id"]), JSON))
def test_no_update_however_strange_raises(update):
    assert isinstance(chat_of(update), str)
    entry(update)


@pytest.mark.parametrize("update", [
    None, [], {}, {"update_id": "5"}, {"update_id": True}, {"update_id": 2**63},
    {"update_id": -2**63 - 1}, {"update_id": 1.0}, {"update_id": float("nan")}])
def test_what_has_no_number_that_can_be_kept_is_no_update(update):
    assert entry(update) is None


def test_an_id_that_no_table_can_hold_is_no_chat():
    assert chat_of({"message": {"chat": {"id": 10**90}}}) == "0"
    assert chat_of({"message": {"chat": {"id": "x" * 500}}}) == "0"


def test_half_of_a_surrogate_pair_can_be_kept():
    assert entry({"update_id": 1, "message": {"text": "a\ud83d"}}).payload.encode()


def _words(text, person="telegram:1"):
    return Heard("1", person, text=text)


def test_messages_in_a_row_are_joined_up_to_the_first_of_another_kind():
    heard, ids = first_turn([(1, _words("a")), (2, _words("b")),
                             (3, Heard("1", "telegram:1", payload="/starter")), (4, _words("c"))])
    assert (heard.text, ids) == ("a\nb", [1, 2])


def test_messages_of_two_people_are_not_joined():
    heard, ids = first_turn([(1, _words("a")), (2, _words("b", "telegram:2"))])
    assert (heard.text, ids) == ("a", [1])


def test_messages_are_joined_up_to_a_bound_and_the_rest_waits_for_the_next_turn():
    waiting = [(number, _words(f"{number} " + "x" * 1500)) for number in range(20)]
    seen = []
    while waiting:
        heard, ids = first_turn(waiting)
        assert len(heard.text) <= MERGED_CHARACTERS
        seen += ids
        waiting = waiting[len(ids):]
    assert seen == list(range(20))
    assert first_turn([(1, _words("y" * 4096)), (2, _words("b"))])[1] == [1]


def test_a_tap_or_command_over_again_is_answered_once_and_every_tap_acknowledged():
    def tap(query, payload="/starter", person="telegram:1"):
        return Heard("1", person, payload=payload, queries=(query,))

    heard, ids = first_turn([(1, tap("a")), (2, tap("b")), (3, tap("c", "/why")), (4, tap("d"))])
    assert (heard.queries, ids) == (("a", "b"), [1, 2])
    assert first_turn([(1, tap("a")), (2, tap("b", person="telegram:2"))])[1] == [1]


def test_a_tap_and_what_is_nothing_to_us_stand_alone():
    tap = Heard("1", "telegram:1", payload="/starter")
    assert first_turn([(1, tap), (2, _words("b"))]) == (tap, [1])
    assert first_turn([(1, None), (2, _words("b"))]) == (None, [1])
