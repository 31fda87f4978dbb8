// Uses of consents: computed, written and told.
#include "service/consent_ledger.hpp"

#include <algorithm>

#include "base/csv.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "service/all_rows.hpp"
#include "service/consent_artefact.hpp"
#include "service/deployment_key.hpp"
#include "service/exchange.hpp"
#include "store/audit.hpp"

namespace service {
namespace {

constexpr int64_t day_ms = 86'400'000, china_ms = 8 * 3'600'000;
constexpr int64_t told_days = 30;

std::vector<std::string> const use_columns = {"id",         "consent", "consent_digest", "subject",
                                              "holder",     "user",    "purpose",        "fields",
                                              "answer_sm3", "used_at"};

/// The instant at which the day of `now` began in China.
store::Instant day_began(store::Instant now) {
    return int64_t(domain::china_day(now).days) * day_ms - china_ms;
}

base::Result<int64_t> count_uses(store::Transaction& tx, store::Session const& session,
                                 std::string const& consent, store::Instant since) {
    return store::count_rows(
        tx, session, store::table_of<domain::ConsentUse>,
        {is_text("consent", consent),
         {"used_at", store::Compare::greater_equal, {base::Value(store::instant_text(since))}}});
}

std::unexpected<base::Error> refused(std::string reason) {
    return base::fail(base::ErrorKind::forbidden, "consent_refused", {},
                      {{"reason", std::move(reason)}});
}

std::vector<std::string> fields_of(std::string const& text) {
    std::vector<std::string> out;
    for (std::string_view const word : base::split(text, ','))
        if (!base::trim(word).empty()) out.emplace_back(base::trim(word));
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

/// Facts of the subject that hold today, under a duty that may serve this purpose.
base::Result<std::vector<domain::Fact>> read_facts(store::Transaction& tx,
                                                   store::Session const& session,
                                                   std::string const& subject,
                                                   std::vector<std::string> const& items) {
    store::Filter named{"item", store::Compare::one_of, {}};
    for (std::string const& item : items) named.values.emplace_back(item);
    auto rows =
        TRY(all_rows<domain::Fact>(tx, session, {is_text("subject", subject), named}, "item"));
    base::Day const today = domain::china_day(tx.now());
    std::erase_if(rows, [&](domain::Fact const& fact) {
        return today < fact.valid_from || (fact.valid_to && *fact.valid_to < today);
    });
    return rows;
}

std::string digest_of(std::vector<domain::Fact> const& facts) {
    std::string text;
    for (domain::Fact const& fact : facts)
        base::append_csv_row(text, base::record_of<domain::Fact>, &fact);
    return base::digest_hex(base::DigestKind::sm3, text);
}

base::Result<domain::ConsentUse> put_use(store::Transaction& tx, store::Session const& session,
                                         domain::ConsentRow const& row,
                                         std::vector<std::string> const& fields,
                                         std::vector<domain::Fact> const& facts) {
    domain::ConsentUse use;
    use.consent = row.id;
    use.subject = row.subject;
    use.holder = row.holder;
    use.used_by = row.used_by;
    use.purpose = row.purpose;
    use.fields = base::join(fields, " ");
    use.answer_digest = digest_of(facts);
    use.used_at = store::instant_text(tx.now());
    use = TRY(store::insert(tx, session, use));
    TRY_VOID(store::append_audit(tx, session,
                                 {.action = "use",
                                  .object_kind = "consent",
                                  .object = row.id,
                                  .after_digest = use.answer_digest}));
    return use;
}

}  // namespace

base::Result<std::string> party_of(store::Transaction& tx, store::Session const& session,
                                   std::string const& uscc) {
    auto const known = TRY(all_rows<domain::Organisation>(tx, session, {is_text("uscc", uscc)}));
    return known.empty() || !known[0].party ? uscc : *known[0].party;
}

base::Result<std::string> path_of_subject(store::Transaction& tx, store::Session const& session,
                                          std::string const& uscc) {
    auto const known = TRY(all_rows<domain::Organisation>(tx, session, {is_text("uscc", uscc)}));
    return known.empty() ? session.path() : known[0].path;
}

base::Result<bool> is_withdrawn(store::Transaction& tx, store::Session const& session,
                                std::string const& consent) {
    int64_t const count = TRY(store::count_rows(
        tx, session, store::table_of<domain::ConsentWithdrawal>, {is_text("consent", consent)}));
    return count > 0;
}

base::Result<ConsentView> view_of(store::Transaction& tx, store::Session const& session,
                                  ConsentBook& book, domain::ConsentRow const& row) {
    ConsentView out;
    out.row = row;
    auto const given = read_consent(row.artefact);
    // A row that says something else than its artefact was changed by somebody.
    bool const same = given && domain::consent_digest(given->consent) == row.content_hash;
    if (!same) {
        out.state = domain::consent_state_text(domain::ConsentState::broken);
        return out;
    }
    domain::ConsentUses uses;
    uses.verified = book.verify(tx, session, *given).has_value();
    uses.withdrawn = TRY(is_withdrawn(tx, session, row.id));
    uses.in_all = TRY(count_uses(tx, session, row.id, 0));
    uses.today = TRY(count_uses(tx, session, row.id, day_began(tx.now())));
    out.uses = uses.in_all;
    out.state = domain::consent_state_text(domain::state_of(given->consent, tx.now(), uses));
    return out;
}

base::Result<ConsentView> find_consent(Place const& place, Caller const& caller, ConsentBook& book,
                                       std::string const& id) {
    return read_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<ConsentView> {
            auto const row = TRY(store::find<domain::ConsentRow>(tx, session, id));
            return view_of(tx, session, book, row);
        });
}

base::Result<std::vector<ConsentView>> list_consents(Place const& place, Caller const& caller,
                                                     ConsentBook& book) {
    using Views = std::vector<ConsentView>;
    return read_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<Views> {
            auto const rows = TRY(all_rows<domain::ConsentRow>(tx, session, {}));
            Views out;
            for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
                auto view = TRY(view_of(tx, session, book, *row));
                out.push_back(std::move(view));
            }
            return out;
        });
}

