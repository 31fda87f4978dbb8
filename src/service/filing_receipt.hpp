// The central bank's side of a filing: what came, from whom, when, and whether it is right.
#pragma once

#include <string>
#include <vector>

#include "base/record.hpp"
#include "service/place.hpp"

namespace service {

/// How one bank stands with a month.
struct FilingStanding {
    std::string legal_uscc;
    std::string name;
    std::string state;
    int64_t revision = 0;
    std::optional<std::string> received_at = {};
    std::optional<base::Day> due_on = {};
    std::optional<int64_t> days_late = {};
    int64_t refused = 0;
    int64_t hard = 0;
    int64_t soft = 0;
    int64_t inquiries_open = 0;
    std::string source = "legal";
};

inline constexpr auto filing_standing_columns = base::columns<FilingStanding>({
    base::column<&FilingStanding::legal_uscc>({.text = "Legal person.", .key = true}),
    base::column<&FilingStanding::name>({.text = "Name."}),
    base::column<&FilingStanding::state>(
        {.text = "Received is not yet run; wrong has hard findings or refused lines.",
         .choices = "missing received wrong right"}),
    base::column<&FilingStanding::revision>({.text = "Of its last package; 0: none."}),
    base::column<&FilingStanding::received_at>(
        {.text = "Instant of its first package.", .editor = base::Editor::instant}),
    base::column<&FilingStanding::due_on>(
        {.text = "Last working day to file; none while no deadline is set."}),
    base::column<&FilingStanding::days_late>(
        {.text = "Working days after it, until received or until now."}),
    base::column<&FilingStanding::refused>({.text = "Lines that the newest run refused."}),
    base::column<&FilingStanding::hard>(
        {.text = "Hard findings of the newest run, but for what the bank's own papers decide."}),
    base::column<&FilingStanding::soft>({.text = "All other findings of the newest run."}),
    base::column<&FilingStanding::inquiries_open>({.text = "Inquiries not yet accepted."}),
    base::column<&FilingStanding::source>(
        {.text = "A legal person of the province, or what a bank from elsewhere extracts of its "
                 "branches here.",
         .choices = "legal extract"}),
});

/// Working days: Monday to Friday but the days off, and the days on.
struct WorkingDays {
    std::vector<base::Day> off;
    std::vector<base::Day> on;

    bool is_working(base::Day day) const;
    /// The n-th working day after `day`.
    base::Day after(base::Day day, int64_t count) const;
    /// Working days in (from, to]; 0 when `to` is not later.
    int64_t between(base::Day from, base::Day to) const;
};

/// The settings of the tenant: `filing.deadline_working_days` (unset: no deadline, no lateness),
/// `calendar.days_off` and `calendar.days_on` (days, one blank between). Errors:
/// `setting_malformed`.
struct FilingCalendar {
    std::optional<int64_t> deadline;
    WorkingDays days;
};
base::Result<FilingCalendar> filing_calendar(store::Transaction& tx, store::Session const& session);

/// Every bank below the tenant, and every other legal person that sent something, by USCC.
base::Result<std::vector<FilingStanding>> filing_standing(Place const& place, Caller const& caller,
                                                          base::Day month);

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::FilingStanding>{
    "filing_standing", service::filing_standing_columns};
