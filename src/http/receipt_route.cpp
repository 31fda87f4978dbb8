// Pages of receipts, as far as the caller may see.
#include "http/receipt_route.hpp"

#include "http/receipt_query.hpp"
#include "http/row_route.hpp"
#include "service/receipt_desk.hpp"

namespace http {

std::vector<Route> receipt_routes(service::Place const& place) {
    Route route;
    route.path = "/v1/months/{month}/receipts";
    route.permission = "receipt.read";
    route.editions = domain::with_receipts;
    route.purpose = store::Purpose::statistics;
    route.reply = ReplyKind::list;
    route.reply_record = &base::record_of<domain::Receipt>;
    route.query = {
        query_field("run", base::ValueType::text, "Number of a run; the newest when not said.")};
    route.summary = "Receipts of a month by any filter and order, with their verdicts.";
    auto const shelf = std::make_shared<service::ReceiptShelf>();
    route.handle = [&place, shelf](Call& call) -> base::Result<Answer> {
        auto const open = TRY(service::open_receipts(place, caller_of(call), *shelf, call.path(0),
                                                     base::to_text(call.query[0])));
        return answer_receipts(*open.receipts, open.scope, call.list);
    };
    std::vector<Route> out;
    out.push_back(std::move(route));
    return out;
}

}  // namespace http
