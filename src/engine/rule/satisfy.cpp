// Can a rule ever be 是? Values are tried by class: for each input, those that its atoms tell apart.
#include <algorithm>
#include <deque>
#include <random>
#include <set>

#include "engine/rule/bind.hpp"
#include "engine/rule/testing.hpp"

namespace rule {
namespace {

constexpr size_t tries_max = 60'000;

/// Candidate values of every input, from the constants that the program compares it with.
class Candidates {
public:
    explicit Candidates(Program const& program)
        : program_(program), values_(program.inputs.size()) {
        for (size_t i = 0; i < values_.size(); ++i) {
            values_[i].push_back({});
            if (program.inputs[i].type.kind == Kind::boolean) {
                values_[i].push_back({true, 1, {}});
                values_[i].push_back({true, 0, {}});
            }
        }
        for (Node const& node : program.nodes) visit(node);
        for (size_t i = 0; i < values_.size(); ++i) {
            Kind const kind = program.inputs[i].type.kind;
            if (kind == Kind::text) add(i, {true, 0, "\x7F"});  // A text that no rule names.
            if (kind == Kind::number && values_[i].size() == 1) add_near(i, 0);
            if (kind == Kind::date && values_[i].size() == 1) add_near(i, 20000);
        }
    }
    std::vector<std::vector<Scalar>> const& values() const { return values_; }

private:
    /// The input that a node is, looking through changes of scale; -1 when it is something else.
    int input_of(NodeId id) const {
        Node const& node = program_.node(id);
        if (node.op == Op::item) return node.payload;
        return node.op == Op::rescale ? input_of(program_.arg(node, 0)) : -1;
    }

    void add(size_t input, Scalar const& value) {
        for (Scalar const& known : values_[input])
            if (known.known && known.number == value.number && known.text == value.text) return;
        values_[input].push_back(value);
    }

    void add_near(size_t input, base::Int128 number) {
        for (int step : {-1, 0, 1}) add(input, {true, number + step, {}});
    }

    void add_set(size_t input, std::vector<std::string> const& yes,
                 std::vector<std::string> const& maybe) {
        if (!yes.empty()) add(input, {true, 0, yes.front()});
        if (yes.size() > 1) add(input, {true, 0, yes.back()});
        if (!maybe.empty()) add(input, {true, 0, maybe.front()});
    }

    void visit(Node const& node) {
        if (node.op >= Op::eq && node.op <= Op::ge) {
            for (int side : {0, 1}) compare(program_.arg(node, side), program_.arg(node, 1 - side));
            NodeId const left = program_.arg(node, 0), right = program_.arg(node, 1);
            bool const constant =
                program_.literal_of(left) != nullptr || program_.literal_of(right) != nullptr;
            for (NodeId side : {left, right})
                if (!constant || input_of(side) < 0)
                    for (int32_t input : inputs_of(program_, side)) add_spread(size_t(input));
        } else if (node.op == Op::in_set) {
            int const input = input_of(program_.arg(node, 0));
            ThreeSet const& set = program_.sets[size_t(node.payload)];
            if (input >= 0) add_set(size_t(input), set.yes, set.maybe);
        } else if (node.op == Op::in_pairs) {
            PairSet const& pairs = program_.pairs[size_t(node.payload)];
            for (auto const* side : {&pairs.yes, &pairs.maybe}) {
                if (side->empty()) continue;
                size_t const bar = side->front().find('|');
                std::string_view const pair = side->front();
                if (int const a = input_of(program_.arg(node, 0)); a >= 0)
                    add(size_t(a), {true, 0, pair.substr(0, bar)});
                if (int const b = input_of(program_.arg(node, 1)); b >= 0)
                    add(size_t(b), {true, 0, pair.substr(bar + 1)});
            }
        } else if (node.op == Op::like) {
            int const input = input_of(program_.arg(node, 0));
            std::string text;
            for (char c : program_.literal_of(program_.arg(node, 1))->text)
                text += c == '_' ? 'x' : c;
            std::erase(text, '%');
            if (input >= 0) add(size_t(input), {true, 0, words_.emplace_back(std::move(text))});
        } else if (node.op == Op::version) {
            int const input = input_of(program_.arg(node, 0));
            if (input < 0) return;
            for (base::Day day : program_.versions[size_t(node.payload)])
                add_near(size_t(input), day.days);
        }
    }

