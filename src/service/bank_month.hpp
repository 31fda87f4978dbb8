// A bank's month on the record: whose it is, where its files lie, how far it has come.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/day.hpp"
#include "domain/filing.hpp"
#include "domain/organisation.hpp"
#include "service/data_root.hpp"
#include "service/place.hpp"
#include "store/tables.hpp"

namespace service {

/// Who acts, on whose month. `branches` says which rows a branch's own people may see.
struct BankMonth {
    domain::Organisation tenant;
    std::string uscc;  // Of the legal person.
    std::string root;
    std::string month;                              // YYYY-MM
    base::Day day;                                  // Its last day.
    std::optional<std::set<std::string>> branches;  // None: all of the legal person.
    std::string account;                            // Who acts; a token acts for its account.

    /// Whether the caller may see a row of this branch.
    bool sees(std::string const& branch) const { return !branches || branches->contains(branch); }
};

/// The month of the caller's own organisation; `permission` is asked of the session and says how
/// far it reaches. Errors: `month_malformed` (not_found), `permission_missing`, `tenant_no_legal`
/// (the organisation is no legal person).
base::Result<BankMonth> bank_month(Place const& place, Caller const& caller,
                                   std::string const& month, std::string_view permission);

/// As bank_month, and the permission must hold in all of the legal person.
base::Result<BankMonth> whole_month(Place const& place, Caller const& caller,
                                    std::string const& month, std::string_view permission);

/// The row of a month; none before its first submission.
base::Result<std::optional<domain::FilingMonth>> find_month(store::Transaction& tx,
                                                            store::Session const& session,
                                                            std::string const& month);

/// Sets state and run, and makes the row when it is absent.
base::Result<domain::FilingMonth> set_month(store::Transaction& tx, store::Session const& session,
                                            std::string const& month, std::string const& state,
                                            std::optional<std::string> const& run);

/// The newest run of the month that was checked. Errors: `month_not_run` (not_found).
base::Result<FinishedRun> newest_checked(BankMonth const& month);

/// A run by its number, or the newest for "". Errors: `month_not_run`, `run_malformed`.
base::Result<FinishedRun> chosen_run(BankMonth const& month, std::string const& run);

/// Sign-in names by account: what files that leave the record call people.
base::Result<std::map<std::string, std::string>> account_names(Place const& place,
                                                               Caller const& caller);

/// "2026-11-23 16:15:30" in China's one time, for files that people read.
std::string local_time(store::Instant at);

}  // namespace service
