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
    CHECK(values_.size() < 0x3FFF);  // Codes of 14 bits.
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
    std::mutex mutex;
    TextCodes codes;
};

Codes::Codes(std::function<std::string(std::string_view)> shown)
    : state_(new CodesState{{}, TextCodes(Dimension{0, std::move(shown)})}) {}
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
      keys_(base::batch_rows_max * cell_words),
      doubts_(base::batch_rows_max * cell_words),
      hashes_(base::batch_rows_max),
      in_doubt_(base::batch_rows_max),
      doubt_key_(doubt_words),
      codes_(base::batch_rows_max) {
    for (size_t cell = 0; cell < spec.cells.size(); ++cell) {
        counted[cell / word_bits] |= bit_of(cell);
        if (spec.cells[cell].in_union) in_union[cell / word_bits] |= bit_of(cell);
        if (spec.cells[cell].in_dimensions) dimension_cells.push_back(cell);
    }
    CHECK(measures() <= 16 && dimensions() <= dimension_count);
    for (size_t i = 0; i < spec.institutions.size(); ++i)
        institutions.resize(spec.institutions.size());
}

uint16_t AccumulatorState::kind_of(uint64_t const* key) {
    uint16_t mask = 0;
    auto const take = [&](size_t measure, size_t cell) {
        if ((key[cell / word_bits] & bit_of(cell)) != 0) mask |= uint16_t(1U << measure);
    };
    for (size_t i = 0; i < dimension_cells.size(); ++i) take(i, dimension_cells[i]);
    take(dimension_cells.size(), cells());
    return kinds.number(mask);
}

SignatureSums::Entry& AccumulatorState::entry(SignatureSums& sums, uint64_t const* key,
                                              size_t hash) {
    size_t const number = sums.signatures.find(key, hash);
    if (number == sums.entries.size()) {
        uint16_t const kind = kind_of(key);
        bool const in_cells = std::any_of(key, key + cell_words, [](uint64_t w) { return w != 0; });
        sums.entries.push_back({{}, kind, kinds.mask(kind), in_cells});
    }
    return sums.entries[number];
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
        for (size_t row = 0; row < batch.rows; ++row) codes_[row][d] = from[row];
    }
    for (size_t begin = 0, end = 0; begin < batch.rows; begin = end) {
        while (end < batch.rows && legals[end] == legals[begin]) ++end;
        CHECK(legals[begin] < institutions.size());
        add_rows(batch, begin, end, legals[begin]);
    }
}

/// Cells and cells in doubt of every row, with the union among them.
void AccumulatorState::make_keys(base::Batch const& batch, size_t begin, size_t end,
                                 InstitutionSums& sums) {
    Columns const& c = spec.columns;
    for (size_t row = begin; row < end; ++row) {
        uint64_t* const key = keys_.data() + row * cell_words;
        uint64_t* const doubts = doubts_.data() + row * cell_words;
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
        in_doubt_[row] = uint8_t(doubt != 0);
        hashes_[row] = sums.held.signatures.hash(key);
        sums.held.signatures.prefetch(hashes_[row]);
    }
}

/// A row in doubt, with what is unknown and missing.
void AccumulatorState::add_doubt(base::Batch const& batch, size_t row, InstitutionSums& sums) {
    Columns const& c = spec.columns;
    uint64_t* word = std::copy_n(doubts_.data() + row * cell_words, cell_words, doubt_key_.data());
    for (auto const* columns : {&c.unknown, &c.missing})
        for (size_t column : *columns) *word++ = word_at(batch, column, row);
    auto& doubted =
        entry(sums.doubted, doubt_key_.data(), sums.doubted.signatures.hash(doubt_key_.data()));
    int64_t const amount = batch.columns[c.amount].values<int64_t>()[row];
    doubted.sum.add(amount, 0);
    if (doubted.mask == 0) return;
    for (size_t d = 0; d < dimensions(); ++d)
        sums.doubted_by[d].sum(codes_[row][d], doubted.kind).add(amount, 0);
}

void AccumulatorState::add_rows(base::Batch const& batch, size_t begin, size_t end,
                                size_t institution) {
    Columns const& c = spec.columns;
    InstitutionSums& sums = sums_of(institution);
    int64_t const* const amounts = batch.columns[c.amount].values<int64_t>();
    int64_t const* const rates = batch.columns[c.rate].values<int64_t>();
    int32_t const* const customers = batch.columns[c.customer].values<int32_t>();
    int32_t const* const borrowers = batch.columns[c.borrower].values<int32_t>();
    make_keys(batch, begin, end, sums);
    for (size_t row = begin; row < end; ++row) {
        uint64_t const* const key = keys_.data() + row * cell_words;
        base::Int128 const weighted =
            batch.columns[c.rate].is_valid(row) ? base::Int128(amounts[row]) * rates[row] : 0;
        auto& held = entry(sums.held, key, hashes_[row]);
        held.sum.add(amounts[row], weighted);
        size_t const customer = size_t(customers[row]);
        sums.borrowers[customer] = borrowers[row] + 1;
        RowCodes const& code = codes_[row];
        if (held.in_cells)
            sums.logs[customer / block_customers].add({{code[0], code[1], code[2], code[3]},
                                                       uint32_t(&held - sums.held.entries.data()),
                                                       uint16_t(customer % block_customers),
                                                       held.mask});
        if (held.mask != 0)
            for (size_t d = 0; d < dimensions(); ++d)
                sums.held_by[d].sum(code[d], held.kind).add(amounts[row], weighted);
        if (in_doubt_[row]) add_doubt(batch, row, sums);
    }
}

}  // namespace statistic
