// Writing official .dat files with their .log: summary lines first, then the rows of a query.
#pragma once

#include <string>
#include <vector>

#include "domain/layout.hpp"
#include "warehouse/database.hpp"

namespace warehouse {

/// One field of a detail line: a column of the query, or a constant.
struct DatField {
    domain::FieldKind kind = domain::FieldKind::text_max;
    int32_t width = 0;
    int column = -1;  // -1: `constant`.
    std::string constant;
};

struct DatFile {
    std::string folder;
    std::string name;                  // Without extension: <USCC>_<TABLE>_<YYYYMMDD>.
    std::vector<std::string> summary;  // Lines without LF.
    std::vector<DatField> fields;
    std::string sql;       // Detail rows in order; "" for none.
    std::string finished;  // YYYY-MM-DD HH:MM:SS.
};

struct WrittenFile {
    std::string path;
    std::string md5;
    int64_t bytes = 0;
    int64_t records = 0;
};

/// Writes `<name>.dat` and `<name>.log`. Flags print 1 or 0, a missing flag 0; a missing other
/// value is empty; numbers print with their scale. Errors: `file_unwritable`, `dat_value_too_long`
/// (a value that the layout cannot hold), and as Connection::query.
base::Result<WrittenFile> write_dat(Connection& connection, DatFile const& file);

}  // namespace warehouse
