// Each use case is a transaction over the store's own functions.
#include "service/people.hpp"

#include "base/digest.hpp"
#include "base/identifier.hpp"
#include "base/text.hpp"
#include "service/sign_in.hpp"
#include "store/account.hpp"
#include "store/tables.hpp"
#include "store/tenant.hpp"

namespace service {
namespace {

using store::check_everywhere;  // Accounts and settings are the whole organisation's.
using store::Session;
using store::Transaction;

constexpr int token_bytes = 32;
constexpr int32_t token_days_max = 366;

base::Day today(Transaction& tx) {
    return *base::parse_day(store::instant_text(tx.now()).substr(0, 10));
}

base::Result<void> check_word(std::string_view field, std::string const& value,
                              std::initializer_list<std::string_view> words) {
    for (std::string_view const word : words)
        if (word == value) return {};
    return base::invalid("field_malformed", {.field = std::string(field)});
}

/// GB/T 2260: six digits.
base::Result<void> check_region(std::string const& region) {
    bool const digits = region.find_first_not_of("0123456789") == std::string::npos;
    if (region.size() == 6 && digits) return {};
    return base::invalid("list_region", {.field = "region"},
                         {{"value", base::shorten(region, 20)}});
}

/// A suspicious code is one that was really given out.
base::Result<void> check_identifier(std::string_view scheme, std::string const& value,
                                    std::string_view field) {
    using base::IdentifierState;
    IdentifierState state = IdentifierState::valid;
    if (scheme == "uscc") state = base::check_uscc(value);
    if (scheme == "organisation_code") state = base::check_organisation_code(value);
    if (scheme == "resident") state = base::check_resident_number(value);
    if (scheme == "lei") state = base::check_lei(value);
    if (state != IdentifierState::valid && state != IdentifierState::suspicious)
        return base::invalid("identifier_check", {.field = std::string(field)}, {{"value", value}});
    return {};
}

base::Result<domain::Account> change_account(Place const& place, Caller const& caller,
                                             std::string const& id,
                                             std::pair<std::string, base::Value> const& set) {
    return write_as(place, caller,
                    [&](Transaction& tx, Session const& session) -> base::Result<domain::Account> {
                        TRY_VOID(check_everywhere(tx, session, "security.account"));
                        auto const account = TRY(store::find<domain::Account>(tx, session, id));
                        return store::update<domain::Account>(tx, session,
                                                              {id, account.version, {set}});
                    });
}

}  // namespace

base::Result<domain::Organisation> add_organisation(Place const& place, Caller const& caller,
                                                    OrganisationWish const& wish,
                                                    std::string const&) {
    TRY_VOID(check_word("kind", wish.kind, {"head_office", "branch", "department"}));
    TRY_VOID(check_region(wish.region));
    return write_as(place, caller, [&](Transaction& tx, Session const& session) {
        domain::Organisation row;
        row.parent = wish.parent;
        row.kind = wish.kind;
        row.name = wish.name;
        row.region = wish.region;
        return store::add_organisation(tx, session, row);
    });
}

base::Result<domain::Account> add_account(Place const& place, Caller const& caller,
                                          AccountWish const& wish, std::string const&) {
    return write_as(place, caller,
                    [&](Transaction& tx, Session const& session) -> base::Result<domain::Account> {
                        TRY_VOID(check_everywhere(tx, session, "security.account"));
                        domain::Account row;
                        row.name = wish.name;
                        row.display_name = wish.display_name;
                        return store::add_account(tx, session, row);
                    });
}

base::Result<domain::Account> set_state(Place const& place, Caller const& caller,
                                        AccountChange const& wish, std::string const& id) {
    TRY_VOID(check_word("value", wish.value, {"active", "disabled"}));
    return write_as(place, caller,
                    [&](Transaction& tx, Session const& session) -> base::Result<domain::Account> {
                        TRY_VOID(check_everywhere(tx, session, "security.account"));
                        return store::set_account_state(tx, session, id, wish.value);
                    });
}

base::Result<domain::Account> set_external(Place const& place, Caller const& caller,
                                           AccountChange const& wish, std::string const& id) {
    bool const known = wish.value.starts_with("oidc:") || wish.value.starts_with("gateway:");
    if (!known && !wish.value.empty()) return base::invalid("field_malformed", {.field = "value"});
    return change_account(
        place, caller, id,
        {"external", wish.value.empty() ? base::Value() : base::Value(wish.value)});
}

base::Result<domain::Role> add_role(Place const& place, Caller const& caller, RoleWish const& wish,
                                    std::string const&) {
    return write_as(
        place, caller, [&](Transaction& tx, Session const& session) -> base::Result<domain::Role> {
            TRY_VOID(check_everywhere(tx, session, "security.role"));
            return store::add_role(tx, session, wish.name, store::split_words(wish.permissions));
        });
}

base::Result<domain::RoleGrant> grant(Place const& place, Caller const& caller,
                                      GrantWish const& wish, std::string const&) {
    return write_as(place, caller, [&](Transaction& tx, Session const& session) {
        store::GrantWish const with = {wish.account, wish.role, wish.organisation, wish.valid_from,
                                       wish.valid_to};
        return store::grant_role(tx, session, with);
    });
}

base::Result<domain::Delegation> delegate(Place const& place, Caller const& caller,
                                          DelegationWish const& wish, std::string const&) {
    return write_as(
        place, caller,
        [&](Transaction& tx, Session const& session) -> base::Result<domain::Delegation> {
            TRY_VOID(check_everywhere(tx, session, "security.delegation"));
            domain::Delegation row;
            row.from_account = wish.from_account;
            row.to_account = wish.to_account;
            row.permissions = store::join_words(store::split_words(wish.permissions));
            row.valid_from = wish.valid_from;
            row.valid_to = wish.valid_to;
            return store::delegate(tx, session, row);
        });
}

base::Result<TokenMade> make_token(Place const& place, Caller const& caller, TokenWish const& wish,
                                   std::string const&) {
    if (!store::parse_purpose(wish.purpose))
        return base::invalid("token_purpose_unknown", {.field = "purpose"});
    // A token that could make tokens would outlive its own end.
    if (caller.identity.actor != caller.identity.account)
        return base::fail(base::ErrorKind::forbidden, "token_by_token", {});
    TokenMade made;
    made.token = base::random_hex(token_bytes);
    return write_as(
        place, caller, [&](Transaction& tx, Session const& session) -> base::Result<TokenMade> {
            if (wish.last_day < today(tx) ||
                wish.last_day > base::add_days(today(tx), token_days_max))
                return base::invalid("token_life", {.field = "last_day"});
            domain::ApiToken row;
            row.account = caller.identity.account;
            row.name = wish.name;
            row.token_hash = token_hash(made.token);
            row.permissions = store::join_words(store::split_words(wish.permissions));
            row.purpose = wish.purpose;
            row.expires_at = base::to_text(base::add_days(wish.last_day, 1)) + "T00:00:00.000Z";
            auto const stored = TRY(store::insert(tx, session, row));
            made.id = stored.id;
            return made;
        });
}

base::Result<domain::Setting> put_setting(Place const& place, Caller const& caller,
                                          SettingWish const& wish, std::string const&) {
    return write_as(
        place, caller,
        [&](Transaction& tx, Session const& session) -> base::Result<domain::Setting> {
            TRY_VOID(check_everywhere(tx, session, "system.setting"));
            store::Query query;
            query.filters.push_back({"name", store::Compare::equal, {base::Value(wish.name)}});
            auto const rows = TRY(store::list<domain::Setting>(tx, session, query));
            domain::Setting row;
            row.name = wish.name;
            row.value = wish.value;
            if (rows.empty()) return store::insert(tx, session, row);
            store::Change change{rows[0].id, rows[0].version, {}};
            change.set.emplace_back("value", base::Value(wish.value));
            return store::update<domain::Setting>(tx, session, change);
        });
}

base::Result<domain::Party> add_party(Place const& place, Caller const& caller,
                                      PartyWish const& wish, std::string const&) {
    TRY_VOID(check_word("kind", wish.kind, {"enterprise", "person", "institution", "government"}));
    TRY_VOID(check_region(wish.region));
    return write_as(place, caller, [&](Transaction& tx, Session const& session) {
        domain::Party row;
        row.kind = wish.kind;
        row.name = wish.name;
        row.region = wish.region;
        return store::insert(tx, session, row);
    });
}

base::Result<domain::PartyIdentifier> add_identifier(Place const& place, Caller const& caller,
                                                     IdentifierWish const& wish,
                                                     std::string const& party) {
    TRY_VOID(check_word("scheme", wish.scheme,
                        {"uscc", "organisation_code", "resident", "lei", "other"}));
    TRY_VOID(check_identifier(wish.scheme, wish.value, "value"));
    return write_as(
        place, caller,
        [&](Transaction& tx, Session const& session) -> base::Result<domain::PartyIdentifier> {
            TRY_VOID(store::find<domain::Party>(tx, session, party));
            domain::PartyIdentifier row;
            row.party = party;
            row.scheme = wish.scheme;
            row.value = wish.value;
            row.source = wish.source;
            row.made_by = session.account();
            return store::insert(tx, session, row);
        });
}

base::Result<domain::PartyIdentifier> verify_identifier(Place const& place, Caller const& caller,
                                                        VerifyWish const& wish,
                                                        std::string const& id) {
    return write_as(
        place, caller,
        [&](Transaction& tx, Session const& session) -> base::Result<domain::PartyIdentifier> {
            auto const row = TRY(store::find<domain::PartyIdentifier>(tx, session, id));
            if (row.verified_by)
                return base::fail(base::ErrorKind::conflict, "already_verified", {});
            if (row.made_by == session.account())
                return base::fail(base::ErrorKind::forbidden, "same_person", {});
            store::Change change{id, row.version, {}};
            change.set.emplace_back("source", base::Value(wish.source));
            change.set.emplace_back("verified_by", base::Value(session.account()));
            change.set.emplace_back("verified_at", base::Value(store::instant_text(tx.now())));
            return store::update<domain::PartyIdentifier>(tx, session, change);
        });
}

base::Result<FirstPassword> reset_password(Place const& place, Caller const& caller,
                                           std::string const& account) {
    FirstPassword out = {account, make_password()};
    return write_as(place, caller,
                    [&](Transaction& tx, Session const& session) -> base::Result<FirstPassword> {
                        TRY_VOID(check_everywhere(tx, session, "security.account"));
                        TRY_VOID(set_first_password(tx, session, account, out.password));
                        return out;
                    });
}

base::Result<void> end_grant(Place const& place, Caller const& caller, std::string const& id) {
    return write_as(
        place, caller, [&](Transaction& tx, Session const& session) -> base::Result<void> {
            auto const row = TRY(store::find<domain::RoleGrant>(tx, session, id));
            store::Change change{id, row.version, {}};
            change.set.emplace_back("valid_to", base::Value(base::add_days(today(tx), -1)));
            TRY_VOID(store::update<domain::RoleGrant>(tx, session, change));
            return {};
        });
}

base::Result<void> end_delegation(Place const& place, Caller const& caller, std::string const& id) {
    return write_as(place, caller,
                    [&](Transaction& tx, Session const& session) -> base::Result<void> {
                        TRY_VOID(store::end<domain::Delegation>(tx, session, id));
                        return {};
                    });
}

base::Result<void> end_token(Place const& place, Caller const& caller, std::string const& id) {
    return write_as(place, caller,
                    [&](Transaction& tx, Session const& session) -> base::Result<void> {
                        auto const row = TRY(store::find<domain::ApiToken>(tx, session, id));
                        if (row.account != caller.identity.account)
                            return base::fail(base::ErrorKind::not_found, "object_not_found", {},
                                              {{"kind", "api_token"}});
                        TRY_VOID(store::end<domain::ApiToken>(tx, session, id));
                        return {};
                    });
}

}  // namespace service
