// Names from the packs, and from the labels where no pack has one.
#include "service/name_book.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "service/judge.hpp"

namespace service {
namespace {

using Json = nlohmann::ordered_json;

std::string const& name_of(pack::Label const& label, Language language) {
    bool const zh = language == Language::zh || label.en.empty();
    return zh ? label.zh : label.en;
}

Json breaks_json(pack::Book const& book, std::vector<std::string> const& params) {
    Json out = Json::array();
    for (std::string const& param : params) {
        auto const rows = book.params.find(param);
        if (rows == book.params.end()) continue;
        for (size_t i = 1; i < rows->second.size(); ++i) {
            pack::ParamRow const& row = rows->second[i];
            pack::ParamRow const& former = rows->second[i - 1];
            if (row.region != former.region) continue;
            out.push_back({{"from", base::to_text(row.from)},
                           {"before", former.value.value_or("")},
                           {"after", row.value.value_or("")},
                           {"doc", row.law.doc},
                           {"at", row.law.at},
                           {"mark", std::string(1, char(row.law.mark))}});
        }
    }
    return out;
}

pack::LayoutVersion const& version_of(pack::LayoutPack const& layout, base::Day day) {
    auto const* const found = pack::version_on(layout, day);
    return found != nullptr ? *found : layout.versions.back();
}

/// The rows of the summary in their order, then the sums of the five.
Json measures_json(pack::Book const& book, base::Day day, Language language) {
    Json out = Json::array();
    std::vector<std::string> five;
    for (auto const& [name, layout] : book.layouts) {
        if (layout.number != "summary" || layout.relation != "loan") continue;
        for (pack::OutputRow const& row : version_of(layout, day).rows) {
            out.push_back({{"code", row.code},
                           {"name", name_of(row.label, language)},
                           {"breaks", breaks_json(book, row.series)}});
            bool const chapter =
                std::find(std::begin(chapters), std::end(chapters), row.code) != std::end(chapters);
            if (chapter) five.insert(five.end(), row.series.begin(), row.series.end());
        }
    }
    for (std::string const sum : {"gross", "net"})
        out.push_back({{"code", sum},
                       {"name", label("text.measure_" + sum, language)},
                       {"breaks", breaks_json(book, five)}});
    return out;
}

void add_codes(Json& out, pack::Book const& book, std::string const& list, Language language) {
    auto const* const codes = pack::find(book.codes, list);
    if (codes == nullptr) return;
    for (pack::Code const& code : codes->codes) out[code.code] = name_of(code.label, language);
}

/// What a value of a dimension is called: regions for cities, sections for industries.
Json values_json(pack::Book const& book, std::string const& dimension, Language language) {
    Json out = Json::object();
    if (dimension == "size" || dimension == "guarantee")
        add_codes(out, book, "common." + dimension, language);
    auto const* const regions = pack::find(book.codes, "common.region");
    if (dimension == "city" && regions != nullptr)
        for (pack::Code const& code : regions->codes)
            if (code.level == "prefecture") out[code.code] = name_of(code.label, language);
    auto const* const industries = pack::find(book.codes, "common.gb4754");
    if (dimension == "industry" && industries != nullptr)
        for (pack::Code const& code : industries->codes)
            if (code.level == "section") out[code.code] = name_of(code.label, language);
    if (dimension == "industry")
        for (std::string const key : {"text.industry_abroad", "text.industry_personal"})
            out[label(key, Language::zh)] = label(key, language);
    out["-"] = label("name.value_none", language);
    return out;
}

Json dimensions_json(pack::Book const& book, Language language) {
    Json out = Json::array();
    out.push_back({{"code", "institution"},
                   {"name", label("book.dimension_institution", language)},
                   {"values", Json::object()}});
    for (std::string const& dimension : dimension_names())
        out.push_back({{"code", dimension},
                       {"name", label("book.dimension_" + dimension, language)},
                       {"values", values_json(book, dimension, language)}});
    return out;
}

char const* head_key(pack::Put put) {
    switch (put) {
        case pack::Put::category: return "category";
        case pack::Put::amount: return "amount";
        case pack::Put::rate: return "rate";
        case pack::Put::customers: return "customers";
        case pack::Put::value:
        case pack::Put::blank: break;
    }
    return nullptr;
}

Json table_json(pack::LayoutPack const& layout, base::Day day, Language language) {
    pack::LayoutVersion const& version = version_of(layout, day);
    Json heads = Json::object(), rows = Json::array(), law = Json::array();
    for (pack::OutputField const& field : version.fields)
        if (char const* const key = head_key(field.put)) heads[key] = field.field.zh;
    for (pack::OutputRow const& row : version.rows)
        rows.push_back({{"code", row.code}, {"name", name_of(row.label, language)}});
    if (!version.detail.code.empty())
        rows.push_back(
            {{"code", version.detail.code}, {"name", name_of(version.detail.label, language)}});
    for (pack::Citation const& one : version.law) law.push_back({{"doc", one.doc}, {"at", one.at}});
    return {{"number", layout.number},
            {"name", name_of(layout.label, language)},
            {"chapter", layout.name.substr(0, layout.name.find('.'))},
            {"relation", layout.relation},
            {"unverified", version.unverified || !version.gaps.empty()},
            {"heads", heads},
            {"rows", rows},
            {"law", law}};
}

/// The official tables, 3.1 to 4.2.
Json tables_json(pack::Book const& book, base::Day day, Language language) {
    std::vector<pack::LayoutPack const*> written;
    for (auto const& [name, layout] : book.layouts)
        if (layout.number.starts_with("3.") || layout.number.starts_with("4."))
            written.push_back(&layout);
    std::stable_sort(written.begin(), written.end(), [](auto const* a, auto const* b) {
        return std::pair(a->number.size(), a->number) < std::pair(b->number.size(), b->number);
    });
    Json out = Json::array();
    for (auto const* layout : written) out.push_back(table_json(*layout, day, language));
    return out;
}

}  // namespace

std::string names_json(pack::Book const& book, base::Day day, Language language) {
    Json notes = Json::object();
    for (std::string const note : {"no_run", "no_figure", "trial", "resent", "pack", "legals"})
        notes[note] = label("series.note_" + note, language);
    Json rules = Json::object(), items = Json::object(), lists = Json::object();
    for (auto const& [name, rule] : book.rules) rules[name] = name_of(rule.label, language);
    for (auto const& [name, grain] : book.grains)
        for (pack::Item const& item : grain.items) items[item.name] = name_of(item.label, language);
    for (auto const& [name, list] : book.lists) lists[name] = name_of(list.label, language);
    Json const out = {{"measures", measures_json(book, day, language)},
                      {"dimensions", dimensions_json(book, language)},
                      {"tables", tables_json(book, day, language)},
                      {"rules", rules},
                      {"items", items},
                      {"lists", lists},
                      {"notes", notes}};
    return out.dump();
}

}  // namespace service
