// A series in words and as JSON.
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "service/series.hpp"

namespace service {
namespace {

using Json = nlohmann::ordered_json;

Json number(std::optional<base::Decimal> const& value) {
    return value ? Json(base::to_text(*value)) : Json();
}

Json comparison_json(Comparison const& comparison) {
    return {{"base", base::to_month_text(comparison.base)},
            {"difference", number(comparison.change.difference)},
            {"rate", number(comparison.change.rate)},
            {"code", comparison.change.code},
            {"breaks", comparison.breaks},
            {"notes", comparison.notes}};
}

Json month_json(SeriesMonth const& month) {
    Json out = {{"month", base::to_month_text(month.month)}, {"run", Json()}};
    if (!month.run) return out;
    out["run"] = month.run_name;
    out["pack"] = month.run->pack_hash;
    out["trial"] = month.run->trial;
    out["trial_legals"] = month.run->trial_legals;
    out["resent"] = month.resent;
    out["legals"] = month.run->legals;
    out["notes"] = month.run->notes;
    return out;
}

}  // namespace

std::string break_text(SeriesBreak const& one, Language language) {
    return label("series.break", language,
                 {{"from", base::to_text(one.from)},
                  {"before", one.before},
                  {"after", one.after},
                  {"doc", one.law.doc},
                  {"at", one.law.at},
                  {"mark", std::string(1, char(one.law.mark))}});
}

std::string notes_text(std::vector<std::string> const& notes, Language language) {
    std::vector<std::string> parts;
    for (std::string const& note : notes) parts.push_back(label("series.note_" + note, language));
    return base::join(parts, "; ");
}

std::string comparison_text(Series const& series, Comparison const& comparison, BreakNames names,
                            Language language) {
    std::vector<std::string> parts;
    for (size_t i : comparison.breaks) {
        SeriesBreak const& one = series.breaks[i];
        parts.push_back(names == BreakNames::whole ? break_text(one, language)
                                                   : label("series.break_day", language,
                                                           {{"from", base::to_text(one.from)}}));
    }
    if (comparison.change.code == "missing") return "";  // The line itself says so.
    if (comparison.breaks.empty() && !comparison.change.code.empty())
        parts.push_back(label("series.code_" + comparison.change.code, language));
    if (!comparison.notes.empty()) parts.push_back(notes_text(comparison.notes, language));
    return base::join(parts, "; ");
}

std::string table_name(SeriesRow const& row, Language language) {
    if (!row.table.starts_with("summary.")) return row.table;
    return label("series.table_" + row.table.substr(8), language);
}

std::string const& row_name(SeriesRow const& row, Language language) {
    return language == Language::zh ? row.label.zh : row.label.en;
}

void write_series_json(Series const& series, Language language,
                       std::function<void(std::string_view)> const& out) {
    Json head = {{"months", Json::array()}, {"breaks", Json::array()}};
    for (SeriesMonth const& month : series.months) head["months"].push_back(month_json(month));
    for (SeriesBreak const& one : series.breaks)
        head["breaks"].push_back({{"series", one.param},
                                  {"from", base::to_text(one.from)},
                                  {"before", one.before},
                                  {"after", one.after},
                                  {"doc", one.law.doc},
                                  {"at", one.law.at},
                                  {"mark", std::string(1, char(one.law.mark))}});
    std::string const text = head.dump(1);
    out(text.substr(0, text.size() - 2));  // Without the last brace and the line end before it.
    out(",\n \"lines\": [");
    char const* separator = "\n";
    for (SeriesLine const& line : series.lines) {
        SeriesRow const& row = series.rows[line.of];
        Json const one = {{"legal_uscc", row.legal_uscc},
                          {"table", row.table},
                          {"row", row.row},
                          {"name", row_name(row, language)},
                          {"figure", row.figure},
                          {"month", base::to_month_text(line.month)},
                          {"value", number(line.value)},
                          {"notes", line.notes},
                          {"month_before", comparison_json(line.month_before)},
                          {"year_before", comparison_json(line.year_before)}};
        out(separator + one.dump());
        separator = ",\n";
    }
    out("\n ]\n}\n");
}

}  // namespace service
