"""Signed-in reads of the real server on its real store, by wrk over 1,000 open connections.

    python3 bench/record_load.py [--seconds 5] [--connections 1000] [--database sqlite]

Prints one JSON object; beside it the same server's ping, which touches no store. Needs
build/release and wrk (tools/setup). Rate limits and the log are off and the cap of connections an
address is raised, as one client makes all of them.
"""

import argparse
import json
import pathlib
import resource
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / 'bench'), str(ROOT / 'test/record')]
from deployment import Deployment
from http_load import load

CONFIG = 'queue: 4000\nconnections_per_address: 4000\nconnections: 4000\n'


def main():
    """One bank with 200 parties; one row by id, a page of 50, and the ping."""
    parser = argparse.ArgumentParser()
    parser.add_argument('--seconds', type=int, default=5)
    parser.add_argument('--connections', type=int, default=1000)
    parser.add_argument('--database', default='sqlite')
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, 8192))
    result = {'connections': options.connections, 'database': options.database}
    with Deployment('bank', options.database, CONFIG, log=False) as here:
        bank = here.organisation('91140100000000019W', 'bank')
        person = here.user('li', bank, ['party_keeper'])
        for number in range(200):
            made = person.post('/v1/parties', {'kind': 'enterprise', 'name': f'firm {number}',
                                               'region': '140100'})
            assert made.status == 201, made.body
        cookie = 'Cookie: wupian_session=' + person.cookies['wupian_session']
        result['ping'] = load(here.port, '/healthz', options)
        one = '/v1/parties/' + made.json()['id']
        result['row'] = load(here.port, one, options, '-H', cookie)
        result['page_of_50'] = load(here.port, '/v1/parties', options, '-H', cookie)
    print(json.dumps(result, indent=1))


if __name__ == '__main__':
    main()
