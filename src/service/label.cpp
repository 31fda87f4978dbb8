// The label table, embedded at build time and parsed once.
#include "service/label.hpp"

#include <map>

#include "base/check.hpp"
#include "base/csv.hpp"

extern "C" {
extern char const wupian_labels_begin[];
extern char const wupian_labels_end[];
}

// The file itself is the program's data: no generated source, no copy that could differ.
__asm__(
    ".section .rodata\n"
    ".global wupian_labels_begin\n"
    "wupian_labels_begin:\n"
    ".incbin \"" WUPIAN_LABELS_FILE
    "\"\n"
    ".global wupian_labels_end\n"
    "wupian_labels_end:\n"
    ".byte 0\n"
    ".previous\n");

namespace service {
namespace {

using Table = std::map<std::string, std::pair<std::string, std::string>, std::less<>>;

Table const& table() {
    static Table const all = [] {
        std::string_view const text(wupian_labels_begin,
                                    size_t(wupian_labels_end - wupian_labels_begin));
        auto const csv = base::parse_csv_table(text, "labels.csv");
        CHECK(csv.has_value());
        Table out;
        for (auto const& row : csv->rows)
            CHECK(out.emplace(row.cells[0], std::pair(row.cells[1], row.cells[2])).second);
        return out;
    }();
    return all;
}

std::string filled(std::string_view text, base::Args const& args) {
    std::string out;
    for (size_t at = 0; at < text.size(); ++at) {
        bool const doubled = at + 1 < text.size() && text[at + 1] == text[at];
        if ((text[at] == '{' || text[at] == '}') && doubled) {
            out += text[at++];
            continue;
        }
        size_t const close = text[at] == '{' ? text.find('}', at) : std::string_view::npos;
        if (close == std::string_view::npos) {
            out += text[at];
            continue;
        }
        std::string_view const name = text.substr(at + 1, close - at - 1);
        for (auto const& [key, value] : args)
            if (key == name) out += value;
        at = close;
    }
    return out;
}

}  // namespace

bool has_label(std::string_view key) { return table().contains(key); }

std::string label(std::string_view key, Language language, base::Args const& args) {
    auto const at = table().find(key);
    if (at == table().end()) return std::string(key);
    return filled(language == Language::zh ? at->second.first : at->second.second, args);
}

std::string placed_text(base::Place const& at, std::string_view text, std::string_view code) {
    std::string out;
    if (!at.file.empty()) {
        out += at.file;
        if (at.line > 0) out += ":" + std::to_string(at.line);
        if (at.line > 0 && at.column > 0) out += ":" + std::to_string(at.column);
        out += " ";
    }
    if (!at.field.empty()) out += "[" + at.field + "] ";
    return out + std::string(text) + " (" + std::string(code) + ")";
}

std::string error_text(base::Error const& error, Language language) {
    std::string const key = "error." + error.code;
    base::Args args = error.args;
    args.emplace_back("code", error.code);
    for (auto& [name, value] : args)
        if (value.empty()) value = "—";  // A number without a unit, a name that nothing is near.
    return placed_text(error.at, label(has_label(key) ? key : "error.unknown", language, args),
                       error.code);
}

}  // namespace service
