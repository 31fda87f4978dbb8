// A list revision on its way: approved by another person, pushed as a package, taken in, and where
// the runs of this deployment read it.
#pragma once

#include <string>

#include "domain/exchange.hpp"
#include "domain/list_row.hpp"
#include "service/place.hpp"

namespace service {

struct ListApproval {
    std::string revision;  // Id.
    int64_t version = 0;   // That the approver read.
    int64_t refused = 0;   // Lines that were not taken, as the approver saw them.
};

/// draft → approved, by somebody else than its maker. In the editions that run months it is written
/// to the tenant's `list/`. Errors: `same_person`, `list_state`, `list_refused_lines` (the number
/// is another), `version_stale`.
base::Result<domain::ListRevision> approve_list(Place const& place, Caller const& caller,
                                                ListApproval const& approval);

/// draft or approved → withdrawn: it no longer counts here. Errors: `list_state`, `version_stale`.
base::Result<domain::ListRevision> withdraw_list(Place const& place, Caller const& caller,
                                                 std::string const& revision, int64_t version);

struct ListPush {
    std::string revision;  // Id.
    domain::Edition to;
    std::string recipient;  // USCC, or *.
};

/// Makes the package; approved → pushed. Errors: `list_state`, those of `send_parcel`.
base::Result<domain::PackageRow> push_list(Place const& place, Caller const& caller,
                                           ListPush const& push);

/// The file by which runs read a list: row,id,name,level,region,from,to.
base::Result<std::string> list_csv(store::Transaction& tx, store::Session const& session,
                                   std::string const& revision);

/// Writes a revision into the `list/` of the tenant and of every bank below it. Idempotent.
base::Result<void> write_list(Place const& place, Caller const& caller,
                              std::string const& revision);

}  // namespace service
