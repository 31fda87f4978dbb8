// A party's objection to an entry of a list: sent to who keeps the list, corrected there with both
// dates visible or refused with a reason, and answered back.
#pragma once

#include <string>

#include "domain/list_row.hpp"
#include "domain/list_work.hpp"
#include "service/place.hpp"

namespace service {

struct ObjectionWish {
    std::string list;
    std::string revision;    // May be empty: whichever is in force.
    std::string identifier;  // USCC of the party.
    std::string item;        // name, level, from, to, listed or not_listed.
    std::string reason;
    std::string evidence_sm3;
    std::string recipient = "*";  // Organisation that keeps the list.
};

/// Records the objection; outside edition `province` it also leaves as a package. A firm speaks for
/// itself only. Errors: `objection_malformed`, `objection_party`, those of `send_parcel`.
base::Result<domain::ListObjection> object_to_list(Place const& place, Caller const& caller,
                                                   ObjectionWish const& wish);

/// What stands instead of the entry; empty `listed_from` takes the party off the list.
struct EntryCorrection {
    std::string name;
    std::string level;
    std::optional<base::Day> listed_from;
    std::optional<base::Day> listed_to;
    std::string reason;
};

/// Ends the party's entry of the revision in force (if any) and puts the correction in its place:
/// the former is still seen as of before. A pushed revision is approved again, to be pushed anew.
/// By another person than who imported it. Errors: `objection_state`, `same_person`,
/// `objection_list`.
base::Result<domain::ListObjection> correct_entry(Place const& place, Caller const& caller,
                                                  std::string const& objection,
                                                  EntryCorrection const& correction);

/// Errors: `objection_state`, `objection_malformed` (no reason).
base::Result<domain::ListObjection> refuse_objection(Place const& place, Caller const& caller,
                                                     std::string const& objection,
                                                     std::string const& reason);

}  // namespace service
