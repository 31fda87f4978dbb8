// Accounts, roles, grants, delegations and the tokens that stand for them, as rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// A named set of permissions.
struct Role {
    std::string id = {};
    std::string name = {};
    std::string permissions = {};
    std::string duty_class = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto role_columns = base::columns<Role>({
    base::column<&Role::id>({.text = "Object id.", .key = true}),
    base::column<&Role::name>({.text = "Unique."}),
    base::column<&Role::permissions>({.text = "Sorted, one blank between."}),
    base::column<&Role::duty_class>(
        {.text = "Class of duties; never two.", .choices = "system security audit business"}),
    base::column<&Role::version>({.text = "1 when made, one more with each change."}),
    base::column<&Role::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// A person who signs in.
struct Account {
    std::string id = {};
    std::string tenant = {};
    std::string name = {};
    std::string display_name = {};
    std::string state = {};
    std::optional<std::string> password_hash = {};
    std::optional<std::string> totp_secret = {};
    std::optional<int64_t> totp_step = {};
    std::optional<std::string> external = {};
    int64_t failed_count = {};
    std::optional<std::string> locked_until = {};
    std::optional<std::string> password_at = {};
    std::optional<std::string> seen_at = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto account_columns = base::columns<Account>({
    base::column<&Account::id>({.text = "Object id.", .key = true}),
    base::column<&Account::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&Account::name>({.text = "Sign-in name, unique in the tenant."}),
    base::column<&Account::display_name>({.text = "Name shown."}),
    base::column<&Account::state>({.text = "State.", .choices = "active disabled locked"}),
    base::column<&Account::password_hash>(
        {.text = "Argon2id; none when signed in elsewhere.", .secret = true}),
    base::column<&Account::totp_secret>({.text = "Sealed.", .secret = true}),
    base::column<&Account::totp_step>({.text = "Step of the last code: each works once."}),
    base::column<&Account::external>(
        {.text = "Who it is elsewhere: oidc:<issuer>#<subject> or gateway:<user>."}),
    base::column<&Account::failed_count>({.text = "Wrong passwords in a row."}),
    base::column<&Account::locked_until>({.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&Account::password_at>(
        {.text = "Instant of the last change by its owner; none: to be changed.",
         .editor = base::Editor::instant}),
    base::column<&Account::seen_at>({.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&Account::version>({.text = "1 when made, one more with each change."}),
    base::column<&Account::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// An account holds a role in an organisation and what is below it.
struct RoleGrant {
    std::string id = {};
    std::string tenant = {};
    std::string account = {};
    std::string role = {};
    std::string organisation = {};
    std::string path = {};
    base::Day valid_from = {};
    std::optional<base::Day> valid_to = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto role_grant_columns = base::columns<RoleGrant>({
    base::column<&RoleGrant::id>({.text = "Object id.", .key = true}),
    base::column<&RoleGrant::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&RoleGrant::account>({.text = "Account.", .editor = base::Editor::account}),
    base::column<&RoleGrant::role>({.text = "Role."}),
    base::column<&RoleGrant::organisation>(
        {.text = "Organisation whose subtree is meant.", .editor = base::Editor::organisation}),
    base::column<&RoleGrant::path>({.text = "Organisation path that the row belongs to, /id/id/."}),
    base::column<&RoleGrant::valid_from>({.text = "First day."}),
    base::column<&RoleGrant::valid_to>({.text = "Last day."}),
    base::column<&RoleGrant::version>({.text = "1 when made, one more with each change."}),
    base::column<&RoleGrant::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// One account stands in for another for some days.
struct Delegation {
    std::string id = {};
    std::string tenant = {};
    std::string from_account = {};
    std::string to_account = {};
    std::string permissions = {};
    base::Day valid_from = {};
    base::Day valid_to = {};
    std::optional<std::string> ended_at = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto delegation_columns = base::columns<Delegation>({
    base::column<&Delegation::id>({.text = "Object id.", .key = true}),
    base::column<&Delegation::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&Delegation::from_account>(
        {.text = "Who delegates.", .editor = base::Editor::account}),
    base::column<&Delegation::to_account>(
        {.text = "Who stands in.", .editor = base::Editor::account}),
    base::column<&Delegation::permissions>(
        {.text = "What is delegated: sorted, one blank between."}),
    base::column<&Delegation::valid_from>({.text = "First day."}),
    base::column<&Delegation::valid_to>({.text = "Last day."}),
    base::column<&Delegation::ended_at>(
        {.text = "Instant from which it no longer holds.", .editor = base::Editor::instant}),
    base::column<&Delegation::version>({.text = "1 when made, one more with each change."}),
    base::column<&Delegation::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// A signed-in browser. Only hashes of its tokens are kept.
struct SignIn {
    std::string id = {};
    std::string tenant = {};
    std::string account = {};
    std::string token_hash = {};
    std::string method = {};
    std::string seen_at = {};
    std::string expires_at = {};
    std::optional<std::string> rotated_from = {};
    std::optional<std::string> ended_at = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto sign_in_columns = base::columns<SignIn>({
    base::column<&SignIn::id>({.text = "Object id.", .key = true}),
    base::column<&SignIn::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&SignIn::account>({.text = "Account.", .editor = base::Editor::account}),
    base::column<&SignIn::token_hash>({.text = "SM3 of the token.", .secret = true}),
    base::column<&SignIn::method>({.text = "How the person was proved.", .choices = "local oidc"}),
    base::column<&SignIn::seen_at>({.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&SignIn::expires_at>({.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&SignIn::rotated_from>({.text = "The sign-in it replaced."}),
    base::column<&SignIn::ended_at>(
        {.text = "Instant from which it no longer holds.", .editor = base::Editor::instant}),
    base::column<&SignIn::version>({.text = "1 when made, one more with each change."}),
    base::column<&SignIn::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// A program's key. Only its hash is kept.
struct ApiToken {
    std::string id = {};
    std::string tenant = {};
    std::string account = {};
    std::string name = {};
    std::string token_hash = {};
    std::string permissions = {};
    std::string purpose = {};
    std::string expires_at = {};
    std::optional<std::string> used_at = {};
    std::optional<std::string> ended_at = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto api_token_columns = base::columns<ApiToken>({
    base::column<&ApiToken::id>({.text = "Object id.", .key = true}),
    base::column<&ApiToken::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&ApiToken::account>(
        {.text = "Account whose rights it has at most.", .editor = base::Editor::account}),
    base::column<&ApiToken::name>({.text = "What it is for."}),
    base::column<&ApiToken::token_hash>({.text = "SM3 of the token.", .secret = true}),
    base::column<&ApiToken::permissions>(
        {.text = "What it may at most: sorted, one blank between."}),
    base::column<&ApiToken::purpose>(
        {.text = "The only purpose it works for.",
         .choices = "statistics supervision credit matching service security upkeep"}),
    base::column<&ApiToken::expires_at>({.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&ApiToken::used_at>({.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&ApiToken::ended_at>(
        {.text = "Instant from which it no longer holds.", .editor = base::Editor::instant}),
    base::column<&ApiToken::version>({.text = "1 when made, one more with each change."}),
    base::column<&ApiToken::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::Role>{"role", domain::role_columns};
template <>
inline constexpr base::Record base::record_of<domain::Account>{"account", domain::account_columns};
template <>
inline constexpr base::Record base::record_of<domain::RoleGrant>{"role_grant",
                                                                 domain::role_grant_columns};
template <>
inline constexpr base::Record base::record_of<domain::Delegation>{"delegation",
                                                                  domain::delegation_columns};
template <>
inline constexpr base::Record base::record_of<domain::SignIn>{"sign_in", domain::sign_in_columns};
template <>
inline constexpr base::Record base::record_of<domain::ApiToken>{"api_token",
                                                                domain::api_token_columns};