    void compare(NodeId left, NodeId right) {
        int const input = input_of(left);
        if (input < 0) return;
        Type const& type = program_.inputs[size_t(input)].type;
        Node const& other = program_.node(right);
        Literal const* const literal = program_.literal_of(right);
        if (literal != nullptr && literal->known) {
            if (type.kind == Kind::text) return add(size_t(input), {true, 0, literal->text});
            auto const scaled =
                base::rescale_half_up({literal->number, uint8_t(other.type.scale)}, type.scale);
            if (scaled)
                add_near(size_t(input), type.kind == Kind::date ? literal->number : scaled->units);
        } else if (other.op == Op::param) {
            for (ParamRow const& row : program_.params[size_t(other.payload)].rows)
                if (row.value.known) add_near(size_t(input), row.value.number);
        }
    }

    /// Some values far apart, for inputs that a comparison reads through a computation or another
    /// input.
    void add_spread(size_t input) {
        Type const& type = program_.inputs[input].type;
        if (type.kind == Kind::date)
            for (int value : {20000, base::month_end(base::Day{20000}).days, 20100})
                add(input, {true, value, {}});
        if (type.kind == Kind::text)
            for (char const* value : {"AAAA", "BBBB"}) add(input, {true, 0, value});
        if (type.kind == Kind::number)
            for (int power : {0, int(type.scale), type.scale + 2, type.scale + 4})
                if (power < base::decimal_digits_max)
                    add(input, {true, base::power_of_ten(power), {}});
    }

    Program const& program_;
    std::vector<std::vector<Scalar>> values_;
    std::deque<std::string> words_;
};

}  // namespace

void check_satisfiable(pack::Book const& book, pack::Rule const& rule,
                       std::vector<base::Error>& errors) {
    CompileOptions options;
    options.grain = rule.grain;
    options.rules = {rule.name};
    // Other rules and lists are free: what they can be is their own check.
    for (auto const& [name, other] : book.rules) options.stubs.push_back("rule('" + name + "')");
    for (auto const& [name, list] : book.lists) options.stubs.push_back("list('" + name + "')");
    auto const plan = compile(book, options);
    if (!plan) return;  // Reported where the rule is compiled for its tests.
    PlanData const& data = plan->data();
    BoundRule const& bound = data.rules[0];
    Candidates const candidates(data.program);
    size_t product = 1;
    for (auto const& values : candidates.values())
        product = std::min(tries_max + 1, product * values.size());
    bool const exhaustive = product <= tries_max;
    std::mt19937_64 random(1);
    std::map<NodeId, std::set<bool>> seen;
    std::vector<Scalar> inputs(data.program.inputs.size());
    Lists const lists;
    bool true_once =
        bound.versions.empty() || std::all_of(bound.versions.begin(), bound.versions.end(),
                                              [](auto const& version) { return version.repealed; });
    auto const satisfied = [&] {
        if (!true_once) return false;
        for (BoundVersion const& version : bound.versions)
            for (BoundCondition const& condition : version.conditions)
                if (data.program.literal_of(condition.node) == nullptr &&
                    seen[condition.node].size() < 2)
                    return false;
        return true;
    };
    // First at random, which ends early for sound rules; then, if small enough, every combination.
    for (size_t attempt = 0; attempt < tries_max + (exhaustive ? product : 0) && !satisfied();
         ++attempt) {
        size_t rest = attempt - tries_max;
        for (size_t i = 0; i < inputs.size(); ++i) {
            auto const& values = candidates.values()[i];
            bool const at_random = attempt < tries_max;
            inputs[i] = values[at_random ? random() % values.size() : rest % values.size()];
            rest /= values.size();
        }
        RecordRun const run(data.program, inputs, lists);
        true_once = true_once || (run[bound.node].known && run[bound.node].number != 0);
        for (BoundVersion const& version : bound.versions)
            for (BoundCondition const& condition : version.conditions)
                if (run[condition.node].known)
                    seen[condition.node].insert(run[condition.node].number != 0);
    }
    if (satisfied() || !exhaustive) return;
    if (!true_once)
        errors.push_back(
            {base::ErrorKind::invalid, "rule_never_true", rule.place, {{"rule", rule.name}}});
    for (BoundVersion const& version : bound.versions)
        for (BoundCondition const& condition : version.conditions)
            if (data.program.literal_of(condition.node) == nullptr &&
                seen[condition.node].size() < 2)
                errors.push_back({base::ErrorKind::invalid,
                                  "rule_condition_constant",
                                  rule.place,
                                  {{"rule", rule.name}, {"condition", condition.name}}});
}

}  // namespace rule
