// Looking receipts up in a run's Parquet.
#include "service/receipt_rows.hpp"

#include "warehouse/database.hpp"

namespace service {

std::string receipt_number(std::string const& receipt, std::string const& bill) {
    return bill.empty() || bill == "0" ? "R" + receipt : "B" + bill;
}

base::Result<std::map<std::string, ReceiptRow>> receipt_rows(BankMonth const& month,
                                                             FinishedRun const& run,
                                                             std::set<std::string> const& numbers) {
    std::map<std::string, ReceiptRow> out;
    if (numbers.empty()) return out;
    auto database = TRY(warehouse::Database::open({1, "500MB", ""}));
    auto connection = TRY(database.connect());
    std::string list;
    for (std::string const& number : numbers)
        list += (list.empty() ? "" : ", ") + warehouse::quote(number);
    // The stock last: its rows count where a receipt stands in both.
    for (std::string const relation : {"flow", "loan"}) {
        auto const files = run.files(relation, month.uscc);
        if (files.empty()) continue;
        auto const rows = TRY(connection.rows(
            "SELECT number, contract, branch_no, amount FROM (SELECT CASE WHEN class = 'C03' THEN "
            "'B' || bill ELSE 'R' || receipt END AS number, coalesce(contract, '0') AS contract, "
            "branch_no, amount FROM " +
            warehouse::read_parquet(files) + ") WHERE number IN (" + list + ")"));
        for (auto const& row : rows)
            out[row[0]] = {row[1], row[2], relation == "loan" ? row[3] : ""};
    }
    return out;
}

}  // namespace service
