"""Counts the words of one book."""

import collections
import re


def handler(event, context):
    words = re.findall(r"[a-z]+", event["text"].lower())
    return {"title": event["title"], "counts": collections.Counter(words)}
