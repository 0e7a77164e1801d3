#!/usr/bin/python3
"""Holds every entry of a ledger to deploy/schema/ledger-entry-v1.schema.json, with a validator that is not ours.

  ledger_entries.py FILE      FILE: what `concordat ledger export DIR --jsonl` wrote

Prints "EVENT COUNT" for each event, and each entry that is wrong with the reason. Exits 1 if there is one, 77 without
python3-jsonschema.
"""

import collections
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError as missing:
    print("skipped: %s; deploy/install-packages test installs it" % missing)
    sys.exit(77)

HERE = pathlib.Path(__file__).resolve().parent
SCHEMA = json.loads((HERE.parent.parent / "deploy" / "schema" / "ledger-entry-v1.schema.json").read_text())


def problems(entry):
    event = entry.get("event")
    if {"$ref": "#/definitions/%s" % event} not in SCHEMA["oneOf"]:
        return ["no such event: %s" % event]
    own = dict(SCHEMA["definitions"][event], definitions=SCHEMA["definitions"])
    found = [error.message for error in jsonschema.Draft7Validator(own).iter_errors(entry)]
    return found or [error.message for error in jsonschema.Draft7Validator(SCHEMA).iter_errors(entry)]


counts = collections.Counter()
wrong = 0
for line in pathlib.Path(sys.argv[1]).read_text().splitlines():
    exported = json.loads(line)
    counts[exported["entry"]["event"]] += 1
    for problem in problems(exported["entry"]):
        wrong += 1
        print("entry %d: %s" % (exported["index"], problem))
for event, count in sorted(counts.items()):
    print(event, count)
sys.exit(1 if wrong or not counts else 0)
