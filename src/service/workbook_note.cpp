// 说明 and 五篇汇总: what this is, how far to trust it, and the five chapters.
#include <algorithm>

#include "service/figures.hpp"
#include "service/stamp.hpp"
#include "service/workbook_part.hpp"

namespace service {
namespace {

using warehouse::ColumnFormat;

base::Result<void> line(BookPart& part, std::string const& key, std::string value) {
    return part.add(SheetRow().text(part.text("note_" + key)).text(std::move(value)));
}

base::Result<void> put_sources(BookPart& part) {
    ReportResult const& result = part.result();
    int64_t files = 0;
    for (warehouse::FileReport const& file : result.load.files) {
        if (part.over_all()) {
            ++files;
            continue;
        }
        if (file.legal_uscc != part.legal_uscc) continue;
        TRY_VOID(
            line(part, "file",
                 part.text("note_file_text", {{"file", file.file},
                                              {"lines", std::to_string(file.counts.lines)},
                                              {"accepted", std::to_string(file.counts.accepted)},
                                              {"refused", std::to_string(file.counts.refused)},
                                              {"sha256", file.sha256}})));
    }
    if (part.over_all()) TRY_VOID(line(part, "files", std::to_string(files)));
    for (auto const& [name, list] : result.lists)
        TRY_VOID(line(
            part, "list",
            part.text("note_list_text", {{"list", name},
                                         {"revision", list.revision.empty() ? "-" : list.revision},
                                         {"entries", std::to_string(list.entries.size())}})));
    return {};
}

std::string value_name(BookPart& part, SummaryFigure const& figure) {
    if (figure.dimension == "city") return part.code_name("region", figure.value);
    if (figure.dimension == "industry") return part.code_name("gb4754", figure.value);
    if (figure.dimension == "size") return part.code_name("size", figure.value);
    if (figure.dimension == "guarantee") return part.code_name("guarantee", figure.value);
    return "";
}

}  // namespace

base::Result<void> put_notes(BookPart& part) {
    ReportResult const& result = part.result();
    TRY_VOID(part.begin(
        "notes", part.columns("notes", {{ColumnFormat::note, 18}, {ColumnFormat::note, 120}})));
    bool const bank = result.edition == Edition::bank;
    TRY_VOID(line(part, "month", base::to_month_text(result.report_date)));
    TRY_VOID(line(part, "day", base::to_text(result.report_date)));
    TRY_VOID(line(part, "edition", part.text(bank ? "edition_bank" : "edition_pboc")));
    TRY_VOID(line(part, "who", part.over_all() ? part.text("all") : part.legal_uscc));
    TRY_VOID(line(part, "finished", part.request.finished));
    TRY_VOID(line(part, "pack", result.pack_hash));
    auto const stamps = stamps_of(result, part.legal_uscc, part.request.language);
    for (Stamp const& stamp : stamps)
        TRY_VOID(part.add(
            SheetRow().text(part.text("note_stamp", {{"stamp", stamp.name}})).text(stamp.reason)));
    if (stamps.empty()) TRY_VOID(line(part, "no_stamp", part.text("note_no_stamp_text")));
    for (TableFile const& file : result.files)
        if (!file.gaps.empty() && file.legal_uscc == part.legal_uscc)
            for (std::string const& gap : file.gaps)
                TRY_VOID(line(part, "gap", file.number + " " + gap));
    TRY_VOID(put_sources(part));
    for (char const* key : {"read_summary", "read_table", "read_finding", "read_pending",
                            "read_check", "read_bridge", "read_number"})
        TRY_VOID(line(part, "read", part.text("note_" + std::string(key))));
    return {};
}

base::Result<void> put_summary(BookPart& part) {
    TRY_VOID(part.begin("summary", part.columns("summary", {{ColumnFormat::text, 10},
                                                            {ColumnFormat::text, 10},
                                                            {ColumnFormat::text, 20},
                                                            {ColumnFormat::text, 24},
                                                            {ColumnFormat::text, 24},
                                                            {ColumnFormat::amount, 22},
                                                            {ColumnFormat::rate, 10},
                                                            {ColumnFormat::count, 10},
                                                            {ColumnFormat::count, 10},
                                                            {ColumnFormat::amount, 22},
                                                            {ColumnFormat::count, 10}})));
    auto const& figures =
        part.over_all() ? part.result().summary : part.result().cube.at(part.legal_uscc);
    for (SummaryFigure const& f : figures) {
        statistic::Totals const& t = f.totals;
        SheetRow row;
        row.text(part.text("relation_" + f.relation))
            .text(part.text("dimension_" + f.dimension))
            .text(f.value)
            .text(value_name(part, f))
            .text(part.any_text("text.measure_" + f.measure))
            .money(t.amount);
        if (f.only_sum)
            row.blank(2);
        else
            row.rate(t.rate_e5()).count(t.customers);
        row.count(t.receipts).money(t.pending_amount).count(t.pending_receipts);
        TRY_VOID(part.add(row));
    }
    return {};
}

}  // namespace service
