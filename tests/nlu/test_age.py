"""Who says that they are under eighteen, and who does not."""

import pytest

from nlu.age import says_minor


@pytest.mark.parametrize("text", [
    "I'm 15 and my boyfriend ignores me", "im only 16", "i am seventeen", "I (16F) like a guy (17M)",
    "as a 14 year old i feel so alone", "i’m turning 14 next month", "me (15m) and my girlfriend",
    "i just turned 16", "we are both sixteen", "(16F) my bf", "15F here", "im 15yo", "i am 15yrs old",
    "i'm in 9th grade", "i'm not 18 yet", "i'm under 18", "i'm a minor"])
def test_a_minor_is_told(text):
    assert says_minor(text)


@pytest.mark.parametrize("text", [
    "i'm 15 minutes late", "I'm 12 weeks pregnant", "my daughter is 15", "i am 17 years into this",
    "I'm 10 years older than him", "we met when i was 16", "our son (15m) hates him", "i'm 45",
    "im 13 months sober", "i am 16 kg heavier", "he is 17 and a half years older", "i'm 18",
    "I'm 10% sure", "i feel like i'm 15 again", "i'm 10 times more tired", "i'm 15 grand in debt",
    "i'm 10 out of 10 in love", "i'm not 18 years old any more", "as a mother of a 16 year old"])
def test_an_adult_is_left_alone(text):
    assert says_minor(text) is None
