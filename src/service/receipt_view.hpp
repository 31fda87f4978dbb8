// One receipt of a month for those who may see it: why it counts, what was decided of it, what the
// platform said.
#pragma once

#include <string>

#include "service/bank_month.hpp"

namespace service {

struct ReceiptWish {
    std::string month;
    std::string receipt;   // Or bill.
    std::string contract;  // Narrows; may be "".
    std::string rule;      // One rule; "": all.
    std::string run;       // "": the newest.
    std::string legal;     // Edition pboc: whose; "": the first that has it.
};

/// JSON: {explanation, names, determinations, platform_errors}. The reading stands in the audit. In
/// edition pboc what names persons is left out, as in its lists. Errors: `month_not_run`,
/// `receipt_not_found` (also of another branch), those of explain_receipt.
base::Result<std::string> receipt_view(Place const& place, Caller const& caller,
                                       ReceiptWish const& wish);

}  // namespace service
