"""Goal: every kind of route keeps its promise: errors, lists, keys, identities, files, events.

Method: a server with one route of each kind, asked over sockets. Expected values follow from the
rows the server makes (row i is thing-i with i yuan) and from the rules of docs/architecture.md.
"""

import hmac
import json
import os
import signal
import subprocess
import tempfile
import time
import unittest

import yaml
from openapi_spec_validator import validate

from server_case import READER, WRITER, WUPIAN, Reply, ServerCase, receive_all

THING = {'id': 'a', 'name': '名', 'amount': '1200.50', 'count': 3, 'begun': '2026-11-23',
         'open': True, 'note': None}


class RowTest(ServerCase):
    """Rows in and out."""

    def post(self, thing, **fields):
        """POST /v1/things."""
        return self.ask('POST', '/v1/things', json.dumps(thing).encode(),
                        Content_Type='application/json', **{**WRITER, **fields})

    def test_round_trip(self):
        """Money stays text, days text, numbers numbers."""
        reply = self.post(THING)
        self.assertEqual((reply.status, reply.json()), (201, THING))

    def test_get(self):
        """Row 12: 1,200 cents are 12.00, 12 days after 1970-01-01, even: open."""
        reply = self.ask('GET', '/v1/things/thing-12', **READER)
        self.assertEqual(reply.json(), {
            'id': 'thing-12', 'name': 'name 12', 'amount': '12.00', 'count': 12,
            'begun': '1970-01-13', 'open': True, 'note': None})

    def test_refused_members(self):
        """Each is named by its pointer."""
        cases = (({'amount': 1200.5}, 'field_malformed', '/amount'),
                 ({'amount': '1.005'}, 'field_malformed', '/amount'),
                 ({'count': '3'}, 'field_malformed', '/count'),
                 ({'count': 3.01}, 'field_malformed', '/count'),
                 ({'count': 1.5}, 'field_malformed', '/count'),
                 ({'count': 2 ** 53}, 'field_malformed', '/count'),
                 ({'begun': '2026-02-30'}, 'field_malformed', '/begun'),
                 ({'open': 'true'}, 'field_malformed', '/open'),
                 ({'name': None}, 'field_malformed', '/name'),
                 ({'a/b~c': 1}, 'field_unknown', '/a~1b~0c'))
        for change, code, pointer in cases:
            with self.subTest(change):
                reply = self.post({**THING, **change})
                error = reply.json()['error']
                self.assertEqual((reply.status, error['kind'], error['code'], error['param']),
                                 (400, 'invalid', code, pointer))
                self.assertEqual(error['request_id'], reply.fields['x-request-id'])
        missing = {name: value for name, value in THING.items() if name != 'count'}
        self.assertEqual(self.post(missing).json()['error']['param'], '/count')
        self.assertEqual(self.post([]).code(), 'body_no_object')

    def test_body_type(self):
        """Only application/json."""
        reply = self.ask('POST', '/v1/things', b'{}', Content_Type='text/plain', **WRITER)
        self.assertEqual((reply.status, reply.code()), (415, 'http_body_type'))
        reply = self.post(THING, Content_Encoding='gzip')
        self.assertEqual((reply.status, reply.code()), (415, 'http_body_type'))

    def test_languages(self):
        """Chinese unless English is asked for first."""
        self.assertIn('登录', self.ask('GET', '/v1/things').json()['error']['message'])
        english = self.ask('GET', '/v1/things', Accept_Language='en-GB,zh;q=0.5')
        self.assertEqual(english.json()['error']['message'], 'Sign in first')

    def test_thrown_is_hidden(self):
        """An exception is a 500 without its text."""
        reply = self.ask('GET', '/v1/throws')
        self.assertEqual((reply.status, reply.code()), (500, 'internal'))
        self.assertNotIn(b'secret', reply.body)
        self.alive()

    def test_methods(self):
        """405 names the methods; OPTIONS and HEAD answer without a body."""
        reply = self.ask('DELETE', '/v1/things/thing-1', **WRITER)
        self.assertEqual((reply.status, reply.fields['allow']), (405, 'GET, HEAD'))
        self.assertEqual(self.ask('OPTIONS', '/v1/things', **WRITER).status, 204)
        head = self.ask('HEAD', '/v1/things/thing-12', **READER)
        self.assertEqual((head.status, head.body), (200, b''))
        self.assertGreater(int(head.fields['content-length']), 50)

    def test_paths(self):
        """What is no path of ours is 404, however it is written."""
        for path in ('/v1/../healthz', '/v1/%2e%2e/healthz', '/v1/things/', '/etc/passwd',
                     '/v1/things/a%00b', '/v1/things/%ff', '/.git/config'):
            with self.subTest(path):
                self.assertEqual(self.ask('GET', path, **READER).status, 404)


