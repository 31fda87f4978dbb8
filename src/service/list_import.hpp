// Importing a list batch: a draft revision, and all that it changes told before anything counts.
#pragma once

#include <optional>
#include <string>

#include "domain/list_row.hpp"
#include "domain/list_work.hpp"
#include "service/place.hpp"

namespace service {

/// A list as a department sends it, and what it says of itself.
struct ListBatch {
    std::string list;      // tech.hnte
    std::string revision;  // Sorts behind the one in force: 2026-09.
    std::string source;    // Document number or sender.
    std::string region;    // GB/T 2260, six digits; 000000 the whole country.
    base::Day covers_from;
    std::optional<base::Day> covers_to;
    std::string file;  // CSV or xlsx: id, name, level, from, to.
};

/// What the draft says, counted.
struct ListDraft {
    std::string list_revision;  // Id.
    std::string list;
    std::string revision;
    int64_t entries = 0;
    int64_t added = 0;
    int64_t lapsed = 0;
    int64_t renamed = 0;
    int64_t changed = 0;
    int64_t refused = 0;
};

inline constexpr auto list_draft_columns = base::columns<ListDraft>({
    base::column<&ListDraft::list_revision>({.text = "Revision.", .key = true}),
    base::column<&ListDraft::list>({.text = "List of the packs."}),
    base::column<&ListDraft::revision>({.text = "Name of the revision."}),
    base::column<&ListDraft::entries>({.text = "Entries of the draft."}),
    base::column<&ListDraft::added>({.text = "Not in the revision in force."}),
    base::column<&ListDraft::lapsed>({.text = "In the revision in force, no longer here."}),
    base::column<&ListDraft::renamed>({.text = "With another name."}),
    base::column<&ListDraft::changed>({.text = "With another level or period."}),
    base::column<&ListDraft::refused>({.text = "Lines that could not be taken."}),
});

/// Of a list's revisions that were approved here or pushed, the last by name; none before the
/// first.
base::Result<std::optional<domain::ListRevision>> revision_in_force(store::Transaction& tx,
                                                                    store::Session const& session,
                                                                    std::string const& list);

/// Writes the draft with its entries and its differences to the revision in force. Lines with a
/// wrong USCC, a second time or a bad date are not taken and stand among the differences.
/// Errors: `list_revision_malformed`, `list_revision_order`, `list_region`, `list_covers`, those of
/// `read_list_lines`, `store_unique`.
base::Result<ListDraft> import_list(Place const& place, Caller const& caller,
                                    ListBatch const& batch);

/// The draft's counts again. Errors: `object_not_found`.
base::Result<ListDraft> find_list_draft(Place const& place, Caller const& caller,
                                        std::string const& id);

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::ListDraft>{"list_draft",
                                                                  service::list_draft_columns};
