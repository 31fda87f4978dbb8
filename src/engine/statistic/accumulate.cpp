// Adding a month up in one pass.
#include "engine/statistic/accumulate.hpp"

#include <algorithm>
#include <mutex>

namespace statistic {
namespace {

uint64_t bit_of(size_t cell) { return uint64_t(1) << (cell % word_bits); }

uint64_t word_at(base::Batch const& batch, size_t column, size_t row) {
    return uint64_t(batch.columns[column].values<int64_t>()[row]);
}

}  // namespace

int64_t Totals::rate_e5() const {
    return amount == 0 ? 0 : int64_t(base::divide_half_up(weighted, amount));
}

size_t TextCodes::hash(base::TextView const& text) {
    uint64_t words[2];
    std::memcpy(words, &text, sizeof words);
    uint64_t const sum = (words[0] ^ (words[1] * 0x9E3779B97F4A7C15)) * 0xD6E8FEB86659FD93;
    return size_t(sum ^ (sum >> 32));
}

uint16_t TextCodes::find(base::TextView const& text) {
    if (text.length > 12) return find_longer(text);
    for (size_t at = hash(text) & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
        if (slots_[at].code == 0) return insert(text);
        if (std::memcmp(&slots_[at].text, &text, sizeof text) == 0)
            return uint16_t(slots_[at].code - 1);
    }
}

uint16_t TextCodes::code_of(std::string const& shown) {
    auto const [at, fresh] = codes_.try_emplace(shown, uint16_t(values_.size()));
    if (fresh) values_.push_back(shown);
    CHECK(values_.size() < UINT16_MAX);
    return at->second;
}

uint16_t TextCodes::find_longer(base::TextView const& text) {
    auto const at = longer_.find(text.view());
    if (at != longer_.end()) return at->second;
    uint16_t const code =
        code_of(dimension_.shown ? dimension_.shown(text.view()) : std::string(text.view()));
    longer_.emplace(text.view(), code);
    return code;
}

uint16_t TextCodes::insert(base::TextView const& text) {
    uint16_t const code =
        code_of(dimension_.shown ? dimension_.shown(text.view()) : std::string(text.view()));
    if (++used_ * 2 > slots_.size()) {
        std::vector<Slot> old(slots_.size() * 2);
        old.swap(slots_);
        for (Slot const& slot : old) {
            if (slot.code == 0) continue;
            size_t at = hash(slot.text) & (slots_.size() - 1);
            while (slots_[at].code != 0) at = (at + 1) & (slots_.size() - 1);
            slots_[at] = slot;
        }
    }
    size_t at = hash(text) & (slots_.size() - 1);
    while (slots_[at].code != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = {text, uint32_t(code) + 1};
    return code;
}

struct CodesState {
    explicit CodesState(Dimension dimension) : codes(std::move(dimension)) {}

    std::mutex mutex;
    TextCodes codes;
};

Codes::Codes(std::function<std::string(std::string_view)> shown)
    : state_(std::make_unique<CodesState>(Dimension{0, std::move(shown)})) {}
Codes::~Codes() = default;

void Codes::find(base::BatchColumn const& texts, size_t rows, uint16_t* codes) {
    std::lock_guard const lock(state_->mutex);
    base::TextView const* const values = texts.values<base::TextView>();
    for (size_t row = 0; row < rows; ++row)
        codes[row] = texts.is_valid(row) ? state_->codes.find(values[row]) : state_->codes.null();
}

std::vector<std::string> Codes::values() const {
    std::lock_guard const lock(state_->mutex);
    return state_->codes.values();
}

AccumulatorState::AccumulatorState(Spec given)
    : spec(std::move(given)),
      cell_words(spec.cells.size() / word_bits + 1),
      doubt_words(cell_words + spec.columns.unknown.size() + spec.columns.missing.size()),
      counted(cell_words, 0),
      in_union(cell_words, 0),
      codes_(base::batch_rows_max),
      held_(cell_words),
      doubted_(doubt_words) {
    for (size_t cell = 0; cell < spec.cells.size(); ++cell) {
        counted[cell / word_bits] |= bit_of(cell);
        if (spec.cells[cell].in_union) in_union[cell / word_bits] |= bit_of(cell);
        if (spec.cells[cell].in_dimensions) dimension_cells.push_back(cell);
    }
    for (size_t cell : dimension_cells) measure_bits.push_back({cell / word_bits, bit_of(cell)});
    measure_bits.push_back({cells() / word_bits, bit_of(cells())});
    CHECK(measures() <= 16 && dimensions() <= dimension_count);
    institutions.resize(spec.institutions.size());
}

uint16_t AccumulatorState::kind_of(uint64_t const* key) {
    uint16_t mask = 0;
    for (size_t i = 0; i < measure_bits.size(); ++i)
        mask |= uint16_t(((key[measure_bits[i].word] & measure_bits[i].bit) != 0) << i);
    return kinds.number(mask);
}

InstitutionSums& AccumulatorState::sums_of(size_t institution) {
    auto& sums = institutions[institution];
    if (sums == nullptr)
        sums = std::make_unique<InstitutionSums>(cell_words, doubt_words,
                                                 size_t(spec.institutions[institution].customers));
    return *sums;
}

void AccumulatorState::add(base::Batch const& batch) {
    uint16_t const* const legals = batch.columns[spec.columns.legal].values<uint16_t>();
    for (size_t d = 0; d < dimensions(); ++d) {
        uint16_t const* const from =
            batch.columns[spec.columns.dimensions[d].column].values<uint16_t>();
        uint16_t last = 0;
        for (size_t row = 0; row < batch.rows; ++row) {
            codes_[row][d] = from[row];
            last = std::max(last, from[row]);
        }
        code_ends_[d] = size_t(last) + 1;
    }
    for (size_t begin = 0, end = 0; begin < batch.rows; begin = end) {
        while (end < batch.rows && legals[end] == legals[begin]) ++end;
        if (legals[begin] < institutions.size())
            add_rows(batch, begin, end, legals[begin]);
        else
            strangers += int64_t(end - begin);
    }
}

/// Cells of every row, with the union among them; of a row in doubt also those in doubt, and what
/// is unknown and missing.
void AccumulatorState::make_keys(base::Batch const& batch, size_t begin, size_t end) {
    Columns const& c = spec.columns;
    held_.count = doubted_.count = 0;
    for (size_t row = begin; row < end; ++row) {
        uint64_t* const key = held_.key(held_.count);
        uint64_t* const doubts = doubted_.key(doubted_.count);
        uint64_t united = 0, doubted = 0, doubt = 0;
        for (size_t w = 0; w < cell_words; ++w) {
            bool const held = w < c.in_cell.size();
            key[w] = held ? word_at(batch, c.in_cell[w], row) & counted[w] : 0;
            doubts[w] = held ? word_at(batch, c.in_doubt[w], row) & counted[w] : 0;
            united |= key[w] & in_union[w];
            doubted |= doubts[w] & in_union[w];
            doubt |= doubts[w];
        }
        if (united != 0)
            key[cells() / word_bits] |= bit_of(cells());
        else if (doubted != 0)
            doubts[cells() / word_bits] |= bit_of(cells());
        held_.rows[held_.count++] = uint32_t(row);
        if (doubt == 0) continue;
        uint64_t* word = doubts + cell_words;
        for (auto const* columns : {&c.unknown, &c.missing})
            for (size_t column : *columns) *word++ = word_at(batch, column, row);
        doubted_.rows[doubted_.count++] = uint32_t(row);
    }
}

/// Keys are found in two steps, as each waits for memory: the slot is asked for long before it is
/// needed, then what it points to.
void AccumulatorState::find_entries(KeyedRows& rows, SignatureSums& sums) {
    for (size_t i = 0; i < rows.count; ++i) {
        rows.hashes[i] = sums.signatures.hash(rows.key(i));
        sums.signatures.prefetch(rows.hashes[i]);
    }
    for (size_t i = 0; i < rows.count; ++i) {
        constexpr size_t ahead = 8;
        if (i + ahead < rows.count) sums.prefetch(rows.hashes[i + ahead]);
        uint64_t const* const key = rows.key(i);
        size_t const number = sums.signatures.find(key, rows.hashes[i]);
        rows.numbers[i] = uint32_t(number);
        if (number < sums.entries.size()) continue;
        uint16_t const kind = kind_of(key);
        bool const in_cells = std::any_of(key, key + cell_words, [](uint64_t w) { return w != 0; });
        sums.entries.push_back({{}, kind, kinds.mask(kind), in_cells});
    }
}

void AccumulatorState::add_held(base::Batch const& batch, InstitutionSums& sums) {
    Columns const& c = spec.columns;
    int64_t const* const amounts = batch.columns[c.amount].values<int64_t>();
    int64_t const* const rates = batch.columns[c.rate].values<int64_t>();
    int32_t const* const customers = batch.columns[c.customer].values<int32_t>();
    int32_t const* const borrowers = batch.columns[c.borrower].values<int32_t>();
    for (size_t i = 0; i < held_.count; ++i) {
        size_t const row = held_.rows[i];
        base::Int128 const weighted =
            batch.columns[c.rate].is_valid(row) ? base::Int128(amounts[row]) * rates[row] : 0;
        auto& held = sums.held.entries[held_.numbers[i]];
        held.sum.add(amounts[row], weighted);
        size_t const customer = size_t(customers[row]);
        sums.borrowers[customer] = borrowers[row] + 1;
        RowCodes const& code = codes_[row];
        if (held.in_cells)
            sums.logs[customer / block_customers].add({{code[0], code[1], code[2], code[3]},
                                                       held_.numbers[i],
                                                       uint16_t(customer % block_customers),
                                                       held.mask});
        if (held.mask != 0)
            for (size_t d = 0; d < dimensions(); ++d)
                sums.held_by[d].sum(code[d], held.kind).add(amounts[row], weighted);
    }
}

void AccumulatorState::add_doubted(base::Batch const& batch, InstitutionSums& sums) {
    int64_t const* const amounts = batch.columns[spec.columns.amount].values<int64_t>();
    for (size_t i = 0; i < doubted_.count; ++i) {
        size_t const row = doubted_.rows[i];
        auto& doubted = sums.doubted.entries[doubted_.numbers[i]];
        doubted.sum.add(amounts[row], 0);
        if (doubted.mask == 0) continue;
        for (size_t d = 0; d < dimensions(); ++d)
            sums.doubted_by[d].sum(codes_[row][d], doubted.kind).add(amounts[row], 0);
    }
}

void AccumulatorState::add_rows(base::Batch const& batch, size_t begin, size_t end,
                                size_t institution) {
    InstitutionSums& sums = sums_of(institution);
    make_keys(batch, begin, end);
    find_entries(held_, sums.held);
    find_entries(doubted_, sums.doubted);
    for (size_t d = 0; d < dimensions(); ++d) {
        sums.held_by[d].reserve(code_ends_[d], kinds.size());
        sums.doubted_by[d].reserve(code_ends_[d], kinds.size());
    }
    add_held(batch, sums);
    add_doubted(batch, sums);
}

}  // namespace statistic
