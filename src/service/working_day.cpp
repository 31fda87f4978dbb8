// Working days and the deadline, from the tenant's settings.
#include <algorithm>

#include "base/text.hpp"
#include "service/all_rows.hpp"
#include "service/filing_receipt.hpp"

namespace service {
namespace {

bool has(std::vector<base::Day> const& days, base::Day day) {
    return std::find(days.begin(), days.end(), day) != days.end();
}

base::Result<std::vector<base::Day>> days_of(domain::Setting const& setting) {
    std::vector<base::Day> out;
    for (std::string_view const word : base::split(setting.value, ' ')) {
        if (word.empty()) continue;
        auto const day = base::parse_day(word);
        if (!day)
            return base::invalid("setting_malformed", {.field = setting.name},
                                 {{"value", std::string(word)}});
        out.push_back(*day);
    }
    return out;
}

}  // namespace

bool WorkingDays::is_working(base::Day day) const {
    if (has(on, day)) return true;
    int32_t const weekday = (day.days % 7 + 7 + 3) % 7;  // 1970-01-01 was a Thursday; Monday is 0.
    return weekday < 5 && !has(off, day);
}

base::Day WorkingDays::after(base::Day day, int64_t count) const {
    while (count > 0) {
        day = base::add_days(day, 1);
        count -= is_working(day);
    }
    return day;
}

int64_t WorkingDays::between(base::Day from, base::Day to) const {
    int64_t out = 0;
    for (base::Day day = base::add_days(from, 1); day <= to; day = base::add_days(day, 1))
        out += is_working(day);
    return out;
}

base::Result<FilingCalendar> filing_calendar(store::Transaction& tx,
                                             store::Session const& session) {
    FilingCalendar out;
    auto const settings = TRY(all_rows<domain::Setting>(tx, session, {}));
    for (domain::Setting const& setting : settings) {
        if (setting.name == "calendar.days_off") out.days.off = TRY(days_of(setting));
        if (setting.name == "calendar.days_on") out.days.on = TRY(days_of(setting));
        if (setting.name != "filing.deadline_working_days" || setting.value.empty()) continue;
        auto const count = base::parse_integer(setting.value);
        if (!count || *count < 1 || *count > 60)
            return base::invalid("setting_malformed", {.field = setting.name},
                                 {{"value", setting.value}});
        out.deadline = *count;
    }
    return out;
}

}  // namespace service
