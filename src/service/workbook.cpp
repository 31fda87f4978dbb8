// Who writes which workbook: the largest first, two at a time, then sheet by sheet.
#include "service/workbook.hpp"

#include <algorithm>
#include <mutex>
#include <thread>

#include "base/check.hpp"
#include "base/text.hpp"
#include "service/stamp.hpp"
#include "service/workbook_part.hpp"

namespace service {
namespace {

std::string file_of(WorkbookRequest const& request, std::string const& legal) {
    return (legal == "*" ? "all" : legal) + "_" + base::to_month_text(request.result.report_date) +
           ".xlsx";
}

base::Result<void> fill(BookPart& part) {
    TRY_VOID(put_notes(part));
    TRY_VOID(put_summary(part));
    if (part.over_all()) {
        TRY_VOID(put_all_tables(part));
        TRY_VOID(put_central(part));
        TRY_VOID(put_finding_counts(part));
        TRY_VOID(put_findings(part));
        TRY_VOID(put_refused(part));
        TRY_VOID(put_check_table(part));
        return put_bridge(part);
    }
    TRY_VOID(put_tables(part));
    TRY_VOID(put_central(part));
    TRY_VOID(put_findings(part));
    TRY_VOID(put_pending(part));
    TRY_VOID(put_refused(part));
    TRY_VOID(put_check_table(part));
    return put_bridge(part);
}

base::Result<void> write_one(WorkbookRequest const& request, warehouse::Connection& connection,
                             std::string const& legal) {
    warehouse::WorkbookOptions options;
    options.path = request.folder + "/" + file_of(request, legal);
    options.made = request.result.report_date;
    if (request.rows_max > 0) options.rows_max = request.rows_max;
    auto workbook = TRY(warehouse::Workbook::create(options));
    BookPart part(request, workbook, connection, legal);
    TRY_VOID(fill(part));
    return workbook.close();
}

/// Legal persons by falling size, so that the last to finish is a small one.
std::vector<std::string> order_of(ReportResult const& result) {
    std::vector<std::pair<int64_t, std::string>> sized;
    for (auto const& legal : result.load.legals)
        sized.emplace_back(-(legal.loans + legal.flows), legal.legal_uscc);
    std::sort(sized.begin(), sized.end());
    std::vector<std::string> out;
    for (auto const& [size, legal] : sized) out.push_back(legal);
    out.push_back("*");
    return out;
}

/// What the writing threads share.
struct Shared {
    WorkbookRequest const& request;
    std::vector<std::string> order;
    size_t next = 0;
    int64_t done = 0;
    std::optional<base::Error> error;
    std::mutex mutex;
};

void work(Shared& shared) {
    auto connection = shared.request.database.connect();
    while (true) {
        std::string legal;
        {
            std::lock_guard const lock(shared.mutex);
            if (!connection && !shared.error) shared.error = connection.error();
            if (shared.error || shared.next == shared.order.size()) return;
            legal = shared.order[shared.next++];
        }
        auto const written = write_one(shared.request, *connection, legal);
        std::lock_guard const lock(shared.mutex);
        if (!written && !shared.error) shared.error = written.error();
        ++shared.done;
        if (shared.request.progress)
            shared.request.progress(shared.done, int64_t(shared.order.size()));
    }
}

}  // namespace

BookPart::BookPart(WorkbookRequest const& r, warehouse::Workbook& w, warehouse::Connection& c,
                   std::string legal)
    : request(r), workbook(w), connection(c), legal_uscc(std::move(legal)) {
    stamps_ = stamp_line(stamps_of(r.result, legal_uscc, r.language));
    if (stamps_.empty()) stamps_ = text("no_stamps");
}

std::vector<warehouse::SheetColumn> sheet_columns(
    std::string const& heads, std::vector<std::pair<warehouse::ColumnFormat, int>> const& shapes) {
    auto const parts = base::split(heads, '|');
    CHECK(parts.size() == shapes.size());
    std::vector<warehouse::SheetColumn> out;
    for (size_t i = 0; i < shapes.size(); ++i)
        out.push_back({std::string(parts[i]), shapes[i].first, shapes[i].second});
    return out;
}

std::vector<warehouse::SheetColumn> BookPart::columns(
    std::string_view key,
    std::vector<std::pair<warehouse::ColumnFormat, int>> const& shapes) const {
    return sheet_columns(text("head_" + std::string(key)), shapes);
}

base::Result<void> BookPart::begin(std::string_view key,
                                   std::vector<warehouse::SheetColumn> columns) {
    std::string const name = text("sheet_" + std::string(key));
    return begin_named(name, name, std::move(columns));
}

base::Result<void> BookPart::begin_named(std::string name, std::string const& what,
                                         std::vector<warehouse::SheetColumn> columns) {
    warehouse::SheetShape shape;
    shape.name = std::move(name);
    shape.title = text("title", {{"what", what},
                                 {"month", base::to_month_text(result().report_date)},
                                 {"who", over_all() ? text("all") : legal_uscc},
                                 {"stamps", stamps_}});
    shape.columns = std::move(columns);
    return workbook.begin(shape);
}

std::string BookPart::code_name(std::string const& list, std::string const& code) {
    auto const known = names_.find(list);
    if (known == names_.end()) {
        auto& all = names_[list];
        if (pack::CodeList const* const found = pack::find(request.book.codes, list))
            for (pack::Code const& entry : found->codes) all.emplace(entry.code, name(entry.label));
        return code_name(list, code);
    }
    auto const at = known->second.find(code);
    return at == known->second.end() ? "" : at->second;
}

std::string BookPart::type_name(std::string const& code) {
    for (auto const& [list, codes] : request.book.codes) {
        if (list.starts_with("common.")) continue;
        std::string const found = code_name(list, code);
        if (!found.empty()) return found;
    }
    return "";
}

std::string const& BookPart::item_name(std::string const& item) {
    auto const known = items_.find(item);
    if (known != items_.end()) return known->second;
    std::string shown = item;
    for (auto const& [list, declared] : request.book.lists)
        if (item == "list('" + list + "')")
            shown = any_text("text.list_coverage", {{"list", name(declared.label)}});
    for (pack::Item const& one : request.book.grains.at("loan").items)
        if (one.name == item) shown = name(one.label);
    return items_.emplace(item, std::move(shown)).first->second;
}

base::Result<std::vector<std::string>> write_workbooks(WorkbookRequest const& request) {
    Shared shared{request, order_of(request.result), 0, 0, {}, {}};
    // A writer needs no threads but its own: more would only wait for each other.
    auto connection = TRY(request.database.connect());
    TRY_VOID(connection.run("SET threads = 1"));
    std::vector<std::thread> workers;
    for (int i = 0; i < request.threads; ++i) workers.emplace_back([&shared] { work(shared); });
    for (std::thread& worker : workers) worker.join();
    TRY_VOID(connection.run("SET threads = " + std::to_string(request.threads)));
    if (shared.error) return std::unexpected(std::move(*shared.error));
    std::vector<std::string> out;
    for (std::string const& legal : shared.order) out.push_back(file_of(request, legal));
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace service
