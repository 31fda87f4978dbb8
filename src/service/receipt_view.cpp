// A receipt's explanation beside its rows of the record.
#include "service/receipt_view.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "domain/closing_row.hpp"
#include "service/all_rows.hpp"
#include "service/data_root.hpp"
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

/// Items that name persons, or may: those of `domain::personal_receipt_columns`.
constexpr std::string_view personal_items[] = {"borrower.id", "borrower.no", "borrower.born",
                                               "loan.use_text"};

bool is_personal(std::string_view item) {
    return std::find(std::begin(personal_items), std::end(personal_items), item) !=
           std::end(personal_items);
}

/// Takes the values of personal items out of the conditions of a rule or check.
void hide_items(Json& trace) {
    if (!trace.contains("conditions")) return;
    for (Json& condition : trace["conditions"]) {
        for (char const* const part : {"items", "named"})
            if (condition.contains(part))
                for (auto& [item, value] : condition[part].items())
                    if (is_personal(item)) value = nullptr;
        if (!condition.contains("comparisons")) continue;
        Json kept = Json::array();
        for (Json const& one : condition["comparisons"])
            if (!is_personal(one["left"].get<std::string>()) &&
                !is_personal(one["right"].get<std::string>()))
                kept.push_back(one);
        condition["comparisons"] = std::move(kept);
    }
}

/// The central bank's own run: by legal person, without what names persons.
base::Result<std::string> central_view(Place const& place, Caller const& caller,
                                       ReceiptWish const& wish) {
    auto const day = base::parse_month_end(wish.month);
    if (!day) return base::fail(base::ErrorKind::not_found, "month_malformed", {.field = "month"});
    auto const run = TRY(newest_run(root_of(place, caller.identity.tenant), *day, "pboc"));
    if (!run)
        return base::fail(base::ErrorKind::not_found, "match_no_run", {}, {{"month", wish.month}});
    ExplainRequest const request{run->folder, wish.receipt, wish.rule, wish.legal, wish.contract};
    auto explained = explain_receipt(request);
    if (!explained) {
        explained.error().at.file.clear();
        return std::unexpected(std::move(explained).error());
    }
    Json shown = explanation_json(*explained);
    for (Json& record : shown["records"])
        for (char const* const part : {"rules", "failed_checks"})
            for (auto& [name, trace] : record[part].items()) hide_items(trace);
    auto const noted =
        write_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            store::AuditNote const note{
                .action = "read", .object_kind = "receipt", .object = wish.receipt};
            return store::append_audit(tx, session, note);
        });
    if (!noted) return std::unexpected(noted.error());
    Json const out = {{"explanation", shown},
                      {"determinations", Json::array()},
                      {"platform_errors", Json::array()}};
    return out.dump();
}

}  // namespace

base::Result<std::string> receipt_view(Place const& place, Caller const& caller,
                                       ReceiptWish const& wish) {
    if (place.edition == domain::pboc) return central_view(place, caller, wish);
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
