// What drafts left, as lists; nothing is read but for the draft's own organisation.
#include <nlohmann/json.hpp>

#include "service/draft_part.hpp"
#include "service/rule_draft.hpp"
#include "store/tables.hpp"

namespace service {
namespace {

using Json = nlohmann::ordered_json;
using Rows = std::vector<std::vector<base::Value>>;

struct FoundDraft {
    domain::RuleDraft row;
    std::string folder;
};

base::Result<FoundDraft> find_draft(Place const& place, Caller const& caller,
                                    std::string const& id) {
    FoundDraft out;
    out.row =
        TRY(read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return store::find<domain::RuleDraft>(tx, session, id);
        }));
    out.folder = drafts_folder(place, out.row.tenant) + "/" + out.row.id;
    if (!base::is_directory(out.folder))
        return base::fail(base::ErrorKind::not_found, "draft_gone", {},
                          {{"most", std::to_string(drafts_kept_max)}});
    return out;
}

/// The rows of a file; none where the draft did not come so far.
base::Result<Rows> rows_of(FoundDraft const& draft, std::string_view name,
                           base::Record const& record) {
    std::string const file = draft.folder + "/" + std::string(name);
    if (!base::is_file(file)) return Rows();
    auto const text = TRY(base::read_file(file));
    return base::parse_csv_rows(record, text, std::string(name));
}

}  // namespace

base::Result<std::vector<DraftFault>> draft_faults(Place const& place, Caller const& caller,
                                                   std::string const& id) {
    auto const draft = TRY(find_draft(place, caller, id));
    auto const text = TRY(base::read_file(draft.folder + "/" + std::string(draft_faults_file)));
    Json const faults = Json::parse(text, nullptr, false);
    std::vector<DraftFault> out;
    if (!faults.is_array()) return out;
    for (Json const& one : faults) {
        base::Args args;
        Json const values = one.value("args", Json::object());
        for (auto const& [name, value] : values.items())
            args.emplace_back(name, value.get<std::string>());
        std::string const code = one.value("code", "");
        DraftFault fault{int64_t(out.size()) + 1,
                         code,
                         one.value("file", ""),
                         one.value("line", int64_t(0)),
                         one.value("column", int64_t(0)),
                         one.value("field", ""),
                         label("error." + code, caller.language, args)};
        out.push_back(std::move(fault));
    }
    return out;
}

base::Result<Rows> draft_differences(Place const& place, Caller const& caller,
                                     std::string const& id) {
    auto const draft = TRY(find_draft(place, caller, id));
    return rows_of(draft, draft_differences_file, base::record_of<DraftDifference>);
}

base::Result<Rows> draft_effects(Place const& place, Caller const& caller, std::string const& id) {
    auto const draft = TRY(find_draft(place, caller, id));
    return rows_of(draft, draft_effects_file, base::record_of<DraftEffect>);
}

base::Result<Rows> draft_changes(Place const& place, Caller const& caller, std::string const& id) {
    auto const draft = TRY(find_draft(place, caller, id));
    auto rows = TRY(rows_of(draft, draft_changes_file, base::record_of<DraftChange>));
    if (place.edition != domain::bank || !draft.row.month) return rows;
    auto const month = TRY(bank_month(place, caller, *draft.row.month, "receipt.read"));
    size_t branch = 0, legal = 0;
    for (size_t i = 0; i < base::record_of<DraftChange>.columns.size(); ++i) {
        if (base::record_of<DraftChange>.columns[i].name == "branch_no") branch = i;
        if (base::record_of<DraftChange>.columns[i].name == "legal_uscc") legal = i;
    }
    std::erase_if(rows, [&](std::vector<base::Value> const& row) {
        return !month.sees(base::to_text(row[branch])) || base::to_text(row[legal]) != month.uscc;
    });
    return rows;
}

base::Result<std::string> draft_file(Place const& place, Caller const& caller,
                                     std::string const& id) {
    auto const draft = TRY(find_draft(place, caller, id));
    return draft.folder + "/" + std::string(draft_own_file);
}

}  // namespace service
