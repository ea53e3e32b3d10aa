"""What buf has no rule for, on descriptors as JSON on standard input.

No proto3 `optional` (protobuf-c cannot compile it), no recursion (a hostile letter could nest
without end), no maps and no groups (their order is nobody's), nothing added to the frozen
messages, and enums that equal the tables of lib/core. See proto/README.md, section 2.
"""
import json
import os
import re
import sys

CORE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "lib", "core")

FROZEN = {
    "Entry": ["body", "stamp"],
    "Stamp": ["algorithm", "key_id", "signature"],
    "Slip": ["body", "stamp"],
    "KeyGrant": ["body", "stamp"],
    "Export": ["header", "entries", "grants"],
}


def messages_of(files):
    """{".package.Message": descriptor}, nested ones included."""
    found = {}

    def add(prefix, message):
        name = prefix + "." + message["name"]
        found[name] = message
        for nested in message.get("nestedType", []):
            add(name, nested)

    for f in files:
        for message in f.get("messageType", []):
            add("." + f["package"], message)
    return found


def faults_of_fields(messages):
    for name, message in messages.items():
        if message.get("options", {}).get("mapEntry"):
            yield f"{name}: a map"
        for field in message.get("field", []):
            if field.get("proto3Optional"):
                yield f"{name}.{field['name']}: optional"
            if field["type"] == "TYPE_GROUP":
                yield f"{name}.{field['name']}: a group"
        fields = [f["name"] for f in message.get("field", [])]
        if fields != FROZEN.get(message["name"], fields):
            yield f"{name}: frozen, yet its fields are {fields}"


def faults_of_recursion(messages):
    contains = {
        name: {f["typeName"] for f in m.get("field", []) if f["type"] == "TYPE_MESSAGE"}
        for name, m in messages.items()
    }
    for name in contains:
        seen, waiting = set(), set(contains[name])
        while waiting:
            inner = waiting.pop()
            if inner not in seen:
                seen.add(inner)
                waiting |= contains.get(inner, set())
        if name in seen:
            yield f"{name}: recursion"


def table(path, macro):
    """{number: name} of the rows of a .def table."""
    with open(os.path.join(CORE, path), encoding="utf-8") as f:
        rows = re.findall(rf"^{macro}\((\w+),\s*(\d+)", f.read(), re.MULTILINE)
    return {int(number): name for name, number in rows}


def faults_of_enums(files):
    enums = {e["name"]: e for f in files for e in f.get("enumType", [])}
    business = {
        v["number"]: v["name"].removeprefix("BUSINESS_").lower()
        for v in enums["Business"]["value"] if v.get("number", 0) != 0
    }
    if business != table("business.def", "BUSINESS"):
        yield f"Business differs from business.def: {business}"


def main():
    files = json.load(sys.stdin)["file"]
    messages = messages_of(files)
    missing = [f"{m}: frozen, yet missing" for m in FROZEN
               if not any(name.endswith("." + m) for name in messages)]
    faults = [*missing, *faults_of_fields(messages), *faults_of_recursion(messages),
              *faults_of_enums(files)]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
