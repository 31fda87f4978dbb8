// What is asked of text nodes, and the classes of values that the questions cannot tell apart.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "engine/rule/column_plan.hpp"

namespace rule {

/// A test, look-up, table column or region that reads one text node.
struct Question {
    enum class Kind : uint8_t {
        equal,
        set,
        like,
        lookup,
        first_of_pair,
        second_of_pair,
        column,
        region
    } kind;
    NodeId node;
    int column = 0;  // Of a table.
};

class Questions {
public:
    Questions(Program const& program, Lists const& lists, TextInputs texts)
        : program_(program), lists_(lists), texts_(texts), of_(program.nodes.size()) {}

    /// Adds what a node asks of texts.
    void ask(NodeId id);

    std::vector<Question> const& of(NodeId text) const { return of_[size_t(text)]; }
    bool is_asked(NodeId text, NodeId asker) const;
    bool is_known_literal(NodeId id) const;
    /// The text and the literal of an equality, or -1.
    std::pair<NodeId, NodeId> text_and_literal(Node const& n) const;
    std::string pattern_of(Node const& n) const;
    /// The text of which a parameter or a list asks the region, or -1.
    NodeId region_of(Node const& n) const;
    /// What a unary test says of a value; for `<>` what `=` would say.
    std::optional<bool> answer(NodeId test, std::string_view value) const;
    /// The classes of a text: its values with the same answers share one.
    TextSource source_of(NodeId text) const;

private:
    Node const& node(NodeId id) const { return program_.node(id); }
    void question(NodeId text, Question::Kind kind, NodeId asker, int column = 0);
    std::vector<std::string> patterns(NodeId text) const;
    bool has_room(NodeId text, std::vector<std::string> const& more) const;
    void add_halves(std::set<std::string>& out, Question const& q) const;
    std::vector<std::string> members_of(NodeId id) const;
    std::map<std::string, std::string, std::less<>> answers(Question const& q) const;
    std::vector<std::string> signatures(NodeId id, std::vector<std::string> const& members) const;
    std::vector<std::string> regions(Node const& n) const {
        return region_patterns(program_, lists_, n);
    }

    Program const& program_;
    Lists const& lists_;
    TextInputs texts_;
    std::vector<std::vector<Question>> of_;  // By text node.
};

}  // namespace rule
