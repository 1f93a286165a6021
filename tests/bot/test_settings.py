"""Settings: what is missing or malformed is told in a sentence."""

import pytest

from bot import settings

TOKEN = "123456:TEST-token"


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for name, *_ in settings.TABLE:
        if name != "COACH_HOME":
            monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COACH_TELEGRAM_TOKEN", TOKEN)
    return monkeypatch


def test_by_default_it_polls_telegram_itself():
    assert settings.telegram() == settings.Telegram(TOKEN, "https://api.telegram.org/bot", None)


def test_a_self_hosted_server_gets_bot_added_to_its_address(environment):
    environment.setenv("COACH_TELEGRAM_API_URL", "http://127.0.0.1:8081/")
    assert settings.telegram().base_url == "http://127.0.0.1:8081/bot"


def test_a_webhook_is_read_whole(environment):
    environment.setenv("COACH_WEBHOOK_URL", "https://example.org/a")
    environment.setenv("COACH_WEBHOOK_SECRET", "abc_DEF-1")
    environment.setenv("COACH_WEBHOOK_LISTEN", "0.0.0.0:9000")
    assert settings.telegram().webhook == ("https://example.org/a", "0.0.0.0", 9000, "abc_DEF-1")


@pytest.mark.parametrize("name, value, said", [
    ("COACH_TELEGRAM_TOKEN", "", "BotFather"), ("COACH_TELEGRAM_TOKEN", "abc", "form"),
    ("COACH_TELEGRAM_API_URL", "example.org", "http"), ("COACH_WEBHOOK_URL", "http://x/", "https"),
    ("COACH_WEBHOOK_SECRET", "with space", "COACH_WEBHOOK_SECRET"),
    ("COACH_WEBHOOK_LISTEN", "nowhere", "host:port")])
def test_what_is_malformed_is_named(environment, name, value, said):
    if name.startswith("COACH_WEBHOOK"):
        environment.setenv("COACH_WEBHOOK_URL", "https://example.org/a")
        environment.setenv("COACH_WEBHOOK_SECRET", "abc")
    environment.setenv(name, value)
    with pytest.raises(settings.SettingsError, match=said):
        settings.telegram()


def test_the_readme_tells_of_every_setting():
    readme = (settings.PROJECT / "README.md").read_text(encoding="utf-8")
    for name, *_ in settings.TABLE:
        assert f"`{name}`" in readme
