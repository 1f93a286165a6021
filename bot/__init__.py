"""Connects: the terminal and Telegram to the assistant."""