class ListTest(ServerCase):
    """Pages and cursors."""

    def page(self, query, reader=None):
        """GET /v1/things."""
        return self.ask('GET', '/v1/things' + query, **(reader or READER))

    def test_walk(self):
        """300 a page: 300, 300, 300, 100, each id once."""
        seen, cursor, sizes = [], '', []
        while cursor is not None:
            page = self.page(f'?limit=300&columns=id&cursor={cursor}').json()
            seen += [row['id'] for row in page['data']]
            sizes.append(len(page['data']))
            cursor = page['next']
        self.assertEqual(sizes, [300, 300, 300, 100])
        self.assertEqual(seen, [f'thing-{i}' for i in range(1000)])

    def test_cursor_is_sealed(self):
        """Not for another query, another reader, nor after a change of one character."""
        cursor = self.page('?limit=10').json()['next']
        self.assertEqual(self.page(f'?limit=20&cursor={cursor}').status, 200)
        other = 'B' if cursor[5] == 'A' else 'A'
        for query, reader in ((f'?sort=name&cursor={cursor}', READER),
                              (f'?filter=count>1&cursor={cursor}', READER),
                              (f'?cursor={cursor}', WRITER), ('?cursor=abc', READER),
                              (f'?cursor={cursor[:5]}{other}{cursor[6:]}', READER)):
            with self.subTest(query):
                reply = self.page(query, reader)
                self.assertEqual((reply.status, reply.code()), (400, 'cursor_malformed'))

    def test_refused(self):
        """Each names the parameter."""
        cases = (('?filter=colour=1', 'list_column', 'filter'),
                 ('?filter=amount~1', 'filter_malformed', 'filter'),
                 ('?filter=amount>=1.005', 'filter_malformed', 'filter'),
                 ('?filter=count=x', 'filter_malformed', 'filter'),
                 ('?filter=open>true', 'list_operator', 'filter'),
                 ('?filter=count^=1', 'list_operator', 'filter'),
                 ('?filter=name=a%5C', 'filter_malformed', 'filter'),
                 ('?filter=' + ','.join(['count=1'] * 21), 'list_long', 'filter'),
                 ('?sort=-colour', 'list_column', 'sort'),
                 ('?sort=name,name', 'list_column', 'sort'),
                 ('?columns=id,id', 'list_column', 'columns'),
                 ('?limit=0', 'list_limit', 'limit'),
                 ('?limit=501', 'list_limit', 'limit'), ('?limit=1e2', 'list_limit', 'limit'),
                 ('?colour=1', 'query_unknown', 'colour'),
                 ('?limit=1&limit=2', 'query_twice', 'limit'),
                 ('?%zz=1', 'query_malformed', ''))
        for query, code, parameter in cases:
            with self.subTest(query):
                reply = self.page(query)
                error = reply.json()['error']
                self.assertEqual((reply.status, error['code'], error['param']),
                                 (400, code, parameter))

    def test_accepted(self):
        """All operators, a comma within a value."""
        for query in ('?filter=amount>=100,amount<2e2'.replace('2e2', '200.50'),
                      '?filter=name^=a%5C,b,open=true,begun!=2026-01-01', '?sort=-amount,name'):
            with self.subTest(query):
                self.assertEqual(self.page(query).status, 200)


