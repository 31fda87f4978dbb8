// wupian receipts --in RUN [--filter … --sort … --limit N --columns … --cursor …]; --receipt NO
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "http/json.hpp"
#include "http/receipt_query.hpp"

namespace app {
namespace {

struct Call {
    std::string run, filter, sort, limit, columns, cursor;
    std::vector<std::string> legals;
    std::string receipt, contract;
    bool count = false;
    bool make = false;
    int threads = 2;
};

using Rows = std::vector<std::vector<base::Value>>;

constexpr base::Record const& record = base::record_of<domain::Receipt>;

/// The operator's console: all rows of the run, and every field that it has.
warehouse::Scope scope_of(Call const& call) {
    warehouse::Scope scope = warehouse::Scope::everything();
    if (!call.legals.empty())
        scope.legals = warehouse::Seen::of({call.legals.begin(), call.legals.end()});
    return scope;
}

std::string cell_text(base::Column const& column, base::Value const& value) {
    auto const* const cents = std::get_if<int64_t>(&value);
    if (cents != nullptr && column.doc.unit == http::cents_unit) return http::cents_text(*cents);
    return base::to_text(value);
}

std::string rows_text(Rows const& rows, std::vector<int> const& columns) {
    std::vector<std::vector<std::string>> table(1);
    for (int const column : columns) table[0].emplace_back(record.columns[size_t(column)].name);
    for (auto const& row : rows) {
        table.emplace_back();
        for (int const column : columns)
            table.back().push_back(cell_text(record.columns[size_t(column)], row[size_t(column)]));
    }
    return format_table(table);
}

std::string rows_json(Rows const& rows, std::vector<int> const& columns) {
    std::string out = "[";
    for (auto const& row : rows) {
        out += out.size() > 1 ? ",\n " : "";
        http::append_json_row(out, record, row, columns);
    }
    return out + "]";
}

std::vector<int> all_columns() {
    std::vector<int> out(record.columns.size());
    for (size_t i = 0; i < out.size(); ++i) out[i] = int(i);
    return out;
}

base::Result<void> list(Context const& context, Call const& call, service::Receipts& receipts) {
    // Whoever sits here reads the files anyway, so the cursor need not be sealed against him.
    http::CursorKey const key{"console", "console"};
    auto const query = TRY(http::parse_list_query(record,
                                                  {{"filter", call.filter},
                                                   {"sort", call.sort},
                                                   {"limit", call.limit},
                                                   {"columns", call.columns},
                                                   {"cursor", call.cursor}},
                                                  key));
    auto request = TRY(http::to_row_request(query));
    request.count = call.count;
    auto const page = TRY(service::list_receipts(receipts, scope_of(call), std::move(request)));
    std::string const next = page.more ? http::make_cursor(query, page.rows.back(), key) : "";
    auto const columns = query.columns.empty() ? all_columns() : query.columns;
    if (!context.json) {
        print(rows_text(page.rows, columns));
        if (page.count)
            print(context.text("receipts_count", {{"count", std::to_string(*page.count)}}) + "\n");
        if (page.more) print(context.text("receipts_more", {{"cursor", next}}) + "\n");
        return {};
    }
    std::string out = "{\"rows\": " + rows_json(page.rows, columns) + ",\n\"next\": ";
    if (page.more)
        http::append_json_text(out, next);
    else
        out += "null";
    if (page.count) out += ",\n\"count\": " + std::to_string(*page.count);
    print(out + "}\n");
    return {};
}

base::Result<void> find(Context const& context, Call const& call, service::Receipts& receipts) {
    std::string const legal = call.legals.size() == 1 ? call.legals[0] : "";
    auto const found =
        TRY(service::find_receipt(receipts, scope_of(call), {legal, call.contract, call.receipt}));
    if (!context.json) {
        std::vector<std::vector<std::string>> table;
        for (size_t i = 0; i < record.columns.size(); ++i)
            table.push_back(
                {std::string(record.columns[i].name), cell_text(record.columns[i], found.row[i])});
        for (auto const& [rule, verdict] : found.verdicts) table.push_back({rule, verdict});
        print(format_table(table));
        return {};
    }
    std::string out = "{\"receipt\": ";
    http::append_json_row(out, record, found.row, {});
    print(out + ",\n\"verdicts\": " + nlohmann::json(found.verdicts).dump() + "}\n");
    return {};
}

base::Result<void> make(Context const& context, Call const& call, service::Receipts& receipts) {
    auto const files = TRY(receipts.files(scope_of(call)));
    size_t rows = 0, bytes = 0;
    for (warehouse::RowFile const* const file : files) {
        rows += file->rows();
        bytes += file->bytes();
    }
    base::Args const args = {{"files", std::to_string(files.size())},
                             {"rows", std::to_string(rows)},
                             {"bytes", std::to_string(bytes)}};
    if (context.json)
        print(nlohmann::json{{"files", files.size()}, {"rows", rows}, {"bytes", bytes}}.dump() +
              "\n");
    else
        print(context.text("receipts_made", args) + "\n");
    return {};
}

void run(Context& context, Call const& call) {
    auto const receipts = service::Receipts::open(call.run, call.threads);
    if (!receipts) return context.fail(receipts.error());
    auto const done = call.make              ? make(context, call, **receipts)
                      : call.receipt.empty() ? list(context, call, **receipts)
                                             : find(context, call, **receipts);
    if (!done) context.fail(done.error());
}

}  // namespace

void add_receipts(CLI::App& app, Context& context) {
    CLI::App* const command = app.add_subcommand("receipts", context.help("receipts"));
    auto call = std::make_shared<Call>();
    command->add_option("--in", call->run, context.help("receipts_in"))->required();
    command->add_option("--legal", call->legals, context.help("receipts_legal"));
    command->add_option("--filter", call->filter, context.help("receipts_filter"));
    command->add_option("--sort", call->sort, context.help("receipts_sort"));
    command->add_option("--columns", call->columns, context.help("receipts_columns"));
    command->add_option("--limit", call->limit, context.help("receipts_limit"));
    command->add_option("--cursor", call->cursor, context.help("receipts_cursor"));
    command->add_flag("--count", call->count, context.help("receipts_count"));
    command->add_option("--receipt", call->receipt, context.help("receipts_receipt"));
    command->add_option("--contract", call->contract, context.help("receipts_contract"));
    command->add_flag("--make", call->make, context.help("receipts_make"));
    command->add_option("--threads", call->threads, context.help("receipts_threads"))
        ->check(CLI::Range(1, 64));
    add_common_options(*command, context);
    command->callback([&context, call] { run(context, *call); });
}

}  // namespace app
