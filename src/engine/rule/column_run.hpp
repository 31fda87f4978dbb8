// The column executor: a program over the rows of a batch, a slice at a time.
#pragma once

#include <deque>
#include <map>
#include <vector>

#include "base/batch.hpp"
#include "engine/rule/bits.hpp"
#include "engine/rule/column_kernel.hpp"
#include "engine/rule/column_plan.hpp"

namespace rule {

/// Bytes of made texts; they stay where they are until `clear`, which keeps the memory.
class TextArena {
public:
    char* take(size_t bytes) {
        if (used_ == slices_.size()) slices_.emplace_back();
        std::vector<char>& slice = slices_[used_++];
        if (slice.size() < bytes) slice.resize(bytes);
        return slice.data();
    }
    void clear() { used_ = 0; }

private:
    std::deque<std::vector<char>> slices_;  // One a slice of the batch.
    size_t used_ = 0;
};

/// What the calendar said of a day and a second one or a count; few of them occur in a month.
struct DayAnswer {
    int32_t day = INT32_MIN;
    int32_t other = 0;
    int32_t answer = 0;
};
inline constexpr size_t day_answers = 4096;

/// Memory of one thread. All of it is taken on construction.
class ColumnMachine {
public:
    explicit ColumnMachine(ColumnProgram const& program);

    /// Inputs in the order of program.inputs, outputs in that of `output_shapes`.
    void run(base::Batch const& inputs, base::Batch const& outputs);

private:
    /// A node's values that are not booleans.
    struct Column {
        void* data = nullptr;
        Bits valid{};
        std::vector<std::byte> own;  // Empty for inputs.
    };

    /// Numbers of the parties that a text names.
    struct Parties {
        std::vector<uint32_t> numbers = std::vector<uint32_t>(slice_rows_max);
        Bits listed{};  // On some list.
    };

    /// One bit of a mask: of truths_[index], or whether the input is missing.
    struct MaskBit {
        enum class Kind : uint8_t { yes, unknown, missing } kind;
        size_t index;
    };

    /// Words of masks that are turned over together, and where each goes.
    struct MaskBlock {
        struct Word {
            size_t output;  // Among the masks.
            size_t first, bits;
        };
        std::vector<MaskBit> bits;
        std::vector<Word> words;
    };

    void take_inputs(base::Batch const& inputs, size_t begin);
    void take_flags(FlagColumn const& from, base::BatchColumn const& word, size_t begin);
    void take_step(Step const& step);
    void add_masks(LaneMasks const& masks, uint16_t const* classes);
    void add_pair_masks(PairSource const& pair);
    void unpack(int lane);
    void look_up(LookupValues const& lookup);
    void carry(CarriedText const& text);
    void carry_branches(CarriedText const& text, Bits open, uint16_t* classes);
    void find_parties(size_t party);

    void evaluate(NodeId id);
    void junction(Node const& node, Truth& out);
    void invert(Node const& node, Truth& out);
    void compare(NodeId id, Node const& node);
    void is_null(Node const& node, Truth& out);
    void like(NodeId id, Node const& node);
    void arithmetic(NodeId id, Node const& node);
    void rescale(NodeId id, Node const& node);
    void coalesce(NodeId id, Node const& node);
    void choose(NodeId id, Node const& node);
    void copy_branch(NodeId branch, Bits const& selected, NodeId to);
    void table(NodeId id);
    void classify_column(TableColumns::Column const& column, uint16_t* classes);
    void intersect_rows(TableColumns const& table);
    void in_list(NodeId id, Node const& node);
    void parameter(NodeId id, Node const& node);
    Bits within(NodeId text, RegionTest const& region) const;
    void pick(NodeId id, Pool const& pool, Bits const& asked);
    void version(Node const& node, Truth& out);
    void dated(NodeId id, Node const& node);
    template <typename Answer>
    void ask_calendar(NodeId id, Answer answer);
    void worded(NodeId id, Node const& node);

    void put_output(NodeId id, base::BatchColumn const& to, size_t begin);
    void plan_masks();
    void put_masks(MaskBlock const& block, base::BatchColumn const* to, size_t begin);

    Bits known(NodeId id) const;
    Numbers numbers(NodeId id) const;
    template <typename Compute>
    void compute_numbers(NodeId id, Compute compute);
    template <typename Compute>
    void compute_narrow(NodeId id, Compute compute);
    bool narrow_arithmetic(NodeId id, Node const& node);
    void set_literal(NodeId id);

    Node const& node(NodeId id) const { return data_.nodes[size_t(id)]; }
    NodeId arg(Node const& node, int i) const { return data_.arg(node, i); }
    Truth& truth(NodeId id) { return truths_[size_t(at_[size_t(id)])]; }
    Truth const& truth(NodeId id) const { return truths_[size_t(at_[size_t(id)])]; }
    Column& column(NodeId id) { return columns_[size_t(at_[size_t(id)])]; }
    Column const& column(NodeId id) const { return columns_[size_t(at_[size_t(id)])]; }
    template <typename T>
    T* values(NodeId id) const {
        return static_cast<T*>(column(id).data);
    }

    ColumnProgram const& program_;
    Program const& data_;
    size_t rows_ = 0;  // Of the slice.
    size_t words_ = 0;
    Bits live_{};                  // Rows of the slice.
    std::vector<int32_t> at_;      // By node: index into truths_ or columns_.
    std::vector<int32_t> column_;  // By input: its column in the batch, or -1.
    std::vector<Truth> truths_;
    std::vector<Column> columns_;
    std::vector<MaskBlock> mask_blocks_;
    std::vector<Bits> input_valid_;               // By input: for the missing mask.
    std::vector<Bits> flag_yes_;                  // By input: of those in words.
    std::vector<std::vector<uint16_t>> classes_;  // By source.
    std::vector<uint16_t const*> class_at_;       // By source: here or in the batch.
    std::vector<std::vector<uint64_t>> lanes_;
    std::vector<size_t> lane_begin_;  // By lane: its first test.
    std::vector<Parties> parties_;
    std::array<uint32_t, slice_rows_max> choices_{};  // Of the node at hand, into its pool.
    std::vector<std::array<uint16_t, slice_rows_max>> table_classes_;  // By column of a table.
    std::map<NodeId, std::vector<DayAnswer>> answers_of_;  // By node that asks the calendar.
    std::map<NodeId, TextArena> text_of_;  // By concatenation: its bytes in this batch.
};

/// Columns of the executor's input, in the order of the program's inputs.
std::vector<base::ColumnShape> input_shapes(ColumnProgram const& program);

/// out_<i>, y_<w>, q_<w>, t_<w>, u_<w>, m_<w>, c_<w>, d_<w>.
std::vector<base::ColumnShape> output_shapes(ColumnProgram const& program);

/// By output: the bits that the program can set.
std::vector<uint64_t> output_bits(ColumnProgram const& program);

}  // namespace rule
