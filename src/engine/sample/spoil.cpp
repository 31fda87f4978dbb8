// Lines that the reader must refuse, one fault in each, made from good lines.
#include <array>

#include "engine/sample/render.hpp"

namespace sample {
namespace {

/// Positions of fields in the six tables, from 1; 0 where a table has no such field.
struct Fields {
    int product, money, start, currency, first, text;
};
constexpr std::array<Fields, 6> fields = {{
    {13, 19, 15, 18, 28, 32},  // CLDWDK
    {9, 14, 10, 13, 23, 27},   // CLGRDK
    {4, 28, 23, 24, 0, 18},    // CLPJRZ
    {13, 19, 15, 18, 28, 34},  // DWDKFS
    {9, 14, 10, 13, 23, 29},   // GRDKFS
    {4, 28, 23, 24, 0, 18},    // PJRZFS
}};

void replace_cell(std::string& out, size_t at, int field, std::string_view value) {
    for (int i = 1; i < field; ++i) at = out.find('|', at) + 1;
    size_t const end = out.find_first_of("|\n", at);
    out.replace(at, end - at, value);
}

std::string_view wrong_number(size_t turn) {
    constexpr std::string_view values[] = {"1,234.00", "1234.5", "012.00", "1.2e5", "12.000", "12"};
    return values[turn % std::size(values)];
}

std::string_view wrong_date(size_t turn) {
    constexpr std::string_view values[] = {"2026-02-30", "2026/09/01", "20260901", "2025-13-01"};
    return values[turn % std::size(values)];
}

}  // namespace

void spoil_line(std::string& out, size_t line_start, Table table, Fault fault) {
    Fields const& f = fields[size_t(table)];
    // The line's own bytes choose among the ways to be wrong, so that all of them occur.
    size_t turn = 0;
    for (size_t i = line_start; i < out.size(); ++i) turn += uint8_t(out[i]);
    auto const set = [&](int field, std::string_view value) {
        replace_cell(out, line_start, field, value);
    };
    switch (fault) {
        case Fault::column_count:
            if (turn % 2 == 0) {
                out.insert(out.size() - 1, "|");
            } else {
                out.erase(out.find('|', line_start), 1);
            }
            break;
        case Fault::not_utf8: set(f.text, "\xC3\x28货款"); break;
        case Fault::control_character: set(f.text, turn % 2 == 0 ? "货\t款" : "货\x07款"); break;
        case Fault::value_missing: set(turn % 2 == 0 ? f.product : f.money, ""); break;
        case Fault::value_too_long: set(2, "0000000000111111111122222222223"); break;
        case Fault::number_malformed: set(f.money, wrong_number(turn)); break;
        case Fault::number_too_long: set(f.money, "12345678901234567.00"); break;
        case Fault::date_malformed: set(f.start, wrong_date(turn)); break;
        case Fault::flag_malformed: set(f.first, turn % 2 == 0 ? "2" : "Y"); break;
        case Fault::code_unknown:
            if (turn % 3 == 0) {
                set(f.currency, turn % 2 == 0 ? "CN" : "CNYY");
            } else {
                set(f.product, f.product == 4 ? "77" : "F777");
            }
            break;
        case Fault::duplicate_key: out += std::string(out, line_start); break;
        case Fault::record_cut: out.pop_back(); break;
        default: break;
    }
}

}  // namespace sample
