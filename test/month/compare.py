"""Compares what `wupian report` wrote with the oracle's output and with the generator's truth."""

import csv
import pathlib
import re

import judged

KEY = ("relation", "legal_uscc", "contract", "receipt", "bill", "txn")
TAGS = {"科技": "tech.industry", "绿色": "green.loan", "普惠": "inclusive.loan", "养老": "pension.loan", "数字": "digital.loan"}
LETTER = {0: "N", 1: "Y", 2: "U"}


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def plain(rows):
    """Rows without what each side words in its own way: the name of the most missing item, the names of
    failed conditions (but not the result of a comparison), the joined key of a double line."""
    for row in rows:
        row.pop("pending_item", None)
        if row.get("check") == "tag_changed":
            row["detail"] = ";".join(sorted(TAGS.get(name, name) for name in row["detail"].split(";")))
        elif row.get("relation") in ("loan", "flow", "gone") and not row.get("check", "match_").startswith(("match_", "reported_")):
            row["detail"] = ""
        if row.get("code") == "duplicate_key":
            row["value"] = ""
    return rows


def keyed(rows):
    return sorted(tuple(row.values()) for row in rows)


def difference(name, ours, theirs, limit=5):
    """The first lines that only one side has."""
    a, b = {}, {}
    for side, rows in ((a, ours), (b, theirs)):
        for row in rows:
            side[row] = side.get(row, 0) + 1
    out = [f"{name}: only ours {row}" for row in a if a[row] > b.get(row, 0)][:limit]
    out += [f"{name}: only theirs {row}" for row in b if b[row] > a.get(row, 0)][:limit]
    return out


def verdicts(run, relation):
    """Verdicts of a run by row key: {rule: letter}."""
    result = judged.connect(run).execute(f"SELECT * FROM verdict_{relation}")
    names = [column[0] for column in result.description]
    rules = [(i, name[2:]) for i, name in enumerate(names) if name.startswith("v_")]
    at = {name: i for i, name in enumerate(names)}
    out = {}
    for row in result.fetchall():
        key = tuple("0" if row[at[k]] is None and k in ("contract", "receipt", "bill") else row[at[k]] or "" for k in KEY)
        out[key] = {rule: LETTER[row[i]] for i, rule in rules}
    return out


def compare_verdicts(run, expected, limit=5):
    """`expected`: rows with the key and one column per rule."""
    out = []
    ours = {**verdicts(run, "loan"), **verdicts(run, "flow")}
    seen = set()
    rules = next(iter(ours.values())).keys() if ours else []
    for row in expected:
        key = tuple(row[k] for k in KEY)
        seen.add(key)
        if key not in ours:
            out.append(f"verdict: no row {key}")
            continue
        for rule in rules:
            if row[rule] != ours[key][rule]:
                out.append(f"verdict: {key} {rule}: ours {ours[key][rule]}, expected {row[rule]}")
        if len(out) > limit:
            return out
    out += [f"verdict: unexpected row {key}" for key in ours if key not in seen][:limit]
    return out


def compare_with_oracle(run, oracle):
    """Every difference in figures, refusals, findings, detail files and verdicts."""
    run, oracle = pathlib.Path(run), pathlib.Path(oracle)
    out = []
    for name in ("tables.csv", "summary.csv", "list_rate.csv", "refused.csv", "finding.csv",
                 "check_table.csv"):
        ours, theirs = keyed(plain(rows_of(run / name))), keyed(plain(rows_of(oracle / name)))
        out += difference(name, ours, theirs)
    files = {p.relative_to(run) for p in run.glob("[0-9A-Z]*/*.dat")}
    theirs = {p.relative_to(oracle) for p in oracle.glob("[0-9A-Z]*/*.dat")}
    out += [f"file only ours {p}" for p in sorted(files - theirs)] + [f"file only theirs {p}" for p in sorted(theirs - files)]
    for path in sorted(files & theirs):
        ours_lines = (run / path).read_bytes().split(b"\n")
        their_lines = (oracle / path).read_bytes().split(b"\n")
        if ours_lines != their_lines:
            out += difference(str(path), [l.decode() for l in ours_lines], [l.decode() for l in their_lines], 2)
            out.append(f"{path} differs")
    out += compare_verdicts(run, rows_of(oracle / "verdict.csv"))
    return out


def refusals(rows):
    """Refused lines; of lists only the list, as the truth numbers no lines there."""
    return sorted((r["legal_uscc"], r["file"].split("/")[0], "" if "/" in r["file"] or not r["line"] else r["line"], r["code"])
                  for r in rows)


def compare_with_truth(run, data):
    """Against the generator: verdicts, findings by row, refusals, findings on files."""
    run, data = pathlib.Path(run), pathlib.Path(data)
    truth = rows_of(data / "truth.csv")
    out = compare_verdicts(run, [row for row in truth if not row["refused"]])
    expected = []
    for row in truth:
        for finding in filter(None, row["findings"].split(";")):
            expected.append((row["legal_uscc"], row["relation"], row["contract"], row["receipt"], row["bill"], row["txn"], finding))
    for row in rows_of(data / "truth_others.csv"):
        expected.append((row["legal_uscc"], row["relation"], row["contract"], row["receipt"], row["bill"], row["txn"], row["finding"]))
    for row in rows_of(data / "truth_files.csv"):
        table = re.sub(r"^.*_([A-Z]+)_\d+\.\w+$", r"\1", row["file"])
        expected.append((row["legal_uscc"], "file", "", "", "", "", f"{row['finding']}:{table}"))
    ours = []
    for row in rows_of(run / "finding.csv"):
        check = row["check"]
        if row["relation"] in ("file", "list"):
            check += ":" + row["detail"]
        elif check.startswith("match_"):
            check += "=" + row["detail"]
        relation = "file" if row["relation"] == "list" else row["relation"]
        key = [row[k] for k in ("contract", "receipt", "bill", "txn")]
        if row["relation"] == "customer":  # Lines of customers have no key of a loan.
            key = ["0", "0", "0", ""]
        ours.append((row["legal_uscc"], relation, *key, check))
    out += difference("finding", sorted(ours), sorted(expected))
    out += difference("refused", refusals(rows_of(run / "refused.csv")), refusals(rows_of(data / "truth_refused.csv")))
    return out


if __name__ == "__main__":
    import sys

    found = compare_with_oracle(sys.argv[1], sys.argv[2]) if sys.argv[2] != "-" else []
    if len(sys.argv) > 3:
        found += compare_with_truth(sys.argv[1], sys.argv[3])
    print("\n".join(found) if found else "equal")
    sys.exit(1 if found else 0)
