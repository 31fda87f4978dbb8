// What waits in a bank's newest months and in the central bank's.
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/bank_month.hpp"
#include "service/determination.hpp"
#include "service/filing_receipt.hpp"
#include "service/month_finding.hpp"
#include "service/to_do_part.hpp"

namespace service {
namespace {

using store::Purpose;

constexpr size_t months_shown = 3;  // The newest ones: older work is found in their own pages.

std::string page_of(std::string const& month, std::string_view step) {
    return "/months/" + month + "/" + std::string(step);
}

std::vector<base::Value> words(std::initializer_list<char const*> all) {
    std::vector<base::Value> out;
    for (char const* const one : all) out.emplace_back(std::string(one));
    return out;
}

/// The months that are worth a look, newest first.
base::Result<std::vector<domain::FilingMonth>> newest_months(ToDoList const& list) {
    auto out = TRY(rows_of_work<domain::FilingMonth>(
        list, {"month.read", Purpose::statistics, {is_not("state", "closed")}}, "month", true));
    if (out.size() > months_shown) out.resize(months_shown);
    return out;
}

base::Result<void> add_receipts(ToDoList& list, std::string const& month) {
    if (!list.may("determination.make", Purpose::statistics)) return {};
    Caller const caller = list.as("determination.read", Purpose::statistics);
    auto const own = TRY(bank_month(list.place(), caller, month, "determination.read"));
    auto const rows = TRY(receipts_to_determine(list.place(), caller, own));
    auto const waits =
        std::count_if(rows.begin(), rows.end(), [](ToDetermine const& row) { return !row.made; });
    list.add(
        {.code = "determine", .count = waits, .month = month, .page = page_of(month, "determine")});
    return {};
}

/// What nothing closes, apart for the checks of ours and the platform's.
base::Result<void> add_findings(ToDoList& list, std::string const& month, bool filed) {
    if (!list.may("finding.close", Purpose::statistics)) return {};
    Caller const caller = list.as("finding.read", Purpose::statistics);
    auto const rows = TRY(month_findings(list.place(), caller, month));
    ToDo own{.code = "findings_open", .month = month, .page = page_of(month, "findings")};
    ToDo platform{.code = "platform_errors",
                  .month = month,
                  .page = page_of(month, "findings"),
                  .urgent = true};
    for (MonthFinding const& row : rows) {
        if (row.state != "open") continue;
        ++(row.relation == "platform" ? platform : own).count;
        own.urgent = own.urgent || row.severity == "hard";
    }
    // What was filed as it stands is no work; what the platform says of it is.
    if (!filed) list.add(std::move(own));
    list.add(std::move(platform));
    return {};
}

base::Result<void> add_refused(ToDoList& list, std::string const& month) {
    if (!list.may("submission.send", Purpose::statistics)) return {};
    Caller const caller = list.as("submission.read", Purpose::statistics);
    auto const own = TRY(whole_month(list.place(), caller, month, "submission.send"));
    auto const run = TRY(newest_checked(own));
    auto const text = TRY(base::read_file(run.folder + "/refused.csv"));
    int64_t count = 0;
    for (std::string_view const line : base::split(text, '\n'))
        count += line.starts_with(own.uscc + ",");
    list.add({.code = "lines_refused",
              .count = count,
              .month = month,
              .page = page_of(month, "import"),
              .urgent = true});
    return {};
}

base::Result<void> add_checks(ToDoList& list, std::string const& month) {
    auto const explanations = TRY(count_work<domain::Explanation>(
        list,
        {"finding.check",
         Purpose::statistics,
         {is_text("month", month), is_text("state", "made"), is_not("maker", list.account())}}));
    list.add({.code = "explanations_to_check",
              .count = explanations,
              .month = month,
              .page = page_of(month, "explanations")});
    auto const returned = TRY(count_work<domain::Explanation>(
        list, {"finding.close",
               Purpose::statistics,
               {is_text("month", month), is_text("state", "returned"),
                is_text("maker", list.account())}}));
    list.add({.code = "explanations_returned",
              .count = returned,
              .month = month,
              .page = page_of(month, "explanations")});
    return {};
}

/// Determinations are of a receipt, not of a month: they are shown with the newest one.
base::Result<void> add_determinations(ToDoList& list, std::string const& month) {
    auto const count = TRY(count_work<domain::Determination>(
        list, {"determination.check",
               Purpose::statistics,
               {is_text("state", "made"), is_not("maker", list.account())}}));
    list.add({.code = "determinations_to_check",
              .count = count,
              .month = month,
              .page = page_of(month, "review")});
    return {};
}

/// Whether the caller holds one of the roles that a filing still lacks, and has not signed it.
bool may_sign(ToDoList const& list, std::vector<domain::FilingSeal> const& seals) {
    constexpr std::pair<std::string_view, std::string_view> roles[] = {
        {"maker", "filing.make"}, {"checker", "filing.check"}, {"responsible", "filing.sign"}};
    bool out = false;
    for (auto const& [role, permission] : roles) {
        bool const taken = std::any_of(seals.begin(), seals.end(),
                                       [&](auto const& one) { return one.signer_role == role; });
        out = out || (!taken && list.may(permission, Purpose::statistics));
    }
    return out && std::none_of(seals.begin(), seals.end(),
                               [&](auto const& one) { return one.actor == list.account(); });
}

base::Result<void> add_filing(ToDoList& list, domain::FilingMonth const& month) {
    auto const open = TRY(rows_of_work<domain::Filing>(
        list,
        {"filing.read",
         Purpose::statistics,
         {is_text("month", month.month), is_one_of("state", words({"draft", "signed"}))}},
        "made_at", true));
    std::string const page = page_of(month.month, "filing");
    if (open.empty()) {
        bool const ready = month.state == "ready" && list.may("filing.make", Purpose::statistics);
        list.add({.code = "filing_to_make", .count = ready, .month = month.month, .page = page});
        return {};
    }
    auto const seals = TRY(rows_of_work<domain::FilingSeal>(
        list, {"filing.read", Purpose::statistics, {is_text("filing", open.front().id)}}, "id"));
    bool const signed_all = open.front().state == "signed";
    bool const files = signed_all && list.may("filing.sign", Purpose::statistics);
    list.add({.code = "filing_to_sign",
              .count = !signed_all && may_sign(list, seals),
              .month = month.month,
              .page = page});
    list.add({.code = "filing_to_file", .count = files, .month = month.month, .page = page});
    return {};
}

base::Result<void> add_month(ToDoList& list, domain::FilingMonth const& month) {
    bool const filed = month.state == "filed";
    TRY_VOID(list.pass(add_findings(list, month.month, filed)));
    if (filed) return {};
    TRY_VOID(list.pass(add_refused(list, month.month)));
    TRY_VOID(list.pass(add_receipts(list, month.month)));
    TRY_VOID(list.pass(add_checks(list, month.month)));
    return list.pass(add_filing(list, month));
}

/// The month that nobody has begun, of a bank that begins them: the one after the newest, or the
/// last that is over before there is any.
base::Result<void> add_beginning(ToDoList& list) {
    if (!list.may("submission.send", Purpose::statistics)) return {};
    std::string const first = base::to_month_text(list.today()) + "-01";
    std::string const over = base::to_month_text(base::add_days(*base::parse_day(first), -1));
    Caller const caller = list.as("month.read", Purpose::statistics);
    TRY(whole_month(list.place(), caller, over, "submission.send"));
    auto const all = TRY(rows_of_work<domain::FilingMonth>(
        list, {"month.read", Purpose::statistics, {}}, "month", true));
    std::string month = over;
    if (!all.empty()) {
        auto const end = *base::parse_month_end(all.front().month);
        month = base::to_month_text(base::add_days(end, 1));
    }
    list.add({.code = "month_to_begin",
              .count = month <= over,
              .month = month,
              .page = page_of(month, "import")});
    return {};
}

/// Questions in these states, as one line with the first day that an answer is due.
base::Result<void> add_inquiries(ToDoList& list, std::string const& code, RowWork const& work) {
    auto const rows = TRY(rows_of_work<domain::Inquiry>(list, work, "made_at"));
    ToDo out{.code = code, .count = int64_t(rows.size()), .page = "/inquiries"};
    for (domain::Inquiry const& row : rows)
        if (row.due_on && (!out.due || *row.due_on < *out.due)) out.due = row.due_on;
    out.urgent = out.due && *out.due <= list.today();
    list.add(std::move(out));
    return {};
}

/// The month that banks file now: the newest that something came in for, else the one before.
base::Result<std::string> filing_month(ToDoList const& list) {
    auto const rows = TRY(rows_of_work<domain::Submission>(
        list, {"submission.read", Purpose::statistics, {}}, "month", true));
    if (!rows.empty()) return rows.front().month;
    std::string const first = base::to_month_text(list.today()) + "-01";
    return base::to_month_text(base::add_days(*base::parse_day(first), -1));
}

base::Result<void> add_standings(ToDoList& list) {
    if (!list.may("submission.read", Purpose::statistics)) return {};
    auto const month = TRY(filing_month(list));
    auto const day = base::parse_month_end(month);
    if (!day) return {};
    auto const rows =
        TRY(filing_standing(list.place(), list.as("submission.read", Purpose::statistics), *day));
    ToDo late{.code = "filings_late", .month = month, .urgent = true};
    ToDo received{.code = "filings_received", .month = month};
    ToDo wrong{.code = "filings_wrong", .month = month};
    for (FilingStanding const& row : rows) {
        bool const is_late = row.state == "missing" && row.days_late.value_or(0) > 0;
        late.count += is_late;
        if (is_late) late.due = row.due_on;
        received.count += row.state == "received";
        wrong.count += row.state == "wrong" && row.inquiries_open == 0;
    }
    if (!list.may("match.run", Purpose::statistics)) received.count = 0;
    if (!list.may("inquiry.make", Purpose::statistics)) wrong.count = late.count = 0;
    for (ToDo* const one : {&late, &wrong, &received}) {
        one->page = page_of(month, "standing");
        list.add(std::move(*one));
    }
    return {};
}

}  // namespace

base::Result<void> add_bank_work(ToDoList& list) {
    auto const months = TRY(newest_months(list));
    for (domain::FilingMonth const& month : months) TRY_VOID(add_month(list, month));
    if (!months.empty()) TRY_VOID(list.pass(add_determinations(list, months.front().month)));
    TRY_VOID(list.pass(add_beginning(list)));
    return list.pass(add_inquiries(list, "inquiries_to_answer",
                                   {"inquiry.answer",
                                    Purpose::statistics,
                                    {is_one_of("state", words({"sent", "reopened"}))}}));
}

base::Result<void> add_pboc_work(ToDoList& list) {
    TRY_VOID(list.pass(add_standings(list)));
    TRY_VOID(list.pass(
        add_inquiries(list, "inquiries_answered",
                      {"inquiry.make", Purpose::statistics, {is_text("state", "answered")}})));
    auto const releases = TRY(count_work<domain::ReleaseRow>(
        list, {"release.approve",
               Purpose::statistics,
               {is_text("state", "made"), is_not("made_by", list.account())}}));
    list.add({.code = "releases_to_approve", .count = releases, .page = "/releases"});
    return {};
}

}  // namespace service
