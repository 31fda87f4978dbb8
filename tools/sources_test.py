"""Goal: docs/sources.md names every document that a pack cites, and a gap would be noticed."""

import pathlib
import tempfile
import unittest

import sources

PAGE = f"""# Sources

{sources.HEAD}
|---|---|---|---|---|
| 甲法 | 一部法 | S | 存 held | tech/loan |

After.
"""


class SourcesTest(unittest.TestCase):
    """Against a folder of two packs, and against the repository."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.pack = pathlib.Path(self.folder.name)
        self.put('tech/loan/eligibility/a.yaml', 'law:\n  - {doc: 甲法, at: 第一条, mark: S}\n')
        self.put('tech/loan/law/甲法.txt', '第一条')

    def put(self, name, text):
        """A file of the pack folder."""
        path = self.pack / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding='utf-8')

    def test_complete_page_stays(self):
        self.assertEqual(sources.wanted(PAGE, self.pack), PAGE)

    def test_new_document_is_asked_for(self):
        self.put('green/loan/eligibility/b.yaml', 'law: [{doc: 乙法, at: 第二条, mark: U}]\n')
        self.assertIn(
            '| 乙法 | ? | U | 未存 not held | green/loan |', sources.wanted(PAGE, self.pack)
        )

    def test_parameter_tables_cite_too(self):
        self.put('common/month/param/p.csv', 'name,doc,at,quote,mark\nx,丙公告,,,K\n')
        self.assertIn('| 丙公告 | ? | K |', sources.wanted(PAGE, self.pack))

    def test_document_no_longer_cited_goes(self):
        self.put('tech/loan/eligibility/a.yaml', 'law: [{doc: 丁法, at: 第一条, mark: S}]\n')
        self.assertNotIn('甲法', sources.wanted(PAGE, self.pack))

    def test_repository_page_is_complete(self):
        self.assertEqual(sources.main([]), 0)


if __name__ == '__main__':
    unittest.main()
