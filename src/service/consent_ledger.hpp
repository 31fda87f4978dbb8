// What a consent is worth at a moment, and the ledger of its uses.
#pragma once

#include <string>

#include "service/consent_desk.hpp"

namespace service {

/// Whether a withdrawal of it is on the record here.
base::Result<bool> is_withdrawn(store::Transaction& tx, store::Session const& session,
                                std::string const& consent);

/// Where the subject stands in the tree, when it is an organisation here; else the tenant's place.
base::Result<std::string> path_of_subject(store::Transaction& tx, store::Session const& session,
                                          std::string const& uscc);

/// A row with its state at `tx.now()`: verified, withdrawn, within its days, uses counted.
base::Result<ConsentView> view_of(store::Transaction& tx, store::Session const& session,
                                  ConsentBook& book, domain::ConsentRow const& row);

}  // namespace service
