"""Adds up the counts of all books."""

import collections


def handler(event, context):
    total = collections.Counter()
    for counts in event["counts"]:
        total.update(counts)
    top = sorted(total.items(), key=lambda item: (-item[1], item[0]))[:5]
    return {"books": len(event["counts"]), "words": sum(total.values()), "top": top}
