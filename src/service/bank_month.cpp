// Whose month, where, and how far.
#include "service/bank_month.hpp"

#include "base/file.hpp"
#include "service/all_rows.hpp"
#include "store/tables.hpp"
#include "store/tenant.hpp"

namespace service {
namespace {

constexpr store::Instant china_time_ms = 8 * 3'600'000;

/// Numbers of the branches below the caller's own; none when it sees all.
base::Result<std::optional<std::set<std::string>>> branches_of(store::Transaction& tx,
                                                               store::Session const& session,
                                                               domain::Organisation const& tenant,
                                                               std::string_view permission) {
    std::optional<std::set<std::string>> out;
    if (store::holds_everywhere(session, tenant, permission)) return out;
    auto const numbers = TRY(all_rows<domain::BranchNumber>(tx, session, {}));
    out.emplace();
    for (auto const& number : numbers)
        for (std::string const& path : session.paths(permission))
            if (number.path.starts_with(path)) out->insert(number.number);
    return out;
}

/// Fills in what the record says of the caller.
base::Result<BankMonth> place_caller(store::Transaction& tx, store::Session const& session,
                                     std::string_view permission) {
    BankMonth out;
    if (!session.has(permission)) return store::permission_missing(permission);
    out.tenant = TRY(store::own_organisation(tx, session));
    out.uscc = out.tenant.uscc.value_or("");
    if (out.uscc.empty())
        return base::fail(base::ErrorKind::conflict, "tenant_no_legal", {},
                          {{"name", out.tenant.name}});
    out.branches = TRY(branches_of(tx, session, out.tenant, permission));
    return out;
}

}  // namespace

base::Result<BankMonth> bank_month(Place const& place, Caller const& caller,
                                   std::string const& month, std::string_view permission) {
    auto const day = base::parse_month_end(month);
    if (!day)
        return base::fail(base::ErrorKind::not_found, "month_malformed", {.field = "month"},
                          {{"value", month}});
    auto out =
        TRY(read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return place_caller(tx, session, permission);
        }));
    out.root = root_of(place, out.tenant.id);
    out.month = month;
    out.day = *day;
    out.account = caller.identity.account;
    return out;
}

base::Result<BankMonth> whole_month(Place const& place, Caller const& caller,
                                    std::string const& month, std::string_view permission) {
    auto out = TRY(bank_month(place, caller, month, permission));
    if (out.branches) return store::permission_missing(permission);
    return out;
}

base::Result<std::optional<domain::FilingMonth>> find_month(store::Transaction& tx,
                                                            store::Session const& session,
                                                            std::string const& month) {
    store::Query query;
    query.filters = {is_text("month", month)};
    auto rows = TRY(store::list<domain::FilingMonth>(tx, session, query));
    std::optional<domain::FilingMonth> out;
    if (!rows.empty()) out = std::move(rows.front());
    return out;
}

base::Result<domain::FilingMonth> set_month(store::Transaction& tx, store::Session const& session,
                                            std::string const& month, std::string const& state,
                                            std::optional<std::string> const& run) {
    auto const found = TRY(find_month(tx, session, month));
    if (!found) {
        domain::FilingMonth made;
        made.month = month;
        made.state = state;
        made.run = run;
        return store::insert(tx, session, made);
    }
    if (found->state == state && (!run || found->run == run)) return *found;
    store::Change change{found->id, found->version, {{"state", base::Value(state)}}};
    if (run) change.set.emplace_back("run", base::Value(*run));
    return store::update<domain::FilingMonth>(tx, session, change);
}

base::Result<FinishedRun> newest_checked(BankMonth const& month) {
    auto run = TRY(newest_run(month.root, month.day, edition_text(Edition::bank)));
    if (!run)
        return base::fail(base::ErrorKind::not_found, "month_not_run", {},
                          {{"month", month.month}});
    return *std::move(run);
}

base::Result<FinishedRun> chosen_run(BankMonth const& month, std::string const& run) {
    if (run.empty()) return newest_checked(month);
    std::string const folder = runs_folder(month.root, month.day) + "/" + run;
    bool const plain = run.find_first_not_of("0123456789") == std::string::npos;
    if (!plain || !base::is_file(folder + "/manifest.json"))
        return base::fail(base::ErrorKind::not_found, "month_not_run", {.field = "run"},
                          {{"month", month.month + " " + run}});
    return open_run(folder);
}

base::Result<std::map<std::string, std::string>> account_names(Place const& place,
                                                               Caller const& caller) {
    std::map<std::string, std::string> out;
    auto const rows =
        TRY(read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return all_rows<domain::Account>(tx, session, {});
        }));
    for (auto const& row : rows) out[row.id] = row.name;
    return out;
}

std::string local_time(store::Instant at) {
    std::string const text = store::instant_text(at + china_time_ms);
    return text.substr(0, 10) + " " + text.substr(11, 8);
}

}  // namespace service