class IdentityTest(ServerCase):
    """Who may do what."""

    CONFIG = 'gateway_key_file: {folder}/gateway\nlog: "on"\n'

    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory(prefix='wupian-key-') as folder:
            with open(folder + '/gateway', 'w', encoding='ascii') as key:
                key.write('a key of the gateway\n')
            cls.CONFIG = IdentityTest.CONFIG.format(folder=folder)
            super().setUpClass()

    def gateway(self, user, nonce, milliseconds=None, key=b'a key of the gateway'):
        """Fields that a gateway adds to GET /v1/things/thing-1."""
        when = str(milliseconds or int(time.time() * 1000))
        text = '\n'.join([user, when, nonce, 'GET', '/v1/things/thing-1'])
        seal = hmac.new(key, text.encode(), 'sm3').hexdigest()
        return {'X_Gateway_User': user, 'X_Gateway_Time': when, 'X_Gateway_Nonce': nonce,
                'X_Gateway_Signature': seal}

    def test_permissions(self):
        """401 for nobody, 403 for a reader who writes."""
        self.assertEqual(self.ask('GET', '/v1/things').status, 401)
        self.assertEqual(self.ask('GET', '/v1/things', Authorization='Bearer x').status, 401)
        self.assertEqual(self.ask('GET', '/v1/things', Authorization='Basic eDp5').status, 401)
        self.assertEqual(self.ask('GET', '/v1/things', **READER).status, 200)
        body = json.dumps(THING).encode()
        reply = self.ask('POST', '/v1/things', body, Content_Type='application/json', **READER)
        self.assertEqual((reply.status, reply.code()), (403, 'not_permitted'))

    def test_cookie_needs_token(self):
        """A cookie reads alone; it writes only with the session's token, from its own site."""
        cookie = {'Cookie': 'wupian_session=writer.bank'}
        self.assertEqual(self.ask('GET', '/v1/things', **cookie).status, 200)
        # HMAC-SM3 by Python's own hmac over what src/http/identity.hpp documents.
        token = hmac.new(b'csrf key of the tests', b'csrf\nwriter.bank', 'sm3').hexdigest()
        body = json.dumps(THING).encode()
        for fields, status in (({}, 403), ({'X_CSRF_Token': 'a' * 64}, 403),
                               ({'X_CSRF_Token': token}, 201),
                               ({'X_CSRF_Token': token, 'Sec_Fetch_Site': 'cross-site'}, 403)):
            with self.subTest(fields):
                reply = self.ask('POST', '/v1/things', body, Content_Type='application/json',
                                 **cookie, **fields)
                self.assertEqual(reply.status, status)
        both = self.ask('GET', '/v1/things', **cookie, **WRITER)
        self.assertEqual((both.status, both.code()), (401, 'proof_twice'))
        twice = 'wupian_session=writer.bank; wupian_session=reader.bank'
        self.assertEqual(self.ask('GET', '/v1/things', Cookie=twice).status, 401)

    def test_gateway(self):
        """A signature counts once, for its request, in its time."""
        now = int(time.time() * 1000)
        good = self.gateway('reader.bank', 'n1')
        self.assertEqual(self.ask('GET', '/v1/things/thing-1', **good).status, 200)
        cases = ((good, '/v1/things/thing-1', 'gateway_replayed'),
                 (self.gateway('reader.bank', 'n2'), '/v1/things/thing-2', 'gateway_signature'),
                 (self.gateway('reader.bank', 'n3', key=b'x'), '/v1/things/thing-1',
                  'gateway_signature'),
                 (self.gateway('reader.bank', 'n4', now - 61_000), '/v1/things/thing-1',
                  'gateway_time'),
                 (self.gateway('reader.bank', 'n5', now + 90_000), '/v1/things/thing-1',
                  'gateway_time'))
        for fields, path, code in cases:
            with self.subTest(code):
                reply = self.ask('GET', path, **fields)
                self.assertEqual((reply.status, reply.code()), (401, code))

    def test_idempotency(self):
        """Same key and body: the first reply again. Another body: 409. Another actor: his own."""
        body = json.dumps(THING).encode()
        def post(content, who):
            return self.ask('POST', '/v1/things', content, Content_Type='application/json',
                            Idempotency_Key='k-1', **who)
        first, second = post(body, WRITER), post(body, WRITER)
        self.assertEqual((first.status, second.status), (201, 201))
        self.assertEqual(first.body, second.body)
        self.assertNotIn('idempotency-replayed', first.fields)
        self.assertEqual(second.fields['idempotency-replayed'], 'true')
        other = json.dumps({**THING, 'count': 4}).encode()
        reply = post(other, WRITER)
        self.assertEqual((reply.status, reply.code()), (409, 'idempotency_mismatch'))
        self.assertEqual(post(other, {'Authorization': 'Bearer other.bank'}).status, 201)
        refused = json.dumps({**THING, 'count': 'x'}).encode()
        reply = self.ask('POST', '/v1/things', refused, Content_Type='application/json',
                         Idempotency_Key='k-2', **WRITER)
        self.assertEqual(reply.status, 400)

    def test_job(self):
        """A job runs, tells by events, is seen by its owner alone, and can be cancelled."""
        job = self.ask('POST', '/v1/work', **WRITER).json()
        path = '/v1/jobs/' + job['id']
        for who, status in ((WRITER, 200), ({'Authorization': 'Bearer writer.other'}, 404),
                            (READER, 404), ({}, 401)):
            self.assertEqual(self.ask('GET', path, **who).status, status)
        events = self.ask('GET', path + '/events', **WRITER)
        self.assertEqual(events.fields['content-type'], 'text/event-stream; charset=utf-8')
        last = events.body.split(b'data: ')[-1].split(b'\n')[0]
        self.assertEqual({name: json.loads(last)[name] for name in ('state', 'done', 'total')},
                         {'state': 'done', 'done': 100, 'total': 100})
        path = '/v1/jobs/' + self.ask('POST', '/v1/work', **WRITER).json()['id']
        self.assertEqual(self.ask('DELETE', path, **WRITER).status, 200)
        time.sleep(0.5)
        self.assertEqual(self.ask('GET', path, **WRITER).json()['state'], 'cancelled')

    def test_logs_hold_no_personal_data(self):
        """The pattern instead of the path, no query, no address, no actor."""
        self.ask('GET', '/v1/things/thing-7?x=13900001111', **READER)
        time.sleep(0.2)
        text = (self.folder / 'log').read_text(encoding='utf-8')
        self.assertIn('"/v1/things/{id}"', text)
        for secret in ('13900001111', 'thing-7', '127.0.0.1', 'reader'):
            self.assertNotIn(secret, text)
        self.assertTrue(all(json.loads(line)['event'] for line in text.splitlines()))


