// Which node needs what, and in which order: classes of text values, lanes of test bits, tables as
// bitsets.
#include "engine/rule/column_plan.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/check.hpp"
#include "base/text.hpp"

namespace rule {

namespace {

/// A test, look-up or table column that reads one text node.
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

class Maker {
public:
    Maker(ColumnProgram& out, TextInputs texts)
        : out_(out),
          plan_(*out.plan),
          program_(plan_.program),
          lists_(out.index.lists()),
          texts_(texts),
          questions_(program_.nodes.size()) {}

    void run() {
        find_needed();
        out_.source_of.assign(program_.nodes.size(), -1);
        out_.detail_of.assign(program_.nodes.size(), -1);
        for (NodeId id : needed_nodes()) ask(id);
        for (NodeId id : needed_nodes())
            if (!questions_[size_t(id)].empty()) add_source(id);
        find_classed();
        list_columns();
        // Tests over inputs share lanes and come first; those over computed texts follow their
        // text.
        classify_inputs();
        for (NodeId id : needed_nodes()) add_steps(id);
    }

private:
    Node const& node(NodeId id) const { return program_.node(id); }

    std::vector<NodeId> needed_nodes() const {
        std::vector<NodeId> out;
        for (size_t id = 0; id < program_.nodes.size(); ++id)
            if (out_.needed[id]) out.push_back(NodeId(id));
        return out;
    }

    void find_needed() {
        auto& needed = out_.needed;
        needed.assign(program_.nodes.size(), false);
        if (out_.scope.outputs)
            for (NodeId id : plan_.outputs) needed[size_t(id)] = true;
        for (size_t i = 0; i < out_.scope.conditions; ++i)
            needed[size_t(plan_.conditions[i])] = true;
        for (size_t i = 0; i < out_.scope.cells; ++i) needed[size_t(plan_.cells[i])] = true;
        for (BoundRule const* rule : out_.verdicts) needed[size_t(rule->node)] = true;
        for (size_t id = program_.nodes.size(); id-- > 0;) {
            if (!needed[id]) continue;
            for (int i = 0; i < program_.nodes[id].arg_count; ++i)
                needed[size_t(program_.arg(NodeId(id), i))] = true;
        }
        bool const whole = out_.scope.conditions == plan_.conditions.size();
        std::vector<bool> read(program_.inputs.size(), whole);
        for (NodeId id : needed_nodes())
            if (node(id).op == Op::item) read[size_t(node(id).payload)] = true;
        for (size_t i = 0; i < read.size(); ++i)
            if (read[i]) out_.inputs.push_back(int32_t(i));
    }

    bool is_known_literal(NodeId id) const {
        Literal const* const literal = program_.literal_of(id);
        return literal != nullptr && literal->known;
    }

    void question(NodeId text, Question::Kind kind, NodeId asker, int column = 0) {
        questions_[size_t(text)].push_back({kind, asker, column});
    }

    /// The text and the literal of an equality, or -1.
    std::pair<NodeId, NodeId> text_and_literal(Node const& n) const {
        NodeId const a = program_.arg(n, 0), b = program_.arg(n, 1);
        if (node(a).type.kind != Kind::text) return {-1, -1};
        if (is_known_literal(b) && !program_.literal_of(a)) return {a, b};
        if (is_known_literal(a) && !program_.literal_of(b)) return {b, a};
        return {-1, -1};
    }

    void ask(NodeId id) {
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
                if (NodeId const text = region_of(n); text >= 0 && has_room(text, regions(n)))
                    question(text, Q::region, id);
                break;
            default: break;
        }
    }

    std::string pattern_of(Node const& n) const {
        return std::string(program_.literal_of(program_.arg(n, 1))->text);
    }

    /// The text of which a parameter or a list asks the region, or -1.
    NodeId region_of(Node const& n) const {
        int const at = n.op == Op::param ? 1 : 2;
        return n.arg_count > at ? program_.arg(n, at) : -1;
    }

