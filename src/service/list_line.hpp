// The lines of a department's list file, each taken or refused with its reason.
#pragma once

#include <string>
#include <vector>

#include "base/record.hpp"

namespace service {

/// A line as a department writes it.
struct ListLine {
    std::string id;
    std::string name;
    std::optional<std::string> level;
    base::Day from;
    std::optional<base::Day> to;
};

inline constexpr auto list_line_columns = base::columns<ListLine>({
    base::column<&ListLine::id>({.text = "Unified social credit code.", .key = true}),
    base::column<&ListLine::name>({.text = "Name of the party."}),
    base::column<&ListLine::level>({.text = "Level as the list words it."}),
    base::column<&ListLine::from>({.text = "First day on the list.", .key = true}),
    base::column<&ListLine::to>({.text = "Last day on the list; empty: until further notice."}),
});

struct NumberedLine {
    int64_t line = 0;
    ListLine row;
};

struct RefusedLine {
    int64_t line = 0;
    std::string id, name, value;
    std::string code;  // Label error.<code>.
};

struct ListLines {
    std::string digest;  // SM3 of the file.
    std::vector<NumberedLine> taken;
    std::vector<RefusedLine> refused;
};

/// Reads the file; a line with a malformed cell, a wrong USCC, or a period that overlaps an earlier
/// one of the same party is refused. CSV (UTF-8, GB18030) or xlsx, heads by name or title.
/// Errors: those of `read_table_file`, and its faults of the whole file.
base::Result<ListLines> read_list_lines(std::string const& file);

inline constexpr int64_t list_lines_max = 200'000;

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::ListLine>{"list_line",
                                                                 service::list_line_columns};
