// Labels and the names of packs beside codes.
#include "service/worded.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "service/book.hpp"

namespace service {
namespace {

using Json = nlohmann::ordered_json;

std::string const& name_of(pack::Label const& label, Language language) {
    return language == Language::en && !label.en.empty() ? label.en : label.zh;
}

/// Where the column stands in the record.
size_t place_of(base::Record const& record, std::string_view name) {
    auto const at = std::find_if(record.columns.begin(), record.columns.end(),
                                 [&](base::Column const& column) { return column.name == name; });
    return size_t(at - record.columns.begin());
}

base::Record const& refused_record() {
    auto const tables = run_tables();
    auto const at = std::find_if(tables.begin(), tables.end(),
                                 [](RunTable const& table) { return table.name == "refused"; });
    return *at->record;
}

}  // namespace

std::string check_title(pack::Book const& book, std::string const& check, Language language) {
    if (pack::Rule const* const rule = pack::find(book.rules, check))
        return name_of(rule->label, language);
    return has_label("check." + check) ? label("check." + check, language) : check;
}

std::string check_step(std::string const& check, Language language) {
    if (check.starts_with("match_")) return label("step.match", language);
    return label(has_label("step." + check) ? "step." + check : "step.other", language);
}

base::Result<std::vector<MonthFinding>> worded_findings(Place const& place, Caller const& caller,
                                                        std::string const& month) {
    auto rows = TRY(month_findings(place, caller, month));
    if (rows.empty()) return rows;
    auto const book = TRY(load_book(place.pack_folder));
    for (MonthFinding& row : rows) {
        bool const platform = row.relation == "platform";
        row.title = platform ? row.check : check_title(book, row.check, caller.language);
        row.step = platform ? label("step.platform", caller.language)
                            : check_step(row.check, caller.language);
    }
    return rows;
}

void word_refused(std::vector<std::vector<base::Value>>& rows, Language language) {
    base::Record const& record = refused_record();
    size_t const code = place_of(record, "code"), value = place_of(record, "value"),
                 text = place_of(record, "text");
    for (auto& row : rows)
        row[text] = label("refusal." + base::to_text(row[code]), language,
                          {{"value", base::to_text(row[value])}});
}

std::string names_json(Explanation const& explanation, Language language) {
    Json items = Json::object(), rules = Json::object();
    for (pack::Item const& item : explanation.grain.items)
        items[item.name] = name_of(item.label, language);
    for (auto const& [name, declared] : explanation.lists)
        items["list('" + name + "')"] = name_of(declared.label, language);
    for (auto const& [name, label] : explanation.rules) rules[name] = name_of(label, language);
    // By the item's name and by its column, as lists of receipts have it.
    Json codes = Json::object();
    for (pack::Item const& item : explanation.grain.items) {
        auto const found = explanation.codes.find(item.name);
        if (found == explanation.codes.end()) continue;
        for (auto const& [code, label] : found->second) {
            codes[item.name][code] = name_of(label, language);
            if (!item.column.empty()) codes[item.column][code] = name_of(label, language);
        }
    }
    return Json{{"items", items}, {"rules", rules}, {"codes", codes}}.dump();
}

}  // namespace service
