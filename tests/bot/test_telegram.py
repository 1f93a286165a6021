"""The adapter against a Bot API server over HTTP: answers, faults, order, groups."""

import time

from sqlalchemy import select

from store.schema import Base, InboxRow, OutboxRow, Person
from tests.bot_api import BLOCKED, BROKEN, DROPPED, DROPPED_AFTER, markup, too_many


def test_a_message_is_answered_with_the_persons_sign_a_step_and_buttons(api, bot):
    api.message(text="we barely talk since the baby came")
    answer = api.wait(lambda: api.sent(42))[0]
    assert "we barely talk since the baby came" in answer["text"]
    assert "<blockquote>" in answer["text"]
    assert [b["text"] for b in markup(answer)] == [
        "Another idea", "Why this?", "A starter for this", "Not quite"]
    assert api.of("sendChatAction")


def test_it_introduces_itself_to_telegram_at_the_start(api, bot):
    commands = api.wait(lambda: api.of("setMyCommands"))[0].parameters["commands"]
    for command in ("start", "help", "starter", "checkin", "practices", "settings", "privacy",
                    "export", "forget"):
        assert f'"{command}"' in str(commands).replace("'", '"')
    assert api.wait(lambda: api.of("setMyDescription"))


def test_a_tap_is_answered_and_its_query_too(api, bot):
    update = api.tap('/another_step{"sign":"needs"}')
    assert "<blockquote>" in api.wait(lambda: api.sent(42))[0]["text"]
    queries = api.wait(lambda: api.of("answerCallbackQuery"))
    assert queries[0].parameters["callback_query_id"] == update["callback_query"]["id"]


def test_a_button_of_a_version_that_is_no_more_still_leads_somewhere(api, bot):
    api.tap("/no_such_thing_any_more")
    assert markup(api.wait(lambda: api.sent(42))[0])


def test_what_a_person_writes_is_never_taken_as_html(api, bot):
    api.message(text="we barely talk <b>at all</b> & it hurts")
    text = api.wait(lambda: api.sent(42))[0]["text"]
    assert "<b>" not in text and "&lt;b&gt;at all&lt;/b&gt; &amp; it hurts" in text


def test_a_typed_intent_does_nothing_special(api, bot):
    api.message(text='/forget_now{"x":"y"}')
    api.wait(lambda: api.sent(42))
    assert "strangers" not in api.sent(42)[0]["text"]


def test_an_update_that_comes_twice_is_answered_once(api, bot):
    update = api.message(text="how can i be more responsive?")
    api.wait(lambda: api.sent(42))
    api.confirmed = 0  # as after a restart of Telegram's own
    api.push(update)
    time.sleep(2.5)
    assert len([c for c in api.sent(42)]) == 2  # the answer to one question has two parts


def test_several_messages_that_wait_are_read_as_one_thought(api, assistant, fresh_database):
    from tests.bot.conftest import RunningBot

    for text in ("my wife", "she never", "talks to me any more"):
        api.message(text=text)
    with RunningBot(api, assistant):
        api.wait(lambda: api.sent(42))
        time.sleep(1.5)
    assert len(api.sent(42)) == 1
    assert "talks to me any more" in api.sent(42)[0]["text"]


def test_photos_are_answered_kindly_and_edits_and_pins_are_left_alone(api, bot):
    api.message(photo=[{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}])
    first = api.message(chat=43, text="/start")["message"]
    api.push({"update_id": 5000, "edited_message": {**first, "text": "changed", "edit_date": 1}})
    api.message(chat=44, pinned_message=first)
    api.message(chat=45, text="hello")
    api.wait(lambda: api.sent(42) and api.sent(43) and api.sent(45))
    time.sleep(1)
    assert len(api.sent(42)) == 1 and len(api.sent(43)) == 1 and api.sent(44) == []


def test_in_a_group_it_answers_only_when_addressed_and_says_nothing_personal(api, bot):
    api.message(text="we never talk", group=-7)
    api.message(text="@coach_test_bot we never talk", group=-7)
    api.wait(lambda: api.sent(-7))
    time.sleep(1)
    assert len(api.sent(-7)) == 1 and "private" in api.sent(-7)[0]["text"]


def test_two_people_in_a_group_see_nothing_of_each_other_and_nothing_of_them_is_kept(
        api, bot, fresh_database):
    tapped = [api.tap("/export", chat, group=-7) for chat in (42, 77)]
    for chat in (42, 77):
        api.message(chat, "@coach_test_bot my wife zebulonia never talks", group=-7)
    api.wait(lambda: len(api.of("answerCallbackQuery")) == 2)
    assert ([call.parameters["callback_query_id"] for call in api.of("answerCallbackQuery")]
            == [update["callback_query"]["id"] for update in tapped])

    def rows():
        with fresh_database.begin() as session:
            return {table.name: session.execute(select(table)).all()
                    for table in Base.metadata.sorted_tables}

    api.wait(lambda: {row.state for row in rows()["inbox"]} == {"done"})
    api.wait(lambda: api.sent(-7))
    assert not any("zebulonia" in m["text"] for m in api.sent()) and not api.of("sendDocument")
    assert not api.sent(42) and not api.sent(77)
    left = {name: found for name, found in rows().items() if found}
    assert set(left) <= {"inbox", "outbox", "leases"}
    assert "zebulonia" not in str(left) and "Quorvald" not in str(left)
    assert {row.name for row in left["leases"]} <= {"in:-7", "out:-7"}
    assert {row.chat for row in left["inbox"] + left["outbox"]} <= {"-7", ""}


