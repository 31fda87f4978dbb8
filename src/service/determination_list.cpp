// What is still to be determined, and the determinations as the engine reads them.
#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "base/csv.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/all_rows.hpp"
#include "service/book.hpp"
#include "service/determination.hpp"
#include "service/month_finding.hpp"
#include "service/receipt_rows.hpp"
#include "service/receive.hpp"
#include "store/tables.hpp"

namespace service {
namespace {

constexpr std::string_view reasons[] = {"undecided", "determination_missing"};
constexpr uint8_t percent_scale = 4;
constexpr size_t packs_kept = 16;

std::vector<std::string> const csv_columns = {"legal_uscc",    "receipt",   "bill",      "chapter",
                                              "determination", "main_type", "share",     "evidence",
                                              "maker",         "checker",   "valid_from"};

/// Which chapters a condition asks for, by the item that its expression reads: det.<chapter> is a
/// determination of that chapter, signed.<family> one that signs any of the family off.
std::string chapters_of(std::string_view expression) {
    static std::map<std::string_view, std::string_view> const families = {
        {"signed.tech", "HTP HTS SE PA"},
        {"signed.green", "GREEN"},
        {"signed.inclusive", "INC"},
        {"signed.elder", "ELDER"},
        {"signed.digital", "DE"},
        {"det.hts", "HTS"},
        {"det.se", "SE"},
        {"det.green", "GREEN"},
        {"det.elder", "ELDER"},
        {"det.de", "DE"},
        {"det.de05", "DE05"}};
    std::string_view best, out;
    for (auto const& [item, words] : families)
        if (item.size() > best.size() && expression.find(item) != std::string_view::npos)
            best = item, out = words;
    return std::string(out);
}

/// Reason and condition's name → chapters, from the run's own packs.
using ChapterNames = std::map<std::pair<std::string, std::string>, std::string>;

base::Result<ChapterNames> read_chapter_names(FinishedRun const& run) {
    ChapterNames out;
    auto const book = TRY(load_book(run.folder + "/pack"));
    for (std::string_view const reason : reasons) {
        auto const rule = book.rules.find("common." + std::string(reason));
        if (rule == book.rules.end()) continue;
        for (auto const& condition : rule->second.conditions)
            out[{std::string(reason), condition.name}] = chapters_of(condition.expression.text);
    }
    return out;
}

/// Packs are the same for many runs, and reading them is most of the work of a host's board.
base::Result<ChapterNames> chapter_names(FinishedRun const& run) {
    static std::mutex mutex;
    static std::map<std::string, ChapterNames> known;
    {
        std::lock_guard const lock(mutex);
        if (auto const at = known.find(run.pack_hash); at != known.end()) return at->second;
    }
    auto out = TRY(read_chapter_names(run));
    std::lock_guard const lock(mutex);
    if (known.size() >= packs_kept) known.clear();
    known[run.pack_hash] = out;
    return out;
}

bool is_asked(domain::Finding const& finding) {
    return std::find(std::begin(reasons), std::end(reasons), finding.check) != std::end(reasons);
}

/// Determinations of the month's receipts that are in force or wait for their checker.
base::Result<std::vector<domain::Determination>> standing(Place const& place, Caller const& caller,
                                                          base::Day day) {
    auto rows =
        TRY(read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return all_rows<domain::Determination>(
                tx, session,
                {{"state", store::Compare::one_of, {std::string("made"), std::string("checked")}},
                 {"valid_from", store::Compare::less_equal, {base::Value(day)}}});
        }));
    std::erase_if(rows, [&](auto const& row) { return row.valid_to && *row.valid_to < day; });
    return rows;
}

bool answers(domain::Determination const& row, std::string const& asked) {
    auto const words = base::split(asked, ' ');
    return std::find(words.begin(), words.end(), row.chapter) != words.end();
}

ToDetermine row_of(domain::Finding const& finding, std::string const& label) {
    ToDetermine out;
    out.relation = finding.relation;
    out.contract = finding.contract;
    out.receipt = finding.receipt;
    out.bill = finding.bill;
    out.branch = finding.branch;
    out.reason = finding.check;
    out.label = label;
    return out;
}

/// Whether a checked determination answers the row; one that waits is named in it.
bool is_answered(std::vector<domain::Determination> const& rows, ToDetermine& row) {
    std::string const number = receipt_number(row.receipt, row.bill);
    bool out = false;
    for (auto const& one : rows) {
        if (receipt_number(one.receipt, one.bill.value_or("")) != number ||
            !answers(one, row.chapter))
            continue;
        out = out || one.state == "checked";
        row.made = one.id;
    }
    return out;
}

char const* answer_letter(std::string const& verdict) {
    return verdict == "yes" ? "Y" : verdict == "no" ? "N" : "X";
}

std::vector<std::string> csv_row(domain::Determination const& row) {
    bool const bill = row.bill.has_value();
    std::string share;
    if (row.share_ppm) share = base::to_text(base::Decimal{*row.share_ppm, percent_scale});
    return {row.legal_uscc,
            bill ? "" : row.receipt,
            row.bill.value_or(""),
            row.chapter,
            answer_letter(row.verdict),
            row.main_type.value_or(""),
            share,
            row.evidence,
            row.maker,
            row.checker.value_or(""),
            base::to_text(row.valid_from)};
}

