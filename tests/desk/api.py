"""lib/desk/openapi.yaml as something to hold answers against. Also for the tests of the whole
stack:

    api = Document.load()
    api.check('GET', '/v1/inbox', 200, 'application/json; charset=utf-8', b'[]')   # [] or faults

Of JSON Schema only what the document uses is understood; a keyword that is not known is a
fault, so that nothing in the document is silently without effect."""

import json
import os
import re

import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PATH = os.path.join(ROOT, 'lib', 'desk', 'openapi.yaml')
METHODS = {'get', 'post', 'put', 'delete', 'patch'}
TYPES = {'object': dict, 'array': list, 'string': str, 'boolean': bool, 'integer': int,
         'null': type(None)}
KNOWN = {'$ref', 'type', 'enum', 'const', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum',
         'minItems', 'maxItems', 'items', 'required', 'properties', 'additionalProperties',
         'maxProperties', 'allOf', 'anyOf', 'description', 'default'}


class UniqueLoader(yaml.SafeLoader):
    """YAML lets a later key win in silence."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(k, deep=True) for k, _ in node.value]
        assert len(keys) == len(set(keys)), 'twice the same key at %s' % node.start_mark
        return super().construct_mapping(node, deep)


class Document:
    def __init__(self, text):
        self.tree = yaml.load(text, UniqueLoader)

    @classmethod
    def load(cls, path=PATH):
        with open(path, encoding='utf-8') as f:
            return cls(f.read())

    def resolve(self, node):
        """What a $ref points to, with what stands beside it."""
        if '$ref' not in node:
            return node
        found = self.tree
        for word in node['$ref'].removeprefix('#/').split('/'):
            found = found[word]
        return {**self.resolve(found), **{k: v for k, v in node.items() if k != '$ref'}}

    def operations(self):
        """(METHOD, path, operation)"""
        for path, item in self.tree['paths'].items():
            for method, operation in item.items():
                if method in METHODS:
                    yield method.upper(), path, operation

    def operation(self, method, path):
        path = path.split('?')[0]
        for m, pattern, operation in self.operations():     # the literal ones stand first
            if m == method and re.fullmatch(re.sub(r'\{\w+\}', '[^/]+', pattern), path):
                return operation
        return None

    def is_path(self, path):
        return any(self.operation(m.upper(), path) for m in METHODS)

    def check(self, method, path, status, media_type, body):
        """Faults of one answer, as text."""
        where = '%s %s: %d' % (method, path, status)
        operation = self.operation(method, path)
        if operation is None:       # answered all the same: with a verdict
            if status != (405 if self.is_path(path) else 404):
                return [where + ': the document knows no such operation']
            return self.check_body(where, self.tree['components']['responses']['BadRequest'],
                                   media_type, body)
        response = operation['responses'].get(str(status))
        if response is None:
            return [where + ' is not in the document']
        return self.check_body(where, self.resolve(response), media_type, body)

    def check_body(self, where, response, media_type, body):
        bare = media_type.split(';')[0].strip()
        if bare not in response['content']:
            return ['%s: %s is not in the document' % (where, media_type)]
        schema = response['content'][bare].get('schema')
        if schema is None or bare != 'application/json':
            return []
        try:
            value = json.loads(body)
        except ValueError as wrong:
            return ['%s: no JSON: %s' % (where, wrong)]
        return self.faults(where, schema, value)

    # -- JSON Schema -----------------------------------------------------------------------

    def members(self, schema):
        """Every member a schema lists, wherever in it."""
        schema = self.resolve(schema)
        names = set(schema.get('properties', {}))
        for part in schema.get('allOf', []) + schema.get('anyOf', []):
            names |= self.members(part)
        return names

    def faults(self, where, schema, value, listed=None):
        """`listed`: the members the schema around this one lists, of the same object."""
        schema = self.resolve(schema)
        out = ['%s: the checker does not know %s' % (where, k) for k in set(schema) - KNOWN]
        if not is_of_type(schema.get('type'), value):
            return out + ['%s: %r is not %s' % (where, value, schema['type'])]
        if 'enum' in schema and value not in schema['enum']:
            out.append('%s: %r is not one of %s' % (where, value, schema['enum']))
        if 'const' in schema and value != schema['const']:
            out.append('%s: %r is not %r' % (where, value, schema['const']))
        all_listed = self.members(schema) if listed is None else listed
        if isinstance(value, str):
            out += faults_of_text(where, schema, value)
        elif isinstance(value, list):
            out += limits(where, schema, 'minItems', 'maxItems', len(value), 'the length')
            for i, item in enumerate(value):
                out += self.faults('%s[%d]' % (where, i), schema.get('items', {}), item)
        elif isinstance(value, dict):
            out += self.faults_of_object(where, schema, value)
            if listed is None:
                out += ['%s: %s is not in the document' % (where, n) for n in set(value) - all_listed]
        elif not isinstance(value, (bool, type(None))):
            out += limits(where, schema, 'minimum', 'maximum', value, 'the number')
        for part in schema.get('allOf', []):
            out += self.faults(where, part, value, all_listed)
        ways = [self.faults(where, part, value, all_listed) for part in schema.get('anyOf', [])]
        return out + min(ways, key=len) if ways and all(ways) else out

    def faults_of_object(self, where, schema, value):
        out = limits(where, schema, 'minProperties', 'maxProperties', len(value), 'the size')
        out += ['%s: %s is missing' % (where, n) for n in schema.get('required', []) if n not in value]
        for name, part in schema.get('properties', {}).items():
            if name in value:
                out += self.faults('%s.%s' % (where, name), part, value[name])
        return out


def is_of_type(types, value):
    types = types if isinstance(types, list) else [types] if types else []
    return not types or any(isinstance(value, TYPES[t]) and (t == 'boolean') == isinstance(value, bool)
                            for t in types)


def faults_of_text(where, schema, value):
    out = limits(where, schema, 'minLength', 'maxLength', len(value), 'the length')
    if 'pattern' in schema and not re.search(schema['pattern'], value):
        out.append('%s: %r does not match %s' % (where, value, schema['pattern']))
    return out


def limits(where, schema, least, most, n, what):
    out = []
    if least in schema and n < schema[least]:
        out.append('%s: %s is %d, below %d' % (where, what, n, schema[least]))
    if most in schema and n > schema[most]:
        out.append('%s: %s is %d, above %d' % (where, what, n, schema[most]))
    return out
