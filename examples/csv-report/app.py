"""Sums a column of a CSV by the values of another."""

import csv
import io


def handler(event, context):
    """`{"csv": "...", "group": "city", "sum": "amount"}` gives the total for each city."""
    totals = {}
    for row in csv.DictReader(io.StringIO(event["csv"])):
        totals[row[event["group"]]] = totals.get(row[event["group"]], 0) + float(row[event["sum"]])
    return {"rows": [{"group": group, "total": total} for group, total in sorted(totals.items())]}
