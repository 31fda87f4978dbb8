"""What pages are made from, over the four editions: /v1/schema complete and in both languages.

Expected are the routes' own descriptions (/v1/openapi.json, /v1/permissions): every record, list
and write that somebody may call must be there with labels that are no names of code.
"""

import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from deployment import DATABASES, Deployment

EDITIONS = ('bank', 'pboc', 'province', 'window')
CODE = '91140100000000019W'
TYPES = {'text', 'long_text', 'integer', 'decimal', 'money', 'boolean', 'day', 'instant', 'month',
         'choice', 'organisation', 'account', 'region'}
LANGUAGES = {'zh': 'zh-CN', 'en': 'en'}
CHINESE = re.compile('[\u4e00-\u9fff]')


def people_of(here, bank):
    """Clients by name: all business roles in one, and the three administrators."""
    roles = {role for row in here.client().get('/v1/permissions').json()['permissions']
             for role in row['roles']}
    business = sorted(role for role in roles if not role.endswith('administrator'))
    return {'all': here.user('all', bank, business),
            'an': here.user('an', bank, ['security_administrator']),
            'shi': here.user('shi', bank, ['audit_administrator']),
            'xi': here.user('xi', bank, ['system_administrator'])}


def schema_of(client, language='zh'):
    """The schema in a language."""
    reply = client.ask('GET', '/v1/schema', fields={'Accept-Language': LANGUAGES[language]})
    assert reply.status == 200, reply.body
    return reply.json()


def texts(schema):
    """(where, name in code, text) of whatever a person reads."""
    for name, record in schema['records'].items():
        yield name, name, record['title']
        for column in record['columns']:
            where = f"{name}.{column['name']}"
            yield where, column['name'], column['label']
            if column['help'] is not None:
                yield where + ' help', '', column['help']
            for choice in column['choices']:
                yield f"{where}={choice['value']}", choice['value'], choice['label']
    for kind in ('roles', 'permissions'):
        for name, text in schema[kind].items():
            yield f'{kind}.{name}', name, text
    for table in schema['tables'] + schema['nested']:
        yield table['path'], table['record'], table['title']
        for action in [table['create']] * bool(table['create']) + table['actions']:
            yield action['method'] + ' ' + action['path'], '', action['title']


class SchemaTest(unittest.TestCase):
    """One server an edition and a database."""

    def check_words(self, schemas):
        """zh is Chinese, en is not; neither is the name in code; both speak of the same."""
        words = {language: list(texts(schema)) for language, schema in schemas.items()}
        self.assertEqual([one[0] for one in words['zh']], [one[0] for one in words['en']])
        for where, name, text in words['zh']:
            self.assertRegex(text, CHINESE, where)
        for where, name, text in words['en']:
            self.assertTrue(text and text != name and '_' not in text, (where, text))
            self.assertNotRegex(text, CHINESE, where)

    def check_columns(self, record, described):
        """Against the description: names, types, choices, required."""
        columns = {column['name']: column for column in record['columns']}
        self.assertEqual(list(columns), list(described['properties']))
        for name, column in columns.items():
            self.assertIn(column['type'], TYPES)
            self.assertEqual(column['required'], name in described['required'], name)
            values = [one['value'] for one in column['choices']]
            said = described['properties'][name].get('enum', [])
            self.assertEqual(values, [one for one in said if one is not None], name)
            self.assertEqual(column['type'] == 'choice', bool(values), name)
            labels = [one['label'] for one in column['choices']]
            self.assertEqual(len(labels), len(set(labels)), (name, labels))

    def check_tables(self, schema, api, may):
        """Lists that the person may call, and the writes on and below them."""
        lists, writes = {}, {}
        for path, methods in api['paths'].items():
            for method, operation in methods.items():
                if operation['x-permission'] not in may:
                    continue
                content = operation.get('requestBody', {}).get('content')
                names = {one['name'] for one in operation.get('parameters', [])}
                if method == 'get' and 'cursor' in names:
                    needed = [one for one in operation['parameters'] if one.get('required')]
                    lists[path] = bool(needed)
                if method != 'get' and (not content or '$ref' in str(content)):
                    writes[method.upper(), path] = content
        shown = {table['path']: True for table in schema['nested']}
        shown.update({table['path']: False for table in schema['tables']})
        self.assertEqual(shown, lists)
        for table in schema['tables'] + schema['nested']:
            path = table['path']
            below = {one for one in writes if one[1].startswith(path + '/{')}
            self.assertEqual({(one['method'], one['path']) for one in table['actions']}, below)
            own = {one for one in writes if one[1] == path and writes[one]}
            create = table['create']
            self.assertEqual({(create['method'], create['path'])} if create else set(), own)
            for action in table['actions'] + [create] * bool(create):
                content = writes[action['method'], action['path']]
                self.assertEqual(bool(action['record']), bool(content))
                if action['record']:
                    self.assertIn(action['record'], str(content))
                    self.assertIn(action['record'], schema['records'])

    def check_edition(self, here):
        """Everybody's schema, and that together they leave no record out."""
        bank = here.organisation(CODE, 'bank')
        api = here.client().get('/v1/openapi.json').json()
        self.assertEqual(here.client().get('/v1/schema').status, 401)
        described = {name: one for name, one in api['components']['schemas'].items()
                     if name != 'error' and not name.endswith('_part')}
        seen = set()
        for name, person in people_of(here, bank).items():
            may = set(person.get('/v1/session').json()['permissions'].split())
            may |= {'public', 'signed_in'}
            schemas = {language: schema_of(person, language) for language in LANGUAGES}
            self.check_words(schemas)
            self.check_tables(schemas['zh'], api, may)
            for record, one in schemas['zh']['records'].items():
                self.check_columns(one, described[record])
                seen.add(record)
            if name == 'all':
                self.check_party(schemas)
        self.assertEqual(seen, set(described))

    def check_party(self, schemas):
        """A table as a page takes it, in the words of the glossary."""
        for language, words in (('zh', ('主体', '类型', '企业')),
                                ('en', ('Part', 'Kind', 'Enterprise'))):
            schema = schemas[language]
            table = next(one for one in schema['tables'] if one['path'] == '/v1/parties')
            self.assertTrue(table['one'])
            self.assertEqual(table['permission'], 'party.read')
            self.assertEqual((table['create']['method'], table['create']['record']),
                             ('POST', 'party_wish'))
            kind = next(one for one in schema['records']['party']['columns']
                        if one['name'] == 'kind')
            self.assertIn(words[0], table['title'])
            self.assertIn(words[1], kind['label'])
            self.assertEqual(kind['choices'][0], {'value': 'enterprise', 'label': words[2]})
            region = schema['records']['party_wish']['columns'][2]
            self.assertEqual((region['type'], region['required']), ('region', True))

    def test_schema(self):
        """All editions."""
        for edition in EDITIONS:
            for database in DATABASES:
                with self.subTest(edition=edition, database=database), \
                        Deployment(edition, database, log=False) as here:
                    self.check_edition(here)


if __name__ == '__main__':
    unittest.main()
