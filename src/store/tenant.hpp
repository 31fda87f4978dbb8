// The organisation that a session acts for, whatever its grants reach.
#pragma once

#include "domain/organisation.hpp"
#include "store/session.hpp"

namespace store {

/// Its row, also for someone whose grants begin further down. Errors: `object_not_found`.
base::Result<domain::Organisation> own_organisation(Transaction& tx, Session const& session);

/// Credit codes of the firms that an organisation is, or is a part of.
base::Result<std::vector<std::string>> firms_above(Transaction& tx,
                                                   domain::Organisation const& organisation);

/// Whether a permission holds in all of the tenant, not only in a part of it.
bool holds_everywhere(Session const& session, domain::Organisation const& tenant,
                      std::string_view permission);

/// Refuses a session whose permission holds in a part only. Errors: `permission_missing`.
base::Result<void> check_everywhere(Transaction& tx, Session const& session,
                                    std::string_view permission);

}  // namespace store
