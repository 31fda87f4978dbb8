// Side tables of emitted SQL: which nodes they answer, their rows and their joins.
#include "engine/rule/sql_sides.hpp"

#include "base/text.hpp"

namespace rule {
namespace {

/// Sets with more members than this are joined as side tables, when their argument is a column.
constexpr size_t inline_members_max = 8;

}  // namespace

void Sides::offer(NodeId id) {
    Node const& node = program_.node(id);
    std::vector<std::string> const* yes = nullptr;
    std::vector<std::string> const* maybe = nullptr;
    size_t size = 0;
    if (node.op == Op::in_set) {
        yes = &program_.sets[size_t(node.payload)].yes;
        maybe = &program_.sets[size_t(node.payload)].maybe;
        size = yes->size() + maybe->size();
    } else if (node.op == Op::in_pairs) {
        yes = &program_.pairs[size_t(node.payload)].yes;
        maybe = &program_.pairs[size_t(node.payload)].maybe;
        size = yes->size() + maybe->size();
    } else if (node.op == Op::lookup) {
        size = program_.lookups[size_t(node.payload)].entries.size();
    }
    if (size <= inline_members_max) return;
    std::vector<int32_t> inputs;
    for (int i = 0; i < node.arg_count; ++i) {
        Node const& arg = program_.node(program_.arg(node, i));
        if (arg.op != Op::item) return;
        inputs.push_back(arg.payload);
    }
    Table& table = tables_[inputs];
    std::string const column = "c" + std::to_string(table.is_text.size());
    table.is_text.push_back(node.op == Op::lookup);
    size_t const index = table.is_text.size() - 1;
    auto const put = [&](std::string const& key, std::string value) {
        auto& row = table.rows[key];
        row.resize(index + 1);
        row[index] = std::move(value);
    };
    if (node.op == Op::lookup) {
        for (auto const& [key, value] : program_.lookups[size_t(node.payload)].entries)
            put(key, value);
    } else {
        for (std::string const& key : *yes) put(key, "1");
        for (std::string const& key : *maybe) put(key, "?");
    }
    columns_[id] = {inputs, column};
}

std::string Sides::expression(NodeId id) const {
    auto const& [inputs, column] = columns_.at(id);
    std::string const k = alias(inputs) + "_";
    if (program_.node(id).op == Op::lookup) return k + column;
    return "(CASE WHEN " + key_of(inputs) + " IS NULL THEN NULL WHEN " + k +
           "key IS NULL THEN FALSE ELSE " + k + column + " END)";
}

std::string Sides::joined(std::string const& from) const {
    if (tables_.empty()) return from;
    std::vector<std::string> names;
    for (auto const& [inputs, table] : tables_) names.push_back(alias(inputs));
    std::string select = select_broadcast(dialect_, names) + " r.*", joins;
    for (auto const& [inputs, table] : tables_) {
        std::string const name = alias(inputs);
        select += ", " + name + ".key AS " + name + "_key";
        for (size_t i = 0; i < table.is_text.size(); ++i)
            select +=
                ", " + name + ".c" + std::to_string(i) + " AS " + name + "_c" + std::to_string(i);
        joins += "\nLEFT JOIN " + name + " ON " + name + ".key = " + key_of(inputs, "r.");
    }
    return "(" + select + " FROM " + from + " AS r" + joins + ") AS sides";
}

std::vector<SideTable> Sides::tables() const {
    std::vector<SideTable> out;
    for (auto const& [inputs, table] : tables_) {
        SideTable side{alias(inputs), {"key"}, {true}, {}};
        for (size_t i = 0; i < table.is_text.size(); ++i) {
            side.columns.push_back("c" + std::to_string(i));
            side.is_text.push_back(table.is_text[i]);
        }
        for (auto const& [key, values] : table.rows) {
            std::vector<std::string> row{key};
            for (size_t i = 0; i < table.is_text.size(); ++i) {
                std::string value = i < values.size() ? values[i] : "";
                if (!table.is_text[i]) value = value == "?" ? "" : value.empty() ? "0" : value;
                row.push_back(std::move(value));
            }
            side.rows.push_back(std::move(row));
        }
        out.push_back(std::move(side));
    }
    return out;
}

std::string Sides::alias(std::vector<int32_t> const& inputs) const {
    std::string out = prefix_;
    for (int32_t input : inputs) out += (out == prefix_ ? "" : "_") + std::to_string(input);
    return out;
}

std::string Sides::key_of(std::vector<int32_t> const& inputs, std::string const& table) const {
    std::string out;
    for (int32_t input : inputs)
        out += (out.empty() ? "" : " || '|' || ") + table +
               identifier(dialect_, program_.inputs[size_t(input)].column);
    return inputs.size() > 1 ? "(" + out + ")" : out;
}

}  // namespace rule
