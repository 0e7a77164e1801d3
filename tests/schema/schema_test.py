#!/usr/bin/python3
"""The schemas of deploy/schema, held to three promises by a validator that is not ours (python3-jsonschema).

  Schemas    each is a good draft-07 schema, and explains every key: title, description, examples, and the examples are valid
  Examples   every file of deploy/examples names its schema in its first line and satisfies it; its people are invented
  Agreement  schemas and loaders give the same verdict on every case of cases/*.yaml

  schema_test.py PART LOADER_VERDICTS      PART: one of these; LOADER_VERDICTS: the program made of loader_verdicts.cc
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

try:
    import jsonschema

    import plain_yaml
except ImportError as missing:
    print("skipped: %s; deploy/install-packages test installs it" % missing)
    sys.exit(77)

HERE = pathlib.Path(__file__).resolve().parent
DEPLOY = HERE.parent.parent / "deploy"
MODELINE = "# yaml-language-server: $schema="
EXPLANATION = ("title", "description", "examples")
LEAST_CASES = 60
WRITTEN = {"manifest", "ledger-entry"}  # by the tool and the gateway, for others to read: no loader takes it
GATEWAY_FILES = ("tls/gateway.crt", "tls/gateway.key", "tls/ca.crt", "tls/ca.crl", "keys/master.key", "keys/ledger.key")


def read_schemas():
    return {path.name.split("-v1")[0]: json.loads(path.read_text()) for path in sorted((DEPLOY / "schema").glob("*.json"))}


SCHEMAS = read_schemas()


def validator(kind, of=None):
    schema = SCHEMAS[kind]
    if of is not None:
        schema = dict(of, definitions=schema.get("definitions", {}))
    return jsonschema.Draft7Validator(schema)


def parts(schema, place):
    """Every schema that describes a value of a file: (place, schema). What only restricts (allOf, anyOf, propertyNames) is none."""
    yield place, schema
    for name, inner in schema.get("properties", {}).items():
        yield from parts(inner, place + "." + name)
    for name, inner in schema.get("definitions", {}).items():
        yield from parts(inner, place + "#" + name)
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict) and "$ref" not in schema[word]:
            yield from parts(schema[word], place + "." + word)


def has_check_digit(number):
    """Modulus 11 over the first nine digits, as the NHS Data Dictionary gives it."""
    rest = sum(int(digit) * weight for digit, weight in zip(number, range(10, 1, -1))) % 11
    return int(number[9]) == (11 - rest) % 11


class Schemas(unittest.TestCase):
    def every_part(self):
        for kind, schema in SCHEMAS.items():
            for place, part in parts(schema, kind):
                yield kind, place, part

    def test_each_is_a_draft_07_schema(self):
        for kind, schema in SCHEMAS.items():
            self.assertEqual(schema["$schema"], "http://json-schema.org/draft-07/schema#", kind)
            self.assertEqual(schema["$id"], kind + "-v1.schema.json")
            jsonschema.Draft7Validator.check_schema(schema)

    def test_every_key_is_explained(self):
        for _, place, part in self.every_part():
            for word in EXPLANATION:
                self.assertTrue(part.get(word), "%s has no %s" % (place, word))

    def test_every_example_is_valid_where_it_stands(self):
        for kind, place, part in self.every_part():
            for example in part["examples"]:
                errors = [error.message for error in validator(kind, part).iter_errors(example)]
                self.assertEqual(errors, [], "%s: %s" % (place, example))

    def test_no_map_takes_keys_that_nobody_described(self):
        for _, place, part in self.every_part():
            if "properties" in part:
                self.assertIs(part.get("additionalProperties"), False, place)


class Examples(unittest.TestCase):
    def test_each_names_its_schema_and_satisfies_it(self):
        files = sorted((DEPLOY / "examples").rglob("*.yaml"))
        self.assertGreater(len(files), 15)
        for path in files:
            text = path.read_text()
            first = text.split("\n", 1)[0]
            self.assertTrue(first.startswith(MODELINE), "%s: the first line names no schema" % path.name)
            schema = (path.parent / first[len(MODELINE) :]).resolve()
            self.assertTrue(schema.is_file(), "%s: there is no %s" % (path.name, schema))
            self.assertEqual(schema.parent, DEPLOY / "schema", path.name)
            errors = validator(schema.name.split("-v1")[0]).iter_errors(plain_yaml.load(text))
            for error in errors:
                self.fail("%s: %s: %s" % (path.name, "/".join(map(str, error.absolute_path)), error.message))

    def test_an_item_without_a_place_in_a_format_says_why(self):
        text = (DEPLOY / "examples" / "vocabulary.yaml").read_text()
        for name, item in plain_yaml.load(text)["items"].items():
            group = text[: text.index("\n  %s:\n" % name)].rsplit("\n\n", 1)[1]
            comments = " ".join(line for line in group.split("\n") if line.lstrip().startswith("#"))
            self.assertTrue("fhir" in item or "FHIR" in comments, name)
            self.assertTrue("json" in item or "json" in comments, name)

    def test_nobody_in_the_records_exists(self):
        for path in sorted((DEPLOY / "examples" / "records").iterdir()):
            text = path.read_text()
            for number in re.findall(r"(?<=[\"|~])9[0-9]{9}(?=[\"^])", text):
                self.assertTrue(number.startswith("999") and has_check_digit(number), "%s: NHS number %s" % (path.name, number))
            for number in re.findall(r"\b0[0-9]{4} ?[0-9]{6}\b", text):
                self.assertRegex(number, r"^(01632 960|07700 900)[0-9]{3}$", path.name)
            for postcode in re.findall(r"\b[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}\b", text):
                self.assertTrue(postcode.startswith(("ZZ99 ", "HS99 ")), "%s: %s" % (path.name, postcode))
            for host in re.findall(r"@([a-z.-]+)", text):
                self.assertTrue(host.endswith(".example"), "%s: %s" % (path.name, host))


class Manifests(unittest.TestCase):
    """What the tool writes. The unit tests of gateway/cli/manifest hold the tool to the same file, byte for byte."""

    def setUp(self):
        self.manifest = json.loads((HERE / "cases" / "manifest.json").read_text())

    def test_what_the_tool_writes_satisfies_its_schema(self):
        self.assertEqual([error.message for error in validator("manifest").iter_errors(self.manifest)], [])

    def test_withheld_is_never_without_a_reason_nor_a_reason_without_withheld(self):
        outcomes = [item["outcome"] for item in self.manifest["items"]]
        self.assertEqual(sorted(set(outcomes)), ["absent", "changed", "released", "withheld"])
        for number, outcome in enumerate(outcomes):
            broken = json.loads(json.dumps(self.manifest))
            if outcome == "withheld":
                del broken["items"][number]["reason"]
            else:
                broken["items"][number]["reason"] = "not-named"
            self.assertTrue(list(validator("manifest").iter_errors(broken)), number)


class LedgerEntries(unittest.TestCase):
    """What the gateway writes. tests/integration/ledger_schema_test.cc holds a real ledger to the same schema."""

    def setUp(self):
        schema = SCHEMAS["ledger-entry"]
        self.events = [one["$ref"].rsplit("/", 1)[1] for one in schema["oneOf"]]
        self.examples = [schema["definitions"][event]["examples"][0] for event in self.events]

    def valid(self, entry):
        return validator("ledger-entry").is_valid(entry)

    def test_every_event_has_an_example_that_satisfies_the_whole_schema(self):
        self.assertEqual([example["event"] for example in self.examples], self.events)
        for example in self.examples:
            self.assertTrue(self.valid(example), example["event"])
            self.assertEqual(list(example), sorted(example), "canonical: keys in order")

    def test_nothing_may_be_missing_and_nothing_may_be_there_that_nobody_described(self):
        for example in self.examples:
            required = SCHEMAS["ledger-entry"]["definitions"][example["event"]]["required"]
            for member in required:
                self.assertFalse(self.valid({key: value for key, value in example.items() if key != member}), member)
            self.assertFalse(self.valid(dict(example, patient="9990000000")), example["event"])
            self.assertFalse(self.valid(dict(example, event="something-else")))
            self.assertFalse(self.valid(dict(example, v=2)))
            if "detail" in example:
                self.assertFalse(self.valid(dict(example, detail=dict(example["detail"], patient="9990000000"))), example["event"])


def read_cases():
    """(kind, name, text, the loader's verdict, the schema's verdict, words of the loader's message)"""
    for path in sorted((HERE / "cases").glob("*.yaml")):
        table = plain_yaml.load(path.read_text())
        yield path.stem, "the base", table["base"], "good", "good", None
        for case in table["cases"]:
            text = table["base"]
            for old, new in case.get("change", {}).items():
                if text.count(old) != 1:
                    raise ValueError("%s: %s: %r stands %d times in the base" % (path.name, case["name"], old, text.count(old)))
                text = text.replace(old, new)
            text = case.get("whole", text)
            verdict = "bad" if "says" in case else "good"
            yield path.stem, case["name"], text, verdict, case.get("schema", verdict), case.get("says")


def schema_verdict(kind, text):
    try:
        tree = plain_yaml.load(text)
    except plain_yaml.yaml.YAMLError as error:
        return "bad", str(error)
    errors = [error.message for error in validator(kind).iter_errors(tree)]
    return ("bad" if errors else "good"), "; ".join(errors)


class Agreement(unittest.TestCase):
    loaders = None
    maxDiff = None

    def loader_verdicts(self, cases):
        with tempfile.TemporaryDirectory() as folder:
            asked = []
            for number, case in enumerate(cases):
                path = pathlib.Path(folder) / str(number) / (case[0] + ".yaml")
                path.parent.mkdir()
                path.write_text(case[2])
                asked.append("%s %s\n" % (case[0], path))
                for name in GATEWAY_FILES if case[0] == "gateway" else ():
                    (path.parent / name).parent.mkdir(exist_ok=True)
                    (path.parent / name).touch()
            answered = subprocess.run([self.loaders], input="".join(asked), text=True, capture_output=True, check=True)
            return answered.stdout.splitlines()

    def test_schemas_and_loaders_agree_on_every_case(self):
        cases = list(read_cases())
        self.assertGreaterEqual(len(cases), LEAST_CASES)
        self.assertEqual({case[0] for case in cases}, set(SCHEMAS) - WRITTEN)
        answers = self.loader_verdicts(cases)
        self.assertEqual(len(answers), len(cases))
        wrong = []
        for (kind, name, text, loader, schema, says), answer in zip(cases, answers):
            verdict, why = schema_verdict(kind, text)
            if answer.split(" ", 1)[0] != loader or (says or "") not in answer:
                wrong.append("%s: %s: the loader should call it %s (%s), and says: %s" % (kind, name, loader, says, answer))
            if verdict != schema:
                wrong.append("%s: %s: the schema should call it %s, and says: %s %s" % (kind, name, schema, verdict, why))
        self.assertEqual(wrong, [], "\n".join(wrong))


if __name__ == "__main__":
    part, Agreement.loaders = sys.argv[1], sys.argv[2]
    unittest.main(argv=[sys.argv[0], part])
