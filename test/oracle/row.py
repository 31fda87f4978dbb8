"""One row of `loan` or `flow`: the items of docs/month.md §6 from the fields of its table."""

from dataclasses import dataclass, field
from typing import Optional

from identifier import is_uscc_of
from money import scaled

LOAN_FIELDS = dict(
    fi_code='金融机构代码', branch='内部机构号', branch_region='金融机构地区代码',
    id_type='借款人证件类型', id='借款人证件代码', sector='借款人国民经济部门',
    base_industry='借款人行业', region='借款人地区代码', ownership='借款人经济成分',
    size='借款人企业规模', receipt='贷款借据编码', contract='贷款合同编码', product='贷款产品类别',
    base_use='贷款实际投向', start='贷款发放日期', due='贷款到期日期', extended='贷款展期到期日期',
    currency='币种', balance='贷款余额', amount='贷款余额折人民币', rate_kind='利率是否固定',
    rate='利率水平', benchmark='基准利率', reprice='贷款利率重新定价日', guarantee='贷款担保方式',
    quality='贷款质量', status='贷款状态', overdue='逾期类型', purpose='贷款用途')
FLOW_FIELDS = dict(LOAN_FIELDS, balance='贷款发生金额', amount='贷款发生金额折人民币',
                   direction='发放/收回标识', txn='交易流水号')
BILL_FIELDS = dict(
    fi_code='金融机构代码', branch='内部机构号', branch_region='金融机构地区代码',
    direction='贴现方式', bill='票据编号', id_type='贴现申请人证件类型', id='贴现申请人证件代码',
    sector='贴现申请人国民经济部门', base_industry='贴现申请人行业', region='贴现申请人地区代码',
    ownership='贴现申请人经济成分', size='贴现申请人企业规模', start='交易日期', due='票据到期日期',
    currency='贴现币种', balance='贴现金额', amount='贴现金额折人民币', rate='贴现利率',
    quality='贷款质量', status='贷款状态', trade='交易类型', txn='交易流水号')
MAPPING = {
    'CLDWDK': ('loan', 'C01', LOAN_FIELDS), 'CLGRDK': ('loan', 'C02', LOAN_FIELDS),
    'CLPJRZ': ('loan', 'C03', BILL_FIELDS), 'DWDKFS': ('flow', 'C01', FLOW_FIELDS),
    'GRDKFS': ('flow', 'C02', FLOW_FIELDS), 'PJRZFS': ('flow', 'C03', BILL_FIELDS),
}
BILL_PRODUCT = {'01': 'PJ01', '02': 'PJ02'}
NUMBERS = ('balance', 'amount', 'rate', 'benchmark')


@dataclass(slots=True)
class Row:
    """A row; text items are '' when missing, numbers None."""

    relation: str
    table: str
    cls: str
    legal: str
    fi_code: str = ''
    branch: str = ''
    branch_region: str = ''
    contract: str = '0'
    receipt: str = '0'
    bill: str = '0'
    txn: str = ''
    id_type: str = ''
    id: str = ''
    sector: str = ''
    base_industry: str = ''
    region: str = ''
    ownership: str = ''
    size: str = ''
    product: str = ''
    base_use: str = ''
    start: str = ''
    due: str = ''
    extended: str = ''
    currency: str = ''
    balance: Optional[int] = None
    amount: Optional[int] = None
    rate: Optional[int] = None
    rate_kind: str = ''
    benchmark: Optional[int] = None
    reprice: str = ''
    guarantee: str = ''
    quality: str = ''
    status: str = ''
    overdue: str = ''
    purpose: str = ''
    direction: str = ''
    trade: str = ''
    remarks: tuple = ()
    # joined
    count_date: str = ''
    supplement: dict = field(default_factory=dict)
    determinations: dict = field(default_factory=dict)
    sole_mark: Optional[bool] = None
    owner_mark: Optional[bool] = None
    marks: dict = field(default_factory=dict)
    reported: dict = field(default_factory=dict)
    customer: Optional[dict] = None
    use: str = ''
    industry: str = ''
    credit_line: Optional[int] = None
    farmer: Optional[bool] = None
    kind: str = ''

    @property
    def key(self):
        """The key of the row within its relation and legal person."""
        stock = ('bill', self.bill) if self.cls == 'C03' else (self.contract, self.receipt)
        return stock + (self.txn,) if self.relation == 'flow' else stock

    @property
    def names(self):
        """relation, legal person, contract, receipt, bill, transaction."""
        return (self.relation, self.legal, self.contract, self.receipt, self.bill, self.txn)

    @property
    def companion_key(self):
        """How supplement.csv and determination.csv name the row."""
        return ('bill', self.bill) if self.cls == 'C03' else ('receipt', self.receipt)

    @property
    def drawn(self):
        """Is a flow line a drawing: the others are repayments or bought bills."""
        if self.cls == 'C03':
            return self.direction == '01' and self.trade == 'A01'
        return self.direction == '1'


def row_of(table, legal, cells, remarks):
    """A row from the cells of its line by head; joins come later."""
    relation, cls, mapping = MAPPING[table]
    row = Row(relation, table, cls, legal, remarks=tuple(remarks))
    for item, head in mapping.items():
        text = cells.get(head)
        if text is None or text == '':
            continue
        setattr(row, item, scaled(text) if item in NUMBERS else text)
    if cls == 'C03':
        row.product = BILL_PRODUCT.get(row.direction, 'PJ09')
    return row


def borrower_kind(row):
    """borrower.kind, '' when unknown."""
    if row.cls == 'C02':
        if row.sole_mark is not False:
            return 'sole_trader' if row.sole_mark else ''
        if row.owner_mark is not False:
            return 'owner' if row.owner_mark else ''
        return 'farmer' if row.farmer else 'person'
    if row.sector == '':
        return ''
    if row.sector.startswith('C'):
        return 'coop' if is_uscc_of(row.id_type, row.id, '93') else 'enterprise'
    return {'E': 'foreign', 'B': 'financial'}.get(row.sector[0], 'org')


def borrower_farmer(row):
    """borrower.farmer: only a person can be one."""
    if row.cls != 'C02':
        return False
    if 'farmer' in row.supplement:
        return row.supplement['farmer'] == '1'
    return False if row.marks.get('agri') is False else None


def derive(row):
    """Fills the items that need the joins."""
    row.use = row.supplement.get('use_class', row.base_use)
    row.industry = row.supplement.get('borrower_class', row.base_industry)
    line = row.supplement.get('credit_line') or (row.customer or {}).get('授信额度')
    row.credit_line = scaled(line) if line else None
    row.farmer = borrower_farmer(row)
    row.kind = borrower_kind(row)
