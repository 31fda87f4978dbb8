// Reads summary.csv and tables.csv of the newest run of each month, and lays the months together.
#include "service/series.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/csv.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/month_plan.hpp"
#include "service/receive.hpp"

namespace service {
namespace {

/// Legal person, table, row, figure.
using Key = std::tuple<std::string, std::string, std::string, std::string>;
using Values = std::map<Key, base::Decimal>;

base::Day first_of(base::Day month) {
    return base::add_days(month, 1 - base::to_year_month_day(month).day);
}

base::Day months_later(base::Day month, int32_t count) {
    return base::month_end(base::add_months(first_of(month), count));
}

/// Whether a table is asked for; `summary` stands for both of its relations.
bool is_asked(SeriesRequest const& request, std::string const& legal, std::string const& table) {
    bool const table_asked = request.table == "all" || request.table == table ||
                             (request.table == "summary" && table.starts_with("summary."));
    return table_asked && (request.legal == "all" || request.legal == legal);
}

/// The figures of one line of a CSV, and where their row stands among the rows of its table.
class ValueReader {
public:
    ValueReader(SeriesRequest const& request, Values& values,
                std::vector<std::pair<std::string, std::string>>& rows)
        : request_(request), values_(values), rows_(rows) {}

    base::Result<void> read(std::string const& run) {
        TRY_VOID(read_file(run + "/summary.csv"));
        return read_file(run + "/tables.csv");
    }

private:
    base::Result<void> read_file(std::string const& file) {
        auto const text = TRY(base::read_file(file));
        auto const csv = TRY(base::parse_csv_table(text, file));
        bool const summary = csv.find("dimension") >= 0;
        std::vector<std::string> const needed =
            summary ? std::vector<std::string>{"relation", "dimension", "value", "measure"}
                    : std::vector<std::string>{"legal_uscc", "table", "row"};
        std::vector<size_t> at;
        for (std::string const& name : needed) {
            if (csv.find(name) < 0) return base::invalid("run_malformed", {.file = file});
            at.push_back(size_t(csv.find(name)));
        }
        for (base::CsvTable::Row const& row : csv.rows) {
            auto const cell = [&](size_t i) -> std::string const& { return row.cells[at[i]]; };
            if (!summary) {
                TRY_VOID(put(csv, row, {cell(0), cell(1), cell(2)}));
                continue;
            }
            if (cell(1) != "all" && cell(1) != "institution") continue;
            std::string const legal = cell(1) == "all" ? "*" : cell(2);
            TRY_VOID(put(csv, row, {legal, "summary." + cell(0), cell(3)}));
        }
        return {};
    }

    struct Of {
        std::string legal, table, row;
    };

    base::Result<void> put(base::CsvTable const& csv, base::CsvTable::Row const& row,
                           Of const& of) {
        if (!is_asked(request_, of.legal, of.table)) return {};
        std::pair const place(of.table, of.row);
        if (seen_.insert(place).second &&
            std::find(rows_.begin(), rows_.end(), place) == rows_.end())
            rows_.push_back(place);
        for (std::string const& figure : figure_names()) {
            int const at = csv.find(figure);
            if (at < 0 || (request_.figure != "all" && request_.figure != figure)) continue;
            std::string const& text = row.cells[size_t(at)];
            if (text.empty()) continue;  // A sum that has no such figure.
            auto const value = base::parse_decimal(text);
            if (!value)
                return base::invalid(
                    "run_malformed",
                    {.file = csv.file, .line = int32_t(row.line), .field = figure});
            values_.emplace(Key(of.legal, of.table, of.row, figure), *value);
        }
        return {};
    }

