"""Measures the portal as people meet it, in Chromium on the demo province: from click to content on
every page, the first load with an empty cache, and the page while a file of 100 MB is imported.

Needs the portals of `make demo`. `make bench-portal` replaces the part of docs/performance.md
between its marks. The peers are in the same run: the page's own requests sent by a bare client, one
after the other, and the same file sent by curl.
"""

import datetime
import json
import os
import pathlib
import platform
import re
import subprocess
import tempfile
import time

from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEMO = ROOT / 'build/demo/portal'
PAGE = ROOT / 'docs/performance.md'
BEGIN, END = '<!-- portal: begin -->', '<!-- portal: end -->'
FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
         '--disable-background-networking', '--disable-component-update', '--disable-sync']
IMPORT_BYTES = 100 << 20
MONTH = '2026-09'
# Ids, codes and days in an address: pages that differ in these alone are one page.
NAMES = re.compile(r'/(?:[0-9a-z]{26}|[0-9A-Z]{18}|\d{4}-\d{2}(?:-\d{2})?|JJ[\w]+|\d+)(?=/|$)')
RULES = re.compile(r'^/rules/(?!codes|drafts|parameters)[^/]+|(?<=^/rules/codes)/[^/]+')
# What a person waits for: the page's head is there and nothing in it still loads.
READY = """(path) => {
  const page = document.querySelector('main') ?? document.body
  const busy = page.querySelector('[aria-busy=true], .el-skeleton, .el-loading-mask')
  return location.pathname + location.search !== path && !busy && !!page.querySelector('h1')
}"""
CLICK = """(path) => [...document.querySelectorAll('a')]
  .find((each) => each.getAttribute('href') === path).click()"""
LINKS = """() => [...document.querySelectorAll('main a[href], nav a[href]')]
  .filter((each) => each.origin === location.origin && !each.hasAttribute('download'))
  .map((each) => each.getAttribute('href'))"""
# The longest time in which the page drew nothing.
WATCH = """() => {
  window.longest = 0
  let before = performance.now()
  const tick = (now) => {
    window.longest = Math.max(window.longest, now - before)
    before = now
    requestAnimationFrame(tick)
  }
  requestAnimationFrame((now) => { before = now; requestAnimationFrame(tick) })
}"""


def kind_of(path):
    """An address without what names one object."""
    path = path.split('?')[0].split('#')[0]
    return NAMES.sub('/…', RULES.sub('/rules/…', path))


class Visitor:
    """One person in a browser with an empty cache."""

    def __init__(self, browser, address, person):
        self.context = browser.new_context(viewport={'width': 1366, 'height': 768},
                                           reduced_motion='reduce', locale='zh-CN',
                                           base_url=address)
        self.page = self.context.new_page()
        self.asked = []
        self.page.on('request', lambda one: self.asked.append(one.url))
        begun = time.monotonic()
        self.page.goto('/')
        self.page.locator('#sign-in-password').wait_for()
        self.first = time.monotonic() - begun
        self.page.get_by_label('机构代码').fill(person['organisation'])
        self.page.get_by_label('用户名').fill(person['name'])
        self.page.locator('#sign-in-password').fill(person['password'])
        begun = time.monotonic()
        self.page.locator('button[type=submit]').click()
        self.page.wait_for_function(READY, arg='/sign-in', polling=5)
        self.home = time.monotonic() - begun

    def settle(self):
        """Nothing is asked for any more."""
        try:
            self.page.wait_for_load_state('networkidle', timeout=2000)
        except Exception:  # Events of a job keep the line open.
            pass

    def open(self, path):
        """Seconds from the click on a link to the page, and what it asked of the service."""
        here = self.page.evaluate('location.pathname + location.search')
        self.asked.clear()
        begun = time.monotonic()
        self.page.evaluate(CLICK, path)
        self.page.wait_for_function(READY, arg=here, polling=5, timeout=10_000)
        seconds = time.monotonic() - begun
        self.settle()
        return seconds, [one for one in self.asked if '/v1/' in one and '/events' not in one]

    def alone(self, urls):
        """Seconds for the same questions by a bare client with the same cookies."""
        begun = time.monotonic()
        for url in urls:
            self.context.request.get(url)
        return time.monotonic() - begun


def walk(visitor, seen, most=60):
    """Every kind of page that links lead to, from where the link stands: (kind, s, peer s)."""
    out = []
    paths = [(None, link) for link in visitor.page.evaluate(LINKS)]
    while paths and len(out) < most:
        origin, path = paths.pop(0)
        if kind_of(path) in seen or path.startswith('/v1/'):
            continue
        links = visitor.page.evaluate(LINKS)
        if path not in links:
            visitor.page.goto(origin or '/')
            visitor.settle()
            if path not in visitor.page.evaluate(LINKS):
                continue
        if path == visitor.page.evaluate('location.pathname + location.search'):
            continue
        seen.add(kind_of(path))
        seconds, urls = visitor.open(path)
        out.append((kind_of(path), seconds, visitor.alone(urls)))
        paths += [(path, link) for link in visitor.page.evaluate(LINKS)]
    return out


def big_file(folder):
    """A file of loans with its count, of 100 MB, of the demo's bank."""
    source = next((DEMO / 'files/bank' / MONTH).glob('*_CLDWDK_*.dat'))
    data = source.read_bytes()
    data *= IMPORT_BYTES // len(data) + 1
    path = pathlib.Path(folder) / source.name
    path.write_bytes(data)
    return path


