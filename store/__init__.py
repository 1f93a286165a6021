"""Remembers: people, what they were given, check-ins, talks; inbox and outbox."""
