// Counting customers: rows of a block of customers are sorted by customer, so that what one is in
// is known at once; borrowers that are customers in several places are folded afterwards, and what
// was counted more than once is taken off the sum over all institutions.
#include "engine/statistic/customers.hpp"

#include <algorithm>
#include <array>

namespace statistic {
namespace {

/// How often each bit was set in many words: a counter per bit, kept as planes of binary digits.
/// Eight words are added at a time.
class BitCounts {
public:
    void add(uint64_t word) {
        waiting_[count_++] = word;
        if (count_ == waiting_.size()) add_waiting();
    }
    int64_t count(size_t bit) {
        add_waiting();
        int64_t out = 0;
        for (size_t i = 0; i < planes_.size(); ++i) out |= int64_t((planes_[i] >> bit) & 1) << i;
        return out;
    }

private:
    /// Adds two words to a plane; gives what is carried to the next.
    static uint64_t add_two(uint64_t& plane, uint64_t a, uint64_t b) {
        uint64_t const one = plane ^ a;
        uint64_t const carry = (plane & a) | (one & b);
        plane = one ^ b;
        return carry;
    }
    void add_waiting() {
        std::fill(waiting_.begin() + std::ptrdiff_t(count_), waiting_.end(), 0);
        count_ = 0;
        auto const& w = waiting_;
        uint64_t const two_a = add_two(planes_[0], w[0], w[1]);
        uint64_t const two_b = add_two(planes_[0], w[2], w[3]);
        uint64_t const two_c = add_two(planes_[0], w[4], w[5]);
        uint64_t const two_d = add_two(planes_[0], w[6], w[7]);
        uint64_t const four_a = add_two(planes_[1], two_a, two_b);
        uint64_t const four_b = add_two(planes_[1], two_c, two_d);
        uint64_t rest = add_two(planes_[2], four_a, four_b);
        for (size_t i = 3; rest != 0; ++i) {
            uint64_t const carry = planes_[i] & rest;
            planes_[i] ^= rest;
            rest = carry;
        }
    }

    std::array<uint64_t, 48> planes_{};
    std::array<uint64_t, 8> waiting_{};
    size_t count_ = 0;
};

/// How often each measure was in the masks of a place: a byte a measure, emptied before it is full.
class MaskCounts {
public:
    void add(uint16_t mask, int64_t* totals, size_t measures) {
        low_ += spread[mask & 0xFF];
        high_ += spread[mask >> 8];
        if (++count_ == 255) empty(totals, measures);
    }
    void empty(int64_t* totals, size_t measures) {
        for (size_t i = 0; i < measures; ++i)
            totals[i] += int64_t(((i < 8 ? low_ : high_) >> (i % 8 * 8)) & 0xFF);
        low_ = high_ = 0;
        count_ = 0;
    }

private:
    /// Each bit of a byte as a byte.
    static constexpr std::array<uint64_t, 256> spread = [] {
        std::array<uint64_t, 256> out{};
        for (size_t byte = 0; byte < 256; ++byte)
            for (size_t bit = 0; bit < 8; ++bit)
                out[byte] |= uint64_t(byte >> bit & 1) << (bit * 8);
        return out;
    }();

    uint64_t low_ = 0, high_ = 0;
    uint32_t count_ = 0;
};

/// Counts of customers while they are counted.
class Counting {
public:
    Counting(size_t cells, size_t words, size_t places, size_t measures)
        : measures_(measures),
          totals_{std::vector<int64_t>(cells, 0), std::vector<int64_t>(places * measures, 0)},
          cells_(words),
          places_(places) {}

    void add_cells(size_t word, uint64_t bits) { cells_[word].add(bits); }
    void add_place(size_t place, uint16_t mask) {
        places_[place].add(mask, &totals_.places[place * measures_], measures_);
    }
    CustomerCounts done() {
        for (size_t cell = 0; cell < totals_.cells.size(); ++cell)
            totals_.cells[cell] = cells_[cell / word_bits].count(cell % word_bits);
        for (size_t place = 0; place < places_.size(); ++place)
            places_[place].empty(&totals_.places[place * measures_], measures_);
        return std::move(totals_);
    }

private:
    size_t measures_;
    CustomerCounts totals_;
    std::vector<BitCounts> cells_;  // By word.
    std::vector<MaskCounts> places_;
};

/// A row of a block after sorting.
struct SortedRow {
    uint16_t place[dimension_count];
    uint32_t signature;
    uint16_t part;
    uint16_t mask;
};

struct PlaceMask {
    uint16_t place, mask;
};

/// Places of one customer, with the measures it counts in there.
class PlaceMasks {
public:
    explicit PlaceMasks(size_t places) : masks_(places, 0), seen_(places + 1) {}

