// Writing official .dat files with their .log: summary lines first, then rows as they come.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/batch.hpp"
#include "base/result.hpp"
#include "domain/layout.hpp"

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
    std::string finished;  // YYYY-MM-DD HH:MM:SS.
};

struct WrittenFile {
    std::string path;
    std::string md5;
    int64_t bytes = 0;
    int64_t records = 0;
};

/// A .dat that grows row by row and appears under its name, with its .log, when closed. Flags print
/// 1 or 0, a missing flag 0; a missing other value is empty; numbers print with their scale.
class DatStream {
public:
    /// Opens `<folder>/<name>.dat.part` and writes the summary lines. Errors show at `close`.
    explicit DatStream(DatFile file);
    DatStream(DatStream&&) noexcept;
    ~DatStream();

    /// One detail line. Errors: `dat_value_too_long` (the layout cannot hold it),
    /// `file_unwritable`.
    base::Result<void> add(base::Batch const& batch, size_t row);

    /// Ends the file and writes its .log. Errors: `file_unwritable`.
    base::Result<WrittenFile> close();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace warehouse