base::Result<ConsentAnswer> use_consent(Place const& place, Caller const& caller, ConsentBook& book,
                                        UseWish const& wish) {
    auto const fields = fields_of(wish.fields);
    return write_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<ConsentAnswer> {
            auto const row = TRY(store::find<domain::ConsentRow>(tx, session, wish.consent));
            auto const view = TRY(view_of(tx, session, book, row));
            if (view.state != "granted") return refused(view.state);
            auto const given = TRY(read_consent(row.artefact));
            auto const own = TRY(own_legal(tx, session));
            domain::WantedUse const wanted{*own.uscc, wish.dataset, wish.purpose, wish.mode,
                                           fields};
            if (!domain::allows(given.consent, wanted)) return refused("terms");
            ConsentAnswer out;
            out.facts = TRY(read_facts(tx, session, row.subject, fields));
            out.use = TRY(put_use(tx, session, row, fields, out.facts));
            return out;
        });
}

base::Result<int64_t> send_uses(Place const& place, Caller const& caller,
                                std::string const& recipient) {
    std::string csv;
    int64_t count = 0;
    auto const read = read_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<bool> {
            base::append_csv_row(csv, use_columns);
            auto const since = store::instant_text(tx.now() - told_days * day_ms);
            auto const uses = TRY(all_rows<domain::ConsentUse>(
                tx, session,
                {{"made_at", store::Compare::greater_equal, {base::Value(since)}},
                 is_text("tenant", session.tenant())}));
            for (domain::ConsentUse const& use : uses) {
                auto const row = TRY(store::find<domain::ConsentRow>(tx, session, use.consent));
                auto const given = TRY(read_consent(row.artefact));
                base::append_csv_row(
                    csv, {use.id, use.consent, row.content_hash, given.consent.subject,
                          given.consent.holder, given.consent.user, use.purpose, use.fields,
                          use.answer_digest, use.used_at});
                ++count;
            }
            return true;
        });
    if (!read) return std::unexpected(read.error());
    Parcel parcel{"consent_use", domain::window, recipient, "", "", {}};
    parcel.texts.push_back({"use.csv", csv});
    auto const sent = send_parcel(place, caller, parcel);
    if (!sent) return std::unexpected(sent.error());
    return count;
}

base::Result<void> take_consent_uses(Arrival const& arrival) {
    auto const table = TRY(package_table(arrival.opened, "use.csv"));
    return arrival.record([&](store::Transaction& tx, store::Session const& session,
                              domain::PackageRow const& package) -> base::Result<void> {
        for (base::CsvTable::Row const& line : table.rows) {
            if (line.cells[5] != package.sender)
                return base::fail(base::ErrorKind::forbidden, "consent_subject", {.field = "user"});
            int64_t const known = TRY(store::count_rows(
                tx, session, store::table_of<domain::ConsentUse>, {is_text("id", line.cells[0])}));
            if (known > 0) continue;
            domain::ConsentUse use;
            use.id = line.cells[0];
            use.consent = line.cells[1];
            use.subject = TRY(party_of(tx, session, line.cells[3]));
            use.holder = TRY(party_of(tx, session, line.cells[4]));
            use.used_by = TRY(party_of(tx, session, line.cells[5]));
            use.purpose = line.cells[6];
            use.fields = line.cells[7];
            use.answer_digest = line.cells[8];
            use.used_at = line.cells[9];
            TRY_VOID(store::insert(tx, session, use));
        }
        return {};
    });
}

}  // namespace service
