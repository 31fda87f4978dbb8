"""A test that looks at the portal as a person does: Chromium, signed in by the page itself, with
axe, the console and pictures of every page that is looked at.

With SHOTS (a folder) in the environment every page is looked at in both themes and three sizes, and
its pictures stay there; without it a laptop in both themes and a phone must do, without pictures.
"""

import contextlib
import os
import pathlib
import sys
import unittest
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'test/record'))
from deployment import DATABASES, FIRST, PASSWORD, Deployment  # noqa: F401, for the tests
from playwright.sync_api import expect, sync_playwright  # noqa: F401

CHROMIUM = '/usr/bin/chromium'
AXE = ROOT / 'web/node_modules/axe-core/axe.min.js'
FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
         '--disable-background-networking', '--disable-component-update', '--disable-sync']
SIZES = {'laptop': (1366, 768), 'desktop': (1920, 1080), 'phone': (390, 844)}
TIMEOUT_MS = 15_000
# What makes a page fail: everything that axe calls serious or critical.
GRAVE = ('serious', 'critical')


def explained(violation):
    """A violation with the first elements that it was found at."""
    nodes = '\n    '.join(f'{node["target"]} {node["failureSummary"]}'
                          for node in violation['nodes'][:4])
    return f'{violation["id"]} ({violation["impact"]}): {violation["help"]}\n    {nodes}'


@unittest.skipUnless(os.path.exists(CHROMIUM), 'no Chromium here: run tools/setup')
class PortalCase(unittest.TestCase):
    """One browser for the tests of a class; each visit has cookies of its own. A class for the
    other database inherits the tests and sets `database`."""

    database = 'sqlite'

    @classmethod
    def setUpClass(cls):
        cls.playwright = cls.enterClassContext(sync_playwright())
        cls.browser = cls.playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        cls.addClassCleanup(cls.browser.close)
        cls.shots = pathlib.Path(os.environ['SHOTS']) if os.environ.get('SHOTS') else None
        if cls.shots:
            cls.shots.mkdir(parents=True, exist_ok=True)

    def deploy(self, edition, config=''):
        """A server of that edition on the class's database, until the test ends."""
        return self.enterContext(Deployment(edition, self.database, config))

    def visit(self, deployment, path='/', size='laptop', language='zh'):
        """A page of a fresh visitor; what its console says is kept in `page.said`."""
        width, height = SIZES[size]
        context = self.browser.new_context(
            viewport={'width': width, 'height': height}, reduced_motion='reduce',
            accept_downloads=True, locale='zh-CN' if language == 'zh' else 'en',
            base_url=f'http://127.0.0.1:{deployment.port}',
            permissions=['clipboard-read', 'clipboard-write'])
        self.addCleanup(context.close)
        context.set_default_timeout(TIMEOUT_MS)
        expect.set_options(timeout=TIMEOUT_MS)
        context.add_init_script(
            f"localStorage.getItem('wupian.language') || "
            f"localStorage.setItem('wupian.language', '\"{language}\"')")
        page = context.new_page()
        page.said = []
        page.on('console', lambda message: self.hear(page, message))
        page.on('pageerror', lambda reason: page.said.append(f'{page.url}: {reason}'))
        page.goto(path)
        return page

    @staticmethod
    def hear(page, message):
        """Keeps errors; that the API refused something is the page's to say, and no error here."""
        url = urllib.parse.urlparse(message.location.get('url', ''))
        refused = 'status of 4' in message.text and url.path.startswith('/v1/')
        if message.type == 'error' and not refused:
            page.said.append(f'{page.url}: {message.text}')

    def sign_in(self, page, organisation, name, password=PASSWORD):
        """By the page, as a person would; waits for the page behind it."""
        page.get_by_label('机构代码').or_(page.get_by_label('Organisation code')).fill(organisation)
        page.get_by_label('用户名').or_(page.get_by_label('User name')).fill(name)
        page.locator('#sign-in-password').fill(password)
        page.locator('button[type=submit]').click()
        page.wait_for_url(lambda url: '/sign-in' not in url)

    def signed_in(self, deployment, organisation, name, path='/', **how):
        """A visitor who signs in on the way to a page."""
        page = self.visit(deployment, path, **how)
        self.sign_in(page, organisation, name)
        return page

    def check_said(self, page):
        """Nothing stood in the console that should not."""
        self.assertEqual(page.said, [])

    def check_axe(self, page, name):
        """No serious or critical fault of accessibility (WCAG 2.2 A and AA, and best practice)."""
        if not page.evaluate('Boolean(window.axe)'):
            page.evaluate(AXE.read_text(encoding='utf-8'))
        found = page.evaluate('axe.run(document, {resultTypes: ["violations"]})')
        grave = [explained(each) for each in found['violations'] if each['impact'] in GRAVE]
        self.assertEqual(grave, [], f'{name}: ' + '\n'.join(grave))

    def check_width(self, page, name):
        """The page does not scroll sideways; what is wider than it scrolls by itself."""
        wide = page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
        self.assertLessEqual(wide, 0, f'{name} is {wide} pixels wider than the window')

    def settle(self, page):
        """Waits until nothing loads and nothing moves."""
        with contextlib.suppress(Exception):  # Events of a job keep the network busy.
            page.wait_for_load_state('networkidle', timeout=3000)
        page.evaluate('document.fonts.ready')
        page.wait_for_timeout(150)

    def look(self, page, name):
        """Light and dark, laptop and phone: axe, no sideways scrolling; pictures if wanted."""
        before = page.viewport_size
        self.settle(page)
        looks = [(theme, size) for theme in ('light', 'dark') for size in SIZES]
        if not self.shots:
            looks = [('light', 'laptop'), ('dark', 'laptop'), ('light', 'phone')]
        for theme, size in looks:
            page.emulate_media(color_scheme=theme)
            width, height = SIZES[size]
            page.set_viewport_size({'width': width, 'height': height})
            page.wait_for_timeout(100)
            label = f'{name}-{theme}-{size}'
            if self.shots:
                page.screenshot(path=self.shots / f'{label}.png', full_page=size == 'phone')
            self.check_width(page, label)
            if size != 'desktop':
                self.check_axe(page, label)
        page.emulate_media(color_scheme='light')
        page.set_viewport_size(before)
        self.check_said(page)
