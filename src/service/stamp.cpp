// Reasons are counted from the result, so that no output can forget one.
#include "service/stamp.hpp"

#include <set>

#include "base/text.hpp"

namespace service {
namespace {

bool is_of(std::string const& legal, std::string const& asked) {
    return asked == "*" || legal == asked;
}

std::string trial_reason(ReportResult const& result, std::string const& legal, Language language) {
    if (result.only_figures) return label("stamp.only_figures_reason", language);
    int64_t refused = 0, hard = 0, missing = 0, undecided = 0;
    for (domain::Refusal const& refusal : result.load.refusals)
        refused += is_of(refusal.legal_uscc, legal) ? 1 : 0;
    for (domain::Finding const& finding : result.findings) {
        if (finding.severity != "hard" || !is_of(finding.legal_uscc, legal)) continue;
        ++hard;
        missing += finding.check == "determination_missing" ? 1 : 0;
        undecided += finding.check == "undecided" ? 1 : 0;
    }
    return label("stamp.trial_reason", language,
                 {{"refused", std::to_string(refused)},
                  {"hard", std::to_string(hard)},
                  {"missing", std::to_string(missing)},
                  {"undecided", std::to_string(undecided)}});
}

}  // namespace

std::vector<Stamp> stamps_of(ReportResult const& result, std::string const& legal_uscc,
                             Language language) {
    std::vector<Stamp> out;
    bool const trial = legal_uscc == "*" ? result.trial : result.trial_legals.contains(legal_uscc);
    if (trial)
        out.push_back({label("stamp.trial", language), trial_reason(result, legal_uscc, language)});
    if (!result.uncertain.empty())
        out.push_back({label("stamp.uncertain", language),
                       label("stamp.uncertain_reason", language,
                             {{"count", std::to_string(result.uncertain.size())},
                              {"rules", base::join(result.uncertain, ", ")}})});
    std::set<std::string> unverified;
    for (TableFile const& file : result.files)
        if (file.unverified) unverified.insert(file.number);
    if (!unverified.empty())
        out.push_back(
            {label("stamp.unverified", language),
             label("stamp.unverified_reason", language,
                   {{"tables", base::join({unverified.begin(), unverified.end()}, ", ")}})});
    for (warehouse::Mapping const& mapping : result.mappings)
        if (is_of(mapping.legal_uscc, legal_uscc) && (mapping.what_if || !mapping.notes.empty()))
            out.push_back({label(mapping.what_if ? "stamp.what_if" : "stamp.note", language),
                           base::join(mapping.notes, "; ")});
    return out;
}

std::string stamp_line(std::vector<Stamp> const& stamps) {
    std::vector<std::string> names;
    for (Stamp const& stamp : stamps) names.push_back(stamp.name);
    return base::join(names, " · ");
}

}  // namespace service
