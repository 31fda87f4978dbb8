// A tally is a table of signatures whose words are the codes of texts and the words themselves.
#include "engine/statistic/accumulate.hpp"

namespace statistic {

struct TallyState {
    explicit TallyState(Tally::Columns given)
        : columns(std::move(given)),
          signatures(columns.texts.size() + columns.words.size()),
          key(columns.texts.size() + columns.words.size()) {
        for (Dimension const& text : columns.texts) codes.emplace_back(text);
    }

    Sum& sum_of_key() {
        size_t const number = signatures.find(key.data());
        if (number == sums.size()) sums.emplace_back();
        return sums[number];
    }

    Tally::Columns columns;
    Signatures signatures;
    std::vector<Sum> sums;
    std::vector<TextCodes> codes;
    std::vector<uint64_t> key;
};

Tally::Tally(Columns columns) : state_(std::make_unique<TallyState>(std::move(columns))) {}
Tally::Tally(Tally&&) noexcept = default;
Tally::~Tally() = default;

void Tally::add(base::Batch const& batch) {
    TallyState& s = *state_;
    base::BatchColumn const& amounts = batch.columns[s.columns.amount];
    for (size_t row = 0; row < batch.rows; ++row) {
        size_t at = 0;
        for (size_t i = 0; i < s.codes.size(); ++i) {
            base::BatchColumn const& column = batch.columns[s.columns.texts[i].column];
            s.key[at++] = column.is_valid(row)
                              ? s.codes[i].find(column.values<base::TextView>()[row])
                              : s.codes[i].null();
        }
        for (size_t word : s.columns.words)
            s.key[at++] = uint64_t(batch.columns[word].values<int64_t>()[row]);
        s.sum_of_key().add(amounts.is_valid(row) ? amounts.values<int64_t>()[row] : 0, 0);
    }
}

void Tally::merge(Tally const& other) {
    TallyState const& from = *other.state_;
    for (size_t number = 0; number < from.sums.size(); ++number) {
        uint64_t const* const key = from.signatures.key(number);
        for (size_t i = 0; i < state_->key.size(); ++i)
            state_->key[i] = i < from.codes.size()
                                 ? state_->codes[i].code_of(from.codes[i].values()[key[i]])
                                 : key[i];
        state_->sum_of_key().merge(from.sums[number]);
    }
}

std::vector<Tally::Group> Tally::groups() const {
    std::vector<Group> out;
    for (size_t number = 0; number < state_->sums.size(); ++number) {
        uint64_t const* const key = state_->signatures.key(number);
        size_t const texts = state_->codes.size();
        Group group;
        for (size_t i = 0; i < texts; ++i) group.texts.push_back(state_->codes[i].values()[key[i]]);
        group.words.assign(key + texts, key + state_->key.size());
        group.receipts = state_->sums[number].receipts;
        group.amount = state_->sums[number].amount;
        out.push_back(std::move(group));
    }
    return out;
}

}  // namespace statistic
