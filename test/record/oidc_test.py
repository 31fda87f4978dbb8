"""Signing in at a real OpenID provider (npm oidc-provider), in another process on loopback.

The browser is urllib with cookies: it follows every redirect and fills in the provider's forms."""

import http.cookiejar
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from deployment import DATABASES, Deployment

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BANK = '91140100000000019W'
NODE = ROOT / 'build/deps/oidc'


def free_port():
    """A port that nobody has now."""
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


class Stop(urllib.request.HTTPRedirectHandler):
    """Redirects are followed by hand."""

    def redirect_request(self, *args):
        return None


class Browser:
    """Follows redirects until `stop_at` begins the address."""

    def __init__(self):
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            Stop, urllib.request.HTTPCookieProcessor(self.jar))

    def open(self, url, form=None, stop_at=None):
        """The last address and its page; the address alone when it begins with `stop_at`."""
        data = urllib.parse.urlencode(form).encode() if form else None
        for _ in range(20):
            if stop_at and url.startswith(stop_at):
                return url, ''
            try:
                with self.opener.open(url, data) as reply:
                    return url, reply.read().decode()
            except urllib.error.HTTPError as refused:
                if refused.code not in (302, 303):
                    raise AssertionError(f'{url}: {refused.code} {refused.read()[:500]}')
                url = urllib.parse.urljoin(url, refused.headers['Location'])
                data = None
        raise AssertionError('too many redirects: ' + url)

    def sign_in(self, url, name, stop_at):
        """Through the provider's two pages, name and consent; where it sends the browser."""
        here, page = self.open(url, stop_at=stop_at)
        for _ in range(3):
            if here.startswith(stop_at):
                return here
            prompt = re.search(r'name="prompt" value="(\w+)"', page).group(1)
            action = re.search(r'action="([^"]+)"', page).group(1)
            form = {'prompt': prompt}
            if prompt == 'login':
                form.update(login=name, password='any')
            here, page = self.open(urllib.parse.urljoin(here, action), form, stop_at)
        return here


class OidcTest(unittest.TestCase):
    """One provider, both databases."""

    def setUp(self):
        self.port = free_port()
        self.back = f'http://127.0.0.1:{self.port}/v1/session/provider/back'
        self.provider = subprocess.Popen(
            ['node', str(ROOT / 'test/record/provider/provider.mjs'), str(NODE), self.back],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(self.stop)
        # Warnings come before it on the same stream.
        self.issuer = next((line.strip() for line in self.provider.stdout
                            if line.startswith('http://')), '')
        self.assertTrue(self.issuer, 'the provider did not start: run tools/setup')

    def stop(self):
        """Ends the provider."""
        self.provider.terminate()
        self.provider.wait(20)
        self.provider.stdout.close()

    def deployment(self, database):
        """A bank that trusts the provider."""
        folder = tempfile.TemporaryDirectory(prefix='wupian-oidc-')
        self.addCleanup(folder.cleanup)
        secret = pathlib.Path(folder.name) / 'secret'
        secret.write_text('secret-of-the-test\n', encoding='utf-8')
        one = Deployment('bank', database, config=(
            f'oidc_issuer: "{self.issuer}"\noidc_client: "wupian"\n'
            f'oidc_secret_file: "{secret}"\noidc_redirect: "{self.back}"\n'))
        one.port = self.port
        return one

    def walk(self, client, name):
        """Begins at our server, signs in as `name` at the provider, and comes back."""
        begun = client.get('/v1/session/provider', organisation=BANK)
        self.assertEqual(begun.status, 200, begun.body)
        landed = Browser().sign_in(begun.json()['url'], name, self.back)
        return landed, client.get(landed.removeprefix(f'http://127.0.0.1:{self.port}'))

    def test_sign_in(self):
        """A known subject is signed in; an unknown one, a used state, another browser are not."""
        for database in DATABASES:
            with self.subTest(database), self.deployment(database) as here:
                bank = here.organisation(BANK, 'bank')
                admin = here.user('an', bank, ['security_administrator'])
                here.user('li', bank, ['maker'])
                rows = admin.get('/v1/accounts', filter='name=li').json()['data']
                external = f'oidc:{self.issuer}#li.wei'
                reply = admin.put(f"/v1/accounts/{rows[0]['id']}/external", {'value': external})
                self.assertEqual(reply.status, 200, reply.body)

                li = here.client()
                landed, back = self.walk(li, 'li.wei')
                self.assertEqual(back.status, 200, back.body)
                session = li.get('/v1/session').json()
                self.assertEqual(session['account'], rows[0]['id'])
                self.assertEqual(session['roles'], 'maker')

                # The same address once more: its state is spent.
                again = li.get(landed.removeprefix(f'http://127.0.0.1:{self.port}'))
                self.assertEqual((again.status, again.code()), (401, 'oidc_state'))
                # Somebody whom nobody knows here.
                _, stranger = self.walk(here.client(), 'wang')
                self.assertEqual((stranger.status, stranger.code()), (401, 'sign_in_refused'))
                # The browser that began is not the one that comes back.
                begun = here.client().get('/v1/session/provider', organisation=BANK).json()['url']
                landed = Browser().sign_in(begun, 'li.wei', self.back)
                other = here.client().get(landed.removeprefix(f'http://127.0.0.1:{self.port}'))
                self.assertEqual((other.status, other.code()), (401, 'oidc_state'))


if __name__ == '__main__':
    unittest.main()
