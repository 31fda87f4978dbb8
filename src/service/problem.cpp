// Wording of refused lines and findings; the texts are labels refusal.<code> and finding.<check>.
#include "service/problem.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "service/run_files.hpp"

namespace service {
namespace {

Problem of_refusal(domain::Refusal const& refusal, Language language) {
    Problem out{refusal.legal_uscc, refusal.code, "refused", refusal.value, {}, ""};
    bool const list = refusal.legal_uscc == "*";
    bool const named = list || refusal.file.starts_with(refusal.legal_uscc);
    out.at.file = (list ? "list/" : "") + (named ? "" : refusal.legal_uscc + "/") + refusal.file;
    out.at.line = int32_t(refusal.line);
    out.at.field = refusal.field;
    out.text = label("refusal." + refusal.code, language, {{"value", refusal.value}});
    return out;
}

/// <USCC>_<TABLE>_<YYYYMMDD>.dat.
std::string file_name(domain::Finding const& finding, base::Day report_date) {
    std::string day = base::to_text(report_date);
    std::erase(day, '-');
    return finding.legal_uscc + "_" + finding.detail + "_" + day + ".dat";
}

bool is_row(domain::Finding const& finding) {
    return finding.relation != "file" && finding.relation != "list";
}

}  // namespace

Problem problem_of(domain::Finding const& finding, base::Day report_date, Language language) {
    Problem out{finding.legal_uscc, finding.check, finding.severity, finding.detail, {}, ""};
    std::string key = "finding." + finding.check;
    if (finding.relation == "file") {
        out.at.file = file_name(finding, report_date);
    } else if (finding.relation == "list") {
        out.at.file = "list/" + finding.detail;
    } else {
        bool const bill = !finding.bill.empty() && finding.bill != "0";
        out.at.file = finding.legal_uscc + " " + finding.relation;
        out.at.field = bill ? finding.bill : finding.receipt;
    }
    if (!has_label(key)) key = "finding.row";
    out.text = label(key, language, {{"check", finding.check}, {"detail", finding.detail}});
    return out;
}

std::vector<Problem> problems_of(ReportResult const& result, Language language, size_t count) {
    std::vector<Problem> out;
    for (domain::Refusal const& refusal : result.load.refusals)
        if (out.size() < count) out.push_back(of_refusal(refusal, language));
    for (domain::Finding const& finding : result.findings)
        if (out.size() < count && !is_row(finding))
            out.push_back(problem_of(finding, result.report_date, language));
    for (domain::Finding const& finding : result.findings)
        if (out.size() < count && is_row(finding) && finding.severity == "hard")
            out.push_back(problem_of(finding, result.report_date, language));
    return out;
}

std::string problem_line(Problem const& problem) {
    return placed_text(problem.at, problem.text, problem.code);
}

std::string report_json(ReportResult const& result, Language language) {
    auto out = nlohmann::ordered_json::parse(summary_json(result));
    out["problems"] = nlohmann::ordered_json::array();
    for (Problem const& problem : problems_of(result, language, problems_shown_max))
        out["problems"].push_back({{"legal_uscc", problem.legal_uscc},
                                   {"severity", problem.severity},
                                   {"code", problem.code},
                                   {"file", problem.at.file},
                                   {"line", problem.at.line},
                                   {"field", problem.at.field},
                                   {"value", problem.value},
                                   {"message", problem_line(problem)}});
    return out.dump(1) + "\n";
}

}  // namespace service
