// A few receipts of a finished run by number: whose branch they are of, and their amounts.
#pragma once

#include <map>
#include <set>
#include <string>

#include "service/bank_month.hpp"

namespace service {

struct ReceiptRow {
    std::string contract;  // "0" for a bill.
    std::string branch;
    std::string amount;  // Of the stock row; "" when only a drawing has it.
};

/// A receipt or bill, as findings and determinations name it: R and the receipt, or B and the bill.
std::string receipt_number(std::string const& receipt, std::string const& bill);

/// Those of `numbers` that the run has, by number. Errors: database errors.
base::Result<std::map<std::string, ReceiptRow>> receipt_rows(BankMonth const& month,
                                                             FinishedRun const& run,
                                                             std::set<std::string> const& numbers);

}  // namespace service
