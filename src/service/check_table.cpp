// Grouping sets over the month's Parquet files: one scan for many fields.
#include "service/check_table.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/file.hpp"
#include "base/text.hpp"
#include "service/noted_csv.hpp"

namespace service {
namespace {

/// Fields of one query; GROUPING() packs one bit a field into a BIGINT.
constexpr size_t fields_max = 30;

/// A field: its name and the SQL text of its code, null for rows that are not counted under it.
struct Field {
    std::string name;
    std::string code;
};

/// Field name and code → amount and receipts, by legal person.
struct Figures {
    base::Int128 amount = 0;
    int64_t receipts = 0;
};
using Counted = std::map<std::tuple<std::string, std::string, std::string>, Figures>;

std::string bit_sql(size_t cell) {
    return "(c_" + std::to_string(cell / rule::mask_bits) + " & " +
           std::to_string(uint64_t(1) << (cell % rule::mask_bits)) + ") <> 0";
}

std::vector<Field> item_fields(pack::Book const& book) {
    std::vector<Field> out;
    for (pack::Item const& item : book.grains.at("loan").items)
        if (item.type.kind == pack::TypeKind::code && !item.column.empty())
            out.push_back({item.name, "coalesce(" + warehouse::identifier(item.column) + ", '-')"});
    return out;
}

std::vector<Field> rule_fields(rule::Plan const& plan) {
    std::vector<Field> out;
    for (rule::RuleInfo const& rule : plan.rules())
        if (!rule.is_check)
            out.push_back({rule.name, "CASE " + warehouse::identifier("v_" + rule.name) +
                                          " WHEN 1 THEN 'Y' WHEN 0 THEN 'N' ELSE 'U' END"});
    return out;
}

/// Where a run keeps the values and cells of its tables: this run's plan, or a prior run's
/// plan.json.
struct Kept {
    std::map<std::string, std::string> outputs;  // Expression → column.
    std::map<std::string, size_t> details;       // Table → cell of its detail rows.
};

Kept kept_by(RelationPlan const& relation) {
    Kept out;
    for (size_t i = 0; i < relation.plan->outputs().size(); ++i)
        out.outputs.emplace(relation.plan->outputs()[i].expression, "out_" + std::to_string(i));
    for (TablePlan const& table : relation.tables)
        out.details.emplace(table.number(), table.detail_cell);
    return out;
}

base::Result<Kept> kept_by_run(std::string const& run, std::string const& relation) {
    std::string const path = run + "/plan.json";
    auto const text = TRY(base::read_file(path));
    auto const json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object()) return base::invalid("prior_malformed", {.file = path});
    auto const plan = json.value(nlohmann::json::json_pointer("/relations/" + relation),
                                 nlohmann::json::object());
    Kept out;
    for (auto const& entry : plan.value("outputs", nlohmann::json::array()))
        out.outputs.emplace(entry.value("text", ""), entry.value("column", ""));
    for (auto const& entry : plan.value("details", nlohmann::json::array()))
        out.details.emplace(entry.value("table", ""), entry.value("cell", size_t(0)));
    return out;
}

/// Types, flags and classes of the filed tables' detail rows.
std::vector<Field> table_fields(RelationPlan const& relation, Kept const& kept) {
    std::vector<Field> out;
    for (TablePlan const& table : relation.tables) {
        auto const detail = kept.details.find(table.number());
        if (!table.is_filed() || detail == kept.details.end()) continue;
        for (pack::OutputField const& field : table.version->fields) {
            bool const flag = field.field.kind == domain::FieldKind::yes_no;
            if (!flag && !field.field.id.ends_with("_type") && field.field.id != "class") continue;
            auto const column = kept.outputs.find(field.value.text);
            if (field.put != pack::Put::value || column == kept.outputs.end()) continue;
            std::string const value = flag
                                          ? "CASE WHEN " + column->second + " THEN '1' ELSE '0' END"
                                          : "coalesce(" + column->second + ", '-')";
            out.push_back({table.number() + "." + field.field.id,
                           "CASE WHEN " + bit_sql(detail->second) + " THEN " + value + " END"});
        }
    }
    return out;
}

base::Result<void> count(warehouse::Connection& connection, std::vector<Field> const& fields,
                         std::vector<std::string> const& files, Counted& out) {
    for (size_t from = 0; from < fields.size(); from += fields_max) {
        size_t const size = std::min(fields_max, fields.size() - from);
        std::vector<std::string> columns, names, sets;
        for (size_t i = 0; i < size; ++i) {
            names.push_back("f" + std::to_string(i));
            columns.push_back(fields[from + i].code + " AS " + names.back());
            sets.push_back("(legal_uscc, " + names.back() + ")");
        }
        std::string const all = base::join(names, ", ");
        auto const rows = TRY(
            connection.rows("SELECT legal_uscc, GROUPING(" + all + "), coalesce(" + all +
                            "), sum(amount), count(*) FROM (SELECT legal_uscc, amount, " +
                            base::join(columns, ", ") + " FROM " + warehouse::read_parquet(files) +
                            ") GROUP BY GROUPING SETS (" + base::join(sets, ", ") + ")"));
        for (auto const& row : rows) {
            if (row[2].empty()) continue;  // Rows that the field does not count.
            // The first name is the highest bit; the field that is grouped has a 0.
            uint64_t const grouping = uint64_t(base::parse_integer(row[1]).value_or(0));
            size_t field = 0;
            while ((grouping >> (size - 1 - field)) & 1) ++field;
            Figures const figures{base::parse_decimal(row[3]).value_or(base::Decimal{}).units,
                                  base::parse_integer(row[4]).value_or(0)};
            for (std::string const& legal : {row[0], std::string("*")}) {
                Figures& sum = out[{legal, fields[from + field].name, row[2]}];
                sum.amount += figures.amount;
                sum.receipts += figures.receipts;
            }
        }
    }
    return {};
}

base::Result<Counted> count_run(warehouse::Connection& connection, pack::Book const& book,
                                RelationPlan const& relation, Kept const& kept,
                                CheckSource const& source) {
    Counted out;
    if (source.legals.empty()) return out;
    std::vector<std::string> files;
    for (std::string const& legal : source.legals)
        files.push_back(source.folder + "/month/" + legal + "/" + relation.relation + ".parquet");
    TRY_VOID(count(connection, item_fields(book), files, out));
    std::vector<Field> fields = rule_fields(*relation.plan);
    std::vector<Field> const more = table_fields(relation, kept);
    fields.insert(fields.end(), more.begin(), more.end());
    std::string const verdicts = source.folder + "/verdict_" + relation.relation + ".parquet";
    TRY_VOID(count(connection, fields, {verdicts}, out));
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
    bool const has_prior = !request.prior.legals.empty();
    for (RelationPlan const& relation : request.plans) {
        if (!relation.plan || relation.tables.empty()) continue;
        auto const now =
            TRY(count_run(connection, request.book, relation, kept_by(relation), request.now));
        Kept kept;
        if (has_prior) kept = TRY(kept_by_run(request.prior.folder, relation.relation));
        auto const before = TRY(count_run(connection, request.book, relation, kept, request.prior));
        add_lines(relation.relation, now, before, has_prior, result);
    }
    std::stable_sort(result.check_table.begin(), result.check_table.end(),
                     [](CheckLine const& a, CheckLine const& b) {
                         return std::tie(a.legal_uscc, a.relation, a.field, a.code) <
                                std::tie(b.legal_uscc, b.relation, b.field, b.code);
                     });
    return {};
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
