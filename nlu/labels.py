"""The labels that the pipeline tells apart; what each means is told in `nlu/README.md`."""

# The article's five signs of emotional disconnection.
SIGNS = ("communication", "time", "guard", "loneliness", "needs")

# The article's outside pressures.
STRESSORS = ("work", "children", "money", "health", "family", "distance")

# Intents that come before every other: somebody is unsafe.
SAFETY = ("crisis", "abuse")

# Who is in danger where somebody is: by the partner or by the writer; the writer's life or theirs.
KINDS = {"abuse": ("hurt_me", "i_hurt"), "crisis": ("own_crisis", "partner_crisis")}
KIND_ENTITY = "kind"

# Where a message can show signs though its point is another.
SIGN_INTENT = "sign"
OTHER_INTENT = "out_of_scope"

# Names of the Rasa entities that carry signs and stressors through the dialogue.
SIGN_ENTITY = "sign"
STRESSOR_ENTITY = "stressor"

# Questions that a message may be about, beside the signs, where the reading is not sure.
READABLE_INTENTS = (
    "ask_responsive", "ask_accessible", "ask_engaged", "ask_intimacy", "ask_authentic",
    "ask_starter", "ask_raise_issue", "ask_practice", "good_news")

# What Rasa's FallbackClassifier, too, calls the intent of a message that is not clear.
FALLBACK_INTENT = "nlu_fallback"

# Keys of a parsed message: the readings, likeliest first; whether it is not in English.
READINGS = "readings"
FOREIGN = "foreign"

# Key of a featurized message: its parts, each to be encoded by itself (`nlu.parts`).
PARTS = "parts"

# Key of a featurized message with idioms: the whole as one part, without them.
PLAIN = "plain"
