// Adding up on all of the database's threads: one adder a thread, merged at the end.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "warehouse/batch_function.hpp"

namespace service {

/// Adders with `add(Batch)` and `merge(Adder)`, as the workers of a batch function whose result
/// `zero` is 0 for every row that was added. Hold it by shared_ptr.
template <typename Adder>
class Workers : public std::enable_shared_from_this<Workers<Adder>> {
public:
    /// `progress` is told the rows so far, now and then, by one thread at a time.
    explicit Workers(std::function<void(int64_t)> progress = {}) : progress_(std::move(progress)) {}

    warehouse::BatchFunction function(std::string name, std::vector<base::ColumnShape> inputs,
                                      std::function<Adder()> make) {
        auto const make_worker = [all = this->shared_from_this(),
                                  make]() -> warehouse::BatchWorker {
            auto made = std::make_unique<Adder>(make());
            Adder* const mine = made.get();
            std::lock_guard const lock(all->mutex_);
            all->adders_.push_back(std::move(made));
            return [mine, all](base::Batch const& rows, base::Batch const& outputs) {
                mine->add(rows);
                std::fill_n(outputs.columns[0].values<int32_t>(), rows.rows, 0);
                all->count(int64_t(rows.rows));
            };
        };
        return {std::move(name),
                std::move(inputs),
                {{"zero", base::ColumnKind::int32, 0, 0}},
                make_worker,
                true};
    }

    /// Rows that were added. Were the function called twice for a row, or not at all, the sums
    /// would be wrong: whoever uses them compares this with the rows there are.
    int64_t rows() const { return rows_; }

    /// All adders as one; `none` when no row came.
    Adder merged(Adder none) {
        if (adders_.empty()) return none;
        for (size_t i = 1; i < adders_.size(); ++i) adders_[0]->merge(std::move(*adders_[i]));
        return std::move(*adders_[0]);
    }

private:
    void count(int64_t added) {
        constexpr int64_t step = 100'000;
        int64_t const now = rows_ += added;
        int64_t before = told_;
        if (!progress_ || now - before < step || !told_.compare_exchange_strong(before, now))
            return;
        std::lock_guard const lock(mutex_);
        progress_(now);
    }

    std::function<void(int64_t)> progress_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Adder>> adders_;
    std::atomic<int64_t> rows_ = 0;
    std::atomic<int64_t> told_ = 0;
};

}  // namespace service
