"""The workbooks of a run, opened with openpyxl and held against the run's CSV and .dat files."""

import csv
import decimal
import os
import pathlib
import re
import subprocess
import tempfile
import unittest
from collections import Counter

import openpyxl

PROGRAM = os.environ.get("WUPIAN", "build/release/wupian")
STOCK = {"存量": "loan", "发生额": "flow"}
FIELD = re.compile(r"^      - \{id: \w+, zh: (.+?), type: \"?([^\",}]+)\"?", re.MULTILINE)
FINDING_KEYS = ("check", "contract", "receipt", "bill", "txn", "branch", "detail")


def command(*arguments):
    return subprocess.run(
        [PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False
    )


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def exact(value, digits):
    """A number cell as decimal text: the double is within half a unit of the last digit."""
    return str(decimal.Decimal(repr(value)).quantize(decimal.Decimal(1).scaleb(-digits)))


def table_of(sheet):
    """Heads and data rows of a sheet as dictionaries."""
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    return [dict(zip(rows[0], row)) for row in rows[1:]]


def official_heads(number, day):
    """Heads of a table in its layout pack on a day, with types; not read by the program."""
    stem = "table_" + number.replace(".", "_") + ".yaml"
    path = next(pathlib.Path("pack").glob(f"*/loan/layout/{stem}"))
    found = []
    for version in re.split(r"(?m)^  - from: ", path.read_text(encoding="utf-8"))[1:]:
        if version[:10] <= day:
            found = re.findall(FIELD, version)
    return found


class Workbooks(unittest.TestCase):
    """One generated month with every fault, run once whole and once with short sheets."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        root = pathlib.Path(cls.folder.name)
        data = root / "data"
        command("generate", "--month", "2026-09", "--loans", 3000, "--seed", 11, "--out", data)
        report = (
            "report",
            "--month",
            "2026-09",
            "--in",
            data,
            "--prior",
            data / "in" / "2026-08",
            "--finished",
            "2026-10-08 09:00:00",
        )
        cls.printed = command(*report, "--out", root / "run").stdout
        command(*report, "--out", root / "short", "--sheet-rows", 60)
        cls.run_folder, cls.short = root / "run", root / "short"
        cls.legals = sorted(p.name for p in cls.run_folder.glob("9*") if p.is_dir())
        cls.books = {
            legal: openpyxl.load_workbook(cls.run_folder / f"{legal}_2026-09.xlsx")
            for legal in [*cls.legals, "all"]
        }

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def csv(self, name, legal):
        return [row for row in rows_of(self.run_folder / name) if row["legal_uscc"] == legal]

    def dat_lines(self, legal, number):
        heads = official_heads(number, "2026-09-30")
        message = re.search(
            r"message: (\w+)",
            next(
                pathlib.Path("pack").glob(f"*/loan/layout/table_{number.replace('.', '_')}.yaml")
            ).read_text(encoding="utf-8"),
        )[1]
        path = self.run_folder / legal / f"{legal}_{message}_20260930.dat"
        return heads, path.read_text(encoding="utf-8").splitlines()

    def test_there_is_a_month(self):
        self.assertGreaterEqual(len(self.legals), 1)
        self.assertIn("试算", self.printed)

    def test_detail_sheets_equal_the_filed_lines(self):
        """Heads are official, codes text, amounts numbers, and each line is the .dat's line."""
        details = 0
        for legal in self.legals:
            for number in (f"3.{n}" for n in range(1, 11)):
                fields, lines = self.dat_lines(legal, number)
                sheet = self.books[legal][number]
                self.assertEqual(
                    [head for head, _ in fields],
                    [cell.value for cell in sheet[2]][: len(fields)],
                    number,
                )
                written = []
                for row in sheet.iter_rows(min_row=3, max_col=len(fields), values_only=True):
                    texts = []
                    for (_, kind), value in zip(fields, row):
                        if value is None:
                            texts.append("")
                        elif kind[0] in "DI":
                            self.assertIsInstance(value, (int, float))
                            texts.append(
                                exact(value, int(kind.partition(".")[2]) if kind[0] == "D" else 0)
                            )
                        else:
                            self.assertIsInstance(value, str)
                            texts.append(value)
                    written.append("|".join(texts))
                details += len(lines)
                self.assertEqual(lines, written, f"{legal} {number}")
        self.assertGreater(details, 500)

    def test_no_cell_shows_a_label_key(self):
        """Every word is a word: no key of labels.csv stands in a cell, and 4.1 says whose it is."""
        keys = {row["key"] for row in rows_of("src/service/labels.csv")}
        self.assertIn("book.yes", keys)
        shown = set()
        for book in self.books.values():
            for cell in (c for sheet in book for row in sheet.iter_rows() for c in row):
                if isinstance(cell.value, str):
                    shown.update(re.findall(r"\bbook\.[a-z_.]+", cell.value))
                    self.assertNotIn(cell.value, keys)
        self.assertEqual(set(), shown)
        self.assertIn("行内测算", self.books["all"]["4.1"]["A1"].value)

    def test_number_formats(self):
        sheet = self.books[self.legals[0]]["3.1"]
        self.assertEqual("#,##0.00", sheet["B3"].number_format)
        self.assertEqual("0.00000", sheet["C3"].number_format)
        self.assertEqual("@", sheet["A3"].number_format)
        self.assertEqual("0", self.books[self.legals[0]]["拒收"]["B3"].number_format)
        self.assertEqual("0", self.books[self.legals[0]]["问题清单"]["A3"].number_format)
        self.assertEqual("#,##0", self.books[self.legals[0]]["五篇汇总"]["H3"].number_format)

    def test_long_sheets_are_split(self):
        """No sheet is longer than asked, and the parts together are the whole."""
        for legal in self.legals:
            short = openpyxl.load_workbook(self.short / f"{legal}_2026-09.xlsx", read_only=True)
            parts = {}
            for name in short.sheetnames:
                rows = list(short[name].iter_rows(values_only=True))
                self.assertLessEqual(len(rows), 60, name)
                parts.setdefault(re.sub(r"\(\d+\)$", "", name), []).append(rows)
            self.assertIn("3.5(2)", short.sheetnames)
            whole = list(self.books[legal]["3.5"].iter_rows(values_only=True))
            self.assertEqual(whole[2:], [row for part in parts["3.5"] for row in part[2:]])
            self.assertTrue(all(part[1] == whole[1] for part in parts["3.5"]))

    def test_findings_equal_finding_csv(self):
        expected = rows_of(self.run_folder / "finding.csv")
        heads = (
            "检查代码",
            "合同编码",
            "借据编码",
            "票据编号",
            "交易流水号",
            "内部机构号",
            "为什么",
        )
        for legal in [*self.legals, "all"]:
            sheet = self.books[legal]["问题清单"]
            ours = table_of(sheet)
            wanted = [
                row for row in expected if row["legal_uscc"] == (legal if legal != "all" else "*")
            ]
            self.assertEqual(
                Counter((row["severity"], *(row[k] for k in FINDING_KEYS)) for row in wanted),
                Counter(
                    ({"硬性": "hard", "提示": "soft"}[row["程度"]], *(row[h] or "" for h in heads))
                    for row in ours
                ),
            )
            self.assertTrue(all(row["建议处理"] for row in ours))
        self.assertEqual(
            len(expected),
            sum(
                row["个数"]
                for row in table_of(self.books["all"]["问题汇总"])
                if row["程度"] != "拒收"
            ),
        )

    def test_findings_show_both_values(self):
        """A low rate shows the rate; a rolled balance shows last month's beside this month's."""
        seen = set()
        for legal in self.legals:
            for row in table_of(self.books[legal]["问题清单"]):
                if row["检查代码"] == "rate_low":
                    self.assertRegex(row["本月数据"], r"利率水平=0\.\d{5}")
                if row["检查代码"] == "balance_roll":
                    self.assertIn("上期余额（原币）=", row["对方值（报送或上月）"])
                    self.assertIn("金额（原币）=", row["本月数据"])
                seen.add(row["检查代码"])
        self.assertLessEqual({"rate_low", "balance_roll"}, seen)

    def test_a_clerk_can_work(self):
        """Frozen heads, a filter, and a drop-down over all rows of the result column."""
        for legal in self.legals:
            for name, column in (("问题清单", "O"), ("待核清单", "J"), ("拒收", "G")):
                sheet = self.books[legal][name]
                self.assertEqual("A3", sheet.freeze_panes)
                self.assertTrue(sheet.auto_filter.ref.startswith("A2:"))
                rules = sheet.data_validations.dataValidation
                self.assertEqual(1, len(rules), name)
                last = max(sheet.max_row, 3)
                self.assertIn(str(rules[0].sqref), (f"{column}3:{column}{last}", f"{column}3"))

    def test_pending_list_adds_up(self):
        """Per chapter the listed amounts are the pending figures of summary.csv."""
        chapters = {
            "科技": "tech",
            "绿色": "green",
            "普惠": "inclusive",
            "养老": "pension",
            "数字": "digital",
        }
        figures = {
            (row["relation"], row["value"], row["measure"]): row
            for row in rows_of(self.run_folder / "summary.csv")
            if row["dimension"] == "institution"
        }
        for legal in self.legals:
            total = {}
            for row in table_of(self.books[legal]["待核清单"]):
                key = (STOCK[row["存量/发生额"]], legal, chapters[row["篇"]])
                amount, count = total.get(key, (decimal.Decimal(0), 0))
                total[key] = (amount + decimal.Decimal(exact(row["金额"], 2)), count + 1)
                self.assertTrue(row["缺少的项目"])
            for key, figure in figures.items():
                if key[1] == legal and key[2] in chapters.values():
                    amount, count = total.get(key, (decimal.Decimal("0.00"), 0))
                    self.assertEqual(
                        (figure["pending_amount"], figure["pending_receipts"]),
                        (f"{amount:.2f}", str(count)),
                        key,
                    )

    def test_five_chapters_equal_summary_csv(self):
        expected = rows_of(self.run_folder / "summary.csv")
        ours = table_of(self.books["all"]["五篇汇总"])
        self.assertEqual(len(expected), len(ours))
        for want, got in zip(expected, ours):
            self.assertEqual(
                (
                    want["relation"],
                    want["value"],
                    want["amount"],
                    want["pending_amount"],
                    want["receipts"],
                ),
                (
                    STOCK[got["存量/发生额"]],
                    got["值"] or "",
                    exact(got["金额"], 2),
                    exact(got["待核金额"], 2),
                    str(got["笔数"]),
                ),
            )
            self.assertEqual(
                want["rate"], "" if got["加权平均利率%"] is None else exact(got["加权平均利率%"], 5)
            )
        # One legal person alone: its own figures, and its cities, industries, sizes and guarantees
        # each add up to its whole.
        by_legal = {
            (row["relation"], row["value"]): row
            for row in expected
            if row["dimension"] == "institution" and row["measure"] == "in_scope"
        }
        for legal in self.legals:
            rows = [
                row for row in table_of(self.books[legal]["五篇汇总"]) if row["指标"] == "各项贷款"
            ]
            for stock, relation in STOCK.items():
                for dimension in ("全部", "城市", "投向行业", "规模", "担保方式"):
                    total = sum(
                        decimal.Decimal(exact(row["金额"], 2))
                        for row in rows
                        if row["存量/发生额"] == stock and row["维度"] == dimension
                    )
                    want = by_legal.get((relation, legal), {"amount": "0.00"})["amount"]
                    self.assertEqual(want, f"{total:.2f}", (legal, stock, dimension))

    def test_refused_check_table_and_bridge(self):
        for legal in [*self.legals, "all"]:
            who = "*" if legal == "all" else legal
            refused = Counter(
                (row["file"], row["line"], row["code"]) for row in self.csv("refused.csv", who)
            )
            self.assertEqual(
                refused,
                Counter(
                    (row["文件"], str(row["行"]), row["原因代码"])
                    for row in table_of(self.books[legal]["拒收"])
                ),
            )
            want = [
                (
                    row["relation"],
                    row["field"],
                    row["code"],
                    row["amount"],
                    row["prior_amount"],
                    row["amount_gap_rate"],
                )
                for row in self.csv("check_table.csv", who)
            ]
            got = [
                (
                    STOCK[row["存量/发生额"]],
                    row["字段"],
                    row["码值"],
                    exact(row["本月金额"], 2),
                    exact(row["上月金额"], 2),
                    "" if row["金额差额率%"] is None else exact(row["金额差额率%"], 2),
                )
                for row in table_of(self.books[legal]["核查表"])
            ]
            self.assertEqual(want, got)
            bridge = [
                (row["item"], row["amount"] or "本月数据不含")
                for row in self.csv("bridge.csv", who)
            ]
            self.assertEqual(
                bridge,
                [
                    (
                        row["项目"],
                        row["金额"] if isinstance(row["金额"], str) else exact(row["金额"], 2),
                    )
                    for row in table_of(self.books[legal]["口径桥"])
                ],
            )

    def test_no_receipt_leaves_in_the_workbook_of_all(self):
        """The workbook over all holds no receipt, bill or contract of any detail file."""
        receipts = set()
        for legal in self.legals:
            for row in table_of(self.books[legal]["3.5"]):
                receipts |= {row["贷款借据编码"], row["票据编号"], row["贷款合同编码"]} - {
                    None,
                    "0",
                }
        self.assertGreater(len(receipts), 50)
        for sheet in self.books["all"]:
            for row in sheet.iter_rows(values_only=True):
                self.assertFalse(
                    receipts.intersection(value for value in row if isinstance(value, str))
                )

    def test_stamps(self):
        """The stamps of summary.json stand on every sheet, in the notes and on the terminal."""
        import json

        summary = json.loads((self.run_folder / "summary.json").read_text(encoding="utf-8"))
        self.assertEqual(["试算", "参数待核实", "版式待核实"], summary["stamps"])
        for stamp in summary["stamps"]:
            self.assertIn(stamp + "：", self.printed)
            for sheet in self.books["all"]:
                self.assertIn(stamp, sheet["A1"].value)
        notes = {row["项目"]: row["内容"] for row in table_of(self.books["all"]["说明"])}
        for entry in summary["stamp_reasons"]:
            self.assertEqual(entry["reason"], notes["印记：" + entry["stamp"]])
        # A legal person whose own month is clean can file: its workbook is no trial.
        manifest = json.loads((self.run_folder / "manifest.json").read_text(encoding="utf-8"))
        for legal in manifest["legals"]:
            title = self.books[legal["legal_uscc"]]["说明"]["A1"].value
            self.assertEqual(legal["trial"], "试算" in title)

    def test_same_input_same_bytes(self):
        """Workbooks do not carry the time of day."""
        name = f"{self.legals[0]}_2026-09.xlsx"
        again = pathlib.Path(self.folder.name) / "again"
        data = pathlib.Path(self.folder.name) / "data"
        command(
            "report",
            "--month",
            "2026-09",
            "--in",
            data,
            "--prior",
            data / "in" / "2026-08",
            "--out",
            again,
            "--finished",
            "2026-10-08 09:00:00",
        )
        self.assertEqual((self.run_folder / name).read_bytes(), (again / name).read_bytes())


if __name__ == "__main__":
    unittest.main()
