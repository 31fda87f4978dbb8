// From a request to files that a reader may fetch, step by step on the record.
#include "service/release_desk.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/csv.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/all_rows.hpp"
#include "service/book.hpp"
#include "service/data_root.hpp"
#include "service/exchange.hpp"

namespace service {
namespace {

constexpr char min_name[] = "governance.release_borrowers_min";
constexpr char share_name[] = "governance.release_largest_share";
constexpr int64_t share_unit = 10'000;

std::vector<std::string> const cell_columns = {"month",   "table",  "row",  "dimension", "value",
                                               "measure", "amount", "rate", "customers", "level"};

std::string folder_of(Place const& place, domain::ReleaseRow const& row) {
    return root_of(place, row.tenant) + "/release/" + row.month + "/" + number_text(row.number);
}

std::unexpected<base::Error> wrong_state(domain::ReleaseRow const& row) {
    return base::fail(base::ErrorKind::conflict, "release_state", {}, {{"state", row.state}});
}

/// The pack's row of a parameter on a day, the whole country's.
base::Result<pack::ParamRow const*> param_on(pack::Book const& book, std::string const& name,
                                             base::Day day) {
    auto const rows = book.params.find(name);
    if (rows != book.params.end())
        for (pack::ParamRow const& row : rows->second)
            if (row.region.empty() && row.value && row.from <= day && (!row.to || day <= *row.to))
                return &row;
    return base::fail(base::ErrorKind::conflict, "release_rules_missing", {.field = name});
}

base::Result<void> read_pack_rules(Place const& place, base::Day day, ReleaseRules& out) {
    auto const book = TRY(load_book(place.pack_folder));
    auto const* const least = TRY(param_on(book, min_name, day));
    auto const* const share = TRY(param_on(book, share_name, day));
    auto const count = base::parse_integer(*least->value);
    auto const percent = base::parse_decimal(*share->value);
    if (!count || !percent)
        return base::fail(base::ErrorKind::conflict, "release_rules_missing", {.field = min_name});
    // Percent to 1/10000: two decimals at most are exact.
    base::Int128 scaled = percent->units;
    for (int scale = percent->scale; scale < 2; ++scale) scaled *= 10;
    for (int scale = percent->scale; scale > 2; --scale) scaled /= 10;
    out.rules.borrowers_min = *count;
    out.rules.dominance_e4 = int64_t(scaled);
    out.source = std::string(min_name) + ", " + share_name + ": " + least->law.doc;
    return {};
}

base::Result<void> read_setting_rules(store::Transaction& tx, store::Session const& session,
                                      ReleaseRules& out) {
    auto const settings = TRY(all_rows<domain::Setting>(tx, session, {}));
    std::string source;
    for (domain::Setting const& setting : settings) {
        if (setting.name == "release.source") source = setting.value;
        bool const least = setting.name == "release.borrowers_min";
        if (!least && setting.name != "release.dominance_e4") continue;
        auto const value = base::parse_integer(setting.value);
        if (!value || *value < 1 || *value > share_unit)
            return base::invalid("setting_malformed", {.field = setting.name},
                                 {{"value", setting.value}});
        (least ? out.rules.borrowers_min : out.rules.dominance_e4) = *value;
        out.source += "; " + setting.name + " = " + setting.value;
    }
    if (!source.empty()) out.source += " (" + source + ")";
    return {};
}

/// What the record knows before the work begins.
struct Begun {
    int64_t number = 1;
    std::vector<std::string> previous;  // Folders that readers may have.
};

base::Result<Begun> begin(Place const& place, Caller const& caller, std::string const& month) {
    return read_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<Begun> {
            Begun out;
            auto const rows =
                TRY(all_rows<domain::ReleaseRow>(tx, session, {is_text("month", month)}, "number"));
            for (domain::ReleaseRow const& row : rows) {
                out.number = std::max(out.number, row.number + 1);
                if (row.state != "refused" && row.level != "internal")
                    out.previous.push_back(folder_of(place, row));
            }
            return out;
        });
}

domain::ReleaseRow row_of(ReleaseWish const& wish, ReleaseResult const& made,
                          ReleaseRules const& rules, int64_t number) {
    domain::ReleaseRow row;
    row.month = base::to_month_text(wish.month);
    row.number = number;
    row.level = level_text(wish.level);
    row.state = "made";
    row.cells = int64_t(made.cells);
    row.hidden = int64_t(made.primary);
    row.complements = int64_t(made.complement);
    row.told_already = int64_t(made.told_already.size());
    row.borrowers_min = rules.rules.borrowers_min;
    row.dominance_e4 = rules.rules.dominance_e4;
    row.rule_source = rules.source;
    return row;
}

base::Result<domain::ReleaseRow> find_release(Place const& place, Caller const& caller,
                                              std::string const& id) {
    return read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
        return store::find<domain::ReleaseRow>(tx, session, id);
    });
}

