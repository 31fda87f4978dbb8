// One scan of a relation's verdicts feeds all its tables; legal persons come one after the other.
#include "service/tables.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "base/file.hpp"
#include "base/text.hpp"
#include "service/figures.hpp"
#include "warehouse/dat_writer.hpp"
#include "warehouse/zip.hpp"

namespace service {
namespace {

/// A table of one relation: what its files share, and where its columns stand in the scan.
struct TableShape {
    TablePlan const* table;
    size_t mask_column;  // Word with the bit of rows that belong to the table.
    uint64_t mask_bit;
    std::vector<warehouse::DatField> fields;
};

using FigureOf = std::map<std::tuple<std::string, std::string, std::string>, statistic::Totals>;

/// The files of one relation: `write` streams the rows into those of their legal person.
class RelationTables {
public:
    RelationTables(TablesRequest const& request, size_t relation, FigureOf const& figures,
                   ReportResult& result)
        : judged_(request.judged[relation]),
          request_(request),
          figures_(figures),
          result_(result),
          columns_({"legal_uscc", "class", "line_no"}) {
        for (TablePlan const& table : request.plans[relation].tables)
            if (table.is_filed()) shapes_.push_back(shape(table));
        day_ = base::to_text(result.report_date);
        std::erase(day_, '-');
    }

    base::Result<void> write(warehouse::Connection& connection) {
        if (shapes_.empty()) return {};
        bool in_order = true;
        auto const scan = [&](std::string const& order) {
            entries_.clear();
            open_.clear();
            legal_ = 0;
            last_line_ = 0;
            last_class_.clear();
            open();
            return connection.query("SELECT " + base::join(columns_, ", ") + " FROM " +
                                        warehouse::read_parquet({judged_.details}) + order,
                                    [&](base::Batch const& batch) { return add(batch, in_order); });
        };
        TRY_VOID(scan(""));
        if (!in_order) {
            // Nothing promises that a scan keeps the order of a file; what it gives is checked.
            in_order = true;
            TRY_VOID(scan(" ORDER BY legal_uscc, class, line_no"));
        }
        while (legal_ < result_.load.legals.size()) TRY_VOID(next_legal());
        std::move(entries_.begin(), entries_.end(), std::back_inserter(result_.files));
        return {};
    }

private:
    size_t column(std::string const& name) {
        auto const at = std::find(columns_.begin(), columns_.end(), name);
        if (at != columns_.end()) return size_t(at - columns_.begin());
        columns_.push_back(name);
        return columns_.size() - 1;
    }

    TableShape shape(TablePlan const& table) {
        TableShape out{&table, 0, 0, {}};
        out.mask_column = column("c_" + std::to_string(table.detail_cell / rule::mask_bits));
        out.mask_bit = uint64_t(1) << (table.detail_cell % rule::mask_bits);
        for (size_t i = 0; i < table.version->fields.size(); ++i) {
            domain::Field const& field = table.version->fields[i].field;
            int const output = table.field_outputs[i];
            bool const category = table.version->fields[i].put == pack::Put::category;
            int const at = output < 0 ? -1 : int(column("out_" + std::to_string(output)));
            out.fields.push_back(
                {field.kind, field.width, at, category ? table.version->detail.code : ""});
        }
        return out;
    }

    std::string const& legal_uscc() const { return result_.load.legals[legal_].legal_uscc; }

    /// Opens the files of the current legal person.
    void open() {
        if (legal_ >= result_.load.legals.size()) return;
        for (TableShape const& shape : shapes_) {
            open_.emplace_back();
            // A book that is not real leaves nothing that could be taken for a filing.
            if (!shape.table->version->gaps.empty() ||
                result_.what_if_legals.contains(legal_uscc()))
                continue;
            warehouse::DatFile file;
            file.folder = request_.folder + "/" + legal_uscc();
            file.name = legal_uscc() + "_" + shape.table->version->message + "_" + day_;
            file.finished = request_.finished;
            file.fields = shape.fields;
            for (pack::OutputRow const& row : shape.table->version->rows) {
                auto const cells =
                    summary_cells(*shape.table, row.code,
                                  figures_.at({legal_uscc(), shape.table->number(), row.code}));
                file.summary.push_back(base::join(cells, "|"));
            }
            open_.back().emplace(std::move(file));
        }
    }

