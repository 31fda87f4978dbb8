// Which node needs what, and in which order: classes of text values, lanes of test bits, tables as
// bitsets.
#include <algorithm>

#include "engine/rule/column_source.hpp"

namespace rule {

namespace {

class Maker {
public:
    Maker(ColumnProgram& out, TextInputs texts)
        : out_(out),
          plan_(*out.plan),
          program_(plan_.program),
          lists_(out.index.lists()),
          texts_(texts),
          questions_(program_, lists_, texts) {}

    void run() {
        find_needed();
        out_.source_of.assign(program_.nodes.size(), -1);
        out_.detail_of.assign(program_.nodes.size(), -1);
        for (NodeId id : needed_nodes()) questions_.ask(id);
        for (NodeId id : needed_nodes()) {
            if (questions_.of(id).empty()) continue;
            out_.source_of[size_t(id)] = int(out_.sources.size());
            out_.sources.push_back(questions_.source_of(id));
        }
        asked_sources_ = out_.sources.size();
        find_classed();
        carry_texts();
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

    /// A fixed part of an input's text.
    bool is_part(NodeId id) const {
        Node const& n = node(id);
        return n.op == Op::substring && is_input(program_.arg(n, 0)) &&
               questions_.is_known_literal(program_.arg(n, 1)) &&
               questions_.is_known_literal(program_.arg(n, 2));
    }

    /// Inputs, parts of them and choices of which only their classes are asked. Users of a node
    /// come after it.
    void find_classed() {
        size_t const count = program_.nodes.size();
        is_classed_.assign(count, false);
        users_.assign(count, 0);
        for (NodeId id : needed_nodes())
            for (int i = 0; i < node(id).arg_count; ++i) ++users_[size_t(program_.arg(id, i))];
        std::vector<bool> whole(count, texts_ == TextInputs::whole);
        if (out_.scope.outputs)
            for (NodeId id : plan_.outputs) whole[size_t(id)] = true;
        for (size_t id = count; id-- > 0;) {
            if (!out_.needed[id]) continue;
            Node const& n = node(NodeId(id));
            if (!whole[id] && n.type.kind == Kind::text &&
                (is_input(NodeId(id)) || is_part(NodeId(id))))
                is_classed_[id] = true;
            if (!whole[id] && !questions_.of(NodeId(id)).empty() && can_carry(NodeId(id)))
                class_choice(NodeId(id));
            if (n.op == Op::is_null || is_classed_[id]) continue;
            for (int i = 0; i < n.arg_count; ++i)
                if (NodeId const arg = program_.arg(n, i); !questions_.is_asked(arg, NodeId(id)))
                    whole[size_t(arg)] = true;
        }
    }

    /// Calls `visit(when, value)` for the branches of a choice; the last one has no `when`.
    template <typename Visit>
    void each_branch(Node const& n, Visit visit) const {
        for (int i = 0; i < n.arg_count; i += 2) {
            bool const last = i + 1 == n.arg_count;
            visit(last ? -1 : program_.arg(n, i), program_.arg(n, last ? i : i + 1));
        }
    }

    /// Whether a choice can give classes: its texts are constants, inputs, parts of them, or
    /// look-ups and choices that nothing else asks.
    bool can_carry(NodeId id) const {
        if (node(id).op != Op::choose || node(id).type.kind != Kind::text) return false;
        bool out = true;
        each_branch(node(id), [&](NodeId, NodeId value) {
            bool const own = users_[size_t(value)] == 1 && questions_.of(value).empty();
            out = out &&
                  (program_.literal_of(value) != nullptr || is_input(value) || is_part(value) ||
                   (own && node(value).op == Op::lookup) || (own && can_carry(value)));
        });
        return out;
    }

    /// Texts of a choice that gives classes need not be made.
    void class_choice(NodeId id) {
        is_classed_[size_t(id)] = true;
        each_branch(node(id), [&](NodeId, NodeId value) {
            if (node(value).op == Op::lookup) is_classed_[size_t(value)] = true;
            if (node(value).op == Op::choose) class_choice(value);
        });
    }

    void carry_texts() {
        for (NodeId id : needed_nodes())
            if (int const source = out_.source_of[size_t(id)];
                source >= 0 && is_classed_[size_t(id)] && node(id).op == Op::choose)
                out_.detail_of[size_t(id)] = int32_t(carry(id, size_t(source)));
    }

    /// Adds a choice that gives classes of a source; its place.
    size_t carry(NodeId id, size_t source) {
        CarriedText out{id, source, {}};
        each_branch(node(id), [&](NodeId when, NodeId value) {
            CarriedText::Branch branch{when, CarriedText::From::constant, 0, {}};
            if (Literal const* const literal = program_.literal_of(value)) {
                if (literal->known) branch.at = out_.sources[source].class_of(literal->text);
            } else if (node(value).op == Op::choose) {
                branch.from = CarriedText::From::carried;
                branch.at = carry(value, source);
            } else if (node(value).op == Op::lookup) {
                branch.from = CarriedText::From::lookup;
                branch.at = size_t(out_.source_of[size_t(program_.arg(value, 0))]);
                branch.class_of = classes_of_lookup(value, out_.sources[branch.at], source);
            } else {
                branch.from = CarriedText::From::source;
                branch.at = leaf(value, source);
            }
            out.branches.push_back(std::move(branch));
        });
        out_.carried.push_back(std::move(out));
        return out_.carried.size() - 1;
    }

    /// The source that gives an input's or a part's classes as another one numbers them.
    size_t leaf(NodeId id, size_t source) {
        for (auto const& [at, of] : leaves_)
            if (of == source && out_.sources[at].node == id) return at;
        TextSource made = out_.sources[source];
        made.node = id;
        made.masks = {};
        out_.sources.push_back(std::move(made));
        leaves_.emplace_back(out_.sources.size() - 1, source);
        return leaves_.back().first;
    }

    std::vector<uint16_t> classes_of_lookup(NodeId id, TextSource const& asked, size_t source) {
        auto const& entries = program_.lookups[size_t(node(id).payload)].entries;
        std::vector<uint16_t> out(asked.value_of.size(), TextSource::null_class);
        for (size_t value = TextSource::other_class + 1; value < out.size(); ++value)
            for (auto const& [key, found] : entries)
                if (key == asked.value_of[value]) {
                    out[value] = out_.sources[source].class_of(found);
                    break;
                }
        return out;
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
        for (auto const& [at, of] : leaves_) {
            NodeId const id = out_.sources[at].node;
            NodeId const input = is_input(id) ? id : program_.arg(id, 0);
            sources[size_t(node(input).payload)].push_back(int32_t(at));
        }
        for (int32_t input : out_.inputs) {
            if (whole[size_t(input)] || sources[size_t(input)].empty())
                out_.columns.push_back({input, -1});
            for (int32_t source : sources[size_t(input)]) out_.columns.push_back({input, source});
        }
    }

    bool is_input(NodeId id) const { return node(id).op == Op::item; }

    void step(Step::Kind kind, size_t index) { out_.steps.push_back({kind, int32_t(index)}); }

    void classify_inputs() {
        for (size_t s = 0; s < asked_sources_; ++s)
            if (is_input(out_.sources[s].node)) classify(s);
        for (size_t s = 0; s < asked_sources_; ++s) {
            NodeId const id = out_.sources[s].node;
            for (Question const& q : questions_.of(id))
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
        for (Question const& q : questions_.of(source.node)) {
            bool const unary = q.kind == Question::Kind::equal || q.kind == Question::Kind::set ||
                               q.kind == Question::Kind::like;
            if (!unary) continue;
            Node const& n = node(q.node);
            LaneTest test{q.node, n.op == Op::ne, -1, -1, -1, source.node, -1};
            place(test, n.op == Op::in_set && !program_.sets[size_t(n.payload)].maybe.empty());
            tests.push_back(test);
            out_.tests.push_back(test);
        }
        source.masks =
            make_masks(tests, source.value_of.size(),
                       [&](LaneTest const& test, size_t value) -> std::optional<bool> {
                           if (value <= TextSource::other_class) return false;
                           if (value >= source.first_like)
                               return node(test.node).op == Op::like &&
                                      source.is_like(questions_.pattern_of(node(test.node)), value);
                           return questions_.answer(test.node, source.value_of[value]);
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
            case Op::ne: return questions_.text_and_literal(n).first >= 0;
            case Op::like: return questions_.is_asked(program_.arg(n, 0), id);
            default: return false;
        }
    }

    void add_steps(NodeId id) {
        Node const& n = node(id);
        bool const stands = n.op == Op::literal || n.op == Op::item;
        if (n.op == Op::choose && is_classed_[size_t(id)]) {
            if (out_.source_of[size_t(id)] >= 0)
                step(Step::Kind::carry, size_t(out_.detail_of[size_t(id)]));
        } else if (n.op == Op::lookup) {
            if (!is_classed_[size_t(id)]) add_lookup(id);
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
        NodeId const text = questions_.region_of(node(id));
        if (!region.empty() && text >= 0 && questions_.is_asked(text, id))
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
    Questions questions_;
    size_t asked_sources_ = 0;                       // The rest are those of carried texts' leaves.
    std::vector<std::pair<size_t, size_t>> leaves_;  // Their sources, and whose classes they give.
    std::vector<int> users_;                         // By node.
    std::vector<bool> is_classed_;                   // By node.
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