class FileTest(ServerCase):
    """Files, events, rates and numbers."""

    CONFIG = 'log: "off"\n'

    def test_ranges(self):
        """The file is 0..255 again and again, 1 MB."""
        whole = self.ask('GET', '/v1/file')
        self.assertEqual((whole.status, len(whole.body)), (200, 1 << 20))
        cases = (('bytes=0-3', 206, b'\0\1\2\3', 'bytes 0-3/1048576'),
                 ('bytes=-2', 206, b'\xfe\xff', 'bytes 1048574-1048575/1048576'),
                 ('bytes=1048575-', 206, b'\xff', 'bytes 1048575-1048575/1048576'),
                 ('bytes=1048575-9999999', 206, b'\xff', 'bytes 1048575-1048575/1048576'))
        for field, status, body, place in cases:
            with self.subTest(field):
                reply = self.ask('GET', '/v1/file', Range=field)
                self.assertEqual((reply.status, reply.body, reply.fields['content-range']),
                                 (status, body, place))
        reply = self.ask('GET', '/v1/file', Range='bytes=1048576-')
        self.assertEqual((reply.status, reply.fields['content-range']), (416, 'bytes */1048576'))
        for field in ('bytes=0-1,3-4', 'lines=1-2', 'bytes=5-2', 'bytes=x'):
            self.assertEqual(self.ask('GET', '/v1/file', Range=field).status, 200)
        tag = whole.fields['etag']
        self.assertEqual(self.ask('GET', '/v1/file', If_None_Match=tag).status, 304)
        old = self.ask('GET', '/v1/file', Range='bytes=0-3', If_Range='"other"')
        self.assertEqual(old.status, 200)

    def test_events(self):
        """Three events, 100 ms apart, chunked, then the end."""
        begun = time.monotonic()
        reply = self.ask('GET', '/v1/events')
        self.assertGreater(time.monotonic() - begun, 0.2)
        self.assertEqual(reply.body.count(b'data: {"n":'), 3)
        self.assertTrue(reply.body.endswith(b'0\r\n\r\n'))

    def test_form(self):
        """Two parts; a part without a name is refused."""
        mark = '----x'
        body = (f'--{mark}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
                f'--{mark}\r\nContent-Disposition: form-data; name="f"; filename="../x.csv"\r\n'
                f'Content-Type: text/csv\r\n\r\na,b\r\n\r\n--{mark}--\r\n').encode()
        kind = {'Content_Type': f'multipart/form-data; boundary={mark}'}
        self.assertEqual(self.ask('POST', '/v1/form', body, **WRITER, **kind).json(), {'parts': 2})
        bad = body.replace(b'; name="a"', b'')
        self.assertEqual(self.ask('POST', '/v1/form', bad, **WRITER, **kind).code(),
                         'multipart_malformed')

    def test_metrics(self):
        """Requests are counted by route and status."""
        for _ in range(3):
            self.ask('GET', '/v1/things/thing-1', **READER)
        self.ask('GET', '/v1/things/nothing', **READER)
        text = self.ask('GET', '/metrics').body.decode()
        name = 'wupian_http_requests_total{method="GET",route="/v1/things/{id}",status='
        self.assertIn(name + '"2xx"} 3\n', text)
        self.assertIn(name + '"4xx"} 1\n', text)

    def test_rate(self):
        """An identity may read 2,000 times at once (http/rate.cpp); then 429 with Retry-After."""
        request = (b'GET /v1/things/thing-1 HTTP/1.1\r\nHost: x\r\n'
                   b'Authorization: Bearer busy.bank\r\n\r\n')
        with self.connect(30) as one:
            one.sendall(request * 4000 + b'GET /healthz HTTP/1.1\r\nHost: x\r\n'
                        b'Connection: close\r\n\r\n')
            out = receive_all(one)
        self.assertGreaterEqual(out.count(b'HTTP/1.1 200 '), 2000)
        self.assertIn(b'HTTP/1.1 429 ', out)
        self.assertRegex(out, rb'Retry-After: [1-9]')


