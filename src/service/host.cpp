// One night of a host, and its board.
#include "service/host.hpp"

#include <algorithm>

#include "base/file.hpp"
#include "base/text.hpp"
#include "domain/filing_row.hpp"
#include "service/all_rows.hpp"
#include "service/determination.hpp"
#include "service/month_finding.hpp"
#include "service/receive.hpp"
#include "service/submission.hpp"
#include "store/tenant.hpp"

namespace service {
namespace {

/// The legal persons below the caller's own organisation, which must be a host.
base::Result<std::vector<domain::Organisation>> legals_of(Place const& place, Caller const& caller,
                                                          std::string const& permission) {
    return read_as(
        place, caller,
        [&](store::Transaction& tx,
            store::Session const& session) -> base::Result<std::vector<domain::Organisation>> {
            auto const host = TRY(store::own_organisation(tx, session));
            if (host.kind != "host")
                return base::fail(base::ErrorKind::not_found, "tenant_no_host", {},
                                  {{"name", host.name}});
            if (!store::holds_everywhere(session, host, permission))
                return store::permission_missing(permission);
            return all_rows<domain::Organisation>(tx, session, {is_text("parent", host.id)});
        });
}

/// The caller acting for one of them: a session of its own, that reaches no other.
Caller within(Caller caller, domain::Organisation const& legal) {
    caller.identity.tenant = legal.id;
    caller.session = nullptr;
    caller.idempotency.clear();
    return caller;
}

/// What the record says of a legal person's month.
struct Recorded {
    std::optional<domain::FilingMonth> month;
    std::optional<domain::Filing> filing;
    int64_t seals = 0;
};

base::Result<Recorded> read_record(store::Transaction& tx, store::Session const& session,
                                   std::string const& month) {
    Recorded out;
    out.month = TRY(find_month(tx, session, month));
    auto const filings = TRY(all_rows<domain::Filing>(tx, session, {is_text("month", month)}));
    for (auto const& filing : filings)
        if (!out.filing || filing.revision > out.filing->revision) out.filing = filing;
    if (!out.filing) return out;
    auto const seals =
        TRY(all_rows<domain::FilingSeal>(tx, session, {is_text("filing", out.filing->id)}));
    out.seals = int64_t(seals.size());
    return out;
}

base::Result<int64_t> count_refused(FinishedRun const& run, std::string const& uscc) {
    auto const text = TRY(base::read_file(run.folder + "/refused.csv"));
    int64_t out = 0;
    for (std::string_view const line : base::split(text, '\n'))
        out += line.starts_with(uscc + ",") ? 1 : 0;
    return out;
}

/// Files that stand in a month's folder now.
base::Result<int64_t> count_files(BankMonth const& month) {
    int64_t out = 0;
    std::string const inbox = inbox_folder(month.root, month.day) + "/" + month.uscc;
    if (!base::is_directory(inbox)) return out;
    auto const entries = TRY(base::list_directory(inbox));
    for (auto const& entry : entries)
        out += !entry.is_directory && entry.name != "received.csv" ? 1 : 0;
    return out;
}

/// What stands in the run, when there is one.
base::Result<void> add_run(Place const& place, Caller const& caller, BankMonth const& month,
                           BoardRow& row) {
    auto const now = TRY(delivered(month.root, month.day));
    auto const run = newest_checked(month);
    if (!run) {
        row.to_run = row.files > 0;
        if (run.error().code != "month_not_run") return std::unexpected(run.error());
        return {};
    }
    auto const origin = TRY(read_origin(run->folder));
    row.run = std::string(base::file_name(run->folder));
    row.to_run = origin.deliveries != now;
    row.refused = TRY(count_refused(*run, month.uscc));
    auto const findings = TRY(findings_of_month(place, caller, month));
    row.open = count_open(findings);
    row.hard = std::count_if(findings.begin(), findings.end(),
                             [](auto const& one) { return one.severity == "hard"; });
    auto const waiting = TRY(receipts_to_determine(place, caller, month));
    row.to_determine = int64_t(waiting.size());
    return {};
}

base::Result<BoardRow> board_row(Place const& place, Caller const& caller,
                                 domain::Organisation const& legal, std::string const& month) {
    BoardRow row;
    row.organisation = legal.id;
    row.uscc = legal.uscc.value_or("");
    row.name = legal.name;
    row.state = "none";
    auto const own = TRY(whole_month(place, caller, month, "host.read"));
    auto const record =
        TRY(read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return read_record(tx, session, month);
        }));
    if (record.month) row.state = record.month->state;
    if (record.filing) row.filing = record.filing->state;
    row.signed_by = record.seals;
    row.files = TRY(count_files(own));
    TRY_VOID(add_run(place, caller, own, row));
    return row;
}

/// Whether files came after the last run.
base::Result<bool> has_work(Place const& place, Caller const& caller, std::string const& month) {
    auto const own = TRY(whole_month(place, caller, month, "host.run"));
    auto const run = newest_checked(own);
    if (!run) {
        auto const files = TRY(count_files(own));
        return files > 0;
    }
    auto const origin = TRY(read_origin(run->folder));
    auto const now = TRY(delivered(own.root, own.day));
    return origin.deliveries != now;
}

}  // namespace

base::Result<std::vector<BoardRow>> host_board(Place const& place, Caller const& caller,
                                               std::string const& month) {
    auto const legals = TRY(legals_of(place, caller, "host.read"));
    std::vector<BoardRow> out;
    for (auto const& legal : legals) {
        if (!legal.uscc || legal.ended_at) continue;
        auto row = TRY(board_row(place, within(caller, legal), legal, month));
        out.push_back(std::move(row));
    }
    return out;
}

base::Result<void> check_host(Place const& place, Caller const& caller, std::string const& month) {
    if (!base::parse_month_end(month))
        return base::fail(base::ErrorKind::not_found, "month_malformed", {.field = "month"},
                          {{"value", month}});
    TRY_VOID(legals_of(place, caller, "host.run"));
    return {};
}

base::Result<HostRun> run_host(Place const& place, Caller const& caller, std::string const& month,
                               Watch const& watch) {
    auto const legals = TRY(legals_of(place, caller_now(caller, watch), "host.run"));
    HostRun out;
    out.legals = int64_t(legals.size());
    Watch inner = watch;
    inner.progress = nullptr;
    int64_t done = 0;
    for (auto const& legal : legals) {
        if (watch.is_cancelled && watch.is_cancelled())
            return base::fail(base::ErrorKind::conflict, "cancelled", {});
        if (watch.progress) watch.progress(done++, out.legals);
        if (!legal.uscc || legal.ended_at) continue;
        Caller const own = within(caller_now(caller, watch), legal);
        auto const work = has_work(place, own, month);
        if (work && !*work) continue;
        bool const ran = work && run_month(place, own, month, "host.run", inner);
        ran ? ++out.ran : ++out.failed;
    }
    if (watch.progress) watch.progress(out.legals, out.legals);
    return out;
}

}  // namespace service
