"""Understands: from a person's words to intent, signs, stressors and evidence."""
