// Taking the platform's error file in.
#include "service/platform_error.hpp"

#include <set>

#include "base/csv.hpp"
#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/all_rows.hpp"
#include "service/book.hpp"
#include "service/month_plan.hpp"
#include "service/receipt_rows.hpp"

namespace service {
namespace {

constexpr std::string_view layout_name = "governance.platform_error";
constexpr int64_t error_file_bytes_max = 64 << 20;

/// The column of each field of the layout, by its head or its id; -1 when the file has none.
base::Result<std::vector<int>> find_columns(domain::Layout const& layout,
                                            base::CsvTable const& table) {
    std::vector<int> out;
    std::set<int> known;
    for (domain::Field const& field : layout.fields) {
        int const by_head = table.find(field.zh);
        out.push_back(by_head >= 0 ? by_head : table.find(field.id));
        if (out.back() >= 0) known.insert(out.back());
        if (out.back() < 0 && field.required)
            return base::invalid("platform_head",
                                 {.file = table.file, .line = 1, .field = field.zh});
    }
    for (size_t i = 0; i < table.columns.size(); ++i)
        if (!known.contains(int(i)))
            return base::invalid("platform_head",
                                 {.file = table.file, .line = 1, .field = table.columns[i]});
    return out;
}

base::Result<domain::PlatformError> read_line(domain::Layout const& layout,
                                              std::vector<int> const& columns,
                                              base::CsvTable::Row const& line) {
    domain::PlatformError out;
    for (size_t i = 0; i < layout.fields.size(); ++i) {
        domain::Field const& field = layout.fields[i];
        std::string const cell = columns[i] < 0 ? "" : line.cells[size_t(columns[i])];
        bool const control =
            cell.find_first_of(std::string_view("\0\r\n\t", 4)) != std::string::npos;
        if ((field.required && cell.empty()) || cell.size() > size_t(field.width) || control)
            return base::invalid("platform_line", {.line = int32_t(line.line), .field = field.zh});
        if (cell.empty()) continue;
        for (base::Column const& column : domain::platform_error_columns)
            if (column.name == field.id) column.set(&out, cell);
    }
    return out;
}

base::Result<std::vector<domain::PlatformError>> read_errors(domain::Layout const& layout,
                                                             std::string text,
                                                             std::string const& name) {
    if (base::find_malformed_utf8(text) != std::string_view::npos)
        text = base::decode_gb18030(text).value_or(text);
    auto const table = TRY(base::parse_csv_table(text, name));
    auto const columns = TRY(find_columns(layout, table));
    std::vector<domain::PlatformError> out;
    for (auto const& line : table.rows) {
        auto row = TRY(read_line(layout, columns, line));
        out.push_back(std::move(row));
    }
    if (out.empty()) return base::invalid("platform_empty", {.file = name});
    return out;
}

/// Puts the errors on the receipts of the run; returns on how many.
base::Result<int64_t> put_on_receipts(BankMonth const& month, FinishedRun const& run,
                                      std::vector<domain::PlatformError>& errors) {
    std::set<std::string> numbers;
    for (auto const& error : errors)
        if (error.receipt || error.bill)
            numbers.insert(receipt_number(error.receipt.value_or(""), error.bill.value_or("")));
    auto const rows = TRY(receipt_rows(month, run, numbers));
    int64_t placed = 0;
    for (auto& error : errors) {
        auto const at =
            rows.find(receipt_number(error.receipt.value_or(""), error.bill.value_or("")));
        if (at == rows.end()) continue;
        ++placed;
        error.branch = at->second.branch;
        if (!error.contract && !error.bill) error.contract = at->second.contract;
    }
    return placed;
}

base::Result<PlatformImport> insert_all(store::Transaction& tx, store::Session const& session,
                                        std::vector<domain::PlatformError> const& errors,
                                        PlatformImport out) {
    std::string const month = errors.front().month;
    auto const before = TRY(all_rows<domain::PlatformError>(
        tx, session, {is_text("month", month), is_text("batch", out.batch)}));
    auto const row = TRY(find_month(tx, session, month));
    out.state = row ? row->state : "open";
    if (!before.empty()) return out;
    for (auto const& error : errors) TRY_VOID(store::insert(tx, session, error));
    out.errors = int64_t(errors.size());
    // What was filed is open again: each error is a finding to close before it is filed anew.
    auto const opened = TRY(set_month(tx, session, month, "trial", std::nullopt));
    out.state = opened.state;
    return out;
}

}  // namespace

base::Result<PlatformImport> import_platform_errors(Place const& place, Caller const& caller,
                                                    PlatformFile const& wish) {
    auto const month = TRY(whole_month(place, caller, wish.month, "platform_error.import"));
    auto const text = TRY(base::read_file(wish.file, error_file_bytes_max));
    auto const book = TRY(load_book(place.pack_folder));
    auto const layout = layout_on(book, std::string(layout_name), month.day);
    auto errors = TRY(read_errors(layout, text, "platform_error.csv"));
    auto const run = TRY(newest_checked(month));
    PlatformImport out;
    out.batch = base::digest_hex(base::DigestKind::sm3, text);
    out.placed = TRY(put_on_receipts(month, run, errors));
    for (auto& error : errors) {
        error.path = month.tenant.path;
        error.month = month.month;
        error.batch = out.batch;
        error.run = std::string(base::file_name(run.folder));
        error.duty = "statistics";
    }
    return write_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
        return insert_all(tx, session, errors, out);
    });
}

}  // namespace service
