// The scope is made from the session here and applied by the warehouse.
#include "service/receipt_desk.hpp"

#include "service/bank_month.hpp"
#include "service/data_root.hpp"

namespace service {
namespace {

constexpr std::string_view permission = "receipt.read";

base::Result<OpenReceipts> open_of_bank(Place const& place, Caller const& caller,
                                        ReceiptShelf& shelf,
                                        std::pair<std::string, std::string> const& month_and_run) {
    auto const month = TRY(bank_month(place, caller, month_and_run.first, permission));
    auto const run = TRY(chosen_run(month, month_and_run.second));
    OpenReceipts out;
    out.receipts = TRY(shelf.find(run.folder));
    out.scope.legals = warehouse::Seen::of({month.uscc});
    out.scope.branches = warehouse::Seen::everything();
    if (month.branches)
        out.scope.branches = warehouse::Seen::of({month.branches->begin(), month.branches->end()});
    out.scope.regions = warehouse::Seen::everything();
    out.scope.fields = receipt_fields(Personal::shown);
    return out;
}

base::Result<OpenReceipts> open_of_centre(Place const& place, Caller const& caller,
                                          ReceiptShelf& shelf, std::string const& month) {
    auto const day = base::parse_month_end(month);
    if (!day) return base::fail(base::ErrorKind::not_found, "month_malformed", {.field = "month"});
    auto const run = TRY(newest_run(root_of(place, caller.identity.tenant), *day, "pboc"));
    if (!run) return base::fail(base::ErrorKind::not_found, "match_no_run", {}, {{"month", month}});
    OpenReceipts out;
    out.receipts = TRY(shelf.find(run->folder));
    out.scope = warehouse::Scope::everything();
    out.scope.fields = receipt_fields(Personal::hidden);
    return out;
}

}  // namespace

base::Result<OpenReceipts> open_receipts(Place const& place, Caller const& caller,
                                         ReceiptShelf& shelf, std::string const& month,
                                         std::string const& run) {
    if (place.edition == domain::pboc) return open_of_centre(place, caller, shelf, month);
    return open_of_bank(place, caller, shelf, {month, run});
}

}  // namespace service
