"""YAML as the project's files use it, read without the project's own code.

A word, a quoted text and a number that is no whole one stay texts; true and false alone are booleans; a day without quotes becomes a
date, which no schema accepts. Keys are texts, and none may stand twice.
"""

import re

import yaml


class Loader(yaml.SafeLoader):
    pass


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|false", "tf"),
    ("int", r"0|[1-9][0-9]*", "0123456789"),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
    ("null", r"~|null|", ["~", "n", ""]),
):
    Loader.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile("^(?:" + pattern + ")$"), list(first))


def construct_map(loader, node):
    found = {}
    for key, value in node.value:
        name = loader.construct_scalar(key)
        if name in found:
            raise yaml.constructor.ConstructorError(None, None, "the key %s stands here a second time" % name, key.start_mark)
        found[name] = loader.construct_object(value, deep=True)
    return found


Loader.add_constructor("tag:yaml.org,2002:map", construct_map)


def load(text):
    return yaml.load(text, Loader=Loader)
