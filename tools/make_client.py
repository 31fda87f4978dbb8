"""Writes the portal's typed client from the API's description: TypeScript on standard output.

    python3 tools/make_client.py openapi.json > web/src/api.ts

One type for each schema, one function for each operation; money and decimals stay texts. The
functions go through one `Call` that the portal gives (session, CSRF token, errors in one place).
"""

import json
import re
import sys

HEAD = '''// Types and calls of the API, made by tools/make_client.py from /v1/openapi.json.

/** What the portal does for every call: session, anti-forgery token, language, errors. */
export interface CallOptions {
  method: string
  path: string
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
  key?: string
}
export type Call = <T>(options: CallOptions) => Promise<T>

export interface Page<T> {
  data: T[]
  next: string | null
}
'''
PLAIN = {'string': 'string', 'integer': 'number', 'number': 'number', 'boolean': 'boolean',
         'null': 'null', 'object': 'Record<string, unknown>'}


def pascal(name):
    """thing_part → ThingPart."""
    return ''.join(part.capitalize() for part in re.split(r'[^0-9A-Za-z]+', name))


def camel(name):
    """get_things_id → getThingsId."""
    return name[:1].lower() + pascal(name)[1:]


def type_of(schema):
    """The TypeScript type of a schema."""
    if '$ref' in schema:
        return pascal(schema['$ref'].rsplit('/', 1)[1])
    kind = schema.get('type')
    if isinstance(kind, list):
        return ' | '.join(type_of({**schema, 'type': one}) for one in kind)
    if kind == 'array':
        return f'{type_of(schema.get("items", {}))}[]'
    if kind == 'object' and schema.get('properties', {}).keys() == {'data', 'next'}:
        return f'Page<{type_of(schema["properties"]["data"]["items"])}>'
    if kind == 'object' and 'properties' in schema:
        members = [f'{name}{"" if name in schema.get("required", []) else "?"}: {type_of(one)}'
                   for name, one in schema['properties'].items()]
        return '{ ' + '; '.join(members) + ' }'
    return PLAIN.get(kind, 'unknown')


def interface(name, schema):
    """One record."""
    lines = [f'export interface {pascal(name)} {{']
    for member, one in schema['properties'].items():
        if one.get('description'):
            lines.append(f'  /** {one["description"]} */')
        optional = '' if member in schema.get('required', []) else '?'
        lines.append(f'  {member}{optional}: {type_of(one)}')
    return '\n'.join([*lines, '}']) + '\n'


def reply_type(operation):
    """What a call gives."""
    for status, reply in operation['responses'].items():
        if status.startswith('2'):
            content = reply.get('content', {})
            if not content:
                return 'void'
            kind, one = next(iter(content.items()))
            return type_of(one['schema']) if kind == 'application/json' else 'string'
    return 'void'


def function(method, path, operation):
    """One operation."""
    parameters = operation.get('parameters', [])
    in_path = [one['name'] for one in parameters if one['in'] == 'path']
    in_query = [one for one in parameters if one['in'] == 'query']
    given = [f'{name}: string' for name in in_path]
    body = operation.get('requestBody', {}).get('content', {})
    if body:
        kind, one = next(iter(body.items()))
        given.append('body: ' + (type_of(one['schema']) if kind == 'application/json' else 'Blob'))
    if in_query:
        members = '; '.join(f'{one["name"]}{"" if one.get("required") else "?"}: '
                            f'{type_of(one["schema"])}' for one in in_query)
        some = any(one.get('required') for one in in_query)
        given.append(f'query: {{ {members} }}' + ('' if some else ' = {}'))
    keyed = any(one['name'] == 'Idempotency-Key' for one in parameters)
    if keyed:
        given.append('key?: string')
    place = re.sub(r'\{(\w+)\}', r'${encodeURIComponent(\1)}', path)
    options = [f"method: '{method.upper()}'", f'path: `{place}`']
    options += ['query'] * bool(in_query) + ['body'] * bool(body) + ['key'] * keyed
    return (f'/** {operation["summary"]} Permission: {operation["x-permission"]}. */\n'
            f'export const {camel(operation["operationId"])} =\n'
            f'  (call: Call{"".join(", " + one for one in given)}) =>\n'
            f'    call<{reply_type(operation)}>({{ {", ".join(options)} }})\n')


def client(description):
    """The whole file."""
    parts = [HEAD]
    for name, schema in description['components']['schemas'].items():
        parts.append(interface(name, schema))
    for path, methods in description['paths'].items():
        for method, operation in methods.items():
            parts.append(function(method, path, operation))
    return '\n'.join(parts)


if __name__ == '__main__':
    with open(sys.argv[1], encoding='utf-8') as file:
        print(client(json.load(file)), end='')
