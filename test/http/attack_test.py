"""Goal: no request, however malformed, slow or large, harms the server or its other clients.

Method: raw sockets send what HTTP forbids or two readers could take differently; expected is the
status that RFC 9110 and 9112 give such a request, and afterwards the server still answers.
"""

import re
import socket
import ssl
import threading
import time
import unittest

from server_case import WRITER, Reply, ServerCase, receive_all

HOST = b'Host: x\r\n'
CLOSE = b'Connection: close\r\n'
ECHO = b'POST /v1/echo HTTP/1.1\r\nContent-Type: application/json\r\n' + HOST
PING = b'GET /healthz HTTP/1.1\r\n' + HOST


class HeadTest(ServerCase):
    """Heads."""

    CASES = (
        ('no host', b'GET /healthz HTTP/1.1\r\n\r\n', 400),
        ('two hosts', PING + b'Host: y\r\n\r\n', 400),
        ('empty host', b'GET /healthz HTTP/1.1\r\nHost:\r\n\r\n', 400),
        ('folded line', PING + b'X-A: a\r\n b\r\n\r\n', 400),
        ('blank before colon', PING + b'X-A : a\r\n\r\n', 400),
        ('no colon', PING + b'X-A\r\n\r\n', 400),
        ('bare LF', b'GET /healthz HTTP/1.1\nHost: x\n\r\n\r\n', 400),
        ('bare CR', PING + b'X-A: a\rb\r\n\r\n', 400),
        ('NUL in value', PING + b'X-A: a\0b\r\n\r\n', 400),
        ('two blanks', b'GET  /healthz HTTP/1.1\r\n' + HOST + b'\r\n', 400),
        ('absolute target', b'GET http://x/healthz HTTP/1.1\r\n' + HOST + b'\r\n', 400),
        ('fragment', b'GET /healthz#a HTTP/1.1\r\n' + HOST + b'\r\n', 400),
        ('HTTP/2.0', b'GET /healthz HTTP/2.0\r\n' + HOST + b'\r\n', 505),
        ('HTTP/0.9', b'GET /healthz\r\n\r\n', 400),
        ('TLS noise', b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + b'\0' * 100, 400),
        ('64 KB field', PING + b'X-A: ' + b'a' * 65536 + b'\r\n\r\n', 431),
        ('2000 fields', PING + b''.join(b'X-%d: a\r\n' % i for i in range(2000)) + b'\r\n', 431),
        ('101 fields', PING + b'X-A: a\r\n' * 100 + b'\r\n', 431),
        ('9 KB target', b'GET /' + b'a' * 9000 + b' HTTP/1.1\r\n' + HOST + b'\r\n', 414),
        ('unknown method', b'BREW /healthz HTTP/1.1\r\n' + HOST + CLOSE + b'\r\n', 405),
        ('strange expectation', ECHO + b'Expect: 200-ok\r\nContent-Length: 2\r\n\r\n{}', 417),
    )

    def test_malformed_heads(self):
        """Each gives its status and the connection ends."""
        for name, request, status in self.CASES:
            with self.subTest(name):
                self.assertEqual(Reply(self.raw(request)).status, status)
        self.alive()

    def test_hundred_fields_are_fine(self):
        """The limit itself is allowed: Host, Connection and 98 more."""
        request = PING + CLOSE + b''.join(b'X-%d: a\r\n' % i for i in range(98)) + b'\r\n'
        self.assertEqual(Reply(self.raw(request)).status, 200)

    def test_head_in_pieces_is_counted_whole(self):
        """5,000 fields trickle in: refused once 16 KB or 100 fields are there, not at the end."""
        with self.connect() as one:
            one.sendall(PING)
            sent = 0
            try:
                for number in range(5000):
                    one.sendall(b'X-%05d: %s\r\n' % (number, b'a' * 80))
                    sent += 1
                    if number % 20 == 0:
                        time.sleep(0.002)
            except OSError:
                pass
            self.assertLess(sent, 5000)
        self.alive()

    def test_errors_say_nothing_of_the_request(self):
        """A refused head is not echoed: no way to put text into a page."""
        reply = Reply(self.raw(b'GET /<script> HTTP/1.1\r\n' + HOST + CLOSE + b'\r\n'))
        self.assertNotIn(b'script>', reply.body)
        self.assertIn("frame-ancestors 'none'", reply.fields['content-security-policy'])
        self.assertEqual(reply.fields['x-content-type-options'], 'nosniff')