def test_a_pause_that_telegram_asks_for_stops_that_chat_alone(api, bot):
    api.fail("sendMessage", too_many(2))
    api.message(chat=42, text="thank you")
    api.wait(lambda: not api.faults["sendMessage"])
    paused = time.time()
    api.message(chat=43, text="hello")
    api.wait(lambda: api.sent(43))
    assert time.time() - paused < 2
    api.wait(lambda: api.sent(42))
    assert api.of("sendMessage")[-1].at - paused > 1.5


def test_faults_of_server_and_network_are_tried_again_until_it_arrives(api, bot):
    api.fail("sendMessage", BROKEN, DROPPED)
    api.message(text="thank you")
    assert len(api.wait(lambda: api.sent(42))) == 1


def test_after_an_ambiguous_fault_a_message_comes_twice_rather_than_never(api, bot):
    api.fail("sendMessage", DROPPED_AFTER)
    api.message(text="thank you")
    sent = api.wait(lambda: len(api.sent(42)) >= 2 and api.sent(42))
    assert sent[0]["text"] == sent[1]["text"]


def test_somebody_who_blocked_the_bot_is_left_in_peace_until_they_come_back(
        api, bot, fresh_database):
    api.fail("sendMessage", BLOCKED)
    api.message(text="how can i be more responsive?")

    def blocked():
        with fresh_database.begin() as session:
            return session.scalar(select(Person.blocked).filter_by(id="telegram:42"))

    api.wait(blocked)
    with fresh_database.begin() as session:
        assert "open" not in session.scalars(select(OutboxRow.state)).all()
    api.message(text="hello again")
    api.wait(lambda: api.sent(42))
    assert not blocked()


def test_polling_survives_errors_of_telegram(api, bot):
    api.wait(lambda: api.of("getUpdates"))
    api.fail("getUpdates", BROKEN, DROPPED)
    api.message(text="hello")
    assert api.wait(lambda: api.sent(42))


def test_an_update_that_nobody_understands_does_not_stop_the_others(api, bot, fresh_database):
    api.push({"update_id": 900, "message": {"broken": True, "chat": {"id": 42}}})
    api.message(text="hello")
    assert api.wait(lambda: api.sent(42))
    with fresh_database.begin() as session:
        assert session.scalars(select(InboxRow.payload)).all().count("") >= 1


def test_updates_that_cannot_be_kept_do_not_hold_up_the_others_and_odd_words_are_answered(
        api, bot, fresh_database):
    for broken in ({"update_id": 2**64}, {"update_id": True, "message": {}}):
        api.updates.append({**broken, "message": {"text": "no"}})
    api.message(text="hello \ud83d there \0")
    api.push({"update_id": 950, "message": {
        "message_id": 1, "date": 1, "chat": {"id": 44, "type": "private", "first_name": "A"},
        "from": {"id": "nobody", "is_bot": False, "first_name": "A"}, "text": "hi"}})
    api.message(chat=43, text="hello")
    assert api.wait(lambda: api.sent(42)) and api.wait(lambda: api.sent(43))

    def states():
        with fresh_database.begin() as session:
            return set(session.scalars(select(InboxRow.state)).all())

    api.wait(lambda: states() == {"done"})


def test_an_update_that_comes_again_after_all_was_forgotten_brings_nobody_back(
        api, bot, fresh_database):
    update = api.tap("/forget_now")
    api.wait(lambda: api.sent(42))
    api.confirmed = 0  # as after a restart of Telegram's own
    api.push(update)
    time.sleep(2.5)
    assert len(api.sent(42)) == 1
    with fresh_database.begin() as session:
        assert session.scalars(select(Person.id)).all() == []


def test_a_failing_action_still_gives_an_answer_and_logs_no_words(api, bot, monkeypatch, caplog):
    from actions.starters import GiveStarter

    def fail(self, turn):
        raise RuntimeError("the secret words")

    monkeypatch.setattr(GiveStarter, "answer", fail)
    api.message(text="/starter")
    assert "went wrong" in api.wait(lambda: api.sent(42))[0]["text"]


def test_forgetting_deletes_everything_and_says_so(api, bot, fresh_database):
    api.message(text="we never talk")
    api.wait(lambda: api.sent(42))
    api.tap("/forget_now")
    api.wait(lambda: any("strangers" in m["text"] for m in api.sent(42)))
    with fresh_database.begin() as session:
        assert session.scalars(select(Person.id)).all() == []
        assert set(session.scalars(select(InboxRow.payload)).all()) <= {""}


def test_the_export_comes_as_a_file(api, bot):
    api.message(text="we never talk")
    api.wait(lambda: api.sent(42))
    api.message(text="/export")
    assert '"kind": "step"' in api.wait(lambda: api.of("sendDocument"))[0].parameters["document"]


def test_the_second_check_in_brings_a_picture_of_the_trend(api, bot):
    for _ in range(2):
        api.message(text="/checkin")
        for number in range(5):
            api.wait(lambda: any(f"{number + 1} of 5" in m["text"] for m in api.sent(42)[-1:]))
            api.message(text="3")
        api.wait(lambda: "▸" in api.sent(42)[-1]["text"] or "blockquote" in api.sent(42)[-1]["text"])
    photo = api.wait(lambda: api.of("sendPhoto"))[0].parameters
    assert "3 → 3" in photo["caption"] and "PNG" in photo["photo"][:10]


def test_two_people_never_see_anything_of_each_other(api, bot):
    api.message(text="we barely talk since the baby came")
    api.wait(lambda: api.sent(42))
    api.message(chat=77, text="/export")
    document = api.wait(lambda: api.of("sendDocument"))[0]
    assert str(document.parameters["chat_id"]) == "77"
    assert "telegram:42" not in document.parameters["document"]
    api.message(chat=77, text="/checkin")
    api.wait(lambda: [m for m in api.sent(77) if "1 of 5" in m["text"]])
    assert not [m for m in api.sent(42) if "of 5" in m["text"]]
