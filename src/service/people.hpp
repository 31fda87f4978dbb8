// Use cases of administrators: organisations, accounts, roles, grants, delegations, tokens,
// settings; and parties with their identifiers.
#pragma once

#include <optional>
#include <string>

#include "domain/account.hpp"
#include "domain/organisation.hpp"
#include "domain/work.hpp"
#include "service/place.hpp"

namespace service {

/// A part of an organisation. Who is a legal person of its own, with a credit code, is made by the
/// operator at the console: whoever claims a code is taken for that party.
struct OrganisationWish {
    std::string parent;
    std::string kind;
    std::string name;
    std::string region;
};

inline constexpr auto organisation_wish_columns = base::columns<OrganisationWish>({
    base::column<&OrganisationWish::parent>(
        {.text = "Organisation above.", .editor = base::Editor::organisation}),
    base::column<&OrganisationWish::kind>(
        {.text = "Kind.", .choices = "head_office branch department"}),
    base::column<&OrganisationWish::name>({.text = "Name."}),
    base::column<&OrganisationWish::region>(
        {.text = "GB/T 2260, six digits.", .editor = base::Editor::region}),
});

struct AccountWish {
    std::string name;
    std::string display_name;
};

inline constexpr auto account_wish_columns = base::columns<AccountWish>({
    base::column<&AccountWish::name>({.text = "Sign-in name, unique in the organisation."}),
    base::column<&AccountWish::display_name>({.text = "Name shown."}),
});

/// A new value of one column of an account: `state` or `external`.
struct AccountChange {
    std::string value;
};

inline constexpr auto account_change_columns = base::columns<AccountChange>({
    base::column<&AccountChange::value>({.text = "New value."}),
});

struct FirstPassword {
    std::string account;
    std::string password;
};

inline constexpr auto first_password_columns = base::columns<FirstPassword>({
    base::column<&FirstPassword::account>(
        {.text = "Account.", .key = true, .editor = base::Editor::account}),
    base::column<&FirstPassword::password>({.text = "Shown once; to be changed when signing in."}),
});

struct RoleWish {
    std::string name;
    std::string permissions;
};

inline constexpr auto role_wish_columns = base::columns<RoleWish>({
    base::column<&RoleWish::name>({.text = "Unique."}),
    base::column<&RoleWish::permissions>({.text = "One blank between; of one class."}),
});

struct GrantWish {
    std::string account;
    std::string role;
    std::string organisation;
    base::Day valid_from;
    std::optional<base::Day> valid_to;
};

inline constexpr auto grant_wish_columns = base::columns<GrantWish>({
    base::column<&GrantWish::account>({.text = "Account.", .editor = base::Editor::account}),
    base::column<&GrantWish::role>({.text = "Role."}),
    base::column<&GrantWish::organisation>(
        {.text = "Organisation whose subtree is meant.", .editor = base::Editor::organisation}),
    base::column<&GrantWish::valid_from>({.text = "First day."}),
    base::column<&GrantWish::valid_to>({.text = "Last day."}),
});

struct DelegationWish {
    std::string from_account;
    std::string to_account;
    std::string permissions;
    base::Day valid_from;
    base::Day valid_to;
};

inline constexpr auto delegation_wish_columns = base::columns<DelegationWish>({
    base::column<&DelegationWish::from_account>(
        {.text = "Who delegates.", .editor = base::Editor::account}),
    base::column<&DelegationWish::to_account>(
        {.text = "Who stands in.", .editor = base::Editor::account}),
    base::column<&DelegationWish::permissions>({.text = "One blank between."}),
    base::column<&DelegationWish::valid_from>({.text = "First day."}),
    base::column<&DelegationWish::valid_to>({.text = "Last day."}),
});

struct TokenWish {
    std::string name;
    std::string permissions;
    std::string purpose;
    base::Day last_day;
};

inline constexpr auto token_wish_columns = base::columns<TokenWish>({
    base::column<&TokenWish::name>({.text = "What it is for."}),
    base::column<&TokenWish::permissions>({.text = "What it may at most; one blank between."}),
    base::column<&TokenWish::purpose>(
        {.text = "The only purpose it works for.",
         .choices = "statistics supervision credit matching service security upkeep"}),
    base::column<&TokenWish::last_day>({.text = "Last day; at most a year away."}),
});

struct TokenMade {
    std::string id;
    std::string token;
};

inline constexpr auto token_made_columns = base::columns<TokenMade>({
    base::column<&TokenMade::id>({.text = "Object id.", .key = true}),
    base::column<&TokenMade::token>({.text = "Bearer token, shown once."}),
});

struct SettingWish {
    std::string name;
    std::string value;
};

inline constexpr auto setting_wish_columns = base::columns<SettingWish>({
    base::column<&SettingWish::name>({.text = "Which one."}),
    base::column<&SettingWish::value>({.text = "New value."}),
});

struct PartyWish {
    std::string kind;
    std::string name;
    std::string region;
};

inline constexpr auto party_wish_columns = base::columns<PartyWish>({
    base::column<&PartyWish::kind>(
        {.text = "Kind.", .choices = "enterprise person institution government"}),
    base::column<&PartyWish::name>({.text = "Name."}),
    base::column<&PartyWish::region>(
        {.text = "GB/T 2260, six digits.", .editor = base::Editor::region}),
});

struct IdentifierWish {
    std::string scheme;
    std::string value;
    std::string source;
};

inline constexpr auto identifier_wish_columns = base::columns<IdentifierWish>({
    base::column<&IdentifierWish::scheme>(
        {.text = "Kind of identifier.", .choices = "uscc organisation_code resident lei other"}),
    base::column<&IdentifierWish::value>({.text = "As written; check digits must hold."}),
    base::column<&IdentifierWish::source>({.text = "Where it comes from."}),
});

/// That somebody looked at the proof.
struct VerifyWish {
    std::string source;
};

inline constexpr auto verify_wish_columns = base::columns<VerifyWish>({
    base::column<&VerifyWish::source>({.text = "Document or service that proves it."}),
});

// Each: `id` is the object in the path, "" where there is none. Errors: those of the store;
// `field_malformed` for a word that is none of those named above.
base::Result<domain::Organisation> add_organisation(Place const& place, Caller const& caller,
                                                    OrganisationWish const& wish,
                                                    std::string const& id);
base::Result<domain::Account> add_account(Place const& place, Caller const& caller,
                                          AccountWish const& wish, std::string const& id);
base::Result<domain::Account> set_state(Place const& place, Caller const& caller,
                                        AccountChange const& wish, std::string const& id);
base::Result<domain::Account> set_external(Place const& place, Caller const& caller,
                                           AccountChange const& wish, std::string const& id);
base::Result<domain::Role> add_role(Place const& place, Caller const& caller, RoleWish const& wish,
                                    std::string const& id);
base::Result<domain::RoleGrant> grant(Place const& place, Caller const& caller,
                                      GrantWish const& wish, std::string const& id);
base::Result<domain::Delegation> delegate(Place const& place, Caller const& caller,
                                          DelegationWish const& wish, std::string const& id);
/// The caller's own token. Errors: `token_purpose_unknown`, `token_life`.
base::Result<TokenMade> make_token(Place const& place, Caller const& caller, TokenWish const& wish,
                                   std::string const& id);
base::Result<domain::Setting> put_setting(Place const& place, Caller const& caller,
                                          SettingWish const& wish, std::string const& id);
base::Result<domain::Party> add_party(Place const& place, Caller const& caller,
                                      PartyWish const& wish, std::string const& id);
/// Errors: `identifier_check` when a check digit does not hold.
base::Result<domain::PartyIdentifier> add_identifier(Place const& place, Caller const& caller,
                                                     IdentifierWish const& wish,
                                                     std::string const& party);

/// Errors: `already_verified`.
base::Result<domain::PartyIdentifier> verify_identifier(Place const& place, Caller const& caller,
                                                        VerifyWish const& wish,
                                                        std::string const& id);

/// A new first password for an account. Not to be repeated by a key: it is shown once.
base::Result<FirstPassword> reset_password(Place const& place, Caller const& caller,
                                           std::string const& account);
/// From yesterday on a grant no longer holds. Errors: `object_not_found`.
base::Result<void> end_grant(Place const& place, Caller const& caller, std::string const& id);
base::Result<void> end_delegation(Place const& place, Caller const& caller, std::string const& id);
/// The caller's own token. Errors: `object_not_found`.
base::Result<void> end_token(Place const& place, Caller const& caller, std::string const& id);

}  // namespace service

#define WUPIAN_RECORD(type, name)                                  \
    template <>                                                    \
    inline constexpr base::Record base::record_of<service::type> { \
        #name, service::name##_columns                             \
    }
WUPIAN_RECORD(OrganisationWish, organisation_wish);
WUPIAN_RECORD(AccountWish, account_wish);
WUPIAN_RECORD(AccountChange, account_change);
WUPIAN_RECORD(FirstPassword, first_password);
WUPIAN_RECORD(RoleWish, role_wish);
WUPIAN_RECORD(GrantWish, grant_wish);
WUPIAN_RECORD(DelegationWish, delegation_wish);
WUPIAN_RECORD(TokenWish, token_wish);
WUPIAN_RECORD(TokenMade, token_made);
WUPIAN_RECORD(SettingWish, setting_wish);
WUPIAN_RECORD(PartyWish, party_wish);
WUPIAN_RECORD(IdentifierWish, identifier_wish);
WUPIAN_RECORD(VerifyWish, verify_wish);
#undef WUPIAN_RECORD
