// Goal: a rule means the same in every executor, missing values included.
// Method: random rules over random rows; the record executor against DuckDB running the emitted SQL
// and against the column executor, verdict by verdict, mask by mask, value by value. The test shows
// its teeth: with each planted fault in one executor it must fail. ROUNDS and SEED come from the
// environment; a failure prints the seed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "base/seed_for_test.hpp"
#include "base/text.hpp"
#include "engine/rule/bind.hpp"
#include "fault.hpp"
#include "random_rule.hpp"
#include "warehouse/batch_function.hpp"
#include "warehouse/side_table.hpp"

namespace differential {
namespace {

constexpr int rules_per_book = 4;
constexpr int rows_per_book = 120;
constexpr int copies_of_rows = 40;

int rounds() {
    char const* const text = std::getenv("ROUNDS");
    return text != nullptr ? std::atoi(text) : DEFAULT_ROUNDS;
}

std::string sql_value(base::Value const& value) {
    if (base::is_null(value)) return "NULL";
    std::string const text = base::to_text(value);
    bool const bare =
        std::holds_alternative<bool>(value) || std::holds_alternative<base::Decimal>(value);
    return bare ? text : warehouse::quote(text);
}

/// What one executor says of one row, as text: verdicts, masks, outputs.
using Answer = std::vector<std::string>;

struct Case {
    pack::Book book;
    rule::Lists lists;
    std::shared_ptr<rule::Plan> plan;
    std::vector<rule::Facts> rows;
    std::string texts;  // All expressions, for coverage.
};

/// A random case that compiles; expressions too wide for 38 digits are drawn again.
Case make_case(uint64_t seed) {
    for (uint64_t attempt = 0;; ++attempt) {
        RuleMaker maker(seed * 1000 + attempt);
        Case out{make_book(), make_lists(), nullptr, {}, ""};
        std::vector<std::string> names;
        for (int i = 0; i < rules_per_book; ++i) {
            std::string const name = "r" + std::to_string(i);
            maker.add_rule(out.book, name, names);
            names.push_back("common." + name);
        }
        rule::CompileOptions options;
        options.grain = "row";
        options.region = "140100";
        for (int i = 0; i < 3; ++i) options.outputs.push_back({maker.output(), {}});
        options.cells.push_back({"rule('common.r0') or rule('common.r3')", {}});
        auto plan = rule::compile(out.book, options);
        if (!plan) {
            EXPECT_EQ(plan.error().code, "expr_too_wide") << plan.error().code;
            continue;
        }
        for (auto const& [name, rule] : out.book.rules)
            for (auto const& condition : rule.conditions)
                out.texts += condition.expression.text + "\n";
        for (auto const& output : options.outputs) out.texts += output.text + "\n";
        for (int i = 0; i < rows_per_book; ++i) out.rows.push_back(maker.row());
        out.plan = std::make_shared<rule::Plan>(std::move(*plan));
        return out;
    }
}

std::string shown(rule::Type const& type, rule::Scalar const& value) {
    if (!value.known) return "NULL";
    switch (type.kind) {
        case rule::Kind::boolean: return value.number != 0 ? "true" : "false";
        case rule::Kind::date: return base::to_text(base::Day{int32_t(value.number)});
        case rule::Kind::text: return "'" + std::string(value.text);
        case rule::Kind::number:
            return base::to_text(base::Decimal{value.number, uint8_t(type.scale)});
    }
    return "";
}

void put_words(Answer& out, std::vector<bool> const& bits) {
    for (size_t begin = 0; begin < bits.size(); begin += rule::mask_bits) {
        uint64_t word = 0;
        for (size_t i = begin; i < std::min(bits.size(), begin + rule::mask_bits); ++i)
            if (bits[i]) word |= uint64_t(1) << (i - begin);
        out.push_back(std::to_string(word));
    }
}

/// The record executor over a plan, which may have a planted fault.
std::vector<Answer> run_records(Case const& c, rule::PlanData const& plan) {
    std::vector<Answer> out;
    for (rule::Facts const& facts : c.rows) {
        auto const inputs = rule::bind_facts(plan, facts);
        EXPECT_TRUE(inputs.has_value());
        rule::RecordRun const run(plan.program, *inputs, c.lists);
        Answer answer;
        for (rule::NodeId id : plan.outputs)
            answer.push_back(shown(plan.program.node(id).type, run[id]));
        std::vector<bool> is_yes, is_pending, is_true, is_unknown, is_missing, in_cell, in_doubt;
        for (rule::BoundRule const& rule : plan.rules) {
            is_yes.push_back(run[rule.node].known && run[rule.node].number != 0);
            is_pending.push_back(!run[rule.node].known);
        }
        for (rule::NodeId id : plan.conditions) {
            is_true.push_back(run[id].known && run[id].number != 0);
            is_unknown.push_back(!run[id].known);
        }
        for (rule::Scalar const& input : *inputs) is_missing.push_back(!input.known);
        for (rule::NodeId id : plan.cells) {
            in_cell.push_back(run[id].known && run[id].number != 0);
            in_doubt.push_back(!run[id].known);
        }
        for (auto const* bits :
             {&is_yes, &is_pending, &is_true, &is_unknown, &is_missing, &in_cell, &in_doubt})
            put_words(answer, *bits);
        out.push_back(std::move(answer));
    }
    return out;
}

class Duck {
public:
    Duck() : database_(*warehouse::Database::open({})), connection_(*database_.connect()) {
        run("CREATE TABLE list_entry (list VARCHAR, id VARCHAR, valid_from DATE, valid_to DATE)");
        for (auto const& [name, list] : make_lists())
            for (domain::ListEntry const& e : list.entries)
                run("INSERT INTO list_entry VALUES (" + warehouse::quote(name) + ", " +
                    warehouse::quote(e.id) + ", '" + base::to_text(e.period.from) + "', " +
                    (e.period.to ? "'" + base::to_text(*e.period.to) + "'" : std::string("NULL")) +
                    ")");
        run("CREATE TABLE facts (no INTEGER, report_date DATE, d1 DATE, d2 DATE, m1 DECIMAL(18,2),"
            " m2 DECIMAL(18,2), r1 DECIMAL(10,5), n1 BIGINT, b1 BOOLEAN, b2 BOOLEAN, t1 VARCHAR,"
            " c1 VARCHAR, k1 VARCHAR, region VARCHAR, party VARCHAR)");
    }

