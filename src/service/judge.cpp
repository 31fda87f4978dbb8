// Verdicts: the column executor as a function over the month's Parquet, the accumulators as another
// over what it gives; DuckDB runs both on its threads and writes the masks.
#include "service/judge.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "service/label.hpp"
#include "service/workers.hpp"

namespace service {
namespace {

using base::ColumnShape;
using enum base::ColumnKind;

bool is_chapter(std::string const& code) {
    return std::find(std::begin(chapters), std::end(chapters), code) != std::end(chapters);
}

/// What a summary shows for a use industry; codes that stand for none have a name.
std::string industry_of(std::string_view code) {
    if (code == "2000") return label("text.industry_abroad", Language::zh);
    if (code == "1000") return label("text.industry_personal", Language::zh);
    return std::string(code.substr(0, 1));
}

/// Names of the executor's columns that begin so.
std::vector<std::string> named(std::vector<ColumnShape> const& shapes, std::string_view letters) {
    std::vector<std::string> out;
    for (ColumnShape const& shape : shapes)
        if (shape.name[1] == '_' && letters.find(shape.name[0]) != std::string_view::npos)
            out.push_back(shape.name);
    return out;
}

/// The columns that totals need, and where each stands.
std::vector<ColumnShape> totals_columns(std::vector<ColumnShape> const& outputs,
                                        statistic::Columns& columns) {
    std::vector<ColumnShape> shapes = {
        {"legal_uscc", uint16, 0, 0},   {"customer_no", int32, 0, 0},
        {"borrower_no", int32, 0, 0},   {"amount", int64, 18, 2},
        {"rate", int64, 10, 5},         {"branch_region", uint16, 0, 0},
        {"use_industry", uint16, 0, 0}, {"borrower_size", uint16, 0, 0},
        {"guarantee", uint16, 0, 0}};
    columns = {0, 1, 2, 3, 4, {}, {}, {}, {}, {}};
    columns.dimensions = {{5, std::make_shared<statistic::Codes>(city_of)},
                          {6, std::make_shared<statistic::Codes>(industry_of)},
                          {7, std::make_shared<statistic::Codes>()},
                          {8, std::make_shared<statistic::Codes>()}};
    auto const add = [&](std::string_view letter, std::vector<size_t>& at) {
        for (std::string const& name : named(outputs, letter)) {
            at.push_back(shapes.size());
            shapes.push_back({name, int64, 0, 0});
        }
    };
    add("c", columns.in_cell);
    add("d", columns.in_doubt);
    add("u", columns.unknown);
    add("m", columns.missing);
    return shapes;
}

statistic::Spec totals_spec(RelationPlan const& relation, warehouse::LoadResult const& load,
                            bool all_tables_overall) {
    rule::Plan const& plan = *relation.plan;
    statistic::Spec spec;
    spec.cells.resize(relation.figure_cells);
    for (size_t cell = 0; cell < spec.cells.size(); ++cell)
        spec.cells[cell].conditions = plan.cells()[cell];
    for (TablePlan const& table : relation.tables) {
        if (table.is_bridge()) continue;  // Amounts by institution are all it asks.
        for (size_t i = 0; i < table.row_cells.size(); ++i) {
            statistic::Cell& cell = spec.cells[table.row_cells[i]];
            cell.in_overall = cell.in_overall || table.is_summary() || all_tables_overall;
            cell.in_dimensions = cell.in_dimensions || table.is_summary();
            cell.in_union =
                cell.in_union || (table.is_summary() && is_chapter(table.version->rows[i].code));
        }
    }
    if (all_tables_overall)
        for (size_t const cell : relation.list_cells) spec.cells[cell].in_overall = true;
    for (rule::ConditionInfo const& condition : plan.conditions())
        spec.condition_inputs.push_back(plan.inputs_of_condition(condition.bit));
    for (warehouse::LoadedLegal const& legal : load.legals)
        spec.institutions.push_back({legal.legal_uscc, legal.customers});
    spec.borrowers = load.borrowers;
    return spec;
}

/// Fills the column for so many texts.
using TextWork =
    std::function<void(base::BatchColumn const& texts, size_t rows, base::BatchColumn const& out)>;

/// The call of a function of one text, which DuckDB asks once for each entry of a dictionary.
/// With `names` it gives an ENUM of these.
base::Result<std::string> text_call(warehouse::Connection& connection, std::string const& name,
                                    std::string const& column, TextWork const& fill,
                                    std::vector<std::string> names = {}) {
    auto const work = [fill](base::Batch const& texts, base::Batch const& out) {
        fill(texts.columns[0], texts.rows, out.columns[0]);
    };
    base::ColumnKind const kind = names.empty() ? uint16 : warehouse::enum_kind(names.size());
    warehouse::BatchFunction function{name,
                                      {{column, text, 0, 0}},
                                      {{"", kind, 0, 0}},
                                      [work] { return work; },
                                      false,
                                      std::move(names),
                                      false};
    std::string call = warehouse::call_of(function);
    TRY_VOID(warehouse::register_batch_function(connection, std::move(function)));
    return call;
}

/// Calls that give the classes of the plan's classed inputs, by their places.
base::Result<std::map<size_t, std::string>> class_calls(warehouse::Connection& connection,
                                                        std::string const& name,
                                                        rule::ColumnPlan const& plan) {
    std::map<size_t, std::string> out;
    auto const shapes = plan.inputs();
    for (size_t i = 0; i < shapes.size(); ++i) {
        auto const classify = plan.classify(i);
        if (!classify) continue;
        auto const fill = [classify](base::BatchColumn const& texts, size_t rows,
                                     base::BatchColumn const& classes) {
            classify(texts, rows, classes.values<uint16_t>());
        };
        out[i] = TRY(text_call(connection, name + "_" + std::to_string(i), shapes[i].name, fill));
    }
    return out;
}

/// Gives the number of the legal person of a row; of nobody known, their count.
TextWork legal_numbers(std::vector<std::string> const& legals, base::ColumnKind kind) {
    std::map<std::string, size_t, std::less<>> numbers;
    for (size_t i = 0; i < legals.size(); ++i) numbers.emplace(legals[i], i);
    return
        [kind, numbers](base::BatchColumn const& texts, size_t rows, base::BatchColumn const& out) {
            for (size_t row = 0; row < rows; ++row) {
                bool const valid = texts.is_valid(row);
                auto const at = valid ? numbers.find(texts.values<base::TextView>()[row].view())
                                      : numbers.end();
                size_t const number = at == numbers.end() ? numbers.size() : at->second;
                if (kind == uint8)
                    out.values<uint8_t>()[row] = uint8_t(number);
                else
                    out.values<uint16_t>()[row] = uint16_t(number);
            }
        };
}

/// Calls that give what totals count by, by the places of their columns: the legal person's number
/// and the codes of the dimensions.
base::Result<std::map<size_t, std::string>> totals_calls(warehouse::Connection& connection,
                                                         std::string const& relation,
                                                         std::vector<std::string> const& legals,
                                                         statistic::Columns const& columns,
                                                         std::vector<ColumnShape> const& shapes) {
    std::map<size_t, std::string> out;
    out[columns.legal] = TRY(text_call(connection, "wp_legal_no_" + relation, "legal_uscc",
                                       legal_numbers(legals, uint16)));
    for (statistic::CodedDimension const& dimension : columns.dimensions) {
        std::string const& column = shapes[dimension.column].name;
        auto const fill = [codes = dimension.codes](base::BatchColumn const& texts, size_t rows,
                                                    base::BatchColumn const& to) {
            codes->find(texts, rows, to.values<uint16_t>());
        };
        out[dimension.column] =
            TRY(text_call(connection, "wp_code_" + relation + "_" + column, column, fill));
    }
    return out;
}

}  // namespace

base::Result<std::string> rules_call(warehouse::Connection& connection, std::string const& name,
                                     rule::ColumnPlan const& plan) {
    auto const classes = TRY(class_calls(connection, name, plan));
    warehouse::BatchFunction function{name, plan.inputs(), plan.outputs(), [plan] {
                                          return [run = std::make_shared<rule::ColumnRun>(plan)](
                                                     base::Batch const& inputs,
                                                     base::Batch const& outputs) {
                                              run->run(inputs, outputs);
                                          };
                                      }};
    std::string call = warehouse::call_of(function, classes);
    TRY_VOID(warehouse::register_batch_function(connection, std::move(function)));
    return call;
}

std::vector<std::string> const& dimension_names() {
    static std::vector<std::string> const all = {"city", "industry", "size", "guarantee"};
    return all;
}

std::string city_of(std::string_view region) { return std::string(region.substr(0, 4)) + "00"; }

std::vector<std::string> columns_read(std::string const& relation) {
    std::vector<std::string> out = {"relation", "legal_uscc", "branch_no", "contract",
                                    "receipt",  "bill",       "txn"};
    if (relation != "loan" && relation != "flow") return out;
    out.insert(out.end(), {"class", "line_no", "borrower_no", "customer_no", "amount", "rate",
                           "borrower_size", "guarantee", "branch_region", "use_industry"});
    return out;
}

std::string verdict_file(std::string const& folder, std::string const& relation) {
    return folder + "/verdict_" + relation + ".parquet";
}

std::string detail_file(std::string const& folder, std::string const& relation) {
    return folder + "/detail_" + relation + ".parquet";
}

std::vector<std::string> month_files(warehouse::LoadResult const& load, std::string const& folder,
                                     std::string const& relation) {
    std::vector<std::string> out;
    for (auto const& legal : load.legals)
        out.push_back(folder + "/month/" + legal.legal_uscc + "/" + relation + ".parquet");
    return out;
}

std::vector<base::FlagWord> flag_words_of(warehouse::LoadResult const& load,
                                          std::string const& relation) {
    bool const wide = relation == "loan" || relation == "flow";
    return wide ? load.flag_words : std::vector<base::FlagWord>();
}

JudgeColumns judge_columns(RelationPlan const& relation, rule::ListIndex const& lists,
                           warehouse::LoadResult const& load, bool details) {
    rule::InputForm const form{rule::TextInputs::classes, flag_words_of(load, relation.relation)};
    JudgeColumns out;
    if (relation.has_rules())
        out.verdicts.emplace(*relation.plan, lists, relation.verdicts(), form);
    if (details) out.details.emplace(*relation.plan, lists, rule::ColumnScope(), form);
    return out;
}

base::Result<JudgedRows> judge_here(warehouse::Connection& connection, std::string const& relation,
                                    JudgeColumns const& plans,
                                    std::vector<std::string> const& files) {
    std::string const columns =
        "CAST(file_row_number AS INTEGER) AS row_no, " + base::join(columns_read(relation), ", ");
    std::string const from = " FROM " + warehouse::read_numbered_alike(files);
    auto const rows_of = [&](std::string const& name,
                             rule::ColumnPlan const& plan) -> base::Result<std::string> {
        std::string const call = TRY(rules_call(connection, name + "_" + relation, plan));
        return "(SELECT " + columns + ", unnest(" + call + ")" + from + ")";
    };
    JudgedRows out;
    if (plans.verdicts) {
        out.verdict_columns = plans.verdicts->outputs();
        out.verdicts = TRY(rows_of("wp_verdicts", *plans.verdicts));
    }
    if (plans.details) {
        out.detail_columns = plans.details->outputs();
        out.details = TRY(rows_of("wp_rules", *plans.details));
    }
    return out;
}

base::Result<Judged> write_verdicts(warehouse::Connection& connection,
                                    VerdictRequest const& request) {
    RelationPlan const& relation = request.relation;
    Judged out{relation.relation, verdict_file(request.folder, relation.relation), "", {}};
    auto const& outputs = request.rows.verdict_columns;
    statistic::Spec spec = totals_spec(relation, request.load, request.all_tables_overall);
    auto columns = totals_columns(outputs, spec.columns);
    std::vector<std::string> legals;
    for (auto const& legal : request.load.legals) legals.push_back(legal.legal_uscc);
    auto const calls =
        TRY(totals_calls(connection, relation.relation, legals, spec.columns, columns));
    auto const workers = std::make_shared<Workers<statistic::Accumulator>>(request.progress);
    auto function = workers->function("wp_totals_" + relation.relation, std::move(columns),
                                      [spec] { return statistic::Accumulator(spec); });
    std::string const call = warehouse::call_of(function, calls);
    TRY_VOID(warehouse::register_batch_function(connection, std::move(function)));
    // Written as one of few names, the legal person is a byte a row and not a text.
    std::vector<std::string> names = legals;
    names.emplace_back("?");  // Of rows that belong to none of them.
    auto const number = legal_numbers(legals, warehouse::enum_kind(names.size()));
    std::string const legal = TRY(text_call(connection, "wp_legal_" + relation.relation,
                                            "legal_uscc", number, std::move(names)));
    TRY_VOID(
        connection.run("COPY (SELECT " + legal + " AS legal_uscc, row_no + (" + call +
                       ").zero AS row_no, " + base::join(named(outputs, "yqtum"), ", ") + " FROM " +
                       request.rows.verdicts + ") TO " + warehouse::quote(out.verdicts) +
                       warehouse::parquet_options(request.load.notes, warehouse::Packing::quick)));
    auto const written =
        TRY(connection.value("SELECT count(*) FROM " + warehouse::read_parquet({out.verdicts})));
    if (written != std::to_string(workers->rows()))
        return base::fail(base::ErrorKind::internal, "totals_rows", {.file = out.verdicts},
                          {{"added", std::to_string(workers->rows())}, {"rows", written}});
    auto const all = workers->merged(statistic::Accumulator(std::move(spec)));
    if (all.strangers() > 0)
        return base::invalid(
            "month_strangers", {.field = "legal_uscc"},
            {{"relation", relation.relation}, {"rows", std::to_string(all.strangers())}});
    out.totals = all.finish(request.threads);
    return out;
}

}  // namespace service
