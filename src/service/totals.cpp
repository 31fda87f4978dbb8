// Accumulators as workers of a batch function.
#include "service/totals.hpp"

#include <algorithm>
#include <mutex>

#include "warehouse/batch_function.hpp"

namespace service {

base::Result<std::unique_ptr<statistic::Accumulator>> add_up(warehouse::Connection& connection,
                                                             TotalsRequest const& request) {
    struct Parts {
        std::mutex mutex;
        std::vector<std::unique_ptr<statistic::Accumulator>> all;
    };
    auto const parts = std::make_shared<Parts>();
    auto const make_worker = [parts, spec = request.spec]() -> warehouse::BatchWorker {
        auto made = std::make_unique<statistic::Accumulator>(spec);
        statistic::Accumulator* const mine = made.get();
        std::lock_guard const lock(parts->mutex);
        parts->all.push_back(std::move(made));
        return [mine, parts](base::Batch const& inputs, base::Batch const& outputs) {
            mine->add(inputs);
            std::fill_n(outputs.columns[0].values<int32_t>(), inputs.rows, 1);
        };
    };
    warehouse::BatchFunction function{"wp_totals_" + request.name,
                                      request.columns,
                                      {{"added", base::ColumnKind::int32, 0, 0}},
                                      make_worker};
    std::string const call = warehouse::call_of(function);
    TRY_VOID(warehouse::register_batch_function(connection, std::move(function)));
    auto const rows = TRY(connection.rows("SELECT coalesce(sum((" + call +
                                          ").added), 0), count(*)"
                                          " FROM " +
                                          warehouse::read_parquet({request.file})));
    // Were the function called twice for a row, or not at all, the totals would be wrong.
    if (rows[0][0] != rows[0][1])
        return base::fail(base::ErrorKind::internal, "totals_rows", {.file = request.file},
                          {{"added", rows[0][0]}, {"rows", rows[0][1]}});
    auto out = std::make_unique<statistic::Accumulator>(request.spec);
    for (auto const& part : parts->all) out->merge(*part);
    return out;
}

}  // namespace service
