// Making and checking determinations, and the files that they rest on.
#include "service/determination.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/all_rows.hpp"
#include "service/receipt_rows.hpp"
#include "store/audit.hpp"
#include "store/tables.hpp"
#include "store/tenant.hpp"

namespace service {
namespace {

constexpr std::string_view make = "determination.make";
constexpr int share_decimals = 4;  // Of a percent: millionths of the whole.

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// Text that may stand in determination.csv without a remark on it.
bool is_plain(std::string_view text, size_t bytes_max) {
    for (char sign : text)
        if (static_cast<unsigned char>(sign) < 0x20 || sign == 0x7F || sign == '!' || sign == '?' ||
            sign == '^')
            return false;
    return !base::trim(text).empty() && text.size() <= bytes_max &&
           base::find_malformed_utf8(text) == std::string_view::npos &&
           text.find("\xE3\x80\x80") == std::string_view::npos;
}

base::Result<std::optional<int64_t>> to_ppm(std::optional<base::Decimal> const& share) {
    std::optional<int64_t> out;
    if (!share) return out;
    base::Decimal const none{0, 0}, all{100, 0};
    if (!base::fits_scale(*share, share_decimals) || *share < none || *share > all)
        return base::invalid("determination_share", {.field = "share"});
    out = int64_t(base::rescale_half_up(*share, share_decimals)->units);
    return out;
}

/// What the month says of a receipt or bill; one of another branch is not there.
base::Result<ReceiptRow> find_receipt(BankMonth const& month, DeterminationWish const& wish) {
    std::string const number = receipt_number(wish.receipt.value_or(""), wish.bill.value_or(""));
    auto const run = TRY(newest_checked(month));
    auto const rows = TRY(receipt_rows(month, run, {number}));
    auto const at = rows.find(number);
    if (at == rows.end() || !month.sees(at->second.branch))
        return base::fail(base::ErrorKind::not_found, "receipt_not_found", {},
                          {{"receipt", number.substr(1)}});
    return at->second;
}

/// The path of the branch that a number is, else the legal person's.
base::Result<std::string> path_of(store::Transaction& tx, store::Session const& session,
                                  domain::Organisation const& tenant, std::string const& number) {
    auto const rows = TRY(all_rows<domain::BranchNumber>(tx, session, {is_text("number", number)}));
    return rows.empty() ? tenant.path : rows.front().path;
}

base::Result<void> check_words(DeterminationWish const& wish, BankMonth const& month) {
    auto const bad = [](std::string field) {
        return base::invalid("determination_word", {.field = std::move(field)});
    };
    if (wish.receipt.has_value() == wish.bill.has_value()) return bad("receipt");
    if (!is_one_of(wish.chapter, {"HTP", "HTS", "SE", "PA", "DE", "DE05", "GREEN", "ELDER", "INC"}))
        return bad("chapter");
    if (!is_one_of(wish.verdict, {"yes", "no", "pending"})) return bad("verdict");
    std::string const main_type = wish.main_type.value_or("");
    bool const type =
        main_type.size() <= 5 &&
        main_type.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == std::string::npos;
    if (!type) return bad("main_type");
    if (wish.valid_from && *wish.valid_from > month.day)
        return base::invalid("determination_day", {.field = "valid_from"});
    return {};
}

/// The one before of the same receipt and chapter ends the day before.
base::Result<void> end_former(store::Transaction& tx, store::Session const& session,
                              domain::Determination const& now) {
    auto rows = TRY(all_rows<domain::Determination>(
        tx, session,
        {is_text("receipt", now.receipt), is_text("chapter", now.chapter),
         is_text("state", "checked")}));
    for (auto const& row : rows) {
        if (row.id == now.id || row.bill != now.bill || row.valid_to) continue;
        TRY_VOID(store::update<domain::Determination>(
            tx, session,
            {row.id, row.version, {{"valid_to", base::add_days(now.valid_from, -1)}}}));
    }
    return {};
}

/// Whoever opens a document of a borrower stands in the audit.
base::Result<domain::Evidence> opened_evidence(store::Transaction& tx,
                                               store::Session const& session,
                                               std::string const& id) {
    auto found = TRY(store::find<domain::Evidence>(tx, session, id));
    store::AuditNote const note{.action = "read", .object_kind = "evidence", .object = found.id};
    TRY_VOID(store::append_audit(tx, session, note));
    return found;
}

base::Result<domain::Determination> insert_made(store::Transaction& tx,
                                                store::Session const& session,
                                                domain::Determination row,
                                                std::string const& evidence) {
    auto const file = TRY(store::find<domain::Evidence>(tx, session, evidence));
    row.evidence = file.kind + " " + file.reference + " sm3:" + file.sm3;
    return store::insert(tx, session, row);
}

}  // namespace

base::Result<domain::Evidence> add_evidence(Place const& place, Caller const& caller,
                                            EvidenceWish const& wish) {
    if (!is_plain(wish.kind, evidence_kind_bytes_max))
        return base::invalid("evidence_text", {.field = "kind"});
    if (!is_plain(wish.reference, evidence_reference_bytes_max))
        return base::invalid("evidence_text", {.field = "reference"});
    domain::Evidence row;
    {
        auto const bytes = TRY(base::MappedFile::open(wish.file));
        row.sm3 = base::digest_hex(base::DigestKind::sm3, bytes.bytes());
        row.bytes = int64_t(bytes.bytes().size());
    }
    row.kind = wish.kind;
    row.reference = wish.reference;
    row.maker = caller.identity.account;
    row.duty = "statistics";
    std::string const folder = root_of(place, caller.identity.tenant) + "/evidence";
    TRY_VOID(base::make_directories(folder));
    // The file first: a row never names what is not there. The same bytes are the same file.
    TRY_VOID(base::copy_file(wish.file, folder + "/" + row.sm3));
    return write_as(place, caller,
                    [&](store::Transaction& tx,
                        store::Session const& session) -> base::Result<domain::Evidence> {
                        auto const tenant = TRY(store::own_organisation(tx, session));
                        bool const whole = store::holds_everywhere(session, tenant, make);
                        auto const own = session.paths(make);
                        if (own.empty()) return store::permission_missing(make);
                        row.path = whole ? tenant.path : own.front();
                        if (!wish.branch.empty())
                            row.path = TRY(path_of(tx, session, tenant, wish.branch));
                        return store::insert(tx, session, row);
                    });
}

base::Result<std::string> evidence_file(Place const& place, Caller const& caller,
                                        std::string const& id) {
    auto const row =
        TRY(write_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return opened_evidence(tx, session, id);
        }));
    std::string const file = root_of(place, caller.identity.tenant) + "/evidence/" + row.sm3;
    if (!base::is_file(file))
        return base::fail(base::ErrorKind::not_found, "content_missing", {}, {{"name", row.sm3}});
    return file;
}