    /// Adds to a place; gives the measures it already had there.
    uint16_t add(uint16_t place, uint16_t mask) {
        uint16_t const had = masks_[place];
        masks_[place] = uint16_t(had | mask);
        seen_[count_] = place;
        count_ += had == 0 && mask != 0;
        return uint16_t(had & mask);
    }
    template <typename Visit>
    void each(Visit visit) const {
        for (size_t i = 0; i < count_; ++i) visit(PlaceMask{seen_[i], masks_[seen_[i]]});
    }
    void clear() {
        for (size_t i = 0; i < count_; ++i) masks_[seen_[i]] = 0;
        count_ = 0;
    }

private:
    std::vector<uint16_t> masks_;
    std::vector<uint16_t> seen_;  // With room for one that is written but not counted.
    size_t count_ = 0;
};

/// Customers whose borrowers have others, to be folded by borrower.
struct Shared {
    std::vector<int32_t> borrowers;
    std::vector<uint64_t> cells;  // × words.
    std::vector<size_t> ends;     // Of their places.
    std::vector<PlaceMask> places;
};

struct Block {
    size_t institution;
    size_t number;
    size_t customers;
};

/// A set of numbers that threads add to.
class AtomicSet {
public:
    explicit AtomicSet(size_t size) : words_(size / 64 + 1) {}

    bool has(size_t number) const {
        return ((words_[number / 64].load(std::memory_order_relaxed) >> (number % 64)) & 1) != 0;
    }
    /// Whether it was new.
    bool add(size_t number) {
        uint64_t const bit = uint64_t(1) << (number % 64);
        if (has(number)) return false;
        return (words_[number / 64].fetch_or(bit, std::memory_order_relaxed) & bit) == 0;
    }

private:
    std::vector<std::atomic<uint64_t>> words_;
};

class Counter {
public:
    Counter(Parts parts, PlaceNumbers const& numbers, size_t threads)
        : parts_(parts),
          numbers_(numbers),
          threads_(threads),
          state_(*parts[0]),
          seen_(size_t(state_.spec.borrowers)),
          shared_(size_t(state_.spec.borrowers)) {
        for (size_t i = 0; i < state_.spec.institutions.size(); ++i) {
            size_t const customers = size_t(state_.spec.institutions[i].customers);
            for (size_t at = 0; at < customers; at += block_customers)
                blocks_.push_back(
                    {i, at / block_customers, std::min(customers - at, block_customers)});
        }
    }

    Customers run() {
        run_on_threads(threads_, blocks_.size(), [&](size_t b, size_t) { mark(blocks_[b]); });
        std::vector<CustomerCounts> counts(blocks_.size());
        std::vector<Scratch> scratch;
        for (size_t t = 0; t < threads_; ++t) scratch.emplace_back(numbers_.count(), threads_);
        run_on_threads(threads_, blocks_.size(), [&](size_t b, size_t thread) {
            counts[b] = count(blocks_[b], scratch[thread]);
        });
        std::vector<CustomerCounts> twice(threads_);
        run_on_threads(threads_, threads_,
                       [&](size_t shard, size_t) { twice[shard] = fold(scratch, shard); });
        Customers out{std::vector(state_.spec.institutions.size(), zero()), zero()};
        for (size_t b = 0; b < blocks_.size(); ++b) {
            add_to(out.institutions[blocks_[b].institution], counts[b], 1);
            add_to(out.everywhere, counts[b], 1);
        }
        for (CustomerCounts const& more : twice) add_to(out.everywhere, more, -1);
        return out;
    }

private:
    /// Of one thread.
    struct Scratch {
        Scratch(size_t place_count, size_t shards) : masks(place_count), shared(shards) {}

        PlaceMasks masks;
        std::vector<SortedRow> rows;
        std::vector<size_t> ends;  // Of each customer's rows.
        std::vector<Shared> shared;
    };

    CustomerCounts zero() const {
        return {std::vector<int64_t>(state_.cells() + 1, 0),
                std::vector<int64_t>(numbers_.count() * state_.measures(), 0)};
    }

    static void add_to(CustomerCounts& to, CustomerCounts const& from, int64_t times) {
        for (size_t i = 0; i < to.cells.size(); ++i) to.cells[i] += times * from.cells[i];
        for (size_t i = 0; i < to.places.size(); ++i) to.places[i] += times * from.places[i];
    }

    Counting counting() const {
        return {state_.cells() + 1, state_.cell_words, numbers_.count(), state_.measures()};
    }

    int32_t borrower_of(Block const& block, size_t customer) const {
        for (auto const& part : parts_)
            if (auto const& sums = part->institutions[block.institution]; sums != nullptr)
                if (int32_t const one = sums->borrowers[block.number * block_customers + customer];
                    one != 0)
                    return one - 1;
        return -1;
    }

    /// Finds out which borrowers are several customers.
    void mark(Block const& block) {
        for (size_t customer = 0; customer < block.customers; ++customer)
            if (int32_t const borrower = borrower_of(block, customer); borrower >= 0)
                if (!seen_.add(size_t(borrower))) (void)shared_.add(size_t(borrower));
    }

    /// Calls `visit(part, row)` for the rows of a block.
    template <typename Visit>
    void each_row(Block const& block, Visit visit) const {
        for (size_t part = 0; part < parts_.size(); ++part)
            if (auto const& sums = parts_[part]->institutions[block.institution]; sums != nullptr)
                sums->logs[block.number].each([&](LoggedRow const& row) { visit(part, row); });
    }

