// A request of names and values becomes a scan of codes for each file; their first rows are merged.
#include "warehouse/row_page.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "base/text.hpp"
#include "warehouse/row_scan.hpp"

namespace warehouse {
namespace {

constexpr size_t piece_rows = 1 << 18;

std::unexpected<base::Error> refuse(std::string_view code, std::string_view field,
                                    std::string_view value) {
    return base::invalid(code, {.field = std::string(field)},
                         {{"value", base::shorten(value, 60)}});
}

/// The only way from a name to a column, and the only place where rows are walled off.
class Sight {
public:
    explicit Sight(Scope const& scope) : scope_(scope) {}

    base::Result<RowColumn const*> column(RowFile const& file, std::string_view name,
                                          std::string_view field) const {
        RowColumn const* const found = scope_.fields.has(name) ? file.find(name) : nullptr;
        if (found == nullptr) return refuse("list_column", field, name);
        return found;
    }

    void wall(RowScan& scan) const {
        add(scan, "legal_uscc", scope_.legals, &Seen::has);
        add(scan, "branch_no", scope_.branches, &Seen::has);
        add(scan, "branch_region", scope_.regions, &Seen::has_prefix_of);
    }

private:
    void add(RowScan& scan, std::string_view name, Seen const& seen,
             bool (Seen::*holds)(std::string_view) const) const {
        if (seen.all) return;
        RowColumn const* const column = scan.file->find(name);
        if (column == nullptr) {
            scan.nothing = true;
            return;
        }
        std::vector<uint8_t> marks(size_t(column->entries) + 1);  // Null's stays 0.
        bool any = false;
        for (uint32_t code = 0; code < column->entries; ++code) {
            marks[code] = (seen.*holds)(column->text(code)) ? 1 : 0;
            any = any || marks[code] != 0;
        }
        scan.nothing = scan.nothing || !any;
        scan.sets.push_back({column, std::move(marks)});
    }

    Scope const& scope_;
};

/// Makes the scan of one file.
class ScanMaker {
public:
    ScanMaker(RowFile const& file, Sight const& sight, RowRequest const& request)
        : file_(file), sight_(sight), request_(request) {
        scan_.file = &file;
    }

    base::Result<RowScan> make() {
        sight_.wall(scan_);
        for (RowCondition const& condition : request_.conditions) TRY_VOID(add(condition));
        for (RowOrder const& order : request_.orders) {
            auto const* const column = TRY(sight_.column(file_, order.column, "sort"));
            scan_.orders.push_back({column, order.descending, 0});
        }
        scan_.has_after = !request_.after.empty();
        if (scan_.has_after) TRY_VOID(begin_after());
        scan_.orders.resize(scan_.orders.size() - key_orders());
        return std::move(scan_);
    }

private:
    base::Result<void> add(RowCondition const& condition) {
        auto const* const column = TRY(sight_.column(file_, condition.column, "filter"));
        bool const prefix = condition.compare == RowCompare::begins;
        if (!column->takes(condition.value) || (prefix && column->kind != RowKind::text))
            return refuse("list_operator", "filter", condition.column);
        RowPlace const place = column->place_of(condition.value);
        uint32_t const next = place.at + (place.exact ? 1 : 0), entries = column->entries;
        CodeRange range{column, 0, entries, false};
        switch (condition.compare) {
            case RowCompare::equal: range = {column, place.at, next - place.at, false}; break;
            case RowCompare::not_equal:
                if (place.exact) scan_.ranges.push_back({column, place.at, 1, true});
                break;  // And any value at all.
            case RowCompare::less: range.count = place.at; break;
            case RowCompare::at_most: range.count = next; break;
            case RowCompare::more: range = {column, next, entries - next, false}; break;
            case RowCompare::at_least: range = {column, place.at, entries - place.at, false}; break;
            case RowCompare::begins:
                range.low = place.at;
                range.count =
                    column->end_of_prefix(std::get<std::string>(condition.value)) - place.at;
        }
        scan_.nothing = scan_.nothing || range.count == 0;
        scan_.ranges.push_back(range);
        return {};
    }