    /// The emitted SQL.
    std::vector<Answer> answers(Case const& c) {
        insert(c);
        rule::SqlPlan const plan =
            rule::emit_duckdb(*c.plan, c.lists, {"facts", {"no"}, "list_entry", "side_"});
        EXPECT_TRUE(warehouse::create_side_tables(connection_, plan.tables).has_value());
        for (std::string const& statement : plan.setup) run(statement);
        return read(c, plan.select);
    }

    /// Inputs that reached the column executor as classes so far.
    size_t classed() const { return classed_; }

    /// The column executor, as a function of DuckDB. The rows are those of the last `answers`.
    /// With `copies` the rows stand so often one after another, beyond one slice and one vector.
    std::vector<Answer> column_answers(Case const& c, rule::InputForm const& form, int copies = 1) {
        rule::ColumnPlan const plan(*c.plan, c.lists, {}, form);
        for (base::FlagWord const& word : form.words)
            for (base::ColumnShape const& shape : plan.inputs())
                EXPECT_EQ(std::count(word.flags.begin(), word.flags.end(), shape.name), 0);
        std::string const name = "wp_rules_" + std::to_string(functions_++);
        warehouse::BatchFunction function{
            name, plan.inputs(), plan.outputs(), [plan] {
                return [run = std::make_shared<rule::ColumnRun>(plan)](
                           auto const& in, auto const& out) { run->run(in, out); };
            }};
        std::string const call = warehouse::call_of(function, class_calls(name, plan));
        auto const done = warehouse::register_batch_function(connection_, std::move(function));
        EXPECT_TRUE(done.has_value());
        return read(c, "SELECT no, unnest(" + call + ") FROM (SELECT facts.*" +
                           flag_columns(form.words) + " FROM range(" + std::to_string(copies) +
                           "), facts ORDER BY random())");
    }

