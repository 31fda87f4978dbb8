// A month's run as a use case on the record.
#include "service/month_run.hpp"

#include <map>

#include "base/file.hpp"
#include "service/all_rows.hpp"
#include "service/book_mapping.hpp"
#include "service/determination.hpp"
#include "service/month_finding.hpp"
#include "service/receipt_list.hpp"
#include "service/submission.hpp"
#include "store/tables.hpp"

namespace service {
namespace {

/// Lists that departments sent to this deployment stand in every tenant's root: linked, since a
/// revision never changes.
base::Result<void> link_lists(Place const& place, BankMonth const& month) {
    std::string const from = place.data + "/list", to = month.root + "/list";
    if (!base::is_directory(from)) return {};
    auto const files = TRY(base::list_files_below(from));
    for (std::string const& file : files) {
        std::string const target = to + "/" + file;
        if (base::is_file(target)) continue;
        TRY_VOID(base::make_directories(target.substr(0, target.rfind('/'))));
        TRY_VOID(base::link_file(from + "/" + file, target));
    }
    return {};
}

/// Rows of the steps that go through the month: judging, and once more for the workbooks.
class Steps {
public:
    explicit Steps(Watch const& watch) : watch_(watch) {}

    void tell(std::string const& step, int64_t done, int64_t total) {
        if (!watch_.progress) return;
        if (step.starts_with("judge_")) rows_[step] = {done, total};
        int64_t all_done = 0, all = 0;
        for (auto const& [name, rows] : rows_) all_done += rows.first, all += rows.second;
        if (step == "workbooks" && total > 0) books_ = all * done / total;
        watch_.progress(all_done + books_, 2 * all);
    }

private:
    Watch const& watch_;
    std::map<std::string, std::pair<int64_t, int64_t>> rows_;
    int64_t books_ = 0;
};

base::Result<RootedReport> report(Place const& place, Caller const& caller, BankMonth const& month,
                                  Watch const& watch) {
    ReportRequest request;
    request.report_date = month.day;
    request.pack_folder = place.pack_folder;
    request.edition = Edition::bank;
    request.finished = local_time(caller.moment.now);
    request.language = caller.language;
    Steps steps(watch);
    request.progress = [&](std::string const& step, int64_t done, int64_t total) {
        steps.tell(step, done, total);
    };
    request.is_cancelled = watch.is_cancelled;
    request.mappings = TRY(deliver_mappings(place, caller, month));
    request.confined_mappings = true;
    return report_in_root(month.root, request);
}

/// Submissions that the run has read.
base::Result<void> mark_checked(store::Transaction& tx, store::Session const& session,
                                BankMonth const& month, MonthRun const& run) {
    auto const rows = TRY(all_rows<domain::Submission>(
        tx, session, {is_text("month", month.month), is_text("state", "received")}));
    for (auto const& row : rows)
        TRY_VOID(store::update<domain::Submission>(
            tx, session,
            {row.id,
             row.version,
             {{"state", std::string("checked")}, {"rows", run.rows}, {"run", run.run}}}));
    return {};
}

base::Result<void> check_open(Place const& place, Caller const& caller, std::string const& month) {
    return read_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<void> {
            auto const row = TRY(find_month(tx, session, month));
            return check_not_filed(row);
        });
}

}  // namespace

Caller caller_now(Caller caller, Watch const& watch) {
    if (watch.now) caller.moment.now = watch.now();
    return caller;
}

base::Result<domain::FilingMonth> settle_month(Place const& place, Caller const& caller,
                                               BankMonth const& month) {
    auto const run = TRY(newest_checked(month));
    auto const findings = TRY(findings_of_month(place, caller, month));
    bool const trial = run.trial_legals.contains(month.uscc) || count_open(findings) > 0;
    std::string const name(base::file_name(run.folder));
    return write_as(place, caller,
                    [&](store::Transaction& tx,
                        store::Session const& session) -> base::Result<domain::FilingMonth> {
                        auto const row = TRY(find_month(tx, session, month.month));
                        TRY_VOID(check_not_filed(row));
                        return set_month(tx, session, month.month, trial ? "trial" : "ready", name);
                    });
}

base::Result<MonthRun> run_month(Place const& place, Caller const& caller, std::string const& month,
                                 std::string_view permission, Watch const& watch) {
    auto const found = TRY(whole_month(place, caller, month, permission));
    TRY_VOID(check_open(place, caller, month));
    TRY_VOID(deliver_determinations(place, caller_now(caller, watch), found));
    TRY_VOID(link_lists(place, found));
    auto const made = TRY(report(place, caller_now(caller, watch), found, watch));
    // What cannot be made now is made, or told, when somebody asks for a page.
    static_cast<void>(prepare_receipts(made.folder));
    MonthRun out;
    out.run = made.origin.run;
    out.trial = made.result.trial_legals.contains(found.uscc);
    for (auto const& refusal : made.result.load.refusals)
        out.refused += refusal.legal_uscc == found.uscc ? 1 : 0;
    for (auto const& file : made.result.load.files) out.rows += file.counts.lines;
    Caller const after = caller_now(caller, watch);
    auto const findings = TRY(findings_of_month(place, after, found));
    out.open = count_open(findings);
    return write_as(
        place, after,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<MonthRun> {
            TRY_VOID(mark_checked(tx, session, found, out));
            bool const ready = !out.trial && out.open == 0;
            TRY_VOID(set_month(tx, session, month, ready ? "ready" : "trial", out.run));
            return out;
        });
}

}  // namespace service
