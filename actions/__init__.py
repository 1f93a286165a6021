"""Answers: from what was understood to messages out of the article's practices."""