def import_big(browser, address, person):
    """(bytes, seconds in the page, longest gap of frames in ms, seconds by curl)."""
    visitor = Visitor(browser, address, person)
    page = visitor.page
    with tempfile.TemporaryDirectory() as folder:
        path = big_file(folder)
        page.goto(f'/months/{MONTH}/import')
        visitor.settle()
        page.evaluate(WATCH)
        begun = time.monotonic()
        page.locator('input[type=file]').first.set_input_files(path)
        staged = page.get_by_role('region', name='待交的文件')
        staged.get_by_text(path.name).wait_for(timeout=120_000)
        seconds = time.monotonic() - begun
        longest = page.evaluate('window.longest')
        cookies = {one['name']: one['value'] for one in visitor.context.cookies()}
        token = cookies.get('wupian_csrf', '')
        url = f'{address}/v1/months/{MONTH}/staged'
        line = '; '.join(f'{name}={value}' for name, value in cookies.items())
        begun = time.monotonic()
        done = subprocess.run(
            ['curl', '-sS', '-o', '/dev/null', '-w', '%{http_code}', '-X', 'POST',
             '-H', f'Cookie: {line}', '-H', f'X-CSRF-Token: {token}',
             '-H', 'Content-Type: application/octet-stream', '--data-binary', f'@{path}',
             f'{url}?name={path.name}'], capture_output=True, text=True, check=True)
        peer = time.monotonic() - begun
        if not done.stdout.startswith('20'):
            raise SystemExit(f'curl was answered {done.stdout} by {url}')
        size = path.stat().st_size
    visitor.context.request.delete(url, headers={'X-CSRF-Token': token})
    visitor.context.close()
    return size, seconds, longest, peer


def measure(browser):
    """Rows of the table: what, input, measured, peer, ratio."""
    people = json.loads((DEMO / 'people.json').read_text(encoding='utf-8'))
    addresses = json.loads((DEMO / 'addresses.json').read_text(encoding='utf-8'))
    rows, first, home = [], [], []
    addresses = {edition: address.rstrip('/') for edition, address in addresses.items()}
    for edition, address in addresses.items():
        seen, pages, met = {'/'}, [], set()
        for person in (one for one in people if one['edition'] == edition):
            if tuple(person['roles']) in met:
                continue
            met.add(tuple(person['roles']))
            visitor = Visitor(browser, address, person)
            first.append(visitor.first)
            home.append(visitor.home)
            pages += walk(visitor, seen)
            visitor.context.close()
        slowest = sorted(pages, key=lambda one: -one[1])[:3]
        total, alone = sum(one[1] for one in pages), sum(one[2] for one in pages)
        text = '; '.join(f'`{kind}` {1000 * seconds:.0f} ms' for kind, seconds, _ in slowest)
        rows.append(f'| click to content, `{edition}` | {len(pages)} kinds of pages, demo province '
                    f'| mean {1000 * total / len(pages):.0f} ms; slowest {text} '
                    '| the same requests by a bare client: '
                    f'{1000 * alone / len(pages):.0f} ms a page | {total / alone:.1f} × |')
    bank = next(one for one in people if one['edition'] == 'bank' and one['name'] == 'zhang')
    size, seconds, longest, peer = import_big(browser, addresses['bank'], bank)
    begun = time.monotonic()
    subprocess.run(['curl', '-sS', '-o', '/dev/null', addresses['bank'] + '/'], check=True)
    bare = time.monotonic() - begun
    rows.append(f'| first load, empty cache, to the sign-in form | {len(first)} visits '
                f'| mean {1000 * sum(first) / len(first):.0f} ms, '
                f'slowest {1000 * max(first):.0f} ms | curl fetches `/`: {1000 * bare:.0f} ms '
                f'| {sum(first) / len(first) / bare:.0f} × |')
    rows.append(f'| from sign-in to 工作台 (Argon2id among it) | {len(home)} people '
                f'| mean {1000 * sum(home) / len(home):.0f} ms, slowest {1000 * max(home):.0f} ms '
                f'|  |  |')
    rows.append(f'| import of one file in the page | {size >> 20} MB | {seconds:.1f} s, longest '
                f'time without a frame {longest:.0f} ms | curl sends it: {peer:.1f} s '
                f'| {seconds / peer:.1f} × |')
    return rows


def main():
    """Measures, prints, and keeps the table."""
    if not (DEMO / 'pids').exists():
        raise SystemExit('the portals do not run: make demo')
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path='/usr/bin/chromium', args=FLAGS)
        rows = measure(browser)
        browser.close()
    cpu = 'AMD EPYC' if 'EPYC' in pathlib.Path('/proc/cpuinfo').read_text('utf-8') else 'CPU'
    head = (f'{datetime.date.today()}, {cpu}, {os.cpu_count()} cores, Linux {platform.release()}, '
            f'load {os.getloadavg()[0]:.1f}. `make bench-portal`.')
    table = '\n'.join([head, '', '| what | input | measured | peer in the same run | ratio |',
                       '| --- | --- | --- | --- | --- |', *rows])
    print(table)
    text = PAGE.read_text(encoding='utf-8')
    before, rest = text.split(BEGIN)
    PAGE.write_text(f'{before}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}', encoding='utf-8')


if __name__ == '__main__':
    main()
