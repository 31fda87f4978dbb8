// A receipt's explanation beside its rows of the record.
#include "service/receipt_view.hpp"

#include <nlohmann/json.hpp>

#include "domain/closing_row.hpp"
#include "service/all_rows.hpp"
#include "service/explain_json.hpp"
#include "service/receipt_rows.hpp"
#include "service/worded.hpp"
#include "store/audit.hpp"

namespace service {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json rows_json(std::vector<T> const& rows) {
    Json out = Json::array();
    for (T const& row : rows) {
        Json one = Json::object();
        for (base::Column const& column : base::record_of<T>.columns) {
            base::Value const value = column.get(&row);
            one[std::string(column.name)] =
                base::is_null(value) ? Json(nullptr) : Json(base::to_text(value));
        }
        out.push_back(std::move(one));
    }
    return out;
}

struct Beside {
    std::vector<domain::Determination> determinations;
    std::vector<domain::PlatformError> errors;
};

/// Rows about the receipt; that they were read is written down in the same transaction.
base::Result<Beside> read_beside(store::Transaction& tx, store::Session const& session,
                                 ReceiptWish const& wish) {
    Beside out;
    for (char const* column : {"receipt", "bill"}) {
        auto determinations =
            TRY(all_rows<domain::Determination>(tx, session, {is_text(column, wish.receipt)}));
        for (auto& row : determinations) out.determinations.push_back(std::move(row));
        auto errors = TRY(all_rows<domain::PlatformError>(
            tx, session, {is_text(column, wish.receipt), is_text("month", wish.month)}));
        for (auto& row : errors) out.errors.push_back(std::move(row));
    }
    store::AuditNote const note{.action = "read", .object_kind = "receipt", .object = wish.receipt};
    TRY_VOID(store::append_audit(tx, session, note));
    return out;
}

base::Result<void> check_seen(BankMonth const& month, FinishedRun const& run,
                              std::string const& receipt) {
    if (!month.branches) return {};
    auto const rows = TRY(receipt_rows(month, run, {"R" + receipt, "B" + receipt}));
    for (auto const& [number, row] : rows)
        if (month.sees(row.branch)) return {};
    return base::fail(base::ErrorKind::not_found, "receipt_not_found", {}, {{"receipt", receipt}});
}

}  // namespace

base::Result<std::string> receipt_view(Place const& place, Caller const& caller,
                                       ReceiptWish const& wish) {
    auto const month = TRY(bank_month(place, caller, wish.month, "receipt.read"));
    auto const run = TRY(chosen_run(month, wish.run));
    TRY_VOID(check_seen(month, run, wish.receipt));
    ExplainRequest request;
    request.run = run.folder;
    request.receipt = wish.receipt;
    request.rule = wish.rule;
    request.contract = wish.contract;
    request.legal_uscc = month.uscc;
    auto explained = explain_receipt(request);
    if (!explained) {
        explained.error().at.file.clear();  // Where a run lies is nobody's business outside.
        return std::unexpected(std::move(explained).error());
    }
    auto const beside =
        TRY(write_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return read_beside(tx, session, wish);
        }));
    Json const out = {{"explanation", explanation_json(*explained)},
                      {"names", Json::parse(names_json(*explained, caller.language))},
                      {"determinations", rows_json(beside.determinations)},
                      {"platform_errors", rows_json(beside.errors)}};
    return out.dump();
}

}  // namespace service
