"""The bridge: its arithmetic, and its steps counted again from the Parquet files with own SQL."""

import csv
import decimal
import os
import pathlib
import subprocess
import tempfile
import unittest

import judged

PROGRAM = os.environ.get("WUPIAN", "build/release/wupian")
SCOPE = '"v_common.in_scope" = 1'
ABROAD = "(coalesce(m.use_domestic = 'O', false) or coalesce(m.use_industry LIKE '2000%', false))"
# Whole months by the calendar: due a year on is not yet more than 12 months, a month later is.
LONG = "coalesce(m.due >= m.start + INTERVAL 13 MONTH, false)"
OLD = "coalesce(m.class = 'C02' and m.born + INTERVAL 55 YEAR <= DATE '2026-09-30', false)"
# item, code → relation, condition over v (verdicts) and m (the month's values).
STEPS = {
    ("S71.小微", "T"): ("loan", '"v_inclusive.loan" = 1'),
    ("S71.小微", "K"): ("loan", '"v_inclusive.loan" = 1 and "v_inclusive.micro" = 0'),
    ("S71.小微", "U"): ("loan", '"v_inclusive.loan" = 1 and "v_inclusive.micro" = 2'),
    ("S71.小微", "Z"): ("loan", '"v_inclusive.micro" = 1'),
    ("S71.涉农", "A"): (
        "loan",
        '"v_inclusive.micro" = 1 and "v_inclusive.agri" = 1 and "v_inclusive.farmer" <> 1',
    ),
    ("S74.1.C", "T"): ("loan", '"v_digital.loan" = 1'),
    ("S74.1.C", "K"): ("loan", '"v_digital.loan" = 1 and "v_digital.core" = 0'),
    ("S74.1.C", "U"): ("loan", '"v_digital.loan" = 1 and "v_digital.core" = 2'),
    ("S74.1.D", "K"): ("loan", f'"v_digital.core" = 1 and not {LONG}'),
    ("S74.1.D", "Z"): ("loan", f'"v_digital.core" = 1 and {LONG}'),
    ("S74.1.B", "Z"): (
        "flow",
        '"v_digital.core" = 1 and coalesce(m.flow_status <> \'LF05\', true)',
    ),
    ("S73.9.2", "A"): ("loan", f'{OLD} and "v_pension.loan" <> 1'),
    ("S73.9.2", "Z"): ("loan", OLD),
    ("S70_1.1.D", "T0"): ("loan", '"v_tech.loan" = 1'),
    ("S70_1.1.D", "B"): ("loan", '"v_tech.loan" = 1 and m.class = \'C03\''),
    ("S70_1.1.B", "T0"): ("flow", '"v_tech.loan" = 1'),
    ("G01_7.5.A", "O"): ("loan", f'"v_digital.core" = 1 and {ABROAD}'),
    ("G01_7.4.A", "Z"): ("loan", f'("v_tech.htp" = 1 or "v_tech.hts" = 1) and not {ABROAD}'),
    ("G01_7.2.A", "O"): ("loan", ABROAD),
    ("G01_7.2.A", "K"): (
        "loan",
        f"not {ABROAD} and (m.use_industry is null or m.use_industry LIKE '1%')",
    ),
}


class Bridge(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        root = pathlib.Path(cls.folder.name)
        subprocess.run(
            [
                PROGRAM,
                "generate",
                "--month",
                "2026-09",
                "--loans",
                "3000",
                "--seed",
                "12",
                "--out",
                root / "data",
            ],
            check=True,
            capture_output=True,
        )
        subprocess.run(
            [
                PROGRAM,
                "report",
                "--month",
                "2026-09",
                "--in",
                root / "data",
                "--out",
                root / "run",
                "--no-workbooks",
            ],
            check=False,
            capture_output=True,
        )
        cls.run_folder = root / "run"
        with open(root / "run" / "bridge.csv", newline="", encoding="utf-8") as file:
            cls.rows = list(csv.DictReader(file))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_start_and_steps_meet_the_end(self):
        """Of every item and legal person; and what the month does not hold has no amount."""
        items = {}
        for row in self.rows:
            items.setdefault((row["legal_uscc"], row["item"]), []).append(row)
        self.assertGreaterEqual(
            {item.split(".")[0] for _, item in items}, {"S70_1", "S71", "S73", "S74", "G01_7"}
        )
        sign = {"start": 1, "plus": 1, "minus": -1}
        for key, rows in items.items():
            total = sum(
                sign.get(row["step"], 0) * decimal.Decimal(row["amount"] or 0) for row in rows
            )
            end = [row for row in rows if row["step"] == "end"]
            self.assertEqual(1, len(end), key)
            self.assertEqual(
                (total, "0.00"), (decimal.Decimal(end[0]["amount"]), end[0]["gap"]), key
            )
            for row in rows:
                self.assertEqual(row["step"] == "absent", row["amount"] == "", key)

    def test_steps_counted_again(self):
        """Own SQL over verdicts and values gives the same amount and number; most are not zero."""
        ours = {
            (row["item"], row["code"]): (row["amount"], row["receipts"])
            for row in self.rows
            if row["legal_uscc"] == "*"
        }
        filled = 0
        con = judged.connect(self.run_folder)
        for key, (relation, condition) in STEPS.items():
            amount, count = con.execute(
                "SELECT coalesce(sum(m.amount), 0)::DECIMAL(38,2), count(*)"
                f" FROM verdict_{relation} m WHERE {SCOPE} and {condition}"
            ).fetchone()
            self.assertEqual(ours[key], (str(amount), str(count)), key)
            filled += count > 0
        self.assertGreaterEqual(filled, len(STEPS) - 6)


if __name__ == "__main__":
    unittest.main()
