"""A bank whose core system writes its own form hands it in with a mapping, over HTTP."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from deployment import DATABASES, Deployment

BANK = '91140105MAX700003A'
OTHER = '91140302MAXT2FH89H'
MONTH = '2026-09'


def rows_of(reply):
    """The rows of a list."""
    assert reply.status == 200, (reply.status, reply.body)
    return reply.json()['data']


class OwnBookCase:
    """A bank whose core system writes its own form, and the mapping that says how to read it."""

    database = ''
    MAPPING = f"""mapping: core_system
legal_uscc: {BANK}
tables:
  - table: loan
    file: "in/{{month}}/{BANK}/loans.csv"
    where: {{状态: [正常]}}
    columns:
      branch_uscc: {{value: {BANK}}}
      branch_no: {{value: B1}}
      class: {{value: C01}}
      contract: 借据号
      receipt: 借据号
      product: {{column: 品种, code_file: product.csv}}
      start: {{column: 起息日, date: YYYY/M/D}}
      currency: {{value: CNY}}
      amount: {{column: 余额, unit: 万元}}
      amount_own: {{column: 余额, unit: 万元}}
      rate: {{column: 利率, unit: fraction}}
      borrower_id_type: {{value: A03}}
      borrower_id: 客户号
"""
    LOANS = """借据号,客户号,品种,余额,利率,起息日,状态
J001,K1,流动资金,12.5,0.0435,2026/3/5,正常
J002,K2,固定资产,100.123456,0.05,2025/12/31,正常
J003,K2,信用卡,1,0.05,2025/12/31,正常
J004,K2,流动资金,1,0.05,2025/12/31,核销
"""

    def test_own_book(self):
        """12.5 and 100.123456 万元 are 125,000.00 and 1,001,234.56 元; a card has no code here and
        is refused; what was written off is left out."""
        with Deployment('bank', self.database) as d:
            bank = d.organisation(BANK, 'bank', display='第一村镇银行')
            li = d.user('li', bank, ['maker'])
            codes = 'code,value\n流动资金,F022\n固定资产,F023\n'.encode()

            def put(name, text):
                data = text if isinstance(text, bytes) else text.encode()
                return li.upload(f'/v1/mappings?name={name}', data)
            early = put('core.yaml', self.MAPPING)
            self.assertEqual((early.status, early.code()), (400, 'mapping_file_missing'))
            for name in ('../core.yaml', 'core.sh', '.core.yaml', 'a/core.yaml'):
                reply = put(name, codes)
                self.assertEqual((reply.status, reply.code()), (400, 'mapping_name'), name)
            self.assertEqual(put('product.csv', codes).status, 201)
            for text, code in (
                    (self.MAPPING.replace('"in/', '"/etc/'), 'mapping_elsewhere'),
                    (self.MAPPING.replace('"in/', '"in/../../other/'), 'mapping_elsewhere'),
                    (self.MAPPING.replace('product.csv', '../../key/master.key'),
                     'mapping_elsewhere'),
                    (self.MAPPING.replace(BANK, OTHER), 'mapping_not_own'),
                    (self.MAPPING.replace('      rate:', '      ratio:'),
                     'mapping_unknown_column')):
                reply = put('core.yaml', text)
                self.assertEqual((reply.status, reply.code()), (400, code))
                self.assertNotIn(str(d.data), reply.body.decode())
            told = reply.json()['error']
            self.assertEqual((told['file'], told['line']), ('core.yaml', 18))
            made = put('core.yaml', self.MAPPING)
            self.assertEqual(made.status, 201, made.body)
            self.assertEqual(put('core.yaml', self.MAPPING).json()['version'], 2)
            # Its data is not there yet: the job says so, in words and without the server's folders.
            job = li.post(f'/v1/months/{MONTH}/runs').json()
            while job['state'] in ('waiting', 'running'):
                job = li.get('/v1/jobs/' + job['id']).json()
            self.assertEqual((job['state'], job['error']), ('failed', 'mapping_file_missing'))
            self.assertRegex(job['message'], r'^core\.yaml:5.*loans\.csv.*mapping_file_missing')
            self.assertNotIn(str(d.data), job['message'])
            reply = li.upload(f'/v1/months/{MONTH}/staged?name=loans.csv', self.LOANS.encode())
            self.assertEqual(reply.status, 201, reply.body)
            li.wait_job(li.post(f'/v1/months/{MONTH}/submissions', {'note': None}))
            receipts = {row['receipt']: row['amount'] for row in
                        rows_of(li.get(f'/v1/months/{MONTH}/receipts'))}
            self.assertEqual(receipts, {'J001': '125000.00', 'J002': '1001234.56'})
            refused = rows_of(li.get(f'/v1/months/{MONTH}/refused'))
            self.assertEqual([(row['file_line'], row['code']) for row in refused],
                             [(4, 'code_untranslated')])
            # Another bank sees nothing of it and cannot end it.
            other = d.user('sun', d.organisation(OTHER, 'bank'), ['maker'])
            self.assertEqual(rows_of(other.get('/v1/mappings')), [])
            path = '/v1/mappings/' + made.json()['id']
            self.assertEqual(other.delete(path).status, 404)
            self.assertEqual(li.delete(path).status, 204)
            job = li.post(f'/v1/months/{MONTH}/runs').json()
            while job['state'] in ('waiting', 'running'):
                job = li.get('/v1/jobs/' + job['id']).json()
            left = li.get(f'/v1/months/{MONTH}/receipts')
            self.assertEqual(left.json().get('data', []) if job['state'] == 'done' else [], [])


def load_tests(loader, _tests, _pattern):
    """On each database."""
    suite = unittest.TestSuite()
    for database in DATABASES:
        kind = type(f'OwnBook_{database}', (OwnBookCase, unittest.TestCase),
                    {'database': database})
        suite.addTests(loader.loadTestsFromTestCase(kind))
    return suite


if __name__ == '__main__':
    unittest.main()