class BodyTest(ServerCase):
    """Bodies, framing and smuggling."""

    CASES = (
        ('length and coding', b'Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX',
         400),
        ('two lengths', b'Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}', 400),
        ('two different lengths', b'Content-Length: 2\r\nContent-Length: 7\r\n\r\n{}', 400),
        ('list of lengths', b'Content-Length: 2, 2\r\n\r\n{}', 400),
        ('negative length', b'Content-Length: -1\r\n\r\n', 400),
        ('signed length', b'Content-Length: +2\r\n\r\n{}', 400),
        ('hexadecimal length', b'Content-Length: 0x2\r\n\r\n{}', 400),
        ('huge length', b'Content-Length: 99999999999999999999\r\n\r\n', 400),
        ('length over the limit', b'Content-Length: 104857600\r\n\r\n' + b'x' * 20000, 413),
        ('other coding', b'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n', 400),
        ('identity coding', b'Transfer-Encoding: identity\r\n\r\n', 400),
        ('coding twice', b'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n', 400),
        ('coding with a tab', b'Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n', 400),
        ('bad chunk', b'Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n', 400),
        ('negative chunk', b'Transfer-Encoding: chunked\r\n\r\n-2\r\nab\r\n', 400),
        ('chunk overflow',
         b'Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nab\r\n', 400),
    )

    def test_framing(self):
        """Each gives its status, and the rest of the bytes is never a second request."""
        for name, rest, status in self.CASES:
            with self.subTest(name):
                out = self.raw(ECHO + rest + b'GET /healthz HTTP/1.1\r\n' + HOST + b'\r\n')
                self.assertEqual(Reply(out).status, status)
                self.assertEqual(len(re.findall(rb'HTTP/1.1 [0-9]', out)), 1)
        self.alive()

    def test_chunked_over_the_limit(self):
        """2.5 MB in chunks: refused at 1 MB."""
        pieces = [b'10000\r\n' + b'x' * 65536 + b'\r\n'] * 40
        out = self.raw(ECHO + b'Transfer-Encoding: chunked\r\n\r\n', *pieces)
        self.assertEqual(Reply(out).status, 413)

    def test_chunked(self):
        """{"a":[1]} in three chunks, 9 bytes, a trailer ignored."""
        body = b'4\r\n{"a"\r\n3\r\n:[1\r\n2\r\n]}\r\n0\r\nX-T: a\r\n\r\n'
        reply = Reply(self.raw(ECHO + CLOSE + b'Transfer-Encoding: chunked\r\n\r\n' + body))
        self.assertEqual((reply.status, reply.json()), (200, {'bytes': 9}))

    def test_deep_json(self):
        """200,000 brackets are refused without a stack."""
        reply = self.ask('POST', '/v1/echo', b'[' * 200000, Content_Type='application/json')
        self.assertEqual((reply.status, reply.code()), (400, 'json_deep'))

    def test_malformed_json(self):
        """Each is 400 with its code and pointer."""
        cases = ((b'', 'json_syntax', ''), (b'{"a":1,"a":2}', 'json_duplicate', '/a'),
                 (b'{"a":[1,{"b":01}]}', 'json_syntax', '/a/1'), (b'"\xff"', 'json_syntax', ''),
                 (b'"\\ud800"', 'json_syntax', ''), (b'{} {}', 'json_syntax', ''),
                 (b'{"a":NaN}', 'json_syntax', '/a'))
        for body, code, pointer in cases:
            with self.subTest(body):
                reply = self.ask('POST', '/v1/echo', body, Content_Type='application/json')
                error = reply.json()['error']
                self.assertEqual((reply.status, error['code'], error['param']),
                                 (400, code, pointer))

    def test_pipelined(self):
        """Three requests in one packet: three answers in order."""
        out = self.raw(PING + b'\r\n' + PING + b'\r\n',
                       b'GET /nope HTTP/1.1\r\n' + HOST + CLOSE + b'\r\n')
        statuses = [part[:3] for part in out.split(b'HTTP/1.1 ')[1:]]
        self.assertEqual(statuses, [b'200', b'200', b'404'])

    def test_pipelined_after_a_body(self):
        """What follows a body of the right length is the next request."""
        request = ECHO + b'Content-Length: 2\r\n\r\n{}' + PING + CLOSE + b'\r\n'
        self.assertEqual(self.raw(request).count(b'HTTP/1.1 200'), 2)

    def test_continue(self):
        """100 comes before the body is sent; 413 comes instead when it would be too large."""
        with self.connect() as one:
            one.sendall(ECHO + CLOSE + b'Expect: 100-continue\r\nContent-Length: 2\r\n\r\n')
            self.assertTrue(one.recv(100).startswith(b'HTTP/1.1 100'))
            one.sendall(b'{}')
            self.assertEqual(Reply(receive_all(one)).status, 200)
        out = self.raw(ECHO + b'Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n')
        self.assertEqual(Reply(out).status, 413)

    def test_upload_without_permission_is_refused_before_its_body(self):
        """A gigabyte announced by nobody: 401 and not a byte is read."""
        out = self.raw(b'PUT /v1/upload HTTP/1.1\r\n' + HOST + b'Expect: 100-continue\r\n'
                       b'Content-Length: 1000000000\r\n\r\n')
        self.assertEqual(Reply(out).status, 401)

    def test_upload_is_spooled(self):
        """200 MB go to a file, memory stays small, the file is gone afterwards."""
        with self.connect(60) as one:
            one.sendall(b'PUT /v1/upload HTTP/1.1\r\n' + HOST + CLOSE +
                        b'Authorization: ' + WRITER['Authorization'].encode() + b'\r\n'
                        b'Transfer-Encoding: chunked\r\n\r\n')
            piece = b'100000\r\n' + b'x' * 0x100000 + b'\r\n'
            for _ in range(200):
                one.sendall(piece)
            one.sendall(b'0\r\n\r\n')
            reply = Reply(receive_all(one))
        self.assertEqual((reply.status, reply.json()), (200, {'bytes': 200 << 20}))
        with open(f'/proc/{self.server.pid}/status', encoding='ascii') as status:
            peak = next(int(line.split()[1]) for line in status if line.startswith('VmRSS'))
        self.assertLess(peak, 100_000)  # KB
        self.assertEqual(list((self.folder / 'spool').iterdir()), [])


