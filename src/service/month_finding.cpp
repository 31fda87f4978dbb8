// Findings beside explanations; what covers what.
#include "service/month_finding.hpp"

#include <algorithm>
#include <set>

#include "base/csv.hpp"
#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/all_rows.hpp"
#include "service/month_run.hpp"
#include "service/problem.hpp"
#include "service/submission.hpp"
#include "store/tables.hpp"

namespace service {
namespace {

constexpr size_t id_digits = 32;

domain::Finding finding_of(domain::PlatformError const& error, std::string const& uscc) {
    domain::Finding out;
    out.legal_uscc = uscc;
    out.relation = "platform";
    out.contract = error.contract.value_or("0");
    out.receipt = error.receipt.value_or("0");
    out.bill = error.bill.value_or("0");
    out.txn = error.table_number;
    out.branch = error.branch.value_or("");
    out.check = error.code;
    out.severity = "hard";
    out.detail = error.field ? *error.field + ";" + error.text : error.text;
    return out;
}

/// What a month has on the record about its findings.
struct Answers {
    std::vector<domain::Explanation> explanations;
    std::vector<domain::PlatformError> errors;
};

base::Result<Answers> read_answers(store::Transaction& tx, store::Session const& session,
                                   std::string const& month) {
    Answers out;
    out.explanations = TRY(all_rows<domain::Explanation>(tx, session, {is_text("month", month)}));
    out.errors = TRY(all_rows<domain::PlatformError>(tx, session, {is_text("month", month)}));
    return out;
}

/// Which findings an explanation of a whole check covers: those that its run had.
class Covered {
public:
    Covered(BankMonth const& month, std::vector<domain::PlatformError> const& errors)
        : month_(month) {
        for (auto const& error : errors)
            errors_.push_back({finding_id(finding_of(error, month.uscc)), error.run});
    }

    base::Result<bool> covers(domain::Explanation const& one, domain::Finding const& finding,
                              std::string const& id) {
        if (one.relation != finding.relation || one.check != finding.check) return false;
        if (one.finding) return *one.finding == id;
        auto const* const ids = TRY(ids_of(one.run));
        return ids->contains(id);
    }

private:
    base::Result<std::set<std::string> const*> ids_of(std::string const& run) {
        if (auto const at = by_run_.find(run); at != by_run_.end()) return &at->second;
        auto const opened = TRY(chosen_run(month_, run));
        auto const findings = TRY(run_findings(opened, month_.uscc));
        auto& ids = by_run_[run];
        for (auto const& finding : findings) ids.insert(finding_id(finding));
        for (auto const& [id, newest] : errors_)
            if (newest <= run) ids.insert(id);
        return &ids;
    }

