// Generate: writes an invented province as the files that banks and departments would send.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "engine/sample/sample.hpp"

namespace service {

struct GenerateOptions {
    sample::Options province;
    std::string out;  // Folder; made if absent, must be empty.
    // Time written into the .log files, "YYYY-MM-DD HH:MM:SS". Empty: 18:00 on the fifth day
    // after each month.
    std::string finished = {};
};

struct Generated {
    int64_t receipts = 0;  // Stock lines of the main month, refused ones too.
    int64_t files = 0;
    int64_t bytes = 0;  // Before zipping.
};

/// Writes in/<month>/<USCC>/… of two months, list/…, README.txt and, up to 2,000,000 receipts,
/// truth*.csv. The same options give the same bytes. Memory is flat in the number of receipts.
///
/// Errors: those of Province::create, `output_not_empty` (conflict), `file_unwritable`.
/// Cost: about 3 µs a receipt on one core.
base::Result<Generated> generate(GenerateOptions const& options);

}  // namespace service
