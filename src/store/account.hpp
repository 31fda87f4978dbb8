// Accounts and roles: made, granted, delegated and disabled under 三员分立; who signs in by what.
#pragma once

#include "domain/account.hpp"
#include "domain/organisation.hpp"
#include "store/session.hpp"

namespace store {

/// Makes an organisation below `parent` ("" for the root) and its path. Its `kind`, `name`,
/// `region`, `uscc` and `party` are taken over. Errors: `object_not_found`, `permission_missing`.
base::Result<domain::Organisation> add_organisation(Transaction& tx, Session const& session,
                                                    domain::Organisation organisation);

/// A role of one class. Errors: `duties_mixed`, `permission_missing`, `store_unique`.
base::Result<domain::Role> add_role(Transaction& tx, Session const& session,
                                    std::string const& name,
                                    std::set<std::string> const& permissions);

base::Result<domain::Account> add_account(Transaction& tx, Session const& session,
                                          domain::Account account);

/// Disabled accounts open no session any more; `is_active` false ends their sign-ins and tokens.
base::Result<domain::Account> set_account_state(Transaction& tx, Session const& session,
                                                std::string const& account,
                                                std::string const& state);

struct GrantWish {
    std::string account;
    std::string role;
    std::string organisation;  // At or below the session's tenant.
    base::Day from;
    std::optional<base::Day> to = {};
};

/// Errors: `duties_mixed` when the account would hold two classes of which one is system, security
/// or audit, whether by grants or by delegations; `object_not_found`.
base::Result<domain::RoleGrant> grant_role(Transaction& tx, Session const& session,
                                           GrantWish const& wish);

/// Errors: as grant_role, for the account that stands in; `object_not_found`.
base::Result<domain::Delegation> delegate(Transaction& tx, Session const& session,
                                          domain::Delegation delegation);

/// Ends all sign-ins and tokens of an account.
base::Result<void> end_sign_ins(Transaction& tx, Session const& session,
                                std::string const& account);

/// The caller's own account, whatever the organisation it acts in. Errors: `object_not_found`.
base::Result<domain::Account> find_own_account(Transaction& tx, std::string const& id);

/// Names of the roles that an account holds today, sorted.
base::Result<std::vector<std::string>> role_names(Transaction& tx, std::string const& account);

/// Who somebody is at a provider or gateway, and the organisation that they mean (id or credit
/// code): what another organisation says of the same person counts for nothing there.
struct External {
    std::string organisation;
    std::string user;  // Account::external.
};
base::Result<std::optional<domain::Account>> find_external_account(Transaction& tx,
                                                                   External const& external);

/// Before there is a session. None without such a row; an ended or expired token is none.
base::Result<std::optional<domain::Account>> find_account(Transaction& tx,
                                                          std::string const& tenant,
                                                          std::string const& name);
base::Result<std::optional<domain::SignIn>> find_sign_in(Transaction& tx,
                                                         std::string const& token_hash);
base::Result<std::optional<domain::ApiToken>> find_api_token(Transaction& tx,
                                                             std::string const& token_hash);

}  // namespace store
