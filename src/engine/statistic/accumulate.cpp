// Adding a month up in one pass.
#include "engine/statistic/accumulate.hpp"

#include <algorithm>

namespace statistic {
namespace {

uint64_t bit_of(size_t cell) { return uint64_t(1) << (cell % word_bits); }

uint64_t word_at(base::Batch const& batch, size_t column, size_t row) {
    return uint64_t(batch.columns[column].values<int64_t>()[row]);
}

int64_t parties_of(Spec const& spec) {
    int64_t out = 0;
    for (Institution const& institution : spec.institutions) out += institution.customers;
    return out;
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

AccumulatorState::AccumulatorState(Spec given)
    : spec(std::move(given)),
      cell_words(spec.cells.size() / word_bits + 1),
      doubt_words(cell_words + spec.columns.unknown.size() + spec.columns.missing.size()),
      counted(cell_words, 0),
      in_union(cell_words, 0),
      stride(party_words + cell_words),
      parties(size_t(parties_of(spec)) * stride),
      keys_(base::batch_rows_max * cell_words),
      doubts_(base::batch_rows_max * cell_words),
      hashes_(base::batch_rows_max),
      in_doubt_(base::batch_rows_max),
      doubt_key_(doubt_words) {
    for (size_t cell = 0; cell < spec.cells.size(); ++cell) {
        counted[cell / word_bits] |= bit_of(cell);
        if (spec.cells[cell].in_union) in_union[cell / word_bits] |= bit_of(cell);
        if (spec.cells[cell].in_dimensions) dimension_cells.push_back(cell);
    }
    CHECK(measures() <= 16 && spec.columns.dimensions.size() <= dimension_count);
    int64_t offset = 0;
    for (size_t i = 0; i < spec.institutions.size(); ++i) {
        numbers.emplace(spec.institutions[i].legal_uscc, i);
        offsets.push_back(offset);
        offset += spec.institutions[i].customers;
    }
    offsets.push_back(offset);
    institutions.resize(spec.institutions.size());
    for (Dimension const& dimension : spec.columns.dimensions) codes.emplace_back(dimension);
    code_of_.resize(codes.size() * base::batch_rows_max);
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
        sums.entries.push_back({{}, kind, kinds.mask(kind)});
    }
    return sums.entries[number];
}

InstitutionSums& AccumulatorState::sums_of(size_t institution) {
    auto& sums = institutions[institution];
    if (sums == nullptr) sums = std::make_unique<InstitutionSums>(cell_words, doubt_words);
    return *sums;
}

size_t AccumulatorState::institution_of(std::string_view legal) const {
    auto const at = numbers.find(legal);
    CHECK(at != numbers.end());
    return at->second;
}

void AccumulatorState::add(base::Batch const& batch) {
    auto const* const legals = batch.columns[spec.columns.legal].values<base::TextView>();
    for (size_t d = 0; d < codes.size(); ++d) {
        base::BatchColumn const& column = batch.columns[spec.columns.dimensions[d].column];
        uint16_t* const out = code_of_.data() + d * base::batch_rows_max;
        for (size_t row = 0; row < batch.rows; ++row)
            out[row] = column.is_valid(row) ? codes[d].find(column.values<base::TextView>()[row])
                                            : codes[d].null();
    }
    for (size_t begin = 0, end = 0; begin < batch.rows; begin = end) {
        std::string_view const legal = legals[begin].view();
        while (end < batch.rows &&
               (std::memcmp(&legals[end], &legals[begin], 16) == 0 || legals[end].view() == legal))
            ++end;
        add_rows(batch, begin, end, institution_of(legal));
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
    for (size_t d = 0; d < codes.size(); ++d)
        sums.doubted_by[d]
            .sum(code_of_[d * base::batch_rows_max + row], doubted.kind)
            .add(amount, 0);
}

void AccumulatorState::add_rows(base::Batch const& batch, size_t begin, size_t end,
                                size_t institution) {
    Columns const& c = spec.columns;
    InstitutionSums& sums = sums_of(institution);
    int64_t const* const amounts = batch.columns[c.amount].values<int64_t>();
    int64_t const* const rates = batch.columns[c.rate].values<int64_t>();
    int32_t const* const customers = batch.columns[c.customer].values<int32_t>();
    int32_t const* const borrowers = batch.columns[c.borrower].values<int32_t>();
    size_t const first = size_t(offsets[institution]);
    make_keys(batch, begin, end, sums);
    for (size_t row = begin; row < end; ++row) {
        constexpr size_t ahead = 8;
        if (row + ahead < end)
            __builtin_prefetch(&parties[(first + size_t(customers[row + ahead])) * stride]);
        uint64_t const* const key = keys_.data() + row * cell_words;
        base::Int128 const weighted =
            batch.columns[c.rate].is_valid(row) ? base::Int128(amounts[row]) * rates[row] : 0;
        auto& held = entry(sums.held, key, hashes_[row]);
        held.sum.add(amounts[row], weighted);
        size_t const number = first + size_t(customers[row]);
        Party& one = party(number);
        one.borrower = borrowers[row] + 1;
        uint64_t* const in_cells = &parties[number * stride + party_words];
        for (size_t w = 0; w < cell_words; ++w) in_cells[w] |= key[w];
        if (uint16_t const mask = held.mask; mask != 0)
            for (size_t d = 0; d < codes.size(); ++d) {
                uint16_t const code = code_of_[d * base::batch_rows_max + row];
                sums.held_by[d].sum(code, held.kind).add(amounts[row], weighted);
                add_place(one.places, sums.further, {number, d, code, mask});
            }
        if (in_doubt_[row]) add_doubt(batch, row, sums);
    }
}

void AccumulatorState::merge(AccumulatorState const& other) {
    std::vector<std::vector<uint16_t>> code_here(codes.size());
    for (size_t d = 0; d < codes.size(); ++d)
        for (std::string const& value : other.codes[d].values())
            code_here[d].push_back(codes[d].code_of(value));
    auto const merge_sums = [&](SignatureSums& to, SignatureSums const& from) {
        for (size_t number = 0; number < from.entries.size(); ++number) {
            uint64_t const* const key = from.signatures.key(number);
            entry(to, key, to.signatures.hash(key)).sum.merge(from.entries[number].sum);
        }
    };
    auto const merge_values = [&](size_t d, ValueSums& to, ValueSums const& from) {
        from.each([&](size_t code, size_t kind, Sum const& sum) {
            to.sum(code_here[d][code], kinds.number(other.kinds.mask(kind))).merge(sum);
        });
    };
    for (size_t i = 0; i < institutions.size(); ++i) {
        if (other.institutions[i] == nullptr) continue;
        InstitutionSums const& from = *other.institutions[i];
        InstitutionSums& to = sums_of(i);
        merge_sums(to.held, from.held);
        merge_sums(to.doubted, from.doubted);
        for (size_t d = 0; d < codes.size(); ++d) {
            merge_values(d, to.held_by[d], from.held_by[d]);
            merge_values(d, to.doubted_by[d], from.doubted_by[d]);
        }
        for (size_t number = size_t(offsets[i]); number < size_t(offsets[i + 1]); ++number) {
            Party const& party_there = other.party(number);
            if (party_there.borrower == 0) continue;
            Party& party_here = party(number);
            party_here.borrower = party_there.borrower;
            uint64_t* const in_cells = &parties[number * stride + party_words];
            for (size_t w = 0; w < cell_words; ++w) in_cells[w] |= other.cells_of(number)[w];
            for (size_t d = 0; d < codes.size(); ++d)
                if (uint16_t const code = party_there.places.code[d]; code != 0)
                    add_place(party_here.places, to.further,
                              {number, d, code_here[d][code - 1], party_there.places.mask[d]});
        }
        from.further.each([&](Place place) {
            place.code = code_here[place.dimension][place.code];
            add_place(party(place.party).places, to.further, place);
        });
    }
}

}  // namespace statistic
