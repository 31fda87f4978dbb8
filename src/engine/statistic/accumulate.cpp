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

size_t cell_words_of(Spec const& spec) { return spec.cells.size() / word_bits + 1; }

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
      cell_words(cell_words_of(spec)),
      key_words(2 * cell_words + spec.columns.unknown.size() + spec.columns.missing.size()),
      counted(cell_words, 0),
      in_union(cell_words, 0),
      cell_masks(size_t(parties_of(spec)) * cell_words),
      borrower_of(size_t(parties_of(spec))),
      places(size_t(parties_of(spec))),
      key_(key_words) {
    for (size_t cell = 0; cell < spec.cells.size(); ++cell) {
        counted[cell / word_bits] |= bit_of(cell);
        if (spec.cells[cell].in_union) in_union[cell / word_bits] |= bit_of(cell);
        if (spec.cells[cell].in_dimensions) dimension_cells.push_back(cell);
    }
    CHECK(measures() <= 16 && spec.columns.dimensions.size() <= dimensions_max);
    int64_t offset = 0;
    for (size_t i = 0; i < spec.institutions.size(); ++i) {
        numbers.emplace(spec.institutions[i].legal_uscc, i);
        offsets.push_back(offset);
        offset += spec.institutions[i].customers;
    }
    offsets.push_back(offset);
    institutions.resize(spec.institutions.size());
    for (Dimension const& dimension : spec.columns.dimensions) codes.emplace_back(dimension);
}

uint16_t AccumulatorState::kind_of(uint64_t const* key) {
    uint32_t mask = 0;
    auto const take = [&](size_t measure, size_t cell) {
        uint64_t const bit = bit_of(cell);
        if ((key[cell / word_bits] & bit) != 0) mask |= uint32_t(1) << measure;
        if ((key[cell_words + cell / word_bits] & bit) != 0) mask |= uint32_t(1) << (16 + measure);
    };
    for (size_t i = 0; i < dimension_cells.size(); ++i) take(i, dimension_cells[i]);
    take(dimension_cells.size(), cells());
    auto const [at, fresh] = kind_numbers.try_emplace(mask, uint16_t(kinds.size()));
    if (fresh) kinds.push_back(mask);
    return at->second;
}

size_t AccumulatorState::signature_of(InstitutionSums& sums, uint64_t const* key) {
    size_t const number = sums.signatures.find(key);
    if (number == sums.sums.size()) {
        sums.sums.emplace_back();
        sums.kinds.push_back(kind_of(key));
    }
    return number;
}

size_t AccumulatorState::institution_of(base::TextView const& legal) {
    bool const same = std::memcmp(&legal, &last_legal_, sizeof legal) == 0 && legal.length > 0;
    if (same && legal.length <= 12) return last_institution_;
    if (last_institution_ < spec.institutions.size() &&
        spec.institutions[last_institution_].legal_uscc == legal.view())
        return last_institution_;
    auto const at = numbers.find(legal.view());
    CHECK(at != numbers.end());
    last_legal_ = legal;
    last_institution_ = at->second;
    auto& sums = institutions[last_institution_];
    if (sums == nullptr) sums = std::make_unique<InstitutionSums>(key_words);
    return last_institution_;
}

void AccumulatorState::add(base::Batch const& batch) {
    for (size_t row = 0; row < batch.rows; ++row) add_row(batch, row);
}

/// Cells, cells in doubt, and, when there is doubt, what is unknown and missing.
void AccumulatorState::make_key(base::Batch const& batch, size_t row) {
    Columns const& c = spec.columns;
    uint64_t united = 0, doubted = 0, doubt = 0;
    for (size_t w = 0; w < cell_words; ++w) {
        bool const held = w < c.in_cell.size();
        key_[w] = held ? word_at(batch, c.in_cell[w], row) & counted[w] : 0;
        key_[cell_words + w] = held ? word_at(batch, c.in_doubt[w], row) & counted[w] : 0;
        united |= key_[w] & in_union[w];
        doubted |= key_[cell_words + w] & in_union[w];
        doubt |= key_[cell_words + w];
    }
    if (united != 0)
        key_[cells() / word_bits] |= bit_of(cells());
    else if (doubted != 0)
        key_[cell_words + cells() / word_bits] |= bit_of(cells());
    uint64_t* reason = key_.data() + 2 * cell_words;
    for (auto const* columns : {&c.unknown, &c.missing})
        for (size_t column : *columns) *reason++ = doubt != 0 ? word_at(batch, column, row) : 0;
}