class ProxyTest(ServerCase):
    """Behind a proxy that ends TLS."""

    CONFIG = 'trusted_proxy: 127.0.0.1\nbehind_tls: "on"\nlog: "off"\n'

    def test_addresses_and_cookies(self):
        """The proxy's last entry is the client: its bucket empties, another's does not."""
        self.assertIn('max-age', self.ask('GET', '/healthz').fields['strict-transport-security'])
        cookie = {'Cookie': '__Host-wupian_session=reader.bank'}
        self.assertEqual(self.ask('GET', '/v1/things', **cookie).status, 200)
        self.assertEqual(self.ask('GET', '/v1/things', Cookie='wupian_session=reader.bank').status,
                         401)
        request = (b'GET /v1/things HTTP/1.1\r\nHost: x\r\n'
                   b'X-Forwarded-For: 192.0.2.%d, 192.0.2.1\r\n\r\n')
        with self.connect(30) as one:
            one.sendall(b''.join(request % (i % 100) for i in range(8000)) +
                        b'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
            out = receive_all(one)
        self.assertIn(b'HTTP/1.1 429 ', out)
        self.assertEqual(self.ask('GET', '/v1/things', X_Forwarded_For='192.0.2.2').status, 401)


class ServeTest(unittest.TestCase):
    """The program itself."""

    def test_serve(self):
        """Fixed names, the API's description, the portal, a graceful end."""
        with tempfile.TemporaryDirectory(prefix='wupian-serve-') as folder:
            os.makedirs(folder + '/portal/assets')
            with open(folder + '/portal/index.html', 'w', encoding='utf-8') as page:
                page.write('<!doctype html>五篇')
            with open(folder + '/secret', 'w', encoding='utf-8') as secret:
                secret.write('secret')
            os.symlink(folder + '/secret', folder + '/portal/link.txt')
            os.symlink(folder + '/secret', folder + '/portal/assets/linked.js.br')
            for name, body in (('a.js', b'plain'), ('a.js.br', b'small'), ('a.js.gz', b'middle'),
                               ('linked.js', b'own')):
                with open(f'{folder}/portal/assets/{name}', 'wb') as file:
                    file.write(body)
            with subprocess.Popen(
                    [str(WUPIAN), 'serve', '--edition', 'bank', '--data', folder + '/data',
                     '--listen', '127.0.0.1:0', '--portal', folder + '/portal', '--json'],
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                case = ServerCase()
                case.port = json.loads(process.stdout.readline())['port']
                try:
                    self.check(case)
                finally:
                    process.send_signal(signal.SIGTERM)
                    _, log = process.communicate(timeout=20)
            self.assertEqual(process.returncode, 0)
            self.assertIn(b'"stopping"', log)

    def check(self, case):
        """One request after another."""
        case.alive()
        self.assertEqual(case.ask('GET', '/readyz').status, 200)
        reply = case.ask('GET', '/v1/parties')
        self.assertEqual((reply.status, reply.code()), (401, 'not_signed_in'))
        description = case.ask('GET', '/v1/openapi.json').json()
        validate(description)
        self.assertEqual(description['openapi'], '3.1.0')
        self.assertIn('/v1/parties', description['paths'])
        rows = case.ask('GET', '/v1/permissions').json()['permissions']
        self.assertTrue(all(row['permission'] for row in rows))
        self.assertEqual({row['path'] for row in rows}, set(description['paths']))
        for path in ('/', '/months/2026-09'):
            page = case.ask('GET', path, Accept='text/html,*/*;q=0.8')
            self.assertEqual((page.status, page.body.decode()), (200, '<!doctype html>五篇'))
            self.assertIn("script-src 'self';", page.fields['content-security-policy'])
        self.check_compressed(case)
        # What is no browser's question is no page; a name with a dot may be one.
        self.assertEqual(case.ask('GET', '/months/2026-09').status, 404)
        self.assertEqual(case.ask('GET', '/rules/tech.sme', Accept='text/html').status, 200)
        self.assertEqual(case.ask('GET', '/assets/b.js', Accept='text/html').status, 404)
        for path in ('/link.txt', '/../secret', '/%2e%2e/secret', '/a.js', '/.hidden'):
            self.assertEqual(case.ask('GET', path).status, 404, path)

    def check_compressed(self, case):
        """The copy that the browser takes, kept for ever; pages are asked for anew each time."""
        for takes, coding, body in (('gzip, br', 'br', b'small'), ('gzip', 'gzip', b'middle'),
                                    ('br;q=0, gzip;q=0.5', 'gzip', b'middle'),
                                    ('identity', '', b'plain'), ('', '', b'plain')):
            reply = case.ask('GET', '/assets/a.js', Accept_Encoding=takes)
            self.assertEqual((reply.status, reply.body), (200, body), takes)
            self.assertEqual(reply.fields.get('content-encoding', ''), coding)
            self.assertEqual(reply.fields['vary'], 'Accept-Encoding')
            self.assertEqual(reply.fields['content-type'], 'text/javascript; charset=utf-8')
            self.assertEqual(reply.fields['cache-control'], 'public, max-age=31536000, immutable')
        # A copy that is a link out of the folder is not sent.
        linked = case.ask('GET', '/assets/linked.js', Accept_Encoding='br')
        self.assertEqual((linked.status, linked.body), (200, b'own'))
        self.assertNotIn('content-encoding', linked.fields)
        self.assertEqual(case.ask('GET', '/').fields['cache-control'], 'no-cache')

    def test_bad_calls(self):
        """Exit code 2 and a reason."""
        with tempfile.TemporaryDirectory(prefix='wupian-serve-') as folder:
            config = folder + '/c.yaml'
            with open(config, 'w', encoding='utf-8') as file:
                yaml.safe_dump({'colour': 'red'}, file)
            cases = ((['--edition', 'moon'], 'serve_edition_unknown'),
                     (['--listen', 'x'], 'listen_malformed'),
                     (['--listen', '203.0.113.1:1'], 'listen_failed'),
                     (['--config', config], 'setting_unknown'),
                     (['--tls-cert', config], 'tls_pair'),
                     (['--tls-cert', config, '--tls-key', config], 'tls_files'))
            for options, code in cases:
                with self.subTest(code):
                    done = subprocess.run([str(WUPIAN), 'serve', '--data', folder, *options],
                                          capture_output=True, text=True, check=False, timeout=20)
                    self.assertEqual(done.returncode, 2)
                    self.assertIn(f'({code})', done.stderr)


class StopTest(ServerCase):
    """The end of a server."""

    def test_requests_in_flight_are_finished(self):
        """SIGTERM while a request runs: it is answered, new connections are refused, exit 0."""
        with self.connect() as one:
            one.sendall(b'GET /v1/slow?ms=1000 HTTP/1.1\r\nHost: x\r\n\r\n')
            time.sleep(0.3)
            self.server.send_signal(signal.SIGTERM)
            time.sleep(0.2)
            with self.assertRaises(OSError):
                self.connect()
            reply = Reply(receive_all(one))
        self.assertEqual((reply.status, reply.fields['connection']), (200, 'close'))
        self.assertEqual(self.server.wait(10), 0)


if __name__ == '__main__':
    unittest.main()