    std::vector<std::string> regions(Node const& n) const {
        return region_patterns(program_, lists_, n);
    }

    /// Patterns that are asked of a text, each once.
    std::vector<std::string> patterns(NodeId text) const {
        std::vector<std::string> out;
        for (Question const& q : questions_[size_t(text)]) {
            if (q.kind == Question::Kind::like) add_new(out, {pattern_of(node(q.node))});
            if (q.kind == Question::Kind::region) add_new(out, regions(node(q.node)));
        }
        return out;
    }

    static void add_new(std::vector<std::string>& out, std::vector<std::string> const& more) {
        for (std::string const& one : more)
            if (std::find(out.begin(), out.end(), one) == out.end()) out.push_back(one);
    }

    /// Whether more patterns fit; those beyond are asked row by row.
    bool has_room(NodeId text, std::vector<std::string> const& more) const {
        auto held = patterns(text);
        add_new(held, more);
        return held.size() <= TextSource::likes_max;
    }

    bool is_asked(NodeId text, NodeId asker) const {
        auto const& questions = questions_[size_t(text)];
        return std::any_of(questions.begin(), questions.end(),
                           [=](Question const& q) { return q.node == asker; });
    }

    /// A fixed part of an input's text.
    bool is_part(NodeId id) const {
        Node const& n = node(id);
        return n.op == Op::substring && is_input(program_.arg(n, 0)) &&
               is_known_literal(program_.arg(n, 1)) && is_known_literal(program_.arg(n, 2));
    }

    /// Inputs, and parts of them, of which only their classes are asked. Users of a node come after
    /// it.
    void find_classed() {
        size_t const count = program_.nodes.size();
        is_classed_.assign(count, false);
        std::vector<bool> whole(count, texts_ == TextInputs::whole);
        if (out_.scope.outputs)
            for (NodeId id : plan_.outputs) whole[size_t(id)] = true;
        for (size_t id = count; id-- > 0;) {
            if (!out_.needed[id]) continue;
            Node const& n = node(NodeId(id));
            is_classed_[id] = !whole[id] && n.type.kind == Kind::text &&
                              (is_input(NodeId(id)) || is_part(NodeId(id)));
            if (n.op == Op::is_null || is_classed_[id]) continue;
            for (int i = 0; i < n.arg_count; ++i)
                if (NodeId const arg = program_.arg(n, i); !is_asked(arg, NodeId(id)))
                    whole[size_t(arg)] = true;
        }
    }

    /// Columns of the batch, in the order of the inputs. An input of which nothing but its being
    /// missing is asked stands whole; one may stand whole and beside it as the classes of a part.
    void list_columns() {
        std::vector<std::vector<int32_t>> sources(program_.inputs.size());
        std::vector<bool> whole(program_.inputs.size(), false);
        for (NodeId id : needed_nodes()) {
            NodeId const input = is_input(id) ? id : is_part(id) ? program_.arg(node(id), 0) : -1;
            if (input < 0) continue;
            size_t const at = size_t(node(input).payload);
            if (!is_classed_[size_t(id)])
                whole[at] = whole[at] || is_input(id);
            else if (int const source = out_.source_of[size_t(id)]; source >= 0)
                sources[at].push_back(source);
        }
        for (int32_t input : out_.inputs) {
            if (whole[size_t(input)] || sources[size_t(input)].empty())
                out_.columns.push_back({input, -1});
            for (int32_t source : sources[size_t(input)]) out_.columns.push_back({input, source});
        }
    }

    static void add_all(std::set<std::string>& out, std::vector<std::string> const& members) {
        out.insert(members.begin(), members.end());
    }

    void add_halves(std::set<std::string>& out, Question const& q) const {
        PairSet const& pairs = program_.pairs[size_t(node(q.node).payload)];
        for (auto const* list : {&pairs.yes, &pairs.maybe})
            for (std::string const& pair : *list) {
                size_t const bar = pair.find('|');
                out.insert(q.kind == Question::Kind::first_of_pair ? pair.substr(0, bar)
                                                                   : pair.substr(bar + 1));
            }
    }

