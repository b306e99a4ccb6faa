"""What a simulated AWS calls: the handler with Lambda's own context. The adapter is there only to tell how much the call used."""

import json

import skein_lambda


def handler(event, context):
    status, document = skein_lambda.run(json.dumps(event).encode(), context)
    # As bytes, an answer is left as it is.
    return b"[%d, " % status + document + b"]"