    /// Where each order begins, and the row of the key.
    base::Result<void> begin_after() {
        auto const malformed = [] { return refuse("cursor_malformed", "cursor", ""); };
        if (request_.after.size() != request_.orders.size()) return malformed();
        for (size_t i = 0; i < scan_.orders.size(); ++i) {
            if (!base::is_null(request_.after[i]) &&
                !scan_.orders[i].column->takes(request_.after[i]))
                return malformed();
            scan_.orders[i].after = rank_after(scan_.orders[i], request_.after[i]);
        }
        std::vector<CodeOrder> key;
        for (size_t k = 0; k < file_.keys(); ++k) {
            size_t i = 0;
            while (i < scan_.orders.size() && scan_.orders[i].column != &file_.columns()[k]) ++i;
            if (i == scan_.orders.size()) return malformed();
            CodeOrder one{scan_.orders[i].column, false, 0};
            one.after = rank_after(one, request_.after[i]);
            key.push_back(one);
        }
        scan_.row_after = int64_t(rows_up_to(key)) - 1;
        return {};
    }

    static uint64_t rank_after(CodeOrder const& order, base::Value const& value) {
        uint64_t const entries = order.column->entries;
        if (base::is_null(value)) return 2 * entries + 1;
        RowPlace const place = order.column->place_of(value);
        if (!order.descending) return 2 * uint64_t(place.at) + (place.exact ? 1 : 0);
        return place.exact ? 2 * (entries - 1 - place.at) + 1 : 2 * (entries - place.at);
    }

    /// Rows whose key is not behind this one; the file is in order of the key.
    size_t rows_up_to(std::vector<CodeOrder> const& key) const {
        size_t low = 0;
        for (size_t count = file_.rows(); count > 0;) {
            size_t const half = count / 2;
            bool behind = false;
            for (CodeOrder const& one : key) {
                uint64_t const at = 2 * uint64_t(one.rank(low + half)) + 1;
                behind = at > one.after;
                if (at != one.after) break;
            }
            if (!behind) {
                low += half + 1;
                count -= half + 1;
            } else {
                count = half;
            }
        }
        return low;
    }

    /// How many of the last orders only say what the order of the rows says anyway: columns of the
    /// key, ascending, in the key's order, while the rest of the key stands before them.
    size_t key_orders() const {
        auto const place = [this](CodeOrder const& order) {
            return size_t(order.column - file_.columns().data());
        };
        size_t count = 0, next = file_.keys();
        for (size_t i = scan_.orders.size(); i-- > 0;) {
            CodeOrder const& order = scan_.orders[i];
            if (order.descending || place(order) >= next) break;
            next = place(order);
            ++count;
        }
        size_t keys = 0;
        for (CodeOrder const& order : scan_.orders) keys += place(order) < file_.keys() ? 1 : 0;
        return keys == file_.keys() ? count : 0;
    }

    RowFile const& file_;
    Sight const& sight_;
    RowRequest const& request_;
    RowScan scan_;
};

/// A row that was found, of one of the files.
struct FoundRow {
    size_t file;
    RowMark mark;
};

/// -1, 0 or 1: values of one column in two files; null last.
int compare_across(CodeOrder const& left, size_t left_row, CodeOrder const& right,
                   size_t right_row) {
    uint32_t const a = left.column->code(left_row), b = right.column->code(right_row);
    bool const no_a = a >= left.column->entries, no_b = b >= right.column->entries;
    if (no_a || no_b) return int(no_a) - int(no_b);
    int sign;
    if (left.column->kind == RowKind::text)
        sign = left.column->text(a).compare(right.column->text(b));
    else
        sign = left.column->number(a) < right.column->number(b)   ? -1
               : left.column->number(a) > right.column->number(b) ? 1
                                                                  : 0;
    return left.descending ? -sign : sign;
}

class PageReader {
public:
    PageReader(std::vector<RowFile const*> const& files, Scope const& scope,
               RowRequest const& request)
        : files_(files), sight_(scope), request_(request) {}

