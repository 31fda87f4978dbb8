// The loops over codes: conditions mark rows of a block, what is left is kept if it is among the
// first. Compiled with vector instructions.
#include "warehouse/row_scan.hpp"

#include <algorithm>
#include <cstring>

namespace warehouse {
namespace {

constexpr size_t block_rows = 4096;
constexpr size_t kept_least = 4096;  // Marks that are held before the last ones are dropped.

struct Block {
    size_t begin;
    size_t rows;
    uint8_t marks[block_rows];
    uint32_t ranks[block_rows];
};

/// Calls `body` with the codes of a column as what they are.
template <typename Body>
void with_codes(RowColumn const& column, size_t begin, Body body) {
    char const* const at = column.codes + begin * column.code_bytes;
    switch (column.code_bytes) {
        case 1: return body(reinterpret_cast<uint8_t const*>(at));
        case 2: return body(reinterpret_cast<uint16_t const*>(at));
        default: return body(reinterpret_cast<uint32_t const*>(at));
    }
}

void apply(CodeRange const& range, Block& block) {
    with_codes(*range.column, block.begin, [&]<typename T>(T const* codes) {
        T const low = T(range.low), count = T(range.count);
        uint8_t const flip = range.outside ? 1 : 0;
        for (size_t i = 0; i < block.rows; ++i)
            block.marks[i] &= uint8_t(uint8_t(T(codes[i] - low) < count) ^ flip);
    });
}

void apply(CodeSet const& set, Block& block) {
    with_codes(*set.column, block.begin, [&]<typename T>(T const* codes) {
        size_t const last = set.marks.size() - 1;
        for (size_t i = 0; i < block.rows; ++i)
            block.marks[i] &= set.marks[std::min(size_t(codes[i]), last)];
    });
}

void read_ranks(CodeOrder const& order, Block& block) {
    with_codes(*order.column, block.begin, [&]<typename T>(T const* codes) {
        uint32_t const entries = order.column->entries;
        if (!order.descending) {
            for (size_t i = 0; i < block.rows; ++i) block.ranks[i] = codes[i];
        } else {
            for (size_t i = 0; i < block.rows; ++i)
                block.ranks[i] = codes[i] >= entries ? uint32_t(codes[i]) : entries - 1 - codes[i];
        }
    });
}

void keep_ranks(uint32_t least, uint32_t most, Block& block) {
    for (size_t i = 0; i < block.rows; ++i)
        block.marks[i] &= uint8_t((block.ranks[i] >= least) & (block.ranks[i] <= most));
}

int64_t count_marks(Block const& block) {
    uint32_t count = 0;
    for (size_t i = 0; i < block.rows; ++i) count += block.marks[i];
    return count;
}

/// Whether a row stands behind the one to begin after.
bool is_after(RowScan const& scan, size_t row) {
    for (CodeOrder const& order : scan.orders) {
        uint64_t const at = 2 * uint64_t(order.rank(row)) + 1;
        if (at != order.after) return at > order.after;
    }
    return int64_t(row) > scan.row_after;
}

/// The first `limit` of what is given, with the worst of them as a bound for what follows.
class Kept {
public:
    Kept(RowScan const& scan, size_t limit, std::vector<RowMark>& found)
        : scan_(scan), limit_(limit), room_(std::max(kept_least, 4 * limit)), found_(found) {}

    uint32_t rank_most() const { return rank_most_; }
    size_t size() const { return found_.size(); }

    void add(RowMark mark) {
        found_.push_back(mark);
        if (found_.size() >= room_) drop();
    }

    void drop() {
        if (found_.size() <= limit_) return;
        auto const last = found_.begin() + ptrdiff_t(limit_) - 1;
        std::nth_element(found_.begin(), last, found_.end(),
                         [this](RowMark a, RowMark b) { return comes_before(scan_, a, b); });
        found_.resize(limit_);
        rank_most_ = uint32_t(found_.back() >> 32);
    }

private:
    RowScan const& scan_;
    size_t limit_;
    size_t room_;
    std::vector<RowMark>& found_;
    uint32_t rank_most_ = UINT32_MAX;
};

void collect(RowScan const& scan, Block const& block, Kept& kept) {
    for (size_t i = 0; i < block.rows; i += 8) {
        uint64_t eight;  // The block's marks end in zeros.
        std::memcpy(&eight, block.marks + i, sizeof eight);
        if (eight == 0) continue;
        for (size_t j = i; j < i + 8; ++j) {
            if (block.marks[j] == 0) continue;
            size_t const row = block.begin + j;
            if (scan.has_after && !is_after(scan, row)) continue;
            kept.add(uint64_t(block.ranks[j]) << 32 | row);
        }
    }
}

}  // namespace

bool comes_before(RowScan const& scan, RowMark a, RowMark b) {
    if (scan.orders.size() <= 1 || (a >> 32) != (b >> 32)) return a < b;
    for (size_t i = 1; i < scan.orders.size(); ++i) {
        uint32_t const left = scan.orders[i].rank(row_of(a));
        uint32_t const right = scan.orders[i].rank(row_of(b));
        if (left != right) return left < right;
    }
    return row_of(a) < row_of(b);
}

void scan_piece(RowScan const& scan, size_t limit, bool count, RowPiece& piece) {
    if (scan.nothing) return;
    Kept kept(scan, limit, piece.found);
    Block block;
    bool const sorted = !scan.orders.empty();
    uint32_t const least = sorted ? uint32_t(scan.orders[0].after / 2) : 0;
    std::memset(block.ranks, 0, sizeof block.ranks);
    for (block.begin = piece.begin; block.begin < piece.end; block.begin += block_rows) {
        block.rows = std::min(block_rows, piece.end - block.begin);
        std::memset(block.marks, 1, block.rows);
        std::memset(block.marks + block.rows, 0, block_rows - block.rows);
        for (CodeRange const& range : scan.ranges) apply(range, block);
        for (CodeSet const& set : scan.sets) apply(set, block);
        if (count) piece.count += count_marks(block);
        if (sorted) {
            read_ranks(scan.orders[0], block);
            keep_ranks(least, kept.rank_most(), block);
        }
        collect(scan, block, kept);
        if (!sorted && !count && kept.size() >= limit) break;
    }
    kept.drop();
}

}  // namespace warehouse
