// The files of a run's receipts, made when first asked for, and the questions asked of them.
#include "service/receipt_list.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "base/text.hpp"
#include "service/mask.hpp"
#include "service/receipt_file.hpp"

namespace service {
namespace {

std::string file_of(FinishedRun const& run, std::string const& legal_uscc) {
    return run.folder + "/" + std::string(receipt_folder) + "/" + legal_uscc + ".rows";
}

base::Result<void> make_file(FinishedRun const& run, std::string const& legal_uscc,
                             std::string const& digest) {
    warehouse::DatabaseOptions options;
    options.threads = 1;  // Legal persons are made side by side, each by a database of its own.
    auto database = TRY(warehouse::Database::open(options));
    auto connection = TRY(database.connect());
    auto source = TRY(receipt_file_rows(connection, run, legal_uscc));
    source.digest = digest;
    TRY_VOID(warehouse::write_rows(connection, source, file_of(run, legal_uscc)));
    return {};
}

/// Opens one legal person's file, and makes it if it is not there.
base::Result<std::unique_ptr<warehouse::RowFile>> open_file(FinishedRun const& run,
                                                            std::string const& legal_uscc,
                                                            std::string const& verdicts) {
    auto const source = TRY(receipt_file_source(run, legal_uscc, verdicts));
    std::string const path = file_of(run, legal_uscc);
    if (!base::is_file(path)) TRY_VOID(make_file(run, legal_uscc, source));
    auto file = TRY(warehouse::RowFile::open(path));
    if (file.source() != source)
        return base::fail(base::ErrorKind::conflict, "rows_stale", {.file = path});
    return std::make_unique<warehouse::RowFile>(std::move(file));
}

int index_of(std::string_view name) {
    for (size_t i = 0; i < domain::receipt_columns.size(); ++i)
        if (domain::receipt_columns[i].name == name) return int(i);
    return -1;
}

bool is_in(std::string_view name, std::vector<std::string> const& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// The key's columns that lack, in their order.
void add_key(std::vector<warehouse::RowOrder>& orders) {
    for (base::Column const& column : domain::receipt_columns) {
        bool const there =
            std::any_of(orders.begin(), orders.end(),
                        [&](warehouse::RowOrder const& one) { return one.column == column.name; });
        if (column.doc.key && !there) orders.push_back({std::string(column.name), false});
    }
}

/// Columns in scope that the files have: personal ones stand in edition bank only.
std::vector<std::string> visible_columns(std::vector<warehouse::RowFile const*> const& files,
                                         warehouse::Scope const& scope) {
    std::vector<std::string> out;
    for (base::Column const& column : domain::receipt_columns)
        if (scope.fields.has(column.name) && !files.empty() &&
            files[0]->find(column.name) != nullptr)
            out.emplace_back(column.name);
    return out;
}

/// Rows of some columns as whole rows of the record.
std::vector<std::vector<base::Value>> whole_rows(warehouse::RowPage page,
                                                 std::vector<std::string> const& columns) {
    std::vector<std::vector<base::Value>> out;
    for (auto& row : page.rows) {
        std::vector<base::Value> whole(domain::receipt_columns.size());
        for (size_t i = 0; i < columns.size(); ++i)
            whole[size_t(index_of(columns[i]))] = std::move(row[i]);
        out.push_back(std::move(whole));
    }
    return out;
}

base::Result<std::map<std::string, std::string>> read_verdicts(FinishedRun const& run,
                                                               std::string const& legal_uscc,
                                                               uint32_t row_no) {
    auto const bits = TRY(verdict_bits(run.folder, "loan"));
    std::vector<std::string> columns;
    for (auto const& [rule, bit] : bits)
        columns.push_back("CASE WHEN " + bit_sql("y_", size_t(bit)) + " THEN 'yes' WHEN " +
                          bit_sql("q_", size_t(bit)) + " THEN 'pending' ELSE 'no' END");
    auto database = TRY(warehouse::Database::open(warehouse::DatabaseOptions()));
    auto connection = TRY(database.connect());
    auto const rows =
        TRY(connection.rows("SELECT " + base::join(columns, ", ") + " FROM " +
                            warehouse::read_parquet({run.folder + "/verdict_loan.parquet"}) +
                            " WHERE legal_uscc = " + warehouse::quote(legal_uscc) +
                            " AND row_no = " + std::to_string(row_no)));
    if (rows.size() != 1) return base::invalid("run_malformed", {.file = run.folder});
    std::map<std::string, std::string> out;
    size_t column = 0;
    for (auto const& [rule, bit] : bits) out[rule] = rows[0][column++];
    return out;
}

}  // namespace

base::Result<std::shared_ptr<Receipts>> Receipts::open(std::string const& run, int threads) {
    auto opened = TRY(open_run(run));
    std::sort(opened.legals.begin(), opened.legals.end());
    return std::make_shared<Receipts>(Made(), std::move(opened), std::max(1, threads));
}

base::Result<std::vector<warehouse::RowFile const*>> Receipts::files(
    warehouse::Scope const& scope) {
    std::lock_guard const lock(mutex_);
    std::vector<std::string> wanted, closed;
    for (std::string const& legal : run_.legals) {
        if (!scope.legals.has(legal) || run_.files("loan", legal).empty()) continue;
        wanted.push_back(legal);
        if (!files_.contains(legal)) closed.push_back(legal);
    }
    if (!closed.empty()) TRY_VOID(open_files(closed));
    std::vector<warehouse::RowFile const*> out;
    for (std::string const& legal : wanted) out.push_back(files_.at(legal).get());
    return out;
}

base::Result<void> Receipts::open_files(std::vector<std::string> const& legals) {
    if (verdicts_.empty()) verdicts_ = TRY(parquet_mark(run_.folder + "/verdict_loan.parquet"));
    std::optional<base::FolderLock> held;
    if (std::any_of(legals.begin(), legals.end(),
                    [&](std::string const& legal) { return !base::is_file(file_of(run_, legal)); }))
        held = TRY(base::FolderLock::take(run_.folder + "/" + std::string(receipt_folder)));
    std::vector<std::unique_ptr<warehouse::RowFile>> opened(legals.size());
    std::vector<std::optional<base::Error>> errors(legals.size());
    std::atomic<size_t> next = 0;
    auto const work = [&] {
        for (size_t i = next++; i < legals.size(); i = next++) {
            auto file = open_file(run_, legals[i], verdicts_);
            if (file)
                opened[i] = std::move(*file);
            else
                errors[i] = file.error();
        }
    };
    {
        std::vector<std::jthread> others;
        for (size_t i = 1; i < std::min(size_t(threads_), legals.size()); ++i)
            others.emplace_back(work);
        work();
    }
    for (auto& error : errors)
        if (error) return std::unexpected(std::move(*error));
    for (size_t i = 0; i < legals.size(); ++i) files_.emplace(legals[i], std::move(opened[i]));
    return {};
}

base::Result<std::shared_ptr<Receipts>> ReceiptShelf::find(std::string const& run) {
    std::lock_guard const lock(mutex_);
    auto at =
        std::find_if(open_.begin(), open_.end(), [&](auto const& one) { return one.first == run; });
    if (at == open_.end()) {
        auto opened = TRY(Receipts::open(run, threads_));
        if (open_.size() >= kept_) open_.pop_back();
        open_.emplace_back(run, std::move(opened));
        at = open_.end() - 1;
    }
    std::rotate(open_.begin(), at, at + 1);
    return open_.front().second;
}

base::Result<void> prepare_receipts(std::string const& run) {
    auto const receipts = TRY(Receipts::open(run));
    TRY_VOID(receipts->files(warehouse::Scope::everything()));
    return {};
}

base::Result<ReceiptPage> list_receipts(Receipts& receipts, warehouse::Scope const& scope,
                                        warehouse::RowRequest request) {
    auto const files = TRY(receipts.files(scope));
    if (request.columns.empty()) request.columns = visible_columns(files, scope);
    add_key(request.orders);
    for (warehouse::RowOrder const& order : request.orders)
        if (!is_in(order.column, request.columns)) request.columns.push_back(order.column);
    request.threads = receipts.threads();
    auto page = TRY(warehouse::read_page(files, scope, request));
    ReceiptPage out;
    out.more = page.more;
    out.count = page.count;
    out.rows = whole_rows(std::move(page), request.columns);
    return out;
}

base::Result<FoundReceipt> find_receipt(Receipts& receipts, warehouse::Scope const& scope,
                                        ReceiptKey const& key) {
    auto const files = TRY(receipts.files(scope));
    auto const missing = [&] {
        return base::fail(base::ErrorKind::not_found, "receipt_not_found", {},
                          {{"receipt", key.number}});
    };
    if (files.empty() || key.number.empty()) return missing();
    warehouse::RowRequest request;
    request.columns = visible_columns(files, scope);
    request.limit = 2;
    request.threads = receipts.threads();
    auto const ask = [&](std::string const& column, std::string const& value) {
        if (!value.empty())
            request.conditions.push_back({column, warehouse::RowCompare::equal, value});
    };
    ask("legal_uscc", key.legal_uscc);
    ask("contract", key.contract);
    ask("receipt", key.number);
    auto page = TRY(warehouse::read_page(files, scope, request));
    if (page.rows.empty() && key.contract.empty()) {
        request.conditions.back().column = "bill";
        page = TRY(warehouse::read_page(files, scope, request));
    }
    if (page.rows.empty()) return missing();
    if (page.rows.size() > 1)
        return base::fail(base::ErrorKind::conflict, "receipt_not_one", {},
                          {{"receipt", key.number}});
    uint32_t const row_no = page.row_numbers[0];
    FoundReceipt out;
    out.row = std::move(whole_rows(std::move(page), request.columns)[0]);
    auto const legal = std::get<std::string>(out.row[size_t(index_of("legal_uscc"))]);
    out.verdicts = TRY(read_verdicts(receipts.run(), legal, row_no));
    return out;
}

warehouse::Seen receipt_fields(Personal personal) {
    warehouse::Seen out;
    for (base::Column const& column : domain::receipt_columns) out.only.emplace(column.name);
    if (personal == Personal::hidden)
        for (std::string_view const name : domain::personal_receipt_columns)
            out.only.erase(std::string(name));
    return out;
}

}  // namespace service
