// Refused lines as a workbook: the lines as they were sent, the faulty cells marked.
#pragma once

#include <string>

#include "service/bank_month.hpp"
#include "service/label.hpp"

namespace service {

struct RefusedWish {
    std::string month;
    std::string run;   // "": the newest.
    std::string file;  // As refused.csv has it; "": every file, a sheet each.
    std::string out;   // Where the workbook goes.
    std::string made;  // YYYY-MM-DD
};

/// A sheet for each file: line number, what is wrong, and the line's cells under the heads of its
/// layout. A cell that no longer says what was refused (the file was sent again since) is left out
/// with its line. Errors: `refused_none` (not_found), `month_not_run`, pack and workbook errors.
base::Result<void> write_refused_book(Place const& place, Caller const& caller,
                                      RefusedWish const& wish);

}  // namespace service