    base::Result<void> next_legal() {
        for (size_t i = 0; i < shapes_.size(); ++i) {
            pack::LayoutVersion const& version = *shapes_[i].table->version;
            TableFile entry{legal_uscc(), shapes_[i].table->number(), version.message, "",
                            "",           version.unverified,         version.gaps,    0};
            if (open_[i]) {
                auto const written = TRY(open_[i]->close());
                entry.path = written.path.substr(request_.folder.size() + 1);
                entry.records = written.records;
            }
            entries_.push_back(std::move(entry));
        }
        open_.clear();
        ++legal_;
        open();
        return {};
    }

    base::Result<void> add(base::Batch const& batch, bool& in_order) {
        if (!in_order) return {};
        auto const* const legals = batch.columns[0].values<base::TextView>();
        auto const* const classes = batch.columns[1].values<base::TextView>();
        auto const* const lines = batch.columns[2].values<int64_t>();
        for (size_t row = 0; row < batch.rows; ++row) {
            while (legals[row].view() != legal_uscc()) {
                if (legals[row].view() < legal_uscc()) in_order = false;
                if (!in_order) return {};
                TRY_VOID(next_legal());
                last_class_.clear();
                last_line_ = 0;
            }
            std::string_view const cls = classes[row].view();
            if (cls < last_class_ || (cls == last_class_ && lines[row] <= last_line_)) {
                in_order = false;
                return {};
            }
            if (cls != last_class_) last_class_ = cls;
            last_line_ = lines[row];
            for (size_t i = 0; i < shapes_.size(); ++i) {
                uint64_t const word =
                    uint64_t(batch.columns[shapes_[i].mask_column].values<int64_t>()[row]);
                if ((word & shapes_[i].mask_bit) != 0 && open_[i])
                    TRY_VOID(open_[i]->add(batch, row));
            }
        }
        return {};
    }

    Judged const& judged_;
    TablesRequest const& request_;
    FigureOf const& figures_;
    ReportResult& result_;
    std::vector<std::string> columns_;  // Of the scan.
    std::vector<TableShape> shapes_;
    std::string day_;
    size_t legal_ = 0;  // Index of the legal person whose rows come now.
    std::vector<std::optional<warehouse::DatStream>> open_;  // By shape; none with gaps.
    std::vector<TableFile> entries_;
    std::string last_class_;
    int64_t last_line_ = 0;
};

/// Zips what may be filed, as many files at a time as there are threads.
base::Result<void> write_zips(std::string const& folder, int threads, ReportResult& result) {
    std::vector<TableFile*> work;
    for (TableFile& file : result.files)
        if (!file.path.empty() && !result.trial_legals.contains(file.legal_uscc))
            work.push_back(&file);
    std::atomic<size_t> next = 0;
    std::mutex mutex;
    std::optional<base::Error> error;
    auto const run = [&] {
        for (size_t i = next++; i < work.size(); i = next++) {
            std::string const stem = work[i]->path.substr(0, work[i]->path.size() - 4);
            std::string const name = stem.substr(stem.rfind('/') + 1);
            auto const done = warehouse::write_zip(folder + "/" + stem + ".zip",
                                                   {{name + ".dat", folder + "/" + stem + ".dat"},
                                                    {name + ".log", folder + "/" + stem + ".log"}});
            if (done)
                work[i]->zip = stem + ".zip";
            else if (std::lock_guard lock(mutex); !error)
                error = done.error();
        }
    };
    std::vector<std::thread> others;
    for (int i = 1; i < threads; ++i) others.emplace_back(run);
    run();
    for (std::thread& other : others) other.join();
    if (error) return std::unexpected(std::move(*error));
    return {};
}

}  // namespace

base::Result<void> write_tables(warehouse::Connection& connection, TablesRequest const& request,
                                ReportResult& result) {
    FigureOf figures;
    for (Figure const& figure : result.figures)
        figures[{figure.legal_uscc, figure.table, figure.row}] = figure.totals;
    for (auto const& legal : result.load.legals)
        TRY_VOID(base::make_directories(request.folder + "/" + legal.legal_uscc));
    for (size_t i = 0; i < request.plans.size(); ++i) {
        RelationTables tables(request, i, figures, result);
        TRY_VOID(tables.write(connection));
    }
    std::stable_sort(
        result.files.begin(), result.files.end(),
        [](TableFile const& a, TableFile const& b) { return a.legal_uscc < b.legal_uscc; });
    return write_zips(request.folder, request.threads, result);
}

}  // namespace service
