// Counts: sums by institution, column and code of the value.
#include "engine/statistic/accumulate.hpp"

namespace statistic {

struct CountsState {
    explicit CountsState(Counts::Columns given)
        : columns(std::move(given)), legals(Dimension{columns.legal, {}}) {
        for (size_t column : columns.texts) codes.emplace_back(Dimension{column, {}});
    }

    Sum& sum(size_t legal, size_t text, size_t code) {
        while (sums.size() <= legal) sums.emplace_back(codes.size());
        std::vector<Sum>& by_code = sums[legal][text];
        if (code >= by_code.size()) by_code.resize(code + 1);
        return by_code[code];
    }

    Counts::Columns columns;
    TextCodes legals;
    std::vector<TextCodes> codes;                     // By text.
    std::vector<std::vector<std::vector<Sum>>> sums;  // By institution, text and code.
};

Counts::Counts(Columns columns) : state_(std::make_unique<CountsState>(std::move(columns))) {}
Counts::Counts(Counts&&) noexcept = default;
Counts::~Counts() = default;

void Counts::add(base::Batch const& batch) {
    CountsState& s = *state_;
    base::TextView const* const legals = batch.columns[s.columns.legal].values<base::TextView>();
    base::BatchColumn const& amounts = batch.columns[s.columns.amount];
    std::array<uint16_t, base::batch_rows_max> legal_of;
    for (size_t row = 0; row < batch.rows; ++row) legal_of[row] = s.legals.find(legals[row]);
    for (size_t text = 0; text < s.codes.size(); ++text) {
        base::BatchColumn const& column = batch.columns[s.columns.texts[text]];
        base::TextView const* const values = column.values<base::TextView>();
        for (size_t row = 0; row < batch.rows; ++row) {
            if (!column.is_valid(row)) continue;
            s.sum(legal_of[row], text, s.codes[text].find(values[row]))
                .add(amounts.is_valid(row) ? amounts.values<int64_t>()[row] : 0, 0);
        }
    }
}

void Counts::merge(Counts const& other) {
    CountsState const& from = *other.state_;
    for (size_t legal = 0; legal < from.sums.size(); ++legal) {
        size_t const here = state_->legals.code_of(from.legals.values()[legal]);
        for (size_t text = 0; text < from.codes.size(); ++text)
            for (size_t code = 0; code < from.sums[legal][text].size(); ++code) {
                Sum const& sum = from.sums[legal][text][code];
                if (sum.receipts == 0) continue;
                size_t const to = state_->codes[text].code_of(from.codes[text].values()[code]);
                state_->sum(here, text, to).merge(sum);
            }
    }
}

std::vector<Counts::Line> Counts::lines() const {
    std::vector<Line> out;
    for (size_t legal = 0; legal < state_->sums.size(); ++legal)
        for (size_t text = 0; text < state_->codes.size(); ++text)
            for (size_t code = 0; code < state_->sums[legal][text].size(); ++code) {
                Sum const& sum = state_->sums[legal][text][code];
                if (sum.receipts == 0) continue;
                out.push_back({state_->legals.values()[legal], text,
                               state_->codes[text].values()[code], sum.receipts, sum.amount});
            }
    return out;
}

}  // namespace statistic