base::Result<domain::Determination> make_determination(Place const& place, Caller const& caller,
                                                       DeterminationWish const& wish,
                                                       std::string const&) {
    auto const month = TRY(bank_month(place, caller, wish.month, make));
    TRY_VOID(check_words(wish, month));
    auto const receipt = TRY(find_receipt(month, wish));
    domain::Determination row;
    row.legal_uscc = month.uscc;
    row.contract = receipt.contract.empty() ? "0" : receipt.contract;
    row.receipt = wish.receipt.value_or("0");
    row.bill = wish.bill;
    row.chapter = wish.chapter;
    row.verdict = wish.verdict;
    row.main_type = wish.main_type;
    row.share_ppm = TRY(to_ppm(wish.share));
    row.maker = month.account;
    base::YearMonthDay const day = base::to_year_month_day(month.day);
    row.valid_from = wish.valid_from.value_or(base::add_days(month.day, 1 - day.day));
    row.state = "made";
    row.duty = "statistics";
    return write_as(place, caller,
                    [&](store::Transaction& tx,
                        store::Session const& session) -> base::Result<domain::Determination> {
                        row.path = TRY(path_of(tx, session, month.tenant, receipt.branch));
                        return insert_made(tx, session, row, wish.evidence);
                    });
}

base::Result<domain::Determination> check_determination(Place const& place, Caller const& caller,
                                                        CheckWish const& wish,
                                                        std::string const& id) {
    return write_as(place, caller,
                    [&](store::Transaction& tx,
                        store::Session const& session) -> base::Result<domain::Determination> {
                        auto out = TRY(check_made<domain::Determination>(
                            tx, session, {"determination.check", "note"}, wish, id));
                        if (wish.confirmed) TRY_VOID(end_former(tx, session, out));
                        return out;
                    });
}

base::Result<domain::BranchNumber> name_branch(Place const& place, Caller const& caller,
                                               BranchWish const& wish, std::string const&) {
    return write_as(place, caller,
                    [&](store::Transaction& tx,
                        store::Session const& session) -> base::Result<domain::BranchNumber> {
                        TRY_VOID(store::check_everywhere(tx, session, "determination.check"));
                        auto const found =
                            TRY(store::find<domain::Organisation>(tx, session, wish.organisation));
                        domain::BranchNumber row;
                        row.path = found.path;
                        row.number = wish.number;
                        row.organisation = found.id;
                        return store::insert(tx, session, row);
                    });
}

}  // namespace service
