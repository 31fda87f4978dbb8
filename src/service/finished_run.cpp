// The manifest of a run, and the lists it was judged by.
#include "service/finished_run.hpp"

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "warehouse/list_entries.hpp"

namespace service {
namespace {

using Json = nlohmann::json;

/// A list with what it covers, and no entries.
domain::ListSet list_of(Json const& list) {
    domain::ListSet set;
    set.id = list.value("list", "");
    set.revision = list.value("revision", "");
    for (Json const& c : list.value("coverage", Json::array())) {
        domain::ListCoverage coverage;
        coverage.region = c.value("region", "");
        coverage.period.from = base::parse_day(c.value("from", "")).value_or(base::Day{});
        if (c.contains("to") && c["to"].is_string())
            coverage.period.to = base::parse_day(c["to"].get<std::string>());
        set.coverage.push_back(coverage);
    }
    return set;
}

}  // namespace

std::vector<std::string> FinishedRun::files(std::string const& relation,
                                            std::string const& legal_uscc) const {
    std::vector<std::string> out;
    for (std::string const& legal : legals) {
        if (!legal_uscc.empty() && legal != legal_uscc) continue;
        std::string const file = folder + "/month/" + legal + "/" + relation + ".parquet";
        if (base::is_file(file)) out.push_back(file);
    }
    return out;
}

base::Result<void> FinishedRun::read_lists(warehouse::Connection& connection,
                                           std::vector<std::string> const& ids) {
    auto entries = TRY(warehouse::read_list_entries(connection, folder + "/list.parquet", ids));
    for (auto& [name, set] : lists) set.entries = std::move(entries[name]);
    return {};
}

base::Result<FinishedRun> open_run(std::string const& folder) {
    std::string const file = folder + "/manifest.json";
    if (!base::is_file(file))
        return base::fail(base::ErrorKind::not_found, "run_missing", {.file = folder});
    auto const text = TRY(base::read_file(file));
    Json const manifest = Json::parse(text, nullptr, false);
    auto const malformed = [&] { return base::invalid("run_malformed", {.file = file}); };
    if (!manifest.is_object()) return malformed();
    FinishedRun out;
    out.folder = folder;
    out.month = manifest.value("month", "");
    out.edition = manifest.value("edition", "");
    out.only_figures = manifest.value("only_figures", false);
    out.pack_hash = manifest.value("pack", "");
    auto const first = base::parse_day(out.month + "-01");
    if (!first) return malformed();
    out.report_date = base::month_end(*first);
    for (Json const& legal : manifest.value("legals", Json::array())) {
        out.legals.push_back(legal.value("legal_uscc", ""));
        if (legal.value("trial", false)) out.trial_legals.insert(out.legals.back());
    }
    out.trial = !out.trial_legals.empty();
    for (Json const& note : manifest.value("notes", Json::array()))
        if (note.is_string()) out.notes.push_back(note.get<std::string>());
    for (Json const& list : manifest.value("lists", Json::array())) {
        domain::ListSet set = list_of(list);
        std::string const name = set.id;
        out.lists.emplace(name, std::move(set));
    }
    return out;
}

base::Result<std::map<std::string, int>> verdict_bits(std::string const& folder,
                                                      std::string const& relation) {
    std::string const file = folder + "/plan.json";
    auto const text = TRY(base::read_file(file));
    Json const plan = Json::parse(text, nullptr, false);
    std::map<std::string, int> out;
    if (!plan.is_object()) return base::invalid("run_malformed", {.file = file});
    auto const rules =
        plan.value(Json::json_pointer("/relations/" + relation + "/rules"), Json::array());
    for (Json const& rule : rules)
        if (int const bit = rule.value("bit", -1); bit >= 0) out[rule.value("rule", "")] = bit;
    return out;
}

}  // namespace service
