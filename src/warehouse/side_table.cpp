// Appending side tables.
#include "warehouse/side_table.hpp"

namespace warehouse {

base::Result<void> create_side_table(Connection& connection, std::string const& name,
                                     std::vector<std::string> const& columns,
                                     std::vector<bool> const& is_text,
                                     std::vector<std::vector<std::string>> const& rows) {
    std::string sql = "CREATE OR REPLACE TEMP TABLE " + identifier(name) + " (";
    for (size_t i = 0; i < columns.size(); ++i)
        sql += (i > 0 ? ", " : "") + columns[i] + (is_text[i] ? " VARCHAR" : " BOOLEAN");
    TRY_VOID(connection.run(sql + ")"));
    auto appender = TRY(connection.appender(name));
    size_t at = 0;
    for (std::vector<std::string> const& row : rows) {
        for (size_t i = 0; i < columns.size(); ++i) {
            base::BatchColumn const& column = appender.columns()[i];
            if (row[i].empty()) continue;
            if (is_text[i])
                column.values<base::TextView>()[at] = base::TextView(row[i]);
            else
                column.values<bool>()[at] = row[i] == "1";
            column.set_valid(at);
        }
        if (++at < base::batch_rows_max) continue;
        TRY_VOID(appender.flush(at));
        at = 0;
    }
    TRY_VOID(appender.flush(at));
    return appender.close();
}

}  // namespace warehouse
