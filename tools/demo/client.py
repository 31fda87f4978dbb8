"""Somebody at one portal, as a browser is: cookies, JSON, uploads, jobs; what fails is Trouble."""

import http.client
import json
import pathlib
import time
import urllib.parse


class Trouble(Exception):
    """What stopped the demo, for a person to read."""


def query_text(path, query):
    """A path with its query."""
    return path + '?' + urllib.parse.urlencode(query) if query else path


class Client:
    """One account; signed in after `sign_in`."""

    def __init__(self, port):
        self.port = port
        self.cookies = {}

    def ask(self, method, path, body=None, kind='application/json'):
        """Status and bytes."""
        fields = {'Accept-Language': 'zh'}
        if body is not None:
            fields['Content-Type'] = kind
        if self.cookies:
            fields['Cookie'] = '; '.join(f'{name}={value}' for name, value in self.cookies.items())
            fields['X-CSRF-Token'] = self.cookies.get('wupian_csrf', '')
        line = http.client.HTTPConnection('127.0.0.1', self.port, timeout=300)
        try:
            line.request(method, path, body, fields)
            answer = line.getresponse()
            data = answer.read()
        finally:
            line.close()
        for cookie in answer.headers.get_all('Set-Cookie') or ():
            name, _, value = cookie.partition(';')[0].partition('=')
            self.cookies[name] = value
        return answer.status, data

    def fetch(self, path, **query):
        """The bytes of a file."""
        return self.told('GET', query_text(path, query))

    def told(self, method, path, body=None, kind='application/json'):
        """The bytes of an answer that is no error."""
        status, data = self.ask(method, path, body, kind)
        if status >= 400:
            raise Trouble(f'{method} {path}: {status} {data.decode(errors="replace")[:600]}')
        return data

    def send(self, method, path, value=None):
        """A JSON body or none; the JSON that comes back."""
        body = b'' if value is None else json.dumps(value).encode()
        data = self.told(method, path, body)
        return json.loads(data) if data else None

    def get(self, path, **query):
        """One object."""
        return json.loads(self.fetch(path, **query))

    def post(self, path, value=None):
        """A write."""
        return self.send('POST', path, value)

    def put(self, path, value):
        """A write."""
        return self.send('PUT', path, value)

    def upload(self, path, data, **query):
        """The bytes of a file."""
        return json.loads(self.told('POST', query_text(path, query), data,
                                    'application/octet-stream'))

    def rows(self, path, **query):
        """Every row of a list, page after page."""
        query.setdefault('limit', 500)
        out = []
        while True:
            page = self.get(path, **query)
            out += page['data']
            if not page['next']:
                return out
            query['cursor'] = page['next']

    def wait(self, job, seconds=600):
        """The job when it is done."""
        until = time.monotonic() + seconds
        while job['state'] in ('waiting', 'running'):
            if time.monotonic() > until:
                raise Trouble(f'job {job} did not end in {seconds} s')
            time.sleep(0.02)
            job = self.get('/v1/jobs/' + job['id'])
        if job['state'] != 'done':
            raise Trouble(f'job ended so: {job}')
        return job

    def take(self, package):
        """Takes a package in."""
        return self.wait(self.upload('/v1/packages', package))

    def newest_package(self, **wanted):
        """The bytes of the newest package with these values."""
        words = ','.join(f'{name}={value}' for name, value in wanted.items())
        row = self.get('/v1/packages', filter=words, sort='-made_at', limit=1)['data'][0]
        return self.fetch(f'/v1/packages/{row["id"]}/file')

    def sign_in(self, organisation, name, password):
        """Opens a session."""
        return self.post('/v1/session', {'organisation': organisation, 'name': name,
                                         'password': password, 'code': None})


def read(path):
    """The bytes of a file."""
    return pathlib.Path(path).read_bytes()