/// The bank's own file, as it was sent last; an empty one when it sent none.
base::Result<base::CsvTable> sent_table(BankMonth const& month) {
    base::CsvTable out;
    out.columns = csv_columns;
    std::string const file = month.root + "/sent/" + month.month + "/determination.csv";
    if (!base::is_file(file)) return out;
    auto text = TRY(base::read_file(file));
    if (base::find_malformed_utf8(text) != std::string_view::npos)
        text = base::decode_gb18030(text).value_or(text);
    return base::parse_csv_table(text, file);
}

/// The bank's lines but for those of which a determination made here speaks, then these.
std::string compose(base::CsvTable const& sent, std::vector<domain::Determination> const& own) {
    std::set<std::string> ours;
    for (auto const& row : own)
        ours.insert(receipt_number(row.receipt, row.bill.value_or("")) + " " + row.chapter);
    auto const cell = [&](base::CsvTable::Row const& row, std::string_view name) {
        int const at = sent.find(name);
        return at < 0 ? std::string() : row.cells[size_t(at)];
    };
    std::string out;
    base::append_csv_row(out, csv_columns);
    for (auto const& row : sent.rows) {
        std::string const number = receipt_number(cell(row, "receipt"), cell(row, "bill"));
        if (ours.contains(number + " " + cell(row, "chapter"))) continue;
        std::vector<std::string> cells;
        for (std::string const& name : csv_columns) cells.push_back(cell(row, name));
        base::append_csv_row(out, cells);
    }
    for (auto const& row : own) base::append_csv_row(out, csv_row(row));
    return out;
}

}  // namespace

base::Result<std::vector<ToDetermine>> receipts_to_determine(Place const& place,
                                                             Caller const& caller,
                                                             BankMonth const& month) {
    std::vector<ToDetermine> out;
    auto const run = TRY(newest_checked(month));
    auto findings = TRY(run_findings(run, month.uscc));
    std::erase_if(findings, [&](domain::Finding const& finding) {
        return !is_asked(finding) || !month.sees(finding.branch);
    });
    if (findings.empty()) return out;
    auto const names = TRY(chapter_names(run));
    auto const rows = TRY(standing(place, caller, month.day));
    std::set<std::string> seen;
    for (domain::Finding const& finding : findings)
        for (std::string_view const part : base::split(finding.detail, ';')) {
            auto const asked = names.find({finding.check, std::string(part)});
            ToDetermine row = row_of(finding, std::string(part));
            if (asked != names.end()) row.chapter = asked->second;
            row.key = receipt_number(row.receipt, row.bill) + " " + row.chapter;
            // One drawing more of the same receipt asks nothing more.
            if (is_answered(rows, row) || !seen.insert(row.key).second) continue;
            out.push_back(std::move(row));
        }
    return out;
}

base::Result<std::vector<ToDetermine>> to_determine(Place const& place, Caller const& caller,
                                                    BankMonth const& month) {
    auto out = TRY(receipts_to_determine(place, caller, month));
    auto const run = TRY(newest_checked(month));
    std::set<std::string> numbers;
    for (ToDetermine const& row : out) numbers.insert(receipt_number(row.receipt, row.bill));
    auto const known = TRY(receipt_rows(month, run, numbers));
    for (ToDetermine& row : out)
        if (auto const at = known.find(receipt_number(row.receipt, row.bill)); at != known.end())
            row.amount = base::parse_decimal(at->second.amount);
    return out;
}

base::Result<void> deliver_determinations(Place const& place, Caller const& caller,
                                          BankMonth const& month) {
    auto rows = TRY(standing(place, caller, month.day));
    std::erase_if(rows, [](auto const& row) { return row.state != "checked"; });
    auto const names = TRY(account_names(place, caller));
    for (auto& row : rows) {
        if (auto const at = names.find(row.maker); at != names.end()) row.maker = at->second;
        if (auto const at = names.find(row.checker.value_or("")); at != names.end())
            row.checker = at->second;
    }
    std::string const now =
        inbox_folder(month.root, month.day) + "/" + month.uscc + "/determination.csv";
    // Without any here the bank's file counts as it was sent.
    if (rows.empty() && !base::is_file(month.root + "/sent/" + month.month + "/composed"))
        return {};
    auto const sent = TRY(sent_table(month));
    std::string const text = compose(sent, rows);
    if (base::is_file(now)) {
        auto const standing_text = TRY(base::read_file(now));
        if (standing_text == text) return {};
    }
    std::string const folder = month.root + "/sent/" + month.month;
    TRY_VOID(base::make_directories(folder + "/out"));
    TRY_VOID(base::write_file(folder + "/composed", ""));
    TRY_VOID(base::write_file(folder + "/out/determination.csv", text));
    TRY_VOID(receive({month.root,
                      month.day,
                      {folder + "/out/determination.csv"},
                      month.uscc,
                      local_time(caller.moment.now)}));
    return {};
}

}  // namespace service