    SeriesRequest const& request_;
    Values& values_;
    std::vector<std::pair<std::string, std::string>>& rows_;
    std::set<std::pair<std::string, std::string>> seen_;
};

/// What the pack says of a row: its name, the definitions it follows, and whether it is a flow.
struct RowMeaning {
    pack::Label label;
    std::vector<std::string> params;
    bool flow = false;
};

pack::OutputRow const* find_row(pack::LayoutPack const& layout, std::string const& code) {
    for (auto version = layout.versions.rbegin(); version != layout.versions.rend(); ++version)
        for (pack::OutputRow const& row : version->rows)
            if (row.code == code) return &row;
    return nullptr;
}

RowMeaning meaning_of(pack::Book const& book, std::string const& table, std::string const& row) {
    RowMeaning out{{row, row}, {}, table.ends_with(".flow")};
    for (auto const& [name, layout] : book.layouts) {
        bool const summary = layout.number == "summary";
        if ((summary ? "summary." + layout.relation : layout.number) != table) continue;
        out.flow = layout.relation == "flow";
        out.params = layout.series;
        auto const add = [&](std::vector<std::string> const& more) {
            for (std::string const& param : more)
                if (std::find(out.params.begin(), out.params.end(), param) == out.params.end())
                    out.params.push_back(param);
        };
        if (pack::OutputRow const* const found = find_row(layout, row)) {
            out.label = found->label;
            add(found->series);
        } else if (summary) {  // gross and net: made of the five chapters.
            out.label = {label("text.measure_" + row, Language::zh),
                         label("text.measure_" + row, Language::en)};
            for (pack::OutputRow const& each : layout.versions.back().rows)
                if (std::find(std::begin(chapters), std::end(chapters), each.code) !=
                    std::end(chapters))
                    add(each.series);
        }
    }
    return out;
}

/// A month with its run and its values.
struct Loaded {
    SeriesMonth month;
    Values values;
};

class Collector {
public:
    Collector(SeriesRequest const& request, pack::Book const& book)
        : request_(request), book_(book) {}

    base::Result<Series> run() {
        TRY_VOID(find_range());
        for (auto const& [name, rows] : book_.params) add_breaks(name, rows);
        // The newest month first: its tables and rows stand first.
        for (base::Day day = to_; day >= months_later(from_, -12); day = months_later(day, -1))
            TRY_VOID(load(day));
        std::set<std::string> legals;
        std::set<Key> known;
        for (auto const& [day, loaded] : loaded_)
            for (auto const& [key, value] : loaded.values) {
                if (day < from_) continue;
                known.insert(key);
                legals.insert(std::get<0>(key));
            }
        if (known.empty())
            return base::invalid("series_unknown", {},
                                 {{"table", request_.table},
                                  {"legal", request_.legal},
                                  {"figure", request_.figure}});
        for (std::string const& legal : legals)
            for (auto const& [table, row] : rows_) add_row(known, legal, table, row);
        for (auto& [day, loaded] : loaded_)
            if (day >= from_) series_.months.push_back(std::move(loaded.month));
        return std::move(series_);
    }

private:
    base::Result<void> find_range() {
        auto const months = TRY(months_with_runs(request_.root));
        std::vector<base::Day> with_run;
        for (base::Day month : months) {
            auto const run = TRY(newest_run(request_.root, month, edition_text(request_.edition)));
            if (run) with_run.push_back(month);
        }
        if (with_run.empty())
            return base::fail(base::ErrorKind::not_found, "series_empty",
                              {.file = request_.root + "/run"});
        from_ = request_.from.value_or(with_run.front());
        to_ = request_.to.value_or(with_run.back());
        if (to_ < from_)
            return base::invalid(
                "series_range", {},
                {{"from", base::to_month_text(from_)}, {"to", base::to_month_text(to_)}});
        return {};
    }

    void add_breaks(std::string const& name, std::vector<pack::ParamRow> const& rows) {
        for (size_t i = 1; i < rows.size(); ++i) {
            if (!followed(name) || rows[i].region != rows[i - 1].region) continue;
            series_.breaks.push_back({name, rows[i].from, rows[i - 1].value.value_or(""),
                                      rows[i].value.value_or(""), rows[i].law});
        }
    }

    /// Whether any table or row follows a parameter.
    bool followed(std::string const& param) const {
        auto const names = [&](std::vector<std::string> const& series) {
            return std::find(series.begin(), series.end(), param) != series.end();
        };
        for (auto const& [name, layout] : book_.layouts) {
            if (names(layout.series)) return true;
            for (pack::LayoutVersion const& version : layout.versions)
                for (pack::OutputRow const& row : version.rows)
                    if (names(row.series)) return true;
        }
        return false;
    }

    base::Result<void> load(base::Day day) {
        Loaded& loaded = loaded_[day];
        loaded.month.month = day;
        auto run = TRY(newest_run(request_.root, day, edition_text(request_.edition)));
        if (!run) return {};
        loaded.month.run_name = std::string(base::file_name(run->folder));
        auto const origin = TRY(read_origin(run->folder));
        auto const deliveries = TRY(delivered(request_.root, day));
        for (auto const& [legal, delivery] : deliveries) {
            auto const read = origin.deliveries.find(legal);
            if (read == origin.deliveries.end() || read->second < delivery)
                loaded.month.resent.insert(legal);
        }
        TRY_VOID(ValueReader(request_, loaded.values, rows_).read(run->folder));
        loaded.month.run = std::move(*run);
        return {};
    }

