"""The Telegram adapter: updates to the inbox, answers from the outbox."""
