// Cells of a release: amounts from summary.csv, borrowers and their largest from the verdicts.
#include "service/release_table.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/file.hpp"
#include "base/text.hpp"
#include "service/book.hpp"
#include "service/judge.hpp"
#include "service/label.hpp"
#include "service/mask.hpp"

namespace service {
namespace {

/// What one measure of one group holds, by borrowers.
struct Held {
    int64_t amount = 0, borrowers = 0, largest = 0;
};

/// By relation, dimension, value and measure.
using HeldBy = std::map<std::string, Held>;

/// Measures that no table shows but a subtraction tells.
constexpr char const* overlap = "overlap";  // gross - net.
std::string rest_of(std::string const& measure) { return "rest_" + measure; }

/// Names of the rules in a row's condition: rule('a') and rule('b').
std::vector<std::string> rules_in(std::string const& text) {
    std::vector<std::string> out;
    std::string const mark = "rule('";
    for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
        at += mark.size();
        out.push_back(text.substr(at, text.find('\'', at) - at));
    }
    return out;
}

class Reader {
public:
    Reader(FinishedRun const& run, pack::Book const& book, warehouse::Connection& connection)
        : run_(run), book_(book), connection_(connection) {}

    /// Holdings of a relation; false when the run does not hold what is asked.
    base::Result<bool> read(RelationPlan const& relation, HeldBy& held);

private:
    base::Result<std::vector<std::pair<std::string, std::string>>> measures(
        RelationPlan const& relation);
    base::Result<void> read_dimension(std::string const& relation, std::string const& dimension,
                                      std::vector<std::string> const& names, HeldBy& held);

    FinishedRun const& run_;
    pack::Book const& book_;
    warehouse::Connection& connection_;
};

/// Measure → SQL of the amount that a row holds in it, in cents.
base::Result<std::vector<std::pair<std::string, std::string>>> Reader::measures(
    RelationPlan const& relation) {
    auto const bits = TRY(verdict_bits(run_.folder, relation.relation));
    std::vector<std::pair<std::string, std::string>> out;
    std::string in_chapters = "0", in_scope;
    for (TablePlan const& table : relation.tables) {
        if (!table.is_summary()) continue;
        for (pack::OutputRow const& row : table.version->rows) {
            std::vector<std::string> all;
            for (std::string const& rule : rules_in(row.where.text)) {
                auto const bit = bits.find(rule);
                if (bit == bits.end()) return std::vector<std::pair<std::string, std::string>>();
                all.push_back("(" + bit_sql("y_", size_t(bit->second)) + ")");
            }
            if (all.empty()) continue;
            std::string const is = "CAST(" + base::join(all, " AND ") + " AS BIGINT)";
            out.emplace_back(row.code, is);
            if (std::find(std::begin(chapters), std::end(chapters), row.code) != std::end(chapters))
                in_chapters += " + " + is;
            if (in_scope.empty()) in_scope = is;
        }
    }
    if (out.empty()) return out;
    std::vector<std::pair<std::string, std::string>> rest;
    std::string const net = "CAST((" + in_chapters + ") > 0 AS BIGINT)";
    out.emplace_back("gross", "(" + in_chapters + ")");
    out.emplace_back("net", net);
    for (auto const& [name, is] : out)
        if (is != in_scope && name != "gross")
            rest.emplace_back(rest_of(name), "(" + in_scope + " - " + is + ")");
    out.emplace_back(overlap, "(" + in_chapters + " - " + net + ")");
    out.insert(out.end(), rest.begin(), rest.end());
    return out;
}

base::Result<bool> Reader::read(RelationPlan const& relation, HeldBy& held) {
    auto const all = TRY(measures(relation));
    auto const files = run_.files(relation.relation);
    if (all.empty() || files.empty()) return false;
    std::string const abroad = warehouse::quote(label("text.industry_abroad", Language::zh));
    std::string const personal = warehouse::quote(label("text.industry_personal", Language::zh));
    std::string sql =
        "CREATE OR REPLACE TEMP TABLE wp_held AS SELECT m.borrower_no AS who, '' AS \"all\","
        " coalesce(substr(m.branch_region, 1, 4) || '00', '-') AS city,"
        " CASE m.use_industry WHEN '2000' THEN " +
        abroad + " WHEN '1000' THEN " + personal +
        " ELSE coalesce(substr(m.use_industry, 1, 1), '-') END AS industry,"
        " coalesce(m.borrower_size, '-') AS size, coalesce(m.guarantee, '-') AS guarantee";
    std::vector<std::string> names;
    for (auto const& [name, is] : all) {
        sql += ", CAST(sum(" + is + " * CAST(m.amount * 100 AS BIGINT)) AS BIGINT) AS " +
               warehouse::identifier("h_" + name) + ", sum(" + is + ") > 0 AS " +
               warehouse::identifier("n_" + name);
        names.push_back(name);
    }
    sql += " FROM " + warehouse::read_numbered_parquet(files) + " m JOIN " +
           warehouse::read_parquet({verdict_file(run_.folder, relation.relation)}) +
           " v ON v.legal_uscc = m.legal_uscc AND v.row_no = m.file_row_number"
           " GROUP BY ALL";
    TRY_VOID(connection_.run(sql));
    TRY_VOID(read_dimension(relation.relation, "all", names, held));
    for (std::string const& dimension : dimension_names())
        TRY_VOID(read_dimension(relation.relation, dimension, names, held));
    return true;
}

base::Result<void> Reader::read_dimension(std::string const& relation, std::string const& dimension,
                                          std::vector<std::string> const& names, HeldBy& held) {
    std::string const value = warehouse::identifier(dimension);
    std::string inner = "SELECT " + value + " AS value, who";
    std::string outer = "SELECT value";
    for (std::string const& name : names) {
        std::string const h = warehouse::identifier("h_" + name);
        std::string const n = warehouse::identifier("n_" + name);
        inner += ", CAST(sum(" + h + ") AS BIGINT) AS " + h + ", bool_or(" + n + ") AS " + n;
        outer += ", CAST(sum(" + h + ") AS BIGINT), count(*) FILTER (" + n + "), max(" + h + ")";
    }
    auto const rows = TRY(
        connection_.rows(outer + " FROM (" + inner + " FROM wp_held GROUP BY ALL) GROUP BY value"));
    auto const number = [](std::string const& text) {
        return base::parse_integer(text).value_or(0);
    };
    for (auto const& row : rows)
        for (size_t i = 0; i < names.size(); ++i)
            held[cell_id(relation, dimension, row[0], names[i])] = {
                number(row[3 * i + 1]), number(row[3 * i + 2]), number(row[3 * i + 3])};
    return {};
}

/// Puts rows and holdings together, then says what adds up.
class Builder {
public:
    Builder(ReleaseTables& out, HeldBy const& held) : out_(out), held_(held) {}

