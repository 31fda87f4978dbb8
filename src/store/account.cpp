// Accounts, roles, grants and delegations.
#include "store/account.hpp"

#include "store/clause.hpp"
#include "store/tables.hpp"

namespace store {
namespace {

/// The first row that a condition of our own finds, whatever its scope: there is no session yet.
template <typename T>
base::Result<std::optional<T>> find_first(Transaction& tx, std::string const& condition,
                                          std::vector<base::Value> const& values) {
    base::Record const& record = *table_of<T>.record;
    std::string names;
    for (base::Column const& column : record.columns)
        names += (names.empty() ? "" : ", ") + quoted(column.name);
    std::optional<T> out;
    auto const keep = [&](Cells cells) -> base::Result<bool> {
        out.emplace();
        for (size_t i = 0; i < cells.size(); ++i) {
            auto value = TRY(parse_cell(record.columns[i], cells[i]));
            record.columns[i].set(&*out, std::move(value));
        }
        return false;
    };
    TRY_VOID(tx.each("select " + names + " from " + quoted(record.name) + " where " + condition,
                     values, keep));
    return out;
}

/// Every permission that an account holds or may come to hold by what is not over.
base::Result<std::set<std::string>> held_permissions(Transaction& tx, std::string const& account) {
    std::string const day = instant_text(tx.now()).substr(0, 10);
    std::set<std::string> out;
    auto const collect = [&](Cells cells) -> base::Result<bool> {
        out.merge(split_words(*cells[0]));
        return true;
    };
    TRY_VOID(
        tx.each("select r.\"permissions\" from \"role_grant\" g join \"role\" r on r.\"id\" = "
                "g.\"role\" where g.\"account\" = ? and (g.\"valid_to\" is null or "
                "g.\"valid_to\" >= ?)",
                {base::Value(account), base::Value(day)}, collect));
    TRY_VOID(
        tx.each("select \"permissions\" from \"delegation\" where \"to_account\" = ? and "
                "\"valid_to\" >= ? and \"ended_at\" is null",
                {base::Value(account), base::Value(day)}, collect));
    return out;
}

base::Result<void> check_duties(Transaction& tx, std::string const& account,
                                std::string const& added) {
    auto permissions = TRY(held_permissions(tx, account));
    permissions.merge(split_words(added));
    TRY_VOID(only_duty_class(permissions));
    return {};
}

/// Ends what an account is signed in by, in whichever organisation it acts.
template <typename T>
base::Result<void> end_all(Transaction& tx, Session const& session, std::string const& account) {
    std::vector<std::pair<std::string, std::string>> open;  // Tenant and id.
    TRY_VOID(tx.each("select \"tenant\", \"id\" from " + quoted(table_of<T>.record->name) +
                         " where \"account\" = ? and \"ended_at\" is null",
                     {base::Value(account)}, [&](Cells cells) -> base::Result<bool> {
                         open.emplace_back(std::string(*cells[0]), std::string(*cells[1]));
                         return true;
                     }));
    for (auto const& [tenant, id] : open) {
        auto const there = TRY(open_upkeep_session(tx, tenant, session.actor()));
        TRY_VOID(end<T>(tx, there, id));
    }
    return {};
}

}  // namespace

base::Result<domain::Organisation> add_organisation(Transaction& tx, Session const& session,
                                                    domain::Organisation organisation) {
    std::string above = "/";
    if (organisation.parent && !organisation.parent->empty()) {
        auto const parent = TRY(find<domain::Organisation>(tx, session, *organisation.parent));
        above = parent.path;
    } else {
        organisation.parent.reset();
    }
    organisation.id = make_id(tx.now());
    organisation.path = above + organisation.id + "/";
    return insert(tx, session, organisation);
}

base::Result<domain::Role> add_role(Transaction& tx, Session const& session,
                                    std::string const& name,
                                    std::set<std::string> const& permissions) {
    domain::Role role;
    role.name = name;
    role.permissions = join_words(permissions);
    role.duty_class = TRY(only_duty_class(permissions));
    return insert(tx, session, role);
}

base::Result<domain::Account> add_account(Transaction& tx, Session const& session,
                                          domain::Account account) {
    account.state = "active";
    return insert(tx, session, account);
}

base::Result<domain::Account> set_account_state(Transaction& tx, Session const& session,
                                                std::string const& account,
                                                std::string const& state) {
    auto const found = TRY(find<domain::Account>(tx, session, account));
    if (state != "active") {
        TRY_VOID(end_sign_ins(tx, session, account));
    }
    Change const change{account, found.version, {{"state", base::Value(state)}}};
    return update<domain::Account>(tx, session, change);
}

base::Result<domain::RoleGrant> grant_role(Transaction& tx, Session const& session,
                                           GrantWish const& wish) {
    TRY_VOID(find<domain::Account>(tx, session, wish.account));
    auto const role = TRY(find<domain::Role>(tx, session, wish.role));
    auto const place = TRY(find<domain::Organisation>(tx, session, wish.organisation));
    TRY_VOID(check_duties(tx, wish.account, role.permissions));
    domain::RoleGrant grant;
    grant.account = wish.account;
    grant.role = wish.role;
    grant.organisation = wish.organisation;
    grant.path = place.path;
    grant.valid_from = wish.from;
    grant.valid_to = wish.to;
    return insert(tx, session, grant);
}

base::Result<domain::Delegation> delegate(Transaction& tx, Session const& session,
                                          domain::Delegation delegation) {
    TRY_VOID(find<domain::Account>(tx, session, delegation.from_account));
    TRY_VOID(find<domain::Account>(tx, session, delegation.to_account));
    TRY_VOID(check_duties(tx, delegation.to_account, delegation.permissions));
    return insert(tx, session, delegation);
}

base::Result<std::optional<domain::Account>> find_account(Transaction& tx,
                                                          std::string const& tenant,
                                                          std::string const& name) {
    return find_first<domain::Account>(tx, "\"tenant\" = ? and \"name\" = ?",
                                       {base::Value(tenant), base::Value(name)});
}

base::Result<std::optional<domain::Account>> find_external_account(Transaction& tx,
                                                                   External const& external) {
    return find_first<domain::Account>(
        tx,
        "\"external\" = ? and \"tenant\" in "
        "(select \"id\" from \"organisation\" where \"id\" = ? or \"uscc\" = ?)",
        {base::Value(external.user), base::Value(external.organisation),
         base::Value(external.organisation)});
}

base::Result<domain::Account> find_own_account(Transaction& tx, std::string const& id) {
    auto found = TRY(find_first<domain::Account>(tx, "\"id\" = ?", {base::Value(id)}));
    if (!found)
        return base::fail(base::ErrorKind::not_found, "object_not_found", {},
                          {{"kind", "account"}});
    return std::move(*found);
}

base::Result<void> end_sign_ins(Transaction& tx, Session const& session,
                                std::string const& account) {
    TRY_VOID(end_all<domain::SignIn>(tx, session, account));
    return end_all<domain::ApiToken>(tx, session, account);
}

base::Result<std::vector<std::string>> role_names(Transaction& tx, std::string const& account) {
    std::string const day = instant_text(tx.now()).substr(0, 10);
    std::vector<std::string> out;
    TRY_VOID(
        tx.each("select distinct r.\"name\" from \"role_grant\" g join \"role\" r on r.\"id\" = "
                "g.\"role\" where g.\"account\" = ? and g.\"valid_from\" <= ? and "
                "(g.\"valid_to\" is null or g.\"valid_to\" >= ?) order by r.\"name\"",
                {base::Value(account), base::Value(day), base::Value(day)},
                [&](Cells cells) -> base::Result<bool> {
                    out.emplace_back(*cells[0]);
                    return true;
                }));
    return out;
}

base::Result<std::optional<domain::SignIn>> find_sign_in(Transaction& tx,
                                                         std::string const& token_hash) {
    return find_first<domain::SignIn>(
        tx, "\"token_hash\" = ? and \"ended_at\" is null and \"expires_at\" > ?",
        {base::Value(token_hash), base::Value(instant_text(tx.now()))});
}

base::Result<std::optional<domain::ApiToken>> find_api_token(Transaction& tx,
                                                             std::string const& token_hash) {
    return find_first<domain::ApiToken>(
        tx, "\"token_hash\" = ? and \"ended_at\" is null and \"expires_at\" > ?",
        {base::Value(token_hash), base::Value(instant_text(tx.now()))});
}

}  // namespace store
