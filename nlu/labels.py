"""The labels that the pipeline tells apart; what each means is told in `nlu/README.md`."""

# The article's five signs of emotional disconnection.
SIGNS = ("communication", "time", "guard", "loneliness", "needs")

# The article's outside pressures.
STRESSORS = ("work", "children", "money", "health", "family", "distance")

# Intents that come before every other: somebody is unsafe.
SAFETY = ("crisis", "abuse")

# Where a message can show signs though its point is another.
SIGN_INTENT = "sign"
OTHER_INTENT = "out_of_scope"

# Names of the Rasa entities that carry signs and stressors through the dialogue.
SIGN_ENTITY = "sign"
STRESSOR_ENTITY = "stressor"
