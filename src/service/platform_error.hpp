// The error file that the receiving platform sends back: read, put on receipts, month opened again.
#pragma once

#include <string>
#include <vector>

#include "service/month_finding.hpp"

namespace service {

struct PlatformFile {
    std::string month;
    std::string file;  // On disk.
};

/// What one import brought.
struct PlatformImport {
    std::string batch;
    int64_t errors = 0;
    int64_t placed = 0;
    std::string state;
};

inline constexpr auto platform_import_columns = base::columns<PlatformImport>({
    base::column<&PlatformImport::batch>({.text = "SM3 of the file.", .key = true}),
    base::column<&PlatformImport::errors>({.text = "Errors that were new."}),
    base::column<&PlatformImport::placed>({.text = "Of them on receipts of the newest run."}),
    base::column<&PlatformImport::state>({.text = "The month's state now."}),
});

/// Reads a CSV as the layout `common.platform_error` has it (the platform's own format is not
/// published: the layout is ours), stores its lines and opens a filed month again. A file that was
/// taken in before changes nothing. Errors: `platform_head`, `platform_line` with line and field,
/// `platform_empty`, `month_not_run`, CSV and pack errors.
base::Result<PlatformImport> import_platform_errors(Place const& place, Caller const& caller,
                                                    PlatformFile const& wish);

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::PlatformImport>{
    "platform_import", service::platform_import_columns};
