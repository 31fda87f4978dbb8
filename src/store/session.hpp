// Session: who reads or writes, for whom and to what end. Without one no table can be reached.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.hpp"

namespace store {

enum class Purpose : uint8_t {
    statistics,
    supervision,
    credit,
    matching,
    service,
    security,
    upkeep,
};

std::string_view to_text(Purpose purpose);
std::optional<Purpose> parse_purpose(std::string_view text);

/// The purpose wall: duties under which facts are received, and who may read them.
/// statistics and supervision serve statistics and supervision; consent serves credit, matching
/// and service; service serves itself; public serves all.
bool may_read(Purpose purpose, std::string_view duty);
/// The duties that a purpose may read.
std::vector<std::string> duties_of(Purpose purpose);

/// What a caller proved before: an account or a token, and where it wants to act.
struct Identity {
    std::string tenant = {};   // Organisation.
    std::string account = {};  // Account whose rights count.
    std::string actor = {};    // The account, or the token that acts for it; in the audit.
    Purpose purpose = Purpose::service;
    // Of the route: where a table asks none, rows are reached as far as this one holds; "": as any.
    std::string permission = {};
    std::optional<Instant> as_of = {};                  // Replay: only reads.
    std::optional<std::set<std::string>> at_most = {};  // A token's own permissions.
};

/// Permissions with the organisation subtree in which they hold.
struct Granted {
    std::string path;  // /id/id/
    std::set<std::string> permissions;
};

/// Made by `open_session` and `open_upkeep_session` only.
class Session {
public:
    std::string const& tenant() const { return tenant_; }
    /// The party that the tenant is: its id, else the tenant's USCC, else "".
    std::string const& party() const { return party_; }
    /// Of the tenant in the tree: /id/id/.
    std::string const& path() const { return path_; }
    /// The tenant and the organisations above it.
    std::vector<std::string> lineage() const;
    std::string const& actor() const { return actor_; }
    /// The person behind a token, too: maker and checker are told apart by this.
    std::string const& account() const { return account_; }
    Purpose purpose() const { return purpose_; }
    std::optional<Instant> as_of() const { return as_of_; }
    bool has(std::string_view permission) const;
    /// Subtrees in which a permission holds; "" asks for the route's, or any without one.
    std::vector<std::string> paths(std::string_view permission = "") const;
    std::set<std::string> permissions() const;
    /// The same rights to another end.
    Session for_purpose(Purpose purpose, std::string const& permission = "") const {
        Session out = *this;
        out.purpose_ = purpose;
        out.permission_ = permission;
        return out;
    }

private:
    Session() = default;
    friend base::Result<Session> open_session(Transaction& tx, Identity const& identity);
    friend base::Result<Session> open_upkeep_session(Transaction& tx, std::string const& tenant,
                                                     std::string const& actor);
    std::string tenant_;
    std::string path_;  // Of the tenant.
    std::string party_;
    std::string actor_;
    std::string account_;
    std::string permission_;
    Purpose purpose_ = Purpose::service;
    std::optional<Instant> as_of_;
    std::vector<Granted> granted_;
};

/// Reads the account's grants and delegations in force on the day of `tx.now()`. Grants count when
/// their organisation is above, at or below the tenant, and reach no further than the tenant's own
/// subtree. Errors: `session_refused` (unauthorized): no such account, not active, or nothing
/// granted here.
base::Result<Session> open_session(Transaction& tx, Identity const& identity);

/// For the operator at the machine's own console and for jobs of the program itself: purpose
/// upkeep, every permission of upkeep, the whole tree. An empty tenant means the root.
base::Result<Session> open_upkeep_session(Transaction& tx, std::string const& tenant,
                                          std::string const& actor);

/// `permission_missing` (forbidden): what a session without it is refused with.
std::unexpected<base::Error> permission_missing(std::string_view permission);

/// 三员分立: system, security, audit or business, by the first word of the permission.
std::string_view duty_class_of(std::string_view permission);

/// The only class of these permissions. Errors: `duties_mixed` when there are two, of which one is
/// system, security or audit.
base::Result<std::string> only_duty_class(std::set<std::string> const& permissions);

/// "a b c" as a set, and back.
std::set<std::string> split_words(std::string_view text);
std::string join_words(std::set<std::string> const& words);

}  // namespace store