    void add_row(std::set<Key> const& known, std::string const& legal, std::string const& table,
                 std::string const& row) {
        RowMeaning const meaning = meaning_of(book_, table, row);
        for (std::string const& figure : figure_names()) {
            Key const key(legal, table, row, figure);
            if (!known.contains(key)) continue;
            series_.rows.push_back({legal, table, row, figure, meaning.label});
            for (auto const& [day, loaded] : loaded_) {
                if (day < from_) continue;
                SeriesLine line{series_.rows.size() - 1, day, {}, {}, {}, {}};
                line.value = value_of(day, key);
                line.notes = notes_of(day, legal, line.value.has_value());
                line.month_before = compare(key, meaning, day, months_later(day, -1));
                line.year_before = compare(key, meaning, day, months_later(day, -12));
                series_.lines.push_back(std::move(line));
            }
        }
    }

    SeriesMonth const* month_of(base::Day day) const {
        auto const at = loaded_.find(day);
        return at == loaded_.end() ? nullptr : &at->second.month;
    }

    std::optional<base::Decimal> value_of(base::Day day, Key const& key) const {
        auto const month = loaded_.find(day);
        if (month == loaded_.end()) return std::nullopt;
        auto const at = month->second.values.find(key);
        if (at == month->second.values.end()) return std::nullopt;
        return at->second;
    }

    std::vector<std::string> notes_of(base::Day day, std::string const& legal,
                                      bool has_value) const {
        SeriesMonth const* const month = month_of(day);
        if (month == nullptr || !month->run) return {"no_run"};
        std::vector<std::string> out;
        if (!has_value) out.emplace_back("no_figure");
        bool const trial =
            legal == "*" ? month->run->trial : month->run->trial_legals.contains(legal);
        if (trial) out.emplace_back("trial");
        bool const resent = legal == "*" ? !month->resent.empty() : month->resent.contains(legal);
        if (resent) out.emplace_back("resent");
        return out;
    }

    Comparison compare(Key const& key, RowMeaning const& meaning, base::Day day,
                       base::Day base_day) const {
        auto const& [legal, table, row, figure] = key;
        Comparison out;
        out.base = base_day;
        auto const now = value_of(day, key);
        auto const before = value_of(base_day, key);
        out.change = change_of(now, before, figure == "rate" ? Measured::rate : Measured::quantity);
        if (!now || !before) return out;
        out.breaks = breaks_between(series_.breaks, meaning.params, base_day, day, meaning.flow);
        if (!out.breaks.empty()) out.change = {std::nullopt, std::nullopt, "break"};
        std::set<std::string> notes;
        for (base::Day one : {day, base_day})
            for (std::string& note : notes_of(one, legal, true)) notes.insert(std::move(note));
        FinishedRun const& here = *month_of(day)->run;
        FinishedRun const& there = *month_of(base_day)->run;
        if (here.pack_hash != there.pack_hash) notes.insert("pack");
        if (legal == "*" && here.legals != there.legals) notes.insert("legals");
        out.notes.assign(notes.begin(), notes.end());
        return out;
    }

    SeriesRequest const& request_;
    pack::Book const& book_;
    base::Day from_, to_;
    std::map<base::Day, Loaded> loaded_;
    std::vector<std::pair<std::string, std::string>> rows_;  // Table and row, in order.
    Series series_;
};

}  // namespace

std::vector<std::string> const& figure_names() {
    static std::vector<std::string> const all = {"amount",   "rate",           "customers",
                                                 "receipts", "pending_amount", "pending_receipts"};
    return all;
}

std::vector<size_t> breaks_between(std::vector<SeriesBreak> const& breaks,
                                   std::vector<std::string> const& params, base::Day base,
                                   base::Day now, bool flow) {
    base::Day const lower = flow ? first_of(base) : base;
    std::vector<size_t> out;
    for (size_t i = 0; i < breaks.size(); ++i)
        if (lower < breaks[i].from && breaks[i].from <= now &&
            std::find(params.begin(), params.end(), breaks[i].param) != params.end())
            out.push_back(i);
    return out;
}

base::Result<Series> collect_series(SeriesRequest const& request, pack::Book const& book) {
    return Collector(request, book).run();
}

}  // namespace service
