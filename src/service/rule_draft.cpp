// Trying a draft: a folder like the pack's with one file changed, checked aside, compared, removed.
#include "service/rule_draft.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/book.hpp"
#include "service/draft_impact.hpp"
#include "service/draft_part.hpp"
#include "service/pack_child.hpp"
#include "store/tenant.hpp"

namespace service {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view permission = "rule.draft";

/// A folder that goes when its work ends, however it ends.
class Scratch {
public:
    explicit Scratch(std::string path) : path_(std::move(path)) {}
    Scratch(Scratch const&) = delete;
    Scratch& operator=(Scratch const&) = delete;
    ~Scratch() { static_cast<void>(base::remove_all(path_)); }
    std::string const& path() const { return path_; }

private:
    std::string path_;
};

bool is_definition(std::string const& file) {
    auto const parts = base::split(file, '/');
    std::string_view const extension = base::file_extension(file);
    return parts.size() == 4 && parts[2] != "law" && (extension == "yaml" || extension == "csv");
}

std::optional<std::string> given(std::string const& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

char const* state_name(rule::Change::Side const& side) {
    constexpr char const* names[] = {"absent", "present", "repealed", "unset"};
    return names[size_t(side.state)];
}

base::Result<void> write_faults(std::string const& folder, CheckedFolder const& checked,
                                std::string const& pack) {
    Json out = Json::array();
    for (base::Error const& error : checked.errors) {
        Json args = Json::object();
        for (auto const& [name, value] : error.args) args[name] = value;
        bool const inside = error.at.file.starts_with(pack + "/");
        out.push_back({{"code", error.code},
                       {"file", inside ? error.at.file.substr(pack.size() + 1) : error.at.file},
                       {"line", error.at.line},
                       {"column", error.at.column},
                       {"field", error.at.field},
                       {"args", args}});
    }
    return base::write_file(folder + "/" + std::string(draft_faults_file), out.dump(1));
}

base::Result<void> write_differences(std::string const& folder,
                                     std::vector<rule::Change> const& changes) {
    std::vector<DraftDifference> rows;
    for (rule::Change const& one : changes)
        rows.push_back({int64_t(rows.size()) + 1, one.kind, one.name, given(one.what),
                        given(one.before.text), state_name(one.before), given(one.after.text),
                        state_name(one.after)});
    return write_draft_rows(folder, draft_differences_file, rows);
}

base::Decimal yuan(base::Int128 cents) { return {cents, 2}; }

DraftEffect effect_of(ItemImpact const& item) {
    constexpr size_t no = size_t(rule::Verdict::no), yes = size_t(rule::Verdict::yes),
                     pending = size_t(rule::Verdict::unknown);
    DraftEffect out;
    out.relation = item.relation;
    out.kind = item.kind;
    out.item = item.item;
    out.chapter = item.chapter;
    out.zh = given(item.label.zh);
    out.en = given(item.label.en);
    base::Int128 amounts[2][3] = {}, entered = 0, left = 0;
    int64_t counts[2][3] = {};
    for (size_t from : {no, yes, pending})
        for (size_t to : {no, yes, pending}) {
            counts[0][from] += item.receipts[from][to];
            counts[1][to] += item.receipts[from][to];
            amounts[0][from] += item.amount_cents[from][to];
            amounts[1][to] += item.amount_cents[from][to];
            if (from == to || item.receipts[from][to] == 0) continue;
            out.changed = true;
            if (to == yes) out.entered += item.receipts[from][to];
            if (to == yes) entered += item.amount_cents[from][to];
            if (from == yes) out.left += item.receipts[from][to];
            if (from == yes) left += item.amount_cents[from][to];
        }
    out.count_before = counts[0][yes];
    out.count_after = counts[1][yes];
    out.pending_before = counts[0][pending];
    out.pending_after = counts[1][pending];
    out.amount_before = yuan(amounts[0][yes]);
    out.amount_after = yuan(amounts[1][yes]);
    out.amount_change = yuan(amounts[1][yes] - amounts[0][yes]);
    out.entered_amount = yuan(entered);
    out.left_amount = yuan(left);
    out.pending_amount_before = yuan(amounts[0][pending]);
    out.pending_amount_after = yuan(amounts[1][pending]);
    return out;
}

std::string verdict_word(rule::Verdict verdict) {
    constexpr char const* names[] = {"no", "yes", "pending"};
    return names[size_t(verdict)];
}

base::Result<void> write_impact(std::string const& folder, DraftImpact const& impact) {
    std::vector<DraftEffect> effects;
    for (ItemImpact const& item : impact.items) {
        DraftEffect effect = effect_of(item);
        bool const empty = effect.count_before == 0 && effect.count_after == 0 &&
                           effect.pending_before == 0 && effect.pending_after == 0;
        if (!empty) effects.push_back(std::move(effect));
    }
    TRY_VOID(write_draft_rows(folder, draft_effects_file, effects));
    std::vector<DraftChange> changes;
    for (ChangedVerdict const& one : impact.changed) {
        ItemImpact const& item = impact.items[one.item];
        changes.push_back({int64_t(changes.size()) + 1, one.relation, one.legal_uscc,
                           given(one.branch_no), given(one.contract), given(one.receipt),
                           given(one.bill), given(one.txn), yuan(one.amount_cents), item.item,
                           item.chapter, verdict_word(one.from), verdict_word(one.to)});
    }
    return write_draft_rows(folder, draft_changes_file, changes);
}

/// The pack as it is, with the draft in its place. Files are links; the draft's is new.
base::Result<void> overlay(Place const& place, DraftWish const& wish, std::string const& pack) {
    TRY_VOID(base::link_tree(place.pack_folder, pack));
    TRY_VOID(base::remove_all(pack + "/" + wish.file));
    return base::write_file(pack + "/" + wish.file, wish.content);
}

base::Result<void> compare(Place const& place, DraftOrder const& order, std::string const& folder,
                           Watch const& watch, domain::RuleDraft& row) {
    auto const before = TRY(load_book(place.pack_folder));
    auto const after = TRY(load_book(folder + "/pack"));
    row.pack = before.hash;
    auto const changes = rule::diff(before, after);
    row.differences = int64_t(changes.size());
    TRY_VOID(write_differences(folder, changes));
    if (!order.run) return {};
    auto const impact = TRY(draft_impact({before, after, order.run->folder, order.legal}, watch));
    row.receipts = impact.rows;
    row.changed = impact.changed_rows;
    row.listed = int64_t(impact.changed.size());
    return write_impact(folder, impact);
}

/// Only the newest keep more than their row.
void forget_old(std::string const& drafts) {
    auto const entries = base::list_directory(drafts);
    if (!entries) return;
    for (size_t i = 0; i + drafts_kept_max < entries->size(); ++i)
        static_cast<void>(base::remove_all(drafts + "/" + (*entries)[i].name));
}

base::Result<domain::RuleDraft> keep(Place const& place, Caller const& caller,
                                     DraftOrder const& order, std::string const& scratch,
                                     domain::RuleDraft const& row) {
    std::string const drafts = drafts_folder(place, order.tenant);
    TRY_VOID(base::make_directories(drafts));
    TRY_VOID(base::remove_all(scratch + "/pack"));
    TRY_VOID(base::rename_path(scratch, drafts + "/" + row.id));
    auto kept = write_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
        return store::insert(tx, session, row);
    });
    if (!kept) static_cast<void>(base::remove_all(drafts + "/" + row.id));
    forget_old(drafts);
    return kept;
}