/// Whether it may be seen by who only reads.
bool is_out(domain::ReleaseRow const& row) {
    return row.level == "public" ? row.state == "approved" : row.state != "refused";
}

/// The rows of release.json in the columns of the package.
base::Result<std::string> cells_csv(domain::ReleaseRow const& row, std::string const& file) {
    auto const text = TRY(base::read_file(file));
    auto const json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("rows") || !json["rows"].is_array())
        return base::invalid("release_malformed", {.file = file});
    std::string out;
    base::append_csv_row(out, cell_columns);
    for (auto const& cell : json["rows"]) {
        auto const word = [&](char const* name) { return cell.value(name, std::string()); };
        base::append_csv_row(
            out, {row.month, word("relation"), "", word("dimension"), word("value"),
                  word("measure"), word("amount"), word("rate"), word("customers"), row.level});
    }
    return out;
}

}  // namespace

base::Result<ReleaseRules> release_rules(Place const& place, Caller const& caller, base::Day day) {
    ReleaseRules out;
    TRY_VOID(read_pack_rules(place, day, out));
    auto const read = read_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<ReleaseRules> {
            ReleaseRules whole = out;
            TRY_VOID(read_setting_rules(tx, session, whole));
            return whole;
        });
    return read;
}

base::Result<domain::ReleaseRow> make_release(Place const& place, Caller const& caller,
                                              ReleaseWish const& wish) {
    std::string const root = root_of(place, caller.identity.tenant);
    auto const lock = TRY(base::FolderLock::take(root + "/release"));  // One after the other.
    auto const run = TRY(newest_run(root, wish.month, "pboc"));
    std::string const month = base::to_month_text(wish.month);
    if (!run)
        return base::fail(base::ErrorKind::conflict, "release_no_run", {}, {{"month", month}});
    auto const rules = TRY(release_rules(place, caller, wish.month));
    auto const begun = TRY(begin(place, caller, month));
    ReleaseRequest request;
    request.run = run->folder;
    request.out = root + "/release/" + month + "/" + number_text(begun.number);
    request.level = wish.level;
    request.previous = begun.previous;
    request.rules = rules.rules;
    request.language = caller.language;
    request.threads = wish.threads;
    TRY_VOID(base::remove_all(request.out));  // Of a call that was cut off: no row names it.
    auto const made = TRY(release_run(request));
    auto row = row_of(wish, made, rules, begun.number);
    row.run = std::string(base::file_name(run->folder));
    return write_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
        auto wanted = row;
        wanted.made_by = session.account();
        return store::insert(tx, session, wanted);
    });
}