    base::Result<void> add_rows(base::CsvTable const& summary);
    void add_relations();

private:
    std::optional<size_t> find(ReleaseRow const& like, std::string const& measure) const {
        auto const at = by_id_.find(cell_id(like.relation, like.dimension, like.value, measure));
        return at == by_id_.end() ? std::nullopt : std::optional(at->second);
    }
    void add_sums();
    void add_difference(ReleaseRow const& row, std::string const& whole, std::string const& part,
                        std::string const& name);
    void add(std::string id, std::vector<disclosure::Term> terms) {
        bool exact = true;  // Borrowers were counted, here and in every part.
        for (disclosure::Term const& term : terms)
            exact = exact && out_.tables.cells[term.cell].largest.has_value();
        out_.tables.relations.push_back({std::move(id), std::move(terms), false, exact});
    }

    ReleaseTables& out_;
    HeldBy const& held_;
    std::map<std::string, size_t> by_id_;
};

base::Result<void> Builder::add_rows(base::CsvTable const& summary) {
    std::vector<int> at;
    for (std::string_view const name :
         {"relation", "dimension", "value", "measure", "amount", "rate", "customers"}) {
        at.push_back(summary.find(name));
        if (at.back() < 0) return base::invalid("run_malformed", {.file = summary.file});
    }
    for (base::CsvTable::Row const& line : summary.rows) {
        auto const text = [&](int i) { return line.cells[size_t(at[size_t(i)])]; };
        if (text(1) == "institution") continue;
        ReleaseRow row{text(0), text(1), text(2), text(3),
                       text(4), text(5), text(6), out_.tables.cells.size()};
        disclosure::Cell cell;
        cell.id = cell_id(row.relation, row.dimension, row.value, row.measure);
        cell.amount =
            TRY(parse_cents(row.amount, {.file = summary.file, .line = int32_t(line.line)}));
        cell.borrowers = base::parse_integer(row.customers).value_or(0);
        cell.is_grand_total = row.dimension == "all";
        if (auto const held = held_.find(cell.id); held != held_.end()) {
            cell.borrowers = held->second.borrowers;
            if (held->second.amount == cell.amount) cell.largest = held->second.largest;
        } else if (cell.amount == 0) {
            cell.largest = 0;
        }
        if (!cell.largest) out_.largest_known = false;
        by_id_.emplace(cell.id, row.cell);
        out_.tables.cells.push_back(std::move(cell));
        out_.rows.push_back(std::move(row));
    }
    return {};
}

/// The values of a dimension add up to all.
void Builder::add_sums() {
    std::map<std::string, std::vector<disclosure::Term>> sums;
    for (ReleaseRow const& row : out_.rows)
        if (row.dimension != "all") {
            auto& terms = sums[row.relation + "/" + row.dimension + "/" + row.measure];
            if (terms.empty())
                if (auto const total =
                        find({row.relation, "all", "", "", "", "", "", 0}, row.measure))
                    terms.push_back({*total, -1});
            terms.push_back({row.cell, 1});
        }
    for (auto& [id, terms] : sums) add("values of " + id, std::move(terms));
}

/// whole = part + a difference that is not shown.
void Builder::add_difference(ReleaseRow const& row, std::string const& whole,
                             std::string const& part, std::string const& name) {
    auto const all = find(row, whole), some = find(row, part);
    if (!all || !some) return;
    disclosure::Cell cell;
    cell.id = cell_id(row.relation, row.dimension, row.value, name);
    cell.standing = disclosure::Standing::withheld;
    cell.amount = out_.tables.cells[*all].amount - out_.tables.cells[*some].amount;
    cell.is_signed = cell.amount < 0;  // The part is then no part; the difference is still told.
    if (auto const held = held_.find(cell.id); held != held_.end()) {
        cell.borrowers = held->second.borrowers;
        if (held->second.amount == cell.amount) cell.largest = held->second.largest;
    } else {
        cell.borrowers = out_.tables.cells[*all].borrowers;
    }
    size_t const index = out_.tables.cells.size();
    std::string const id = cell.id;
    out_.tables.cells.push_back(std::move(cell));
    add(id, {{*all, -1}, {*some, 1}, {index, 1}});
}

void Builder::add_relations() {
    add_sums();
    for (ReleaseRow const& row : out_.rows) {
        if (row.measure == "gross") {
            std::vector<disclosure::Term> terms = {{row.cell, -1}};
            for (std::string_view const chapter : chapters)
                if (auto const part = find(row, std::string(chapter))) terms.push_back({*part, 1});
            add(out_.tables.cells[row.cell].id, std::move(terms));
            add_difference(row, "gross", "net", overlap);
        } else if (row.measure != "in_scope") {
            add_difference(row, "in_scope", row.measure, rest_of(row.measure));
        }
    }
}

}  // namespace

