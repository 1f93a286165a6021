"""The contract's commands as processes of their own: output, exit codes, kill -9."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bot_api import TOKEN, BotApi

COACH = [str(Path(sys.executable).with_name("coach"))]


def _environment(home, **more):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("COACH_")}
    # An empty token, so that a developer's .env does not give one.
    return {**clean, "COACH_TELEGRAM_TOKEN": "", "COACH_HOME": str(home), **more}


def _coach(*arguments, home, given="", **environment):
    return subprocess.run(COACH + list(arguments), input=given, capture_output=True, text=True,
                          timeout=120, env=_environment(home, **environment))


@pytest.fixture
def home(tmp_path, model):
    """A COACH_HOME with the trained model and an empty database."""
    (tmp_path / "models").symlink_to(model.parent.resolve())
    return tmp_path


def test_help_names_every_command_of_the_contract(home):
    result = _coach("--help", home=home)
    for command in ("train", "chat", "run", "understand", "evaluate", "check"):
        assert command in result.stdout
    assert "COACH_WEBHOOK_SECRET" in _coach("run", "--help", home=home).stdout


@pytest.mark.parametrize("arguments, environment, said", [
    (["nonsense"], {}, "No such command"),
    (["run"], {}, "coach chat"),
    (["run"], {"COACH_TELEGRAM_TOKEN": "nonsense"}, "does not look like a token"),
    (["run"], {"COACH_TELEGRAM_TOKEN": TOKEN, "COACH_WEBHOOK_URL": "ftp://x"}, "https"),
    (["run"], {"COACH_TELEGRAM_TOKEN": TOKEN, "COACH_WEBHOOK_URL": "https://x/"}, "SECRET"),
])
def test_bad_use_is_told_in_a_sentence_with_exit_code_2(home, arguments, environment, said):
    result = _coach(*arguments, home=home, **environment)
    assert result.returncode == 2
    assert said in result.stderr and "Traceback" not in result.stderr
    assert TOKEN not in result.stderr


def test_understand_prints_one_object_a_line_in_order_for_any_input(home):
    lines = ["we barely talk since the baby came", "", "🙂" * 50, "x" * 10_000, "/intent{}",
             "EXTERNAL: y", "муж со мной не разговаривает", "\u200b", "how can i be more responsive"]
    result = _coach("understand", home=home, given="\n".join(lines) + "\n")
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert [t["text"] for t in told] == lines
    for t in told:
        assert set(t) == {"text", "intent", "confidence", "signs", "stressors"}
    assert told[0]["intent"] == "sign" and told[0]["stressors"] == ["children"]
    assert told[0]["signs"][0]["name"] == "communication"
    assert told[0]["signs"][0]["evidence"] in lines[0]
    assert told[1]["intent"] == "out_of_scope"
    assert told[8]["intent"] == "ask_responsive"


def test_understand_answers_each_line_before_the_next_is_written(home):
    process = subprocess.Popen(COACH + ["understand"], stdin=subprocess.PIPE, text=True,
                               stdout=subprocess.PIPE, env=_environment(home))
    for text in ("hello", "he never hugs me"):
        process.stdin.write(text + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["text"] == text
    process.stdin.close()
    assert process.wait(30) == 0


def test_understand_jsonl_keeps_other_keys_and_line_breaks_and_names_a_bad_line(home):
    given = json.dumps({"text": "we never talk\nnever", "id": 7}) + "\n{bad\n"
    result = _coach("understand", "--jsonl", home=home, given=given)
    told = json.loads(result.stdout.splitlines()[0])
    assert told["id"] == 7 and told["text"] == "we never talk\nnever"
    assert result.returncode == 1 and "Line 2" in result.stderr
    assert "Traceback" not in result.stderr


def test_chat_with_piped_input_answers_every_line_and_ends(home):
    given = "hello\nwe barely talk any more\n1\n/starter\n"
    result = _coach("chat", home=home, given=given)
    assert result.returncode == 0 and "Traceback" not in result.stderr
    assert result.stdout.count("│") >= 3
    assert "[1] Another idea" in result.stdout


def _files_with(word, home):
    ours = [p for p in home.rglob("*") if p.is_file() and "models" not in p.parts]
    assert ours
    return [p.name for p in ours if word.encode() in p.read_bytes()]


def test_after_forget_no_file_holds_a_word_that_was_said_and_the_log_never_did(home):
    talk = ["/settings", "learn from my corrections", "we barely talk since the quokkafest began",
            "not quite", "my needs don't count"]
    said = _coach("chat", home=home, given="\n".join(talk))
    assert "quokkafest" in said.stdout and "quokkafest" not in said.stderr
    assert _files_with("quokkafest", home), "the correction was to be kept by consent"
    kept = _coach("corrections", home=home)
    assert json.loads(kept.stdout)["signs"] == ["needs"]
    forgotten = _coach("chat", home=home, given="/forget\nYes, delete it all\n/start\n")
    assert "strangers" in forgotten.stdout
    assert _files_with("quokkafest", home) == []


def test_check_says_a_line_for_each_thing_and_fails_without_a_token(home):
    result = _coach("check", home=home)
    assert result.returncode == 1
    assert len(result.stdout.splitlines()) == 4 and "BotFather" in result.stdout


def test_a_database_that_does_not_answer_is_told_in_a_sentence_without_its_password(home):
    result = _coach("chat", home=home, given="hello\n",
                    COACH_DATABASE_URL="postgresql://me:secret@127.0.0.1:1/none")
    assert result.returncode == 1 and "database cannot be used" in result.stderr
    assert "Traceback" not in result.stderr and "secret" not in result.stderr


def _run_bot(home, api):
    return subprocess.Popen(
        COACH + ["run"], stderr=subprocess.PIPE, text=True,
        env=_environment(home, COACH_TELEGRAM_TOKEN=TOKEN, COACH_TELEGRAM_API_URL=api.url))


def test_a_wrong_token_ends_the_bot_with_a_sentence_that_does_not_hold_it(home):
    wrong = "999999:WRONG-token_of_twenty_chars_or_more"
    with BotApi() as api:
        result = _coach("run", home=home, COACH_TELEGRAM_TOKEN=wrong,
                        COACH_TELEGRAM_API_URL=api.url)
    assert result.returncode == 1 and "does not know this token" in result.stderr
    assert wrong not in result.stderr and "Traceback" not in result.stderr


def test_killed_at_any_moment_it_loses_no_message_and_stops_in_time_when_asked(home):
    with BotApi() as api:
        everybody = set()
        for number, moment in enumerate((0.0, 0.15, 0.4), start=1):
            process = _run_bot(home, api)
            api.wait(lambda: len(api.of("deleteWebhook")) == number, 60)
            for chat in range(100 * number, 100 * number + 10):
                everybody.add(chat)
                api.message(chat=chat, text="hello")
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
            process.wait()
        process = _run_bot(home, api)
        api.wait(lambda: everybody <= {int(m["chat_id"]) for m in api.sent()}, 60)
        began = time.time()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert time.time() - began < 10
        assert TOKEN not in process.stderr.read()
