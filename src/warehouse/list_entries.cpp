// List entries through DuckDB's appender and back.
#include "warehouse/list_entries.hpp"

#include <algorithm>
#include <tuple>

#include "base/text.hpp"

namespace warehouse {
namespace {

void put(base::BatchColumn const& column, size_t row, std::string const& text) {
    column.set_valid(row);
    column.values<base::TextView>()[row] = base::TextView(text);
}

std::string_view text(base::BatchColumn const& column, size_t row) {
    return column.is_valid(row) ? column.values<base::TextView>()[row].view() : std::string_view();
}

base::Day day(base::BatchColumn const& column, size_t row) {
    return base::Day{column.values<int32_t>()[row]};
}

/// A file that we wrote is in order already.
void sort(std::vector<domain::ListEntry>& entries) {
    auto const before = [](domain::ListEntry const& a, domain::ListEntry const& b) {
        return std::tie(a.id, a.period.from) < std::tie(b.id, b.period.from);
    };
    if (!std::is_sorted(entries.begin(), entries.end(), before))
        std::stable_sort(entries.begin(), entries.end(), before);
}

}  // namespace

base::Result<void> write_list_entries(
    Connection& connection, std::map<std::string, domain::ListSet, std::less<>> const& sets,
    std::string const& file) {
    TRY_VOID(connection.run(
        "CREATE OR REPLACE TEMP TABLE list_entry (list VARCHAR, id VARCHAR, level VARCHAR,"
        " valid_from DATE, valid_to DATE)"));
    auto appender = TRY(connection.appender("list_entry"));
    auto const& columns = appender.columns();
    for (auto const& [name, set] : sets) {
        size_t row = 0;
        for (domain::ListEntry const& entry : set.entries) {
            put(columns[0], row, name);
            put(columns[1], row, entry.id);
            put(columns[2], row, entry.level);
            columns[3].set_valid(row);
            columns[3].values<int32_t>()[row] = entry.period.from.days;
            if (entry.period.to) {
                columns[4].set_valid(row);
                columns[4].values<int32_t>()[row] = entry.period.to->days;
            }
            if (++row < base::batch_rows_max) continue;
            TRY_VOID(appender.flush(row));
            row = 0;
        }
        if (row > 0) TRY_VOID(appender.flush(row));
    }
    TRY_VOID(appender.close());
    TRY_VOID(connection.run("COPY list_entry TO " + quote(file) + " (FORMAT parquet)"));
    return connection.run("DROP TABLE list_entry");
}

base::Result<std::map<std::string, std::vector<domain::ListEntry>>> read_list_entries(
    Connection& connection, std::string const& file, std::vector<std::string> const& ids) {
    std::map<std::string, std::vector<domain::ListEntry>> out;
    std::pair<std::string const, std::vector<domain::ListEntry>>* list = nullptr;
    std::vector<std::string> quoted;
    for (std::string const& id : ids) quoted.push_back(quote(id));
    std::string const where = ids.empty() ? "" : " WHERE id IN (" + base::join(quoted, ", ") + ")";
    auto const counts = TRY(connection.rows("SELECT list, count(*) FROM " + read_parquet({file}) +
                                            where + " GROUP BY list"));
    for (auto const& row : counts) out[row[0]].reserve(size_t(std::stoull(row[1])));
    TRY_VOID(connection.query(
        "SELECT list, id, level, valid_from, valid_to FROM " + read_parquet({file}) + where,
        [&](base::Batch const& batch) -> base::Result<void> {
            auto const& columns = batch.columns;
            for (size_t row = 0; row < batch.rows; ++row) {
                if (!columns[3].is_valid(row))
                    return base::invalid("list_entry_malformed",
                                         {.file = file, .field = "valid_from"});
                domain::Period period{day(columns[3], row), {}};
                if (columns[4].is_valid(row)) period.to = day(columns[4], row);
                std::string_view const name = text(columns[0], row);
                if (list == nullptr || list->first != name)
                    list = &*out.try_emplace(std::string(name)).first;
                list->second.push_back({std::string(text(columns[1], row)),
                                        std::string(text(columns[2], row)), period});
            }
            return {};
        }));
    for (auto& [name, entries] : out) sort(entries);
    return out;
}

}  // namespace warehouse
