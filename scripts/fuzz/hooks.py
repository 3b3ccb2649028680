"""Lets generated requests reach what is there: ids of the demo's rows in place of most invented
ones, versions that some rows have, and the credential of the role under test."""

import atexit
import collections
import json
import os
import random

import schemathesis

CREDENTIAL = json.loads(os.environ["FUZZ_CREDENTIAL"])
# By collection ("units"): ids that the role can see.
with open(os.environ["FUZZ_IDS"], encoding="utf-8") as file:
    IDS = json.load(file)
DICE = random.Random(int(os.environ.get("FUZZ_SEED", "1")))
# Names of fields that are not those of their collection.
ALIASES = {
    "reviewer_post": "posts",
    "parent": "units",
    "topics": "topics",
    "channels": "channels",
    "audiences": "audiences",
    "places_reached": "units",
}


SEEN = collections.Counter()


def known(name):
    """An id of the collection three times out of four, where there is one."""
    ids = IDS.get(name)
    return DICE.choice(ids) if ids and DICE.random() < 0.75 else None


def collection_of(name):
    """The collection that a field of this name names a row of."""
    name = name.removesuffix("_id").removesuffix("_ids")
    return ALIASES.get(name, name if name in IDS else name + "s")


def with_known_ids(value, name=""):
    """The value with ids that are there, wherever a string stands for one."""
    if isinstance(value, dict):
        return {key: with_known_ids(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_known_ids(inner, name) for inner in value]
    if isinstance(value, str) and len(value) == 36:
        return known(collection_of(name)) or value
    return value


@schemathesis.hook
def before_call(context, case, kwargs):
    """Changes what is about to be sent."""
    first = case.operation.path.removeprefix("/api/v1/").split("/")[0]
    if "kind" in (case.path_parameters or {}):
        first = case.path_parameters["kind"]
    for name in case.path_parameters or {}:
        if name == "id":
            found = known(first)
            if found:
                case.path_parameters[name] = found
    if isinstance(case.body, (dict, list)):
        case.body = with_known_ids(case.body)
    headers = case.headers if case.headers is not None else {}
    headers.update(CREDENTIAL)
    if "If-Match" in headers and DICE.random() < 0.75:
        headers["If-Match"] = f'"{DICE.randint(1, 4)}"'
    case.headers = headers


@schemathesis.hook
def after_call(context, case, response):
    """Counts what came back: a run whose answers are all refusals has tried nothing."""
    SEEN[f"{response.status_code // 100}xx"] += 1


@atexit.register
def tell():
    """Writes the counts down."""
    with open(os.environ["FUZZ_SEEN"], "w", encoding="utf-8") as file:
        file.write(", ".join(f"{count} {kind}" for kind, count in sorted(SEEN.items())))
