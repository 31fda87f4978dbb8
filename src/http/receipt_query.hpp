// A list query over receipts as the warehouse takes it.
#pragma once

#include "domain/receipt.hpp"
#include "http/list.hpp"
#include "service/receipt_list.hpp"

namespace http {

/// Errors: `cursor_malformed`.
base::Result<warehouse::RowRequest> to_row_request(ListQuery const& query);

}  // namespace http
