// Lists in the store as the rules take them: domain::ListSet in and out.
#pragma once

#include "domain/list.hpp"
#include "domain/list_row.hpp"
#include "store/session.hpp"

namespace store {

/// Where a revision comes from. `names` are those of the entries, in their order; may be empty.
struct ListOrigin {
    std::string source;
    std::string content_hash;
    std::string duty;
    std::vector<std::string> names = {};
};

/// Writes a revision with its coverage and entries, as a draft. Errors: `store_unique` when the
/// revision is there; those of `insert`.
base::Result<domain::ListRevision> put_list(Transaction& tx, Session const& session,
                                            domain::ListSet const& set, ListOrigin const& origin);

/// The newest approved or pushed revision of a list, entries sorted by (id, from); none without
/// one.
base::Result<std::optional<domain::ListSet>> find_list(Transaction& tx, Session const& session,
                                                       std::string const& list);

}  // namespace store
