"""A runtime for tests: runs each line of Python it is sent, and answers with the JSON of `answer` or the text of the error."""

import json
import os
import sys

command, outcome = os.fdopen(int(sys.argv[1]), "r"), int(sys.argv[2])
names = {}
os.write(outcome, b'"ready"\n')
for line in command:
    names["answer"] = None
    try:
        exec(json.loads(line), names)
        text = json.dumps(names["answer"])
    except BaseException as error:
        text = json.dumps({"error": type(error).__name__, "message": str(error)})
    os.write(outcome, text.encode() + b"\n")
