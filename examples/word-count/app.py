"""Counts the words of the text that is shipped with it: the opening of Lewis Carroll's "Alice's Adventures in Wonderland" (1865)."""

import collections
import os
import re

with open(os.path.join(os.path.dirname(__file__), "alice.txt"), encoding="utf-8") as file:
    TEXT = file.read()


def handler(event, context):
    """`{"top": 5}` gives the five most frequent words; `{"text": "..."}` counts another text."""
    words = re.findall(r"[a-z]+", event.get("text", TEXT).lower())
    counts = collections.Counter(words)
    return {"words": len(words), "top": counts.most_common(event.get("top", 5))}