    /// Calls of functions that give the classes of texts, by input; counted.
    std::map<size_t, std::string> class_calls(std::string const& name,
                                              rule::ColumnPlan const& plan) {
        std::map<size_t, std::string> out;
        for (size_t i = 0; i < plan.inputs().size(); ++i) {
            auto const classify = plan.classify(i);
            if (!classify) continue;
            auto const work = [classify](base::Batch const& in, base::Batch const& classes) {
                classify(in.columns[0], in.rows, classes.columns[0].values<uint16_t>());
            };
            warehouse::BatchFunction function{
                name + "_" + std::to_string(i),
                {{plan.inputs()[i].name, base::ColumnKind::text, 0, 0}},
                {{"", base::ColumnKind::uint16, 0, 0}},
                [work] { return work; }};
            out.emplace(i, warehouse::call_of(function));
            EXPECT_TRUE(warehouse::register_batch_function(connection_, std::move(function)));
        }
        classed_ += out.size();
        return out;
    }

    /// The masks of a part of the plan by column name, and the items that it reads.
    std::map<std::string, std::vector<uint64_t>> part_masks(Case const& c,
                                                            rule::ColumnScope const& scope,
                                                            std::set<std::string>& read) {
        rule::ColumnPlan const plan(*c.plan, c.lists, scope);
        std::string const name = "wp_rules_" + std::to_string(functions_++);
        std::vector<std::string> names;
        for (base::ColumnShape const& shape : plan.outputs()) names.push_back(shape.name);
        for (base::ColumnShape const& shape : plan.inputs()) read.insert(shape.name);
        warehouse::BatchFunction function{
            name, plan.inputs(), plan.outputs(), [plan] {
                return [run = std::make_shared<rule::ColumnRun>(plan)](
                           auto const& in, auto const& out) { run->run(in, out); };
            }};
        std::string const call = warehouse::call_of(function);
        EXPECT_TRUE(warehouse::register_batch_function(connection_, std::move(function)));
        auto const rows =
            connection_.rows("SELECT " + base::join(names, ", ") + " FROM (SELECT no, unnest(" +
                             call + ") FROM facts) ORDER BY no");
        EXPECT_TRUE(rows.has_value());
        std::map<std::string, std::vector<uint64_t>> out;
        for (auto const& row : *rows)
            for (size_t i = 0; i < names.size(); ++i) out[names[i]].push_back(std::stoull(row[i]));
        return out;
    }

private:
    /// Words of `facts` as SQL.
    static std::string flag_columns(std::vector<base::FlagWord> const& words) {
        std::string out;
        for (base::FlagWord const& word : words) {
            out += ", CAST(0";
            for (size_t i = 0; i < word.flags.size(); ++i)
                if (word.flags[i] != "other")
                    out += " + CASE " + word.flags[i] + " WHEN TRUE THEN 3 WHEN FALSE THEN 1 " +
                           "ELSE 0 END * " + std::to_string(int64_t(1) << (2 * i));
            out += " AS BIGINT) AS " + word.column;
        }
        return out;
    }

    std::vector<Answer> read(Case const& c, std::string const& select) {
        std::string wanted = "SELECT ";
        for (size_t i = 0; i < c.plan->outputs().size(); ++i) {
            std::string const o = "out_" + std::to_string(i);
            bool const text = c.plan->outputs()[i].type == "VARCHAR";
            wanted += (i > 0 ? ", " : "") + std::string("coalesce(") +
                      (text ? "'''' || " + o : "CAST(" + o + " AS VARCHAR)") + ", 'NULL')";
        }
        for (auto const& [prefix, words] : {std::pair("y_", c.plan->rule_words()),
                                            {"q_", c.plan->rule_words()},
                                            {"t_", c.plan->words()},
                                            {"u_", c.plan->words()},
                                            {"m_", c.plan->missing_words()},
                                            {"c_", c.plan->cell_words()},
                                            {"d_", c.plan->cell_words()}})
            for (int w = 0; w < words; ++w)
                wanted += ", " + std::string(prefix) + std::to_string(w);
        auto rows = connection_.rows(wanted + " FROM (" + select + ") ORDER BY no");
        EXPECT_TRUE(rows.has_value()) << (rows ? "" : rows.error().args[0].second);
        return rows ? std::move(*rows) : std::vector<Answer>{};
    }