class SlowTest(ServerCase):
    """Clients that take their time."""

    CONFIG = 'head_ms: 1500\nbody_idle_ms: 3000\nkeep_ms: 1500\nlog: "off"\n'

    def test_slow_body(self):
        """One byte a second: 408 at about the fifth second."""
        begun = time.monotonic()
        with self.connect() as one:
            one.sendall(ECHO + b'Content-Length: 1000\r\n\r\n')
            one.settimeout(0.9)
            got = b''
            while not got and time.monotonic() - begun < 15:
                try:
                    one.sendall(b' ')
                    got = one.recv(4096)
                except socket.timeout:
                    continue
        self.assertEqual(Reply(got).status, 408)
        self.assertLess(time.monotonic() - begun, 9)

    def test_thousand_half_open(self):
        """They end by their deadline, and a good client of another address is served meanwhile."""
        held = []
        for _ in range(1000):
            try:
                one = socket.create_connection(('127.0.0.1', self.port), timeout=3)
                one.sendall(b'GET / HTTP/1.1\r\nX-a: ')
                held.append(one)
            except OSError:
                pass
        slowest, served = 0, 0
        for _ in range(20):
            begun = time.monotonic()
            with self.connect(3, '127.0.0.2') as good:
                good.sendall(PING + CLOSE + b'\r\n')
                served += receive_all(good).startswith(b'HTTP/1.1 200')
            slowest = max(slowest, time.monotonic() - begun)
        for one in held:
            one.close()
        self.assertEqual(served, 20)
        self.assertLess(slowest, 1)

    def test_idle_connection_ends(self):
        """After keep_ms without a request."""
        begun = time.monotonic()
        with self.connect() as one:
            one.sendall(PING + b'\r\n')
            self.assertTrue(receive_all(one).startswith(b'HTTP/1.1 200'))
        self.assertLess(time.monotonic() - begun, 4)

    def test_reader_that_never_reads(self):
        """1 MB waits for a client that reads nothing; others are answered."""
        with self.connect() as one:
            one.sendall(b'GET /v1/file HTTP/1.1\r\n' + HOST + b'\r\n')
            for _ in range(5):
                self.alive()


class BusyTest(ServerCase):
    """More work than workers."""

    CONFIG = 'workers: 2\nqueue: 4\nlog: "off"\n'

    def test_full_queue(self):
        """Four requests wait or run; the rest is told to come again, and quick ones still pass."""
        replies = []
        threads = [threading.Thread(
            target=lambda: replies.append(self.ask('GET', '/v1/slow?ms=1000'))) for _ in range(12)]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        self.alive()
        for thread in threads:
            thread.join()
        statuses = sorted(reply.status for reply in replies)
        self.assertEqual(statuses, [200] * 4 + [503] * 8)
        self.assertTrue(all(reply.fields['retry-after'] == '1' for reply in replies
                            if reply.status == 503))


class TlsTest(ServerCase):
    """The same over TLS."""

    TLS = True

    def test_request(self):
        """A request, HSTS, and noise instead of a handshake."""
        reply = self.ask('GET', '/healthz')
        self.assertEqual(reply.status, 200)
        self.assertIn('max-age', reply.fields['strict-transport-security'])
        with socket.create_connection(('127.0.0.1', self.port), timeout=8) as plain:
            plain.sendall(PING + b'\r\n')
            self.assertNotIn(b'200', receive_all(plain))
        self.alive()

    def test_old_versions(self):
        """TLS 1.1 is refused."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_ciphers('DEFAULT@SECLEVEL=0')
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        with socket.create_connection(('127.0.0.1', self.port), timeout=8) as plain:
            with self.assertRaises((ssl.SSLError, OSError)):
                context.wrap_socket(plain)
        self.alive()


if __name__ == '__main__':
    unittest.main()