std::string cell_id(std::string const& relation, std::string const& dimension,
                    std::string const& value, std::string const& measure) {
    return relation + "/" + dimension + "/" + value + "/" + measure;
}

base::Result<int64_t> parse_cents(std::string const& text, base::Place at) {
    auto const parsed = base::parse_decimal(text);
    auto const cents = parsed ? base::rescale_half_up(*parsed, 2) : std::nullopt;
    if (!cents || !base::fits_digits(cents->units, 18))
        return base::invalid("run_malformed", std::move(at));
    return int64_t(cents->units);
}

base::Result<ReleaseTables> read_release_tables(FinishedRun const& run, int threads) {
    std::string const file = run.folder + "/summary.csv";
    auto const text = TRY(base::read_file(file));
    auto const summary = TRY(base::parse_csv_table(text, file));
    auto const book = TRY(load_book(run.folder + "/pack"));
    auto const plans = TRY(plan_month(book, run.report_date));
    warehouse::DatabaseOptions options;
    options.threads = threads;
    auto database = TRY(warehouse::Database::open(options));
    auto connection = TRY(database.connect());
    HeldBy held;
    for (RelationPlan const& plan : plans)
        if (plan.relation == "loan" || plan.relation == "flow")
            TRY(Reader(run, book, connection).read(plan, held));
    ReleaseTables out;
    Builder builder(out, held);
    TRY_VOID(builder.add_rows(summary));
    builder.add_relations();
    return out;
}

}  // namespace service