    void insert(Case const& c) {
        static char const* const columns[] = {"report_date", "d1", "d2",     "m1",   "m2",
                                              "r1",          "n1", "b1",     "b2",   "t1",
                                              "c1",          "k1", "region", "party"};
        run("DELETE FROM facts");
        std::string sql = "INSERT INTO facts VALUES ";
        for (size_t i = 0; i < c.rows.size(); ++i) {
            sql += (i > 0 ? ", (" : "(") + std::to_string(i);
            for (char const* column : columns) {
                auto const at = c.rows[i].find(column);
                sql += ", " + (at == c.rows[i].end() ? std::string("NULL") : sql_value(at->second));
            }
            sql += ")";
        }
        run(sql);
    }

    void run(std::string const& sql) {
        auto const done = connection_.run(sql);
        ASSERT_TRUE(done.has_value()) << done.error().args[0].second;
    }
    warehouse::Database database_;
    warehouse::Connection connection_;
    int functions_ = 0;
    size_t classed_ = 0;
};

std::string described(Case const& c, size_t row) {
    std::string out = c.texts;
    for (auto const& [name, value] : c.rows[row]) out += name + " = " + base::to_text(value) + "\n";
    return out;
}

/// Rows on which two executors differ.
int differences(std::vector<Answer> const& a, std::vector<Answer> const& b, size_t& first) {
    int count = 0;
    for (size_t i = 0; i < a.size(); ++i) {
        if (a[i] == b[i]) continue;
        if (count++ == 0) first = i;
    }
    return count;
}

/// The booleans of the rows in words: together, apart and at the far end, one of them alone.
std::vector<base::FlagWord> words_of(int round) {
    std::vector<std::string> far(base::FlagWord::flags_max - 1, "other");
    far.emplace_back("b2");
    switch (round % 3) {
        case 0: return {{"w0", {"b1", "b2"}}};
        case 1: return {{"w0", {"other", "b1"}}, {"w1", far}};
        default: return {{"w0", far}};
    }
}

TEST(Differential, ThreeExecutorsAgreeOnEverything) {
    uint64_t const seed = base::test_seed();
    SCOPED_TRACE("SEED=" + std::to_string(seed) + " ROUNDS=" + std::to_string(rounds()));
    Duck duck;
    std::set<int> ops;
    std::string texts;
    for (int round = 0; round < rounds(); ++round) {
        Case const c = make_case(seed + uint64_t(round));
        auto const sql = duck.answers(c);
        auto const record = run_records(c, c.plan->data());
        ASSERT_EQ(sql.size(), record.size());
        size_t first = 0;
        ASSERT_EQ(differences(sql, record, first), 0)
            << "round " << round << "\n"
            << described(c, first) << "sql    " << base::join(sql[first], " | ") << "\nrecord "
            << base::join(record[first], " | ");
        auto const texts_of = [](int i) {
            return i % 2 == 0 ? rule::TextInputs::classes : rule::TextInputs::whole;
        };
        auto const column = duck.column_answers(c, {texts_of(round), {}});
        ASSERT_EQ(column.size(), record.size());
        ASSERT_EQ(differences(column, record, first), 0)
            << "round " << round << "\n"
            << described(c, first) << "column " << base::join(column[first], " | ") << "\nrecord "
            << base::join(record[first], " | ");
        auto const packed = duck.column_answers(c, {texts_of(round + 1), words_of(round)});
        ASSERT_EQ(packed.size(), record.size());
        ASSERT_EQ(differences(packed, record, first), 0)
            << "round " << round << "\n"
            << described(c, first) << "flags  " << base::join(packed[first], " | ") << "\nrecord "
            << base::join(record[first], " | ");
        for (auto const& words : {std::vector<base::FlagWord>(), words_of(round / 10)}) {
            if (round % 10 != 0) break;
            auto const many = duck.column_answers(c, {texts_of(round / 10), words}, copies_of_rows);
            ASSERT_EQ(many.size(), record.size() * copies_of_rows);
            for (size_t i = 0; i < many.size(); ++i)
                ASSERT_EQ(many[i], record[i / copies_of_rows]) << "round " << round;
        }
        for (rule::Node const& node : c.plan->data().program.nodes) ops.insert(int(node.op));
        texts += c.texts;
    }
    EXPECT_GT(duck.classed(), size_t(rounds()) / 4);
    for (int op = 0; op < rule::op_count; ++op)
        EXPECT_TRUE(ops.contains(op)) << "operator " << op << " never occurred";
    for (rule::FunctionDoc const& doc : rule::function_docs())
        EXPECT_NE(texts.find(std::string(doc.name) + "("), std::string::npos)
            << doc.name << " never occurred";
}

/// Bits of the plan's mask that a part keeps.
uint64_t kept(std::vector<bool> const& keep, size_t word) {
    uint64_t out = 0;
    for (size_t i = word * rule::mask_bits; i < std::min(keep.size(), (word + 1) * rule::mask_bits);
         ++i)
        if (keep[i]) out |= uint64_t(1) << (i % rule::mask_bits);
    return out;
}

TEST(Differential, APartOfAPlanGivesItsBitsOfTheWhole) {
    uint64_t const seed = base::test_seed();
    SCOPED_TRACE("SEED=" + std::to_string(seed));
    Duck duck;
    for (int round = 0; round < rounds() / 4; ++round) {
        Case const c = make_case(seed + uint64_t(round));
        duck.answers(c);
        size_t const all = c.plan->conditions().size(), some = (size_t(round) * 7) % (all + 1);
        std::set<std::string> whole_read, part_read;
        auto const whole = duck.part_masks(c, {false}, whole_read);
        auto const part = duck.part_masks(c, {false, some, size_t(round) % 2}, part_read);
        std::vector<bool> reads;
        for (auto const& [item, column] : c.plan->inputs())
            reads.push_back(part_read.contains(column));
        std::vector<bool> conditions(all, false);
        std::fill_n(conditions.begin(), some, true);
        for (auto const& [name, values] : part) {
            size_t const word = std::stoul(name.substr(2));
            uint64_t const keep = name[0] == 'm'                     ? kept(reads, word)
                                  : name[0] == 't' || name[0] == 'u' ? kept(conditions, word)
                                                                     : ~uint64_t(0);
            for (size_t row = 0; row < values.size(); ++row)
                ASSERT_EQ(values[row], whole.at(name)[row] & keep) << name << " round " << round;
        }
        EXPECT_EQ(part.contains("c_0"), round % 2 == 1);
        EXPECT_TRUE(part.contains("y_0"));
    }
}

TEST(Differential, EveryPlantedFaultIsFound) {
    uint64_t const seed = base::test_seed();
    SCOPED_TRACE("SEED=" + std::to_string(seed));
    Duck duck;
    std::vector<int> found(fault_count, 0);
    for (int round = 0; round < rounds(); ++round) {
        Case const c = make_case(seed + uint64_t(round));
        auto const sql = duck.answers(c);
        for (int fault = 0; fault < fault_count; ++fault) {
            size_t first = 0;
            found[size_t(fault)] +=
                differences(sql, run_records(c, plant(c.plan->data(), Fault(fault))), first) > 0
                    ? 1
                    : 0;
        }
    }
    EXPECT_EQ(found[0], 0) << "the plan rewritten without a fault must agree";
    for (int fault = 1; fault < fault_count; ++fault)
        EXPECT_GT(found[size_t(fault)], 0) << name_of(Fault(fault)) << " was never noticed";
}

}  // namespace
}  // namespace differential
