// The calendar and the pools of shared borrowers.
#include "engine/sample/world.hpp"

#include "engine/sample/random.hpp"

namespace sample {

int64_t to_yuan(int64_t cents, int64_t rate_e4) {
    int64_t const magnitude = cents < 0 ? -cents : cents;
    int64_t const converted = (magnitude * rate_e4 + 5000) / 10000;
    return cents < 0 ? -converted : converted;
}

World World::make(Options const& options) {
    World out;
    out.options = options;
    Calendar& days = out.calendar;
    days.report = options.month_end;
    base::YearMonthDay const end = base::to_year_month_day(days.report);
    days.month_start = *base::make_day(end.year, end.month, 1);
    days.prior = base::add_days(days.month_start, -1);
    base::YearMonthDay const before = base::to_year_month_day(days.prior);
    days.prior_start = *base::make_day(before.year, before.month, 1);
    Random random(derive(options.seed, 1, 0));
    days.usd_main = random.between(69000, 72500);
    days.usd_prior = days.usd_main + random.between(-400, 400);
    out.banks = make_institutions(options);
    // About 0.11 unit and 0.17 personal borrowers a receipt, a tenth shared by two or three banks.
    int64_t const shared_uses = options.loans * shared_per_mille / 1000;
    out.shared_units = shared_uses * 11 / 100 * 2 / 5 + 50;
    out.shared_persons = shared_uses * 17 / 100 * 2 / 5 + 50;
    return out;
}

}  // namespace sample
