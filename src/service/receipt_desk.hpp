// Which receipts a caller sees of a month: its own legal person's, its branches', or, at the
// central bank, those of every bank that files.
#pragma once

#include <memory>
#include <string>

#include "service/place.hpp"
#include "service/receipt_list.hpp"

namespace service {

struct OpenReceipts {
    std::shared_ptr<Receipts> receipts;
    warehouse::Scope scope;
};

/// `month` as YYYY-MM; `run` a number, or "" for the newest checked one; in edition pboc the newest
/// is the only one. Errors: `month_not_run`, `month_malformed` (not_found), `permission_missing`,
/// those of Receipts::open.
base::Result<OpenReceipts> open_receipts(Place const& place, Caller const& caller,
                                         ReceiptShelf& shelf, std::string const& month,
                                         std::string const& run);

}  // namespace service
