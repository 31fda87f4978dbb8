// One scan of the month's files for its items, one of the details for the tables' fields.
#include "service/check_table.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/csv.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/mask.hpp"
#include "service/noted_csv.hpp"
#include "service/workers.hpp"

namespace service {
namespace {

/// A field: its name and the SQL text of its code, null for rows that are not counted under it.
struct Field {
    std::string name;
    std::string code;
};

/// Columns of check_count.csv, which the next month's check table reads.
constexpr std::array count_columns = {"relation", "legal_uscc", "field",
                                      "code",     "amount",     "receipts"};

/// Field name and code → amount and receipts, by legal person.
struct Figures {
    base::Int128 amount = 0;
    int64_t receipts = 0;
};
using Counted = std::map<std::tuple<std::string, std::string, std::string>, Figures>;

std::vector<Field> item_fields(pack::Book const& book) {
    std::vector<Field> out;
    for (pack::Item const& item : book.grains.at("loan").items)
        if (item.type.kind == pack::TypeKind::code && !item.column.empty())
            out.push_back({item.name, "coalesce(" + warehouse::identifier(item.column) + ", '-')"});
    return out;
}

/// Types, flags and classes of the filed tables' detail rows.
std::vector<Field> table_fields(RelationPlan const& relation) {
    std::vector<Field> out;
    for (TablePlan const& table : relation.tables) {
        if (!table.is_filed()) continue;
        for (size_t i = 0; i < table.version->fields.size(); ++i) {
            pack::OutputField const& field = table.version->fields[i];
            bool const flag = field.field.kind == domain::FieldKind::yes_no;
            if (!flag && !field.field.id.ends_with("_type") && field.field.id != "class") continue;
            if (table.field_outputs[i] < 0) continue;
            std::string const column = "out_" + std::to_string(table.field_outputs[i]);
            std::string const value = flag ? "CASE WHEN " + column + " THEN '1' ELSE '0' END"
                                           : "coalesce(" + column + ", '-')";
            out.push_back(
                {table.number() + "." + field.field.id,
                 "CASE WHEN " + bit_sql("c_", table.detail_cell) + " THEN " + value + " END"});
        }
    }
    return out;
}

/// Counts fields over files in one scan. `name` is not used twice on a connection.
base::Result<void> count(warehouse::Connection& connection, std::string const& name,
                         std::vector<Field> const& fields, std::vector<std::string> const& files,
                         Counted& out) {
    std::vector<base::ColumnShape> shapes = {{"legal_uscc", base::ColumnKind::text, 0, 0},
                                             {"amount", base::ColumnKind::int64, 18, 2}};
    statistic::Counts::Columns columns{0, {}, 1};
    std::vector<std::string> codes;
    for (Field const& field : fields) {
        columns.texts.push_back(shapes.size());
        shapes.push_back({"f" + std::to_string(codes.size()), base::ColumnKind::text, 0, 0});
        codes.push_back(field.code + " AS " + shapes.back().name);
    }
    auto const workers = std::make_shared<Workers<statistic::Counts>>();
    auto function = workers->function("wp_count_" + name, std::move(shapes),
                                      [columns] { return statistic::Counts(columns); });
    std::string const call = warehouse::call_of(function);
    TRY_VOID(warehouse::register_batch_function(connection, std::move(function)));
    auto const rows = TRY(connection.rows(
        "SELECT sum((" + call + ").zero), count(*) FROM (SELECT legal_uscc, amount, " +
        base::join(codes, ", ") + " FROM " + warehouse::read_parquet(files) + ")"));
    if (rows[0][1] != std::to_string(workers->rows()))
        return base::fail(base::ErrorKind::internal, "totals_rows", {},
                          {{"added", std::to_string(workers->rows())}, {"rows", rows[0][1]}});
    for (auto const& line : workers->merged(statistic::Counts(columns)).lines())
        for (std::string const& legal : {line.legal_uscc, std::string("*")}) {
            if (line.value.empty()) continue;
            Figures& sum = out[{legal, fields[line.text].name, line.value}];
            sum.amount += line.amount;
            sum.receipts += line.receipts;
        }
    return {};
}

/// 是, 待核 and, as what is left of all rows, 否 of every rule.
void count_rules(RelationPlan const& relation, statistic::Cube const& cube,
                 warehouse::LoadResult const& load, Counted& out) {
    std::string const any_field = std::get<1>(out.begin()->first);
    std::map<std::string, Figures> all;
    for (auto const& [key, figures] : out) {
        if (std::get<1>(key) != any_field) continue;
        all[std::get<0>(key)].amount += figures.amount;
        all[std::get<0>(key)].receipts += figures.receipts;
    }
    for (auto const& [rule, cell] : relation.rule_cells)
        for (size_t i = 0; i < load.legals.size(); ++i) {
            std::string const& legal = load.legals[i].legal_uscc;
            statistic::Totals const& t = cube.total(i, cell);
            Figures const yes{t.amount, t.receipts}, unknown{t.pending_amount, t.pending_receipts};
            Figures const no{all[legal].amount - yes.amount - unknown.amount,
                             all[legal].receipts - yes.receipts - unknown.receipts};
            for (auto const& [code, figures] :
                 {std::pair("Y", yes), std::pair("N", no), std::pair("U", unknown)}) {
                if (figures.receipts == 0) continue;
                for (std::string const& who : {legal, std::string("*")}) {
                    Figures& sum = out[{who, rule, code}];
                    sum.amount += figures.amount;
                    sum.receipts += figures.receipts;
                }
            }
        }
}

base::Result<Counted> count_now(warehouse::Connection& connection, CheckRequest const& request,
                                size_t index, warehouse::LoadResult const& load) {
    Counted out;
    RelationPlan const& relation = request.plans[index];
    Judged const& judged = request.judged[index];
    TRY_VOID(count(connection, "item_" + relation.relation, item_fields(request.book),
                   month_files(load, request.folder, relation.relation), out));
    if (out.empty()) return out;
    count_rules(relation, *judged.totals, load, out);
    TRY_VOID(count(connection, "table_" + relation.relation, table_fields(relation),
                   {judged.details}, out));
    return out;
}

/// What the prior run counted, by relation: its check_count.csv.
base::Result<std::map<std::string, Counted>> read_counted(std::string const& run) {
    std::map<std::string, Counted> out;
    if (run.empty()) return out;
    std::string const path = run + "/check_count.csv";
    auto const text = TRY(base::read_file(path));
    auto const table = TRY(base::parse_csv_table(text, path));
    std::vector<int> at;
    for (char const* column : count_columns) at.push_back(table.find(column));
    if (std::find(at.begin(), at.end(), -1) != at.end())
        return base::invalid("prior_malformed", {.file = path, .line = 1});
    for (auto const& row : table.rows) {
        auto const cell = [&](size_t i) { return row.cells[size_t(at[i])]; };
        auto const amount = base::parse_decimal(cell(4));
        auto const receipts = base::parse_integer(cell(5));
        if (!amount || amount->scale != 2 || !receipts)
            return base::invalid("prior_malformed", {.file = path, .line = int32_t(row.line)});
        out[cell(0)][{cell(1), cell(2), cell(3)}] = {amount->units, *receipts};
    }
    return out;
}

/// Drops fields that are empty in all rows of both months of a legal person.
std::set<std::pair<std::string, std::string>> filled_fields(Counted const& now,
                                                            Counted const& before) {
    std::set<std::pair<std::string, std::string>> out;
    for (Counted const* counted : {&now, &before})
        for (auto const& [key, figures] : *counted)
            if (std::get<2>(key) != "-") out.emplace(std::get<0>(key), std::get<1>(key));
    return out;
}

void add_lines(std::string const& relation, Counted const& now, Counted const& before,
               bool has_prior, ReportResult& result) {
    auto const filled = filled_fields(now, before);
    std::map<std::tuple<std::string, std::string, std::string>, CheckLine> lines;
    auto const line_of = [&](auto const& key) -> CheckLine& {
        CheckLine& line = lines[key];
        if (!line.field.empty()) return line;
        std::tie(line.legal_uscc, line.field, line.code) = key;
        line.relation = relation;
        if (has_prior) {
            line.prior_amount = 0;
            line.prior_receipts = 0;
        }
        return line;
    };
    for (auto const& [key, figures] : now) {
        if (!filled.contains({std::get<0>(key), std::get<1>(key)})) continue;
        CheckLine& line = line_of(key);
        line.amount = figures.amount;
        line.receipts = figures.receipts;
    }
    for (auto const& [key, figures] : before) {
        if (!filled.contains({std::get<0>(key), std::get<1>(key)})) continue;
        CheckLine& line = line_of(key);
        line.prior_amount = figures.amount;
        line.prior_receipts = figures.receipts;
    }
    for (auto& [key, line] : lines) result.check_table.push_back(std::move(line));
}

std::string money(base::Int128 cents) { return base::to_text(base::Decimal{cents, 2}); }

}  // namespace

std::string gap_rate(base::Int128 now, std::optional<base::Int128> before) {
    if (!before || *before == 0) return "";
    auto const rate = base::divide_half_up({(now - *before) * 100, 0}, {*before, 0}, 2);
    return rate ? base::to_text(*rate) : "";
}

base::Result<void> collect_check_table(warehouse::Connection& connection,
                                       CheckRequest const& request, ReportResult& result) {
    auto before = TRY(read_counted(request.prior_run));
    NotedCsv counts(result.load.notes);
    counts.add({count_columns.begin(), count_columns.end()});
    for (size_t i = 0; i < request.plans.size(); ++i) {
        RelationPlan const& relation = request.plans[i];
        if (!relation.has_rules()) continue;
        auto const now = TRY(count_now(connection, request, i, result.load));
        for (auto const& [key, figures] : now)
            counts.add({relation.relation, std::get<0>(key), std::get<1>(key), std::get<2>(key),
                        money(figures.amount), std::to_string(figures.receipts)});
        add_lines(relation.relation, now, before[relation.relation], !request.prior_run.empty(),
                  result);
    }
    std::stable_sort(result.check_table.begin(), result.check_table.end(),
                     [](CheckLine const& a, CheckLine const& b) {
                         return std::tie(a.legal_uscc, a.relation, a.field, a.code) <
                                std::tie(b.legal_uscc, b.relation, b.field, b.code);
                     });
    return base::write_file(request.folder + "/check_count.csv", counts.text());
}

base::Result<void> write_check_table(ReportResult const& result, std::string const& folder) {
    NotedCsv text(result.load.notes);
    text.add({"legal_uscc", "relation", "field", "code", "amount", "receipts", "prior_amount",
              "prior_receipts", "amount_gap", "amount_gap_rate", "receipts_gap",
              "receipts_gap_rate"});
    for (CheckLine const& line : result.check_table) {
        bool const prior = line.prior_amount.has_value();
        text.add({line.legal_uscc, line.relation, line.field, line.code, money(line.amount),
                  std::to_string(line.receipts), prior ? money(*line.prior_amount) : "",
                  prior ? std::to_string(*line.prior_receipts) : "",
                  prior ? money(line.amount - *line.prior_amount) : "",
                  gap_rate(line.amount, line.prior_amount),
                  prior ? std::to_string(line.receipts - *line.prior_receipts) : "",
                  gap_rate(line.receipts, line.prior_receipts)});
    }
    return base::write_file(folder + "/check_table.csv", text.text());
}

}  // namespace service
