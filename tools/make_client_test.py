"""Goal: the typed client says what the description says.

Method: a small description, the lines expected of it by hand; the whole file goes through the
TypeScript compiler that tools/setup brings.
"""

import pathlib
import subprocess
import tempfile
import unittest

import make_client

COMPILER = pathlib.Path(__file__).parents[1] / 'build/deps/typescript/lib/tsc.js'

THING = {'type': 'object', 'additionalProperties': False, 'required': ['id', 'count'],
         'properties': {'id': {'type': 'string', 'description': 'Identifier.'},
                        'count': {'type': 'integer'}, 'note': {'type': ['string', 'null']}}}
LIST = {'type': 'object', 'properties': {
    'data': {'type': 'array', 'items': {'$ref': '#/components/schemas/thing'}},
    'next': {'type': ['string', 'null']}}}


def described(operation):
    """A whole operation."""
    return {'operationId': 'x', 'summary': 'S.', 'x-permission': 'p', **operation}


DESCRIPTION = {
    'components': {'schemas': {'thing': THING}},
    'paths': {
        '/v1/things': {
            'get': described({
                'operationId': 'get_things',
                'parameters': [{'name': 'limit', 'in': 'query', 'schema': {'type': 'integer'}}],
                'responses': {'200': {'content': {'application/json': {'schema': LIST}}}}}),
            'post': described({
                'operationId': 'post_things',
                'parameters': [{'name': 'Idempotency-Key', 'in': 'header', 'schema': {}}],
                'requestBody': {'content': {'application/json': {
                    'schema': {'$ref': '#/components/schemas/thing'}}}},
                'responses': {'201': {'content': {'application/json': {
                    'schema': {'$ref': '#/components/schemas/thing'}}}}}})},
        '/v1/things/{id}': {
            'delete': described({
                'operationId': 'delete_things_id',
                'parameters': [{'name': 'id', 'in': 'path', 'schema': {'type': 'string'}}],
                'responses': {'204': {'description': 'Done.'}}})}}}


class ClientTest(unittest.TestCase):
    """The text."""

    def test_lines(self):
        """Each by hand."""
        text = make_client.client(DESCRIPTION)
        for line in ('export interface Thing {\n  /** Identifier. */\n  id: string\n'
                     '  count: number\n  note?: string | null\n}\n',
                     'export const getThings =\n  (call: Call, query: { limit?: number } = {}) =>\n'
                     "    call<Page<Thing>>({ method: 'GET', path: `/v1/things`, query })\n",
                     'export const postThings =\n  (call: Call, body: Thing, key?: string) =>\n'
                     "    call<Thing>({ method: 'POST', path: `/v1/things`, body, key })\n",
                     'export const deleteThingsId =\n  (call: Call, id: string) =>\n'
                     "    call<void>({ method: 'DELETE', path: `/v1/things/"
                     '${encodeURIComponent(id)}` })\n'):
            self.assertIn(line, text)

    def test_compiles(self):
        """Strictly."""
        self.assertTrue(COMPILER.exists(), 'no TypeScript compiler here: run tools/setup')
        with tempfile.TemporaryDirectory(prefix='wupian-client-') as folder:
            path = pathlib.Path(folder, 'api.ts')
            path.write_text(make_client.client(DESCRIPTION), encoding='utf-8')
            strict = ['--noEmit', '--strict', '--target', 'es2022', '--ignoreConfig']
            done = subprocess.run(['node', COMPILER, *strict, str(path)], capture_output=True,
                                  text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            # And it would say so: an argument of another type is refused.
            with open(path, 'a', encoding='utf-8') as file:
                file.write('\nexport const wrong = (call: Call) => deleteThingsId(call, 5)\n')
            done = subprocess.run(['node', COMPILER, *strict, str(path)], capture_output=True,
                                  text=True, check=False)
            self.assertIn('TS2345', done.stdout)


if __name__ == '__main__':
    unittest.main()