/// The month's run, and whose rows of it; the permission must hold in all of the organisation.
base::Result<void> find_run(Place const& place, Caller const& caller, DraftOrder& order) {
    std::string const& month = order.wish.month;
    if (month.empty() || place.edition == domain::pboc)
        TRY_VOID(read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return store::check_everywhere(tx, session, permission);
        }));
    if (month.empty()) return {};
    if (place.edition == domain::bank) {
        auto const found = TRY(whole_month(place, caller, month, permission));
        order.run = TRY(newest_checked(found));
        order.legal = found.uscc;
        return {};
    }
    auto const day = base::parse_month_end(month);
    if (place.edition != domain::pboc || !day)
        return base::invalid("draft_month", {.field = "month"}, {{"value", month}});
    order.run = TRY(newest_run(root_of(place, order.tenant), *day, "pboc"));
    if (!order.run)
        return base::fail(base::ErrorKind::not_found, "match_no_run", {}, {{"month", month}});
    return {};
}

}  // namespace

base::Result<std::string> pack_file(Place const& place, std::string const& file) {
    auto const files = TRY(base::list_files_below(place.pack_folder));
    if (std::find(files.begin(), files.end(), file) == files.end() || !is_definition(file))
        return base::fail(base::ErrorKind::not_found, "draft_no_original", {.field = "file"},
                          {{"value", base::shorten(file, 200)}});
    return place.pack_folder + "/" + file;
}

base::Result<DraftOrder> order_draft(Place const& place, Caller const& caller, DraftWish wish) {
    DraftOrder out{std::move(wish), {}, "", caller.identity.tenant};
    TRY_VOID(pack_file(place, out.wish.file));
    TRY_VOID(find_run(place, caller, out));
    if (out.wish.content.empty() || int64_t(out.wish.content.size()) > draft_bytes_max)
        return base::invalid("draft_empty", {.file = out.wish.file},
                             {{"most", std::to_string(draft_bytes_max)}});
    if (base::count_code_points(out.wish.note) > draft_note_characters_max)
        return base::invalid("draft_note", {.field = "note"},
                             {{"most", std::to_string(draft_note_characters_max)}});
    return out;
}

base::Result<domain::RuleDraft> try_draft(Place const& place, Caller const& caller,
                                          DraftOrder const& order, Watch const& watch) {
    Caller const now = caller_now(caller, watch);
    domain::RuleDraft row;
    row.id = store::make_id(now.moment.now);
    row.file = order.wish.file;
    row.bytes = int64_t(order.wish.content.size());
    row.sm3 = base::digest_hex(base::DigestKind::sm3, order.wish.content);
    if (!order.wish.note.empty()) row.note = order.wish.note;
    row.made_by = now.identity.actor;
    // In the spool: what a server that was killed left there goes when it starts again.
    Scratch const scratch(place.data + "/spool/draft_" + row.id);
    std::string const pack = scratch.path() + "/pack";
    TRY_VOID(base::make_directories(pack));
    TRY_VOID(overlay(place, order.wish, pack));
    TRY_VOID(
        base::write_file(scratch.path() + "/" + std::string(draft_own_file), order.wish.content));
    auto const checked = TRY(check_in_child(pack, scratch.path() + "/check.json", watch));
    TRY_VOID(base::remove_all(scratch.path() + "/check.json"));
    TRY_VOID(write_faults(scratch.path(), checked, pack));
    row.rules = checked.rules;
    row.tests = checked.tests;
    row.faults = checked.faults;
    row.state = checked.faults == 0 ? "passed" : checked.compiles() ? "failing" : "refused";
    if (order.run && row.state != "refused") {
        row.month = order.wish.month;
        row.run = std::string(base::file_name(order.run->folder));
    }
    if (row.state != "refused") TRY_VOID(compare(place, order, scratch.path(), watch, row));
    return keep(place, caller_now(caller, watch), order, scratch.path(), row);
}

}  // namespace service