void AccumulatorState::add_row(base::Batch const& batch, size_t row) {
    Columns const& c = spec.columns;
    size_t const institution = institution_of(batch.columns[c.legal].values<base::TextView>()[row]);
    InstitutionSums& sums = *institutions[institution];
    int64_t const amount = batch.columns[c.amount].values<int64_t>()[row];
    base::BatchColumn const& rates = batch.columns[c.rate];
    base::Int128 const weighted =
        rates.is_valid(row) ? base::Int128(amount) * rates.values<int64_t>()[row] : 0;
    size_t const party = size_t(offsets[institution]) +
                         size_t(batch.columns[c.customer].values<int32_t>()[row]);
    make_key(batch, row);
    size_t const number = signature_of(sums, key_.data());
    sums.sums[number].add(amount, weighted);
    for (size_t w = 0; w < cell_words; ++w) cell_masks[party * cell_words + w] |= key_[w];
    borrower_of[party] = batch.columns[c.borrower].values<int32_t>()[row] + 1;
    uint16_t const kind = sums.kinds[number];
    if (kinds[kind] == 0) return;
    for (size_t d = 0; d < codes.size(); ++d) {
        base::BatchColumn const& column = batch.columns[c.dimensions[d].column];
        uint16_t const code = column.is_valid(row)
                                  ? codes[d].find(column.values<base::TextView>()[row])
                                  : codes[d].null();
        auto& by_code = sums.by[d];
        if (code >= by_code.size()) by_code.resize(size_t(code) + 1);
        if (kind >= by_code[code].size()) by_code[code].resize(size_t(kind) + 1);
        by_code[code][kind].add(amount, weighted);
        add_place(places[party], sums.further, party, d, code, uint16_t(kinds[kind]));
    }
}

void AccumulatorState::merge(AccumulatorState const& other) {
    std::vector<std::vector<uint16_t>> code_here(codes.size());
    for (size_t d = 0; d < codes.size(); ++d)
        for (std::string const& value : other.codes[d].values())
            code_here[d].push_back(codes[d].code_of(value));
    for (size_t i = 0; i < institutions.size(); ++i) {
        if (other.institutions[i] == nullptr) continue;
        InstitutionSums const& from = *other.institutions[i];
        if (institutions[i] == nullptr)
            institutions[i] = std::make_unique<InstitutionSums>(key_words);
        InstitutionSums& to = *institutions[i];
        std::vector<uint16_t> kind_here(other.kinds.size(), 0);
        for (size_t number = 0; number < from.sums.size(); ++number) {
            size_t const here = signature_of(to, from.signatures.key(number));
            to.sums[here].merge(from.sums[number]);
            kind_here[from.kinds[number]] = to.kinds[here];
        }
        for (size_t d = 0; d < codes.size(); ++d)
            for (size_t code = 0; code < from.by[d].size(); ++code)
                for (size_t kind = 0; kind < from.by[d][code].size(); ++kind) {
                    if (from.by[d][code][kind].receipts == 0) continue;
                    auto& by_code = to.by[d];
                    size_t const c = code_here[d][code], k = kind_here[kind];
                    if (c >= by_code.size()) by_code.resize(c + 1);
                    if (k >= by_code[c].size()) by_code[c].resize(k + 1);
                    by_code[c][k].merge(from.by[d][code][kind]);
                }
        for (size_t party = size_t(offsets[i]); party < size_t(offsets[i + 1]); ++party) {
            if (other.borrower_of[party] == 0) continue;
            borrower_of[party] = other.borrower_of[party];
            for (size_t w = 0; w < cell_words; ++w)
                cell_masks[party * cell_words + w] |= other.cell_masks[party * cell_words + w];
            for (size_t d = 0; d < codes.size(); ++d)
                if (uint16_t const code = other.places[party].code[d]; code != 0)
                    add_place(places[party], to.further, party, d, code_here[d][code - 1],
                              other.places[party].mask[d]);
        }
        from.further.each([&](size_t party, size_t d, uint16_t code, uint16_t mask) {
            add_place(places[party], to.further, party, d, code_here[d][code], mask);
        });
    }
}

}  // namespace statistic
