// Mappings: how one bank's own files become the relations of a month (docs/month.md, 4a).
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/day.hpp"
#include "base/result.hpp"
#include "domain/layout.hpp"
#include "warehouse/foreign_file.hpp"

namespace warehouse {

/// How one field of a table comes about: from a column of the file, or as a constant.
struct MappedColumn {
    std::string id;        // Field of the table.
    size_t field = 0;      // Its position in the layout that is read by.
    std::string source;    // Column of the file; "" for a constant.
    std::string constant;  // Its value.
    int shift = 0;         // Places that the decimal point moves right: 万元 to 元 is 4.
    size_t first = 0;      // Only that many characters; 0: all.
    std::string date;      // YYYY/MM/DD, or "serial" for a spreadsheet's day number.
    std::map<std::string, std::string, std::less<>> codes;
    bool has_codes = false;
    bool empty_if_unknown = false;  // A code without translation is empty; else it refuses the row.
    base::Place at;                 // In the mapping.
};

/// Rows whose column holds another value are left out, and counted.
struct MappedFilter {
    std::string source;
    std::set<std::string, std::less<>> values;
    base::Place at;
};

struct MappedTable {
    std::string table;  // loan, flow, supplement, determination, or an official table.
    ForeignFile file;
    std::vector<MappedColumn> columns;
    std::vector<MappedFilter> where;
    std::set<std::string, std::less<>> missing;  // Words that stand for no value.
    base::Place at;
};

struct Mapping {
    std::string file;
    std::string name;
    std::string legal_uscc;
    bool what_if = false;            // No real book: 试算, and no file that could be filed.
    std::vector<std::string> notes;  // Printed on every output.
    std::vector<MappedTable> tables;
};

/// Tables that a mapping can fill, by name.
using MappingTargets = std::map<std::string, domain::Layout const*, std::less<>>;

/// Where the files of mappings are: below `folder`, with {month} as YYYY-MM and {date} as YYYYMMDD.
struct MappingPlace {
    std::string folder;
    base::Day report_date;
    bool confined = false;  // Files and code tables must not lie elsewhere.
    bool look = true;       // Files must be there.
};

/// Errors name file, line and field: `yaml_*`, `csv_*` and `mapping_*`.
base::Result<Mapping> read_mapping(std::string const& path, MappingPlace const& place,
                                   MappingTargets const& targets);

}  // namespace warehouse
