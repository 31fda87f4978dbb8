// Lists of receipts over a finished run: filter, sort, page and fetch, and one receipt with its
// verdicts. Nothing is read without a Scope.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "domain/receipt.hpp"
#include "service/finished_run.hpp"
#include "warehouse/row_page.hpp"

namespace service {

/// Where the lists of a run stand, within it. Hidden: it is derived, so archives leave it out.
inline constexpr std::string_view receipt_folder = ".receipt";

/// A run whose receipts are asked for again and again; keep it, so that its files stay mapped.
/// Thread-safe.
class Receipts {
public:
    /// Errors: those of open_run.
    static base::Result<std::shared_ptr<Receipts>> open(std::string const& run, int threads = 2);

    FinishedRun const& run() const { return run_; }
    int threads() const { return threads_; }

    /// The files of the legal persons in the scope, in order. What the run has not yet is made
    /// first, whole or not at all: about a second for 150,000 receipts and thread.
    /// Errors: `rows_damaged`, `rows_stale` (the month or its verdicts were changed since),
    /// `folder_busy`, `parquet_damaged`, `rows_differ`, `run_malformed`, `file_unwritable`.
    base::Result<std::vector<warehouse::RowFile const*>> files(warehouse::Scope const& scope);

private:
    struct Made {};
    base::Result<void> open_files(std::vector<std::string> const& legals);

    FinishedRun run_;
    int threads_;
    std::mutex mutex_;
    std::string verdicts_;  // What tells its verdict file from another.
    std::map<std::string, std::unique_ptr<warehouse::RowFile>> files_;  // By USCC.

public:
    Receipts(Made, FinishedRun run, int threads) : run_(std::move(run)), threads_(threads) {}
};

/// The runs that were asked for last, kept open. Thread-safe.
class ReceiptShelf {
public:
    explicit ReceiptShelf(size_t kept = 8, int threads = 2) : kept_(kept), threads_(threads) {}

    /// Errors: those of Receipts::open.
    base::Result<std::shared_ptr<Receipts>> find(std::string const& run);

private:
    size_t kept_;
    int threads_;
    std::mutex mutex_;
    std::vector<std::pair<std::string, std::shared_ptr<Receipts>>> open_;  // Latest first.
};

/// Makes the files of all legal persons of a run now, so that its first page need not wait.
/// Errors: those of Receipts::open and Receipts::files.
base::Result<void> prepare_receipts(std::string const& run);

struct ReceiptPage {
    std::vector<std::vector<base::Value>> rows;  // In the record's order; null is not asked for.
    bool more = false;
    std::optional<int64_t> count;
};

/// A page of the stock. `request.columns` empty: all in scope; columns to sort by come too, since
/// the next page begins after their values. The key is added to `request.orders` where it lacks.
/// Errors: those of Receipts::files and warehouse::read_page.
base::Result<ReceiptPage> list_receipts(Receipts& receipts, warehouse::Scope const& scope,
                                        warehouse::RowRequest request);

/// Empty parts are not asked for.
struct ReceiptKey {
    std::string legal_uscc, contract;
    std::string number;  // Of the receipt, or of the bill.
};

struct FoundReceipt {
    std::vector<base::Value> row;                 // In the record's order; null outside the scope.
    std::map<std::string, std::string> verdicts;  // Rule → yes, no or pending.
};

/// Errors: `receipt_not_found`, also for what is outside the scope; `receipt_not_one` when there
/// are more; those of list_receipts.
base::Result<FoundReceipt> find_receipt(Receipts& receipts, warehouse::Scope const& scope,
                                        ReceiptKey const& key);

/// Columns that a reader sees of a run of that edition.
enum class Personal : uint8_t { hidden, shown };
warehouse::Seen receipt_fields(Personal personal);

}  // namespace service