    /// Every text that some question about the node names.
    std::vector<std::string> members_of(NodeId id) const {
        std::set<std::string> out;
        for (Question const& q : questions_[size_t(id)]) {
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

    static char letter(std::optional<bool> answer) { return !answer ? '?' : *answer ? 'y' : 'n'; }

    /// What the question says of every text it names: equal for values that it cannot tell apart.
    std::map<std::string, std::string, std::less<>> answers(Question const& q) const {
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
    std::vector<std::string> signatures(NodeId id, std::vector<std::string> const& members) const {
        std::vector<std::string> out(members.size());
        for (Question const& q : questions_[size_t(id)]) {
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
    std::optional<bool> answer(NodeId test, std::string_view value) const {
        Node const& n = node(test);
        if (n.op == Op::in_set) return test_set(program_.sets[size_t(n.payload)], value);
        if (n.op == Op::like) return base::matches_like(value, pattern_of(n));
        return program_.literal_of(text_and_literal(n).second)->text == value;
    }

    void add_source(NodeId id) {
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
        out_.source_of[size_t(id)] = int(out_.sources.size());
        out_.sources.push_back(std::move(source));
    }

    bool is_input(NodeId id) const { return node(id).op == Op::item; }

    void step(Step::Kind kind, size_t index) { out_.steps.push_back({kind, int32_t(index)}); }

    void classify_inputs() {
        for (size_t s = 0; s < out_.sources.size(); ++s)
            if (is_input(out_.sources[s].node)) classify(s);
        for (size_t s = 0; s < out_.sources.size(); ++s) {
            NodeId const id = out_.sources[s].node;
            for (Question const& q : questions_[size_t(id)])
                if (q.kind == Question::Kind::first_of_pair && is_input(id) &&
                    is_input(program_.arg(node(q.node), 1)))
                    add_pair_test(q.node);
        }
        finish_lanes();
    }

    void classify(size_t index) {
        TextSource& source = out_.sources[index];
        if (!is_classed_[size_t(source.node)]) step(Step::Kind::classify, index);
        std::vector<LaneTest> tests;
        for (Question const& q : questions_[size_t(source.node)]) {
            bool const unary = q.kind == Question::Kind::equal || q.kind == Question::Kind::set ||
                               q.kind == Question::Kind::like;
            if (!unary) continue;
            Node const& n = node(q.node);
            LaneTest test{q.node, n.op == Op::ne, -1, -1, -1, source.node, -1};
            place(test, n.op == Op::in_set && !program_.sets[size_t(n.payload)].maybe.empty());
            tests.push_back(test);
            out_.tests.push_back(test);
        }
        source.masks = make_masks(tests, source.value_of.size(),
                                  [&](LaneTest const& test, size_t value) -> std::optional<bool> {
                                      if (value <= TextSource::other_class) return false;
                                      if (value >= source.first_like)
                                          return node(test.node).op == Op::like &&
                                                 source.is_like(pattern_of(node(test.node)), value);
                                      return answer(test.node, source.value_of[value]);
                                  });
        if (!tests.empty()) step(Step::Kind::masks, index);
    }

    /// Gives a test its bits; a lane is a word of 64.
    void place(LaneTest& test, bool maybe) {
        int const wanted = maybe ? 2 : 1;
        if (lane_open_ < 0 || lane_bits_ + wanted > 64) {
            if (lane_open_ >= 0) full_lanes_.push_back(lane_open_);
            lane_open_ = out_.lanes++;
            lane_bits_ = 0;
        }
        test.lane = lane_open_;
        test.yes_bit = lane_bits_++;
        if (maybe) test.maybe_bit = lane_bits_++;
    }

    /// Lanes are unpacked when all their masks are in; the next test opens a new one.
    void finish_lanes() {
        if (lane_open_ >= 0) full_lanes_.push_back(lane_open_);
        for (int lane : full_lanes_) step(Step::Kind::unpack, size_t(lane));
        full_lanes_.clear();
        lane_open_ = -1;
    }

    void add_pair_test(NodeId id) {
        if (out_.detail_of[size_t(id)] >= 0) return;
        out_.detail_of[size_t(id)] = 0;  // Asked from both halves, added once.
        Node const& n = node(id);
        PairSet const& set = program_.pairs[size_t(n.payload)];
        PairSource pair;
        pair.first = size_t(out_.source_of[size_t(program_.arg(n, 0))]);
        pair.second = size_t(out_.source_of[size_t(program_.arg(n, 1))]);
        LaneTest test{id, false, -1, -1, -1, program_.arg(n, 0), program_.arg(n, 1)};
        place(test, !set.maybe.empty());
        auto const& first = out_.sources[pair.first].value_of;
        auto const& second = out_.sources[pair.second].value_of;
        auto const holds = [](std::vector<std::string> const& sorted, std::string const& key) {
            return std::binary_search(sorted.begin(), sorted.end(), key);
        };
        pair.masks =
            make_masks({test}, first.size() * second.size(),
                       [&](LaneTest const&, size_t value) -> std::optional<bool> {
                           size_t const a = value / second.size(), b = value % second.size();
                           if (a <= TextSource::other_class || b <= TextSource::other_class)
                               return false;
                           std::string const key = first[a] + "|" + second[b];
                           if (holds(set.yes, key)) return true;
                           return holds(set.maybe, key) ? std::nullopt : std::optional<bool>(false);
                       });
        out_.tests.push_back(test);
        // Tests over the same two texts share one table of masks.
        for (size_t i = 0; i < out_.pairs.size(); ++i)
            if (out_.pairs[i].first == pair.first && out_.pairs[i].second == pair.second &&
                out_.pairs[i].masks.lanes == pair.masks.lanes) {
                for (size_t w = 0; w < pair.masks.words.size(); ++w)
                    out_.pairs[i].masks.words[w] |= pair.masks.words[w];
                return;
            }
        step(Step::Kind::pair_masks, out_.pairs.size());
        out_.pairs.push_back(std::move(pair));
    }

    bool is_lane_test(NodeId id) const {
        Node const& n = node(id);
        switch (n.op) {
            case Op::in_set:
            case Op::in_pairs: return true;
            case Op::eq:
            case Op::ne: return text_and_literal(n).first >= 0;
            case Op::like: return is_asked(program_.arg(n, 0), id);
            default: return false;
        }
    }

    void add_steps(NodeId id) {
        Node const& n = node(id);
        bool const stands = n.op == Op::literal || n.op == Op::item;
        if (n.op == Op::lookup) {
            add_lookup(id);
        } else if (n.op == Op::in_pairs) {
            add_pair_test(id);
            finish_lanes();
        } else if (!stands && !is_classed_[size_t(id)] && !is_lane_test(id)) {
            if (n.op == Op::table) add_table(id);
            if (n.op == Op::in_list) add_list(id);
            if (n.op == Op::param) add_param(id);
            step(Step::Kind::node, size_t(id));
        }
        int const source = out_.source_of[size_t(id)];
        if (source >= 0 && n.op != Op::item) {
            classify(size_t(source));
            finish_lanes();
        }
    }

    void add_lookup(NodeId id) {
        Node const& n = node(id);
        LookupValues values;
        values.node = id;
        values.source = size_t(out_.source_of[size_t(program_.arg(n, 0))]);
        auto const& entries = program_.lookups[size_t(n.payload)].entries;
        for (std::string const& value : out_.sources[values.source].value_of) {
            auto const at = std::find_if(entries.begin(), entries.end(),
                                         [&](auto const& entry) { return entry.first == value; });
            bool const known = values.known.size() > TextSource::other_class && at != entries.end();
            values.known.push_back(known);
            values.values.push_back(known ? base::TextView(at->second) : base::TextView());
        }
        step(Step::Kind::lookup, out_.lookups.size());
        out_.lookups.push_back(std::move(values));
    }

    void add_table(NodeId id) {
        Node const& n = node(id);
        Table const& table = program_.tables[size_t(n.payload)];
        TableColumns out;
        out.node = id;
        out.words = (table.rows.size() + 63) / 64;
        for (Literal const& output : table.outputs) out.pool.add(output);
        for (int i = 0; i < n.arg_count; ++i) {
            TableColumns::Column column;
            column.input = program_.arg(n, i);
            column.source = out_.source_of[size_t(column.input)];
            bool const is_text = node(column.input).type.kind == Kind::text;
            add_table_rows(column, table, size_t(i),
                           is_text ? &out_.sources[size_t(column.source)].value_of : nullptr);
            out.columns.push_back(std::move(column));
        }
        add_stages(out);
        out_.detail_of[size_t(id)] = int32_t(out_.tables.size());
        out_.tables.push_back(std::move(out));
    }

    /// How a region is asked of a text: by its classes where the question stands among theirs.
    RegionTest region_test(NodeId id, std::string_view region) const {
        RegionTest out{TextPrefix(region), {}};
        NodeId const text = region_of(node(id));
        if (!region.empty() && text >= 0 && is_asked(text, id))
            out.holds = out_.sources[size_t(out_.source_of[size_t(text)])].holding(region);
        return out;
    }

    void add_param(NodeId id) {
        Param const& param = program_.params[size_t(node(id).payload)];
        ParamPeriods out = make_param_periods(id, param);
        for (ParamPeriods::Regional& regional : out.regional)
            regional.region = region_test(id, regional.region.prefix.text());
        out_.detail_of[size_t(id)] = int32_t(out_.params.size());
        out_.params.push_back(std::move(out));
    }

    void add_list(NodeId id) {
        Node const& n = node(id);
        ListAsked out;
        out.party = party_of(program_.arg(n, 0));
        auto const loaded = lists_.find(program_.lists[size_t(n.payload)]);
        if (loaded != lists_.end()) {
            out.list = &loaded->second;
            out.number = uint32_t(std::distance(lists_.begin(), loaded));
            for (domain::ListCoverage const& coverage : out.list->coverage)
                out.regions.push_back(region_test(id, coverage.region));
        }
        out_.detail_of[size_t(id)] = int32_t(out_.lists.size());
        out_.lists.push_back(std::move(out));
    }

    /// The column of party numbers of a text.
    size_t party_of(NodeId id) {
        auto const at = std::find(out_.parties.begin(), out_.parties.end(), id);
        size_t const found = size_t(at - out_.parties.begin());
        if (at == out_.parties.end()) {
            out_.parties.push_back(id);
            step(Step::Kind::party, found);
        }
        return found;
    }

    ColumnProgram& out_;
    PlanData const& plan_;
    Program const& program_;
    Lists const& lists_;
    TextInputs texts_;
    std::vector<std::vector<Question>> questions_;
    std::vector<bool> is_classed_;  // By node.
    std::vector<int> full_lanes_;
    int lane_open_ = -1;
    int lane_bits_ = 0;
};

}  // namespace

ColumnProgram make_column_program(std::shared_ptr<PlanData const> plan, ListIndex const& lists,
                                  ColumnScope const& scope, TextInputs texts) {
    ColumnProgram out(lists);
    out.scope = {scope.outputs, std::min(scope.conditions, plan->conditions.size()),
                 std::min(scope.cells, plan->cells.size())};
    for (BoundRule const& rule : plan->rules)
        if (!rule.is_check) out.verdicts.push_back(&rule);
    out.plan = std::move(plan);
    out.in_word.assign(out.plan->program.inputs.size(), false);
    Maker(out, texts).run();
    return out;
}

}  // namespace rule
