// A list query over receipts as the warehouse takes it, and the answer of a route of receipts.
#pragma once

#include "domain/receipt.hpp"
#include "http/route.hpp"
#include "service/receipt_list.hpp"

namespace http {

/// Errors: `cursor_malformed`.
base::Result<warehouse::RowRequest> to_row_request(ListQuery const& query);

/// The page that a route with ReplyKind::list and the record of domain::Receipt answers with.
/// Errors: as service::list_receipts; where files lie is left out.
base::Result<Answer> answer_receipts(service::Receipts& receipts, warehouse::Scope const& scope,
                                     ListQuery const& query);

}  // namespace http