    base::Result<RowPage> read() {
        if (request_.limit < 1 || request_.limit > page_rows_max)
            return refuse("list_limit", "limit", std::to_string(request_.limit));
        for (RowFile const* const file : files_) {
            auto scan = TRY(ScanMaker(*file, sight_, request_).make());
            scans_.push_back(std::move(scan));
        }
        scan_all();
        auto found = merge();
        RowPage page;
        if (request_.count) {
            page.count = 0;
            for (auto const& [file, piece] : pieces_) *page.count += piece.count;
        }
        page.more = found.size() > request_.limit;
        if (page.more) found.resize(request_.limit);
        TRY_VOID(fetch(found, page));
        return page;
    }

private:
    void scan_all() {
        for (size_t file = 0; file < scans_.size(); ++file)
            for (size_t row = 0; row < files_[file]->rows() && !scans_[file].nothing;
                 row += piece_rows)
                pieces_.push_back(
                    {file, {row, std::min(row + piece_rows, files_[file]->rows()), {}, 0}});
        std::atomic<size_t> next = 0;
        auto const work = [&] {
            for (size_t i = next++; i < pieces_.size(); i = next++)
                scan_piece(scans_[pieces_[i].first], request_.limit + 1, request_.count,
                           pieces_[i].second);
        };
        std::vector<std::jthread> others;
        for (size_t i = 1; i < std::min(size_t(std::max(1, request_.threads)), pieces_.size()); ++i)
            others.emplace_back(work);
        work();
    }

    bool is_before(FoundRow const& a, FoundRow const& b) const {
        if (a.file == b.file) return comes_before(scans_[a.file], a.mark, b.mark);
        auto const& left = scans_[a.file].orders;
        auto const& right = scans_[b.file].orders;
        for (size_t i = 0; i < left.size(); ++i) {
            int const sign = compare_across(left[i], row_of(a.mark), right[i], row_of(b.mark));
            if (sign != 0) return sign < 0;
        }
        return a.file < b.file;  // The files are in the order of their keys.
    }

    std::vector<FoundRow> merge() const {
        std::vector<FoundRow> all;
        for (auto const& [file, piece] : pieces_)
            for (RowMark const mark : piece.found) all.push_back({file, mark});
        size_t const wanted = std::min(all.size(), request_.limit + 1);
        std::partial_sort(all.begin(), all.begin() + ptrdiff_t(wanted), all.end(),
                          [this](FoundRow const& a, FoundRow const& b) { return is_before(a, b); });
        all.resize(wanted);
        return all;
    }

    base::Result<void> fetch(std::vector<FoundRow> const& found, RowPage& page) const {
        for (RowFile const* const file : files_)
            for (std::string const& name : request_.columns)
                TRY_VOID(sight_.column(*file, name, "columns"));
        for (FoundRow const& one : found) {
            RowFile const& file = *files_[one.file];
            std::vector<base::Value> row;
            for (std::string const& name : request_.columns) {
                RowColumn const* const column = file.find(name);
                row.push_back(column->value(column->code(row_of(one.mark))));
            }
            page.rows.push_back(std::move(row));
            page.row_numbers.push_back(file.row_no(row_of(one.mark)));
        }
        return {};
    }

    std::vector<RowFile const*> const& files_;
    Sight sight_;
    RowRequest const& request_;
    std::vector<RowScan> scans_;
    std::vector<std::pair<size_t, RowPiece>> pieces_;  // With the file that they are of.
};

}  // namespace

base::Result<RowPage> read_page(std::vector<RowFile const*> const& files, Scope const& scope,
                                RowRequest const& request) {
    return PageReader(files, scope, request).read();
}

}  // namespace warehouse