base::Result<domain::ReleaseRow> decide_release(Place const& place, Caller const& caller,
                                                ReleaseDecision const& decision) {
    if (!decision.approve && base::trim(decision.reason).empty())
        return base::invalid("reason_missing", {.field = "reason"});
    return write_as(
        place, caller,
        [&](store::Transaction& tx,
            store::Session const& session) -> base::Result<domain::ReleaseRow> {
            auto const row = TRY(store::find<domain::ReleaseRow>(tx, session, decision.release));
            if (row.state != "made") return wrong_state(row);
            if (row.made_by == session.account())
                return base::fail(base::ErrorKind::forbidden, "same_person", {});
            store::Change change{
                row.id,
                decision.version,
                {{"state", base::Value(std::string(decision.approve ? "approved" : "refused"))},
                 {"approved_by", base::Value(session.account())},
                 {"approved_at", base::Value(store::instant_text(tx.now()))}}};
            if (!decision.reason.empty())
                change.set.emplace_back("reason", base::Value(decision.reason));
            return store::update<domain::ReleaseRow>(tx, session, change);
        });
}

base::Result<std::string> release_file(Place const& place, Caller const& caller,
                                       std::string const& release, std::string const& name) {
    auto const row = TRY(find_release(place, caller, release));
    if (!is_out(row)) return wrong_state(row);
    if (name != "release.csv" && name != "release.json")
        return base::fail(base::ErrorKind::not_found, "object_not_found", {}, {{"kind", "file"}});
    return folder_of(place, row) + "/" + name;
}

base::Result<std::vector<HiddenCell>> hidden_cells(Place const& place, Caller const& caller,
                                                   std::string const& release) {
    auto const row = TRY(find_release(place, caller, release));
    std::vector<HiddenCell> out;
    std::string const file = folder_of(place, row) + "/kept/plan.csv";
    if (!base::is_file(file)) return out;  // Level internal hides nothing.
    auto const text = TRY(base::read_file(file));
    auto const table = TRY(base::parse_csv_table(text, "plan.csv"));
    std::vector<int> at;
    for (char const* name :
         {"relation", "dimension", "value", "measure", "mark", "reason", "protects", "borrowers"}) {
        at.push_back(table.find(name));
        if (at.back() < 0) return base::invalid("run_malformed", {.file = "plan.csv"});
    }
    auto const known = [](std::string const& cell) {
        return cell.empty() ? std::nullopt : std::optional<std::string>(cell);
    };
    int64_t number = 0;
    for (base::CsvTable::Row const& line : table.rows) {
        ++number;
        auto const cell = [&](size_t i) -> std::string const& { return line.cells[size_t(at[i])]; };
        if (cell(4) == "published") continue;
        out.push_back({number, cell(0), cell(1), known(cell(2)), cell(3), cell(4), known(cell(5)),
                       known(cell(6)), base::parse_integer(cell(7))});
    }
    return out;
}

base::Result<domain::PackageRow> push_release(Place const& place, Caller const& caller,
                                              ReleasePush const& push) {
    auto const row = TRY(find_release(place, caller, push.release));
    if (!is_out(row) || row.level == "internal") return wrong_state(row);
    auto const csv = TRY(cells_csv(row, folder_of(place, row) + "/release.json"));
    Parcel parcel{"release", push.to, push.recipient, row.month, row.id, {}};
    parcel.texts.push_back({"release.csv", csv});
    return send_parcel(place, caller, parcel);
}

base::Result<void> take_release(Arrival const& arrival) {
    auto const table = TRY(package_table(arrival.opened, "release.csv"));
    return arrival.record([&](store::Transaction& tx, store::Session const& session,
                              domain::PackageRow const& package) -> base::Result<void> {
        for (base::CsvTable::Row const& line : table.rows) {
            domain::ReleasedCell cell;
            cell.month = line.cells[0];
            cell.relation = line.cells[1];
            cell.dimension = line.cells[3];
            cell.value = line.cells[4];
            cell.measure = line.cells[5];
            cell.amount = line.cells[6];
            cell.rate = line.cells[7];
            cell.customers = line.cells[8];
            cell.level = line.cells[9];
            cell.package = package.id;
            TRY_VOID(store::insert(tx, session, cell));
        }
        return {};
    });
}

}  // namespace service
