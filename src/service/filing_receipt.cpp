// Filing packages into the central bank's own data root, and the standing of every bank.
#include "service/filing_receipt.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/csv.hpp"
#include "base/file.hpp"
#include "domain/consent.hpp"
#include "service/all_rows.hpp"
#include "service/data_root.hpp"
#include "service/exchange.hpp"
#include "service/receive.hpp"
#include "warehouse/inbox.hpp"

namespace service {
namespace {

constexpr std::string_view companions[] = {
    "supplement.csv", "determination.csv", "loan.csv",           "flow.csv",
    "loan.parquet",   "flow.parquet",      "supplement.parquet", "determination.parquet"};

/// The legal person a file of the package is of: by its name, else by its folder; "" for papers and
/// whatever else no month reads.
std::string legal_of(std::string const& path, base::Day month) {
    std::string const name(base::file_name(path));
    if (auto const sent = warehouse::parse_sent_name(name))
        return sent->day == month ? sent->legal_uscc : "";
    if (std::find(std::begin(companions), std::end(companions), name) == std::end(companions))
        return "";
    size_t const end = path.rfind('/');
    if (end == std::string::npos) return "";
    std::string const folder(base::file_name(path.substr(0, end)));
    return warehouse::is_uscc_shaped(folder) ? folder : "";
}

/// A package speaks for its sender, and for those that stand below it in our tree (a host).
base::Result<bool> speaks_for(store::Transaction& tx, store::Session const& session,
                              std::string const& sender, std::string const& legal) {
    if (sender == legal) return true;
    auto const all = TRY(all_rows<domain::Organisation>(tx, session, {}));
    std::string above;
    for (domain::Organisation const& one : all)
        if (one.uscc == sender) above = one.path;
    for (domain::Organisation const& one : all)
        if (one.uscc == legal) return !above.empty() && one.path.starts_with(above);
    return false;
}

/// Legal person → its files, laid out below `folder`.
using Files = std::map<std::string, std::vector<std::string>>;

base::Result<Files> lay_out(Arrival const& arrival, base::Day month, std::string const& folder) {
    TRY_VOID(base::remove_all(folder));
    TRY_VOID(base::make_directories(folder));
    TRY_VOID(arrival.opened.content.extract(folder));
    Files out;
    for (std::string const& name : arrival.opened.files) {
        std::string const legal = legal_of(name, month);
        if (!legal.empty()) out[legal].push_back(folder + "/" + name);
    }
    if (out.empty()) return base::invalid("filing_empty", {}, {{"id", arrival.row.package}});
    auto const allowed =
        read_as(arrival.place, arrival.caller,
                [&](store::Transaction& tx, store::Session const& session) -> base::Result<bool> {
                    for (auto const& [legal, files] : out) {
                        bool const may = TRY(speaks_for(tx, session, arrival.row.sender, legal));
                        if (!may)
                            return base::fail(base::ErrorKind::forbidden, "filing_legal", {},
                                              {{"legal", legal}, {"sender", arrival.row.sender}});
                    }
                    return true;
                });
    if (!allowed) return std::unexpected(allowed.error());
    return out;
}

base::Result<void> put_files(Arrival const& arrival, base::Day month, Files const& files) {
    std::string time = store::instant_text(arrival.caller.moment.now).substr(0, 19);
    time[10] = ' ';
    for (auto const& [legal, paths] : files) {
        auto const received =
            receive({root_of(arrival.place, arrival.row.tenant), month, paths, legal, time});
        if (!received) return std::unexpected(received.error());
    }
    return {};
}

base::Result<void> put_submissions(store::Transaction& tx, store::Session const& session,
                                   domain::PackageRow const& package, Files const& files) {
    for (auto const& [legal, paths] : files) {
        int64_t const before =
            TRY(store::count_rows(tx, session, store::table_of<domain::Submission>,
                                  {is_text("month", package.month), is_text("legal_uscc", legal)}));
        domain::Submission row;
        row.path = session.path();
        row.month = package.month;
        row.legal_uscc = legal;
        row.revision = before + 1;
        row.kind = "filing";
        row.digest = package.digest;
        row.bytes = package.bytes;
        row.rows = int64_t(paths.size());
        row.state = "received";
        row.note = package.package;
        row.duty = "statistics";
        TRY_VOID(store::insert(tx, session, row));
    }
    return {};
}

/// What a bank decides by papers that never leave it: here undecided, and no fault of its filing.
constexpr std::string_view decided_by_bank = "undecided";

/// Refused lines and findings of the newest run, by legal person.
struct Faults {
    std::map<std::string, int64_t> refused, hard, soft;
    std::set<std::string> read;  // Legal persons of whom the run read the last delivery.
};

base::Result<void> count_faults(std::string const& file, Faults& out) {
    if (!base::is_file(file)) return {};
    auto const text = TRY(base::read_file(file));
    auto const table = TRY(base::parse_csv_table(text, file));
    int const legal = table.find("legal_uscc"), severity = table.find("severity");
    int const check = table.find("check");
    for (base::CsvTable::Row const& row : table.rows) {
        std::string const& of = row.cells[size_t(legal)];
        if (severity < 0)
            ++out.refused[of];
        else if (row.cells[size_t(severity)] == "hard" &&
                 row.cells[size_t(check)] != decided_by_bank)
            ++out.hard[of];
        else
            ++out.soft[of];
    }
    return {};
}

base::Result<Faults> faults_of(std::string const& root, base::Day month) {
    Faults out;
    auto const run = TRY(newest_run(root, month, "pboc"));
    if (!run) return out;
    // A run that is older than the last delivery says nothing of what came since.
    auto const origin = TRY(read_origin(run->folder));
    auto const delivered_now = TRY(delivered(root, month));
    for (std::string const& legal : run->legals) {
        auto const then = origin.deliveries.find(legal), now = delivered_now.find(legal);
        bool const is_known = then != origin.deliveries.end() && now != delivered_now.end();
        if (is_known && then->second == now->second) out.read.insert(legal);
    }
    TRY_VOID(count_faults(run->folder + "/refused.csv", out));
    TRY_VOID(count_faults(run->folder + "/finding.csv", out));
    return out;
}

/// What the record holds of a month.
struct Held {
    std::vector<domain::Organisation> organisations;
    std::vector<domain::Submission> submissions;
    std::vector<domain::Inquiry> inquiries;
    FilingCalendar calendar;
    std::string province;  // First two digits of our own region.
};

base::Result<Held> held_of(store::Transaction& tx, store::Session const& session,
                           std::string const& month) {
    Held out;
    out.organisations = TRY(all_rows<domain::Organisation>(tx, session, {is_text("kind", "bank")}));
    out.submissions = TRY(all_rows<domain::Submission>(tx, session, {is_text("month", month)}));
    out.inquiries = TRY(all_rows<domain::Inquiry>(tx, session, {is_text("month", month)}));
    out.calendar = TRY(filing_calendar(tx, session));
    auto const own = TRY(store::find<domain::Organisation>(tx, session, session.tenant()));
    out.province = own.uscc.value_or("").substr(0, 4).size() == 4 ? own.uscc->substr(2, 2) : "";
    return out;
}

void add_received(FilingStanding& line, domain::Submission const& row) {
    line.legal_uscc = row.legal_uscc;
    line.state = "received";
    line.revision = std::max(line.revision, row.revision);
    if (!line.received_at || row.made_at < *line.received_at) line.received_at = row.made_at;
}

void add_lateness(FilingStanding& line, Held const& held, base::Day month, int64_t now_ms) {
    if (!held.calendar.deadline) return;
    WorkingDays const& days = held.calendar.days;
    line.due_on = days.after(month, *held.calendar.deadline);
    auto const received = line.received_at ? store::parse_instant(*line.received_at) : now_ms;
    line.days_late = days.between(*line.due_on, domain::china_day(received.value_or(now_ms)));
}

int64_t count_of(std::map<std::string, int64_t> const& counts, std::string const& legal) {
    auto const found = counts.find(legal);
    return found == counts.end() ? 0 : found->second;
}

}  // namespace

base::Result<std::vector<FilingStanding>> filing_standing(Place const& place, Caller const& caller,
                                                          base::Day month) {
    auto const found =
        read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return held_of(tx, session, base::to_month_text(month));
        });
    auto const held = TRY(found);
    auto const faults = TRY(faults_of(root_of(place, caller.identity.tenant), month));
    std::map<std::string, FilingStanding> lines;
    for (domain::Organisation const& bank : held.organisations)
        if (bank.uscc && bank.id != caller.identity.tenant)
            lines[*bank.uscc] = {*bank.uscc, bank.name, "missing"};
    for (domain::Submission const& row : held.submissions) add_received(lines[row.legal_uscc], row);
    for (domain::Inquiry const& row : held.inquiries)
        if (auto line = lines.find(row.legal_uscc); line != lines.end())
            line->second.inquiries_open += row.state != "accepted";
    std::vector<FilingStanding> out;
    for (auto& [legal, line] : lines) {
        line.refused = count_of(faults.refused, legal);
        line.hard = count_of(faults.hard, legal);
        line.soft = count_of(faults.soft, legal);
        if (line.state == "received" && faults.read.contains(legal))
            line.state = line.refused + line.hard > 0 ? "wrong" : "right";
        // Digits 3 and 4 of a code are the province that registered it (GB 32100).
        if (!held.province.empty() && legal.substr(2, 2) != held.province) line.source = "extract";
        add_lateness(line, held, month, caller.moment.now);
        out.push_back(std::move(line));
    }
    return out;
}

base::Result<void> take_filing(Arrival const& arrival) {
    auto const month = base::parse_month_end(arrival.row.month);
    if (!month) return base::invalid("manifest_malformed", {.field = "month"});
    std::string const folder =
        root_of(arrival.place, arrival.row.tenant) + "/package/stage/" + arrival.row.package;
    auto const laid = lay_out(arrival, *month, folder);
    // The files first: handed in again, what stands there already changes nothing.
    auto const put = laid ? put_files(arrival, *month, *laid)
                          : base::Result<void>(std::unexpected(laid.error()));
    TRY_VOID(base::remove_all(folder));
    TRY_VOID(put);
    auto const& files = *laid;
    return arrival.record([&](store::Transaction& tx, store::Session const& session,
                              domain::PackageRow const& package) {
        return put_submissions(tx, session, package, files);
    });
}

}  // namespace service
