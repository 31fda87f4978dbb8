// Slices of a batch: inputs in, steps in order, verdicts and masks out.
#include "engine/rule/column_run.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"

namespace rule {
namespace {

size_t bytes_of(Store store) {
    switch (store) {
        case Store::truth: return 0;
        case Store::day: return sizeof(int32_t);
        case Store::narrow: return sizeof(int64_t);
        case Store::wide: return sizeof(base::Int128);
        case Store::text: return sizeof(base::TextView);
    }
    CHECK(false);
}

base::ColumnShape shape_of(std::string name, Type const& type) {
    switch (store_of(type)) {
        case Store::truth: return {std::move(name), base::ColumnKind::boolean, 0, 0};
        case Store::day: return {std::move(name), base::ColumnKind::day, 0, 0};
        case Store::text: return {std::move(name), base::ColumnKind::text, 0, 0};
        case Store::narrow:
            return {std::move(name), base::ColumnKind::int64, 18, uint8_t(type.scale)};
        case Store::wide:
            return {std::move(name), base::ColumnKind::int128, uint8_t(type.digits),
                    uint8_t(type.scale)};
    }
    CHECK(false);
}

void add_word_shapes(std::vector<base::ColumnShape>& out, char const* prefix, size_t bits) {
    for (size_t word = 0; word * mask_bits < bits; ++word)
        out.push_back({prefix + std::to_string(word), base::ColumnKind::int64, 0, 0});
}

/// 64 validity bits of a batch column from a row that is a multiple of 64.
uint64_t validity_word(base::BatchColumn const& column, size_t row) {
    return column.validity == nullptr ? UINT64_MAX : column.validity[row / 64];
}

/// An input's column from row `begin` on.
void* data_from(base::BatchColumn const& column, Store store, size_t begin) {
    return static_cast<std::byte*>(column.data) + begin * bytes_of(store);
}

/// Inputs up to the last one that a run reads: the bits of the missing mask.
size_t missing_bits(ColumnProgram const& program) {
    return program.inputs.empty() ? 0 : size_t(program.inputs.back()) + 1;
}

}  // namespace

std::vector<base::ColumnShape> input_shapes(ColumnProgram const& program) {
    std::vector<base::ColumnShape> out;
    for (InputColumn const& from : program.columns) {
        Input const& input = program.plan->program.inputs[size_t(from.input)];
        if (from.source >= 0) {
            out.push_back({input.column, base::ColumnKind::uint16, 0, 0});
            continue;
        }
        base::ColumnShape& shape = out.emplace_back(shape_of(input.column, input.type));
        // Files hold whole numbers as BIGINT: no cast.
        if (shape.kind == base::ColumnKind::int64 && shape.scale == 0) shape.digits = 0;
    }
    for (FlagColumn const& word : program.flag_columns)
        out.push_back({word.column, base::ColumnKind::int64, 0, 0});
    return out;
}

std::vector<base::ColumnShape> output_shapes(ColumnProgram const& program) {
    PlanData const& plan = *program.plan;
    std::vector<base::ColumnShape> out;
    if (program.scope.outputs)
        for (size_t i = 0; i < plan.outputs.size(); ++i)
            out.push_back(
                shape_of("out_" + std::to_string(i), plan.program.node(plan.outputs[i]).type));
    add_word_shapes(out, "y_", program.verdicts.size());
    add_word_shapes(out, "q_", program.verdicts.size());
    add_word_shapes(out, "t_", program.scope.conditions);
    add_word_shapes(out, "u_", program.scope.conditions);
    add_word_shapes(out, "m_", missing_bits(program));
    add_word_shapes(out, "c_", program.scope.cells);
    add_word_shapes(out, "d_", program.scope.cells);
    return out;
}

std::vector<uint64_t> output_bits(ColumnProgram const& program) {
    std::vector<uint64_t> out;
    auto const add = [&](size_t count, auto is_set) {
        for (size_t i = 0; i < count; ++i) {
            if (i % mask_bits == 0) out.push_back(0);
            if (is_set(i)) out.back() |= uint64_t(1) << (i % mask_bits);
        }
    };
    auto const every = [](size_t) { return true; };
    if (program.scope.outputs) out.assign(program.plan->outputs.size(), UINT64_MAX);
    for (size_t count : {program.verdicts.size(), program.verdicts.size(), program.scope.conditions,
                         program.scope.conditions})
        add(count, every);
    add(missing_bits(program), [&](size_t i) {
        return std::binary_search(program.inputs.begin(), program.inputs.end(), int32_t(i));
    });
    for (int i = 0; i < 2; ++i) add(program.scope.cells, every);
    return out;
}

ColumnMachine::ColumnMachine(ColumnProgram const& program)
    : program_(program), data_(program.plan->program) {
    at_.assign(data_.nodes.size(), -1);
    for (size_t id = 0; id < data_.nodes.size(); ++id) {
        if (!program.needed[id]) continue;
        Store const store = store_of(data_.nodes[id].type);
        if (store == Store::truth) {
            at_[id] = int32_t(truths_.size());
            truths_.emplace_back();
        } else {
            at_[id] = int32_t(columns_.size());
            Column& made = columns_.emplace_back();
            if (data_.nodes[id].op == Op::item) continue;
            made.own.resize(slice_rows_max * bytes_of(store));
            made.data = made.own.data();
        }
    }
    for (size_t id = 0; id < data_.nodes.size(); ++id)
        if (program.needed[id] && data_.nodes[id].op == Op::literal) set_literal(NodeId(id));
    input_valid_.resize(data_.inputs.size());
    for (Bits& valid : input_valid_) valid.fill(UINT64_MAX);  // What is not read is not missed.
    column_.assign(data_.inputs.size(), -1);
    flag_yes_.resize(data_.inputs.size());
    for (size_t i = 0; i < program.columns.size(); ++i)
        if (program.columns[i].source < 0) column_[size_t(program.columns[i].input)] = int32_t(i);
    classes_.assign(program.sources.size(), std::vector<uint16_t>(slice_rows_max));
    for (auto const& classes : classes_) class_at_.push_back(classes.data());
    lanes_.assign(size_t(program.lanes), std::vector<uint64_t>(slice_rows_max));
    size_t columns_max = 0;
    for (TableColumns const& table : program.tables)
        columns_max = std::max(columns_max, table.columns.size());
    table_classes_.resize(columns_max);
    parties_.resize(program.parties.size());
    plan_masks();
    lane_begin_.assign(size_t(program.lanes) + 1, program.tests.size());
    for (size_t i = program.tests.size(); i-- > 0;) lane_begin_[size_t(program.tests[i].lane)] = i;
}

void ColumnMachine::set_literal(NodeId id) {
    Literal const& value = data_.literals[size_t(node(id).payload)];
    Store const store = store_of(node(id).type);
    if (store == Store::truth) {
        if (value.known) (value.number != 0 ? truth(id).yes : truth(id).no).fill(UINT64_MAX);
        return;
    }
    if (!value.known) return;
    column(id).valid.fill(UINT64_MAX);
    for (size_t row = 0; row < slice_rows_max; ++row) {
        if (store == Store::day) values<int32_t>(id)[row] = int32_t(value.number);
        if (store == Store::narrow) values<int64_t>(id)[row] = int64_t(value.number);
        if (store == Store::wide) values<base::Int128>(id)[row] = value.number;
        if (store == Store::text) values<base::TextView>(id)[row] = base::TextView(value.text);
    }
}

void ColumnMachine::run(base::Batch const& inputs, base::Batch const& outputs) {
    PlanData const& plan = *program_.plan;
    CHECK(inputs.columns.size() == program_.columns.size() + program_.flag_columns.size() &&
          inputs.rows <= base::batch_rows_max);
    for (auto& [node, arena] : text_of_) arena.clear();
    for (size_t begin = 0; begin < inputs.rows; begin += slice_rows_max) {
        rows_ = std::min(slice_rows_max, inputs.rows - begin);
        words_ = (rows_ + 63) / 64;
        live_.fill(0);
        for (size_t w = 0; w < words_; ++w) live_[w] = UINT64_MAX;
        if (rows_ % 64 != 0) live_[words_ - 1] = (uint64_t(1) << (rows_ % 64)) - 1;
        take_inputs(inputs, begin);
        for (Step const& step : program_.steps) take_step(step);
        base::BatchColumn const* to = outputs.columns.data();
        if (program_.scope.outputs)
            for (NodeId id : plan.outputs) put_output(id, *to++, begin);
        for (MaskBlock const& block : mask_blocks_) put_masks(block, to, begin);
    }
}

void ColumnMachine::take_inputs(base::Batch const& inputs, size_t begin) {
    for (size_t i = 0; i < program_.flag_columns.size(); ++i)
        take_flags(program_.flag_columns[i], inputs.columns[program_.columns.size() + i], begin);
    for (size_t i = 0; i < program_.columns.size(); ++i) {
        InputColumn const& from = program_.columns[i];
        Bits& valid = input_valid_[size_t(from.input)];
        if (from.source >= 0) {
            uint16_t const* const classes = inputs.columns[i].values<uint16_t>() + begin;
            class_at_[size_t(from.source)] = classes;
            test_rows(rows_, valid,
                      [=](size_t row) { return classes[row] != TextSource::null_class; });
            column(program_.sources[size_t(from.source)].node).valid = valid;
            continue;
        }
        for (size_t w = 0; w < words_; ++w)
            valid[w] = validity_word(inputs.columns[i], begin + 64 * w) & live_[w];
    }
    for (size_t id = 0; id < data_.nodes.size(); ++id) {
        Node const& n = data_.nodes[id];
        if (n.op != Op::item || !program_.needed[id]) continue;
        Bits const& valid = input_valid_[size_t(n.payload)];
        if (program_.in_word[size_t(n.payload)]) {
            Bits const& yes = flag_yes_[size_t(n.payload)];
            Truth& flag = truth(NodeId(id));
            for (size_t w = 0; w < words_; ++w) {
                flag.yes[w] = yes[w];
                flag.no[w] = valid[w] & ~yes[w];
            }
            continue;
        }
        Store const store = store_of(n.type);
        if (store != Store::truth) {
            column(NodeId(id)).valid = valid;
            int32_t const from = column_[size_t(n.payload)];
            if (from >= 0)
                column(NodeId(id)).data = data_from(inputs.columns[size_t(from)], store, begin);
            continue;
        }
        base::BatchColumn const& from = inputs.columns[size_t(column_[size_t(n.payload)])];
        Truth& out = truth(NodeId(id));
        uint8_t const* const bytes = static_cast<uint8_t const*>(from.data) + begin;
        for (size_t w = 0; w < words_; ++w) {
            uint64_t const set = pack_bytes(bytes + 64 * w);
            out.yes[w] = set & valid[w];
            out.no[w] = ~set & valid[w];
        }
    }
}

/// Two bits of every row's word become the validity and the value of a boolean.
void ColumnMachine::take_flags(FlagColumn const& from, base::BatchColumn const& word,
                               size_t begin) {
    for (size_t w = 0; w < words_; ++w) {
        std::array<uint64_t, 64> block;
        std::memcpy(block.data(), word.values<uint64_t>() + begin + 64 * w, sizeof block);
        transpose(block);
        uint64_t const rows = validity_word(word, begin + 64 * w) & live_[w];
        for (FlagColumn::Flag const& flag : from.flags) {
            uint64_t const known = block[flag.bit] & rows;
            input_valid_[flag.input][w] = known;
            flag_yes_[flag.input][w] = block[flag.bit + 1] & known;
        }
    }
}

void ColumnMachine::take_step(Step const& step) {
    size_t const at = size_t(step.index);
    switch (step.kind) {
        case Step::Kind::classify: {
            TextSource const& source = program_.sources[at];
            return source.classify(values<base::TextView>(source.node),
                                   column(source.node).valid.data(), rows_, classes_[at].data());
        }
        case Step::Kind::masks: return add_masks(program_.sources[at].masks, class_at_[at]);
        case Step::Kind::pair_masks: return add_pair_masks(program_.pairs[at]);
        case Step::Kind::unpack: return unpack(step.index);
        case Step::Kind::lookup: return look_up(program_.lookups[at]);
        case Step::Kind::carry: return carry(program_.carried[at]);
        case Step::Kind::party: return find_parties(at);
        case Step::Kind::node: return evaluate(step.index);
    }
}

void TextSource::classify(base::TextView const* texts, uint64_t const* valid, size_t rows,
                          uint16_t* classes) const {
    index.find(texts, valid, rows, null_class, classes);
    if (likes.empty()) return;
    for (size_t row = 0; row < rows; ++row) {
        if (classes[row] != other_class) continue;
        size_t set = 0;
        for (size_t i = 0; i < likes.size(); ++i)
            set |= size_t(base::matches_like(texts[row].view(), likes[i])) << i;
        if (set != 0) classes[row] = uint16_t(first_like + set - 1);
    }
}

void ColumnMachine::add_masks(LaneMasks const& masks, uint16_t const* classes) {
    size_t const stride = masks.lanes.size();
    for (size_t i = 0; i < stride; ++i) {
        uint64_t* const lane = lanes_[size_t(masks.lanes[i])].data();
        uint64_t const* const words = masks.words.data() + i;
        for (size_t row = 0; row < rows_; ++row) lane[row] |= words[classes[row] * stride];
    }
}

void ColumnMachine::add_pair_masks(PairSource const& pair) {
    uint16_t const* const first = class_at_[pair.first];
    uint16_t const* const second = class_at_[pair.second];
    size_t const width = program_.sources[pair.second].value_of.size();
    uint64_t* const lane = lanes_[size_t(pair.masks.lanes[0])].data();
    for (size_t row = 0; row < rows_; ++row)
        lane[row] |= pair.masks.words[first[row] * width + second[row]];
}

/// A lane's rows become one bitmap per test; the lane is left empty for the next slice.
void ColumnMachine::unpack(int lane) {
    std::vector<uint64_t>& words = lanes_[size_t(lane)];
    size_t const first = lane_begin_[size_t(lane)], last = lane_begin_[size_t(lane) + 1];
    for (size_t w = 0; w < words_; ++w) {
        std::array<uint64_t, 64> block;
        std::memcpy(block.data(), words.data() + 64 * w, sizeof block);
        transpose(block);
        for (size_t i = first; i < last; ++i) {
            LaneTest const& test = program_.tests[i];
            uint64_t valid = column(test.text).valid[w];
            if (test.second >= 0) valid &= column(test.second).valid[w];
            uint64_t const yes = block[size_t(test.yes_bit)] & valid;
            uint64_t const maybe = test.maybe_bit < 0 ? 0 : block[size_t(test.maybe_bit)];
            Truth& out = truth(test.node);
            (test.inverted ? out.no : out.yes)[w] = yes;
            (test.inverted ? out.yes : out.no)[w] = valid & ~yes & ~maybe;
        }
    }
    std::fill(words.begin(), words.begin() + std::ptrdiff_t(64 * words_), 0);
}

void ColumnMachine::look_up(LookupValues const& lookup) {
    uint16_t const* const classes = class_at_[lookup.source];
    base::TextView* const out = values<base::TextView>(lookup.node);
    Bits& valid = column(lookup.node).valid;
    valid.fill(0);
    for (size_t row = 0; row < rows_; ++row) {
        out[row] = lookup.values[classes[row]];
        valid[row / 64] |= uint64_t(lookup.known[classes[row]]) << (row % 64);
    }
}

void ColumnMachine::carry(CarriedText const& text) {
    uint16_t* const classes = classes_[text.source].data();
    std::fill(classes, classes + slice_rows_max, TextSource::null_class);
    carry_branches(text, live_, classes);
    test_rows(rows_, column(text.node).valid,
              [=](size_t row) { return classes[row] != TextSource::null_class; });
}

void ColumnMachine::carry_branches(CarriedText const& text, Bits open, uint16_t* classes) {
    for (CarriedText::Branch const& branch : text.branches) {
        Bits selected = open;
        for (size_t w = 0; w < slice_words; ++w) {
            if (branch.when >= 0) selected[w] &= truth(branch.when).yes[w];
            open[w] &= ~selected[w];
        }
        uint16_t const constant = uint16_t(branch.at);
        switch (branch.from) {
            case CarriedText::From::carried:
                carry_branches(program_.carried[branch.at], selected, classes);
                break;
            case CarriedText::From::constant:
                copy_selected<uint16_t>(selected, words_, nullptr, &constant, classes);
                break;
            case CarriedText::From::source:
                copy_selected<uint16_t>(selected, words_, class_at_[branch.at], nullptr, classes);
                break;
            case CarriedText::From::lookup:
                for_each_bit(selected, words_, [&](size_t row) {
                    classes[row] = branch.class_of[class_at_[branch.at][row]];
                });
        }
    }
}

void ColumnMachine::find_parties(size_t party) {
    NodeId const id = program_.parties[party];
    uint32_t* const numbers = parties_[party].numbers.data();
    program_.index.data().parties.find(values<base::TextView>(id), column(id).valid.data(), rows_,
                                       ListIndexData::unlisted, numbers);
    test_rows(rows_, parties_[party].listed,
              [=](size_t row) { return numbers[row] != ListIndexData::unlisted; });
}

Bits ColumnMachine::known(NodeId id) const {
    if (node(id).type.kind != Kind::boolean) return column(id).valid;
    Bits out;
    for (size_t w = 0; w < slice_words; ++w) out[w] = truth(id).yes[w] | truth(id).no[w];
    return out;
}

void ColumnMachine::put_output(NodeId id, base::BatchColumn const& to, size_t begin) {
    Bits const valid = known(id);
    std::copy(valid.begin(), valid.begin() + std::ptrdiff_t(words_), to.validity + begin / 64);
    Store const store = store_of(node(id).type);
    if (store == Store::truth) {
        for (size_t row = 0; row < rows_; ++row)
            to.values<bool>()[begin + row] = ((truth(id).yes[row / 64] >> (row % 64)) & 1) != 0;
        return;
    }
    std::memcpy(data_from(to, store, begin), column(id).data, rows_ * bytes_of(store));
}

/// Which bits the words of masks have, in the order of the outputs; words that fit into one matrix
/// of 64 bits together are turned over together.
void ColumnMachine::plan_masks() {
    PlanData const& plan = *program_.plan;
    size_t words = 0;
    auto const add = [&](MaskBit::Kind kind, size_t count, auto index_of) {
        for (size_t first = 0; first < count; first += mask_bits) {
            size_t const last = std::min(count, first + mask_bits);
            auto block = std::find_if(mask_blocks_.begin(), mask_blocks_.end(), [&](auto const& b) {
                return b.bits.size() + last - first <= 64;
            });
            if (block == mask_blocks_.end()) block = mask_blocks_.emplace(block);
            block->words.push_back({words++, block->bits.size(), last - first});
            for (size_t i = first; i < last; ++i) block->bits.push_back({kind, index_of(i)});
        }
    };
    auto const at = [&](NodeId id) { return size_t(at_[size_t(id)]); };
    auto const add_truths = [&](size_t count, auto node_at) {
        auto const index_of = [&](size_t i) { return at(node_at(i)); };
        add(MaskBit::Kind::yes, count, index_of);
        add(MaskBit::Kind::unknown, count, index_of);
    };
    add_truths(program_.verdicts.size(), [&](size_t i) { return program_.verdicts[i]->node; });
    add_truths(program_.scope.conditions, [&](size_t i) { return plan.conditions[i]; });
    add(MaskBit::Kind::missing, missing_bits(program_), [](size_t i) { return i; });
    add_truths(program_.scope.cells, [&](size_t i) { return plan.cells[i]; });
}

/// Bitmaps by rows into words by row.
void ColumnMachine::put_masks(MaskBlock const& block, base::BatchColumn const* to, size_t begin) {
    std::array<std::array<uint64_t, 64>, slice_words> blocks{};
    size_t i = 0;
    for (MaskBit const& bit : block.bits) {
        for (size_t w = 0; w < words_; ++w)
            blocks[w][i] = bit.kind == MaskBit::Kind::missing ? ~input_valid_[bit.index][w]
                           : bit.kind == MaskBit::Kind::yes
                               ? truths_[bit.index].yes[w]
                               : ~(truths_[bit.index].yes[w] | truths_[bit.index].no[w]);
        ++i;
    }
    for (size_t w = 0; w < words_; ++w) transpose(blocks[w]);
    for (MaskBlock::Word const& word : block.words) {
        uint64_t const mask = (uint64_t(1) << word.bits) - 1;
        uint64_t* const out = to[word.output].values<uint64_t>() + begin;
        for (size_t row = 0; row < rows_; ++row)
            out[row] = (blocks[row / 64][row % 64] >> word.first) & mask;
    }
}

}  // namespace rule