    BankMonth const& month_;
    std::vector<std::pair<std::string, std::string>> errors_;  // Id and run at its arrival.
    std::map<std::string, std::set<std::string>> by_run_;
};

MonthFinding row_of(domain::Finding const& finding, std::string const& text) {
    MonthFinding out;
    out.id = finding_id(finding);
    out.relation = finding.relation;
    out.contract = finding.contract;
    out.receipt = finding.receipt;
    out.bill = finding.bill;
    out.txn = finding.txn;
    out.branch = finding.branch;
    out.check = finding.check;
    out.severity = finding.severity;
    out.detail = finding.detail;
    out.text = text;
    out.state = "open";
    return out;
}

/// The explanation that counts: a checked one, else the newest that waits.
base::Result<void> answer(MonthFinding& row, domain::Finding const& finding,
                          std::vector<domain::Explanation> const& all, Covered& covered) {
    for (auto const& one : all) {
        if (one.state == "returned" || (row.state != "open" && one.state != "checked")) continue;
        bool const covers = TRY(covered.covers(one, finding, row.id));
        if (!covers) continue;
        row.state = one.state == "checked" ? one.kind : "proposed";
        row.explanation = one.id;
        row.note = one.note;
        row.maker = one.maker;
        row.checker = one.checker;
        row.checked_at = one.checked_at;
    }
    return {};
}

base::Result<std::vector<MonthFinding>> collect(BankMonth const& month, Answers const& answers,
                                                Language language) {
    auto const run = TRY(newest_checked(month));
    auto findings = TRY(run_findings(run, month.uscc));
    for (auto const& error : answers.errors) findings.push_back(finding_of(error, month.uscc));
    Covered covered(month, answers.errors);
    std::vector<MonthFinding> out;
    for (domain::Finding const& finding : findings) {
        if (!month.sees(finding.branch)) continue;
        bool const platform = finding.relation == "platform";
        std::string text = platform ? label("finding.platform", language,
                                            {{"table", finding.txn}, {"detail", finding.detail}})
                                    : problem_of(finding, month.day, language).text;
        MonthFinding row = row_of(finding, text);
        TRY_VOID(answer(row, finding, answers.explanations, covered));
        out.push_back(std::move(row));
    }
    return out;
}

base::Result<std::vector<std::string>> run_names(BankMonth const& month) {
    std::vector<std::string> out;
    std::string const folder = runs_folder(month.root, month.day);
    auto const entries = TRY(base::list_directory(folder));
    for (auto const& entry : entries)
        if (entry.is_directory && base::is_file(folder + "/" + entry.name + "/finding.csv"))
            out.push_back(entry.name);
    return out;
}

Closing closing_of(domain::Finding const& finding) {
    Closing out;
    auto const text = [](std::string const& value) {
        return value.empty() ? std::optional<std::string>() : std::optional<std::string>(value);
    };
    out.legal_uscc = finding.legal_uscc;
    out.relation = finding.relation;
    out.contract = text(finding.contract);
    out.receipt = text(finding.receipt);
    out.bill = text(finding.bill);
    out.txn = text(finding.txn);
    out.check = finding.check;
    out.detail = text(finding.detail);
    return out;
}

/// What was found in earlier runs of the month and is no longer: the run that had it last.
base::Result<std::map<std::string, std::pair<domain::Finding, std::string>>> gone(
    BankMonth const& month, std::set<std::string> const& now) {
    std::map<std::string, std::pair<domain::Finding, std::string>> out;
    auto const names = TRY(run_names(month));
    for (std::string const& name : names) {
        auto const run = TRY(chosen_run(month, name));
        auto const findings = TRY(run_findings(run, month.uscc));
        for (domain::Finding const& finding : findings)
            if (std::string const id = finding_id(finding); !now.contains(id))
                out[id] = {finding, name};
    }
    return out;
}

/// Receipts and bills that a determination signs off as left out.
base::Result<std::set<std::string>> left_out(Place const& place, Caller const& caller) {
    std::set<std::string> out;
    auto const rows =
        TRY(read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return all_rows<domain::Determination>(
                tx, session, {is_text("state", "checked"), is_text("verdict", "pending")});
        }));
    for (auto const& row : rows) out.insert(row.bill ? *row.bill : row.receipt);
    return out;
}

base::Result<domain::Explanation> make_explanation(BankMonth const& month, ExplainWish const& wish,
                                                   std::vector<MonthFinding> const& findings,
                                                   std::string const& run) {
    domain::Explanation out;
    int64_t found = 0;
    for (MonthFinding const& row : findings) {
        bool const meant = wish.finding ? row.id == *wish.finding
                                        : row.relation == wish.relation && row.check == wish.check;
        if (!meant) continue;
        ++found;
        if (row.severity == "hard" && row.relation != "platform")
            return base::fail(base::ErrorKind::conflict, "finding_hard", {},
                              {{"check", row.check}});
        out.relation = row.relation;
        out.check = row.check;
    }
    if (found == 0) return base::fail(base::ErrorKind::not_found, "finding_unknown", {});
    out.path = month.tenant.path;
    out.month = month.month;
    out.run = run;
    out.finding = wish.finding;
    out.kind = wish.kind.value_or("explained");
    out.note = wish.note;
    out.maker = month.account;
    out.state = "made";
    out.duty = "statistics";
    return out;
}

/// Corrected is what a run after the platform's word no longer has wrong.
base::Result<void> check_corrected(Answers const& answers, domain::Explanation const& made,
                                   std::string const& uscc) {
    if (made.kind != "corrected") return {};
    bool late = made.relation == "platform";
    for (auto const& error : answers.errors) {
        bool const meant = made.finding ? finding_id(finding_of(error, uscc)) == *made.finding
                                        : error.code == made.check;
        if (meant && error.run >= made.run) late = false;
    }
    if (!late) return base::fail(base::ErrorKind::conflict, "finding_not_run_again", {});
    return {};
}

}  // namespace

base::Result<std::vector<domain::Finding>> run_findings(FinishedRun const& run,
                                                        std::string const& uscc) {
    std::vector<domain::Finding> out;
    std::string const file = run.folder + "/finding.csv";
    auto const text = TRY(base::read_file(file));
    auto const table = TRY(base::parse_csv_table(text, file));
    int const legal = table.find("legal_uscc");
    for (auto const& row : table.rows) {
        if (legal < 0 || row.cells[size_t(legal)] != uscc) continue;
        domain::Finding finding;
        for (base::Column const& column : domain::finding_columns)
            if (int const at = table.find(column.name); at >= 0)
                column.set(&finding, row.cells[size_t(at)]);
        out.push_back(std::move(finding));
    }
    return out;
}

