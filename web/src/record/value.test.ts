// Goal: what is typed or pasted is read as the service takes it, and shown as a person reads it.
// Method: expected values by hand, the odd spellings of Excel among them.
import { describe, expect, it } from 'vitest'

import type { Cell, Column, ColumnType } from '@/api/schema'
import { grouped, instant, money, monthAfter, size } from '@/part/format'

import { readPasted } from './clipboard'
import { filterText, readFilter } from './filter'
import { read, readBody, shown } from './value'

const WORDS = { yes: '是', no: '否' }

function column(type: ColumnType, more: Partial<Column> = {}): Column {
  const plain = { name: 'x', label: '栏', required: false, key: false, unit: null, help: null }
  return { ...plain, type, choices: [], ...more }
}
const value = (type: ColumnType, given: Cell, more: Partial<Column> = {}) => {
  const one = read(column(type, more), given, WORDS)
  return 'fault' in one ? one.fault.key : one.value
}

describe('read', () => {
  it('takes numbers as Excel shows them', () => {
    expect(value('money', '1,200.50')).toBe('1200.50')
    expect(value('money', '１２００')).toBe('1200')
    expect(value('money', '¥ 1,200')).toBe('1200')
    expect(value('money', '12元')).toBe('not_number')
    expect(value('money', '1e5')).toBe('not_number')
    expect(value('integer', '1,000')).toBe(1000)
    expect(value('integer', '1.5')).toBe('not_integer')
    // More digits than a binary fraction holds stay as they are.
    expect(value('decimal', '12345678901234567.89')).toBe('12345678901234567.89')
  })
  it('takes days and months in the usual spellings', () => {
    for (const text of ['2026-09-03', '2026/9/3', '2026年9月3日', '20260903', '2026.9.3'])
      expect(value('day', text)).toBe('2026-09-03')
    expect(value('day', '9月3日')).toBe('not_day')
    for (const text of ['2026-09', '2026年9月', '202609'])
      expect(value('month', text)).toBe('2026-09')
  })
  it('takes choices and flags by value or label', () => {
    const choices = [{ value: 'enterprise', label: '企业' }]
    expect(value('choice', '企业', { choices })).toBe('enterprise')
    expect(value('choice', 'enterprise', { choices })).toBe('enterprise')
    expect(value('choice', '公司', { choices })).toBe('not_choice')
    expect(value('boolean', '是')).toBe(true)
    expect(value('boolean', false)).toBe(false)
    expect(value('boolean', '也许')).toBe('not_boolean')
  })
  it('asks for what is required and leaves out what is empty', () => {
    const columns = [column('text', { name: 'a', required: true }), column('text', { name: 'b' })]
    expect(readBody(columns, { a: '  ', b: '' }, WORDS)).toEqual({
      body: {},
      faults: { a: { key: 'required' } },
    })
    expect(readBody(columns, { a: ' 晋 ', b: null }, WORDS)).toEqual({
      body: { a: '晋' },
      faults: {},
    })
    expect(value('boolean', '', { required: true })).toBe(false)
  })
})

describe('shown', () => {
  it('writes money without binary fractions', () => {
    expect(money('1234567.8')).toBe('1,234,567.80')
    expect(money('-0.004')).toBe('0.00')
    expect(money('99999999999999999.99')).toBe('99,999,999,999,999,999.99')
    expect(money('12345678.90', 'wan')).toBe('1,234.57')
    expect(money('-12345678.90', 'wan')).toBe('-1,234.57')
    expect(money('49.99', 'wan')).toBe('0.00')
    expect(money('50.00', 'wan')).toBe('0.01')
    expect(money('150000000', 'yi')).toBe('1.50')
    expect(money(null)).toBe('')
  })
  it('writes the rest', () => {
    expect(grouped(-1234567)).toBe('-1,234,567')
    expect(grouped('1234.5600')).toBe('1,234.5600')
    expect(size(104857600)).toBe('100 MB')
    expect(size(1536)).toBe('1.5 KB')
    expect(monthAfter('2026-12', 1)).toBe('2027-01')
    expect(monthAfter('2026-01', -13)).toBe('2024-12')
    expect(instant('no instant')).toBe('no instant')
    const choices = [{ value: 'a', label: '甲' }]
    expect(shown(column('choice', { choices }), 'a', WORDS)).toBe('甲')
    expect(shown(column('boolean'), false, WORDS)).toBe('否')
    expect(shown(column('text'), null, WORDS)).toBe('')
  })
})

describe('filter', () => {
  it('comes back as it went', () => {
    const conditions = [
      { column: 'name', compare: 'begins' as const, value: 'a,b\\c' },
      { column: 'amount', compare: 'at_most' as const, value: '100' },
      { column: 'state', compare: 'not_equal' as const, value: '=x' },
    ]
    expect(filterText(conditions)).toBe('name^=a\\,b\\\\c,amount<=100,state!==x')
    expect(readFilter(filterText(conditions))).toEqual(conditions)
  })
  it('leaves out what it does not understand', () => {
    expect(readFilter('')).toEqual([])
    expect(readFilter('=1,x,y~2,ok=1')).toEqual([{ column: 'ok', compare: 'equal', value: '1' }])
  })
})

describe('clipboard', () => {
  it('reads quotes, tabs and lines as Excel copies them', () => {
    expect(readPasted('a\tb\r\nc\td\r\n')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
    expect(readPasted('"one\ntwo"\t"say ""x"""\n')).toEqual([['one\ntwo', 'say "x"']])
    expect(readPasted('a\t\n\t\n')).toEqual([['a', '']])
    expect(readPasted('5" pipe\tx')).toEqual([['5" pipe', 'x']])
  })
})
