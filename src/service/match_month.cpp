// Runs and reads the central bank's months.
#include "service/match_month.hpp"

#include "base/csv.hpp"
#include "base/file.hpp"
#include "domain/consent.hpp"
#include "service/data_root.hpp"
#include "service/receipt_list.hpp"

namespace service {
namespace {

/// "YYYY-MM-DD HH:MM:SS" as .log files have it.
std::string log_time(store::Instant at) {
    std::string out = store::instant_text(at).substr(0, 19);
    out[10] = ' ';
    return out;
}

}  // namespace

base::Result<std::string> run_pboc_month(Place const& place, Caller const& caller, base::Day month,
                                         Watch const& watch) {
    ReportRequest request;
    request.report_date = month;
    request.pack_folder = place.pack_folder;
    request.edition = Edition::pboc;
    request.finished = log_time(caller.moment.now);
    request.language = caller.language;
    if (watch.progress)
        request.progress = [&](std::string const&, int64_t done, int64_t total) {
            watch.progress(done, total);
        };
    request.is_cancelled = watch.is_cancelled;
    auto const made =
        TRY(report_in_root(root_of(place, caller.identity.tenant), std::move(request)));
    // What cannot be made now is made, or told, when somebody asks for a page.
    static_cast<void>(prepare_receipts(made.folder));
    return std::string(base::file_name(made.folder));
}

base::Result<std::vector<std::vector<base::Value>>> match_rows(Place const& place,
                                                               Caller const& caller,
                                                               base::Day month,
                                                               std::string const& name,
                                                               base::Record const& record) {
    auto const run = TRY(newest_run(root_of(place, caller.identity.tenant), month, "pboc"));
    if (!run)
        return base::fail(base::ErrorKind::not_found, "match_no_run", {},
                          {{"month", base::to_month_text(month)}});
    std::string const file = run->folder + "/" + name;
    auto const text = TRY(base::read_file(file));
    auto const table = TRY(base::parse_csv_table(text, name));
    std::vector<int> columns;
    for (base::Column const& column : record.columns) {
        columns.push_back(table.find(column.name));
        if (columns.back() < 0) return base::invalid("run_malformed", {.file = name});
    }
    std::vector<std::vector<base::Value>> out;
    for (base::CsvTable::Row const& row : table.rows) {
        auto& values = out.emplace_back();
        for (size_t i = 0; i < columns.size(); ++i) {
            auto value = TRY(base::parse_value(record.columns[i], row.cells[size_t(columns[i])]));
            values.push_back(std::move(value));
        }
    }
    return out;
}

}  // namespace service