std::string finding_id(domain::Finding const& finding) {
    std::string text;
    for (std::string const* part : {&finding.relation, &finding.contract, &finding.receipt,
                                    &finding.bill, &finding.txn, &finding.check, &finding.detail})
        text += *part + "\n";
    return base::digest_hex(base::DigestKind::sm3, text).substr(0, id_digits);
}

base::Result<std::vector<MonthFinding>> findings_of_month(Place const& place, Caller const& caller,
                                                          BankMonth const& month) {
    auto const answers =
        TRY(read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return read_answers(tx, session, month.month);
        }));
    return collect(month, answers, caller.language);
}

base::Result<std::vector<MonthFinding>> month_findings(Place const& place, Caller const& caller,
                                                       std::string const& month) {
    auto const found = TRY(bank_month(place, caller, month, "finding.read"));
    return findings_of_month(place, caller, found);
}

int64_t count_open(std::vector<MonthFinding> const& findings) {
    return std::count_if(findings.begin(), findings.end(), [](MonthFinding const& row) {
        return row.state == "open" || row.state == "proposed";
    });
}

base::Result<std::string> closing_csv(Place const& place, Caller const& caller,
                                      BankMonth const& month) {
    auto const findings = TRY(findings_of_month(place, caller, month));
    auto const signed_off = TRY(left_out(place, caller));
    auto const names = TRY(account_names(place, caller));
    auto const named = [&](std::optional<std::string> const& account) {
        auto const at = names.find(account.value_or(""));
        return at == names.end() ? account.value_or("") : at->second;
    };
    std::string out = base::csv_header(base::record_of<Closing>) + "\n";
    std::set<std::string> now;
    for (MonthFinding const& row : findings) {
        now.insert(row.id);
        domain::Finding const finding{month.uscc,   row.relation, row.contract, row.receipt,
                                      row.bill,     row.txn,      row.branch,   row.check,
                                      row.severity, row.detail};
        Closing closing = closing_of(finding);
        bool const closed = row.state == "explained" || row.state == "corrected";
        closing.state = closed ? row.state : "open";
        if (closed) closing.by = named(row.maker) + ", " + named(row.checker);
        if (closed) closing.day = base::parse_day(row.checked_at.value_or("").substr(0, 10));
        if (closed) closing.note = row.note;
        base::append_csv_row(out, base::record_of<Closing>, &closing);
    }
    auto const former = TRY(gone(month, now));
    for (auto const& [id, had] : former) {
        auto const& [finding, run] = had;
        Closing closing = closing_of(finding);
        bool const is_left_out =
            finding.check == "undecided" &&
            (signed_off.contains(finding.receipt) || signed_off.contains(finding.bill));
        closing.state = is_left_out ? "left_out" : "corrected";
        closing.note = label("text.closing_gone", caller.language, {{"run", run}});
        base::append_csv_row(out, base::record_of<Closing>, &closing);
    }
    return out;
}

base::Result<domain::Explanation> explain_finding(Place const& place, Caller const& caller,
                                                  ExplainWish const& wish,
                                                  std::string const& month) {
    auto const found = TRY(bank_month(place, caller, month, "finding.close"));
    std::string const kind = wish.kind.value_or("explained");
    bool const long_or_none = base::trim(wish.note).empty() ||
                              base::count_code_points(wish.note) > explanation_characters_max;
    if (long_or_none || (kind != "explained" && kind != "corrected"))
        return base::invalid("explanation_note", {.field = "note"},
                             {{"most", std::to_string(explanation_characters_max)}});
    auto const run = TRY(newest_checked(found));
    std::string const run_name(base::file_name(run.folder));
    auto const findings = TRY(findings_of_month(place, caller, found));
    auto const made = TRY(make_explanation(found, wish, findings, run_name));
    return write_as(place, caller,
                    [&](store::Transaction& tx,
                        store::Session const& session) -> base::Result<domain::Explanation> {
                        auto const row = TRY(find_month(tx, session, month));
                        TRY_VOID(check_not_filed(row));
                        auto const answers = TRY(read_answers(tx, session, month));
                        TRY_VOID(check_corrected(answers, made, found.uscc));
                        return store::insert(tx, session, made);
                    });
}

base::Result<domain::Explanation> check_explanation(Place const& place, Caller const& caller,
                                                    CheckWish const& wish, std::string const& id) {
    auto out = write_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
        return check_made<domain::Explanation>(tx, session, {"finding.check", "answer"}, wish, id);
    });
    if (!out) return out;
    // The month may be ready now. Its state follows from what stands; filing asks anew.
    Caller after = caller;
    after.idempotency.clear();
    auto const month = bank_month(place, after, out->month, "finding.check");
    if (month) (void)settle_month(place, after, *month);
    return out;
}

}  // namespace service