    void sort(Block const& block, Scratch& scratch) const {
        auto& ends = scratch.ends;
        ends.assign(block.customers + 1, 0);
        each_row(block, [&](size_t, LoggedRow const& row) { ++ends[row.customer + 1U]; });
        for (size_t i = 1; i < ends.size(); ++i) ends[i] += ends[i - 1];
        scratch.rows.resize(ends.back());
        size_t const dimensions = numbers_.values.size();
        each_row(block, [&](size_t part, LoggedRow const& row) {
            SortedRow& to = scratch.rows[ends[row.customer]++];  // Begins become ends.
            to = {{}, row.signature, uint16_t(part), row.mask};
            if (row.mask == 0) return;
            for (size_t d = 0; d < dimensions; ++d)
                to.place[d] = uint16_t(numbers_.first[d] + row.code[d]);
        });
    }

    CustomerCounts count(Block const& block, Scratch& scratch) const {
        Counting out = counting();
        sort(block, scratch);
        size_t const words = state_.cell_words;
        std::vector<uint64_t> cells(words);
        PlaceMasks& masks = scratch.masks;
        for (size_t customer = 0, at = 0; customer < block.customers; ++customer) {
            size_t const end = scratch.ends[customer];
            if (at == end) continue;
            std::fill(cells.begin(), cells.end(), 0);
            for (; at < end; ++at) add_row(block, scratch.rows[at], cells, masks, out);
            for (size_t w = 0; w < words; ++w) out.add_cells(w, cells[w]);
            if (int32_t const borrower = borrower_of(block, customer);
                shared_.has(size_t(borrower))) {
                Shared& to = scratch.shared[size_t(borrower) % threads_];
                to.borrowers.push_back(borrower);
                to.cells.insert(to.cells.end(), cells.begin(), cells.end());
                masks.each([&](PlaceMask const& one) { to.places.push_back(one); });
                to.ends.push_back(to.places.size());
            }
            masks.clear();
        }
        return out.done();
    }

    /// Counts a customer's row in the places where no other row of it was.
    void add_row(Block const& block, SortedRow const& row, std::vector<uint64_t>& cells,
                 PlaceMasks& masks, Counting& out) const {
        uint64_t const* const key =
            parts_[row.part]->institutions[block.institution]->held.signatures.key(row.signature);
        for (size_t w = 0; w < cells.size(); ++w) cells[w] |= key[w];
        if (row.mask == 0) return;
        for (size_t d = 0; d < numbers_.values.size(); ++d) {
            uint16_t const had = masks.add(row.place[d], row.mask);
            out.add_place(row.place[d], uint16_t(row.mask & ~had));
        }
    }

    /// What customers of one borrower count in more than once.
    CustomerCounts fold(std::vector<Scratch> const& scratch, size_t shard) const {
        struct One {
            int32_t borrower;
            uint32_t at;
            Shared const* from;
        };
        std::vector<One> all;
        for (Scratch const& one : scratch)
            for (size_t i = 0; i < one.shared[shard].borrowers.size(); ++i)
                all.push_back({one.shared[shard].borrowers[i], uint32_t(i), &one.shared[shard]});
        std::sort(all.begin(), all.end(),
                  [](One const& a, One const& b) { return a.borrower < b.borrower; });
        Counting out = counting();
        size_t const words = state_.cell_words;
        std::vector<uint64_t> cells(words);
        PlaceMasks masks(numbers_.count());
        for (size_t i = 0; i < all.size(); ++i) {
            auto const [borrower, at, from] = all[i];
            if (i == 0 || borrower != all[i - 1].borrower) {
                std::fill(cells.begin(), cells.end(), 0);
                masks.clear();
            }
            for (size_t w = 0; w < words; ++w) {
                uint64_t const more = from->cells[at * words + w];
                out.add_cells(w, cells[w] & more);
                cells[w] |= more;
            }
            for (size_t p = at == 0 ? 0 : from->ends[at - 1]; p < from->ends[at]; ++p) {
                PlaceMask const& one = from->places[p];
                out.add_place(one.place, masks.add(one.place, one.mask));
            }
        }
        return out.done();
    }

    Parts parts_;
    PlaceNumbers const& numbers_;
    size_t threads_;
    AccumulatorState const& state_;  // The first, for what all have in common.
    std::vector<Block> blocks_;
    AtomicSet seen_, shared_;  // Borrowers.
};

}  // namespace

PlaceNumbers::PlaceNumbers(Spec const& spec) : first(1, 0) {
    for (CodedDimension const& dimension : spec.columns.dimensions) {
        values.push_back(dimension.codes->values());
        first.push_back(first.back() + values.back().size());
    }
    CHECK(first.back() <= size_t(1) << 16);
}

Customers count_customers(Parts parts, PlaceNumbers const& numbers, size_t threads) {
    return Counter(parts, numbers, threads).run();
}

}  // namespace statistic
