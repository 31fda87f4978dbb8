"""Requests a second of the server beside a bare Beast ping, by wrk, in one run on one machine.

    python3 bench/http_load.py [--seconds 5] [--connections 64]

Prints one JSON object; needs build/release (make build) and wrk (tools/setup). The server runs
test routes: a ping, a signed-in row by id, a page of 50 rows, a checked JSON body. Rate limits and
the log are off and the cap of connections an address is raised, as one client makes all of them.
"""

import argparse
import json
import pathlib
import re
import signal
import subprocess
import tempfile

BUILD = pathlib.Path('build/release').absolute()
CONFIG = ('rate_limits: "off"\nlog: "off"\nqueue: 4000\n'
          'connections_per_address: 4000\nconnections: 4000\n')
TOKEN = 'Authorization: Bearer reader.bank'
BODY = ('{"id":"a","name":"n","amount":"1200.50","count":3,"begun":"2026-11-23","open":true,'
        '"note":null}')
POST = f'''wrk.method = "POST"
wrk.body = '{BODY}'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer writer.bank"
'''


def start(*command):
    """A server and its port."""
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE)
    return process, int(process.stdout.readline())


def load(port, path, options, *more):
    """wrk's requests a second and latencies."""
    command = ['wrk', '-t1', f'-c{options.connections}', f'-d{options.seconds}s', '--latency',
               *more, f'http://127.0.0.1:{port}{path}']
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    errors = re.search(r'Non-2xx or 3xx responses: (\d+)', out)
    return {'requests_per_second': round(float(re.search(r'Requests/sec:\s+([\d.]+)', out)[1])),
            'p50': re.search(r'\n +50%\s+(\S+)', out)[1],
            'p99': re.search(r'\n +99%\s+(\S+)', out)[1],
            'errors': int(errors[1]) if errors else 0}


def main():
    """Both servers, one after the other."""
    parser = argparse.ArgumentParser()
    parser.add_argument('--seconds', type=int, default=5)
    parser.add_argument('--connections', type=int, default=64)
    options = parser.parse_args()
    result = {'connections': options.connections}
    bare, port = start(BUILD / 'beast_ping')
    result['bare_beast_ping'] = load(port, '/', options)
    bare.send_signal(signal.SIGKILL)
    with tempfile.TemporaryDirectory(prefix='wupian-load-') as folder:
        config, script = pathlib.Path(folder, 'c.yaml'), pathlib.Path(folder, 'post.lua')
        config.write_text(CONFIG, encoding='ascii')
        script.write_text(POST, encoding='ascii')
        server, port = start(BUILD / 'http_server_for_test', folder, '0', config)
        result['ping'] = load(port, '/healthz', options)
        result['row'] = load(port, '/v1/things/thing-12', options, '-H', TOKEN)
        result['page_of_50'] = load(port, '/v1/things', options, '-H', TOKEN)
        result['checked_body'] = load(port, '/v1/things', options, '-s', str(script))
        server.send_signal(signal.SIGTERM)
        server.wait(20)
    print(json.dumps(result, indent=1))


if __name__ == '__main__':
    main()
