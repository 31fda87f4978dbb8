// refused.csv and finding.csv of a bank in words.
#include "service/filing_fault.hpp"

#include "base/csv.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/book.hpp"
#include "service/data_root.hpp"
#include "service/month_finding.hpp"
#include "service/problem.hpp"

namespace service {
namespace {

constexpr char const* cell_kept_back = "…";

std::optional<std::string> known(std::string const& text) {
    return text.empty() || text == "0" ? std::nullopt : std::optional<std::string>(text);
}

/// Label `check.<code>`, else the rule's name, else the code.
std::string title_of(pack::Book const& book, std::string const& check, Language language) {
    if (std::string const key = "check." + check; has_label(key)) return label(key, language);
    auto const* const rule = pack::find(book.rules, check);
    if (rule == nullptr) return check;
    return language == Language::zh || rule->label.en.empty() ? rule->label.zh : rule->label.en;
}

base::Result<void> add_refused(FinishedRun const& run, std::string const& legal, Language language,
                               std::vector<FilingFault>& out) {
    std::string const file = run.folder + "/refused.csv";
    if (!base::is_file(file)) return {};
    auto const text = TRY(base::read_file(file));
    auto const table = TRY(base::parse_csv_table(text, "refused.csv"));
    for (base::CsvTable::Row const& row : table.rows) {
        if (row.cells[0] != legal) continue;
        FilingFault fault;
        fault.severity = "refused";
        fault.file = known(row.cells[1]);
        fault.line = base::parse_integer(row.cells[2]);
        fault.field = known(row.cells[3]);
        fault.check = row.cells[4];
        fault.title = label("filing_fault.refused", language);
        fault.text = label("refusal." + fault.check, language, {{"value", cell_kept_back}});
        out.push_back(std::move(fault));
    }
    return {};
}

}  // namespace

base::Result<std::vector<FilingFault>> filing_faults(Place const& place, Caller const& caller,
                                                     base::Day month, std::string const& legal) {
    auto const run = TRY(newest_run(root_of(place, caller.identity.tenant), month, "pboc"));
    if (!run)
        return base::fail(base::ErrorKind::not_found, "match_no_run", {},
                          {{"month", base::to_month_text(month)}});
    auto const book = TRY(load_book(place.pack_folder));
    std::vector<FilingFault> out;
    TRY_VOID(add_refused(*run, legal, caller.language, out));
    auto const findings = TRY(run_findings(*run, legal));
    for (domain::Finding const& finding : findings) {
        if (finding.legal_uscc != legal) continue;  // Those of lists are nobody's.
        Problem const problem = problem_of(finding, month, caller.language);
        FilingFault fault;
        fault.severity = finding.severity;
        fault.check = finding.check;
        fault.title = title_of(book, finding.check, caller.language);
        fault.text = problem.text;
        if (finding.relation == "file") fault.file = known(problem.at.file);
        fault.relation = finding.relation;
        fault.contract = known(finding.contract);
        fault.receipt = known(finding.receipt);
        if (!fault.receipt) fault.receipt = known(finding.bill);
        fault.branch = known(finding.branch);
        out.push_back(std::move(fault));
    }
    for (size_t i = 0; i < out.size(); ++i) out[i].place = int64_t(i) + 1;
    return out;
}

}  // namespace service
