// Which values of a text the questions about it name, and which of them have the same answers.
#include "engine/rule/column_source.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"

namespace rule {
namespace {

void add_new(std::vector<std::string>& out, std::vector<std::string> const& more) {
    for (std::string const& one : more)
        if (std::find(out.begin(), out.end(), one) == out.end()) out.push_back(one);
}

void add_all(std::set<std::string>& out, std::vector<std::string> const& members) {
    out.insert(members.begin(), members.end());
}

char letter(std::optional<bool> answer) { return !answer ? '?' : *answer ? 'y' : 'n'; }

}  // namespace

bool Questions::is_known_literal(NodeId id) const {
    Literal const* const literal = program_.literal_of(id);
    return literal != nullptr && literal->known;
}

void Questions::question(NodeId text, Question::Kind kind, NodeId asker, int column) {
    of_[size_t(text)].push_back({kind, asker, column});
}

/// The text and the literal of an equality, or -1.
std::pair<NodeId, NodeId> Questions::text_and_literal(Node const& n) const {
    NodeId const a = program_.arg(n, 0), b = program_.arg(n, 1);
    if (node(a).type.kind != Kind::text) return {-1, -1};
    if (is_known_literal(b) && !program_.literal_of(a)) return {a, b};
    if (is_known_literal(a) && !program_.literal_of(b)) return {b, a};
    return {-1, -1};
}

void Questions::ask(NodeId id) {
    using Q = Question::Kind;
    Node const& n = node(id);
    switch (n.op) {
        case Op::eq:
        case Op::ne:
            if (NodeId const text = text_and_literal(n).first; text >= 0)
                question(text, Q::equal, id);
            break;
        case Op::in_set: question(program_.arg(n, 0), Q::set, id); break;
        case Op::like:
            if (is_known_literal(program_.arg(n, 1)) &&
                has_room(program_.arg(n, 0), {pattern_of(n)}))
                question(program_.arg(n, 0), Q::like, id);
            break;
        case Op::lookup: question(program_.arg(n, 0), Q::lookup, id); break;
        case Op::in_pairs:
            question(program_.arg(n, 0), Q::first_of_pair, id);
            question(program_.arg(n, 1), Q::second_of_pair, id);
            break;
        case Op::table:
            for (int i = 0; i < n.arg_count; ++i)
                if (node(program_.arg(n, i)).type.kind == Kind::text)
                    question(program_.arg(n, i), Q::column, id, i);
            break;
        case Op::param:
        case Op::in_list:
            if (texts_ == TextInputs::whole) break;  // Bytes are compared faster than classified.
            if (NodeId const text = region_of(n); text >= 0 && has_room(text, regions(n)))
                question(text, Q::region, id);
            break;
        default: break;
    }
}

std::string Questions::pattern_of(Node const& n) const {
    return std::string(program_.literal_of(program_.arg(n, 1))->text);
}

NodeId Questions::region_of(Node const& n) const {
    int const at = n.op == Op::param ? 1 : 2;
    return n.arg_count > at ? program_.arg(n, at) : -1;
}

/// Patterns that are asked of a text, each once.
std::vector<std::string> Questions::patterns(NodeId text) const {
    std::vector<std::string> out;
    for (Question const& q : of_[size_t(text)]) {
        if (q.kind == Question::Kind::like) add_new(out, {pattern_of(node(q.node))});
        if (q.kind == Question::Kind::region) add_new(out, regions(node(q.node)));
    }
    return out;
}

/// Whether more patterns fit; those beyond are asked row by row.
bool Questions::has_room(NodeId text, std::vector<std::string> const& more) const {
    auto held = patterns(text);
    add_new(held, more);
    return held.size() <= TextSource::likes_max;
}

bool Questions::is_asked(NodeId text, NodeId asker) const {
    auto const& questions = of_[size_t(text)];
    return std::any_of(questions.begin(), questions.end(),
                       [=](Question const& q) { return q.node == asker; });
}

void Questions::add_halves(std::set<std::string>& out, Question const& q) const {
    PairSet const& pairs = program_.pairs[size_t(node(q.node).payload)];
    for (auto const* list : {&pairs.yes, &pairs.maybe})
        for (std::string const& pair : *list) {
            size_t const bar = pair.find('|');
            out.insert(q.kind == Question::Kind::first_of_pair ? pair.substr(0, bar)
                                                               : pair.substr(bar + 1));
        }
}

/// Every text that some question about the node names.
std::vector<std::string> Questions::members_of(NodeId id) const {
    std::set<std::string> out;
    for (Question const& q : of_[size_t(id)]) {
        Node const& n = node(q.node);
        switch (q.kind) {
            case Question::Kind::equal:
                out.insert(program_.literal_of(text_and_literal(n).second)->text);
                break;
            case Question::Kind::set:
                add_all(out, program_.sets[size_t(n.payload)].yes);
                add_all(out, program_.sets[size_t(n.payload)].maybe);
                break;
            case Question::Kind::like:
            case Question::Kind::region: break;
            case Question::Kind::lookup:
                for (auto const& [key, value] : program_.lookups[size_t(n.payload)].entries)
                    out.insert(key);
                break;
            case Question::Kind::first_of_pair:
            case Question::Kind::second_of_pair: add_halves(out, q); break;
            case Question::Kind::column:
                for (auto const& row : program_.tables[size_t(n.payload)].rows) {
                    add_all(out, row[size_t(q.column)].set.yes);
                    add_all(out, row[size_t(q.column)].set.maybe);
                }
                break;
        }
    }
    return {out.begin(), out.end()};
}

/// What the question says of every text it names: equal for values that it cannot tell apart.
std::map<std::string, std::string, std::less<>> Questions::answers(Question const& q) const {
    std::map<std::string, std::string, std::less<>> out;
    Node const& n = node(q.node);
    if (q.kind == Question::Kind::lookup)
        for (auto const& [key, value] : program_.lookups[size_t(n.payload)].entries)
            out[key] = value;
    bool const is_first = q.kind == Question::Kind::first_of_pair;
    if (!is_first && q.kind != Question::Kind::second_of_pair) return out;
    PairSet const& pairs = program_.pairs[size_t(n.payload)];
    for (auto const* list : {&pairs.yes, &pairs.maybe}) {
        for (std::string const& pair : *list) {
            size_t const bar = pair.find('|');
            std::string const first = pair.substr(0, bar), second = pair.substr(bar + 1);
            out[is_first ? first : second] +=
                (list == &pairs.yes ? "y" : "?") + (is_first ? second : first) + ",";
        }
    }
    return out;
}

/// All answers about each member: members with the same answers share a class.
std::vector<std::string> Questions::signatures(NodeId id,
                                               std::vector<std::string> const& members) const {
    std::vector<std::string> out(members.size());
    for (Question const& q : of_[size_t(id)]) {
        auto const known = answers(q);
        for (size_t i = 0; i < members.size(); ++i) {
            if (q.kind == Question::Kind::column) {
                for (auto const& row : program_.tables[size_t(node(q.node).payload)].rows)
                    out[i] += letter(test_cell(row[size_t(q.column)], {true, 0, members[i]}));
            } else if (q.kind == Question::Kind::region) {
                for (std::string const& region : regions(node(q.node)))
                    out[i] += letter(base::matches_like(members[i], region));
            } else if (q.kind <= Question::Kind::like) {
                out[i] += letter(answer(q.node, members[i]));
            } else if (auto const at = known.find(members[i]); at != known.end()) {
                out[i] += "=" + at->second;
            }
            out[i] += '\n';
        }
    }
    return out;
}

/// What a unary test says of a value; for `<>` what `=` would say.
std::optional<bool> Questions::answer(NodeId test, std::string_view value) const {
    Node const& n = node(test);
    if (n.op == Op::in_set) return test_set(program_.sets[size_t(n.payload)], value);
    if (n.op == Op::like) return base::matches_like(value, pattern_of(n));
    return program_.literal_of(text_and_literal(n).second)->text == value;
}

TextSource Questions::source_of(NodeId id) const {
    TextSource source;
    source.node = id;
    source.value_of = {"", ""};
    std::map<std::string, uint32_t> classes;
    std::vector<std::string> const members = members_of(id);
    std::vector<std::string> const said = signatures(id, members);
    std::vector<uint32_t> class_of;
    for (size_t i = 0; i < members.size(); ++i) {
        auto const [at, fresh] = classes.try_emplace(said[i], uint32_t(source.value_of.size()));
        if (fresh) source.value_of.push_back(members[i]);
        class_of.push_back(at->second);
    }
    source.likes = patterns(id);
    source.first_like = source.value_of.size();
    source.value_of.resize(source.first_like + (size_t(1) << source.likes.size()) - 1,
                           "\x01");  // Nobody's text.
    source.index = TextIndex(members, class_of, TextSource::other_class);
    CHECK(source.value_of.size() < UINT16_MAX);
    return source;
}

}  // namespace rule
