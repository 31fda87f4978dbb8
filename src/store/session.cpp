// Opens sessions from grants; the table of purposes and duties.
#include "store/session.hpp"

#include "base/day.hpp"
#include "base/text.hpp"

namespace store {
namespace {

constexpr std::string_view purpose_names[] = {"statistics", "supervision", "credit", "matching",
                                              "service",    "security",    "upkeep"};

constexpr Purpose every[] = {Purpose::statistics, Purpose::supervision, Purpose::credit,
                             Purpose::matching,   Purpose::service,     Purpose::security,
                             Purpose::upkeep};

bool is_within(std::string_view path, std::string_view subtree) {
    return path.starts_with(subtree);
}

struct Place {
    std::string path;
    std::string party;
};

base::Result<Place> find_place(Transaction& tx, std::string const& organisation) {
    std::optional<Place> found;
    TRY_VOID(
        tx.each("select \"path\", \"party\", \"uscc\" from \"organisation\" where \"id\" = ? and "
                "\"ended_at\" is null",
                {base::Value(organisation)}, [&](Cells cells) -> base::Result<bool> {
                    found = Place{std::string(*cells[0]),
                                  std::string(cells[1] ? *cells[1] : cells[2].value_or(""))};
                    return false;
                }));
    if (!found) return base::fail(base::ErrorKind::unauthorized, "session_refused", {});
    return *found;
}

base::Result<void> check_account(Transaction& tx, std::string const& account) {
    auto const state =
        TRY(tx.one("select \"state\" from \"account\" where \"id\" = ?", {base::Value(account)}));
    if (state != "active") return base::fail(base::ErrorKind::unauthorized, "session_refused", {});
    return {};
}

/// Grants of an account on a day, cut to the tenant's subtree.
base::Result<std::vector<Granted>> find_granted(Transaction& tx, std::string const& account,
                                                std::string const& tenant_path) {
    std::string const day = instant_text(tx.now()).substr(0, 10);
    std::vector<Granted> out;
    TRY_VOID(tx.each(
        // The grant's own path was checked against whoever made it; the organisation's was not.
        "select g.\"path\", r.\"permissions\" from \"role_grant\" g join \"role\" r on r.\"id\" = "
        "g.\"role\" join \"organisation\" o on o.\"id\" = g.\"organisation\" and o.\"path\" = "
        "g.\"path\" where g.\"account\" = ? and g.\"valid_from\" <= ? and (g.\"valid_to\" is null "
        "or g.\"valid_to\" >= ?) and o.\"ended_at\" is null",
        {base::Value(account), base::Value(day), base::Value(day)},
        [&](Cells cells) -> base::Result<bool> {
            std::string path(*cells[0]);
            if (is_within(tenant_path, path)) path = tenant_path;
            if (is_within(path, tenant_path))
                out.push_back({std::move(path), split_words(*cells[1])});
            return true;
        }));
    return out;
}

std::set<std::string> both(std::set<std::string> const& a, std::set<std::string> const& b) {
    std::set<std::string> out;
    for (std::string const& each : a)
        if (b.contains(each)) out.insert(each);
    return out;
}

/// What others delegated to the account: never more than they hold themselves.
base::Result<void> add_delegated(Transaction& tx, std::string const& account,
                                 std::string const& tenant_path, std::vector<Granted>& out) {
    std::string const day = instant_text(tx.now()).substr(0, 10);
    std::vector<std::pair<std::string, std::set<std::string>>> given;
    TRY_VOID(
        tx.each("select d.\"from_account\", d.\"permissions\" from \"delegation\" d join "
                "\"account\" a on a.\"id\" = d.\"from_account\" where d.\"to_account\" = ? "
                "and d.\"valid_from\" <= ? and d.\"valid_to\" >= ? and d.\"ended_at\" is null "
                "and a.\"state\" = 'active'",
                {base::Value(account), base::Value(day), base::Value(day)},
                [&](Cells cells) -> base::Result<bool> {
                    given.emplace_back(std::string(*cells[0]), split_words(*cells[1]));
                    return true;
                }));
    for (auto const& [from, permissions] : given) {
        auto const held = TRY(find_granted(tx, from, tenant_path));
        for (Granted const& each : held) {
            auto common = both(each.permissions, permissions);
            if (!common.empty()) out.push_back({each.path, std::move(common)});
        }
    }
    return {};
}

}  // namespace

std::string_view to_text(Purpose purpose) { return purpose_names[size_t(purpose)]; }

std::optional<Purpose> parse_purpose(std::string_view text) {
    for (Purpose each : every)
        if (to_text(each) == text) return each;
    return std::nullopt;
}

bool may_read(Purpose purpose, std::string_view duty) {
    switch (purpose) {
        case Purpose::statistics:
        case Purpose::supervision:
            return duty == "statistics" || duty == "supervision" || duty == "public";
        case Purpose::credit:
        case Purpose::matching: return duty == "consent" || duty == "public";
        case Purpose::service: return duty == "consent" || duty == "service" || duty == "public";
        case Purpose::security:
        case Purpose::upkeep: return duty == "public";
    }
    return false;
}

std::vector<std::string> duties_of(Purpose purpose) {
    std::vector<std::string> out;
    for (char const* duty : {"statistics", "supervision", "consent", "service", "public"})
        if (may_read(purpose, duty)) out.emplace_back(duty);
    return out;
}

bool Session::has(std::string_view permission) const { return !paths(permission).empty(); }

std::vector<std::string> Session::paths(std::string_view permission) const {
    std::vector<std::string> out;
    if (permission.empty()) permission = permission_;
    for (Granted const& each : granted_)
        if (permission.empty() || each.permissions.contains(std::string(permission)))
            out.push_back(each.path);
    return out;
}

std::set<std::string> Session::permissions() const {
    std::set<std::string> out;
    for (Granted const& each : granted_)
        out.insert(each.permissions.begin(), each.permissions.end());
    return out;
}

std::vector<std::string> Session::lineage() const {
    std::vector<std::string> out;
    for (std::string_view const id : base::split(path_, '/'))
        if (!id.empty()) out.emplace_back(id);
    return out;
}

base::Result<Session> open_session(Transaction& tx, Identity const& identity) {
    Session session;
    auto const place = TRY(find_place(tx, identity.tenant));
    TRY_VOID(check_account(tx, identity.account));
    session.granted_ = TRY(find_granted(tx, identity.account, place.path));
    TRY_VOID(add_delegated(tx, identity.account, place.path, session.granted_));
    if (identity.at_most)
        for (Granted& each : session.granted_)
            each.permissions = both(each.permissions, *identity.at_most);
    if (session.granted_.empty())
        return base::fail(base::ErrorKind::unauthorized, "session_refused", {});
    session.tenant_ = identity.tenant;
    session.path_ = place.path;
    session.party_ = place.party;
    session.actor_ = identity.actor;
    session.account_ = identity.account;
    session.permission_ = identity.permission;
    session.purpose_ = identity.purpose;
    session.as_of_ = identity.as_of;
    return session;
}

base::Result<Session> open_upkeep_session(Transaction& tx, std::string const& tenant,
                                          std::string const& actor) {
    Session session;
    if (!tenant.empty()) {
        auto const place = TRY(find_place(tx, tenant));
        session.party_ = place.party;
        session.path_ = place.path;
    }
    session.tenant_ = tenant;
    session.actor_ = actor;
    session.account_ = actor;
    session.purpose_ = Purpose::upkeep;
    session.granted_.push_back({"/",
                                {"system.organisation", "system.setting", "security.account",
                                 "security.role", "audit.read"}});
    return session;
}

std::unexpected<base::Error> permission_missing(std::string_view permission) {
    return base::fail(base::ErrorKind::forbidden, "permission_missing", {},
                      {{"permission", std::string(permission)}});
}

std::string_view duty_class_of(std::string_view permission) {
    std::string_view const first = permission.substr(0, permission.find('.'));
    for (std::string_view const each : {"system", "security", "audit"})
        if (first == each) return each;
    return "business";
}

base::Result<std::string> only_duty_class(std::set<std::string> const& permissions) {
    std::string found = "business";
    bool first = true;
    for (std::string const& each : permissions) {
        std::string_view const duty_class = duty_class_of(each);
        if (!first && duty_class != found)
            return base::fail(base::ErrorKind::conflict, "duties_mixed", {},
                              {{"one", found}, {"other", std::string(duty_class)}});
        found = duty_class;
        first = false;
    }
    return found;
}

std::set<std::string> split_words(std::string_view text) {
    std::set<std::string> out;
    for (std::string_view const word : base::split(text, ' '))
        if (!word.empty()) out.emplace(word);
    return out;
}

std::string join_words(std::set<std::string> const& words) {
    return base::join({words.begin(), words.end()}, " ");
}

}  // namespace store
